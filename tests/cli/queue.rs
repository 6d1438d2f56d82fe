//! The queue in hand: `edit`, `move`, `cancel`, `restore`, `retry`, `confirm`, `recall`, `purge`.

use webex_sandbox::{Answer, Sandbox};

use crate::home::Home;

fn later(home: &Home, to: &str, text: &str) -> String {
    home.schedule(&["--to", to, "--at", "in 2 hours", text])
}

#[test]
fn edit_changes_the_words_and_nothing_else() {
    let mut home = Home::new("http://127.0.0.1:1/v1");
    let id = later(&home, "ada@example.com", "first words");
    let before = home.show(&id);
    home.editor("printf 'other words\\n' > \"$1\"");
    assert_eq!(home.run(&["edit", &id]).code, 0);
    let after = home.show(&id);
    assert_eq!((after["text"].as_str(), after["state"].as_str()), (Some("other words"), Some("scheduled")));
    assert_eq!((&after["due"], &after["created"]), (&before["due"], &before["created"]));
    assert!(home.drafts().is_empty());
}

#[test]
fn a_draft_shows_to_whom_and_when_and_sends_neither() {
    let mut home = Home::new("http://127.0.0.1:1/v1");
    home.write("people.toml", "[ada]\nemail = \"ada@example.com\"\nname = \"Ada Lovelace\"\n");
    let id = home.schedule(&["--to", "ada", "--at", "2027-03-01 09:30", "# A heading\n\n# mine"]);
    home.editor("cp \"$1\" seen; echo more >> \"$1\"");
    assert_eq!(home.run(&["edit", &id]).code, 0);
    let seen = std::fs::read_to_string(home.path().join("seen")).unwrap();
    assert!(
        seen.starts_with(
            "# A heading\n\n# mine\n# mindful: to Ada Lovelace <ada@example.com>: Mon 1 Mar 2027 09:30"
        ),
        "{seen}"
    );
    assert_eq!(home.show(&id)["text"], "# A heading\n\n# mine\nmore");
    // What is kept of a refused draft can be sent as it is.
    home.editor("printf 'Hi {nmae}\\n' | cat - \"$1\" > \"$1.new\"; mv \"$1.new\" \"$1\"");
    assert_eq!(home.run(&["edit", &id]).code, 2);
    assert_eq!(home.drafts(), ["Hi {nmae}\n# A heading\n\n# mine\nmore\n"]);
    home.editor("true");
    assert!(home.run(&["edit", &id]).stderr.contains("nothing was changed"));
}

#[test]
fn an_edit_that_is_refused_or_crashes_loses_no_word() {
    let mut home = Home::new("http://127.0.0.1:1/v1");
    let id = later(&home, "ada@example.com", "first words");
    home.editor("printf 'half a sen' > \"$1\"; kill -9 $$");
    let ran = home.run(&["edit", &id]);
    assert!(ran.code == 1 && ran.stderr.contains("is kept in"), "{ran:?}");
    assert_eq!(home.drafts(), ["half a sen"]);
    home.editor("head -c 7440 /dev/zero | tr '\\0' x > \"$1\"");
    let ran = home.run(&["edit", &id]);
    assert!(ran.code == 2 && ran.stderr.contains("is kept in"), "{ran:?}");
    assert_eq!(home.drafts().len(), 2);
    home.editor("true");
    assert_eq!(home.run(&["edit", &id]).code, 0);
    let shown = home.show(&id);
    assert_eq!((shown["text"].as_str(), shown["state"].as_str()), (Some("first words"), Some("scheduled")));
}

#[test]
fn nothing_goes_while_its_editor_is_open() {
    let sandbox = Sandbox::start();
    let mut home = Home::with_token(&sandbox);
    let id = home.schedule(&["--to", "ada@example.com", "--at", "now", "first words"]);
    let script = format!("'{}' send-due && printf 'other words' > \"$1\"", env!("CARGO_BIN_EXE_mindful"));
    home.editor(&script);
    assert_eq!(home.run(&["edit", &id]).code, 0);
    assert!(sandbox.posts().is_empty());
    assert_eq!(home.run(&["send-due"]).code, 0);
    assert_eq!(sandbox.messages()[0].text.as_deref(), Some("other words"));
}

#[test]
fn without_a_text_on_a_terminal_the_editor_is_asked_and_an_empty_one_is_refused() {
    let home = Home::new("http://127.0.0.1:1/v1");
    let ran = home.run(&["schedule", "--to", "ada@example.com"]);
    assert!(ran.code == 2 && ran.stderr.contains("empty"), "{ran:?}");
}

#[test]
fn move_gives_another_time_and_an_unread_one_moves_nothing() {
    let home = Home::new("http://127.0.0.1:1/v1");
    let ids = [later(&home, "ada@example.com", "one"), later(&home, "grace@example.com", "two")];
    let before = home.ls("scheduled");
    assert_eq!(home.run(&["move", &ids[0], &ids[1], "--at", "tommorow"]).code, 2);
    assert_eq!(home.ls("scheduled"), before);
    let ran = home.run(&["move", &ids[0], &ids[1], "--at", "tomorrow 11:30"]);
    assert!(ran.code == 0 && ran.stdout.matches(" 11:30 ").count() == 2, "{ran:?}");
    for id in &ids {
        assert!(home.show(id)["yours"]["time"].as_str().unwrap().contains("T11:30:00"));
    }
    assert_eq!(home.ls("held"), [""; 0]);
}

#[test]
fn what_was_cancelled_can_be_restored_for_its_time_or_another() {
    let home = Home::new("http://127.0.0.1:1/v1");
    let ids = [later(&home, "ada@example.com", "one"), later(&home, "grace@example.com", "two")];
    let ran = home.run(&["cancel", "--all"]);
    assert!(ran.code == 2 && ran.stderr.contains("--yes"), "{ran:?}");
    assert_eq!(home.ls("cancelled").len(), 0);
    assert_eq!(home.run(&["cancel", "--all", "--yes"]).code, 0);
    assert_eq!(home.ls("cancelled").len(), 2);
    assert_eq!(home.run(&["restore", &ids[0]]).code, 0);
    assert_eq!(home.run(&["restore", &ids[1], "--at", "in 3 hours"]).code, 0);
    assert_eq!(home.ls("scheduled").len(), 2);
    let ran = home.run(&["restore", &ids[0]]);
    assert!(ran.code == 1 && ran.stderr.contains("is scheduled"), "{ran:?}");
}

#[test]
fn cancel_to_somebody_leaves_the_others() {
    let home = Home::new("http://127.0.0.1:1/v1");
    later(&home, "ada@example.com", "one");
    let kept = later(&home, "grace@example.com", "two");
    assert_eq!(home.run(&["cancel", "--to", "ada@example.com"]).code, 0);
    assert_eq!(home.state(&kept), "scheduled");
    assert_eq!(home.run(&["cancel", "--to", "nobody"]).code, 5);
}

#[test]
fn retry_sends_again_what_failed_and_confirm_ends_what_is_unconfirmed() {
    let sandbox = Sandbox::start();
    let home = Home::with_token(&sandbox);
    sandbox.script_to("ada@example.com", Answer::status(400));
    sandbox.script_to("grace@example.com", Answer::close_after());
    let failed = home.schedule(&["--to", "ada@example.com", "--at", "now", "again"]);
    let perhaps = home.schedule(&["--to", "grace@example.com", "--at", "now", "perhaps"]);
    assert_eq!(home.run(&["send-due"]).code, 7);
    assert_eq!(home.run(&["confirm", &failed]).code, 1);
    assert_eq!(home.run(&["retry", &failed]).code, 0);
    assert_eq!(home.run(&["confirm", &perhaps]).code, 0);
    assert_eq!(home.run(&["send-due"]).code, 0);
    assert_eq!([home.state(&failed), home.state(&perhaps)], ["sent", "sent"]);
    assert_eq!(sandbox.posts().len(), 3);
    assert_eq!(home.run(&["retry", &failed]).code, 1);
}

#[test]
fn retry_of_an_unconfirmed_message_is_a_persons_word_and_posts_again() {
    let sandbox = Sandbox::start();
    let home = Home::with_token(&sandbox);
    sandbox.script("POST /v1/messages", Answer::reset_before());
    let id = home.schedule(&["--to", "ada@example.com", "--at", "now", "again"]);
    assert_eq!(home.run(&["send-due"]).code, 7);
    assert_eq!(home.run(&["retry", &id]).code, 0);
    assert_eq!(home.run(&["send-due"]).code, 0);
    assert_eq!((sandbox.messages().len(), home.state(&id).as_str()), (1, "sent"));
}

#[test]
fn recall_deletes_at_webex_what_was_sent() {
    let sandbox = Sandbox::start();
    let home = Home::with_token(&sandbox);
    let ids = ["ada@example.com", "grace@example.com"]
        .map(|to| home.schedule(&["--to", to, "--at", "now", "oops"]));
    home.ok(&["send-due"]);
    sandbox.script(&format!("DELETE /v1/messages/{}", sandbox.messages()[0].id), Answer::status(503));
    let first = home.list(&["--state", "sent"]);
    let first = first.iter().find(|message| message["webex_message_id"] == sandbox.messages()[0].id.as_str());
    let first = first.unwrap()["id"].as_str().unwrap().to_owned();
    assert_eq!(home.run(&["recall", &first]).code, 6);
    assert_eq!(home.state(&first), "sent");
    assert_eq!(home.run(&["recall", &ids[0], &ids[1]]).code, 0);
    assert!(sandbox.messages().is_empty());
    assert_eq!(ids.map(|id| home.state(&id)), ["sent", "sent"]);
}

#[test]
fn purge_removes_what_is_done_and_old_and_nothing_else() {
    let sandbox = Sandbox::start();
    let home = Home::with_token(&sandbox);
    std::fs::write(home.path().join("note.txt"), "x").unwrap();
    home.schedule(&["--to", "ada@example.com", "--at", "now", "--attach", "note.txt", "sent"]);
    let waits = later(&home, "ada@example.com", "waits");
    home.ok(&["send-due"]);
    home.ok(&["purge", "--older-than", "1d"]);
    assert_eq!(home.ls("sent").len(), 1);
    let name = home.ls("sent").remove(0);
    let older = format!("20260101T000000Z.{}", name.split_once('.').unwrap().1);
    let sent = home.data("queue/sent");
    std::fs::rename(sent.join(name), sent.join(older)).unwrap();
    home.ok(&["purge", "--older-than", "1d"]);
    assert_eq!((home.ls("sent").len(), home.ls("attachments").len(), home.ls("receipts").len()), (0, 0, 0));
    assert_eq!(home.state(&waits), "scheduled");
}

#[test]
fn an_id_given_twice_is_meant_once_and_a_wrong_one_spoils_nothing() {
    let home = Home::new("http://127.0.0.1:1/v1");
    let id = later(&home, "ada@example.com", "one");
    assert_eq!(home.run(&["cancel", &id, "zzzz"]).code, 5);
    assert_eq!(home.state(&id), "scheduled");
    assert_eq!(home.run(&["cancel", &id, &id[..4]]).code, 0);
    assert_eq!(home.state(&id), "cancelled");
}

#[test]
fn one_message_that_cannot_be_restored_holds_up_none_of_the_others() {
    let home = Home::new("http://127.0.0.1:1/v1");
    let past = home.schedule(&["--to", "ada@example.com", "--at", "now", "one"]);
    home.backdate(&past, "2026-01-01T09:00:00Z");
    let ahead = later(&home, "grace@example.com", "two");
    assert_eq!(home.run(&["cancel", &past, &ahead]).code, 0);
    let ran = home.run(&["restore", &past, &ahead]);
    assert!(ran.code == 1 && ran.stderr.contains(&past), "{ran:?}");
    assert_eq!([home.state(&past), home.state(&ahead)], ["cancelled", "scheduled"]);
}

#[test]
fn a_piped_list_is_exact() {
    let sandbox = Sandbox::start();
    let home = Home::with_token(&sandbox);
    sandbox.script_to("ada@example.com", Answer::status(400));
    let failed = home.schedule(&["--to", "ada@example.com", "--at", "now", "two\nlines\tand a tab"]);
    assert_eq!(home.run(&["send-due"]).code, 7);
    let list = home.ok(&["list"]);
    let cells: Vec<_> = list.trim_end().split('\t').collect();
    let due = home.show(&failed)["due"].as_str().unwrap().to_owned();
    assert_eq!(cells[..5], [&failed, "Ada Lovelace", &due, "failed", "two\\nlines\\tand a tab"]);
    assert!(cells.len() == 6 && cells[5].starts_with("400 "), "{list}");
    assert_eq!(list.lines().count(), 1);
}

#[test]
fn send_takes_a_name_as_well_as_ids() {
    let sandbox = Sandbox::start();
    let home = Home::with_token(&sandbox);
    let ids = [later(&home, "ada@example.com", "one"), later(&home, "grace@example.com", "two")];
    assert_eq!(home.run(&["send", "--to", "ada@example.com"]).code, 0);
    assert_eq!([home.state(&ids[0]), home.state(&ids[1])], ["sent", "scheduled"]);
    let ran = home.run(&["send", &ids[0]]);
    assert!(ran.code == 1 && ran.stderr.contains("is already sent"), "{ran:?}");
}

#[test]
fn an_editor_that_does_not_start_leaves_nothing_behind() {
    let mut home = Home::new("http://127.0.0.1:1/v1");
    let id = later(&home, "ada@example.com", "first words");
    home.set("EDITOR", "/nowhere/editor");
    let ran = home.run(&["edit", &id]);
    assert!(ran.code == 1 && ran.stderr.contains("cannot start the editor"), "{ran:?}");
    assert_eq!((home.drafts().len(), home.state(&id).as_str()), (0, "scheduled"));
}

#[test]
fn an_editor_may_have_arguments_and_blanks_in_its_name() {
    let mut home = Home::new("http://127.0.0.1:1/v1");
    let id = later(&home, "ada@example.com", "first words");
    home.editor("printf '%s' \"$1\" > \"$2\"");
    std::fs::rename(home.path().join("editor"), home.path().join("my editor")).unwrap();
    home.set("EDITOR", &format!("'{}' --wait", home.path().join("my editor").display()));
    assert_eq!(home.run(&["edit", &id]).code, 0);
    assert_eq!(home.show(&id)["text"], "--wait");
}
