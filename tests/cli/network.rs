//! What Webex and the network do to a run: limits by any call, connections that end early, presence that cannot be
//! read, slow uploads, and bodies without an end.

use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;
use webex_sandbox::{Answer, Sandbox};

use crate::browser;
use crate::home::{ALWAYS, Home, Ran, ended};
use crate::wire::{Asked, Play, Stage, Wire, me, posted};

/// Returns for how many seconds the account is paused.
fn pause(home: &Home) -> Option<i64> {
    let until = std::fs::read_to_string(home.data("queue/pause")).ok()?;
    Some((until.parse::<DateTime<Utc>>().unwrap() - Utc::now()).num_seconds())
}

/// A call that is limited: where, and what a person or timer runs to make it.
struct Call {
    endpoint: &'static str,
    command: &'static [&'static str],
    prepare: fn(&Sandbox, &Home),
}

fn nothing(_: &Sandbox, _: &Home) {}

fn due(_: &Sandbox, home: &Home) {
    home.schedule(&["--to", "ada@example.com", "--at", "now", "hello"]);
}

/// Every call there is, by the commands that make it.
fn calls() -> Vec<Call> {
    let call = |endpoint, command, prepare| Call { endpoint, command, prepare };
    vec![
        call("GET /v1/people/me", &["send-due"], due),
        call("GET /v1/people", &["send-due"], |_, home| {
            home.schedule(&["--to", "ada@example.com", "--at", "now", "--hold-while", "meeting", "hello"]);
        }),
        call("GET /v1/messages/direct", &["send-due"], |sandbox, home| {
            let _ = sandbox.post_as("ada@example.com", "me@example.com", "good morning");
            home.schedule(&["--to", "ada@example.com", "--at", "now", "--unless-reply", "hello"]);
        }),
        call("POST /v1/messages", &["send-due"], due),
        call("POST /v1/messages", &["send-due"], |_, home| {
            home.write("notes.txt", "notes");
            let file = home.data("notes.txt");
            let with_file = ["--attach", file.to_str().unwrap(), "hello"];
            home.schedule(&[&["--to", "ada@example.com", "--at", "now"], &with_file[..]].concat());
        }),
        call("POST /v1/access_token", &["send-due"], |sandbox, home| {
            due(sandbox, home);
            home.age_tokens();
        }),
        call("POST /v1/access_token", &["send-due"], |_, home| home.let_renewal_come()),
        call("GET /v1/rooms", &["spaces"], nothing),
        call("GET /v1/people", &["people", "search", "Ada"], nothing),
        call("DELETE", &["recall", "--all", "--yes"], |sandbox, home| {
            due(sandbox, home);
            assert_eq!(home.run(&["send-due"]).code, 0);
            let id = sandbox.messages()[0].id.clone();
            sandbox.script(&format!("DELETE /v1/messages/{id}"), limit());
        }),
    ]
}

fn limit() -> Answer {
    Answer::status(429).header("Retry-After", "1800").body("<html>")
}

/// A login that may do everything.
fn logged_in(sandbox: &Sandbox) -> Home {
    sandbox.set(|settings| settings.granted_scopes = Some(vec!["spark:all".to_owned()]));
    let home = browser::home(sandbox);
    browser::log_in(&home);
    home
}

fn says_until_when(ran: &Ran) -> bool {
    ran.stderr.contains("error: Webex limits this account until ") && ran.stderr.contains("hint: ")
}

#[test]
fn a_limit_on_any_call_pauses_the_account_and_the_next_run_does_not_even_ask() {
    for Call { endpoint, command, prepare } in calls() {
        let sandbox = Sandbox::start();
        let home = logged_in(&sandbox);
        // There is a queue, and something in it for later.
        let later = home.schedule(&["--to", "grace@example.com", "--at", "in 2 hours", "later"]);
        prepare(&sandbox, &home);
        if endpoint != "DELETE" {
            sandbox.script(endpoint, limit());
        }
        let posts = sandbox.posts().len();
        let ran = home.run(command);
        let which = format!("{endpoint} by {command:?}: {ran:?}");
        assert!(ran.code == 6 && says_until_when(&ran), "{which}");
        assert!(pause(&home).is_some_and(|wait| (1790..=1800).contains(&wait)), "{which}");
        let (asked, tried) = (sandbox.requests().len(), sandbox.posts().len());
        assert!(tried - posts <= usize::from(endpoint == "POST /v1/messages"), "{which}");
        home.schedule(&["--to", "alan@example.com", "--at", "now", "hello"]);
        let again = home.run(&["send-due", "-v"]);
        assert!(again.code == 6 && says_until_when(&again), "{which}, then {again:?}");
        let again = home.run(&["spaces"]);
        assert!(again.code == 6 && says_until_when(&again), "{which}, then {again:?}");
        assert_eq!(sandbox.requests().len(), asked, "{which}: asked while limited");
        std::fs::remove_file(home.data("queue/pause")).unwrap();
        assert_eq!(home.run(&["send-due"]).code, 0, "{which}");
        assert_eq!((home.ls("scheduled").len(), home.state(&later).as_str()), (1, "scheduled"), "{which}");
    }
}

#[test]
fn a_limit_at_the_token_of_the_environment_is_no_other_kind_of_failure() {
    let sandbox = Sandbox::start();
    let home = Home::with_token(&sandbox);
    sandbox.script("GET /v1/people/me", limit());
    let ran = home.run(&["whoami"]);
    assert!(ran.code == 6 && says_until_when(&ran), "{ran:?}");
}

#[test]
fn every_message_arrives_through_a_server_that_closes_after_each_answer_without_a_word() {
    let answered = |asked: &Asked| {
        let bytes = if asked.is_post() { posted() } else { me() };
        String::from_utf8(bytes).unwrap().replace("Connection: close\r\n", "").into_bytes()
    };
    let wire = Wire::start(move |asked| match asked.stage {
        Stage::Whole => Play::Close(answered(asked)),
        Stage::Accepted | Stage::Head => Play::On,
    });
    let mut home = Home::new(&wire.api_url());
    // One after the other: what happens between two posts is the disk's work, during which nothing else is seen.
    home.write("config.toml", &format!("{ALWAYS}[delivery]\nconcurrency = 1\n"));
    for _ in 0..25 {
        home.ok(&[
            "schedule",
            "--to",
            "ada@example.com",
            "--to",
            "grace@example.com",
            "--at",
            "now",
            "hello",
        ]);
    }
    home.set("MINDFUL_ACCESS_TOKEN", "token");
    let ran = home.run(&["send-due"]);
    assert_eq!((ran.code, home.ls("sent").len(), home.ls("unconfirmed").len()), (0, 50, 0), "{ran:?}");
    assert_eq!(wire.posts().len(), 50);
}

/// Schedules a message that is held while Ada is in a meeting.
fn held(home: &Home) -> String {
    home.schedule(&["--to", "ada@example.com", "--at", "now", "--hold-while", "meeting", "hello"])
}

#[test]
fn presence_that_cannot_be_read_now_defers_what_depends_on_it() {
    for (name, answers) in [
        ("500", vec![Answer::status(500)]),
        ("503", vec![Answer::status(503).header("Retry-After", "120")]),
        ("401", vec![Answer::status(401)]),
        ("reset", vec![Answer::reset_before()]),
        ("closed", vec![Answer::close_after()]),
        ("half", vec![Answer::half()]),
        ("garbage", vec![Answer::status(200).body("<html>")]),
    ] {
        let sandbox = Sandbox::start();
        let home = Home::with_token(&sandbox);
        let id = held(&home);
        let behind = home.schedule(&["--to", "ada@example.com", "--at", "now", "and this"]);
        let other = home.schedule(&["--to", "grace@example.com", "--at", "now", "hello"]);
        answers.into_iter().for_each(|answer| sandbox.script("GET /v1/people", answer));
        let ran = home.run(&["send-due"]);
        let code = if name == "401" { 3 } else { 6 };
        assert_eq!(ran.code, code, "{name}: {ran:?}");
        let states = [&id, &behind, &other].map(|id| home.state(id));
        assert_eq!(states, ["scheduled", "scheduled", "sent"], "{name}: {ran:?}");
        let attempt = home.show(&id)["attempts"][0].clone();
        assert_eq!(attempt["outcome"], "deferred", "{name}");
        assert!(
            attempt["reason"].as_str().unwrap().contains("presence cannot be read now"),
            "{name}: {attempt}"
        );
        let posts = sandbox.posts().len();
        assert_eq!(home.run(&["send-due"]).code, 0, "{name}: it is not due yet");
        assert_eq!(sandbox.posts().len(), posts, "{name}");
    }
}

#[test]
fn presence_that_webex_will_never_show_holds_nothing() {
    for (name, answer) in [
        ("403", Answer::status(403)),
        ("404", Answer::status(404)),
        ("nobody", Answer::status(200).json(&json!({ "items": [] }))),
        (
            "null",
            Answer::status(200)
                .json(&json!({ "items": [{ "id": "x", "emails": ["ada@example.com"], "status": null }] })),
        ),
    ] {
        let sandbox = Sandbox::start();
        let home = Home::with_token(&sandbox);
        let id = held(&home);
        sandbox.script("GET /v1/people", answer);
        let ran = home.run(&["send-due"]);
        assert_eq!((ran.code, home.state(&id).as_str()), (0, "sent"), "{name}: {ran:?}");
    }
}

#[test]
fn presence_that_a_portal_answers_for_touches_nothing() {
    let sandbox = Sandbox::start();
    let home = Home::with_token(&sandbox);
    held(&home);
    let before = home.ls("scheduled");
    sandbox.script("GET /v1/people", Answer::status(302).header("Location", "http://portal.example/"));
    let ran = home.run(&["send-due"]);
    assert!(ran.code == 6 && ran.stderr.contains("answers in its place"), "{ran:?}");
    assert_eq!((home.ls("scheduled"), sandbox.posts().len()), (before, 0));
}

#[test]
fn an_upload_holds_up_neither_other_conversations_nor_has_their_place() {
    let sandbox = Sandbox::start();
    let home = Home::with_token(&sandbox);
    home.write("config.toml", &format!("{ALWAYS}[delivery]\nconcurrency = 1\n"));
    home.write("film.bin", "film");
    let file = home.data("film.bin");
    home.schedule(&["--to", "grace@example.com", "--at", "now", "--attach", file.to_str().unwrap(), "slow"]);
    home.schedule(&["--to", "ada@example.com", "--at", "now", "quick"]);
    sandbox.script_to("grace@example.com", Answer::pass().delay(Duration::from_secs(4)));
    let run = home.start(&["send-due"]);
    sandbox.wait_for_requests(2, "/v1/messages");
    assert_eq!(ended(run).code, 0);
    let texts: Vec<_> = sandbox.messages().into_iter().map(|message| message.text.unwrap()).collect();
    assert_eq!(texts, ["quick", "slow"]);
}

#[test]
#[ignore = "takes a minute"]
fn what_becomes_due_during_a_slow_upload_does_not_wait_for_its_end() {
    let sandbox = Sandbox::start();
    let home = Home::with_token(&sandbox);
    home.write("film.bin", &"x".repeat(4_000_000));
    let file = home.data("film.bin");
    home.schedule(&["--to", "grace@example.com", "--at", "now", "--attach", file.to_str().unwrap(), "slow"]);
    // Longer than a run claims, and shorter than so many bytes may take.
    sandbox.script_to("grace@example.com", Answer::pass().delay(Duration::from_secs(75)));
    let run = home.start(&["send-due"]);
    sandbox.wait_for_requests(1, "/v1/messages");
    let (quick, behind) = (
        home.schedule(&["--to", "ada@example.com", "--at", "now", "quick"]),
        home.schedule(&["--to", "grace@example.com", "--at", "now", "behind it"]),
    );
    assert_eq!(home.run(&["send-due"]).code, 0, "another run sends it");
    let began = Instant::now();
    sandbox.wait_for_requests(2, "/v1/messages");
    println!("due during an upload of 75 s: sent after {:.0} s", began.elapsed().as_secs_f64());
    assert!(began.elapsed() < Duration::from_secs(60));
    assert!(!home.ls("sending").is_empty(), "the upload goes on");
    assert_eq!(ended(run).code, 0);
    assert_eq!(home.state(&quick), "sent");
    assert_eq!(home.run(&["send-due"]).code, 0);
    assert_eq!(home.state(&behind), "sent");
    let texts: Vec<_> = sandbox.messages().into_iter().map(|message| message.text.unwrap()).collect();
    assert_eq!(texts, ["quick", "slow", "behind it"]);
}

#[test]
fn a_body_without_an_end_is_not_read_to_its_end() {
    for endpoint in ["GET /v1/people/me", "POST /v1/access_token", "GET /v1/people", "POST /v1/messages"] {
        for status in ["200 OK", "400 Bad Request"] {
            let sandbox = Sandbox::start();
            // Scheduled before anybody was logged in, so that it is nobody's.
            let mut home = browser::home(&sandbox);
            held(&home);
            browser::log_in(&home);
            if endpoint.ends_with("access_token") {
                home.age_tokens();
            }
            let head = format!("HTTP/1.1 {status}\r\nDate: {}\r\n\r\n", httpdate(Utc::now()));
            let wire = Wire::start(move |asked| match asked.stage {
                Stage::Whole if asked.line.split('?').next() == Some(endpoint) => {
                    Play::Endless(head.clone().into_bytes())
                }
                Stage::Whole if asked.is_post() => Play::Close(posted()),
                Stage::Whole => Play::Close(me()),
                Stage::Accepted | Stage::Head => Play::On,
            });
            home.set("MINDFUL_API_URL", &wire.api_url());
            let ran = home.run(&["send-due"]);
            assert!((0..8).contains(&ran.code), "{endpoint}, {status}: {ran:?}");
            assert_eq!(
                wire.seen.endless.load(std::sync::atomic::Ordering::SeqCst) / 40_000_000,
                0,
                "{endpoint}"
            );
        }
    }
}

/// A moment as HTTP writes it.
pub(crate) fn httpdate(at: DateTime<Utc>) -> String {
    at.format("%a, %d %b %Y %H:%M:%S GMT").to_string()
}

#[test]
fn an_email_address_waits_for_no_network() {
    // Whoever connects is never answered.
    let wire = Wire::start(|_| Play::Silence(Vec::new()));
    let sandbox = Sandbox::start();
    let mut home = logged_in(&sandbox);
    home.set("MINDFUL_API_URL", &wire.api_url());
    for token in [None, Some("token")] {
        if let Some(token) = token {
            home.set("MINDFUL_ACCESS_TOKEN", token);
        }
        let began = Instant::now();
        home.schedule(&[
            "--to",
            "ada@example.com",
            "--to",
            "grace@example.com",
            "--at",
            "in 1 hour",
            "hello",
        ]);
        println!("schedule to two addresses, Webex silent: {:.1} s", began.elapsed().as_secs_f64());
        assert!(began.elapsed() < Duration::from_secs(12), "{:?}", began.elapsed());
    }
    home.set("MINDFUL_API_URL", "http://127.0.0.1:1/v1");
    let began = Instant::now();
    home.schedule(&["--to", "ada@example.com", "--at", "in 1 hour", "hello"]);
    assert!(began.elapsed() < Duration::from_secs(5), "offline: {:?}", began.elapsed());
}

#[test]
fn a_message_is_bound_to_the_owner_of_the_token_that_would_send_it() {
    let sandbox = Sandbox::start();
    let mut home = logged_in(&sandbox);
    home.set("MINDFUL_ACCESS_TOKEN", "sandbox-token");
    let bot = json!({ "id": "bot", "emails": ["bot@example.com"], "displayName": "Bot" });
    sandbox.script("GET /v1/people/me", Answer::status(200).json(&bot));
    let id = home.schedule(&["--to", "ada@example.com", "--at", "now", "as the bot"]);
    // Sent by the person who is logged in it would be another's message.
    home.unset("MINDFUL_ACCESS_TOKEN");
    let ran = home.run(&["send-due"]);
    assert!(ran.stderr.contains("another account"), "{ran:?}");
    assert_eq!((home.state(&id).as_str(), sandbox.posts().len()), ("held", 0));

    home.set("MINDFUL_ACCESS_TOKEN", "sandbox-token");
    sandbox.script("GET /v1/people/me", Answer::status(503));
    let ran = home.run(&["schedule", "--to", "grace@example.com", "--at", "now", "as whoever sends"]);
    assert!(ran.code == 0 && ran.stderr.contains("Webex was not asked whose the token"), "{ran:?}");
    sandbox.script("GET /v1/people/me", Answer::status(200).json(&bot));
    assert_eq!(home.run(&["send-due"]).code, 0);
    assert_eq!(sandbox.posts().len(), 1, "bound to nobody, it goes as the owner of the token");
}

#[test]
fn a_reply_is_compared_with_the_clock_of_webex_and_not_with_that_of_this_machine() {
    // This machine is four minutes behind Webex, then four ahead; they wrote a minute before, and a minute after.
    for minutes in [4, -4] {
        for (wrote, state) in [(-1, "sent"), (1, "held")] {
            let sandbox = Sandbox::start();
            let home = logged_in(&sandbox);
            sandbox.set(|settings| settings.date_skew = TimeDelta::minutes(minutes));
            let id =
                home.schedule(&["--to", "ada@example.com", "--at", "now", "--unless-reply", "any news?"]);
            sandbox.set(|settings| settings.date_skew = TimeDelta::minutes(minutes + wrote));
            let _ = sandbox.post_as("ada@example.com", "me@example.com", "hello");
            sandbox.set(|settings| settings.date_skew = TimeDelta::minutes(minutes));
            let ran = home.run(&["send-due"]);
            assert_eq!(home.state(&id), state, "{minutes} min off, wrote at {wrote} min: {ran:?}");
        }
    }
}

#[test]
fn an_answer_without_a_date_proves_no_clock() {
    let wire = Wire::start(|asked| match asked.stage {
        Stage::Whole if asked.is_post() => Play::Close(posted()),
        Stage::Whole => {
            let answer = String::from_utf8(me()).unwrap();
            let lines: Vec<&str> = answer.split("\r\n").filter(|line| !line.starts_with("Date:")).collect();
            Play::Close(lines.join("\r\n").into_bytes())
        }
        Stage::Accepted | Stage::Head => Play::On,
    });
    let mut home = Home::in_memory(&wire.api_url());
    let id = home.schedule(&["--to", "ada@example.com", "--at", "now", "hello"]);
    home.set("MINDFUL_ACCESS_TOKEN", "token");
    let ran = home.run(&["send-due"]);
    assert_eq!((ran.code, home.state(&id).as_str()), (6, "scheduled"), "{ran:?}");
    assert!(ran.stderr.contains("no valid `Date`") && wire.posts().is_empty(), "{ran:?}");
}

/// Ten years, as of a clock whose battery is empty.
const YEARS: TimeDelta = TimeDelta::days(3650);

#[test]
fn nothing_counts_on_from_a_clock_that_is_years_ahead() {
    let sandbox = Sandbox::start();
    let home = logged_in(&sandbox);
    let id = home.schedule(&["--to", "ada@example.com", "--at", "now", "--every", "day", "standup"]);
    // Killed after it was sent and before its next message was enqueued.
    let name = home.ls("scheduled").remove(0);
    std::fs::rename(home.data("queue/scheduled").join(&name), home.data("queue/sent").join(&name)).unwrap();
    home.let_renewal_come();
    let (store, renewal) = (std::fs::read_to_string(home.data("credentials.toml")).unwrap(), home.renewal());
    // This machine's clock is ten years ahead of Webex's.
    sandbox.set(|settings| settings.date_skew = -YEARS);
    for _ in 0..2 {
        let ran = home.run(&["send-due"]);
        assert!(ran.code == 6, "{ran:?}");
        assert_eq!(
            (home.ls("scheduled").len(), home.ls("tmp").len()),
            (0, 0),
            "the next message was counted"
        );
    }
    assert_eq!(home.renewal(), renewal, "a renewal was noted");
    assert_eq!(std::fs::read_to_string(home.data("credentials.toml")).unwrap(), store, "a token was renewed");
    sandbox.set(|settings| settings.date_skew = TimeDelta::zero());
    let ran = home.run(&["send-due"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let next = home.ls("scheduled").remove(0);
    let tomorrow = (Utc::now() + TimeDelta::days(1)).format("%Y%m%d").to_string();
    assert!(next.starts_with(&tomorrow) && !next.contains(&id), "{next}");
    assert_ne!(home.renewal(), renewal);
}

#[test]
fn a_login_is_renewed_only_by_a_clock_that_is_proven() {
    let sandbox = Sandbox::start();
    let home = logged_in(&sandbox);
    home.let_renewal_come();
    let before = home.renewal();
    sandbox.set(|settings| settings.date_skew = -YEARS);
    for _ in 0..3 {
        let ran = home.run(&["send-due"]);
        assert!(ran.code == 6 && ran.stderr.contains("clock is wrong") || ran.stderr.is_empty(), "{ran:?}");
    }
    let exchanged = |sandbox: &Sandbox| {
        sandbox.requests().iter().filter(|request| request.path == "/v1/access_token").count()
    };
    assert_eq!((home.renewal(), exchanged(&sandbox)), (before, 1), "one code, no refresh");
    // A note of a clock that was years ahead is not waited for.
    let noted = home.renewal().unwrap();
    std::fs::rename(home.data(&noted), home.data("renew.20361224T090000Z")).unwrap();
    sandbox.set(|settings| settings.date_skew = TimeDelta::zero());
    assert_eq!(home.run(&["send-due"]).code, 0);
    assert_eq!(exchanged(&sandbox), 2);
    assert!(!home.renewal().unwrap().contains("2036"), "{:?}", home.renewal());
}

#[test]
fn what_waits_for_their_hours_goes_before_what_is_due_later_in_the_same_conversation() {
    let sandbox = Sandbox::start();
    let home = Home::with_token(&sandbox);
    let now = Utc::now();
    // Ada works in an hour that isn't this one.
    let hour = (now + TimeDelta::hours(6)).format("%H:00").to_string();
    let end = (now + TimeDelta::hours(7)).format("%H:00").to_string();
    let hours = if end < hour { format!("Mon-Sun {hour}-24:00") } else { format!("Mon-Sun {hour}-{end}") };
    home.write(
        "people.toml",
        &format!("[ada]\nemail = \"ada@example.com\"\ntimezone = \"UTC\"\nhours = \"{hours}\"\n"),
    );
    let first = home.schedule(&["--to", "ada", "--at", "in 1 minute", "first"]);
    home.backdate(&first, &(now - TimeDelta::hours(2)).format("%FT%TZ").to_string());
    let second = home.schedule(&["--to", "ada", "--at", "now", "--any-time", "second"]);
    for _ in 0..2 {
        assert_eq!(home.run(&["send-due"]).code, 0);
        assert_eq!([home.state(&first), home.state(&second)], ["scheduled", "scheduled"]);
        assert!(sandbox.posts().is_empty());
    }
    assert_eq!(home.run(&["cancel", &first]).code, 0);
    assert_eq!(home.run(&["send-due"]).code, 0);
    assert_eq!(home.state(&second), "sent", "what is cancelled holds back nothing");
}

#[test]
fn a_person_by_address_and_by_id_is_one_conversation() {
    let sandbox = Sandbox::start();
    let home = logged_in(&sandbox);
    let ada = webex_sandbox::Person::new("Ada Lovelace", "ada@example.com", None).id;
    let first = home.schedule(&["--to", "ada@example.com", "--at", "now", "first"]);
    sandbox.script_to("ada@example.com", Answer::status(503));
    let second = home.schedule(&["--to", &ada, "--at", "now", "second"]);
    home.backdate(&first, &(Utc::now() - TimeDelta::minutes(1)).format("%FT%TZ").to_string());
    assert_eq!(home.run(&["send-due"]).code, 6);
    assert_eq!(home.run(&["send-due"]).code, 0);
    assert_eq!([home.state(&first), home.state(&second)], ["scheduled", "scheduled"]);
}
