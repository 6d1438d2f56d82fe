//! What comes again: the next message is enqueued when one is settled, once, whatever became of it.

use chrono::{DateTime, Days, TimeDelta, Utc};
use serde_json::Value;
use webex_sandbox::{Answer, Sandbox};

use crate::home::{Home, ended};

/// Schedules a message that is due and comes again.
fn due_daily(home: &Home, more: &[&str]) -> String {
    let args = ["--to", "ada@example.com", "--at", "now", "--every", "day", "hello"];
    home.schedule(&[&args, more].concat())
}

/// Returns the one message that waits, which it must be alone.
fn waiting(home: &Home) -> Value {
    let mut waiting = home.list(&["--state", "scheduled"]);
    assert_eq!(waiting.len(), 1, "{waiting:?}");
    waiting.remove(0)
}

fn due(message: &Value) -> DateTime<Utc> {
    message["due"].as_str().unwrap().parse().unwrap()
}

fn id(message: &Value) -> String {
    message["id"].as_str().unwrap().to_owned()
}

#[test]
fn the_next_one_is_enqueued_when_one_is_sent_and_not_before() {
    let sandbox = Sandbox::start();
    let home = Home::with_token(&sandbox);
    let first = due_daily(&home, &[]);
    assert_eq!(id(&waiting(&home)), first);
    home.ok(&["send-due"]);
    assert_eq!(home.state(&first), "sent");
    let second = waiting(&home);
    let wall = |message: &Value| message["yours"]["time"].as_str().unwrap()[11..19].to_owned();
    assert_eq!(wall(&second), wall(&home.show(&first)), "the wall time stays");
    let away = due(&second) - Utc::now();
    assert!(away > TimeDelta::hours(22) && away < TimeDelta::hours(26), "{second}");
    assert_eq!(
        (&second["text"], &second["every"], &second["number"]),
        (&"hello".into(), &"day".into(), &2.into())
    );
    assert_eq!(second["series"], first.as_str());
    for _ in 0..3 {
        home.ok(&["send-due"]);
    }
    assert_eq!((waiting(&home), sandbox.posts().len()), (second, 1));
}

#[test]
fn runs_that_were_missed_are_one_message() {
    let sandbox = Sandbox::start();
    let home = Home::with_token(&sandbox);
    let first = home.schedule(&["--to", "ada@example.com", "--at", "in 2 hours", "--every", "day", "hello"]);
    let slept = Utc::now() - TimeDelta::hours(50);
    let planned = home.show(&first)["yours"]["time"].as_str().unwrap()[..10].to_owned();
    home.backdate(&first, &slept.format("%Y-%m-%dT%H:%M:%SZ").to_string());
    // The series was as far then: its days are those of three days ago.
    let file = home.data("queue/scheduled").join(home.ls("scheduled").remove(0));
    let text = std::fs::read_to_string(&file).unwrap();
    let then = (Utc::now() - TimeDelta::days(3)).format("%F").to_string();
    std::fs::write(&file, text.replace(&planned, &then)).unwrap();
    for _ in 0..3 {
        home.ok(&["send-due"]);
    }
    assert_eq!(sandbox.posts().len(), 1);
    assert!(due(&waiting(&home)) > Utc::now());
}

#[test]
fn whatever_becomes_of_one_the_series_goes_on() {
    let sandbox = Sandbox::start();
    for (answer, state) in [(Answer::status(400), "failed"), (Answer::close_after(), "unconfirmed")] {
        let home = Home::with_token(&sandbox);
        sandbox.script_to("ada@example.com", answer);
        let first = due_daily(&home, &[]);
        assert_eq!(home.run(&["send-due"]).code, 7);
        assert_eq!((home.state(&first).as_str(), waiting(&home)["number"].as_u64()), (state, Some(2)));
    }
    let home = Home::with_token(&sandbox);
    let first = due_daily(&home, &[]);
    home.backdate(&first, "2026-01-01T09:00:00Z");
    assert_eq!(home.run(&["send-due"]).code, 7);
    assert_eq!((home.state(&first).as_str(), waiting(&home)["number"].as_u64()), ("expired", Some(2)));
}

#[test]
fn one_that_is_held_until_a_person_decides_lets_the_series_go_on() {
    let sandbox = Sandbox::start();
    let home = Home::with_token(&sandbox);
    let first = due_daily(&home, &["--unless-reply"]);
    let _ = sandbox.post_as("ada@example.com", "me@example.com", "I wrote");
    home.run(&["send-due"]);
    assert_eq!((home.state(&first).as_str(), waiting(&home)["number"].as_u64()), ("held", Some(2)));
    home.ok(&["cancel", &first]);
    home.ok(&["send-due"]);
    assert_eq!(waiting(&home)["number"].as_u64(), Some(2), "only one that was held was cancelled");
}

#[test]
fn one_that_is_tried_again_has_no_successor_yet() {
    let sandbox = Sandbox::start();
    let home = Home::with_token(&sandbox);
    sandbox.script_to("ada@example.com", Answer::status(503));
    let first = due_daily(&home, &[]);
    assert_eq!(home.run(&["send-due"]).code, 6);
    assert_eq!(id(&waiting(&home)), first);
}

#[test]
fn an_old_one_that_is_retried_has_no_second_successor() {
    let sandbox = Sandbox::start();
    let home = Home::with_token(&sandbox);
    sandbox.script_to("ada@example.com", Answer::status(400));
    let first = due_daily(&home, &[]);
    assert_eq!(home.run(&["send-due"]).code, 7);
    home.ok(&["retry", &first]);
    home.ok(&["send-due"]);
    assert_eq!(home.state(&first), "sent");
    assert_eq!(waiting(&home)["number"].as_u64(), Some(2));
    assert_eq!(sandbox.messages().len(), 1);
}

#[test]
fn a_series_ends_with_its_count_or_its_last_day() {
    let sandbox = Sandbox::start();
    let today = Utc::now().with_timezone(&chrono_tz_of_the_home()).date_naive();
    let last = today.checked_add_days(Days::new(1)).unwrap().to_string();
    for (more, left) in [(["--count", "1"], 0), (["--count", "2"], 1), (["--until", last.as_str()], 1)] {
        let home = Home::with_token(&sandbox);
        due_daily(&home, &more);
        home.ok(&["send-due"]);
        assert_eq!(home.ls("scheduled").len(), left, "{more:?}");
        if left == 1 {
            home.ok(&["send", &id(&waiting(&home))]);
        }
        assert_eq!((home.ls("scheduled").len(), home.ls("series").len()), (0, 0), "{more:?}");
        assert_eq!(home.ls("sent").len(), left + 1);
    }
}

/// Berlin's offset today is enough to know which day it is there.
fn chrono_tz_of_the_home() -> chrono::FixedOffset {
    let home = Home::new("http://127.0.0.1:1/v1");
    let read: Value = serde_json::from_str(&home.ok(&["when", "now", "--json"])).unwrap();
    *DateTime::parse_from_rfc3339(read["yours"]["time"].as_str().unwrap()).unwrap().offset()
}

#[test]
fn several_runs_at_once_make_one_successor() {
    let sandbox = Sandbox::start();
    let home = Home::with_token(&sandbox);
    due_daily(&home, &[]);
    let runs: Vec<_> = (0..6).map(|_| home.start(&["send-due"])).collect();
    for run in runs {
        assert_eq!(ended(run).code, 0);
    }
    home.ok(&["send-due"]);
    assert_eq!((waiting(&home)["number"].as_u64(), sandbox.posts().len()), (Some(2), 1));
}

/// Sends the first of a series and undoes what came after, as if the run had been killed there.
fn killed_before_the_next(home: &Home) -> String {
    let first = due_daily(home, &[]);
    home.ok(&["send-due"]);
    let queue = home.data("queue");
    std::fs::remove_file(queue.join("scheduled").join(home.ls("scheduled").remove(0))).unwrap();
    let series = |number| queue.join("series").join(format!("{first}.n{number}.toml"));
    std::fs::rename(series(2), series(1)).unwrap();
    first
}

#[test]
fn what_a_killed_run_left_undone_the_next_run_does_though_nothing_is_due() {
    let sandbox = Sandbox::start();
    let home = Home::with_token(&sandbox);
    let first = killed_before_the_next(&home);
    let ran = home.run(&["skip", &first]);
    assert!(ran.code == 1 && ran.stderr.contains("send-due"), "{ran:?}");
    home.ok(&["purge", "--older-than", "0s"]);
    assert_eq!(home.ls("sent").len(), 1, "the next one is made from it");
    let asked = sandbox.requests().len();
    home.ok(&["send-due"]);
    // The clock that the next one is counted from is proven.
    assert_eq!((waiting(&home)["number"].as_u64(), sandbox.requests().len()), (Some(2), asked + 1));
}

#[test]
fn a_series_whose_last_message_is_gone_goes_on_from_its_first() {
    let sandbox = Sandbox::start();
    let home = Home::with_token(&sandbox);
    let first = due_daily(&home, &[]);
    home.ok(&["send-due"]);
    std::fs::write(home.data("queue/scheduled").join(home.ls("scheduled").remove(0)), "not a message")
        .unwrap();
    home.ok(&["list"]);
    std::fs::remove_file(home.data("queue/scheduled").join(home.ls("scheduled").remove(0))).unwrap();
    home.ok(&["send-due"]);
    let next = waiting(&home);
    assert_eq!((next["number"].as_u64(), &next["text"]), (Some(3), &"hello".into()));
    assert_eq!((next["series"].as_str(), sandbox.posts().len()), (Some(first.as_str()), 1));
}

#[test]
fn a_restored_backup_of_a_series_begins_nothing_anew() {
    let sandbox = Sandbox::start();
    let home = Home::with_token(&sandbox);
    let first = due_daily(&home, &[]);
    home.ok(&["send-due"]);
    let series = |number| home.data("queue/series").join(format!("{first}.n{number}.toml"));
    std::fs::copy(series(2), series(1)).unwrap();
    home.ok(&["send-due"]);
    assert_eq!(waiting(&home)["number"].as_u64(), Some(2));
    std::fs::remove_file(series(2)).unwrap();
    home.ok(&["send-due"]);
    assert_eq!((waiting(&home)["number"].as_u64(), home.ls("damaged").len()), (Some(2), 0));
    home.ok(&["send", &id(&waiting(&home))]);
    std::fs::rename(series(3), series(1)).unwrap();
    home.ok(&["send-due"]);
    home.ok(&["send-due"]);
    assert_eq!((waiting(&home)["number"].as_u64(), home.ls("damaged").len()), (Some(3), 0));
    assert_eq!((home.ls("series"), home.ls("tmp").len()), (vec![format!("{first}.n3.toml")], 0));
    assert_eq!(sandbox.posts().len(), 2);
}

#[test]
fn skip_leaves_out_the_next_and_shows_the_one_after() {
    let sandbox = Sandbox::start();
    let home = Home::with_token(&sandbox);
    let first =
        home.schedule(&["--to", "ada@example.com", "--at", "tomorrow 9am", "--every", "mon,thu", "x"]);
    let planned = home.show(&first);
    let next = planned["next"][0].as_str().unwrap().to_owned();
    let ran = home.run(&["skip", &first]);
    assert!(ran.code == 0 && ran.stdout.contains("09:00") && ran.stdout.contains(&first), "{ran:?}");
    assert_eq!(waiting(&home)["due"], next.as_str());
    let skipped: Value = serde_json::from_str(&home.ok(&["skip", &first, "--json"])).unwrap();
    assert_eq!(skipped["due"], planned["next"][1]);
    assert!(sandbox.posts().is_empty());
}

#[test]
fn skip_of_the_last_ends_the_series() {
    let home = Home::new("http://127.0.0.1:1/v1");
    let until = (Utc::now() + TimeDelta::days(2)).format("%Y-%m-%dT12:00:00Z").to_string();
    let first = home.schedule(&[
        "--to",
        "ada@example.com",
        "--at",
        "tomorrow 9am",
        "--every",
        "week",
        "--until",
        &until,
        "x",
    ]);
    let ran = home.run(&["skip", &first]);
    assert!(ran.code == 0 && ran.stderr.contains("last of its series"), "{ran:?}");
    assert_eq!(home.state(&first), "cancelled");
}

#[test]
fn nothing_goes_while_a_series_is_paused_and_then_the_next_one_from_now_on() {
    let sandbox = Sandbox::start();
    let home = Home::with_token(&sandbox);
    let first = due_daily(&home, &[]);
    home.ok(&["pause", &first]);
    let shown = home.list(&[]);
    assert_eq!((shown.len(), &shown[0]["state"]), (1, &"held".into()));
    assert!(home.ok(&["list"]).contains("paused"));
    home.ok(&["send-due"]);
    assert!(sandbox.posts().is_empty() && home.ls("scheduled").is_empty());
    assert_eq!(home.run(&["pause", &first]).code, 1);
    let ran = home.run(&["skip", &first]);
    assert!(ran.code == 0 && ran.stderr.contains("paused") && home.state(&first) == "held", "{ran:?}");
    home.ok(&["resume", &first]);
    assert!(!home.ok(&["show", &first]).contains("paused"));
    assert!(due(&waiting(&home)) > Utc::now());
    assert_eq!(home.run(&["resume", &first]).code, 1);
    home.ok(&["send-due"]);
    assert_eq!((sandbox.posts().len(), home.ls("scheduled").len()), (0, 1));
}

#[test]
fn a_time_that_is_still_ahead_survives_a_pause() {
    let home = Home::new("http://127.0.0.1:1/v1");
    let first = home.schedule(&["--to", "ada@example.com", "--at", "tomorrow 9am", "--every", "week", "x"]);
    home.ok(&["move", &first, "--at", "tomorrow 11am"]);
    let before = waiting(&home)["due"].clone();
    home.ok(&["pause", &first]);
    home.ok(&["resume", &first]);
    assert_eq!(waiting(&home)["due"], before);
}

#[test]
fn a_message_sent_out_of_a_paused_series_leaves_the_series_paused() {
    let sandbox = Sandbox::start();
    let home = Home::with_token(&sandbox);
    let first = due_daily(&home, &[]);
    home.ok(&["pause", &first]);
    for number in 1..3 {
        let current = id(&home.list(&[]).remove(0));
        let ran = home.run(&["send", &current]);
        assert!(ran.code == 0 && ran.stderr.contains("its series is paused"), "{ran:?}");
        home.ok(&["send-due"]);
        let waits = home.list(&[]);
        assert_eq!((waits.len(), &waits[0]["state"], sandbox.posts().len()), (1, &"held".into(), number));
    }
    home.ok(&["resume", &first]);
    home.ok(&["send", &id(&waiting(&home))]);
    assert!(due(&waiting(&home)) > Utc::now(), "what was resumed goes on");
}

#[test]
fn a_message_of_a_paused_series_that_cannot_be_sent_now_stays_paused() {
    let sandbox = Sandbox::start();
    let home = Home::with_token(&sandbox);
    sandbox.script_to("ada@example.com", Answer::status(511));
    let first = due_daily(&home, &[]);
    home.ok(&["pause", &first]);
    let ran = home.run(&["send", &first]);
    assert_ne!(ran.code, 0, "{ran:?}");
    assert_eq!(home.state(&first), "held");
    home.ok(&["resume", &first]);
}

#[test]
fn a_paused_series_that_is_cancelled_comes_back_paused() {
    let home = Home::new("http://127.0.0.1:1/v1");
    let first = due_daily(&home, &[]);
    home.backdate(&first, "2026-01-05T09:00:00Z");
    home.ok(&["pause", &first]);
    for restore in
        [&["restore", &first][..], &["restore", "--all", "--yes"], &["restore", &first, "--at", "in 2 hours"]]
    {
        let ran = home.run(&["cancel", &first]);
        assert!(ran.stderr.contains(&format!("undo: mindful restore {first}\n")), "{ran:?}");
        home.ok(restore);
        assert_eq!(home.state(&first), "held", "{restore:?}");
        assert!(home.ok(&["list"]).contains("its series is paused"));
    }
    home.ok(&["resume", &first]);
    home.ok(&["cancel", &first]);
    home.ok(&["restore", &first]);
    assert_eq!(home.state(&first), "scheduled");
}

#[test]
fn words_changed_while_it_is_paused_do_not_wake_it() {
    let mut home = Home::new("http://127.0.0.1:1/v1");
    let first = due_daily(&home, &[]);
    home.ok(&["pause", &first]);
    home.set("EDITOR", "sed -i s/hello/goodbye/");
    home.ok(&["edit", &first]);
    assert_eq!((home.state(&first).as_str(), &home.show(&first)["text"]), ("held", &"goodbye".into()));
}

#[test]
fn cancel_ends_the_series_and_resume_or_restore_lets_it_go_on() {
    let sandbox = Sandbox::start();
    let home = Home::with_token(&sandbox);
    let first = due_daily(&home, &[]);
    let ran = home.run(&["cancel", &first]);
    assert!(ran.code == 0 && ran.stderr.contains("series"), "{ran:?}");
    home.ok(&["send-due"]);
    assert!(home.list(&[]).is_empty(), "cancelled is cancelled");
    home.ok(&["resume", &first]);
    assert!(due(&waiting(&home)) > Utc::now());
    home.ok(&["cancel", &first]);
    home.ok(&["restore", &first]);
    home.ok(&["send", &first]);
    assert_eq!((waiting(&home)["number"].as_u64(), sandbox.posts().len()), (Some(2), 1));
}

#[test]
fn what_is_shown_to_be_next_is_what_waits() {
    let sandbox = Sandbox::start();
    let home = Home::with_token(&sandbox);
    let first = due_daily(&home, &[]);
    home.ok(&["send-due"]);
    home.ok(&["skip", &first]);
    let second = waiting(&home);
    let shown = home.show(&first);
    assert_eq!((&shown["next"][0], shown["next"].as_array().unwrap().len()), (&second["due"], 3));
    assert_eq!(shown["next"][1], home.show(&id(&second))["next"][0]);
    home.ok(&["cancel", &id(&second)]);
    assert_eq!(home.show(&first)["next"], serde_json::json!([]));
}

#[test]
fn any_id_of_a_series_names_it_even_one_that_was_purged() {
    let sandbox = Sandbox::start();
    let home = Home::with_token(&sandbox);
    let first = due_daily(&home, &[]);
    home.ok(&["send-due"]);
    let second = id(&waiting(&home));
    let ran = home.run(&["skip", &first]);
    assert!(ran.code == 0 && ran.stdout.contains(&second), "{ran:?}");
    let name = home.ls("sent").remove(0);
    let older = format!("20260101T000000Z.{}", name.split_once('.').unwrap().1);
    let sent = home.data("queue/sent");
    std::fs::rename(sent.join(name), sent.join(older)).unwrap();
    home.ok(&["purge", "--older-than", "1d"]);
    assert!(home.ls("sent").is_empty());
    home.ok(&["pause", &first]);
    assert_eq!(home.state(&second), "held");
    home.ok(&["resume", &first]);
}

#[test]
fn a_message_that_does_not_come_again_is_told_so() {
    let home = Home::new("http://127.0.0.1:1/v1");
    let alone = home.schedule(&["--to", "ada@example.com", "--at", "in 2 hours", "x"]);
    for command in ["skip", "pause", "resume"] {
        let ran = home.run(&[command, &alone]);
        assert!(ran.code == 1 && ran.stderr.contains("isn't recurring"), "{command}: {ran:?}");
        assert_eq!(home.run(&[command, "zzzz"]).code, 5);
    }
    assert_eq!(home.state(&alone), "scheduled");
}

#[test]
fn words_that_are_changed_stay_changed_and_a_file_is_sent_every_time() {
    let sandbox = Sandbox::start();
    let mut home = Home::with_token(&sandbox);
    std::fs::write(home.path().join("note.txt"), "the numbers").unwrap();
    let first = due_daily(&home, &["--attach", "note.txt"]);
    std::fs::remove_file(home.path().join("note.txt")).unwrap();
    home.set("EDITOR", "sed -i s/hello/goodbye/");
    home.ok(&["edit", &first]);
    home.ok(&["send-due"]);
    home.ok(&["purge", "--older-than", "0s"]);
    let second = id(&waiting(&home));
    assert_eq!(home.show(&second)["text"], "goodbye");
    home.ok(&["send", &second]);
    let posts = sandbox.posts();
    assert_eq!(posts.len(), 2);
    for post in posts {
        let body = String::from_utf8_lossy(&post.body).into_owned();
        assert!(body.contains("the numbers") && body.contains("goodbye"), "{body}");
    }
}

#[test]
fn one_that_is_moved_or_sent_early_does_not_move_the_others() {
    let sandbox = Sandbox::start();
    let home = Home::with_token(&sandbox);
    let first =
        home.schedule(&["--to", "ada@example.com", "--at", "tomorrow 9am", "--every", "2 weeks", "x"]);
    let planned = home.show(&first);
    home.ok(&["move", &first, "--at", "in 3 days"]);
    assert_eq!(home.show(&first)["next"], planned["next"]);
    home.ok(&["send", &first]);
    assert_eq!(waiting(&home)["due"], planned["next"][0]);
    home.ok(&["send", &id(&waiting(&home))]);
    assert_eq!(waiting(&home)["due"], planned["next"][1]);
}

#[test]
fn the_same_key_begins_one_series_however_far_that_has_come() {
    let sandbox = Sandbox::start();
    let home = Home::with_token(&sandbox);
    let first = due_daily(&home, &["--id", "standup"]);
    assert_eq!(due_daily(&home, &["--id", "standup"]), first);
    home.ok(&["send-due"]);
    home.ok(&["purge", "--older-than", "0s"]);
    let second = id(&waiting(&home));
    assert_eq!(due_daily(&home, &["--id", "standup"]), second);
    assert_eq!((home.ls("series").len(), home.ls("scheduled").len()), (1, 1));
}

#[test]
fn several_recipients_have_a_series_each() {
    let sandbox = Sandbox::start();
    let home = Home::with_token(&sandbox);
    home.schedule(&[
        "--to",
        "ada@example.com",
        "--to",
        "grace@example.com",
        "--at",
        "now",
        "--every",
        "day",
        "x",
    ]);
    home.ok(&["send-due"]);
    let waiting = home.list(&[]);
    let to: Vec<_> = waiting.iter().map(|message| message["to"]["email"].as_str().unwrap()).collect();
    assert_eq!((to.len(), home.ls("series").len()), (2, 2), "{to:?}");
    home.ok(&["cancel", &id(&waiting[0])]);
    home.ok(&["send", &id(&waiting[1])]);
    assert_eq!(home.list(&[]).len(), 1);
}

#[test]
fn a_rehearsal_shows_the_next_three_dates_and_stores_nothing() {
    let home = Home::new("http://127.0.0.1:1/v1");
    let args = [
        "schedule",
        "--to",
        "ada@example.com",
        "--at",
        "2027-01-31 09:00",
        "--every",
        "month on 31",
        "--dry-run",
        "x",
    ];
    let out = home.ok(&args);
    for date in ["Sun 31 Jan", "Sun 28 Feb", "Wed 31 Mar", "Fri 30 Apr"] {
        assert!(out.contains(date), "{date}: {out}");
    }
    assert!(!home.data("queue").exists());
    let shown: Value = serde_json::from_str(&home.ok(&[&args[..], &["--json"]].concat())).unwrap();
    assert_eq!(
        shown[0]["next"],
        serde_json::json!(["2027-02-28T08:00:00Z", "2027-03-31T07:00:00Z", "2027-04-30T07:00:00Z"])
    );
}

#[test]
fn a_rule_or_an_end_that_is_not_understood_stores_nothing_and_shows_what_would_do() {
    let home = Home::new("http://127.0.0.1:1/v1");
    for (more, words) in [
        (vec!["--every", "mondya"], "did you mean `monday`?"),
        (vec!["--every", "month on 32"], "1 to 31"),
        (vec!["--every", ""], "empty"),
        (vec!["--every", "day", "--until", "soon"], "`soon` is not understood"),
        (vec!["--every", "day", "--until", "today"], "is left"),
        (vec!["--every", "day", "--count", "0"], "--count"),
        (vec!["--every", "day", "--count", "2", "--until", "friday"], "--until"),
        (vec!["--every", "day", "--on-day-off", "move"], "[possible values: skip, next]"),
        (vec!["--count", "2"], "--every"),
        (vec!["--on-day-off", "skip"], "--every"),
    ] {
        let args = ["schedule", "--to", "ada@example.com", "--at", "tomorrow 9am", "x"];
        let ran = home.run(&[&args[..], &more].concat());
        assert!(ran.code == 2 && ran.stderr.contains(words), "{more:?}: {ran:?}");
    }
    assert!(!home.data("queue").exists());
}

#[test]
fn the_first_one_is_the_first_that_fits_and_that_is_said() {
    let home = Home::new("http://127.0.0.1:1/v1");
    let ran = home.run(&[
        "schedule",
        "--to",
        "ada@example.com",
        "--at",
        "2027-01-05 09:00",
        "--every",
        "first mon",
        "--dry-run",
        "x",
    ]);
    assert!(ran.stdout.contains("Mon 1 Feb 2027 09:00"), "{ran:?}");
    assert!(ran.stderr.contains("the first of `first mon` is Mon 1 Feb 2027"), "{ran:?}");
}

#[test]
fn a_gap_in_the_clocks_moves_one_day_and_not_those_after_it() {
    let home = Home::new("http://127.0.0.1:1/v1");
    let args = ["schedule", "--to", "ada@example.com", "--every", "day", "--dry-run", "--json", "x", "--at"];
    let shown = home.ok(&[&args[..], &["2027-03-28 02:30"]].concat());
    let shown: Value = serde_json::from_str(&shown).unwrap();
    assert_eq!(
        (&shown[0]["due"], &shown[0]["next"][0]),
        (&"2027-03-28T01:30:00Z".into(), &"2027-03-29T00:30:00Z".into())
    );
}

#[test]
fn a_command_on_one_that_is_done_with_names_the_one_that_waits() {
    let sandbox = Sandbox::start();
    let home = Home::with_token(&sandbox);
    let first = due_daily(&home, &[]);
    home.ok(&["send-due"]);
    let ran = home.run(&["cancel", &first]);
    let hint = format!("its series goes on with message `{}`", id(&waiting(&home)));
    assert!(ran.code == 1 && ran.stderr.contains(&hint), "{ran:?}");
}

/// Ada's days off: yesterday to the day after tomorrow.
fn ada_is_off(home: &Home) {
    let day = |days| (Utc::now() + TimeDelta::days(days)).format("%F").to_string();
    let off = format!("{}..{}", day(-1), day(2));
    home.write("people.toml", &format!("[ada]\nemail = \"ada@example.com\"\noff = [\"{off}\"]\n"));
}

#[test]
fn leave_that_was_entered_later_is_kept_and_the_message_goes_after_it() {
    for more in [&[][..], &["--on-day-off", "skip"], &["--on-day-off", "next"]] {
        let sandbox = Sandbox::start();
        let home = Home::with_token(&sandbox);
        due_daily(&home, more);
        ada_is_off(&home);
        home.ok(&["send-due"]);
        // The day of the first one was named; that of the second was not.
        assert_eq!(sandbox.posts().len(), usize::from(more.is_empty()), "{more:?}");
        let name = home.ls("scheduled").remove(0);
        let back = (Utc::now() + TimeDelta::days(2)).format("%Y%m%dT").to_string();
        assert!(name > back, "{more:?}: {name}");
        assert_eq!(home.ls("scheduled").len(), 1);
    }
}

/// Schedules a daily message for now that ends with Ada's days off.
fn due_until_she_is_back(home: &Home, more: &[&str]) -> String {
    let last = (Utc::now() + TimeDelta::days(2)).format("%F 23:59").to_string();
    due_daily(home, &[&["--until", &last], more].concat())
}

#[test]
fn a_series_whose_rest_falls_into_leave_that_was_entered_later_says_that_it_is_over() {
    // The day of the first one was named and it goes; with a wish for days off it does not.
    for (more, state) in [(&[][..], "sent"), (&["--on-day-off", "skip"], "cancelled")] {
        let sandbox = Sandbox::start();
        let home = Home::with_token(&sandbox);
        let first = due_until_she_is_back(&home, more);
        ada_is_off(&home);
        let ran = home.run(&["send-due"]);
        let said = format!("the series of message `{first}` to Ada Lovelace is over: they are off");
        assert!(ran.code == 0 && ran.stderr.contains(&said), "{more:?}: {ran:?}");
        assert_eq!((home.state(&first).as_str(), home.list(&[]).len()), (state, 0), "{more:?}");
        assert!(home.ok(&["show", &first]).contains("over     they are off on every day"), "{more:?}");
        assert!(home.show(&first)["series_over"].is_string());
        let again = home.run(&["send-due"]);
        assert_eq!((again.code, again.stderr.as_str()), (0, ""), "said once");
    }
}

#[test]
fn a_series_that_ends_as_it_was_asked_to_ends_without_a_word() {
    for more in [&["--count", "1"][..], &["--until", "in 3 hours"]] {
        let sandbox = Sandbox::start();
        let home = Home::with_token(&sandbox);
        let first = due_daily(&home, more);
        let ran = home.run(&["send-due"]);
        assert_eq!((ran.code, ran.stderr.as_str(), home.list(&[]).len()), (0, "", 0), "{more:?}");
        assert!(home.show(&first)["series_over"].is_null());
    }
}

#[test]
fn what_is_cancelled_while_it_is_paused_is_purged_like_any_other() {
    let home = Home::new("http://127.0.0.1:1/v1");
    let first = due_daily(&home, &[]);
    home.ok(&["pause", &first]);
    home.ok(&["cancel", &first]);
    home.ok(&["purge", "--older-than", "1d"]);
    assert_eq!(home.state(&first), "cancelled", "it was cancelled today");
    let name = home.ls("cancelled").remove(0);
    let today = Utc::now().format("%Y%m%dT").to_string();
    assert!(name.starts_with(&today), "{name}");
    let older = format!("20260101T000000Z.{}", name.split_once('.').unwrap().1);
    let folder = home.data("queue/cancelled");
    std::fs::rename(folder.join(name), folder.join(older)).unwrap();
    home.ok(&["purge", "--older-than", "1d"]);
    assert_eq!((home.ls("cancelled").len(), home.ls("series").len()), (0, 0));
}

#[test]
fn somebody_who_is_off_for_good_is_not_written_to_again_and_again() {
    let home = Home::new("http://127.0.0.1:1/v1");
    home.write("people.toml", "[ada]\nemail = \"ada@example.com\"\noff = [\"2020-01-01..2090-01-01\"]\n");
    let ran = home.run(&[
        "schedule",
        "--to",
        "ada",
        "--at",
        "tomorrow 9am",
        "--every",
        "day",
        "--on-day-off",
        "skip",
        "x",
    ]);
    assert!(ran.code == 2 && ran.stderr.contains("no day of `day` is left"), "{ran:?}");
}

#[test]
fn list_and_show_tell_the_rule_and_what_is_next() {
    let home = Home::new("http://127.0.0.1:1/v1");
    let id = home.schedule(&[
        "--to",
        "ada@example.com",
        "--at",
        "2027-01-04 09:00",
        "--every",
        "2 weeks",
        "--count",
        "3",
        "x",
    ]);
    let page = home.ok(&["show", &id]);
    for words in ["every    2 weeks, number 1 of 3", "Mon 18 Jan 2027 09:00", "Mon 1 Feb 2027 09:00"] {
        assert!(page.contains(words), "{words}: {page}");
    }
    assert!(!page.contains("15 Feb"), "{page}");
    let listed = &home.list(&[])[0];
    assert_eq!(
        (&listed["every"], &listed["count"], &listed["until"]),
        (&"2 weeks".into(), &3.into(), &Value::Null)
    );
}
