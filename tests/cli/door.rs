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
    let again = home.run(&["send-due"]);
    assert_eq!((again.code, again.stderr.as_str()), (0, ""), "the same word every five minutes");
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

fn presence_asked(sandbox: &Sandbox) -> usize {
    sandbox
        .requests()
        .iter()
        .filter(|request| request.path.starts_with("/v1/people") && !request.path.ends_with("/me"))
        .count()
}

#[test]
fn what_is_held_for_one_person_is_looked_at_together() {
    let sandbox = Sandbox::start();
    let home = Home::with_token(&sandbox);
    home.write("people.toml", "[ada]\nemail = \"ada@example.com\"\ntimezone = \"Europe/London\"\n");
    sandbox.set_status("ada@example.com", "presenting");
    let hold = ["--to", "ada", "--at", "now", "--hold-while", "presenting", "x"];
    home.schedule(&hold);
    assert_eq!(home.run(&["send-due"]).code, 0);
    // As if the first had been held for four minutes when the second becomes due.
    let name = home.ls("held").remove(0);
    let next = (Utc::now() + TimeDelta::minutes(1)).format("%Y%m%dT%H%M%SZ").to_string();
    let moved = format!("{next}.{}", name.split_once('.').unwrap().1);
    std::fs::rename(home.data("queue/held").join(&name), home.data("queue/held").join(&moved)).unwrap();
    home.schedule(&hold);
    assert_eq!(home.run(&["send-due"]).code, 0);
    assert!(home.ls("held").iter().all(|name| name.starts_with(&next)), "{next}: {:?}", home.ls("held"));
    five_minutes_later(&home);
    let before = presence_asked(&sandbox);
    assert_eq!(home.run(&["send-due"]).code, 0);
    assert_eq!((presence_asked(&sandbox) - before, home.ls("held").len()), (1, 2));
}

#[test]
fn somebody_known_by_an_id_alone_is_held_for_too() {
    let sandbox = Sandbox::start();
    let home = Home::with_token(&sandbox);
    let ada = webex_sandbox::Person::new("Ada Lovelace", "ada@example.com", None).id;
    sandbox.script(&format!("GET /v1/people/{ada}"), Answer::status(503));
    let id = home.schedule(&["--to", &ada, "--at", "now", "--hold-while", "meeting", "x"]);
    assert_eq!(home.show(&id)["to"]["person_id"], ada.as_str());
    sandbox.set_status("ada@example.com", "meeting");
    assert_eq!(home.run(&["send-due"]).code, 0);
    assert_eq!(home.state(&id), "held");
}

#[test]
fn what_is_held_expires_when_it_is_of_no_use_any_more() {
    let sandbox = Sandbox::start();
    let home = Home::with_token(&sandbox);
    sandbox.set_status("ada@example.com", "DoNotDisturb");
    let id = home.schedule(&[
        "--to",
        "ada@example.com",
        "--at",
        "now",
        "--not-after",
        "in 1 minute",
        "--hold-while",
        "DoNotDisturb",
        "x",
    ]);
    assert_eq!(home.run(&["send-due"]).code, 0);
    let name = home.ls("held").remove(0);
    let path = home.data("queue/held").join(&name);
    let text = std::fs::read_to_string(&path).unwrap();
    let limit = text.lines().find(|line| line.starts_with("not_after")).unwrap();
    let past = (Utc::now() - TimeDelta::minutes(1)).format("not_after = \"%FT%TZ\"").to_string();
    std::fs::write(&path, text.replace(limit, &past)).unwrap();
    five_minutes_later(&home);
    let ran = home.run(&["send-due"]);
    assert_eq!((ran.code, home.state(&id).as_str(), sandbox.posts().len()), (7, "expired", 0), "{ran:?}");
    assert_eq!(home.show(&id)["attempts"][1]["outcome"], "expired");
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
    let args = ["schedule", "--to", "ada@example.com", "--unless-reply", "--at", "in 1 hour", "x"];
    let nobody = Home::new(&sandbox.api_url());
    assert_eq!(nobody.run(&args).code, 2);
    nobody.write("config.toml", "[webex]\nscopes = [\"spark:messages_write\", \"spark:messages_read\"]\n");
    assert_eq!(nobody.run(&args).code, 0, "the login to come will have it");
    let ran = home.run(&args);
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
