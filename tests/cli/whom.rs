//! Whom: the address book, the Webex directory behind it, spaces by title.

use base64::Engine;
use base64::prelude::BASE64_STANDARD_NO_PAD;
use serde_json::json;
use webex_sandbox::{Answer, Person, Sandbox, Space};

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

/// A space with an id as Webex makes them, in the first cluster or in another.
fn space(title: &str, uuid: &str, cluster: &str) -> Space {
    let id = BASE64_STANDARD_NO_PAD.encode(format!("ciscospark://{cluster}/ROOM/{uuid}"));
    Space { id, title: title.to_owned() }
}

const UUID: &str = "bbceb1ad-43f1-3b58-9147-f14bb0c4d154";
const ELSEWHERE: &str = "0a1b2c3d-43f1-3b58-9147-f14bb0c4d154";

#[test]
fn a_space_is_reached_by_title_id_uuid_or_any_link_that_webex_copies() {
    let sandbox = Sandbox::start();
    let home = Home::with_token(&sandbox);
    let [here, there] = [space("Gemini", UUID, "us"), space("Mercury", ELSEWHERE, "urn:TEAM:eu-central-1_k")];
    sandbox.add_space(here.clone());
    sandbox.add_space(there.clone());
    for (uuid, space) in [(UUID, &here), (ELSEWHERE, &there)] {
        for given in [
            space.title.to_uppercase(),
            space.id.clone(),
            uuid.to_owned(),
            uuid.to_uppercase(),
            format!("webexteams://im?space={uuid}"),
            format!("https://web.webex.com/spaces/{uuid}"),
            format!("https://teams.webex.com/spaces/{uuid}/chat"),
        ] {
            let id = home.schedule(&["--space", &given, "--at", "in 2 hours", "x"]);
            let to = home.show(&id)["to"].clone();
            assert_eq!((&to["id"], &to["title"]), (&json!(space.id), &json!(space.title)), "{given}");
            home.write("people.toml", &format!("[team]\nspace = \"{given}\"\nany_time = true\n"));
            for who in [["--space", "team"], ["--to", "team"], ["--space", &space.id]] {
                let id = home.schedule(&[&who[..], &["--at", "in 2 hours", "x"]].concat());
                let shown = home.show(&id);
                assert_eq!(shown["to"]["id"], space.id, "{given} as {who:?}");
                let by_title = given == space.title.to_uppercase() && who[1] == space.id;
                assert_eq!(shown["any_time"], !by_title, "{given} as {who:?}");
            }
            home.write("people.toml", "");
        }
    }
}

#[test]
fn without_the_scope_or_the_network_an_id_is_taken_and_a_title_refused_with_the_reason_and_a_way_out() {
    let sandbox = Sandbox::start();
    let mut offline = Home::with_token(&sandbox);
    offline.set("MINDFUL_API_URL", &format!("http://127.0.0.1:{}/v1", crate::browser::free_port()));
    let nobody = Home::new(&sandbox.api_url());
    let default_scopes = Home::new(&sandbox.api_url());
    let me = Person::new("Me Myself", "me@example.com", None);
    let facts = format!(
        "person_id = \"{}\"\nemail = \"{}\"\nname = \"{}\"\nstore = \"file\"\nscopes = [\"spark:messages_write\", \"spark:people_read\"]\n",
        me.id, me.email, me.name
    );
    default_scopes.write("account.toml", &facts);
    sandbox.set(|settings| settings.granted_scopes = Some(vec!["spark:messages_write".to_owned()]));
    let mut poor = Home::new(&sandbox.api_url());
    poor.set("MINDFUL_ACCESS_TOKEN", &sandbox.issue_tokens().access);
    let id = space("Gemini", UUID, "us").id;
    let homes = [
        (&offline, "connect"),
        (&nobody, "aren't logged in"),
        (&default_scopes, "spark:rooms_read"),
        (&poor, "spark:rooms_read"),
    ];
    for (home, why) in homes {
        home.write("people.toml", "[team]\nspace = \"Project Apollo\"\n");
        for who in ["Project Apollo", "team", "not-an-id", "https://example.com/spaces/x"] {
            let ran = home.run(&["schedule", "--space", who, "--at", "in 2 hours", "x"]);
            assert_eq!(ran.code, 5, "{why}, {who}: {ran:?}");
            assert!(ran.stderr.contains(why) && ran.stderr.contains("a link to it"), "{why}, {who}: {ran:?}");
        }
        assert!(home.ls("scheduled").is_empty(), "{why}");
        for given in [id.as_str(), UUID, &format!("webexteams://im?space={UUID}")] {
            let message = home.schedule(&["--space", given, "--at", "in 2 hours", "x"]);
            assert_eq!(home.show(&message)["to"]["id"], id, "{why}, {given}");
        }
    }
}

#[test]
fn an_id_of_another_kind_or_of_no_space_is_refused_now() {
    let sandbox = Sandbox::start();
    let home = Home::with_token(&sandbox);
    let of = |kind: &str| BASE64_STANDARD_NO_PAD.encode(format!("ciscospark://us/{kind}/{UUID}"));
    let message = sandbox.post_as("ada@example.com", "me@example.com", "well?");
    home.write(
        "people.toml",
        &format!("[wrong]\nperson_id = \"{}\"\n[odd]\nspace = \"{}\"\n", of("ROOM"), of("PEOPLE")),
    );
    let link = format!("webexteams://im?space={UUID}");
    for (args, code, word) in [
        (["--space", &of("PEOPLE")], 2, "a person"),
        (["--space", &of("MESSAGE")], 2, "a message"),
        (["--space", &of("TEAM")], 2, "TEAM"),
        (["--space", &of("ROOM")], 5, "no space"),
        (["--space", UUID], 5, "no space"),
        (["--space", &link], 5, "no space"),
        (["--space", "odd"], 2, "a person"),
        (["--to", &of("ROOM")], 2, "--space"),
        (["--to", &of("MESSAGE")], 2, "a message"),
        (["--to", &link], 2, "--space"),
        (["--to", "wrong"], 2, "a space"),
    ] {
        let ran = home.run(&["schedule", args[0], args[1], "--at", "in 2 hours", "x"]);
        assert!(ran.code == code && ran.stderr.contains(word), "{args:?}: {ran:?}");
        assert!(ran.stderr.contains("hint: "), "{args:?}: {ran:?}");
    }
    for (given, word) in [
        (of("ROOM").as_str(), "a space"),
        (&of("PEOPLE"), "a person"),
        (&link, "a space"),
        ("hello", "isn't the id of a message"),
        ("https://example.com/messages/x", "isn't the id of a message"),
    ] {
        let ran = home.run(&[
            "schedule",
            "--to",
            "ada@example.com",
            "--reply-to",
            given,
            "--at",
            "in 2 hours",
            "x",
        ]);
        assert!(ran.code == 2 && ran.stderr.contains(word), "{given}: {ran:?}");
    }
    for (key, kind) in [("person_id", "ROOM"), ("space", "PEOPLE"), ("space", "MESSAGE")] {
        let flag = format!("--{}", key.replace('_', "-"));
        let ran = home.run(&["people", "add", "x", &flag, &of(kind)]);
        assert!(ran.code == 2 && ran.stderr.contains(key), "{key} {kind}: {ran:?}");
        let ran = home.run(&["people", "set", "wrong", key, &of(kind)]);
        assert!(ran.code == 2 && ran.stderr.contains(key), "{key} {kind}: {ran:?}");
    }
    assert!(home.ls("scheduled").is_empty());
    let uuid = String::from_utf8(BASE64_STANDARD_NO_PAD.decode(&message).unwrap()).unwrap();
    let uuid = uuid.rsplit('/').next().unwrap();
    for given in [message.as_str(), uuid, &format!("webexteams://im?space={UUID}&message={uuid}")] {
        home.schedule(&["--to", "ada@example.com", "--reply-to", given, "--at", "now", "yes"]);
    }
    assert_eq!(home.run(&["send-due"]).code, 0);
    let replies: Vec<_> =
        sandbox.messages().into_iter().filter(|sent| sent.parent_id.as_deref() == Some(&message)).collect();
    assert_eq!(replies.len(), 3);
}

#[test]
fn a_person_with_two_addresses_has_their_zone_at_each() {
    let sandbox = Sandbox::start();
    let home = Home::with_token(&sandbox);
    let body = serde_json::json!({ "items": [{
        "id": "p-1", "emails": ["alan@example.com", "a.turing@example.com"], "displayName": "Alan", "timezone": "Asia/Tokyo",
    }] });
    for email in ["alan@example.com", "A.Turing@example.com"] {
        sandbox.script("GET /v1/people", Answer::status(200).json(&body));
        let id = home.schedule(&["--to", email, "--at", "in 2 hours", "x"]);
        let shown = home.show(&id);
        assert_eq!(
            (&shown["theirs"]["zone"], &shown["theirs"]["assumed"]),
            (&"Asia/Tokyo".into(), &false.into())
        );
        assert!(shown["to"]["email"].as_str().unwrap().eq_ignore_ascii_case(email), "{shown}");
    }
}
