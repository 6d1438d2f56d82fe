//! Every call of a run, and every way in which it can fail: nothing is lost, nothing is doubled, a limit is kept.
//!
//! A run without a fault shows which connections it makes. Then each of them fails in each way, once, and a person does
//! afterwards what the states ask for.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};
use webex_sandbox::Sandbox;

use crate::browser;
use crate::home::Home;
use crate::wire::{Asked, Play, Stage, Wire, answer};

/// How a call fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fault {
    Limit,
    Trouble,
    Busy,
    Unauthorized,
    Portal,
    Reset,
    /// The connection is closed before the request was read.
    EarlyEnd,
    /// The connection is closed when the request was read.
    LateEnd,
    Half,
    Html,
    Bytes,
    EndlessSuccess,
    EndlessError,
    Silence,
}

const FAULTS: [Fault; 13] = [
    Fault::Limit,
    Fault::Trouble,
    Fault::Busy,
    Fault::Unauthorized,
    Fault::Portal,
    Fault::Reset,
    Fault::EarlyEnd,
    Fault::LateEnd,
    Fault::Half,
    Fault::Html,
    Fault::Bytes,
    Fault::EndlessSuccess,
    Fault::EndlessError,
];

impl Fault {
    fn play(self, asked: &Asked, usual: &[u8]) -> Play {
        let endless = |line: &str| {
            let head = answer(line, "", "");
            Play::Endless(String::from_utf8(head).unwrap().replace("Content-Length: 0\r\n", "").into_bytes())
        };
        match (self, asked.stage) {
            (Self::EarlyEnd, Stage::Accepted) => Play::Close(Vec::new()),
            (_, Stage::Accepted | Stage::Head) => Play::On,
            (Self::Limit, Stage::Whole) => Play::Close(answer("429 Slow", "Retry-After: 900\r\n", "<html>")),
            (Self::Trouble, Stage::Whole) => Play::Close(answer("500 Trouble", "", "")),
            (Self::Busy, Stage::Whole) => Play::Close(answer("503 Busy", "", "")),
            (Self::Unauthorized, Stage::Whole) => Play::Close(answer("401 Unauthorized", "", "")),
            (Self::Portal, Stage::Whole) => {
                Play::Close(answer("302 Found", "Location: http://portal.example/\r\n", ""))
            }
            (Self::Reset, Stage::Whole) => Play::Reset(Vec::new()),
            (Self::EarlyEnd | Self::LateEnd, Stage::Whole) => Play::Close(Vec::new()),
            (Self::Half, Stage::Whole) => Play::Close(usual[..usual.len() - 10].to_vec()),
            (Self::Html, Stage::Whole) => Play::Close(answer("200 OK", "", "<html>Welcome</html>")),
            (Self::Bytes, Stage::Whole) => Play::Close(b"\x16\x03\x01 SSH-2.0-OpenSSH\r\n\r\n".to_vec()),
            (Self::EndlessSuccess, Stage::Whole) => endless("200 OK"),
            (Self::EndlessError, Stage::Whole) => endless("400 Bad Request"),
            (Self::Silence, Stage::Whole) => Play::Silence(Vec::new()),
        }
    }

    /// Whether a server that fails so may have taken the message.
    const fn takes(self) -> bool {
        matches!(
            self,
            Self::Reset
                | Self::LateEnd
                | Self::Half
                | Self::Html
                | Self::Bytes
                | Self::EndlessSuccess
                | Self::Silence
        )
    }
}

/// Answers as Webex would.
fn usual(asked: &Asked, me: &str) -> Vec<u8> {
    let json = |body: Value| answer("200 OK", "Content-Type: application/json\r\n", &body.to_string());
    let (verb, path) = asked.line.split_once(' ').unwrap();
    match (verb, path.split('?').next().unwrap()) {
        ("GET", "/v1/people/me") => {
            json(json!({ "id": me, "emails": ["me@example.com"], "displayName": "Me" }))
        }
        ("GET", "/v1/people") => {
            let ada = json!({ "id": "ada", "emails": ["ada@example.com"], "displayName": "Ada", "status": "active" });
            json(json!({ "items": [ada] }))
        }
        ("GET", "/v1/rooms") => {
            json(json!({ "items": [{ "id": "room", "title": "Lunch", "type": "group" }] }))
        }
        ("GET", _) => json(json!({ "items": [] })),
        ("POST", "/v1/access_token") => {
            json(json!({ "access_token": "a", "expires_in": 1_209_599, "refresh_token": "r",
                "refresh_token_expires_in": 7_775_999, "scope": "spark:all" }))
        }
        ("POST", "/v1/messages") => json(json!({ "id": "webex-id", "roomId": "room", "personId": me })),
        ("DELETE", _) => b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n".to_vec(),
        _ => answer("404 Not Found", "", ""),
    }
}

/// What was asked, by connection, and how many messages the server took.
#[derive(Default)]
struct Log {
    lines: HashMap<usize, String>,
    taken: usize,
}

/// A Webex of which one connection fails.
fn webex(me: &str, fails: Option<(usize, Fault)>) -> (Wire, Arc<Mutex<Log>>) {
    let (log, me) = (Arc::new(Mutex::new(Log::default())), me.to_owned());
    let noted = log.clone();
    let wire = Wire::start(move |asked| {
        let fault = fails.filter(|(connection, _)| *connection == asked.connection).map(|(_, fault)| fault);
        if asked.stage == Stage::Whole {
            let mut log = noted.lock().unwrap();
            log.lines.insert(asked.connection, asked.line.clone());
            log.taken += usize::from(asked.is_post() && fault.is_none_or(Fault::takes));
        }
        match (fault, asked.stage) {
            (Some(fault), Stage::Accepted | Stage::Head) => fault.play(asked, &[]),
            (Some(fault), Stage::Whole) => fault.play(asked, &usual(asked, &me)),
            (None, Stage::Whole) => Play::Close(usual(asked, &me)),
            (None, Stage::Accepted | Stage::Head) => Play::On,
        }
    });
    (wire, log)
}

/// A command, and a home in which it has something to ask.
struct Scenario {
    name: &'static str,
    command: &'static [&'static str],
    home: Home,
    me: String,
}

fn scenario(name: &'static str, command: &'static [&'static str], prepare: impl Fn(&Home)) -> Scenario {
    let sandbox = Sandbox::start();
    sandbox.set(|settings| settings.granted_scopes = Some(vec!["spark:all".to_owned()]));
    let home = browser::home(&sandbox);
    browser::log_in(&home);
    prepare(&home);
    let account: toml::Table = std::fs::read_to_string(home.data("account.toml")).unwrap().parse().unwrap();
    Scenario { name, command, home, me: account["person_id"].as_str().unwrap().to_owned() }
}

fn scenarios() -> Vec<Scenario> {
    let due = |home: &Home, more: &[&str]| {
        home.schedule(&[&["--to", "ada@example.com", "--at", "now", "hello"], more].concat());
    };
    vec![
        scenario("renewal, reply, presence, post", &["send-due"], |home| {
            due(home, &["--unless-reply", "--hold-while", "meeting"]);
            home.age_tokens();
        }),
        scenario("an upload", &["send-due"], |home| {
            home.write("notes.txt", "notes");
            due(home, &["--attach", home.data("notes.txt").to_str().unwrap()]);
        }),
        scenario("a look for what is perhaps sent", &["send-due"], |home| {
            due(home, &[]);
            let name = home.ls("scheduled").remove(0);
            let folder = home.data("queue");
            std::fs::rename(folder.join("scheduled").join(&name), folder.join("sending").join(&name))
                .unwrap();
        }),
        scenario("the login is kept alive", &["send-due"], |home| home.let_renewal_come()),
        scenario("spaces", &["spaces"], |_| {}),
        scenario("search", &["people", "search", "Ada"], |_| {}),
        scenario("schedule by name", &["schedule", "--to", "Ada", "--at", "in 1 hour", "hello"], |_| {}),
        scenario("recall", &["recall", "--all", "--yes"], |home| {
            due(home, &[]);
            assert_eq!(home.run(&["send-due"]).code, 0);
        }),
    ]
}

/// Lets what waits be due now, as if its time had come.
fn let_time_come(home: &Home) {
    for folder in ["scheduled", "held", "unconfirmed"] {
        for name in home.ls(folder).into_iter().filter(|name| !name.starts_with("9999")) {
            let rest = name.split_once('.').unwrap().1;
            let folder = home.data("queue").join(folder);
            std::fs::rename(folder.join(&name), folder.join(format!("20260101T000000Z.{rest}"))).unwrap();
        }
    }
    let _ = std::fs::remove_file(home.data("queue/pause"));
}

/// Folders and how many messages are in them.
fn folders(home: &Home) -> HashMap<&'static str, usize> {
    let all =
        ["scheduled", "sending", "held", "unconfirmed", "failed", "expired", "cancelled", "sent", "damaged"];
    all.into_iter().map(|folder| (folder, home.ls(folder).len())).filter(|(_, count)| *count > 0).collect()
}

/// Lets one connection of a command fail in one way; returns the call that failed, and what was wrong.
fn cell(scenario: &Scenario, connection: usize, fault: Fault) -> Result<(), String> {
    let mut home = scenario.home.copied();
    let (wire, log) = webex(&scenario.me, Some((connection, fault)));
    home.set("MINDFUL_API_URL", &wire.api_url());
    let before: usize = folders(&home).values().sum();
    let ran = home.run(scenario.command);
    let line = log.lock().unwrap().lines.get(&connection).cloned().unwrap_or_default();
    let wrong = |what: &str| {
        Err(format!("{}, {line}, {fault:?}: {what}: {ran:?}, {:?}", scenario.name, folders(&home)))
    };
    if !(0..=7).contains(&ran.code) || ran.stderr.contains("panicked") {
        return wrong("exit code");
    }
    let is_stored = scenario.command[0] == "schedule" && ran.code == 0;
    if folders(&home).values().sum::<usize>() != before + usize::from(is_stored) {
        return wrong("lost or doubled");
    }
    if folders(&home).contains_key("sending") || folders(&home).contains_key("damaged") {
        return wrong("left in the middle");
    }
    if wire.seen.endless.load(std::sync::atomic::Ordering::SeqCst) > 60_000_000 {
        return wrong("read on and on");
    }
    let is_post = line.starts_with("POST /v1/messages");
    if folders(&home).contains_key("failed") != (is_post && fault == Fault::EndlessError) {
        return wrong("failed");
    }
    if fault == Fault::Limit {
        let asked = wire.connections();
        let is_due =
            home.run(&["schedule", "--to", "grace@example.com", "--at", "now", "--id", "k", "x"]).code == 0;
        let again = home.run(&["send-due"]);
        let told = ran.stderr.contains("Webex limits this account until ");
        // What only adds to an e-mail address is done without, and what needs a person is said first.
        let code = if folders(&home).contains_key("unconfirmed") { 7 } else { 6 };
        if !(is_stored || told && ran.code == code) {
            return wrong("a limit that is not said");
        }
        if !is_due || again.code != 6 || wire.connections() != asked {
            return wrong("asked while limited");
        }
        let grace = home.list(&["--to", "grace@example.com"])[0]["id"].as_str().unwrap().to_owned();
        assert_eq!(home.run(&["cancel", &grace]).code, 0);
    }
    if scenario.command == ["send-due"] { settled(&home, &log, &wrong) } else { Ok(()) }
}

/// Does what a person would until nothing waits, and counts how often the message was taken.
fn settled(home: &Home, log: &Mutex<Log>, wrong: &dyn Fn(&str) -> Result<(), String>) -> Result<(), String> {
    for _ in 0..6 {
        let_time_come(home);
        let perhaps = log.lock().unwrap().taken > 0;
        for message in home.list(&["--state", "unconfirmed,failed"]) {
            let (id, state) = (message["id"].as_str().unwrap(), message["state"].as_str().unwrap());
            let verb = if perhaps && state == "unconfirmed" { "confirm" } else { "retry" };
            assert_eq!(home.run(&[verb, id]).code, 0);
        }
        home.run(&["send-due"]);
    }
    let waits = ["scheduled", "sending", "held", "unconfirmed", "failed", "expired"];
    if waits.iter().any(|folder| folders(home).contains_key(folder)) {
        return wrong("it never went");
    }
    let (sent, taken) = (home.ls("sent").len(), log.lock().unwrap().taken);
    if taken > sent || (sent > 0 && taken == 0 && !home.data("queue/receipts").exists()) {
        return wrong("taken twice");
    }
    Ok(())
}

/// Runs every cell for these faults; prints the figures.
fn matrix(faults: &[Fault], at_once: usize) {
    let (mut cells, mut bad) = (Vec::new(), Vec::new());
    let scenarios = scenarios();
    for scenario in &scenarios {
        let mut home = scenario.home.copied();
        let (wire, log) = webex(&scenario.me, None);
        home.set("MINDFUL_API_URL", &wire.api_url());
        let ran = home.run(scenario.command);
        assert!([0, 7].contains(&ran.code), "{}: {ran:?}", scenario.name);
        let connections = wire.connections();
        assert!(connections > 0, "{} asks nothing", scenario.name);
        let lines = &log.lock().unwrap().lines;
        println!(
            "{}: {:?}",
            scenario.name,
            (0..connections).map(|number| &lines[&number]).collect::<Vec<_>>()
        );
        for connection in 0..connections {
            cells.extend(faults.iter().map(|fault| (scenario, connection, *fault)));
        }
    }
    let number = cells.len();
    for some in cells.chunks(at_once) {
        std::thread::scope(|scope| {
            let run = |(scenario, connection, fault)| scope.spawn(move || cell(scenario, connection, fault));
            let running: Vec<_> = some.iter().copied().map(run).collect();
            bad.extend(running.into_iter().filter_map(|cell| cell.join().expect("a cell ends").err()));
        });
    }
    println!("faults: {number} calls that fail, {} bad", bad.len());
    assert!(bad.is_empty(), "{} of {number} are bad:\n{}", bad.len(), bad.join("\n"));
}

#[test]
fn no_call_that_fails_loses_or_doubles_a_message() {
    matrix(&FAULTS, 4);
}

#[test]
#[ignore = "takes two minutes"]
fn no_call_that_is_never_answered_loses_or_doubles_a_message() {
    matrix(&[Fault::Silence], 32);
}
