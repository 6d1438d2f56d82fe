//! Every answer there is, and every way a connection can break: state, reason, exit code and number of POSTs.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use serde_json::Value;

use crate::home::{ALWAYS, Home, Ran};
use crate::wire::{Play, Stage, Stopper, Wire, answer, at_post, me, posted};

/// A home whose Webex is this one.
fn home(wire: &Wire) -> Home {
    let mut home = Home::in_memory(&wire.api_url());
    home.set("MINDFUL_ACCESS_TOKEN", "token");
    home
}

/// Schedules a message to each of them for now; returns their ids by address. Without the token, whose owner would be
/// asked for.
fn due(home: &Home, to: &[String]) -> HashMap<String, String> {
    let mut args = vec!["schedule", "--json", "--at", "now", "hello"];
    to.iter().for_each(|address| args.extend(["--to", address]));
    let ran = home.command(&args).env_remove("MINDFUL_ACCESS_TOKEN").output().unwrap();
    let scheduled: Vec<Value> = serde_json::from_slice(&ran.stdout).unwrap();
    let of = |message: &Value| {
        let word = |value: &Value| value.as_str().unwrap().to_owned();
        (word(&message["to"]["email"]), word(&message["id"]))
    };
    scheduled.iter().map(of).collect()
}

fn reports(ran: &Ran) -> HashMap<String, Value> {
    let reports: Vec<Value> =
        serde_json::from_str(&ran.stdout).unwrap_or_else(|error| panic!("{error}: {ran:?}"));
    reports.into_iter().map(|report| (report["to"]["email"].as_str().unwrap().to_owned(), report)).collect()
}

/// What the contract says of a status: the word in the report and the folder.
fn class(status: u16) -> (&'static str, &'static str) {
    match status {
        423 | 425 | 503 => ("deferred", "scheduled"),
        408 => ("unconfirmed", "unconfirmed"),
        400..=499 | 501 => ("failed", "failed"),
        _ => ("unconfirmed", "unconfirmed"),
    }
}

/// Statuses that concern the account or the line, not the message.
fn ends_the_run(status: u16) -> bool {
    matches!(status, 300..=399 | 401 | 407 | 429 | 511)
}

/// The number in `s404@example.com`.
fn number(to: &str) -> u16 {
    to[1..].split('@').next().unwrap().parse().unwrap()
}

/// Answers in every shape an error comes in.
fn shapes(status: u16) -> [Vec<u8>; 4] {
    let words = r#"{"message":"Words.","errors":[{"description":"Words."}],"trackingId":"ROUTER_1"}"#;
    let line = format!("{status} Whatever");
    let json = "Content-Type: application/json\r\nRetry-After: 600\r\n";
    let mut cut = answer(&line, json, words);
    cut.truncate(cut.len() - 20);
    [
        answer(&line, json, words),
        answer(&line, "Content-Type: text/html\r\n", "<html>Words</html>"),
        answer(&line, "", ""),
        cut,
    ]
}

#[test]
fn every_status_leads_to_its_state_with_one_post_whatever_its_body() {
    let statuses: Vec<u16> = (100..=599).filter(|status| !ends_the_run(*status)).collect();
    let people: Vec<String> = statuses.iter().map(|status| format!("s{status}@example.com")).collect();
    for shape in 0..4 {
        let wire = Wire::start(at_post(Stage::Whole, move |asked| {
            Play::Close(shapes(number(asked.to()))[shape].clone())
        }));
        let home = home(&wire);
        let ids = due(&home, &people);
        let ran = home.run(&["send-due", "--json"]);
        assert_eq!(ran.code, 7);
        let reports = reports(&ran);
        for (person, status) in people.iter().zip(&statuses) {
            let (outcome, folder) = class(*status);
            let (report, id) = (&reports[person], &ids[person]);
            assert_eq!(report["outcome"], outcome, "{status}, shape {shape}: {report}");
            let files = home.ls(folder);
            assert!(files.iter().any(|name| name.contains(id)), "{status}, shape {shape}: not in {folder}");
            let reason = report["reason"].as_str().unwrap();
            let told = matches!(shape, 0) && !matches!(status, 100..=299);
            assert!(!told || reason == format!("{}: Words.", named(*status)), "{status}: {reason}");
            assert_eq!(report["not_before"].is_string(), outcome == "deferred", "{status}");
        }
        assert_eq!(wire.posts().len(), people.len(), "shape {shape}");
        let again = home.run(&["send-due", "--json"]);
        assert_eq!((again.code, again.stdout.trim()), (0, "[]"), "{again:?}");
        assert_eq!(wire.posts().len(), people.len(), "shape {shape}: posted again");
    }
}

/// The status as the report words it.
fn named(status: u16) -> String {
    reqwest::StatusCode::from_u16(status).unwrap().to_string()
}

#[test]
fn a_redirect_a_proxy_or_a_portal_at_the_post_touches_nothing() {
    let asked = std::sync::Arc::new(std::sync::atomic::AtomicU16::new(300));
    let status = asked.clone();
    let wire = Wire::start(at_post(Stage::Whole, move |_| {
        let status = status.load(std::sync::atomic::Ordering::SeqCst);
        Play::Close(answer(&format!("{status} Elsewhere"), "Location: http://portal.example/\r\n", "<html>"))
    }));
    let home = home(&wire);
    due(&home, &["ada@example.com".to_owned(), "grace@example.com".to_owned()]);
    one_at_a_time(&home);
    let before = home.ls("scheduled");
    for (count, status) in (300..=399).chain([407, 511]).enumerate() {
        asked.store(status, std::sync::atomic::Ordering::SeqCst);
        let ran = home.run(&["send-due", "-v"]);
        assert_eq!((ran.code, home.ls("scheduled")), (6, before.clone()), "{status}: {ran:?}");
        assert!(ran.stderr.contains("answers in its place"), "{status}: {ran:?}");
        assert_eq!(wire.posts().len(), count + 1, "{status}: the second message went as well");
    }
}

#[test]
fn a_refused_token_of_the_environment_is_exit_3_and_the_message_waits() {
    let wire = Wire::start(at_post(Stage::Whole, |_| Play::Close(answer("401 Unauthorized", "", ""))));
    let home = home(&wire);
    let id = due(&home, &["ada@example.com".to_owned()]).remove("ada@example.com").unwrap();
    assert_eq!(home.run(&["send-due"]).code, 3);
    assert_eq!((home.state(&id).as_str(), wire.posts().len()), ("scheduled", 1));
}

#[test]
fn what_is_no_answer_of_http_is_unconfirmed() {
    for (name, bytes) in [
        ("nothing", Vec::new()),
        ("half a status line", b"HTTP/1.1 20".to_vec()),
        ("garbage", b"\x16\x03\x01 SSH-2.0-OpenSSH\r\n\r\n".to_vec()),
        ("HTTP/2", b"\x00\x00\x12\x04\x00\x00\x00\x00\x00".to_vec()),
        ("a status of 4 digits", b"HTTP/1.1 2000 OK\r\n\r\n".to_vec()),
        ("a status beyond", answer("600 Odd", "", "")),
        ("a status below", b"HTTP/1.1 099 Odd\r\n\r\n".to_vec()),
        ("only informational", b"HTTP/1.1 103 Early Hints\r\n\r\n".to_vec()),
        ("a head without end", [b"HTTP/1.1 200 OK\r\nX: ".to_vec(), vec![b'x'; 1 << 20]].concat()),
        ("no JSON", answer("200 OK", "", "<html>Welcome to Hotel Wifi</html>")),
        ("no message", answer("200 OK", "", r#"{"ok":true}"#)),
        ("half a message", answer("200 OK", "", r#"{"id":"webex-id"}"#)),
        ("a message without a name", answer("200 OK", "", r#"{"id":"","roomId":"room"}"#)),
        ("a list of words", answer("200 OK", "", r#"["webex-id","room"]"#)),
        ("an empty 200", answer("200 OK", "", "")),
        ("created", answer("201 Created", "", "[]")),
        ("no content", b"HTTP/1.1 204 No Content\r\n\r\n".to_vec()),
        ("a body that is cut", posted()[..posted().len() - 5].to_vec()),
        ("chunks that are none", b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n".to_vec()),
        ("no gzip", answer("200 OK", "Content-Encoding: gzip\r\n", "x")),
        ("no UTF-8", answer("200 OK", "", "\u{fffd}").iter().map(|byte| byte | 0x80).collect()),
    ] {
        let played = bytes.clone();
        let wire = Wire::start(at_post(Stage::Whole, move |_| Play::Close(played.clone())));
        let home = home(&wire);
        let id = due(&home, &["ada@example.com".to_owned()]).remove("ada@example.com").unwrap();
        let ran = home.run(&["send-due", "--json"]);
        let report = &reports(&ran)["ada@example.com"];
        assert_eq!((ran.code, report["outcome"].as_str()), (7, Some("unconfirmed")), "{name}: {report}");
        assert!(report["reason"].as_str().is_some_and(|reason| !reason.is_empty()), "{name}");
        assert_eq!(home.run(&["send-due"]).code, 0, "{name}");
        assert_eq!((home.state(&id).as_str(), wire.posts().len()), ("unconfirmed", 1), "{name}");
    }
}

#[test]
fn a_connection_that_breaks_at_any_stage_after_it_was_made_is_unconfirmed() {
    type Fault = fn(Vec<u8>) -> Play;
    let (close, reset): (Fault, Fault) = (Play::Close, Play::Reset);
    let half = || posted()[..posted().len() / 2].to_vec();
    for (name, stage, fault, bytes, posts) in [
        ("reset, head read", Stage::Head, reset, Vec::new(), 0),
        ("closed, head read", Stage::Head, close, Vec::new(), 0),
        ("reset, all read", Stage::Whole, reset, Vec::new(), 1),
        ("closed, all read", Stage::Whole, close, Vec::new(), 1),
        ("reset, half answered", Stage::Whole, reset, half(), 1),
        ("closed, half answered", Stage::Whole, close, half(), 1),
    ] {
        // The preflight's connection is closed, so that the post makes one of its own and nothing repeats it.
        let wire = Wire::start(at_post(stage, move |_| fault(bytes.clone())));
        let home = home(&wire);
        let id = due(&home, &["ada@example.com".to_owned()]).remove("ada@example.com").unwrap();
        let ran = home.run(&["send-due"]);
        assert_eq!((ran.code, home.state(&id).as_str()), (7, "unconfirmed"), "{name}: {ran:?}");
        assert_eq!(home.run(&["send-due"]).code, 0, "{name}");
        assert_eq!(wire.posts().len(), posts, "{name}");
    }
}

#[test]
fn a_second_connection_that_breaks_before_anything_was_read_is_unconfirmed() {
    type Fault = fn(Vec<u8>) -> Play;
    for (name, fault) in [("reset", Play::Reset as Fault), ("closed", Play::Close)] {
        let wire = Wire::start(move |asked| match (asked.connection, asked.stage) {
            (0, Stage::Whole) => Play::Close(me()),
            (0, _) => Play::On,
            (_, _) => fault(Vec::new()),
        });
        let home = home(&wire);
        let id = due(&home, &["ada@example.com".to_owned()]).remove("ada@example.com").unwrap();
        let ran = home.run(&["send-due"]);
        // A reset can be seen before or after the request left this machine; both are safe.
        let safe = [(7, "unconfirmed"), (6, "scheduled")];
        assert!(safe.contains(&(ran.code, home.state(&id).as_str())), "{name}: {ran:?}");
        assert!(wire.posts().is_empty());
    }
}

#[test]
fn a_post_that_is_refused_is_deferred_and_ends_the_run() {
    let stopper = Arc::new(OnceLock::<Stopper>::new());
    let stop = stopper.clone();
    let wire = Wire::start(move |asked| match asked.stage {
        Stage::Whole if asked.line == "GET /v1/people/me" => {
            // Whoever comes after this answer finds nobody.
            stop.get().unwrap().stop();
            Play::Close(me())
        }
        Stage::Whole => Play::Close(me()),
        Stage::Accepted | Stage::Head => Play::On,
    });
    stopper.set(wire.stopper()).unwrap();
    let home = home(&wire);
    one_at_a_time(&home);
    due(&home, &["ada@example.com", "grace@example.com"].map(str::to_owned));
    let ran = home.run(&["send-due", "--json"]);
    assert_eq!(ran.code, 6, "{ran:?}");
    let reports = reports(&ran);
    assert_eq!(reports.len(), 1, "the second was tried as well: {reports:?}");
    let report = reports.values().next().unwrap();
    assert_eq!(report["outcome"], "deferred");
    assert!(report["reason"].as_str().unwrap().contains("cannot connect"), "{report}");
    let attempts = |mark: &str| home.ls("scheduled").iter().filter(|name| name.contains(mark)).count();
    assert_eq!((attempts(".a0."), attempts(".a1."), wire.posts().len()), (1, 1, 0));
}

/// One conversation after the other.
fn one_at_a_time(home: &Home) {
    home.write("config.toml", &format!("{ALWAYS}[delivery]\nconcurrency = 1\n"));
}

#[test]
fn retry_after_in_every_shape_is_waited_for_and_never_longer_than_an_hour() {
    let date = |ahead: i64| {
        (chrono::Utc::now() + chrono::TimeDelta::seconds(ahead))
            .format("%a, %d %b %Y %H:%M:%S GMT")
            .to_string()
    };
    let (soon, past, far) = (date(300), date(-300), date(86_400));
    let shapes: Vec<(&str, i64)> = vec![
        ("3", 3),
        ("3.0", 3),
        ("0", 1),
        ("  120  ", 120),
        ("3600", 3600),
        ("3601", 3600),
        ("99999999999999999999", 3600),
        ("-5", 60),
        ("1e999", 60),
        ("NaN", 60),
        ("inf", 60),
        ("5s", 60),
        ("0x10", 60),
        ("1;2", 60),
        ("1, 2", 60),
        ("rand(30),add(30)", 60),
        ("", 60),
        ("soon", 60),
        (&soon, 300),
        (&past, 1),
        (&far, 3600),
        ("Sunday, 06-Nov-94 08:49:37 GMT", 1),
        ("Sun Nov  6 08:49:37 1994", 1),
        ("Sun, 31 Nov 2026 25:61:61 GMT", 60),
    ];
    let headers: Vec<String> = shapes.iter().map(|(text, _)| format!("Retry-After: {text}\r\n")).collect();
    let wire = Wire::start(at_post(Stage::Whole, move |asked| {
        Play::Close(answer("503 Busy", &headers[usize::from(number(asked.to()))], ""))
    }));
    let home = home(&wire);
    let people: Vec<String> = (0..shapes.len()).map(|number| format!("s{number}@example.com")).collect();
    due(&home, &people);
    let began = chrono::Utc::now();
    let ran = home.run(&["send-due", "--json"]);
    let ended = chrono::Utc::now();
    let reports = reports(&ran);
    for (person, (text, seconds)) in people.iter().zip(&shapes) {
        let until: chrono::DateTime<chrono::Utc> =
            reports[person]["not_before"].as_str().unwrap().parse().unwrap();
        let (least, most) =
            (began + chrono::TimeDelta::seconds(seconds - 2), ended + chrono::TimeDelta::seconds(*seconds));
        assert!(until >= least && until <= most, "`{text}`: {until} is not {seconds} s from {began}");
    }
}

#[test]
fn a_limit_in_every_shape_pauses_the_account_and_blames_no_message() {
    for (header, seconds) in
        [("", 60), ("Retry-After: 5\r\n", 5), ("Retry-After: 7200\r\n", 3600), ("Retry-After: x\r\n", 60)]
    {
        let wire =
            Wire::start(at_post(Stage::Whole, move |_| Play::Close(answer("429 Slow", header, "<html>"))));
        let home = home(&wire);
        one_at_a_time(&home);
        due(&home, &["ada@example.com", "grace@example.com"].map(str::to_owned));
        let before = home.ls("scheduled");
        assert_eq!(home.run(&["send-due"]).code, 6);
        let asked = wire.connections();
        let until = std::fs::read_to_string(home.data("queue/pause")).unwrap();
        let wait = until.parse::<chrono::DateTime<chrono::Utc>>().unwrap() - chrono::Utc::now();
        assert!((seconds - 5..=seconds).contains(&wait.num_seconds()), "{header}: {wait}");
        assert_eq!((home.ls("scheduled"), home.run(&["send-due"]).code), (before, 6));
        assert_eq!((wire.posts().len(), wire.connections()), (1, asked), "{header}: asked while paused");
    }
}
