//! Never rudely late: what is late waits for their hours, and `list` says so on both clocks.

use chrono::{TimeDelta, Utc};
use webex_sandbox::{Answer, Sandbox};

use crate::home::Home;

/// Somebody in Tokyo who works for an hour that begins in three.
fn home(sandbox: &Sandbox) -> Home {
    let home = Home::with_token(sandbox);
    let hour = (Utc::now() + TimeDelta::hours(9 + 3)).format("%H").to_string();
    let hours = format!("Mon-Sun {hour}:00-{hour}:59");
    home.write(
        "people.toml",
        &format!("[alan]\nemail = \"alan@example.com\"\ntimezone = \"Asia/Tokyo\"\nhours = \"{hours}\"\n"),
    );
    home
}

fn ago(hours: i64) -> String {
    (Utc::now() - TimeDelta::hours(hours)).format("%FT%TZ").to_string()
}

fn late(home: &Home, more: &[&str]) -> String {
    let id = home.schedule(&[&["--to", "alan", "--at", "in 1 minute", "good morning"], more].concat());
    home.backdate(&id, &ago(2));
    id
}

#[test]
fn what_is_late_waits_for_their_hours_and_the_list_says_so_on_both_clocks() {
    let sandbox = Sandbox::start();
    let home = home(&sandbox);
    let waits = late(&home, &[]);
    let goes =
        home.schedule(&["--to", "grace@example.com", "--at", "in 1 minute", "--any-time", "good night"]);
    home.backdate(&goes, &ago(2));
    let ran = home.run(&["send-due"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{ran:?}");
    assert_eq!([home.state(&waits), home.state(&goes)], ["scheduled", "sent"]);
    let listed = home.ok(&["list"]);
    for words in ["until ", ":00 Tokyo · ", " yours", "late, and they are not at work"] {
        assert!(listed.contains(words), "{words}: {listed}");
    }
    let shown = home.show(&waits);
    assert!(shown["not_before"].as_str().unwrap() > shown["due"].as_str().unwrap(), "{shown}");
    assert_eq!(shown["attempts"][0]["reason"], "late, and they are not at work");
}

#[test]
fn a_day_off_that_came_later_holds_back_what_has_no_time_of_its_own() {
    let sandbox = Sandbox::start();
    let home = Home::with_token(&sandbox);
    let person = "[alan]\nemail = \"alan@example.com\"\ntimezone = \"UTC\"\n";
    let grace = "[grace]\nemail = \"grace@example.com\"\ntimezone = \"UTC\"\n";
    home.write("people.toml", &format!("{grace}{person}"));
    let free = home.schedule(&["--to", "alan", "x"]);
    let fixed = home.schedule(&["--to", "grace", "--at", "now", "y"]);
    let day = |days| (Utc::now() + TimeDelta::days(days)).date_naive();
    let off = format!("\"{}..{}\"", day(-1), day(1));
    home.write("people.toml", &format!("{grace}off = [{off}]\n{person}off = [{off}]\n"));
    assert_eq!(home.run(&["send-due"]).code, 0);
    assert_eq!([home.state(&free), home.state(&fixed)], ["scheduled", "sent"]);
    assert!(home.ok(&["list"]).contains("it is their day off"));
    assert!(home.show(&free)["not_before"].as_str().unwrap() >= format!("{}T00:00:00Z", day(2)).as_str());
}

#[test]
fn what_would_wait_for_longer_than_it_is_of_use_is_looked_at_when_it_expires() {
    let sandbox = Sandbox::start();
    let home = home(&sandbox);
    let config = "[hours]\nwork = \"Mon-Sun 00:00-24:00\"\n[delivery]\ngive_up = \"3h\"\n";
    home.write("config.toml", config);
    let id = late(&home, &[]);
    assert_eq!(home.run(&["send-due"]).code, 0);
    let next: chrono::DateTime<Utc> = home.show(&id)["not_before"].as_str().unwrap().parse().unwrap();
    assert!(next < Utc::now() + TimeDelta::minutes(61), "{next}");
    home.backdate(&id, &ago(4));
    assert_eq!((home.run(&["send-due"]).code, home.state(&id).as_str()), (7, "expired"));
}

#[test]
fn what_stands_behind_another_or_a_limit_says_so() {
    let sandbox = Sandbox::start();
    let home = home(&sandbox);
    let two = ["--to", "ada@example.com", "--at", "now", "x"];
    home.schedule(&two);
    sandbox.script("POST /v1/messages", Answer::status(500));
    assert_eq!(home.run(&["send-due"]).code, 7);
    let behind = home.schedule(&two);
    assert_eq!(home.run(&["send-due"]).code, 0);
    let listed = home.ok(&["list"]);
    assert!(listed.contains(&behind) && listed.contains("behind an earlier message to them"), "{listed}");
    home.schedule(&["--to", "grace@example.com", "--at", "now", "x"]);
    sandbox.script("POST /v1/messages", Answer::status(429).header("Retry-After", "600"));
    assert_eq!(home.run(&["send-due"]).code, 6);
    let listed = home.ok(&["list"]);
    assert!(listed.contains("Webex limits the account until") && listed.contains(" New York · "), "{listed}");
}

#[test]
fn a_time_outside_their_hours_is_said_refused_or_moved_as_the_settings_have_it() {
    let sandbox = Sandbox::start();
    let home = home(&sandbox);
    let set = |rule: &str| home.ok(&["config", "set", "delivery.off_hours", rule]);
    let at_once = ["schedule", "--json", "--to", "alan", "--at", "in 1 minute", "x"];
    let theirs = |printed: &str| {
        let shown: serde_json::Value = serde_json::from_str(printed).unwrap();
        shown[0]["theirs"]["time"].as_str().unwrap().to_owned()
    };
    let ran = home.run(&at_once);
    assert!(ran.code == 0 && ran.stderr.contains("is outside the hours of alan"), "{ran:?}");
    let asked = theirs(&ran.stdout);
    set("move");
    let ran = home.run(&at_once);
    let moved = theirs(&ran.stdout);
    assert!(ran.stderr.contains("moved to their next working hours"), "{ran:?}");
    assert!(moved > asked && moved.ends_with(":00:00+09:00"), "{asked} became {moved}");
    assert_eq!(theirs(&home.ok(&["schedule", "--json", "--to", "alan", "x"])), moved, "without --at");
    set("refuse");
    let stored = home.ls("scheduled").len();
    let ran = home.run(&at_once);
    assert!(ran.code == 2 && ran.stderr.contains("--any-time"), "{ran:?}");
    assert_eq!(home.ls("scheduled").len(), stored);
    let ran = home.run(&[&at_once[..], &["--any-time"]].concat());
    assert!(ran.code == 0 && !ran.stderr.contains("outside"), "{ran:?}");
    let book = std::fs::read_to_string(home.data("people.toml")).unwrap();
    home.write("people.toml", &format!("{book}any_time = true\n"));
    let due = home.show(&home.schedule(&["--to", "alan", "x"]))["due"].as_str().unwrap().to_owned();
    let late = Utc::now() - due.parse::<chrono::DateTime<Utc>>().unwrap();
    assert!(late < TimeDelta::minutes(1), "hours do not matter: {due}");
}
