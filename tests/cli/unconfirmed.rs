//! What is perhaps sent: found, absent twice, or left to a person.

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};
use serde_json::{Value, json};
use webex_sandbox::{Answer, Person, Sandbox};

use crate::home::Home;

const LIST: &str = "GET /v1/messages/direct";

/// A home whose login may read conversations.
pub(crate) fn home(sandbox: &Sandbox) -> Home {
    let home = Home::with_token(sandbox);
    may_read(&home);
    home
}

/// Lets the login of a home read conversations.
pub(crate) fn may_read(home: &Home) {
    let me = Person::new("Me Myself", "me@example.com", None);
    let facts = format!(
        "person_id = \"{}\"\nemail = \"{}\"\nname = \"{}\"\nstore = \"file\"\n\
         scopes = [\"spark:messages_write\", \"spark:people_read\", \"spark:messages_read\"]\n",
        me.id, me.email, me.name
    );
    home.write("account.toml", &facts);
}

/// Schedules a message for now whose post ends like this, and sends it.
fn unconfirmed(sandbox: &Sandbox, home: &Home, text: &str, end: Answer) -> String {
    let id = home.schedule(&["--to", "ada@example.com", "--at", "now", text]);
    sandbox.script_to("ada@example.com", end);
    let ran = home.run(&["send-due"]);
    assert_eq!((ran.code, home.state(&id).as_str()), (7, "unconfirmed"), "{ran:?}");
    id
}

/// Lets so many minutes pass for the unconfirmed messages.
pub(crate) fn age(home: &Home, minutes: i64) {
    let older = |stamp: &str| {
        let at = NaiveDateTime::parse_from_str(stamp, "%Y%m%dT%H%M%SZ").unwrap();
        (at - TimeDelta::minutes(minutes)).format("%Y%m%dT%H%M%SZ").to_string()
    };
    let folder = home.data("queue/unconfirmed");
    for name in home.ls("unconfirmed") {
        let parts = name.split('.').map(|part| match part.strip_prefix('t') {
            Some(stamp) if stamp.ends_with('Z') => format!("t{}", older(stamp)),
            _ if part.ends_with('Z') => older(part),
            _ => part.to_owned(),
        });
        let aged = parts.collect::<Vec<_>>().join(".");
        std::fs::rename(folder.join(&name), folder.join(aged)).unwrap();
    }
}

/// What a conversation lists, with changes to its newest message.
fn listed(sandbox: &Sandbox, change: Value) -> Answer {
    let newest = sandbox.messages().pop().expect("a message");
    let mut item = json!({ "id": newest.id, "personId": newest.person_id, "text": newest.text, "created": newest.created });
    for (key, value) in change.as_object().unwrap() {
        item[key] = value.clone();
    }
    Answer::status(200).json(&json!({ "items": [item] }))
}

fn texts(sandbox: &Sandbox) -> Vec<String> {
    sandbox.messages().into_iter().filter_map(|message| message.text).collect()
}

#[test]
fn absent_twice_five_minutes_after_the_attempt_it_is_posted_again() {
    for begun in [false, true] {
        let sandbox = Sandbox::start();
        let home = home(&sandbox);
        if begun {
            let _ = sandbox.post_as("ada@example.com", "me@example.com", "good morning");
        }
        let before = texts(&sandbox).len();
        let id = unconfirmed(&sandbox, &home, "hello", Answer::reset_before());
        let behind = home.schedule(&["--to", "ada@example.com", "--at", "now", "and then"]);
        assert_eq!(home.run(&["send-due"]).code, 0);
        let asked = sandbox.requests().len();
        assert_eq!(home.run(&["send-due"]).code, 0);
        assert_eq!(sandbox.requests().len(), asked, "looked again within minutes");
        age(&home, 4);
        home.run(&["send-due"]);
        assert_eq!((home.state(&id).as_str(), home.state(&behind).as_str()), ("unconfirmed", "scheduled"));
        age(&home, 2);
        home.run(&["send-due"]);
        assert_eq!(sandbox.posts().len(), 1, "posted before it was known to be absent");
        home.run(&["send-due"]);
        assert_eq!((home.state(&id).as_str(), home.state(&behind).as_str()), ("sent", "sent"));
        assert_eq!(texts(&sandbox)[before..], ["hello", "and then"]);
        assert_eq!(sandbox.posts().len(), 3);
    }
}

#[test]
fn a_list_that_lags_is_looked_at_again_before_anything_is_posted() {
    let sandbox = Sandbox::start();
    let home = home(&sandbox);
    let id = unconfirmed(&sandbox, &home, "hello", Answer::close_after());
    sandbox.script(LIST, Answer::status(200).json(&json!({ "items": [] })));
    home.run(&["send-due"]);
    age(&home, 6);
    home.run(&["send-due"]);
    assert_eq!((home.state(&id).as_str(), sandbox.posts().len()), ("sent", 1));
}

#[test]
fn of_identical_texts_in_a_row_each_is_looked_for_by_itself() {
    for (end, state) in [(Answer::close_after(), "sent"), (Answer::reset_before(), "unconfirmed")] {
        let sandbox = Sandbox::start();
        let home = home(&sandbox);
        let first = home.schedule(&["--to", "ada@example.com", "--at", "now", "hello"]);
        assert_eq!(home.run(&["send-due"]).code, 0);
        let second = unconfirmed(&sandbox, &home, "hello", end);
        home.run(&["send-due"]);
        assert_eq!(home.state(&second), state, "the first was taken for the second");
        assert_ne!(home.show(&first)["webex_message_id"], home.show(&second)["webex_message_id"]);
    }
}

#[test]
fn a_copy_whose_id_was_not_noted_is_not_taken_for_the_next_of_the_same_words() {
    let sandbox = Sandbox::start();
    let home = home(&sandbox);
    let first = home.schedule(&["--to", "ada@example.com", "--at", "now", "hello"]);
    assert_eq!(home.run(&["send-due"]).code, 0);
    std::fs::remove_file(home.data("queue/receipts").join(format!("{first}.toml"))).unwrap();
    let second = unconfirmed(&sandbox, &home, "hello", Answer::reset_before());
    home.run(&["send-due"]);
    assert_eq!(home.state(&second), "unconfirmed");
}

#[test]
fn the_same_words_typed_by_hand_meanwhile_count_as_delivered() {
    let sandbox = Sandbox::start();
    let home = home(&sandbox);
    let id = unconfirmed(&sandbox, &home, "hello", Answer::reset_before());
    let typed = sandbox.post_as("me@example.com", "ada@example.com", "hello");
    home.run(&["send-due"]);
    assert_eq!((home.state(&id).as_str(), sandbox.posts().len()), ("sent", 1));
    assert_eq!(home.show(&id)["webex_message_id"], typed.as_str());
}

#[test]
fn their_own_same_words_are_not_mine() {
    let sandbox = Sandbox::start();
    let home = home(&sandbox);
    let id = unconfirmed(&sandbox, &home, "hello", Answer::reset_before());
    let _ = sandbox.post_as("ada@example.com", "me@example.com", "hello");
    home.run(&["send-due"]);
    assert_eq!(home.state(&id), "unconfirmed");
}

#[test]
fn what_was_edited_or_cannot_be_read_stays_unconfirmed_and_is_never_posted_again() {
    for change in [
        json!({ "text": "hello, edited", "updated": "2026-11-24T09:00:00.000Z" }),
        json!({ "text": null, "errors": { "text": { "code": "kms_failure", "reason": "Key management server failed" } } }),
        json!({ "text": null, "personId": null, "errors": { "text": { "code": "kms_failure" } } }),
        json!({ "text": null }),
        json!({ "text": "**hello**" }),
        json!({ "text": "something else" }),
        json!({ "text": "something else", "personId": null }),
        json!({ "created": null }),
        json!({ "id": null }),
        json!({ "files": ["https://webexapis.com/v1/contents/x"] }),
        json!({ "parentId": "x" }),
    ] {
        let sandbox = Sandbox::start();
        let home = home(&sandbox);
        let id = unconfirmed(&sandbox, &home, "hello", Answer::close_after());
        for _ in 0..3 {
            sandbox.script(LIST, listed(&sandbox, change.clone()));
            home.run(&["send-due"]);
            age(&home, 60);
        }
        assert_eq!((home.state(&id).as_str(), sandbox.posts().len()), ("unconfirmed", 1), "{change}");
        for args in [&["list"][..], &["show", &id]] {
            assert!(
                home.ok(args).contains("then use `mindful confirm` or `mindful retry`"),
                "{change} {args:?}"
            );
        }
    }
}

#[test]
fn what_was_deleted_there_counts_as_absent() {
    let sandbox = Sandbox::start();
    let home = home(&sandbox);
    let id = unconfirmed(&sandbox, &home, "hello", Answer::close_after());
    sandbox.delete_message(&sandbox.messages()[0].id);
    for _ in 0..3 {
        home.run(&["send-due"]);
        age(&home, 6);
    }
    // As the page for people says: the one case in which a second copy is posted.
    assert_eq!((home.state(&id).as_str(), sandbox.posts().len()), ("sent", 2));
}

#[test]
fn a_look_that_fails_decides_nothing() {
    for (name, answer) in [
        ("500", Answer::status(500)),
        ("403", Answer::status(403)),
        ("429", Answer::status(429).header("Retry-After", "1")),
        ("reset", Answer::reset_before()),
        ("half", Answer::half()),
        ("no list", Answer::status(200).json(&json!({ "message": "no" }))),
    ] {
        let sandbox = Sandbox::start();
        let home = home(&sandbox);
        let id = unconfirmed(&sandbox, &home, "hello", Answer::close_after());
        let before = home.ls("unconfirmed");
        sandbox.script(LIST, answer);
        home.run(&["send-due"]);
        assert_eq!(home.ls("unconfirmed"), before, "{name}");
        let _ = std::fs::remove_file(home.data("queue/pause"));
        home.run(&["send-due"]);
        assert_eq!((home.state(&id).as_str(), sandbox.posts().len()), ("sent", 1), "{name}");
    }
}

#[test]
fn clocks_that_differ_are_no_reason_to_miss_or_to_repeat() {
    for minutes in [-4, 4] {
        for (end, posts) in [(Answer::close_after(), 1), (Answer::reset_before(), 2)] {
            let sandbox = Sandbox::start();
            let home = home(&sandbox);
            sandbox.set(|settings| settings.date_skew = TimeDelta::minutes(minutes));
            let _ = sandbox.post_as("ada@example.com", "me@example.com", "good morning");
            let id = unconfirmed(&sandbox, &home, "hello", end);
            home.run(&["send-due"]);
            // What is there is found at the first look, which comes when its time has come here as well.
            assert_eq!(home.state(&id) == "sent", posts == 1 && minutes < 0, "{minutes}");
            for _ in 0..3 {
                age(&home, 6);
                home.run(&["send-due"]);
            }
            home.run(&["send-due"]);
            assert_eq!((home.state(&id).as_str(), sandbox.posts().len()), ("sent", posts), "{minutes}");
        }
    }
}

#[test]
fn a_clock_that_is_set_between_two_looks_does_not_bring_the_verdict_forward() {
    let sandbox = Sandbox::start();
    let home = home(&sandbox);
    // This machine is four minutes ahead, then it is set right: by its own clock the second look is due at once.
    sandbox.set(|settings| settings.date_skew = TimeDelta::minutes(-4));
    let id = unconfirmed(&sandbox, &home, "hello", Answer::reset_before());
    home.run(&["send-due"]);
    let name = home.ls("unconfirmed").remove(0);
    assert!(name.contains(".n1."), "{name}");
    let stamp = NaiveDateTime::parse_from_str(&name[..16], "%Y%m%dT%H%M%SZ").unwrap().and_utc();
    let ahead: DateTime<Utc> = Utc::now() + TimeDelta::minutes(-4) + TimeDelta::minutes(4);
    assert!((stamp - ahead).abs() < TimeDelta::minutes(2), "{name} is not by the server's clock");
    home.run(&["send-due"]);
    assert_eq!((home.state(&id).as_str(), sandbox.posts().len()), ("unconfirmed", 1));
}

#[test]
fn without_the_scope_it_waits_for_a_person_who_confirms_or_retries() {
    let sandbox = Sandbox::start();
    let home = Home::with_token(&sandbox);
    let arrived = unconfirmed(&sandbox, &home, "hello", Answer::close_after());
    let lists = sandbox.requests().iter().filter(|request| request.path.contains("/messages/")).count();
    assert!(home.ok(&["list"]).contains("unconfirmed"));
    assert!(home.ok(&["show", &arrived]).contains("no answer came back"));
    assert_eq!(home.run(&["send-due"]).code, 0);
    assert_eq!(lists, 0);
    home.ok(&["confirm", &arrived]);
    assert_eq!(home.state(&arrived), "sent");
    let lost = unconfirmed(&sandbox, &home, "again", Answer::reset_before());
    home.ok(&["retry", &lost]);
    assert_eq!(home.run(&["send-due"]).code, 0);
    assert_eq!(
        (home.state(&lost).as_str(), texts(&sandbox)),
        ("sent", vec!["hello".to_owned(), "again".to_owned()])
    );
}

#[test]
fn in_a_busy_space_the_list_is_read_back_to_the_attempt() {
    let sandbox = Sandbox::start();
    let home = home(&sandbox);
    let id = home.schedule(&["--space", "room-1", "--at", "now", "hello"]);
    sandbox.script_to("room-1", Answer::close_after());
    assert_eq!(home.run(&["send-due"]).code, 7);
    let mut other = Home::new(&sandbox.api_url());
    other.set("MINDFUL_ACCESS_TOKEN", "sandbox-token");
    for number in 0..60 {
        other.schedule(&["--space", "room-1", "--at", "now", &format!("other {number}")]);
    }
    assert_eq!(other.run(&["send-due"]).code, 0);
    home.run(&["send-due"]);
    assert_eq!(home.state(&id), "sent");
}
