//! The search for what is perhaps sent, against a Webex that shows messages in another way than they were posted:
//! never a second copy, and sent or absent as far as it can be known.

use chrono::TimeDelta;
use webex_sandbox::{Answer, DateHeader, Markdown, Person, Sandbox};

use crate::home::Home;
use crate::unconfirmed::{age, home};

/// Every kind of message: its name, and how it is scheduled.
const KINDS: [(&str, &[&str]); 20] = [
    ("text", &["hello"]),
    ("mention by address", &["--markdown", "Hi <@personEmail:ada@example.com|Ada>, look"]),
    ("mention by address alone", &["--markdown", "<@personEmail:ada@example.com> look"]),
    ("mention by id", &["--markdown", "Hi <@personId:ADA|Countess>, look"]),
    ("mention by id alone", &["--markdown", "<@personId:ADA>"]),
    ("mention of all", &["--markdown", "<@all> stand-up *now*"]),
    ("link", &["--markdown", "see [the docs](https://example.com/a_(b)?c=d&e=f) today"]),
    ("bare link", &["--markdown", "see <https://example.com/a_b?c=d&e=f> & https://example.com/_x_"]),
    ("entities in Markdown", &["--markdown", "a < b & c > \"d\" &amp; **e**"]),
    ("entities in text", &["a < b & c > \"d\" &amp; 'e'"]),
    ("list", &["--markdown", "1. one\n2. **two**\n\n- three\n- [four](https://example.com)"]),
    ("code", &["--markdown", "```rust\nlet a = b[0] < c;\n```"]),
    ("emoji", &["--markdown", "👍🏽 **done** 🎉"]),
    ("blanks around", &["  hello \t\n\n"]),
    ("CRLF", &["--markdown", "one\r\n\r\ntwo\r\nthree"]),
    ("placeholders", &["--markdown", "Good {day}, **{first_name}**: it is {date}"]),
    ("file", &["--attach", "note.txt"]),
    ("file and text", &["--attach", "note.txt", "see"]),
    ("card", &["--card", "card.json"]),
    ("reply", &["--markdown", "**yes**, <@personEmail:ada@example.com|Ada>"]),
];

/// A home, and people of whom each gets a message of one kind; returns the ids, in the order of the kinds.
fn everything(sandbox: &Sandbox, end: &Answer) -> (Home, Vec<String>) {
    let home = home(sandbox);
    std::fs::write(home.path().join("note.txt"), "words").unwrap();
    std::fs::write(
        home.path().join("card.json"),
        r#"{"type": "AdaptiveCard", "version": "1.3", "body": []}"#,
    )
    .unwrap();
    let ada = Person::new("Ada Lovelace", "ada@example.com", None).id;
    let ids = KINDS.iter().enumerate().map(|(number, (name, args))| {
        let email = format!("p{number}@example.com");
        sandbox.add_person(Person::new(&format!("Person {number}"), &email, None));
        let args: Vec<String> = args.iter().map(|arg| arg.replace("ADA", &ada)).collect();
        let mut all = vec!["--to", &email, "--at", "now", "--any-time"];
        all.extend(args.iter().map(String::as_str));
        let parent =
            if *name == "reply" { sandbox.post_as(&email, "me@example.com", "well?") } else { String::new() };
        if *name == "reply" {
            all.extend(["--reply-to", &parent]);
        }
        let id = home.schedule(&all);
        sandbox.script_to(&email, end.clone());
        id
    });
    let ids = ids.collect();
    let ran = home.run(&["send-due"]);
    assert_eq!((ran.code, sandbox.posts().len()), (7, KINDS.len()), "{ran:?}");
    (home, ids)
}

/// Lets time pass until a lost message has been looked for often enough.
fn looks(home: &Home) {
    for _ in 0..3 {
        home.run(&["send-due"]);
        age(home, 8);
    }
    home.run(&["send-due"]);
}

/// Returns how many copies each person has got, in the order of the kinds.
fn copies(sandbox: &Sandbox) -> Vec<usize> {
    let mine: Vec<_> =
        sandbox.messages().into_iter().filter(|message| message.person_email == "me@example.com").collect();
    let to = |number| mine.iter().filter(|message| message.to == format!("p{number}@example.com")).count();
    (0..KINDS.len()).map(to).collect()
}

fn names(of: impl Fn(usize) -> bool) -> Vec<&'static str> {
    KINDS.iter().enumerate().filter(|(number, _)| of(*number)).map(|(_, (name, _))| *name).collect()
}

#[test]
fn of_every_kind_of_message_whose_answer_was_lost_one_copy_arrives_and_it_is_found() {
    for markdown in [Markdown::Always, Markdown::Never, Markdown::Sometimes] {
        for (lost, end) in [
            ("502", Answer::status(502).accepting()),
            ("reset", Answer::reset_after()),
            ("closed", Answer::close_after()),
            ("half", Answer::half()),
        ] {
            let sandbox = Sandbox::start();
            sandbox.set(|settings| settings.markdown = markdown);
            let (home, ids) = everything(&sandbox, &end);
            home.run(&["send-due"]);
            let open = names(|number| home.state(&ids[number]) != "sent");
            assert!(open.is_empty(), "{lost}, {markdown:?}: not found: {open:?}");
            looks(&home);
            let copies = copies(&sandbox);
            assert!(copies.iter().all(|copies| *copies == 1), "{lost}, {markdown:?}: {copies:?}");
        }
    }
}

#[test]
fn of_every_kind_of_message_that_was_not_taken_one_copy_arrives_in_the_end() {
    for end in [Answer::status(502), Answer::reset_before()] {
        let sandbox = Sandbox::start();
        let (home, ids) = everything(&sandbox, &end);
        looks(&home);
        let copies = copies(&sandbox);
        assert!(copies.iter().all(|copies| *copies == 1), "{copies:?}");
        let open = names(|number| home.state(&ids[number]) != "sent");
        assert!(open.is_empty(), "{open:?}");
    }
}

#[test]
fn whatever_webex_makes_of_a_message_it_is_never_posted_again() {
    let (mut sent, mut unconfirmed) = (0, 0);
    for seed in 0..6 {
        let sandbox = Sandbox::start();
        sandbox.set(|settings| settings.garble = Some(seed * 1000));
        let (home, ids) = everything(&sandbox, &Answer::close_after());
        looks(&home);
        looks(&home);
        assert_eq!(copies(&sandbox), [1; KINDS.len()], "seed {seed}");
        assert_eq!(sandbox.posts().len(), KINDS.len(), "seed {seed}");
        for id in &ids {
            match home.state(id).as_str() {
                "sent" => sent += 1,
                "unconfirmed" => unconfirmed += 1,
                other => panic!("{id} is {other}"),
            }
        }
    }
    println!("{sent} found, {unconfirmed} left to a person, 0 posted again");
    assert!(sent > 0 && unconfirmed > 0, "all or nothing was spoiled");
}

#[test]
fn a_date_that_is_ahead_of_the_messages_doubles_nothing() {
    for (seconds, state) in
        [(-280, "sent"), (0, "sent"), (20, "sent"), (60, "unconfirmed"), (280, "unconfirmed")]
    {
        let sandbox = Sandbox::start();
        sandbox.set(|settings| settings.date_lead = TimeDelta::seconds(seconds));
        let home = home(&sandbox);
        let id = home.schedule(&["--to", "ada@example.com", "--at", "now", "hello"]);
        sandbox.script_to("ada@example.com", Answer::close_after());
        assert_eq!(home.run(&["send-due"]).code, 7);
        // The attempt grows older, and so does the message: it stays as far before the attempt as it is.
        for round in 1..=4 {
            home.run(&["send-due"]);
            age(&home, 8);
            let older = TimeDelta::seconds(seconds) + TimeDelta::minutes(8 * round);
            sandbox.set(|settings| settings.date_lead = older);
        }
        home.run(&["send-due"]);
        assert_eq!((home.state(&id).as_str(), sandbox.posts().len()), (state, 1), "{seconds}");
    }
}

#[test]
fn without_a_date_nothing_is_sent_and_nothing_is_found_absent() {
    for date in
        [DateHeader::Missing, DateHeader::Says("soon".to_owned()), DateHeader::Says("Tue, 24 Nov".to_owned())]
    {
        let sandbox = Sandbox::start();
        let home = home(&sandbox);
        let lost = home.schedule(&["--to", "ada@example.com", "--at", "now", "hello"]);
        sandbox.script_to("ada@example.com", Answer::reset_before());
        assert_eq!(home.run(&["send-due"]).code, 7);
        let waiting = home.schedule(&["--to", "grace@example.com", "--at", "now", "hello"]);
        sandbox.set(|settings| settings.date = date.clone());
        let before = (home.ls("scheduled"), home.ls("unconfirmed"));
        for _ in 0..3 {
            let ran = home.run(&["send-due", "-v"]);
            assert!(ran.code == 6 && ran.stderr.contains("`Date` header"), "{date:?}: {ran:?}");
        }
        assert_eq!((home.ls("scheduled"), home.ls("unconfirmed")), before, "{date:?}: something was touched");
        assert_eq!(sandbox.posts().len(), 1, "{date:?}");
        let doctor = home.run(&["doctor"]);
        assert!(doctor.code != 0 && doctor.stdout.contains("clock"), "{doctor:?}");
        sandbox.set(|settings| settings.date = DateHeader::Right);
        looks(&home);
        assert_eq!((home.state(&lost).as_str(), home.state(&waiting).as_str()), ("sent", "sent"), "{date:?}");
    }
}

#[test]
fn a_message_of_mine_that_nothing_accounts_for_is_left_to_a_person_once_and_said() {
    let sandbox = Sandbox::start();
    let home = home(&sandbox);
    let id = home.schedule(&["--to", "ada@example.com", "--at", "now", "hello"]);
    sandbox.script_to("ada@example.com", Answer::reset_before());
    assert_eq!(home.run(&["send-due"]).code, 7);
    // Not there once, then there is a doubt.
    assert_eq!(home.run(&["send-due"]).code, 0);
    assert!(home.ls("unconfirmed")[0].contains(".n1."), "{:?}", home.ls("unconfirmed"));
    age(&home, 8);
    let typed = sandbox.post_as("me@example.com", "ada@example.com", "good morning");
    let ran = home.run(&["send-due"]);
    assert!(ran.code == 7 && ran.stderr.contains("a message of yours"), "{ran:?}");
    for _ in 0..3 {
        age(&home, 60);
        let ran = home.run(&["send-due"]);
        assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "said again");
    }
    assert_eq!((home.state(&id).as_str(), sandbox.posts().len()), ("unconfirmed", 1));
    // Once it is gone there, absence counts from the beginning: twice in a row.
    sandbox.delete_message(&typed);
    age(&home, 400);
    home.run(&["send-due"]);
    home.run(&["send-due"]);
    assert_eq!(
        (home.state(&id).as_str(), sandbox.posts().len()),
        ("unconfirmed", 1),
        "absent once is enough"
    );
    age(&home, 8);
    home.run(&["send-due"]);
    home.run(&["send-due"]);
    assert_eq!((home.state(&id).as_str(), sandbox.posts().len()), ("sent", 2));
}

#[test]
fn what_was_sent_a_moment_before_is_accounted_for() {
    let sandbox = Sandbox::start();
    let home = home(&sandbox);
    for text in ["one", "two"] {
        home.schedule(&["--to", "ada@example.com", "--at", "now", text]);
    }
    assert_eq!(home.run(&["send-due"]).code, 0);
    let id = home.schedule(&["--to", "ada@example.com", "--at", "now", "three"]);
    sandbox.script_to("ada@example.com", Answer::reset_before());
    assert_eq!(home.run(&["send-due"]).code, 7);
    looks(&home);
    assert_eq!((home.state(&id).as_str(), sandbox.messages().len()), ("sent", 3));
}
