//! A real gnome-keyring over D-Bus, in every state it can be in. `tests/run` sees to it that it is there.

use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use webex_sandbox::{Answer, Sandbox};

use crate::browser::{home, log_in};
use crate::home::{Home, Ran};
use crate::real::{Part, own};

/// A session bus of its own, with a gnome-keyring that is unlocked, was never set up, or is not there.
struct Session {
    address: String,
    keyring: Option<Part>,
    _bus: Part,
}

/// What runs on the bus.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Keyring {
    Unlocked,
    NeverSetUp,
    NotThere,
}

/// A bus that starts nothing by itself.
const BARE_BUS: &str = "<!DOCTYPE busconfig PUBLIC \"-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN\" \
    \"http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd\"><busconfig><type>session</type>\
    <listen>unix:tmpdir=/tmp</listen><auth>EXTERNAL</auth><policy context=\"default\">\
    <allow send_destination=\"*\" eavesdrop=\"true\"/><allow eavesdrop=\"true\"/><allow own=\"*\"/></policy></busconfig>";

impl Session {
    fn start(home: &mut Home, keyring: Keyring) -> Self {
        Self::with_display(home, keyring, None)
    }

    fn with_display(home: &mut Home, keyring: Keyring, display: Option<&str>) -> Self {
        let runtime = home.path().join("runtime");
        std::fs::create_dir(&runtime).unwrap();
        std::fs::set_permissions(&runtime, std::os::unix::fs::PermissionsExt::from_mode(0o700)).unwrap();
        home.set("XDG_RUNTIME_DIR", runtime.to_str().unwrap());
        home.unset("MINDFUL_TOKEN_STORE");
        let mut bus = own("dbus-daemon", home);
        if keyring == Keyring::NotThere {
            std::fs::write(home.path().join("bus.conf"), BARE_BUS).unwrap();
            bus.arg(format!("--config-file={}", home.path().join("bus.conf").display()));
        } else {
            bus.arg("--session");
        }
        bus.envs(display.map(|display| ("DISPLAY", display)));
        let (bus, address) = started(bus);
        home.set("DBUS_SESSION_BUS_ADDRESS", &address);
        let mut session = Self { address, keyring: None, _bus: bus };
        if keyring != Keyring::NotThere {
            session.keyring = Some(session.start_keyring(home, keyring, display));
            session.wait_for("org.freedesktop.secrets");
        }
        session
    }

    fn start_keyring(&self, home: &Home, keyring: Keyring, display: Option<&str>) -> Part {
        let mut daemon = own("gnome-keyring-daemon", home);
        daemon.args(["--foreground", "--components=secrets"]).stdout(Stdio::null()).stderr(Stdio::null());
        if keyring == Keyring::Unlocked {
            daemon.arg("--unlock");
        }
        daemon.env("DBUS_SESSION_BUS_ADDRESS", &self.address).stdin(Stdio::piped());
        daemon.envs(display.map(|display| ("DISPLAY", display)));
        let mut daemon = Part(daemon.spawn().unwrap());
        daemon.0.stdin.take().unwrap().write_all(b"a password").unwrap();
        daemon
    }

    fn owns(&self, name: &str) -> bool {
        let name = format!("string:{name}");
        self.call("org.freedesktop.DBus", "/", "org.freedesktop.DBus.NameHasOwner", &[&name])
            .contains("boolean true")
    }

    /// Asks the bus until somebody owns a name.
    fn wait_for(&self, name: &str) {
        let deadline = Instant::now() + Duration::from_secs(20);
        while !self.owns(name) {
            assert!(Instant::now() < deadline, "{name} does not come up");
        }
    }

    fn call(&self, to: &str, path: &str, method: &str, arguments: &[&str]) -> String {
        let mut call = Command::new("dbus-send");
        call.args([format!("--bus={}", self.address), "--print-reply".into(), format!("--dest={to}")]);
        call.args([path, method]).args(arguments);
        String::from_utf8(call.output().unwrap().stdout).unwrap()
    }

    fn lock(&self) {
        let collection = "array:objpath:/org/freedesktop/secrets/collection/login";
        let service = "/org/freedesktop/secrets";
        self.call("org.freedesktop.secrets", service, "org.freedesktop.Secret.Service.Lock", &[collection]);
    }

    /// Writes an entry of ours as another program would.
    fn store(&self, home: &Home, entry: &str, secret: &[u8], more: &[&str]) {
        let user = user(home, entry);
        let mut store = own("secret-tool", home);
        store
            .args(["store", "--label=another program's", "service", "mindful", "username", &user])
            .args(more);
        let mut store =
            store.env("DBUS_SESSION_BUS_ADDRESS", &self.address).stdin(Stdio::piped()).spawn().unwrap();
        store.stdin.take().unwrap().write_all(secret).unwrap();
        assert!(store.wait().unwrap().success());
    }

    /// Removes an entry of ours as another program would.
    fn clear(&self, home: &Home, entry: &str) {
        let mut clear = own("secret-tool", home);
        clear.args(["clear", "service", "mindful", "username", &user(home, entry)]);
        assert!(clear.env("DBUS_SESSION_BUS_ADDRESS", &self.address).status().unwrap().success());
    }

    /// Reads a secret as another program would.
    fn lookup(&self, home: &Home, entry: &str) -> Option<String> {
        let user = user(home, entry);
        let mut lookup = own("secret-tool", home);
        lookup.args(["lookup", "service", "mindful", "username", &user]);
        let output = lookup.env("DBUS_SESSION_BUS_ADDRESS", &self.address).output().unwrap();
        output.status.success().then(|| String::from_utf8(output.stdout).unwrap())
    }
}

fn user(home: &Home, entry: &str) -> String {
    format!("{entry}@{}", home.data("").to_str().unwrap().trim_end_matches('/'))
}

/// Starts a bus and returns the address it prints.
fn started(mut bus: Command) -> (Part, String) {
    bus.args(["--nofork", "--print-address=1"]).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut bus = Part(bus.spawn().unwrap());
    let mut address = String::new();
    BufReader::new(bus.0.stdout.take().unwrap()).read_line(&mut address).unwrap();
    (bus, address.trim().to_owned())
}

/// A login whose tokens are in a keyring that is about to be spoiled, with a message that is due.
fn with_due_message(keyring: Keyring) -> (Sandbox, Home, Session) {
    let sandbox = Sandbox::start();
    let mut home = home(&sandbox);
    if keyring != Keyring::Unlocked {
        log_in(&home); // Into the file, for there is nothing else.
    }
    let session = Session::start(&mut home, keyring);
    if keyring == Keyring::Unlocked {
        log_in(&home);
    }
    home.schedule(&["--to", "ada@example.com", "--at", "now", "hello"]);
    (sandbox, home, session)
}

/// Runs `send-due`, expects exit code 4 with these words and a way out, in time and with nothing touched.
fn check_unusable(home: &Home, sandbox: &Sandbox, words: &str) -> Ran {
    let began = Instant::now();
    let ran = home.run(&["send-due"]);
    assert!(ran.code == 4 && ran.stderr.contains(words) && ran.stderr.contains("hint: "), "{words}: {ran:?}");
    assert!(began.elapsed() < Duration::from_secs(6), "{words}: {:?}", began.elapsed());
    assert_eq!((home.ls("scheduled").len(), sandbox.posts().len()), (1, 0), "{words}");
    ran
}

/// Everything that lies in a home, but what the keyring itself keeps encrypted.
fn everything_in(home: &Home) -> String {
    let mut folders = vec![home.path().to_owned()];
    let mut text = String::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.is_file() {
                text += &String::from_utf8_lossy(&std::fs::read(path).unwrap());
            }
        }
    }
    text
}

#[test]
#[ignore = "needs dbus-daemon, gnome-keyring-daemon and secret-tool"]
fn keyring_keeps_the_login_and_no_file_does() {
    let sandbox = Sandbox::start();
    let mut home = home(&sandbox);
    let session = Session::start(&mut home, Keyring::Unlocked);
    log_in(&home);
    home.unset("MINDFUL_CLIENT_SECRET");
    let refresh = session.lookup(&home, "refresh").expect("a secret");
    assert!(refresh.contains("refresh-"), "secret-tool reads the refresh token");
    assert!(session.lookup(&home, "client").unwrap().contains("sandbox-secret"));
    assert_eq!(session.lookup(&home, "probe"), None);
    let everything = everything_in(&home);
    assert!(!everything.contains("refresh-") && !everything.contains("access-"));
    assert!(!everything.contains("sandbox-secret"));
    home.schedule(&["--to", "ada@example.com", "--at", "now", "hello"]);
    assert_eq!(home.run(&["send-due"]).code, 0);
    assert_eq!(sandbox.messages().len(), 1);
    let whoami: Value = serde_json::from_str(&home.ok(&["whoami", "--json"])).unwrap();
    assert_eq!(whoami["store"], "keyring");
    assert_eq!(home.run(&["logout"]).code, 0);
    assert_eq!(session.lookup(&home, "refresh"), None);
    assert_eq!(session.lookup(&home, "access"), None);
}

#[test]
#[ignore = "needs dbus-daemon, gnome-keyring-daemon and secret-tool"]
fn keyring_entries_are_small_and_ascii_and_a_long_token_is_kept_in_several() {
    let sandbox = Sandbox::start();
    let mut home = home(&sandbox);
    let session = Session::start(&mut home, Keyring::Unlocked);
    log_in(&home);
    for entry in ["refresh", "access", "client"] {
        let kept = session.lookup(&home, entry).unwrap();
        assert!(kept.is_ascii() && kept.len() < 1280, "{entry}: {} bytes", kept.len());
    }
    let tokens = json!({ "access_token": format!("ü{}", "j".repeat(6000)), "refresh_token": "refresh-1" });
    sandbox.script("POST /v1/access_token", Answer::status(200).json(&tokens));
    let me = json!({ "id": "me", "emails": ["me@example.com"], "displayName": "Me" });
    sandbox.script("GET /v1/people/me", Answer::status(200).json(&me));
    log_in(&home);
    let parts = session.lookup(&home, "access").unwrap();
    let names: Vec<&str> = parts.split_whitespace().skip(1).collect();
    assert_eq!(names.len(), 3, "{parts}");
    for name in &names {
        let kept = session.lookup(&home, name).unwrap();
        assert!(kept.is_ascii() && kept.len() < 2560, "{name}: {} bytes", kept.len());
    }
    assert_eq!(home.run(&["logout"]).code, 0);
    assert!(names.iter().chain(&["access", "refresh"]).all(|name| session.lookup(&home, name).is_none()));
}

#[test]
#[ignore = "needs dbus-daemon, gnome-keyring-daemon and secret-tool"]
fn keyring_that_is_locked_is_exit_4_in_time_and_works_again_once_it_is_open() {
    let (sandbox, home, mut session) = with_due_message(Keyring::Unlocked);
    session.lock();
    check_unusable(&home, &sandbox, "the keyring is locked");
    assert_eq!(home.run(&["doctor"]).code, 4);
    drop(session.keyring.take());
    session.keyring = Some(session.start_keyring(&home, Keyring::Unlocked, None));
    let deadline = Instant::now() + Duration::from_secs(20);
    while home.run(&["send-due"]).code != 0 {
        assert!(Instant::now() < deadline, "it stays locked");
    }
    assert_eq!(sandbox.messages().len(), 1);
}

#[test]
#[ignore = "needs dbus-daemon, gnome-keyring-daemon, gcr and Xvfb"]
fn keyring_that_is_locked_opens_its_dialog_for_a_person_and_never_for_a_timer() {
    const PROMPTER: &str = "org.gnome.keyring.SystemPrompter";
    let sandbox = Sandbox::start();
    let mut home = home(&sandbox);
    let mut display = own("Xvfb", &home);
    display.args(["-displayfd", "1", "-nolisten", "tcp"]).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut display = Part(display.spawn().unwrap());
    let mut number = String::new();
    BufReader::new(display.0.stdout.take().unwrap()).read_line(&mut number).unwrap();
    let number = format!(":{}", number.trim());
    home.set("DISPLAY", &number);
    let session = Session::with_display(&mut home, Keyring::Unlocked, Some(&number));
    log_in(&home);
    home.schedule(&["--to", "ada@example.com", "--at", "now", "hello"]);
    session.lock();
    for command in ["send-due", "doctor"] {
        assert_eq!(home.run(&[command]).code, 4, "{command}");
        assert!(!session.owns(PROMPTER), "{command} opened a dialog");
    }
    let typed = format!("{} login --no-browser", env!("CARGO_BIN_EXE_mindful"));
    let mut person = Command::new("script");
    person.args(["-qec", &typed, "/dev/null"]).env_clear().stdin(Stdio::piped()).stdout(Stdio::piped());
    person.envs(home.command(&[]).get_envs().filter_map(|(name, value)| Some((name, value?))));
    let mut person = Part(person.spawn().unwrap());
    let said = BufReader::new(person.0.stdout.take().unwrap()).lines().map_while(Result::ok);
    let words = "the keyring is locked; unlock it in the window that opened";
    assert!(said.into_iter().any(|line| line.contains(words)), "nothing says that it waits");
    session.wait_for(PROMPTER);
}

#[test]
#[ignore = "needs dbus-daemon, gnome-keyring-daemon and secret-tool"]
fn keyring_that_does_not_answer_is_exit_4_within_six_seconds() {
    let (sandbox, home, session) = with_due_message(Keyring::Unlocked);
    let id = session.keyring.as_ref().unwrap().0.id().to_string();
    assert!(Command::new("kill").args(["-STOP", &id]).status().unwrap().success());
    check_unusable(&home, &sandbox, "does not answer");
}

#[test]
#[ignore = "needs dbus-daemon, gnome-keyring-daemon and secret-tool"]
fn keyring_that_was_never_set_up_fails_before_a_browser_opens() {
    let (sandbox, home, _session) = with_due_message(Keyring::NeverSetUp);
    check_unusable(&home, &sandbox, "the keyring was never set up");
    let before = sandbox.requests().len();
    let ran = home.run(&["login", "--no-browser"]);
    assert_eq!(ran.code, 4, "{ran:?}");
    assert!(
        ran.stderr.contains("MINDFUL_TOKEN_STORE=file") && !ran.stderr.contains("Open this URL"),
        "{ran:?}"
    );
    assert_eq!(sandbox.requests().len(), before);
}

#[test]
#[ignore = "needs dbus-daemon, gnome-keyring-daemon and secret-tool"]
fn keyring_service_that_is_not_there_is_told_from_a_bus_that_is_not_there() {
    let (sandbox, mut home, _session) = with_due_message(Keyring::NotThere);
    check_unusable(&home, &sandbox, "there is no keyring service on the session bus");
    home.set("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere/bus");
    let ran = check_unusable(&home, &sandbox, "there is no session bus");
    assert!(ran.stderr.contains("tried unix:path=/nowhere/bus"), "{ran:?}");
}

#[test]
#[ignore = "needs dbus-daemon, and to be root"]
fn keyring_on_the_bus_of_somebody_else_is_named_so() {
    let (sandbox, mut home, _session) = with_due_message(Keyring::NotThere);
    let folder = tempfile::Builder::new().prefix("bus").tempdir_in("/tmp").unwrap();
    std::os::unix::fs::chown(folder.path(), Some(65534), Some(65534)).expect("this test is for root");
    let mut bus = Command::new("setpriv");
    bus.args(["--reuid=65534", "--regid=65534", "--clear-groups", "dbus-daemon", "--session"]);
    bus.arg(format!("--address=unix:path={}/bus", folder.path().display()));
    let (_bus, address) = started(bus);
    home.set("DBUS_SESSION_BUS_ADDRESS", &address);
    let ran = check_unusable(&home, &sandbox, "the session bus belongs to another user");
    assert!(ran.stderr.contains("without sudo"), "{ran:?}");
}

#[test]
#[ignore = "needs dbus-daemon, gnome-keyring-daemon and secret-tool"]
fn keyring_with_two_entries_of_one_name_says_so_and_logout_removes_both() {
    let (sandbox, home, session) = with_due_message(Keyring::Unlocked);
    session.store(&home, "access", b"older", &["version", "3"]);
    check_unusable(&home, &sandbox, "holds 2 entries called `access`");
    assert_eq!(home.run(&["logout"]).code, 0);
    assert_eq!(session.lookup(&home, "access"), None);
    session.store(&home, "access", b"older", &["version", "3"]);
    session.store(&home, "access", b"oldest", &["version", "2"]);
    log_in(&home);
    assert_eq!(home.run(&["send-due"]).code, 0, "a login puts it in order");
}

#[test]
#[ignore = "needs dbus-daemon, gnome-keyring-daemon and secret-tool"]
fn keyring_with_an_entry_that_is_not_ours_says_so_and_logout_removes_it() {
    for (entry, foreign) in [("access", &b"hunter2"[..]), ("access", b"\xff\xfe\x00"), ("refresh", b"{}")] {
        let (sandbox, home, session) = with_due_message(Keyring::Unlocked);
        if entry == "refresh" {
            session.clear(&home, "access");
        }
        session.store(&home, entry, foreign, &[]);
        let ran = check_unusable(&home, &sandbox, "is not mindful's");
        assert!(!ran.stderr.contains("hunter2") && !ran.stderr.contains("255"), "{ran:?}");
        assert_eq!(home.run(&["logout"]).code, 0);
        assert_eq!(session.lookup(&home, entry), None);
        log_in(&home);
        assert_eq!(home.run(&["send-due"]).code, 0);
    }
}

#[test]
#[ignore = "needs dbus-daemon, gnome-keyring-daemon and secret-tool"]
fn keyring_keeps_the_accounts_of_different_homes_apart() {
    let sandbox = Sandbox::start();
    let mut home = home(&sandbox);
    let session = Session::start(&mut home, Keyring::Unlocked);
    sandbox.set(|settings| settings.granted_scopes = Some(vec!["spark:all".to_owned()]));
    log_in(&home);
    let first = session.lookup(&home, "access");
    let elsewhere = home.path().join("second");
    std::fs::create_dir(&elsewhere).unwrap();
    std::fs::copy(home.data("config.toml"), elsewhere.join("config.toml")).unwrap();
    home.set("MINDFUL_HOME", &format!("{}/", elsewhere.display()));
    assert_eq!(home.run(&["whoami"]).code, 3);
    log_in(&home);
    home.set("MINDFUL_HOME", elsewhere.to_str().unwrap());
    home.ok(&["spaces"]);
    assert_eq!(home.run(&["logout"]).code, 0);
    home.set("MINDFUL_HOME", home.path().join("mindful").to_str().unwrap());
    assert!(first.is_some() && session.lookup(&home, "access") == first, "the first login is as it was");
}

#[test]
#[ignore = "needs dbus-daemon, gnome-keyring-daemon and secret-tool"]
fn keyring_entries_of_homes_that_xdg_sets_apart_are_not_shared() {
    let sandbox = Sandbox::start();
    let mut home = home(&sandbox);
    let _session = Session::start(&mut home, Keyring::Unlocked);
    let config = home.path().join(".config/mindful");
    std::fs::create_dir_all(&config).unwrap();
    std::fs::set_permissions(&config, std::os::unix::fs::PermissionsExt::from_mode(0o700)).unwrap();
    std::fs::copy(home.data("config.toml"), config.join("config.toml")).unwrap();
    home.unset("MINDFUL_HOME");
    log_in(&home);
    home.set("XDG_DATA_HOME", home.path().join("second").to_str().unwrap().to_owned().as_str());
    log_in(&home);
    assert_eq!(home.run(&["logout"]).code, 0);
    home.unset("XDG_DATA_HOME");
    let args = ["schedule", "--to", "ada@example.com", "--at", "now", "--any-time", "hello"];
    assert_eq!(home.run(&args).code, 0);
    let ran = home.run(&["send-due"]);
    assert_eq!((ran.code, sandbox.messages().len()), (0, 1), "the first login is as it was: {ran:?}");
}

/// Entries of a login that are still in the keyring.
fn left(session: &Session, home: &Home) -> Vec<&'static str> {
    ["refresh", "access", "client", "probe"]
        .into_iter()
        .filter(|entry| session.lookup(home, entry).is_some())
        .collect()
}

#[test]
#[ignore = "needs dbus-daemon, gnome-keyring-daemon and secret-tool"]
fn keyring_is_cleared_by_logout_and_forget_though_the_store_is_a_file_now() {
    for commands in [&[&["logout"][..], &["forget", "--yes"]][..], &[&["forget", "--yes"]]] {
        let sandbox = Sandbox::start();
        let mut home = home(&sandbox);
        let session = Session::start(&mut home, Keyring::Unlocked);
        log_in(&home);
        assert_eq!(left(&session, &home), ["refresh", "access", "client"]);
        home.set("MINDFUL_TOKEN_STORE", "file");
        for command in commands {
            let ran = home.run(command);
            assert!(ran.code == 0 && ran.stderr.contains("from the OS keyring"), "{ran:?}");
            assert!(session.lookup(&home, "refresh").is_none() && session.lookup(&home, "access").is_none());
        }
        assert_eq!(left(&session, &home), [""; 0]);
        let revoked = sandbox.requests().iter().filter(|request| request.path == "/v1/revoke").count();
        assert_eq!(revoked, 2);
    }
}

#[test]
#[ignore = "needs dbus-daemon, gnome-keyring-daemon and secret-tool"]
fn keyring_entries_of_an_earlier_login_are_removed_by_a_login_into_the_file_and_the_other_way_round() {
    let sandbox = Sandbox::start();
    let mut home = home(&sandbox);
    let session = Session::start(&mut home, Keyring::Unlocked);
    log_in(&home);
    home.set("MINDFUL_TOKEN_STORE", "file");
    log_in(&home);
    assert_eq!(left(&session, &home), [""; 0]);
    assert!(home.data("credentials.toml").exists());
    home.set("MINDFUL_TOKEN_STORE", "keyring");
    log_in(&home);
    assert_eq!(left(&session, &home), ["refresh", "access", "client"]);
    assert!(!home.data("credentials.toml").exists());
}

#[test]
#[ignore = "needs dbus-daemon, gnome-keyring-daemon and secret-tool"]
fn keyring_that_is_locked_makes_logout_and_forget_exit_4_and_nothing_is_said_to_be_gone() {
    for command in [&["logout"][..], &["forget", "--yes"]] {
        for store in ["keyring", "file"] {
            let sandbox = Sandbox::start();
            let mut home = home(&sandbox);
            let mut session = Session::start(&mut home, Keyring::Unlocked);
            log_in(&home);
            session.lock();
            home.set("MINDFUL_TOKEN_STORE", store);
            let ran = home.run(command);
            assert!(
                ran.code == 4 && ran.stderr.contains("the keyring is locked"),
                "{command:?} {store}: {ran:?}"
            );
            for words in ["Logged out", "Removed the tokens", "is left"] {
                assert!(!ran.stderr.contains(words), "{command:?} {store}: {ran:?}");
            }
            drop(session.keyring.take());
            session.keyring = Some(session.start_keyring(&home, Keyring::Unlocked, None));
            session.wait_for("org.freedesktop.secrets");
            let ran = home.run(&["forget", "--yes"]);
            assert_eq!((ran.code, left(&session, &home)), (0, vec![]), "{command:?} {store}: {ran:?}");
        }
    }
}

#[test]
#[ignore = "needs dbus-daemon, gnome-keyring-daemon and secret-tool"]
fn keyring_entries_of_a_home_that_was_moved_or_is_reached_by_a_link_are_found() {
    for by_link in [false, true] {
        let sandbox = Sandbox::start();
        let mut home = home(&sandbox);
        let session = Session::start(&mut home, Keyring::Unlocked);
        log_in(&home);
        let before = home.path().join("mindful");
        let moved = home.path().join("elsewhere");
        std::fs::rename(&before, &moved).unwrap();
        if by_link {
            std::os::unix::fs::symlink(&moved, &before).unwrap();
        }
        home.set("MINDFUL_HOME", moved.to_str().unwrap());
        let ran = home.run(&["logout"]);
        assert!(ran.code == 0 && ran.stderr.contains("Logged out"), "{by_link}: {ran:?}");
        assert_eq!(left(&session, &home), ["client"], "{by_link}");
        let ran = home.run(&["forget", "--yes"]);
        assert_eq!((ran.code, left(&session, &home)), (0, vec![]), "{by_link}: {ran:?}");
    }
}

#[test]
#[ignore = "needs dbus-daemon, gnome-keyring-daemon and secret-tool"]
fn keyring_entries_of_a_home_stay_when_its_copy_is_forgotten() {
    let sandbox = Sandbox::start();
    sandbox.set(|settings| settings.granted_scopes = Some(vec!["spark:all".to_owned()]));
    let mut home = home(&sandbox);
    let session = Session::start(&mut home, Keyring::Unlocked);
    log_in(&home);
    let copy = home.path().join("copy");
    assert!(Command::new("cp").arg("-a").args([home.data(""), copy.clone()]).status().unwrap().success());
    home.set("MINDFUL_HOME", copy.to_str().unwrap());
    let ran = home.run(&["forget", "--yes"]);
    assert!(ran.code == 0 && ran.stderr.contains("that is another home"), "{ran:?}");
    assert_eq!(left(&session, &home), ["refresh", "access", "client"]);
    home.set("MINDFUL_HOME", home.path().join("mindful").to_str().unwrap());
    home.ok(&["spaces"]);
}
