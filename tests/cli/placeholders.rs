//! One to many: a message each, in each one's words and at each one's hour.

use serde_json::Value;
use webex_sandbox::{Answer, Person, Sandbox};

use crate::browser;
use crate::home::Home;

const BOOK: &str = "\
[ada]
email = \"ada@example.com\"
name = \"Ada Lovelace\"
timezone = \"Europe/London\"
[alan]
email = \"alan@example.com\"
name = \"Turing, Alan\"
timezone = \"Asia/Tokyo\"
[boss]
email = \"boss@example.com\"
timezone = \"Europe/London\"
[apollo]
space = \"room-1\"
name = \"Project Apollo\"
[groups]
team = [\"ada\", \"alan\"]
";

fn home(sandbox: &Sandbox) -> Home {
    let home = Home::with_token(sandbox);
    home.write("people.toml", BOOK);
    home
}

fn refused(home: &Home, args: &[&str], words: &[&str]) {
    let ran = home.run(&[&["schedule", "--at", "in 1 hour"], args].concat());
    assert_eq!((ran.code, home.ls("scheduled").len()), (2, 0), "{args:?}: {ran:?}");
    for word in words {
        assert!(ran.stderr.contains(word), "{args:?} does not say {word}: {ran:?}");
    }
}

/// Returns what was sent to somebody, oldest first.
fn sent(sandbox: &Sandbox, to: &str) -> Vec<String> {
    sandbox
        .messages()
        .into_iter()
        .filter(|message| message.to == to)
        .filter_map(|message| message.text)
        .collect()
}

#[test]
fn everybody_is_called_by_their_name_and_told_the_time_on_their_clock_as_it_is_sent() {
    let sandbox = Sandbox::start();
    let home = home(&sandbox);
    let in_tokyo = || {
        let tokyo = chrono::FixedOffset::east_opt(9 * 3600).unwrap();
        chrono::Utc::now().with_timezone(&tokyo).format("%A, %-d %B %Y at ").to_string()
    };
    let before = in_tokyo();
    let text = "Hi {first_name} ({name}): {day}, {date} at {time}";
    let ids = home.schedule(&["--to", "@team", "--at", "now", text]);
    let shown = home.show(ids.lines().next().unwrap());
    assert_eq!(shown["text"], text);
    assert!(shown["text_filled"].as_str().unwrap().starts_with("Hi Ada (Ada Lovelace): "), "{shown}");
    assert_eq!(home.run(&["send-due"]).code, 0);
    for (id, to) in ids.lines().zip(["ada@example.com", "alan@example.com"]) {
        let shown = home.show(id);
        assert_eq!(shown["text_filled"], sent(&sandbox, to)[0], "{to}");
    }
    let told = &sent(&sandbox, "alan@example.com")[0];
    let fits = |date: &str| told.starts_with(&format!("Hi Alan (Turing, Alan): {date}"));
    assert!(fits(&before) || fits(&in_tokyo()), "{told}");
}

#[test]
fn a_placeholder_is_filled_in_when_it_is_sent_and_not_when_it_is_written() {
    let sandbox = Sandbox::start();
    let home = home(&sandbox);
    let id = home.schedule(&["--to", "ada", "--at", "in 3 days", "on {date}"]);
    let planned = home.show(&id)["text_filled"].as_str().unwrap().to_owned();
    home.ok(&["send", &id]);
    assert_ne!(sent(&sandbox, "ada@example.com")[0], planned);
    assert_eq!(home.show(&id)["text_filled"], sent(&sandbox, "ada@example.com")[0]);
}

#[test]
fn a_word_in_braces_that_is_no_placeholder_is_refused_with_the_nearest_one() {
    let sandbox = Sandbox::start();
    let home = home(&sandbox);
    refused(&home, &["--to", "ada", "Hi {frist_name}"], &["`{frist_name}`", "did you mean `{first_name}`?"]);
    refused(&home, &["--to", "ada", "Hi {FirstName} {Name}"], &["did you mean `{name}`?"]);
    refused(
        &home,
        &["--to", "@team", "--to", "boss", "Hi {first_name}"],
        &["name of `boss`", "mindful people"],
    );
    refused(&home, &["--space", "apollo", "Hi {first_name}"], &["a space has no first name"]);
}

#[test]
fn a_double_brace_is_a_brace_and_what_is_literal_or_json_stays_as_it_is() {
    let sandbox = Sandbox::start();
    let home = home(&sandbox);
    let json = r#"{"a": {"b": {}}} fn f() { x } {0} { name }"#;
    for (more, text, expected) in [
        (&[][..], "{{name}} is {name}", "{name} is Ada Lovelace"),
        (&[][..], json, json),
        (&["--literal"][..], "{{name}} {unknown}", "{{name}} {unknown}"),
    ] {
        let id = home.schedule(&[&["--to", "ada", "--at", "now", text], more].concat());
        home.ok(&["send", &id]);
        assert_eq!(sent(&sandbox, "ada@example.com").last().unwrap(), expected);
    }
}

#[test]
fn a_title_is_filled_in_for_a_space_and_the_directory_is_asked_for_a_name() {
    let sandbox = Sandbox::start();
    sandbox.add_person(Person::new("Big Boss", "boss@example.com", None));
    let home = home(&sandbox);
    home.schedule(&["--space", "apollo", "--at", "now", "Dear {name}"]);
    home.schedule(&["--to", "boss", "--at", "now", "Dear {first_name}"]);
    home.ok(&["send-due"]);
    assert_eq!(sent(&sandbox, "room-1"), ["Dear Project Apollo"]);
    assert_eq!(sent(&sandbox, "boss@example.com"), ["Dear Big"]);
}

#[test]
fn a_text_that_may_become_too_long_is_refused_now() {
    let home = home(&Sandbox::start());
    let long = "x".repeat(7420);
    refused(
        &home,
        &["--to", "ada", &format!("{long} {{name}} {{day}}")],
        &["more than Webex takes", "filled in"],
    );
    home.schedule(&["--to", "ada", "--at", "in 1 hour", &format!("{long} {{day}}")]);
}

#[test]
fn an_unconfirmed_message_is_looked_for_by_the_words_it_was_sent_with() {
    let sandbox = Sandbox::start();
    let home = browser::home(&sandbox);
    let scopes = ["spark:messages_write", "spark:messages_read", "spark:people_read"];
    sandbox.set(|settings| settings.granted_scopes = Some(scopes.map(str::to_owned).to_vec()));
    browser::log_in(&home);
    home.write("people.toml", BOOK);
    let id = home.schedule(&["--to", "ada", "--at", "now", "{{{first_name}}} {time}"]);
    sandbox.script("POST /v1/messages", Answer::close_after());
    assert_eq!(home.run(&["send-due"]).code, 7);
    assert_eq!(home.state(&id), "unconfirmed");
    assert_eq!(home.run(&["send-due"]).code, 0);
    assert_eq!((home.state(&id).as_str(), sandbox.posts().len()), ("sent", 1));
    assert!(sent(&sandbox, "ada@example.com")[0].starts_with("{Ada} "));
}

#[test]
fn words_in_braces_stay_checked_when_a_message_is_edited() {
    let sandbox = Sandbox::start();
    let mut home = home(&sandbox);
    let id = home.schedule(&["--to", "ada", "--at", "in 1 hour", "Hi {name}"]);
    let editor = |home: &mut Home, text: &str| {
        std::fs::write(home.path().join("words"), text).unwrap();
        let words = home.path().join("words");
        home.set("EDITOR", &format!("cp {}", words.display()));
    };
    editor(&mut home, "Hi {nmae}");
    let ran = home.run(&["edit", &id]);
    assert!(
        ran.code == 2 && ran.stderr.contains("did you mean `{name}`?") && ran.stderr.contains("kept"),
        "{ran:?}"
    );
    assert_eq!(home.show(&id)["text"], "Hi {name}");
    editor(&mut home, "Dear {first_name}");
    home.ok(&["edit", &id]);
    home.ok(&["send", &id]);
    assert_eq!(sent(&sandbox, "ada@example.com"), ["Dear Ada"]);
}

#[test]
fn everybody_gets_nine_oclock_of_their_own_and_all_are_enqueued_or_none() {
    let sandbox = Sandbox::start();
    let home = home(&sandbox);
    let at_nine = ["--at", "tomorrow 9am", "--tz", "theirs", "Good morning {first_name}"];
    let ran = home.run(&[&["schedule", "--to", "@team", "--to", "boss"], &at_nine[..]].concat());
    assert_eq!((ran.code, home.ls("scheduled").len(), home.ls("tmp").len()), (2, 0, 0), "{ran:?}");
    let printed = home.ok(&[&["schedule", "--json", "--to", "@team"], &at_nine[..]].concat());
    let messages: Vec<Value> = serde_json::from_str(&printed).unwrap();
    assert_ne!(messages[0]["due"], messages[1]["due"]);
    for message in &messages {
        assert!(message["theirs"]["time"].as_str().unwrap().contains("T09:00:00"), "{message}");
    }
}

#[test]
fn more_than_ten_go_without_a_question_where_there_is_no_terminal() {
    let home = Home::new("http://127.0.0.1:1/v1");
    let people: Vec<String> = (0..12).map(|number| format!("p{number}@example.com")).collect();
    let to: Vec<&str> = people.iter().flat_map(|person| ["--to", person.as_str()]).collect();
    home.schedule(&[&to[..], &["--at", "in 1 hour", "hello"]].concat());
    assert_eq!(home.ls("scheduled").len(), 12);
}
