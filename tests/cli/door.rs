//! At the door: presence, answers, another account.

use chrono::{TimeDelta, Utc};
use webex_sandbox::{Answer, Sandbox};

use crate::browser;
use crate::home::Home;

/// Lets a held message be looked at again as if its five minutes were over.
fn five_minutes_later(home: &Home) {
    let folder = home.data("queue/held");
    for name in home.ls("held") {
        let (stamp, rest) = name.split_once('.').unwrap();
        assert!(!stamp.starts_with("9999"), "{name} waits for a person");
        let past = (Utc::now() - TimeDelta::seconds(5)).format("%Y%m%dT%H%M%SZ");
        std::fs::rename(folder.join(&name), folder.join(format!("{past}.{rest}"))).unwrap();
    }
}

#[test]
fn a_message_is_held_while_they_do_not_want_to_be_disturbed_and_goes_after() {
    let sandbox = Sandbox::start();
    let home = Home::with_token(&sandbox);
    sandbox.set_status("ada@example.com", "DoNotDisturb");
    let id = home.schedule(&[
        "--to",
        "ada@example.com",
        "--at",
        "now",
        "--hold-while",
        "donotdisturb,meeting",
        "x",
    ]);
    let ran = home.run(&["send-due", "--json"]);
    assert!(
        ran.code == 0 && ran.stdout.contains("\"held\"") && ran.stdout.contains("DoNotDisturb"),
        "{ran:?}"
    );
    assert_eq!(home.state(&id), "held");
    let asked = sandbox.requests().len();
    assert_eq!(home.run(&["send-due"]).code, 0);
    assert_eq!(sandbox.requests().len(), asked, "looked again within five minutes");
    five_minutes_later(&home);
    assert_eq!(home.run(&["send-due"]).code, 0);
    assert_eq!(home.state(&id), "held");
    sandbox.set_status("ada@example.com", "active");
    five_minutes_later(&home);
    assert_eq!(home.run(&["send-due"]).code, 0);
    assert_eq!((home.state(&id).as_str(), sandbox.messages().len()), ("sent", 1));
}

#[test]
fn presence_is_asked_once_for_several_messages_and_what_cannot_be_seen_never_holds() {
    let sandbox = Sandbox::start();
    let home = Home::with_token(&sandbox);
    home.write(
        "config.toml",
        "[hours]\nwork = \"Mon-Sun 00:00-24:00\"\n[delivery]\nhold_while = [\"OutOfOffice\"]\n",
    );
    for _ in 0..3 {
        home.schedule(&["--to", "stranger@example.org", "--at", "now", "x"]);
    }
    let before = sandbox.requests().len();
    assert_eq!(home.run(&["send-due"]).code, 7);
    let asked = sandbox.requests().iter().skip(before).filter(|request| request.path == "/v1/people").count();
    assert_eq!((asked, sandbox.posts().len()), (1, 3));
}

#[test]
fn a_presence_webex_does_not_know_is_refused_with_the_nearest() {
    let home = Home::new("http://127.0.0.1:1/v1");
    let ran = home.run(&["schedule", "--to", "ada@example.com", "--hold-while", "OutOfOfice", "x"]);
    assert!(ran.code == 2 && ran.stderr.contains("did you mean `OutOfOffice`?"), "{ran:?}");
}

#[test]
fn a_message_is_held_if_they_wrote_meanwhile() {
    let sandbox = Sandbox::start();
    let home = Home::with_token(&sandbox);
    let _ = sandbox.post_as("ada@example.com", "me@example.com", "before it was scheduled");
    let id = home.schedule(&["--to", "ada@example.com", "--at", "now", "--unless-reply", "any news?"]);
    let other = home.schedule(&["--to", "grace@example.com", "--at", "now", "--unless-reply", "any news?"]);
    let _ = sandbox.post_as("ada@example.com", "me@example.com", "here you are");
    let ran = home.run(&["send-due"]);
    assert!(ran.code == 0 && ran.stderr.contains("they wrote since"), "{ran:?}");
    assert_eq!([home.state(&id), home.state(&other)], ["held", "sent"]);
    let ran = home.run(&["send-due"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    assert_eq!(home.run(&["send", &id]).code, 0);
    assert_eq!(home.state(&id), "sent");
}

#[test]
fn unless_reply_without_the_scope_is_refused_with_the_way_to_get_it() {
    let sandbox = Sandbox::start();
    let home = browser::home(&sandbox);
    browser::log_in(&home);
    let ran = home.run(&["schedule", "--to", "ada@example.com", "--unless-reply", "x"]);
    assert!(
        ran.code == 2 && ran.stderr.contains("spark:messages_read") && ran.stderr.contains("hint: "),
        "{ran:?}"
    );
}

#[test]
fn a_message_scheduled_as_one_account_is_never_sent_as_another() {
    let sandbox = Sandbox::start();
    let home = browser::home(&sandbox);
    browser::log_in(&home);
    let id = home.schedule(&["--to", "ada@example.com", "--at", "now", "from me"]);
    let somebody = serde_json::json!({ "id": "somebody-else", "emails": ["else@example.com"] });
    sandbox.script("GET /v1/people/me", Answer::status(200).json(&somebody));
    let ran = home.run(&["send-due"]);
    assert!(ran.stderr.contains("another account"), "{ran:?}");
    assert_eq!((home.state(&id).as_str(), sandbox.posts().len()), ("held", 0));
    five_minutes_later(&home);
    assert_eq!(home.run(&["send-due"]).code, 0);
    assert_eq!(home.state(&id), "sent");
}
