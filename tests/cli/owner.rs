//! Whose files are obeyed, and what stands in the place of a file: other users, pipes, devices, odd variables.

use std::ffi::OsStr;
use std::fs::Permissions;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{PermissionsExt, chown, symlink};
use std::path::Path;
use std::process::{Command, Stdio};

use webex_sandbox::Sandbox;

use crate::browser::{home as without_login, log_in};
use crate::home::{Home, Ran, ended};

/// A user that every system has and nobody logs in as.
const NOBODY: u32 = 65534;

/// A home with a login, an address book and a message that is due.
fn complete(sandbox: &Sandbox) -> Home {
    let home = without_login(sandbox);
    log_in(&home);
    home.write("people.toml", "[ada]\nemail = \"ada@example.com\"\n");
    home.schedule(&["--to", "ada", "--at", "now", "hello"]);
    home
}

fn set_mode(path: &Path, mode: u32) {
    std::fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
}

/// Does what the first hint of a run says.
fn follow_the_hint(ran: &Ran) {
    let hint = ran.stderr.lines().find_map(|line| line.strip_prefix("hint: ")).expect("a hint");
    assert!(Command::new("sh").args(["-c", hint]).status().unwrap().success(), "{hint}");
}

#[test]
fn what_others_can_write_to_is_refused_until_its_hint_is_followed() {
    let sandbox = Sandbox::start();
    let home = complete(&sandbox);
    let before = sandbox.requests().len();
    let uses: [(&str, u32, &[&str]); 6] = [
        ("", 0o777, &["send-due"]),
        ("", 0o777, &["config", "set", "me.timezone", "UTC"]),
        ("config.toml", 0o666, &["send-due"]),
        ("config.toml", 0o602, &["config", "set", "me.timezone", "UTC"]),
        ("people.toml", 0o606, &["schedule", "--to", "ada", "hello"]),
        ("account.toml", 0o602, &["whoami"]),
    ];
    for (name, mode, command) in uses {
        let path = home.data(name);
        set_mode(&path, mode);
        let ran = home.run(command);
        let named = ran.stderr.contains(path.to_str().unwrap().trim_end_matches('/'));
        assert!([1, 2].contains(&ran.code) && named, "{name}: {ran:?}");
        assert!(ran.stderr.contains("other users can write to it"), "{name}: {ran:?}");
        follow_the_hint(&ran);
        assert_eq!(home.run(&["list"]).code, 0, "{name}");
    }
    assert_eq!(sandbox.requests().len(), before, "nothing was sent to whoever wrote `api_url`");
    assert_eq!(home.run(&["send-due"]).code, 0);
}

#[test]
fn a_home_that_others_can_write_to_still_has_help_and_a_doctor() {
    let home = Home::new("http://127.0.0.1:1/v1");
    set_mode(&home.data(""), 0o777);
    let ran = home.run(&["doctor"]);
    assert!(ran.code != 0 && ran.stdout.contains("other users can write to it"), "{ran:?}");
    assert_eq!(home.run(&["config", "path"]).code, 0);
    assert_eq!(home.run(&["config", "get", "hours.work"]).code, 1);
}

#[test]
#[ignore = "needs root for chown"]
fn what_another_user_owns_is_refused_and_the_user_is_named() {
    let sandbox = Sandbox::start();
    let home = complete(&sandbox);
    let before = sandbox.requests().len();
    for name in ["", "config.toml", "people.toml", "account.toml", "credentials.toml", "queue"] {
        let path = home.data(name);
        chown(&path, Some(NOBODY), None).expect("this test is for root");
        let ran = match name {
            "people.toml" => home.run(&["schedule", "--to", "ada", "hello"]),
            _ => home.run(&["send-due"]),
        };
        assert!(ran.code != 0 && ran.code != 101 && ran.stdout.is_empty(), "{name}: {ran:?}");
        assert!(name == "queue" || ran.stderr.contains("nobody"), "{name}: {ran:?}");
        assert!(ran.stderr.contains(path.to_str().unwrap().trim_end_matches('/')), "{name}: {ran:?}");
        chown(&path, Some(0), None).unwrap();
    }
    assert_eq!((sandbox.requests().len(), sandbox.posts().len()), (before, 0));
    assert_eq!(home.run(&["send-due"]).code, 0);
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
fn root_leaves_nothing_in_the_home_of_a_user_that_locks_the_user_out() {
    let sandbox = Sandbox::start();
    let home = Home::with_token(&sandbox);
    set_mode(home.path(), 0o755);
    std::fs::remove_dir_all(home.data("")).unwrap();
    chown(home.path(), Some(NOBODY), Some(NOBODY)).expect("this test is for root");
    for command in [
        &["config", "set", "me.timezone", "UTC"][..],
        &["schedule", "--to", "ada@example.com", "--at", "in 2 hours", "hello"],
        &["people", "add", "ada", "ada@example.com"],
    ] {
        let ran = home.run(command);
        assert!(ran.code == 1 && ran.stderr.contains("run mindful as nobody"), "{command:?}: {ran:?}");
        assert!(!home.data("").exists(), "{command:?}");
        let ran = as_nobody(&home, command);
        assert!([0, 2].contains(&ran.code), "{command:?}: {ran:?}");
        let ran = home.run(command);
        assert!(ran.code == 1 && ran.stderr.contains("run mindful as nobody"), "{command:?}: {ran:?}");
        std::fs::remove_dir_all(home.data("")).unwrap();
    }
}

#[test]
#[ignore = "needs root for chown"]
fn what_root_left_in_a_home_is_named_with_the_command_that_gives_it_back() {
    let sandbox = Sandbox::start();
    let home = Home::with_token(&sandbox);
    for folder in [home.path(), &home.data("")] {
        set_mode(folder, 0o755);
        chown(folder, Some(NOBODY), Some(NOBODY)).expect("this test is for root");
    }
    set_mode(&home.data("config.toml"), 0o600);
    let ran = as_nobody(&home, &["list"]);
    let way_out = format!("sudo chown \"$USER\" '{}'", home.data("config.toml").display());
    assert!(
        ran.code == 2 && ran.stderr.contains("belongs to root") && ran.stderr.contains(&way_out),
        "{ran:?}"
    );
    set_mode(&home.data("config.toml"), 0o644);
    assert_eq!(as_nobody(&home, &["list"]).code, 0, "what root wrote for everybody is trusted");
    set_mode(&home.data(""), 0o700);
    chown(home.data(""), Some(0), None).unwrap();
    let ran = as_nobody(&home, &["list"]);
    assert!(ran.code == 1 && ran.stderr.contains("sudo chown -R \"$USER\""), "{ran:?}");
}

#[test]
#[ignore = "needs root for chown"]
fn a_group_can_write_if_it_is_the_private_group_of_the_user_alone() {
    let home = Home::new("http://127.0.0.1:1/v1");
    for path in [home.data(""), home.data("config.toml")] {
        set_mode(&path, if path.is_dir() { 0o775 } else { 0o664 });
        chown(&path, None, Some(0)).unwrap();
        assert_eq!(home.run(&["list"]).code, 0, "a umask of 002: {}", path.display());
        chown(&path, None, Some(NOBODY)).expect("this test is for root");
        let ran = home.run(&["list"]);
        assert!(ran.code != 0 && ran.stderr.contains("other users can write"), "{ran:?}");
        chown(&path, None, Some(0)).unwrap();
    }
}

/// Runs a command that must end at once: what it reads never ends, or never begins.
fn run_in_time(home: &Home, args: &[&str], stdin: Stdio) -> Ran {
    let mut command = home.command(args);
    let mut limited = Command::new("timeout");
    limited.args(["--signal=KILL", "30", "prlimit", "--as=2000000000"]).arg(command.get_program());
    limited.args(args).env_clear().envs(home.environment()).current_dir(home.path());
    command = limited;
    ended(command.stdin(stdin).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("timeout runs"))
}

/// Puts something that is not a regular file where one is expected.
fn put(path: &Path, what: &str) {
    let _ = std::fs::remove_file(path);
    let _ = std::fs::remove_dir(path);
    match what {
        "pipe" => assert!(Command::new("mkfifo").arg(path).status().unwrap().success()),
        "folder" => std::fs::create_dir(path).unwrap(),
        "socket" => drop(std::os::unix::net::UnixListener::bind(path).unwrap()),
        device => symlink(device, path).unwrap(),
    }
}

#[test]
#[cfg(target_os = "linux")]
fn a_pipe_a_folder_or_a_device_in_the_place_of_a_file_is_named_and_not_waited_for() {
    let sandbox = Sandbox::start();
    let home = complete(&sandbox);
    let outside = home.path().join("outside");
    let outside_name = outside.to_str().unwrap();
    let of_ours: [(&str, &[&str]); 6] = [
        ("config.toml", &["list"]),
        ("config.toml", &["config", "set", "me.timezone", "UTC"]),
        ("people.toml", &["schedule", "--to", "ada", "hello"]),
        ("people.toml", &["people", "list"]),
        ("account.toml", &["whoami"]),
        ("credentials.toml", &["-v", "send-due"]),
    ];
    let named: [&[&str]; 4] = [
        &["schedule", "--to", "ada", "--file", outside_name],
        &["schedule", "--to", "ada", "--attach", outside_name, "hello"],
        &["schedule", "--to", "ada", "--card", outside_name, "hello"],
        &["people", "import", outside_name],
    ];
    for what in ["pipe", "folder", "socket", "/dev/zero", "/dev/null"] {
        for (name, command) in of_ours {
            let path = home.data(name);
            let before = std::fs::read(&path).unwrap();
            put(&path, what);
            let ran = run_in_time(&home, command, Stdio::null());
            assert!([1, 2, 4].contains(&ran.code), "{what} {name} {command:?}: {ran:?}");
            assert!(ran.stderr.contains(path.to_str().unwrap()), "{what} {name} {command:?}: {ran:?}");
            put(&path, "folder");
            std::fs::remove_dir(&path).unwrap();
            std::fs::write(&path, before).unwrap();
            set_mode(&path, 0o600);
        }
        put(&home.data("directory.toml"), what);
        assert_eq!(run_in_time(&home, &["when", "9am", "--to", "ada"], Stdio::null()).code, 0, "{what}");
        put(&outside, what);
        for command in named {
            let ran = run_in_time(&home, command, Stdio::null());
            assert_eq!(ran.code, 2, "{what} {command:?}: {ran:?}");
            assert!(ran.stderr.contains(outside_name), "{what} {command:?}: {ran:?}");
        }
    }
    assert_eq!(home.list(&["--all"]).len(), 1);
}

#[test]
#[cfg(target_os = "linux")]
fn stdin_without_an_end_is_read_to_a_limit() {
    let sandbox = Sandbox::start();
    let home = complete(&sandbox);
    let endless = || Stdio::from(std::fs::File::open("/dev/zero").unwrap());
    let ran = run_in_time(&home, &["schedule", "--to", "ada", "-"], endless());
    assert!(ran.code == 2 && ran.stderr.contains("stdin"), "{ran:?}");
    let ran = run_in_time(&home, &["login", "--client-secret-stdin", "--no-browser"], endless());
    assert!(ran.code == 2 && !ran.stderr.contains('\0'), "{ran:?}");
    let ran = run_in_time(&home, &["login", "--no-browser", "--timeout", "2s"], endless());
    assert!(ran.code == 1 && ran.stderr.len() < 100_000, "{} bytes", ran.stderr.len());
}

#[test]
#[cfg(target_os = "linux")]
fn the_output_of_a_command_can_be_the_text() {
    let home = Home::new("http://127.0.0.1:1/v1");
    let mut shell = Command::new("bash");
    let script = "\"$0\" schedule --to ada@example.com --at 'in 2 hours' --file <(printf 'from a command')";
    shell.args(["-c", script, env!("CARGO_BIN_EXE_mindful")]).env_clear().envs(home.environment());
    assert!(shell.stdout(Stdio::null()).stderr(Stdio::null()).status().unwrap().success());
    assert_eq!(home.list(&[])[0]["text"], "from a command");
}

/// Every variable of the contract that holds text.
const VARIABLES: [&str; 19] = [
    "MINDFUL_HOME",
    "MINDFUL_API_URL",
    "MINDFUL_CLIENT_ID",
    "MINDFUL_CLIENT_SECRET",
    "MINDFUL_ACCESS_TOKEN",
    "WEBEX_ACCESS_TOKEN",
    "MINDFUL_TOKEN_STORE",
    "MINDFUL_LOG",
    "BROWSER",
    "NO_COLOR",
    "TZ",
    "TZDIR",
    "EDITOR",
    "VISUAL",
    "HTTPS_PROXY",
    "ALL_PROXY",
    "NO_PROXY",
    "SSL_CERT_FILE",
    "SSL_CERT_DIR",
];

#[test]
fn a_variable_that_cannot_be_used_as_it_is_is_an_error_and_never_the_default() {
    let home = Home::new("http://127.0.0.1:1/v1");
    let second = home.path().join(OsStr::from_bytes(b"zweit\xe9"));
    for name in VARIABLES {
        for value in [second.as_os_str().as_bytes(), b"/a\nb", b"\x1b[31mred", b"\x7f"] {
            for command in [&["forget", "--yes"][..], &["list"], &["config", "set", "me.timezone", "UTC"]] {
                let mut command = home.command(command);
                let ran = command.env(name, OsStr::from_bytes(value)).output().unwrap();
                let stderr = String::from_utf8(ran.stderr).unwrap();
                assert_eq!(ran.status.code(), Some(2), "{name}={value:?}: {stderr}");
                assert!(stderr.contains(name) && !stderr.contains('\x1b'), "{name}={value:?}: {stderr}");
            }
        }
        let empty = home.command(&["list"]).env(name, "").output().unwrap();
        assert!(empty.status.success() || name == "MINDFUL_HOME", "{name}: empty means unset: {empty:?}");
    }
    assert!(home.data("config.toml").exists());
}

#[test]
fn a_relative_home_is_made_absolute_and_one_in_a_folder_that_is_gone_is_refused() {
    let home = Home::new("http://127.0.0.1:1/v1");
    let gone = home.path().join("gone");
    std::fs::create_dir(&gone).unwrap();
    let script = format!("cd '{}' && rmdir '{0}' && exec \"$0\" \"$@\"", gone.display());
    let mut shell = Command::new("sh");
    shell.args(["-c", &script, env!("CARGO_BIN_EXE_mindful"), "forget", "--yes"]);
    let ran = shell.env_clear().envs(home.environment()).env("MINDFUL_HOME", "mindful").output().unwrap();
    let stderr = String::from_utf8_lossy(&ran.stderr);
    assert!(ran.status.code() == Some(2) && stderr.contains("MINDFUL_HOME"), "{stderr}");
    let ran = home.command(&["config", "path"]).env("MINDFUL_HOME", "mindful").output().unwrap();
    assert_eq!(String::from_utf8_lossy(&ran.stdout).trim(), home.data("config.toml").to_str().unwrap());
}

#[test]
fn a_token_store_that_is_not_known_is_an_error() {
    let mut home = Home::new("http://127.0.0.1:1/v1");
    home.set("MINDFUL_TOKEN_STORE", "files");
    for command in [&["logout"][..], &["forget", "--yes"], &["login"], &["send-due"]] {
        let ran = home.run(command);
        assert!(ran.code == 2 && ran.stderr.contains("MINDFUL_TOKEN_STORE is `files`"), "{ran:?}");
    }
}
