//! `schedule`, `when`, `list`, `show`, `cancel`, `send`: everything is checked when a message is written.

use std::path::Path;

use serde_json::{Value, json};
use webex_sandbox::Sandbox;

use crate::home::{ALWAYS, Home};

fn home() -> Home {
    Home::new("http://127.0.0.1:1/v1")
}

/// Runs what must be refused: its code, one clear error, a hint, and nothing stored.
fn refused(home: &Home, args: &[&str], code: i32, words: &str) {
    let before = home.ls("scheduled");
    let ran = home.run(args);
    assert_eq!(ran.code, code, "{args:?}: {ran:?}");
    assert!(ran.stderr.starts_with("error: ") && ran.stderr.contains(words), "{args:?}: {ran:?}");
    assert_eq!(ran.stdout, "", "{args:?}");
    assert_eq!(home.ls("scheduled"), before, "{args:?}");
    assert!(home.ls("tmp").is_empty());
}

#[test]
fn what_cannot_be_sent_is_refused_now_and_not_tomorrow_at_nine() {
    let home = home();
    let long = "a".repeat(7440);
    let to = ["schedule", "--to", "ada@example.com"];
    let with = |more: &[&'static str]| [&to, more].concat();
    refused(&home, &["schedule", "--to", "ada@example.com", &long], 2, "7440 bytes");
    refused(&home, &with(&[""]), 2, "empty");
    refused(&home, &with(&[" \n\t "]), 2, "empty");
    refused(&home, &with(&["--at", "2020-01-01", "x"]), 2, "is past");
    refused(&home, &with(&["--at", "yesterday", "x"]), 2, "yesterday");
    refused(&home, &with(&["--at", "12/01/2027", "x"]), 2, "12/01/2027");
    refused(&home, &with(&["--at", "in 3 years", "x"]), 2, "years");
    refused(&home, &with(&["--tz", "Mars/Base", "--at", "9am", "x"]), 2, "Mars/Base");
    refused(&home, &with(&["--space", "room-1", "x"]), 2, "--space");
    refused(&home, &with(&["--attach", "missing.pdf", "x"]), 2, "missing.pdf");
    refused(&home, &with(&["--attach", "/dev/null", "x"]), 2, "/dev/null");
    refused(&home, &with(&["--card", "/dev/null", "x"]), 2, "/dev/null");
    refused(&home, &with(&["--file", "missing.txt"]), 2, "missing.txt");
    refused(&home, &with(&["--at", "tomorrow 9am", "--not-after", "in 1 minute", "x"]), 2, "--not-after");
    refused(&home, &["schedule", "--to", "nobody", "x"], 5, "nobody");
    refused(&home, &["schedule", "--to", "@team", "x"], 5, "@team");
    refused(&home, &["schedule", "x"], 2, "--to");
    home.ok(&["schedule", "--to", "ada@example.com", "--at", "in 1 hour", &long[1..]]);
    assert_eq!(home.ls("scheduled").len(), 1);
}

#[test]
fn a_broken_config_names_file_line_and_the_nearest_key_and_loses_nothing() {
    let home = home();
    let id = home.schedule(&["--to", "ada@example.com", "--at", "in 1 hour", "x"]);
    for (text, words) in [
        ("[webex]\nclient_ident = \"x\"\n", "did you mean `client_id`?"),
        ("[delivery]\n\ngrace = \"soon\"\n", "delivery.grace"),
        ("[delivery]\nconcurrency = 0\n", "concurrency"),
        ("[hours]\nwork = \"Mon-Fri 9-5\"\n", "hours.work"),
        ("[me]\ntimezone = \"Berln\"\n", "Europe/Berlin"),
        ("[webex]\napi_url = \"http://webexapis.com/v1\"\n", "https"),
        ("[webex]\nredirect_uri = \"http://0.0.0.0:80/\"\n", "redirect_uri"),
        ("not toml", "line 1"),
    ] {
        home.write("config.toml", text);
        let ran = if text.contains("api_url") { api_url_from_file(&home) } else { home.run(&["list"]) };
        assert_eq!(ran.code, 2, "{text}: {ran:?}");
        assert!(ran.stderr.contains("config.toml") && ran.stderr.contains(words), "{text}: {ran:?}");
    }
    home.write("config.toml", ALWAYS);
    assert_eq!(home.state(&id), "scheduled");
}

fn api_url_from_file(home: &Home) -> crate::home::Ran {
    let mut command = home.command(&["list"]);
    let output = command.env_remove("MINDFUL_API_URL").output().unwrap();
    crate::home::Ran {
        code: output.status.code().unwrap(),
        stdout: String::new(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

#[test]
fn a_broken_address_book_names_file_and_key() {
    let home = home();
    home.write("people.toml", "[ada]\nemail = \"ada@example.com\"\ntimezon = \"Europe/London\"\n");
    let ran = home.run(&["schedule", "--to", "ada", "x"]);
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("people.toml") && ran.stderr.contains("did you mean `timezone`?"), "{ran:?}");
}

#[test]
fn the_text_comes_from_argument_stdin_file_or_editor() {
    let mut home = home();
    let to = ["--quiet", "schedule", "--to", "ada@example.com", "--at", "in 1 hour"];
    let text = |home: &Home, id: &str| home.show(id.trim())["text"].as_str().unwrap().to_owned();
    let with = |more: &[&'static str]| [&to, more].concat();
    let piped = home.run_with(&with(&["-"]), "für Ada\n".as_bytes());
    assert_eq!(text(&home, &piped.stdout), "für Ada");
    let piped = home.run_with(&to, b"a pipe is enough\r\n");
    assert_eq!(text(&home, &piped.stdout), "a pipe is enough");
    std::fs::write(home.path().join("note.md"), "# From a file\n\n- one\n").unwrap();
    let file = home.ok(&with(&["--file", "note.md", "--markdown"]));
    assert_eq!(text(&home, &file), "# From a file\n\n- one");
    assert_eq!(home.show(file.trim())["format"], "markdown");
    let ran = home.run_with(&to, b"\xff\xfe");
    assert_eq!(ran.code, 2, "{ran:?}");
    home.set("EDITOR", "true");
}

#[test]
fn both_clocks_are_echoed_and_the_json_has_every_field_of_the_contract() {
    let home = home();
    home.write(
        "people.toml",
        "[ada]\nemail = \"ada@example.com\"\nname = \"Ada Lovelace\"\ntimezone = \"America/New_York\"\n",
    );
    let ran = home.run(&[
        "schedule",
        "--to",
        "ada",
        "--at",
        "tomorrow 9am",
        "--tz",
        "theirs",
        "--any-time",
        "hello",
    ]);
    assert_eq!(ran.code, 0);
    assert!(ran.stdout.contains("Ada Lovelace") && ran.stdout.contains("09:00 New York · "), "{ran:?}");
    assert!(ran.stdout.contains(" yours · in "), "{ran:?}");
    let message = &home.list(&[])[0];
    let fields = [
        "id",
        "state",
        "to",
        "due",
        "theirs",
        "yours",
        "text",
        "format",
        "attachment",
        "reply_to",
        "any_time",
        "not_after",
        "created",
        "not_before",
        "attempts",
        "sent",
        "webex_message_id",
    ];
    for field in fields {
        assert!(message.get(field).is_some(), "{field} is missing");
    }
    assert_eq!(
        message["to"],
        json!({ "kind": "person", "email": "ada@example.com", "name": "Ada Lovelace" })
    );
    assert_eq!(message["theirs"]["zone"], "America/New_York");
    assert_eq!(message["theirs"]["assumed"], false);
    assert_eq!(message["yours"]["zone"], "Europe/Berlin");
    assert_eq!(message["state"], "scheduled");
    assert!(message["theirs"]["time"].as_str().unwrap().contains("T09:00:00-0"), "{message}");
}

#[test]
fn files_and_folders_are_for_their_owner_alone() {
    let home = home();
    home.schedule(&["--to", "ada@example.com", "--at", "in 1 hour", "hello"]);
    #[cfg(unix)]
    check_modes(&home.data("queue"));
}

#[cfg(unix)]
fn check_modes(path: &Path) {
    use std::os::unix::fs::PermissionsExt;
    let mode = path.metadata().unwrap().permissions().mode() & 0o777;
    assert_eq!(mode, if path.is_dir() { 0o700 } else { 0o600 }, "{}", path.display());
    if path.is_dir() {
        std::fs::read_dir(path).unwrap().for_each(|entry| check_modes(&entry.unwrap().path()));
    }
}

#[test]
fn a_dry_run_prints_what_would_be_stored_and_stores_nothing() {
    let home = home();
    let ran = home.run(&[
        "schedule",
        "--to",
        "ada@example.com",
        "--at",
        "in 1 hour",
        "--dry-run",
        "--json",
        "hello",
    ]);
    let shown: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!((ran.code, shown[0]["text"].as_str()), (0, Some("hello")));
    assert!(!home.data("queue").exists());
}

#[test]
fn the_same_key_again_enqueues_nothing_and_says_which_message_it_was() {
    let home = home();
    let args = ["--to", "ada@example.com", "--at", "in 1 hour", "--id", "standup-1", "hello"];
    let first = home.schedule(&args);
    assert_eq!(home.schedule(&args), first);
    assert_eq!(home.ls("scheduled").len(), 1);
}

#[test]
fn several_recipients_get_a_message_each_at_their_own_hour_or_none_does() {
    let home = home();
    home.write(
        "people.toml",
        "[ada]\nemail = \"ada@example.com\"\ntimezone = \"Europe/London\"\n\
         [alan]\nemail = \"alan@example.com\"\ntimezone = \"Asia/Tokyo\"\n[groups]\nteam = [\"ada\", \"alan\"]\n",
    );
    let ran = home.run(&["schedule", "--to", "@team", "--to", "nobody", "hello"]);
    assert_eq!((ran.code, home.ls("scheduled").len()), (5, 0));
    let ids = home.schedule(&["--to", "@team", "--at", "tomorrow 9am", "--tz", "theirs", "hello"]);
    assert_eq!(ids.lines().count(), 2);
    let listed = home.list(&[]);
    assert_ne!(listed[0]["due"], listed[1]["due"]);
    for message in &listed {
        assert!(message["theirs"]["time"].as_str().unwrap().contains("T09:00:00"), "{message}");
    }
}

#[test]
#[cfg(unix)]
fn a_file_for_several_people_lies_there_once_and_is_there_for_each() {
    use std::os::unix::fs::MetadataExt;
    let sandbox = Sandbox::start();
    let home = Home::with_token(&sandbox);
    std::fs::write(home.path().join("report.txt"), "words").unwrap();
    let to = ["--to", "ada@example.com", "--to", "grace@example.com", "--to", "alan@example.com"];
    home.schedule(&[&to[..], &["--at", "now", "--attach", "report.txt", "see"]].concat());
    let folder = home.data("queue/attachments");
    let inode = |name: &String| std::fs::metadata(folder.join(name)).unwrap().ino();
    let mut inodes: Vec<u64> = home.ls("attachments").iter().map(inode).collect();
    inodes.dedup();
    assert_eq!((home.ls("attachments").len(), inodes.len()), (3, 1));
    assert_eq!(home.run(&["send-due"]).code, 0);
    assert!(sandbox.posts().iter().all(|post| String::from_utf8_lossy(&post.body).contains("words")));
    assert_eq!(home.ls("sent").len(), 3);
}

#[test]
fn attachment_card_and_thread_arrive_as_they_were_when_scheduled() {
    let sandbox = Sandbox::start();
    let home = Home::with_token(&sandbox);
    let file = home.path().join("report.txt");
    std::fs::write(&file, "as it was").unwrap();
    home.schedule(&["--to", "ada@example.com", "--at", "now", "--attach", "report.txt", "see file"]);
    std::fs::write(&file, "changed since").unwrap();
    std::fs::write(home.path().join("card.json"), r#"{"type":"AdaptiveCard","version":"1.3","body":[]}"#)
        .unwrap();
    home.schedule(&["--space", "room-1", "--at", "now", "--card", "card.json", "a card"]);
    assert_eq!(home.run(&["send-due"]).code, 0);
    let messages = sandbox.messages();
    let with_file = messages.iter().find(|message| message.to == "ada@example.com").unwrap();
    let sent = with_file.file.as_ref().unwrap();
    assert_eq!((sent.name.as_str(), sent.bytes.as_slice()), ("report.txt", b"as it was".as_slice()));
    assert_eq!(with_file.text.as_deref(), Some("see file"));
    let with_card = messages.iter().find(|message| message.to == "room-1").unwrap();
    assert_eq!(with_card.card.as_ref().unwrap()["content"]["type"], "AdaptiveCard");
    home.schedule(&["--space", "room-1", "--at", "now", "--reply-to", &with_card.id, "an answer"]);
    assert_eq!(home.run(&["send-due"]).code, 0);
    assert_eq!(sandbox.messages()[2].parent_id.as_deref(), Some(with_card.id.as_str()));
}

#[test]
fn an_unmatched_or_a_too_short_prefix_is_exit_5() {
    let home = home();
    let ids: Vec<_> =
        (0..40).map(|_| home.schedule(&["--to", "ada@example.com", "--at", "in 1 hour", "x"])).collect();
    let ran = home.run(&["show", &ids[0][..2]]);
    assert!(ran.code == 5 && ran.stderr.contains("at least 3 characters"), "{ran:?}");
    assert_eq!(home.run(&["show", "zzzzzzzzzz"]).code, 5);
    assert_eq!(home.run(&["show", ""]).code, 2);
    let shown = home.run(&["show", &ids[0]]);
    assert!(shown.code == 0 && shown.stdout.contains("ada@example.com"), "{shown:?}");
}

#[test]
fn a_script_gets_the_whole_id_of_what_it_schedules() {
    let home = home();
    let line = home.ok(&["schedule", "--to", "ada@example.com", "--at", "in 1 hour", "x"]);
    let id = home.list(&[])[0]["id"].as_str().unwrap().to_owned();
    assert!(line.starts_with(&format!("{id}  ada@example.com  ")), "{line}");
}

#[test]
fn a_cancelled_message_is_not_sent_and_a_sent_one_cannot_be_cancelled() {
    let sandbox = Sandbox::start();
    let home = Home::with_token(&sandbox);
    let id = home.schedule(&["--to", "ada@example.com", "--at", "now", "never mind"]);
    assert_eq!(home.run(&["cancel", &id]).code, 0);
    assert_eq!(home.run(&["send-due"]).code, 0);
    assert_eq!((sandbox.posts().len(), home.state(&id).as_str()), (0, "cancelled"));
    let other = home.schedule(&["--to", "ada@example.com", "--at", "now", "hello"]);
    home.ok(&["send-due"]);
    let ran = home.run(&["cancel", &other]);
    assert!(ran.code == 1 && ran.stderr.contains("sent"), "{ran:?}");
}

#[test]
fn send_sends_now_whatever_the_hour() {
    let sandbox = Sandbox::start();
    let home = Home::with_token(&sandbox);
    let id = home.schedule(&["--to", "ada@example.com", "--at", "in 3 days", "now after all"]);
    assert_eq!(home.run(&["send", &id]).code, 0);
    assert_eq!((sandbox.messages().len(), home.state(&id).as_str()), (1, "sent"));
    assert_eq!(home.run(&["send", &id]).code, 1);
}

#[test]
fn escapes_in_names_and_texts_reach_no_terminal_and_json_stays_faithful() {
    let home = home();
    home.write(
        "people.toml",
        "[ada]\nemail = \"ada@example.com\"\nname = \"Ada\\u001b]52;c;aGk=\\u0007\\u202Eevil\"\n",
    );
    let text = "\u{1b}[2Jgone\u{9b}31m\u{202e}\r\u{200b}x";
    let ran = home.run(&["schedule", "--to", "ada", "--at", "in 1 hour", text]);
    let id = home.list(&[])[0]["id"].as_str().unwrap().to_owned();
    for ran in [ran, home.run(&["list"]), home.run(&["show", &id]), home.run(&["cancel", &id])] {
        for bad in ['\u{1b}', '\u{9b}', '\u{202e}', '\r', '\u{7}'] {
            assert!(!ran.stdout.contains(bad) && !ran.stderr.contains(bad), "{bad:?} in {ran:?}");
        }
    }
    assert_eq!(home.show(&id)["text"], text);
}

#[test]
fn when_shows_a_reading_on_both_clocks_and_schedules_nothing() {
    let home = home();
    home.write("people.toml", "[ada]\nemail = \"ada@example.com\"\ntimezone = \"Asia/Tokyo\"\n");
    let shown: Value =
        serde_json::from_str(&home.ok(&["when", "tomorrow 9am theirs", "--to", "ada", "--json"])).unwrap();
    assert_eq!(shown["input"], "tomorrow 9am theirs");
    assert!(shown["theirs"]["time"].as_str().unwrap().ends_with("T09:00:00+09:00"), "{shown}");
    assert_eq!(shown["yours"]["zone"], "Europe/Berlin");
    assert!(shown["notes"].is_array());
    assert!(!home.data("queue").exists());
    refused(&home, &["when", "tommorow"], 2, "tomorrow");
}

#[test]
fn schedule_says_what_keeps_a_message_from_going_and_when_now_is() {
    let sandbox = Sandbox::start();
    let mut home = Home::new(&sandbox.api_url());
    let to_ada = ["schedule", "--to", "ada@example.com", "--at", "now", "hello"];
    let said = home.run(&to_ada).stderr;
    assert!(said.contains("not logged in, so nothing can be sent yet: run `mindful login`"), "{said}");
    assert!(
        said.contains("no timer is installed, so nothing will send it: run `mindful timer install`"),
        "{said}"
    );
    home.set("MINDFUL_ACCESS_TOKEN", "sandbox-token");
    home.ok(&["send-due"]);
    let said = home.run(&to_ada).stderr;
    assert!(said.contains("no timer is installed"), "a run by hand is no timer: {said}");
    home.write("timer.toml", "minutes = 1\n"); // As `timer install` leaves it.
    let said = home.run(&to_ada).stderr;
    assert!(
        !said.contains("warning") && said.contains("note: queued; the timer sends it within 1 min"),
        "{said}"
    );
    let ran = home.run(&[&to_ada[..], &["--dry-run"]].concat());
    assert!(ran.stdout.starts_with("(dry run)  "), "{ran:?}");
    assert!(ran.stderr.contains("This was a dry run: nothing is scheduled."), "{ran:?}");
}

#[test]
fn a_taken_key_ends_a_run_only_after_everything_else_was_checked() {
    let home = home();
    let schedule = |more: &[&str]| {
        home.run(&[&["schedule", "--to", "ada@example.com", "--id", "report"], more].concat())
    };
    assert_eq!(schedule(&["--at", "in 1 hour", "hello"]).code, 0);
    let id = home.list(&[])[0]["id"].as_str().unwrap().to_owned();
    let again = schedule(&["--at", "in 1 hour", "hello"]);
    assert!(again.code == 0 && again.stdout.starts_with(&id), "{again:?}");
    assert!(again.stderr.contains("the key `report` is taken"), "{again:?}");
    for (more, code) in [
        (&["--at", "tommorow", "hello"][..], 2),
        (&["--at", "yesterday", "hello"], 2),
        (&["--to", "nobody", "hello"], 5),
        (&["--to", "grace@example.com", "hello"], 2),
        (&["--tz", "Nowhere", "hello"], 2),
        (&["--every", "fortnite", "hello"], 2),
        (&["--hold-while", "nonsense", "hello"], 2),
        (&["--file", "absent.md"], 2),
        (&["--attach", "absent.txt", "hello"], 2),
        (&["Hi {nmae}"], 2),
        (&[" "], 2),
        (&["--id", ""], 2),
    ] {
        let ran = schedule(more);
        assert!(ran.code == code && ran.stdout.is_empty(), "{more:?}: {ran:?}");
    }
    assert_eq!(home.list(&[]).len(), 1);
}
