//! Output never decides what happens, and nothing from outside reaches a terminal raw.

use std::process::{Command, Stdio};

use serde_json::{Value, json};
use webex_sandbox::{Answer, Consent, Person, Sandbox};

use crate::browser::Waiting;
use crate::home::Home;

/// Streams that take nothing.
#[derive(Debug, Clone, Copy)]
enum Stream {
    Closed,
    Full,
    Gone,
}

/// Runs the program with such a stream for stdout and stderr; returns its exit code.
fn run_into(stream: Stream, home: &Home, args: &[&str]) -> Option<i32> {
    let full = || Stdio::from(std::fs::File::options().write(true).open("/dev/full").unwrap());
    let gone = || Stdio::from(std::io::pipe().unwrap().1);
    let mut command = home.command(args);
    match stream {
        Stream::Full => drop(command.stdout(full()).stderr(full())),
        Stream::Gone => drop(command.stdout(gone()).stderr(gone())),
        Stream::Closed => {
            let mut shell = Command::new("sh");
            shell
                .args(["-c", "exec \"$@\" >&- 2>&-", "sh"])
                .arg(command.get_program())
                .args(command.get_args());
            shell.env_clear().envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
            shell.current_dir(home.path());
            command = shell;
        }
    }
    command.stdin(Stdio::null()).status().unwrap().code()
}

/// A home with a message in each state that commands are about.
fn full_home(sandbox: &Sandbox) -> (Home, [String; 4]) {
    let mut home = Home::with_token(sandbox);
    home.editor("echo more >> \"$1\"");
    let to = |address: &str| home.schedule(&["--to", address, "--at", "now", "hello"]);
    sandbox.script_to("grace@example.com", Answer::status(400));
    sandbox.script_to("alan@example.com", Answer::close_after());
    let (failed, unconfirmed) = (to("grace@example.com"), to("alan@example.com"));
    assert_eq!(home.run(&["send-due"]).code, 7);
    let due = to("ada@example.com");
    let later = home.schedule(&["--to", "ada@example.com", "--at", "in 2 hours", "later"]);
    (home, [due, later, failed, unconfirmed])
}

#[test]
fn a_stream_that_takes_nothing_changes_nothing_that_happens() {
    let commands: &[&[&'static str]] = &[
        &["schedule", "--to", "ada@example.com", "--at", "in 3 hours", "more"],
        &["schedule", "--to", "ada@example.com", "--at", "in 3 hours", "more", "--json"],
        &["list", "--all"],
        &["list", "--json"],
        &["show", "LATER"],
        &["send-due"],
        &["send-due", "--json", "-vv"],
        &["cancel", "LATER"],
        &["move", "LATER", "--at", "in 5 hours"],
        &["retry", "FAILED"],
        &["confirm", "UNCONFIRMED"],
        &["send", "LATER"],
        &["edit", "LATER"],
        &["restore", "LATER"],
        &["recall", "LATER"],
        &["pause", "LATER"],
        &["doctor"],
        &["people", "list"],
        &["timer", "status"],
        &["config", "get", "hours.work"],
        &["purge", "--older-than", "90d"],
        &["when", "tomorrow 9am"],
        &["whoami"],
        &["spaces"],
        &["send", "nothing"],
        &["schedule", "--to", "ada@example.com", "--at", "yesterday", "no"],
        &["--help"],
        &["completions", "bash"],
    ];
    let sandbox = Sandbox::start();
    let (full, [_, later, failed, unconfirmed]) = full_home(&sandbox);
    let named = |word: &'static str| match word {
        "LATER" => later.clone(),
        "FAILED" => failed.clone(),
        "UNCONFIRMED" => unconfirmed.clone(),
        word => word.to_owned(),
    };
    let states = |home: &Home| {
        ["scheduled", "sending", "held", "sent", "failed", "unconfirmed", "cancelled", "damaged"]
            .map(|folder| (folder, home.ls(folder).len()))
    };
    for args in commands {
        let words: Vec<String> = args.iter().map(|word| named(word)).collect();
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let tried = |run: &dyn Fn(&Home) -> Option<i32>| {
            let (home, before) = (full.copied(), sandbox.posts().len());
            let code = run(&home);
            (code, states(&home), sandbox.posts().len() - before)
        };
        let printed = std::cell::Cell::new(false);
        let usual = tried(&|home| {
            let ran = home.run(&words);
            printed.set(!ran.stdout.is_empty());
            Some(ran.code)
        });
        // Only the exit code says that the result did not arrive.
        let code = if usual.0 == Some(0) && printed.get() { Some(1) } else { usual.0 };
        for stream in [Stream::Closed, Stream::Full, Stream::Gone] {
            let ended = tried(&|home| run_into(stream, home, &words));
            assert_eq!(ended, (code, usual.1, usual.2), "{args:?} {stream:?}");
        }
    }
}

#[test]
fn a_result_that_does_not_arrive_is_named_on_stderr_and_is_not_exit_0() {
    let sandbox = Sandbox::start();
    let home = Home::with_token(&sandbox);
    home.schedule(&["--to", "ada@example.com", "--at", "in 2 hours", "hello"]);
    for args in [
        &["list"][..],
        &["list", "--json"],
        &["schedule", "--to", "ada@example.com", "--at", "in 2 hours", "hello"],
        &["schedule", "--to", "ada@example.com", "--at", "in 2 hours", "hello", "--json"],
        &["when", "tomorrow 9am"],
        &["when", "tomorrow 9am", "--json"],
        &["config", "path"],
        &["config", "get", "hours.work"],
        &["whoami"],
        &["whoami", "--json"],
        &["people", "list", "--json"],
        &["people", "search", "Ada"],
        &["spaces", "--json"],
        &["send-due", "--json"],
        &["send-due", "--dry-run", "--json"],
        &["timer", "install", "--print", "--cron"],
        &["completions", "zsh"],
        &["--help"],
        &["help", "schedule"],
        &["--version"],
    ] {
        assert_eq!(home.run(args).code, 0, "{args:?}");
        let full = std::fs::File::options().write(true).open("/dev/full").unwrap();
        let ran = home.command(args).stdin(Stdio::null()).stdout(full).output().unwrap();
        let stderr = String::from_utf8_lossy(&ran.stderr);
        assert_eq!(ran.status.code(), Some(1), "{args:?}: {stderr}");
        assert!(
            stderr.contains("error: cannot write to stdout\n  caused by: No space left"),
            "{args:?}: {stderr}"
        );
        let is_done = stderr.contains("hint: the messages were scheduled");
        assert_eq!(is_done, args[0] == "schedule", "{args:?}: {stderr}");
    }
    // A reader that has left, as `head` does, is not told so.
    let gone = std::io::pipe().unwrap().1;
    let ran = home.command(&["list"]).stdin(Stdio::null()).stdout(gone).output().unwrap();
    assert_eq!((ran.status.code(), ran.stderr.as_slice()), (Some(1), &b""[..]));
}

/// ESC, OSC 52, C1, CR, BEL, bidirectional and zero-width characters.
const HOSTILE: &str = "A\u{1b}]52;c;cHduZWQ=\u{7}\u{1b}[2J\u{9b}31m\u{9d}0;x\u{9c}\rB\u{8}\u{202e}C\u{2066}\u{200b}\u{feff}\u{7f}Z";

/// Characters of our own that steer: line ends between our lines, and nothing else.
fn raw(text: &str) -> Vec<char> {
    let hostile = |sign: &char| {
        sign.is_control() && !matches!(sign, '\n' | '\t')
            || matches!(sign, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
    };
    text.chars().filter(hostile).collect()
}

/// A Webex and a home in which every name and every text is hostile.
fn hostile_home() -> (Sandbox, Home) {
    let sandbox = Sandbox::start();
    sandbox.add_person(Person::new(HOSTILE, "hostile@example.com", Some("Europe/Rome")));
    let home = Home::with_token(&sandbox);
    let name: Value = json!(HOSTILE);
    home.write(
        "people.toml",
        &format!("[eve]\nemail = \"eve@example.com\"\nname = {}\n", toml_string(name.as_str().unwrap())),
    );
    sandbox.add_person(Person::new(HOSTILE, "eve@example.com", None));
    (sandbox, home)
}

fn toml_string(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

fn error(status: u16) -> Answer {
    let told = json!({ "message": HOSTILE, "errors": [{ "description": HOSTILE }], "trackingId": HOSTILE });
    Answer::status(status).json(&told)
}

/// Runs a command loudly and looks for anything raw in what it says.
fn clean(home: &Home, args: &[&str]) -> crate::home::Ran {
    let all = [args, &["-vv"]].concat();
    let ran = home.run(&all);
    for (stream, text) in [("stdout", &ran.stdout), ("stderr", &ran.stderr)] {
        assert_eq!(raw(text), Vec::<char>::new(), "{args:?} {stream}: {text:?}");
    }
    ran
}

#[test]
fn nothing_from_outside_reaches_the_terminal_raw_in_any_command() {
    let (sandbox, mut home) = hostile_home();
    home.set("MINDFUL_LOG", "trace");
    for status in [400, 408, 423, 500, 503] {
        let id = home.schedule(&["--to", "eve@example.com", "--at", "now", HOSTILE]);
        sandbox.script("POST /v1/messages", error(status));
        clean(&home, &["send-due"]);
        for args in
            [&["show", &id][..], &["show", &id, "--json"], &["list", "--all"], &["list", "--all", "--json"]]
        {
            clean(&home, args);
        }
        clean(&home, &["cancel", &id]);
    }
    for status in [302, 401, 403, 429, 500, 511] {
        home.schedule(&["--to", "eve@example.com", "--at", "now", "hello"]);
        for (call, args) in [("people/me", "send-due"), ("people/me", "whoami"), ("rooms", "spaces")] {
            sandbox.script(&format!("GET /v1/{call}"), error(status));
            clean(&home, &[args]);
            // A limit would keep the next command from asking.
            let _ = std::fs::remove_file(home.data("queue/pause"));
        }
    }
    for args in [
        &["schedule", "--to", "hostile@example.com", "--at", "in 2 hours", HOSTILE][..],
        &["schedule", "--to", "hostile@example.com", "--at", "in 2 hours", HOSTILE, "--dry-run"],
        &["schedule", "--to", HOSTILE, "--at", "in 2 hours", "hello"],
        &["schedule", "--to", "eve", "--at", HOSTILE, "hello"],
        &["schedule", "--to", "eve", "--at", "in 2 hours", "--tz", HOSTILE, "hello"],
        &["schedule", "--space", HOSTILE, "--at", "in 2 hours", "hello"],
        &["schedule", "--to", "eve", "--at", "in 2 hours", "--id", HOSTILE, "hello"],
        &["schedule", "--to", "eve", "--at", "in 2 hours", "--id", HOSTILE, "hello"],
        &["when", HOSTILE],
        &["when", "tomorrow", "--to", HOSTILE],
        &["when", "tomorrow", "--to", "eve"],
        &["list", "--to", HOSTILE],
        &["list", "--state", HOSTILE],
        &["show", HOSTILE],
        &["cancel", HOSTILE],
        &["people", "list"],
        &["people", "list", "--json"],
        &["people", "show", "eve"],
        &["people", "search", "A"],
        &["people", "search", "hostile@example.com"],
        &["people", "show", HOSTILE],
        &["config", "get", HOSTILE],
        &["config", "set", HOSTILE, HOSTILE],
        &["config", "set", "me.timezone", HOSTILE],
        &["send-due"],
        &["send-due", "--json"],
        &["list", "--all"],
        &["doctor"],
        &["timer", "status"],
        &[HOSTILE],
    ] {
        clean(&home, args);
    }
}

/// Runs a login to its end over a Webex that answers like this, as loudly as can be, and looks for anything raw.
fn clean_login(script: impl Fn(&Sandbox), by_device: bool) {
    let sandbox = Sandbox::start();
    let mut home = crate::browser::home(&sandbox);
    home.set("MINDFUL_LOG", "trace");
    script(&sandbox);
    let ran = if by_device {
        home.run(&["login", "--device", "-vv", "--timeout", "5s"])
    } else {
        let login = Waiting::start(&home, &["-vv"]);
        let page = crate::http::get(&login.consent());
        assert!(raw(&page.body).is_empty() && !page.body.contains("52;c"), "{page:?}");
        login.end()
    };
    assert!(ran.stderr.contains("52;c") || ran.stdout.contains("52;c"), "nothing hostile was shown: {ran:?}");
    for text in [&ran.stdout, &ran.stderr] {
        assert_eq!(raw(text), Vec::<char>::new(), "{text:?}");
    }
    if ran.code == 0 {
        clean(&home, &["whoami"]);
        clean(&home, &["doctor"]);
    }
}

#[test]
fn nothing_from_outside_reaches_the_terminal_raw_in_a_login() {
    let ok = |body: Value| Answer::status(200).json(&body);
    clean_login(
        |sandbox| {
            let me =
                json!({ "id": HOSTILE, "emails": [HOSTILE], "displayName": HOSTILE, "timezone": HOSTILE });
            sandbox.script("GET /v1/people/me", ok(me));
        },
        false,
    );
    for status in [400, 401, 500] {
        let refused = json!({ "error": HOSTILE, "error_description": HOSTILE, "message": HOSTILE });
        let refused = Answer::status(status).json(&refused);
        clean_login(|sandbox| sandbox.script("POST /v1/access_token", refused.clone()), false);
        clean_login(|sandbox| sandbox.script("POST /v1/device/authorize", refused.clone()), true);
        clean_login(|sandbox| sandbox.script("GET /v1/people/me", error(status)), false);
    }
    clean_login(
        |sandbox| sandbox.set(|set| set.consent = Consent::Deny(HOSTILE.into(), HOSTILE.into())),
        false,
    );
    clean_login(
        |sandbox| {
            let code = json!({
                "device_code": "x", "user_code": HOSTILE, "verification_uri": HOSTILE,
                "verification_uri_complete": HOSTILE, "expires_in": 300, "interval": 1
            });
            sandbox.script("POST /v1/device/authorize", ok(code));
            let refused = json!({ "error": "access_denied", "error_description": HOSTILE });
            sandbox.script("POST /v1/device/token", Answer::status(400).json(&refused));
        },
        true,
    );
}

#[test]
fn hostile_spaces_and_people_found_at_webex_are_shown_escaped() {
    let (sandbox, home) = hostile_home();
    let list = |items: Value| Answer::status(200).json(&json!({ "items": items }));
    let rooms = json!([{ "id": HOSTILE, "title": HOSTILE, "type": "group" }]);
    let people = json!([
        { "id": HOSTILE, "emails": [HOSTILE], "displayName": HOSTILE, "timezone": HOSTILE, "status": HOSTILE },
        { "id": "two", "emails": ["two@example.com"], "displayName": HOSTILE }
    ]);
    for args in
        [&["spaces"][..], &["spaces", "--json"], &["schedule", "--space", "A", "--at", "in 2 hours", "x"]]
    {
        sandbox.script("GET /v1/rooms", list(rooms.clone()));
        clean(&home, args);
    }
    for args in [
        &["people", "search", "A"][..],
        &["people", "search", "A", "--json"],
        &["schedule", "--to", "Somebody", "--at", "in 2 hours", "x"],
    ] {
        sandbox.script("GET /v1/people", list(people.clone()));
        clean(&home, args);
    }
}

#[test]
fn hostile_settings_and_address_books_are_quoted_safely() {
    let (_sandbox, home) = hostile_home();
    for (file, text) in [
        ("people.toml", format!("[eve]\nemail = \"eve@example.com\"\n{} = 1\n", toml_string(HOSTILE))),
        ("people.toml", format!("[{}]\nemail = \"eve@example.com\"\ntimezone = {0}\n", toml_string(HOSTILE))),
        ("config.toml", format!("[me]\ntimezone = {}\n", toml_string(HOSTILE))),
        ("config.toml", format!("[hours]\nwork = {}\n", toml_string(HOSTILE))),
        ("config.toml", format!("[{}]\n", toml_string(HOSTILE))),
        ("config.toml", "\u{1b}]0;x\u{7}".to_owned()),
    ] {
        home.write(file, &text);
        for args in [
            &["schedule", "--to", "eve", "--at", "tomorrow", "x"][..],
            &["people", "list"],
            &["list"],
            &["doctor"],
        ] {
            clean(&home, args);
        }
    }
}

#[test]
fn json_says_the_hostile_text_faithfully() {
    let (sandbox, home) = hostile_home();
    let id = home.schedule(&["--to", "eve", "--at", "now", HOSTILE]);
    let shown: Value = serde_json::from_str(&clean(&home, &["show", &id, "--json"]).stdout).unwrap();
    assert_eq!((shown["text"].as_str(), shown["to"]["name"].as_str()), (Some(HOSTILE), Some(HOSTILE)));
    sandbox.script("POST /v1/messages", error(400));
    let ran = clean(&home, &["send-due", "--json"]);
    let reports: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(reports[0]["reason"], format!("400 Bad Request: {HOSTILE}"));
    assert_eq!(home.show(&id)["attempts"][0]["tracking_id"], HOSTILE);
    // What is posted is what was written.
    let id = home.schedule(&["--to", "eve", "--at", "now", HOSTILE]);
    assert_eq!((home.run(&["send-due"]).code, home.state(&id).as_str()), (0, "sent"));
    assert_eq!(sandbox.messages()[0].text.as_deref(), Some(HOSTILE));
}
