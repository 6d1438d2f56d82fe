//! Lists of Webex: whole whatever their links look like, or said not to be; one odd item costs that item alone.

use serde_json::{Value, json};
use webex_sandbox::{Answer, Sandbox};

use crate::home::Home;

const ROOMS: &str = "GET /v1/rooms";
const PEOPLE: &str = "GET /v1/people";

fn room(number: usize) -> Value {
    json!({ "id": format!("id-{number}"), "title": format!("Space {number}"), "type": "group" })
}

fn rooms(items: &[Value]) -> Answer {
    Answer::status(200).json(&json!({ "items": items }))
}

fn lines(text: &str) -> Vec<&str> {
    text.lines().collect()
}

#[test]
fn the_next_page_is_followed_however_webex_writes_its_link() {
    for (name, link) in [
        ("quoted", "<BASE/rooms?cursor=x>; rel=\"next\""),
        ("unquoted", "<BASE/rooms?cursor=x>;rel=next"),
        ("in capitals", "<BASE/rooms?cursor=x>; REL=\"NEXT\""),
        ("with a comma", "<BASE/rooms?cursor=x,y>; rel=\"next\""),
        ("behind another", "<BASE/rooms?cursor=a>; rel=\"prev\", <BASE/rooms?cursor=x>; rel=\"next\""),
        ("of two relations", "<BASE/rooms?cursor=x>; rel=\"last next\""),
        ("relative", "</v1/rooms?cursor=x>; rel=\"next\""),
        ("relative to the list", "<rooms?cursor=x>; rel=\"next\""),
        ("max=null", "<BASE/rooms?max=null&cursor=x>; rel=\"next\""),
    ] {
        let sandbox = Sandbox::start();
        let home = Home::with_token(&sandbox);
        let link = link.replace("BASE", &sandbox.api_url());
        sandbox.script(ROOMS, rooms(&[room(1)]).header("link", &link));
        sandbox.script(ROOMS, rooms(&[room(1), room(2)]));
        let ran = home.run(&["spaces"]);
        assert_eq!((ran.code, lines(&ran.stdout).len(), ran.stderr.as_str()), (0, 2, ""), "{name}: {ran:?}");
        let asked = sandbox.requests().into_iter().rfind(|request| request.path == "/v1/rooms").unwrap();
        let cursor = if name == "with a comma" { "x,y" } else { "x" };
        assert_eq!(asked.parameter("cursor"), Some(cursor), "{name}");
        assert_ne!(asked.parameter("max"), Some("null"), "{name}");
    }
}

#[test]
fn a_list_that_may_go_on_says_so_and_no_name_is_taken_from_it() {
    let next = |sandbox: &Sandbox| format!("<{}/rooms?cursor=x>; rel=next", sandbox.api_url());
    let many: &dyn Fn(&Sandbox) = &|sandbox| {
        for page in 0..20 {
            let link = format!("<{}/rooms?cursor={page}>; rel=next", sandbox.api_url());
            sandbox.script(ROOMS, rooms(&[room(page)]).header("link", &link));
        }
    };
    let itself: &dyn Fn(&Sandbox) = &|sandbox| {
        sandbox.script(ROOMS, rooms(&[room(0)]).header("link", &next(sandbox)));
        sandbox.script(ROOMS, rooms(&[room(0)]).header("link", &next(sandbox)));
    };
    let elsewhere: &dyn Fn(&Sandbox) = &|sandbox| {
        sandbox
            .script(ROOMS, rooms(&[room(0)]).header("link", "<https://example.com/v1/rooms?c=1>; rel=next"));
    };
    for (why, script) in
        [("more than 20 pages", many), ("names itself", itself), ("at another host", elsewhere)]
    {
        let sandbox = Sandbox::start();
        let home = Home::with_token(&sandbox);
        script(&sandbox);
        let ran = home.run(&["spaces", "--json"]);
        assert!(
            ran.code == 0 && ran.stderr.contains("isn't complete") && ran.stderr.contains(why),
            "{why}: {ran:?}"
        );
        let found: Vec<Value> = serde_json::from_str(&ran.stdout).unwrap();
        assert_eq!(found.len(), if why.starts_with("more") { 20 } else { 1 }, "{why}");
        script(&sandbox);
        let ran = home.run(&["schedule", "--space", "Space 0", "--at", "in 2 hours", "x"]);
        assert!(ran.code == 5 && ran.stderr.contains("isn't complete"), "{why}: {ran:?}");
    }
    let sandbox = Sandbox::start();
    let home = Home::with_token(&sandbox);
    let people = || {
        let person = json!({ "id": "p", "emails": ["p@example.com"], "displayName": "Pat Page" });
        rooms(&[person]).header("link", "<https://example.com/v1/people?c=1>; rel=next")
    };
    sandbox.script(PEOPLE, people());
    let ran = home.run(&["people", "search", "Pat"]);
    assert!(
        ran.code == 0 && ran.stdout.contains("p@example.com") && ran.stderr.contains("isn't complete"),
        "{ran:?}"
    );
    sandbox.script(PEOPLE, people());
    let ran = home.run(&["schedule", "--to", "Pat", "--at", "in 2 hours", "x"]);
    assert!(ran.code == 5 && ran.stderr.contains("isn't complete"), "{ran:?}");
}

#[test]
fn one_odd_item_in_a_list_is_left_out_and_named_and_nothing_else_is_lost() {
    let odd_rooms = [
        json!({ "id": "bad", "title": null }),
        json!({ "id": 7 }),
        json!(null),
        json!([]),
        json!({ "title": "x" }),
    ];
    for odd in &odd_rooms {
        let sandbox = Sandbox::start();
        let home = Home::with_token(&sandbox);
        sandbox.script(ROOMS, rooms(&[room(1), odd.clone(), room(2)]));
        let ran = home.run(&["spaces", "--json"]);
        let found: Vec<Value> = serde_json::from_str(&ran.stdout).unwrap();
        assert_eq!((ran.code, found.len()), (0, 2), "{odd}: {ran:?}");
        let name = if odd["id"] == "bad" { "`bad` has no title" } else { "an item without an id" };
        assert!(ran.stderr.contains("left out") && ran.stderr.contains(name), "{odd}: {ran:?}");
        // By title all the same.
        sandbox.script(ROOMS, rooms(&[odd.clone(), room(2)]));
        let id = home.schedule(&["--space", "space 2", "--at", "in 2 hours", "x"]);
        assert_eq!(home.show(&id)["to"]["id"], "id-2", "{odd}");
    }
    let person =
        |emails: Value| json!({ "id": "odd", "displayName": "Pat Odd", "emails": emails, "status": 7 });
    let good = json!({ "id": "p", "emails": ["p@example.com", null], "displayName": "Pat Page", "timezone": {}, "timeZone": "Asia/Tokyo" });
    for odd in
        [person(json!(null)), person(json!([])), person(json!([7])), json!({ "id": "odd" }), json!("odd")]
    {
        let sandbox = Sandbox::start();
        let home = Home::with_token(&sandbox);
        sandbox.script(PEOPLE, rooms(&[odd.clone(), good.clone()]));
        let ran = home.run(&["people", "search", "Pat", "--json"]);
        let found: Vec<Value> = serde_json::from_str(&ran.stdout).unwrap();
        assert_eq!(
            (ran.code, found.len(), &found[0]["timezone"]),
            (0, 1, &json!("Asia/Tokyo")),
            "{odd}: {ran:?}"
        );
        assert!(ran.stderr.contains("left out"), "{odd}: {ran:?}");
        sandbox.script(PEOPLE, rooms(&[odd.clone(), good.clone()]));
        let id = home.schedule(&["--to", "Pat", "--at", "in 2 hours", "x"]);
        assert_eq!(home.show(&id)["to"]["email"], "p@example.com", "{odd}");
    }
}

#[test]
fn whatever_people_me_says_beside_an_id_the_messages_go() {
    let me = webex_sandbox::Person::new("Me Myself", "me@example.com", None).id;
    for more in [
        json!({ "emails": null }),
        json!({ "emails": "me@example.com" }),
        json!({ "emails": [null] }),
        json!({ "timezone": "Europe/Berlin", "timeZone": "Europe/Berlin" }),
        json!({ "timezone": null, "timeZone": "Europe/Berlin" }),
        json!({ "timezone": 7, "displayName": {}, "status": [] }),
    ] {
        let sandbox = Sandbox::start();
        let home = Home::with_token(&sandbox);
        let mut body = json!({ "id": me, "emails": ["me@example.com"], "displayName": "Me Myself" });
        for (key, value) in more.as_object().unwrap() {
            body[key] = value.clone();
        }
        home.schedule(&["--to", "ada@example.com", "--at", "now", "x"]);
        sandbox.script("GET /v1/people/me", Answer::status(200).json(&body));
        let ran = home.run(&["send-due"]);
        assert_eq!((ran.code, sandbox.messages().len()), (0, 1), "{more}: {ran:?}");
        sandbox.script("GET /v1/people/me", Answer::status(200).json(&body));
        assert_eq!(home.run(&["whoami"]).code, 0, "{more}");
    }
}

#[test]
fn a_limit_is_exit_6_and_a_missing_scope_is_named() {
    let sandbox = Sandbox::start();
    let home = Home::with_token(&sandbox);
    for (endpoint, scope, args) in [
        (ROOMS, "spark:rooms_read", &["spaces"][..]),
        (PEOPLE, "spark:people_read", &["people", "search", "Ada"]),
        (PEOPLE, "spark:people_read", &["schedule", "--to", "Ada", "--at", "in 2 hours", "x"]),
    ] {
        for limit in [429, 423, 503] {
            sandbox.script(endpoint, Answer::status(limit).header("retry-after", "60"));
            let ran = home.run(args);
            assert_eq!(ran.code, 6, "{args:?} {limit}: {ran:?}");
            // A limit would keep the next command from asking.
            let _ = std::fs::remove_file(home.data("queue/pause"));
        }
        sandbox.script(endpoint, Answer::status(403));
        let ran = home.run(args);
        assert!(ran.code == 1 && ran.stderr.contains(scope), "{args:?}: {ran:?}");
    }
    assert!(home.ls("scheduled").is_empty());
}

#[test]
fn a_token_that_may_not_ask_who_it_belongs_to_is_told_which_scope_it_needs() {
    let sandbox = Sandbox::start();
    sandbox.set(|settings| settings.granted_scopes = Some(vec!["spark:messages_write".to_owned()]));
    let mut home = Home::new(&sandbox.api_url());
    home.set("MINDFUL_ACCESS_TOKEN", &sandbox.issue_tokens().access);
    let id = home.schedule(&["--to", "ada@example.com", "--at", "now", "x"]);
    for args in [&["send-due", "-v"][..], &["send", &id], &["whoami"], &["doctor"]] {
        let ran = home.run(args);
        let said = ran.stdout.clone() + &ran.stderr;
        assert!(ran.code != 0 && ran.code != 6 && said.contains("spark:people_read"), "{args:?}: {ran:?}");
    }
    assert_eq!((home.state(&id).as_str(), sandbox.posts().len()), ("scheduled", 0));
}
