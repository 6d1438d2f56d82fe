//! Gone means gone: `logout` and `forget` look everywhere, say what is true, and name what is left.

use std::os::unix::fs::{PermissionsExt, chown};
use std::process::{Command, Stdio};

use serde_json::json;
use webex_sandbox::{Answer, Sandbox};

use crate::browser::{home as without_login, log_in};
use crate::home::{Home, Ran, ended};

fn logged_in(sandbox: &Sandbox) -> Home {
    let home = without_login(sandbox);
    log_in(&home);
    home
}

/// Everything in the files of a home.
fn everything(home: &Home) -> String {
    let mut folders = vec![home.data("")];
    let mut text = String::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                text += &String::from_utf8_lossy(&std::fs::read(path).unwrap());
            }
        }
    }
    text
}

fn names(home: &Home) -> Vec<String> {
    let listing = std::fs::read_dir(home.data("")).unwrap();
    listing.map(|file| file.unwrap().file_name().into_string().unwrap()).collect()
}

fn revoked(sandbox: &Sandbox) -> Vec<String> {
    let requests = sandbox.requests();
    let revokes = requests.iter().filter(|request| request.path == "/v1/revoke");
    revokes.filter_map(|request| request.field("token")).collect()
}

#[test]
fn a_login_in_the_file_is_gone_after_logout_and_forget_whatever_the_store_is_now() {
    for commands in [&[&["logout"][..], &["forget", "--yes"]][..], &[&["forget", "--yes"]]] {
        let sandbox = Sandbox::start();
        let mut home = logged_in(&sandbox);
        home.unset("MINDFUL_TOKEN_STORE");
        for command in commands {
            let ran = home.run(command);
            let file = home.data("credentials.toml");
            assert_eq!(ran.code, 0, "{ran:?}");
            assert!(ran.stderr.contains(file.to_str().unwrap()), "it is said from where: {ran:?}");
            let everything = everything(&home);
            assert!(!everything.contains("access-") && !everything.contains("refresh-"), "{command:?}");
        }
        assert_eq!((revoked(&sandbox).len(), names(&home)), (2, vec!["config.toml".to_owned()]));
        assert!(!everything(&home).contains("sandbox-secret"));
    }
}

#[test]
fn what_a_killed_login_was_about_to_write_is_gone_after_logout() {
    let sandbox = Sandbox::start();
    let home = logged_in(&sandbox);
    let secrets = std::fs::read_to_string(home.data("credentials.toml")).unwrap();
    home.write(".k3f9x2ab7m.tmp", &secrets);
    home.write(".zzzzzzzzzz.tmp", &secrets[..secrets.len() / 3]);
    home.write(".aaaaaaaaaa.tmp", "[ada]\n");
    assert_eq!(home.run(&["logout"]).code, 0);
    let everything = everything(&home);
    assert!(!everything.contains("access-") && !everything.contains("refresh-"), "{everything}");
    assert!(home.data(".aaaaaaaaaa.tmp").exists(), "another command may be writing it");
}

#[test]
fn forget_leaves_nothing_but_the_settings_and_says_exactly_that() {
    let sandbox = Sandbox::start();
    let home = logged_in(&sandbox);
    home.schedule(&["--to", "Ada", "--at", "now", "hello"]);
    home.ok(&["config", "set", "me.timezone", "Europe/Berlin"]);
    home.ok(&["people", "add", "ada", "ada@example.com"]);
    assert_eq!(home.run(&["send-due"]).code, 0);
    for name in ["people.toml", "settings.lock", "refresh.lock", "last-run.toml", "queue"] {
        assert!(home.data(name).exists(), "{name} is there to be removed");
    }
    home.write("directory.toml", "");
    home.write("config.toml.draft", "[me]\n");
    home.write(".k3f9x2ab7m.tmp", "");
    let ran = home.run(&["forget", "--yes"]);
    assert_eq!((ran.code, names(&home)), (0, vec!["config.toml".to_owned()]), "{ran:?}");
    let config = home.data("config.toml");
    assert!(ran.stderr.contains(&format!("Kept the settings: {}", config.display())), "{ran:?}");
    for words in ["the tokens", "the client secret", "the queue", "the address book"] {
        assert!(ran.stderr.contains(words), "{words}: {ran:?}");
    }
    assert!(ran.stderr.contains("mindful timer uninstall"), "{ran:?}");
    std::fs::remove_file(&config).unwrap();
    let ran = home.run(&["forget", "--yes"]);
    assert!(ran.code == 0 && !ran.stderr.contains("Removed") && !home.data("").exists(), "{ran:?}");
}

#[test]
fn forget_names_a_file_of_somebody_else_in_its_folder_and_leaves_it() {
    let home = Home::new("http://127.0.0.1:1/v1");
    home.write("my-notes.txt", "mine");
    let ran = home.run(&["forget", "--yes"]);
    assert!(ran.code == 0 && ran.stderr.contains("Kept 1 file in"), "{ran:?}");
    assert!(home.data("my-notes.txt").exists());
}

/// Runs the program as another user.
fn as_nobody(home: &Home, args: &[&str]) -> Ran {
    let program = home.path().join("program");
    // By another process: a copy that is open for writing while a test beside this one forks can't be run.
    assert!(Command::new("cp").arg(env!("CARGO_BIN_EXE_mindful")).arg(&program).status().unwrap().success());
    let mut command = Command::new("setpriv");
    command.args(["--reuid=65534", "--regid=65534", "--clear-groups"]).arg(&program).args(args);
    command.env_clear().envs(home.environment()).current_dir("/").stdin(Stdio::null());
    ended(command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("setpriv runs"))
}

#[test]
#[ignore = "needs root for chown"]
fn what_the_disk_does_not_let_go_is_named_and_nothing_is_said_to_be_gone() {
    let sandbox = Sandbox::start();
    let home = logged_in(&sandbox);
    home.write("people.toml", "[ada]\nemail = \"ada@example.com\"\n");
    home.schedule(&["--to", "ada", "--at", "in 2 hours", "hello"]);
    let owned = Command::new("chown").args(["-R", "65534:65534"]).arg(home.path()).status();
    assert!(owned.expect("this test is for root").success());
    std::fs::set_permissions(home.path(), PermissionsExt::from_mode(0o755)).unwrap();
    let set_mode = |mode| {
        for folder in ["", "queue", "queue/scheduled"] {
            std::fs::set_permissions(home.data(folder), PermissionsExt::from_mode(mode)).unwrap();
        }
    };
    set_mode(0o500);
    let ran = as_nobody(&home, &["logout"]);
    let store = home.data("credentials.toml");
    assert!(ran.code == 1 && ran.stderr.contains(store.to_str().unwrap()), "{ran:?}");
    assert!(!ran.stderr.contains("Logged out") && !ran.stderr.contains("Removed"), "{ran:?}");
    assert_eq!(as_nobody(&home, &["whoami"]).code, 0, "the login is as it was");
    let ran = as_nobody(&home, &["forget", "--yes"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    for name in ["credentials.toml", "people.toml", "queue"] {
        assert!(ran.stderr.contains(home.data(name).to_str().unwrap()), "{name}: {ran:?}");
    }
    assert!(!ran.stderr.contains("Removed") && !ran.stderr.contains("is left"), "{ran:?}");
    set_mode(0o700);
    let ran = as_nobody(&home, &["forget", "--yes"]);
    assert_eq!((ran.code, names(&home)), (0, vec!["config.toml".to_owned()]), "{ran:?}");
    let _ = chown(home.path(), Some(0), Some(0));
}

#[test]
fn a_login_as_another_person_revokes_the_earlier_one_and_names_what_waits_for_it() {
    let sandbox = Sandbox::start();
    let home = logged_in(&sandbox);
    let id = home.schedule(&["--to", "ada@example.com", "--at", "in 2 hours", "hello"]);
    let login = |who: &str| {
        let me = json!({ "id": who, "emails": [format!("{who}@example.com")], "displayName": who });
        sandbox.script("GET /v1/people/me", Answer::status(200).json(&me));
        let login = crate::browser::Waiting::start(&home, &[]);
        crate::http::get(&login.consent());
        login.end()
    };
    let ran = login("grace");
    assert_eq!(ran.code, 0, "{ran:?}");
    for words in ["you were logged in as Me Myself <me@example.com>", &id, "Ada Lovelace", "1 message was"] {
        assert!(ran.stderr.contains(words), "{words}: {ran:?}");
    }
    let ended = revoked(&sandbox);
    assert!(ended.len() == 2 && ended[0].starts_with("refresh-"), "{ended:?}");
    let kept = std::fs::read_to_string(home.data("credentials.toml")).unwrap();
    assert!(
        ended.iter().all(|token| !kept.contains(token)),
        "the new tokens are not those that were revoked"
    );
    let ran = login("grace");
    assert!(ran.code == 0 && !ran.stderr.contains("you were logged in"), "{ran:?}");
    assert_eq!(revoked(&sandbox).len(), 2, "a login of the same person revokes nothing");
}

#[test]
fn a_login_as_another_person_that_fails_revokes_nothing() {
    let sandbox = Sandbox::start();
    let home = logged_in(&sandbox);
    sandbox.script("GET /v1/people/me", Answer::status(503));
    let login = crate::browser::Waiting::start(&home, &[]);
    crate::http::get(&login.consent());
    assert_ne!(login.end().code, 0);
    assert!(revoked(&sandbox).is_empty());
    assert_eq!(home.run(&["whoami"]).code, 0);
}

#[test]
#[cfg(unix)]
fn secrets_behind_a_link_are_not_said_to_be_gone() {
    let home = Home::new("http://127.0.0.1:1/v1");
    home.write("credentials.toml", "access = \"x\"\n");
    let (link, target) = (home.data("credentials.toml"), home.path().join("kept.toml"));
    std::fs::rename(&link, &target).unwrap();
    let mode = std::os::unix::fs::PermissionsExt::from_mode(0o600);
    std::fs::set_permissions(&target, mode).unwrap();
    std::os::unix::fs::symlink(&target, &link).unwrap();
    let ran = home.run(&["forget", "--yes"]);
    assert!(ran.code == 4 && ran.stderr.contains(target.to_str().unwrap()), "{ran:?}");
    assert!(!ran.stderr.contains("Removed the tokens") && target.exists() && link.is_symlink(), "{ran:?}");
}
