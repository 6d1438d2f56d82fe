//! Whom: the address book, the Webex directory behind it, spaces by title.

use serde_json::json;
use webex_sandbox::{Answer, Person, Sandbox};

use crate::home::Home;

fn asked(sandbox: &Sandbox) -> usize {
    sandbox.requests().iter().filter(|request| request.path == "/v1/people").count()
}

#[test]
fn the_directorys_zone_is_used_and_remembered_and_the_address_books_wins() {
    let sandbox = Sandbox::start();
    let home = Home::with_token(&sandbox);
    let zone = |home: &Home, to: &str| {
        let id = home.schedule(&["--to", to, "--at", "in 2 hours", "x"]);
        let theirs = home.show(&id)["theirs"].clone();
        (theirs["zone"].as_str().unwrap().to_owned(), theirs["assumed"].as_bool().unwrap())
    };
    assert_eq!(zone(&home, "alan@example.com"), ("Asia/Tokyo".to_owned(), false));
    assert_eq!(zone(&home, "ALAN@example.com"), ("Asia/Tokyo".to_owned(), false));
    assert_eq!(asked(&sandbox), 1);
    assert_eq!(zone(&home, "stranger@example.org"), ("Europe/Berlin".to_owned(), true));
    home.write("people.toml", "[alan]\nemail = \"alan@example.com\"\ntimezone = \"Europe/Paris\"\n");
    assert_eq!(zone(&home, "alan@example.com"), ("Europe/Paris".to_owned(), false));
}

#[test]
fn a_zone_the_directory_makes_up_or_leaves_empty_is_not_believed() {
    let sandbox = Sandbox::start();
    let home = Home::with_token(&sandbox);
    for (name, timezone) in [("mars", "Mars/Base"), ("empty", ""), ("path", "../../etc/passwd")] {
        let email = format!("{name}@example.com");
        sandbox.add_person(Person::new(name, &email, Some(timezone)));
        let id = home.schedule(&["--to", &email, "--at", "in 2 hours", "x"]);
        assert_eq!(home.show(&id)["theirs"]["assumed"], true, "{timezone}");
    }
}

#[test]
fn a_directory_that_is_silent_is_no_obstacle_to_an_address() {
    let sandbox = Sandbox::start();
    let mut home = Home::with_token(&sandbox);
    sandbox.script("GET /v1/people", Answer::status(500));
    home.schedule(&["--to", "ada@example.com", "--at", "in 2 hours", "x"]);
    home.set("MINDFUL_API_URL", &format!("http://127.0.0.1:{}/v1", crate::browser::free_port()));
    home.schedule(&["--to", "grace@example.com", "--at", "in 2 hours", "x"]);
    assert_eq!(home.ls("scheduled").len(), 2);
}

#[test]
fn a_name_is_looked_up_and_several_or_none_are_exit_5() {
    let sandbox = Sandbox::start();
    let home = Home::with_token(&sandbox);
    let id = home.schedule(&["--to", "Grace", "--at", "in 2 hours", "x"]);
    assert_eq!(home.show(&id)["to"]["email"], "grace@example.com");
    for number in 0..120 {
        sandbox.add_person(Person::new(&format!("Ada {number}"), &format!("ada{number}@example.com"), None));
    }
    let ran = home.run(&["schedule", "--to", "Ada", "x"]);
    assert!(ran.code == 5 && ran.stderr.contains("121 people are called `Ada`"), "{ran:?}");
    assert!(ran.stderr.contains("Ada Lovelace <ada@example.com>"), "{ran:?}");
    let ran = home.run(&["schedule", "--to", "Nobody", "x"]);
    assert!(ran.code == 5 && ran.stderr.contains("hint: "), "{ran:?}");
}

#[test]
fn a_space_is_found_by_title_or_id_and_a_wrong_one_is_exit_5() {
    let sandbox = Sandbox::start();
    let home = Home::with_token(&sandbox);
    home.schedule(&["--space", "project apollo", "--at", "now", "by title"]);
    home.schedule(&["--space", "room-2", "--at", "now", "by id"]);
    let ran = home.run(&["schedule", "--space", "Project Apolo", "x"]);
    assert!(ran.code == 5 && ran.stderr.contains("did you mean `Project Apollo`?"), "{ran:?}");
    assert_eq!(home.run(&["send-due"]).code, 0);
    let mut to: Vec<_> = sandbox.messages().into_iter().map(|message| message.to).collect();
    to.sort();
    assert_eq!(to, ["room-1", "room-2"]);
    assert_eq!(home.ok(&["spaces", "lunch"]), "Lunch\troom-2\n");
}

#[test]
fn either_spelling_of_the_time_zone_is_read_and_what_a_search_makes_up_is_not_believed() {
    let sandbox = Sandbox::start();
    let home = Home::with_token(&sandbox);
    let person = |id: &str, zone: &str| {
        let email = format!("{id}@example.com");
        json!({ "items": [{ "id": id, "emails": [email], "displayName": "Some Body", "timeZone": zone }] })
    };
    sandbox.script("GET /v1/people", Answer::status(200).json(&person("one", "Asia/Kolkata")));
    let id = home.schedule(&["--to", "one@example.com", "--at", "in 2 hours", "x"]);
    assert_eq!(home.show(&id)["theirs"]["zone"], "Asia/Kolkata");
    for nonsense in ["", "Mars/Base"] {
        sandbox.script("GET /v1/people", Answer::status(200).json(&person("two", nonsense)));
        sandbox.script("GET /v1/people", Answer::status(200).json(&person("two", nonsense)));
        let id = home.schedule(&["--to", "Some", "--at", "in 2 hours", "x"]);
        assert_eq!(home.show(&id)["theirs"]["assumed"], true, "{nonsense}");
        std::fs::remove_file(home.data("directory.toml")).unwrap();
    }
}

#[test]
fn a_person_id_is_one_conversation_with_the_address_behind_it() {
    let sandbox = Sandbox::start();
    let home = Home::with_token(&sandbox);
    let ada = Person::new("Ada Lovelace", "ada@example.com", None).id;
    let id = home.schedule(&["--to", &ada, "--at", "in 2 hours", "x"]);
    let shown = home.show(&id);
    assert_eq!(
        (&shown["to"]["email"], &shown["theirs"]["zone"]),
        (&json!("ada@example.com"), &json!("Europe/London"))
    );
    let ids = home.schedule(&["--to", &ada, "--to", "ada@example.com", "--at", "in 2 hours", "x"]);
    assert_eq!(ids.lines().count(), 1, "one person is written to once");
    let unknown = Person::new("Nobody", "nobody@example.com", None).id;
    let id = home.schedule(&["--to", &unknown, "--at", "in 2 hours", "x"]);
    assert_eq!(home.show(&id)["to"]["person_id"], unknown);
    assert_eq!(home.show(&id)["theirs"]["assumed"], true);
}

#[test]
fn a_person_id_is_kept_so_that_a_changed_address_neither_fails_nor_reaches_another_person() {
    let sandbox = Sandbox::start();
    let home = Home::with_token(&sandbox);
    let ada = Person::new("Ada Lovelace", "ada@example.com", None).id;
    home.write("people.toml", &format!("[countess]\nemail = \"ada@example.com\"\nperson_id = \"{ada}\"\n"));
    let ids = [&ada, "countess"].map(|who| home.schedule(&["--to", who, "--at", "now", "x"]));
    // She marries, and her old address is given to another person.
    sandbox.rename("ada@example.com", "ada.king@example.com");
    sandbox
        .add_person(Person { id: "another".to_owned(), ..Person::new("Ada Other", "ada@example.com", None) });
    assert_eq!(home.run(&["send-due"]).code, 0);
    for id in ids {
        let shown = home.show(&id);
        assert_eq!((&shown["state"], &shown["to"]["person_id"]), (&json!("sent"), &json!(ada)), "{shown}");
        assert_eq!(shown["to"]["email"], "ada@example.com", "as it was known when it was scheduled");
    }
    let to: Vec<_> = sandbox.messages().into_iter().map(|message| message.to).collect();
    assert_eq!(to, ["ada.king@example.com"; 2]);
}

#[test]
fn a_name_or_address_found_in_the_directory_keeps_the_hours_of_the_address_book() {
    let sandbox = Sandbox::start();
    let home = Home::with_token(&sandbox);
    let book = "[g]\nemail = \"grace@example.com\"\nname = \"Rear Admiral\"\nany_time = true\n";
    home.write("people.toml", book);
    for who in ["grace@example.com", "Grace Hopper", "rear admiral"] {
        let id = home.schedule(&["--to", who, "--at", "in 2 hours", "x"]);
        let shown = home.show(&id);
        assert_eq!(
            (&shown["any_time"], &shown["to"]["name"]),
            (&json!(true), &json!("Rear Admiral")),
            "{who}"
        );
        assert_eq!(shown["theirs"]["zone"], "America/New_York", "{who}");
    }
}

#[test]
fn nobody_outside_the_allowed_domains_is_reached_by_group_or_id_either() {
    let sandbox = Sandbox::start();
    sandbox.add_person(Person::new("Else Where", "else@example.org", None));
    let home = Home::with_token(&sandbox);
    home.write("config.toml", "[delivery]\nallowed_domains = [\"example.com\"]\n");
    home.write("people.toml", "[groups]\nteam = [\"ada@example.com\", \"else@example.org\"]\n");
    let id = |email: &str| Person::new("x", email, None).id;
    for who in ["@team", "Else Where", &id("else@example.org"), &id("nobody@example.com")] {
        let ran = home.run(&["schedule", "--to", who, "--at", "in 2 hours", "x"]);
        assert!(ran.code == 2 && ran.stderr.contains("allowed_domains"), "{who}: {ran:?}");
    }
    assert!(home.ls("scheduled").is_empty());
    home.schedule(&["--to", &id("ada@example.com"), "--at", "in 2 hours", "x"]);
    home.schedule(&["--space", "room-1", "--at", "in 2 hours", "x"]);
    assert_eq!(home.ls("scheduled").len(), 2);
}

#[test]
fn a_recipient_outside_the_allowed_domains_is_refused() {
    let home = Home::new("http://127.0.0.1:1/v1");
    home.write("config.toml", "[delivery]\nallowed_domains = [\"example.com\"]\n");
    home.schedule(&["--to", "ada@EXAMPLE.com", "--at", "in 2 hours", "x"]);
    let ran = home.run(&["schedule", "--to", "ada@example.org", "--at", "in 2 hours", "x"]);
    assert!(ran.code == 2 && ran.stderr.contains("allowed_domains"), "{ran:?}");
}
