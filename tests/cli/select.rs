//! Which messages a command acts on: never more than were named, and never without saying what was done.

use std::collections::BTreeMap;

use mindful::message::{Meant, Message, Recipient, To, Who};
use mindful::queue::{Found, Queue};
use webex_sandbox::{Answer, Sandbox};

use crate::home::{Home, Ran};

/// The commands that select messages.
const COMMANDS: [&str; 7] = ["cancel", "move", "send", "retry", "confirm", "restore", "recall"];

fn offline() -> Home {
    Home::new("http://127.0.0.1:1/v1")
}

fn later(home: &Home, to: &str) -> String {
    home.schedule(&["--to", to, "--at", "in 2 hours", "hello"])
}

/// Runs a command that selects, with a time where it needs one.
fn select(home: &Home, command: &str, rest: &[&str]) -> Ran {
    let time: &[&str] = if command == "move" { &["--at", "in 5 hours"] } else { &[] };
    home.run(&[&[command], rest, time].concat())
}

/// Returns the state and the time of every message.
fn snapshot(home: &Home) -> BTreeMap<String, (String, String)> {
    let text = |message: &serde_json::Value, key: &str| message[key].as_str().unwrap().to_owned();
    let all = home.list(&["--all"]);
    all.iter().map(|message| (text(message, "id"), (text(message, "state"), text(message, "due")))).collect()
}

/// A home with a message in each state, and a Webex that notes every post.
fn full(sandbox: &Sandbox) -> Home {
    let home = Home::with_token(sandbox);
    sandbox.script_to("grace@example.com", Answer::status(400));
    sandbox.script_to("alan@example.com", Answer::close_after());
    for to in ["ada@example.com", "grace@example.com", "alan@example.com"] {
        home.schedule(&["--to", to, "--at", "now", "hello"]);
    }
    assert_eq!(home.run(&["send-due"]).code, 7);
    let cancelled = later(&home, "ada@example.com");
    assert_eq!(home.run(&["cancel", &cancelled]).code, 0);
    later(&home, "ada@example.com");
    home
}

#[test]
fn without_a_selector_nothing_is_selected_whatever_else_is_said() {
    let sandbox = Sandbox::start();
    let home = full(&sandbox);
    let (before, posts) = (snapshot(&home), sandbox.posts().len());
    for command in COMMANDS {
        for rest in [
            &[][..],
            &["--yes"],
            &["-y"],
            &["--yes", ""],
            &["--to", "", "--yes"],
            &["--to=", "-y"],
            &["", ""],
        ] {
            let ran = select(&home, command, rest);
            assert_eq!(ran.code, 2, "{command} {rest:?}: {ran:?}");
        }
    }
    assert_eq!((snapshot(&home), sandbox.posts().len()), (before, posts));
}

#[test]
fn several_messages_that_are_not_named_by_id_need_a_yes() {
    let home = offline();
    let ids = [later(&home, "ada@example.com"), later(&home, "ada@example.com")];
    later(&home, "grace@example.com");
    let before = snapshot(&home);
    for command in ["cancel", "move", "send"] {
        for selector in [&["--to", "ada@example.com"][..], &["--all"]] {
            let ran = select(&home, command, selector);
            assert!(ran.code == 2 && ran.stderr.contains("--yes"), "{command} {selector:?}: {ran:?}");
        }
    }
    assert_eq!(snapshot(&home), before);
    assert_eq!(home.run(&["cancel", "--to", "ada@example.com", "--yes"]).code, 0);
    assert_eq!(ids.map(|id| home.state(&id)), ["cancelled", "cancelled"]);
    // One message needs no question.
    assert_eq!(home.run(&["cancel", "--all"]).code, 0);
    assert_eq!(home.ls("scheduled"), [""; 0]);
}

#[test]
fn who_is_one_person_and_several_that_it_could_be_are_listed() {
    let home = offline();
    home.write(
        "people.toml",
        "[ada]\nemail = \"ada@example.com\"\nname = \"Ada Lovelace\"\n[byron]\nemail = \"byron@example.com\"\n\
         name = \"Ada Byron\"\n[groups]\nteam = [\"ada\", \"grace@example.com\"]\n",
    );
    for to in ["ada", "byron", "grace@example.com"] {
        later(&home, to);
    }
    let state = |to: &str| home.list(&["--all", "--to", to])[0]["state"].as_str().unwrap().to_owned();
    for who in ["a", "ad", "example", "example.com", "@", "da", "nobody@example.com"] {
        assert_eq!(home.run(&["cancel", "--to", who]).code, 5, "{who}");
    }
    assert_eq!(home.run(&["cancel", "--to", "ada byron", "--yes"]).code, 0);
    assert_eq!(["ada", "byron", "grace@example.com"].map(state), ["scheduled", "cancelled", "scheduled"]);
    home.ok(&["restore", "--to", "BYRON@example.com"]);
    // An alias is one person, however many names begin so.
    home.ok(&["cancel", "--to", "ada"]);
    assert_eq!(["ada", "byron", "grace@example.com"].map(state), ["cancelled", "scheduled", "scheduled"]);
    home.ok(&["restore", "--to", "ada"]);
    let ran = home.run(&["cancel", "--to", "Ada ", "--yes"]);
    assert_eq!(ran.code, 5, "{ran:?}");
    for person in ["Ada Lovelace <ada@example.com>", "Ada Byron <byron@example.com>"] {
        assert!(ran.stderr.contains(person), "{ran:?}");
    }
    home.ok(&["cancel", "--to", "@team", "--yes"]);
    assert_eq!(["ada", "byron", "grace@example.com"].map(state), ["cancelled", "scheduled", "cancelled"]);
    assert_eq!(home.run(&["cancel", "--to", "@nobody", "--yes"]).code, 5);
}

#[test]
fn a_name_of_the_address_book_is_that_entry_in_any_case_and_nobody_else() {
    let home = offline();
    home.write(
        "people.toml",
        "[ada]\nemail = \"ada@example.com\"\n[adalbert]\nemail = \"adalbert@example.com\"\n\
         [grace]\nemail = \"other@example.com\"\n",
    );
    let kept = ["adalbert", "grace@example.com"].map(|to| later(&home, to));
    let before = snapshot(&home);
    for command in ["cancel", "move", "send"] {
        for who in ["Ada", "ADA", "GRACE", "grace"] {
            let ran = select(&home, command, &["--to", who, "--yes"]);
            assert!(ran.code == 5 && ran.stderr.contains("no message to"), "{command} {who}: {ran:?}");
        }
    }
    assert_eq!(snapshot(&home), before);
    let theirs = home.schedule(&["--to", "Grace", "--at", "in 2 hours", "x"]);
    assert_eq!(home.show(&theirs)["to"]["email"], "other@example.com");
    home.ok(&["cancel", "--to", "GRACE"]);
    assert_eq!(home.state(&theirs), "cancelled");
    assert_eq!(kept.map(|id| home.state(&id)), ["scheduled", "scheduled"]);
}

#[test]
fn a_name_that_two_known_people_have_chooses_neither_whatever_waits() {
    let home = offline();
    let grace = |email: &str| format!("[g]\nemail = \"{email}\"\nname = \"Grace Hopper\"\n");
    home.write("people.toml", &grace("grace@example.com"));
    let cancelled = later(&home, "g");
    home.ok(&["cancel", "--to", "grace hopper"]);
    home.write("people.toml", &grace("hopper@example.com"));
    let listed = |command: &str| {
        let ran = select(&home, command, &["--to", "Grace Hopper", "--yes"]);
        assert!(ran.code == 5 && ran.stderr.contains("could be several people"), "{ran:?}");
        for person in ["Grace Hopper <grace@example.com>", "Grace Hopper <hopper@example.com>"] {
            assert!(ran.stderr.contains(person), "{ran:?}");
        }
    };
    // One in the address book, the other only in the queue, and in a state that the command isn't for.
    COMMANDS.iter().for_each(|command| listed(command));
    let waits = later(&home, "g");
    COMMANDS.iter().for_each(|command| listed(command));
    assert_eq!([cancelled, waits].map(|id| home.state(&id)), ["cancelled", "scheduled"]);
}

#[test]
fn a_part_of_a_name_or_address_lists_but_never_acts() {
    let home = offline();
    home.write("people.toml", "[g]\nemail = \"grace@example.com\"\nname = \"Grace Hopper\"\n");
    let id = later(&home, "g");
    for who in ["gra", "grace", "grace@", "Hop", "grace hoppe"] {
        for command in COMMANDS {
            let ran = select(&home, command, &["--to", who, "--yes"]);
            assert!(ran.code == 5 && ran.stderr.contains("Grace Hopper <grace@example.com>"), "{ran:?}");
            assert!(ran.stderr.contains("hint: did you mean `grace@example.com`?"), "{ran:?}");
        }
        assert_eq!(home.list(&["--to", who]).len(), 1, "{who}");
    }
    assert_eq!(home.state(&id), "scheduled");
    home.ok(&["cancel", "--to", "GRACE hopper"]);
    assert_eq!(home.state(&id), "cancelled");
}

#[test]
fn a_group_without_members_is_an_error_for_every_command() {
    let home = offline();
    home.write("people.toml", "[groups]\nempty = []\n");
    later(&home, "ada@example.com");
    for args in [
        &["schedule", "--to", "@empty", "--at", "in 2 hours", "x"][..],
        &["when", "tomorrow", "--to", "@empty"],
        &["cancel", "--to", "@empty", "--yes"],
    ] {
        let ran = home.run(args);
        assert!(ran.code == 5 && ran.stderr.contains("the group `@empty` has no members"), "{ran:?}");
        assert!(ran.stderr.contains("`mindful people add @empty NAME`"), "{ran:?}");
    }
    assert_eq!(home.ls("scheduled").len(), 1);
}

#[test]
fn move_never_revives_a_cancelled_message_and_restore_gives_it_a_time() {
    let home = offline();
    let (gone, waits) = (later(&home, "ada@example.com"), later(&home, "ada@example.com"));
    home.ok(&["cancel", &gone]);
    home.ok(&["move", "--all", "--at", "in 3 hours"]);
    home.ok(&["move", "--to", "ada@example.com", "--at", "in 4 hours"]);
    assert_eq!([&gone, &waits].map(|id| home.state(id)), ["cancelled", "scheduled"]);
    let ran = home.run(&["move", &gone, "--at", "in 3 hours"]);
    assert!(ran.code == 1 && ran.stderr.contains("is cancelled"), "{ran:?}");
    assert!(ran.stderr.contains(&format!("`mindful restore {gone} --at \"tomorrow 9am\"`")), "{ran:?}");
    let before = snapshot(&home);
    assert_eq!(home.run(&["restore", &gone, "--at", "tommorow"]).code, 2);
    assert_eq!(snapshot(&home), before);
    home.ok(&["restore", &gone, "--at", "2027-03-01 09:30", "--tz", "Europe/London"]);
    let restored = home.show(&gone);
    assert_eq!(
        (restored["state"].as_str(), restored["due"].as_str()),
        (Some("scheduled"), Some("2027-03-01T09:30:00Z"))
    );
}

#[test]
fn what_brings_back_a_message_whose_time_is_past_does_so_when_it_is_followed() {
    let home = offline();
    let id = later(&home, "ada@example.com");
    home.backdate(&id, "2026-01-05T09:00:00Z");
    let back = format!("mindful restore {id} --at now");
    let ran = home.run(&["cancel", &id]);
    assert!(ran.stderr.contains(&format!("undo: {back}\n")), "{ran:?}");
    for command in ["send", "retry", "restore"] {
        let ran = home.run(&[command, &id]);
        assert!(ran.code == 1 && ran.stderr.contains(&format!("`{back}`")), "{command}: {ran:?}");
    }
    home.ok(&["restore", &id, "--at", "now"]);
    assert_eq!(home.state(&id), "scheduled");
}

#[test]
fn what_was_due_a_moment_ago_is_restored_as_on_time() {
    let home = offline();
    let id = home.schedule(&["--to", "ada@example.com", "--at", "now", "hello"]);
    let due = home.show(&id)["due"].clone();
    let ran = home.run(&["cancel", &id]);
    assert!(ran.stderr.contains(&format!("undo: mindful restore {id}\n")), "{ran:?}");
    home.ok(&["restore", &id]);
    assert_eq!((home.state(&id).as_str(), &home.show(&id)["due"]), ("scheduled", &due));
}

#[test]
fn restore_all_brings_back_the_others_and_names_each_whose_time_is_past() {
    let home = offline();
    let ids = ["a@example.com", "b@example.com", "c@example.com", "d@example.com"].map(|to| later(&home, to));
    for past in [&ids[0], &ids[2]] {
        home.backdate(past, "2026-01-05T09:00:00Z");
    }
    home.ok(&["cancel", "--all", "--yes"]);
    let ran = home.run(&["restore", "--all", "--yes"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    for past in [&ids[0], &ids[2]] {
        assert!(ran.stderr.contains(&format!("the time of message `{past}` is past")), "{ran:?}");
    }
    let states = ids.each_ref().map(|id| home.state(id));
    assert_eq!(states, ["cancelled", "scheduled", "cancelled", "scheduled"]);
}

#[test]
fn purge_says_how_many_messages_it_removed() {
    let home = offline();
    let id = later(&home, "ada@example.com");
    home.ok(&["cancel", &id]);
    let name = home.ls("cancelled").remove(0);
    let folder = home.data("queue/cancelled");
    std::fs::rename(folder.join(&name), folder.join(format!("20260101T000000Z.{id}.a0.toml"))).unwrap();
    let ran = home.run(&["purge", "--older-than", "1d"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, "Removed 1 message\n"));
}

#[test]
fn a_message_in_another_state_is_exit_1_and_says_its_state() {
    let sandbox = Sandbox::start();
    let home = full(&sandbox);
    let before = snapshot(&home);
    let states: [(&str, &[&str]); 7] = [
        ("cancel", &["scheduled", "unconfirmed", "failed"]),
        ("move", &["scheduled"]),
        ("send", &["scheduled"]),
        ("retry", &["failed", "unconfirmed"]),
        ("confirm", &["unconfirmed"]),
        ("restore", &["cancelled"]),
        ("recall", &["sent"]),
    ];
    for (command, fitting) in states {
        for (id, (state, _)) in before.iter().filter(|(_, (state, _))| !fitting.contains(&state.as_str())) {
            let ran = select(&home, command, &[id]);
            assert!(ran.code == 1 && ran.stderr.contains(&format!(" {state}")), "{command} {state}: {ran:?}");
        }
    }
    assert_eq!(snapshot(&home), before);
}

#[test]
fn what_was_done_is_told_with_recipient_and_time_and_its_undo_works() {
    let home = offline();
    home.write("people.toml", "[ada]\nemail = \"ada@example.com\"\nname = \"Ada Lovelace\"\n");
    let id = home.schedule(&["--to", "ada", "--at", "2027-03-01 09:30", "--tz", "Europe/Berlin", "hello"]);
    let before = snapshot(&home);
    for args in [&["cancel", &id][..], &["move", &id, "--at", "2027-03-02 10:00"], &["cancel", "--to", "ada"]]
    {
        let ran = home.run(args);
        assert_eq!(ran.code, 0, "{args:?}: {ran:?}");
        let told = format!("{}{}", ran.stdout, ran.stderr);
        assert!(told.contains("Ada Lovelace  ") && told.contains(" Mar 2027 "), "{args:?}: {told}");
        assert_ne!(snapshot(&home), before, "{args:?}");
        let undo = told.lines().find_map(|line| line.strip_prefix("undo: mindful ")).unwrap();
        let words: Vec<&str> = undo
            .split('"')
            .enumerate()
            .flat_map(|(at, part)| match at % 2 {
                0 => part.split_whitespace().collect(),
                _ => vec![part],
            })
            .collect();
        home.ok(&words);
        assert_eq!(snapshot(&home), before, "{undo}");
    }
}

/// Returns the id of a second message that begins as this one does.
fn twin(home: &Home, id: &str) -> String {
    let folder = home.data("queue/scheduled");
    let name = home.ls("scheduled").into_iter().find(|name| name.contains(id)).unwrap();
    let other = format!("{}{}", &id[..5], if id.ends_with("aaaaa") { "bbbbb" } else { "aaaaa" });
    let text = std::fs::read_to_string(folder.join(&name)).unwrap();
    let text: String =
        text.lines().filter(|line| !line.starts_with("series")).map(|line| format!("{line}\n")).collect();
    let path = folder.join(name.replace(id, &other));
    std::fs::copy(folder.join(&name), &path).unwrap();
    std::fs::write(&path, text.replace(id, &other)).unwrap();
    assert_eq!(home.state(&other), "scheduled");
    other
}

#[test]
fn an_ambiguous_id_is_exit_5_for_every_command_and_touches_nothing() {
    let home = offline();
    let id = home.schedule(&["--to", "ada@example.com", "--at", "in 2 hours", "--every", "day", "hello"]);
    let other = twin(&home, &id);
    let (before, series) = (snapshot(&home), home.ls("series"));
    let commands = COMMANDS.iter().chain(&["show", "edit", "skip", "pause", "resume"]);
    for command in commands {
        let ran = select(&home, command, &[&id[..5]]);
        assert_eq!(ran.code, 5, "{command}: {ran:?}");
        assert!(ran.stderr.contains(&id) && ran.stderr.contains(&other), "{command}: {ran:?}");
        for short in [&id[..1], &id[..2]] {
            let ran = select(&home, command, &[short]);
            assert!(ran.code == 5 && ran.stderr.contains("too short"), "{command}: {ran:?}");
        }
    }
    assert_eq!((snapshot(&home), home.ls("series")), (before, series));
    assert_eq!(home.run(&["pause", &id[..6]]).code, 0);
    assert_eq!([id, other].map(|id| home.state(&id)), ["held", "scheduled"]);
}

#[test]
fn three_characters_name_a_message() {
    let home = offline();
    let id = later(&home, "ada@example.com");
    home.ok(&["cancel", &id[..3]]);
    assert_eq!(home.state(&id), "cancelled");
}

#[test]
fn a_message_that_may_have_been_sent_is_never_sent_again_without_a_word() {
    let sandbox = Sandbox::start();
    let home = Home::with_token(&sandbox);
    sandbox.script_to("ada@example.com", Answer::close_after());
    let id = home.schedule(&["--to", "ada@example.com", "--at", "now", "perhaps"]);
    assert_eq!(home.run(&["send-due"]).code, 7);
    let posts = sandbox.posts().len();
    let cancelled = home.run(&["cancel", &id]);
    assert!(cancelled.stderr.contains(&format!("undo: mindful restore {id}\n")), "{cancelled:?}");
    assert_eq!(home.run(&["move", &id, "--at", "in 2 hours"]).code, 1);
    // It comes back as what it was: unconfirmed, and not for any later time.
    let ran = home.run(&["restore", &id]);
    assert!(ran.code == 0 && ran.stderr.contains("may have been sent already"), "{ran:?}");
    assert_eq!(home.state(&id), "unconfirmed");
    let _ = home.run(&["send-due"]);
    assert_eq!(sandbox.posts().len(), posts);
    home.ok(&["cancel", &id]);
    let ran = home.run(&["restore", &id, "--at", "now"]);
    assert!(ran.code == 2 && ran.stderr.contains("may have been sent already"), "{ran:?}");
    assert_eq!(home.state(&id), "cancelled");
    let ran = home.run(&["restore", &id, "--at", "now", "--yes"]);
    assert!(
        ran.code == 0 && ran.stderr.contains("it may have arrived already; then it arrives twice"),
        "{ran:?}"
    );
    home.ok(&["send-due"]);
    assert_eq!(sandbox.posts().len(), posts + 1);
}

#[test]
fn a_recalled_message_stays_sent_and_never_comes_back() {
    let sandbox = Sandbox::start();
    let home = Home::with_token(&sandbox);
    let id = home.schedule(&["--to", "ada@example.com", "--at", "now", "oops"]);
    home.ok(&["send-due"]);
    assert!(home.show(&id)["recalled"].is_null());
    let ran = home.run(&["recall", "--all"]);
    assert!(ran.code == 0 && ran.stderr.contains("Deleted from Webex"), "{ran:?}");
    assert!(sandbox.messages().is_empty());
    let shown = home.show(&id);
    assert!(shown["state"] == "sent" && shown["recalled"].is_string(), "{shown}");
    assert!(home.ok(&["show", &id]).contains("recalled"));
    for command in ["restore", "move", "cancel", "retry", "recall"] {
        let ran = select(&home, command, &[&id]);
        assert_eq!(ran.code, 1, "{command}: {ran:?}");
    }
    assert_eq!(home.run(&["recall", "--all", "--yes"]).code, 5);
    assert_eq!(home.run(&["restore", "--all", "--yes"]).code, 5);
    home.ok(&["send-due"]);
    assert_eq!(sandbox.posts().len(), 1);
}

/// A sequence of numbers that is the same in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, sides: usize) -> usize {
        // SplitMix64.
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % sides as u64).unwrap()
    }

    fn one_of<'a, T: ?Sized>(&mut self, things: &[&'a T]) -> &'a T {
        things[self.below(things.len())]
    }

    fn text(&mut self, signs: &str, longest: usize) -> String {
        let signs: Vec<char> = signs.chars().collect();
        (0..self.below(longest + 1)).map(|_| signs[self.below(signs.len())]).collect()
    }
}

const PEOPLE: [(&str, &str); 6] = [
    ("ada@example.com", "Ada Lovelace"),
    ("adam@example.com", "Adam Smith"),
    ("grace@example.com", "Grace Hopper"),
    ("ada.byron@example.com", "Ada Byron"),
    ("hopper@example.com", "Grace"),
    ("bob@example.com", "Bob"),
];

/// A message as its file holds it.
fn message(id: &str, (email, name): (&str, &str)) -> Message {
    let text = format!(
        "version = 1\nid = \"{id}\"\ncreated = \"2026-11-24T08:00:00Z\"\ndue = \"2099-11-24T09:00:00Z\"\n\
         at_given = true\nto_email = \"{email}\"\nto_name = \"{name}\"\ntheir_zone = \"UTC\"\n\
         their_zone_assumed = false\nany_time = false\nformat = \"text\"\ntext = \"hello\"\n"
    );
    mindful::message::parse(&text).unwrap()
}

/// Fills a queue with messages whose ids share their beginnings, and returns the ids.
fn crowded(home: &Home, dice: &mut Dice, count: usize) -> Vec<(String, usize)> {
    let mut ids: Vec<(String, usize)> = Vec::new();
    while ids.len() < count {
        let mut id = dice.text("ab2", 6);
        while id.len() < 10 {
            id += dice.one_of(&["a", "b", "2", "k", "z"]);
        }
        if ids.iter().all(|(known, _)| *known != id) {
            ids.push((id, dice.below(PEOPLE.len())));
        }
    }
    let messages: Vec<Message> = ids.iter().map(|(id, who)| message(id, PEOPLE[*who])).collect();
    Queue::open(&home.data("queue")).unwrap().enqueue(&messages).unwrap();
    ids
}

/// Makes up what somebody might type for an id: nothing, a part, a slip of the finger, something else.
fn typed(dice: &mut Dice, ids: &[(String, usize)]) -> String {
    let id = &ids[dice.below(ids.len())].0;
    let part = &id[..dice.below(11)];
    match dice.below(6) {
        0..3 => part.to_owned(),
        3 => format!("{part}{}", dice.one_of(&["x", " ", "\n", "*", "?", "é", "A"])),
        4 => dice.text("ab2kz0-_./* %\u{e9}", 11),
        _ => part.to_uppercase(),
    }
}

/// Returns the messages that an id names: the one whose id begins so, if it is one and three characters were typed.
fn named<'a>(typed: &str, ids: &'a [(String, usize)]) -> Vec<&'a str> {
    let found: Vec<&str> = ids.iter().map(|(id, _)| id.as_str()).filter(|id| id.starts_with(typed)).collect();
    if typed.len() < 3 || found.len() != 1 { Vec::new() } else { found }
}

/// Makes up what somebody might type for a person.
fn somebody(dice: &mut Dice) -> String {
    let (email, name) = PEOPLE[dice.below(PEOPLE.len())];
    let whole = dice.one_of(&[email, name, "@example.com", "ada", "nobody", " ", ""]);
    let from = whole.char_indices().map(|(at, _)| at).nth(dice.below(whole.len() + 1)).unwrap_or(0);
    match dice.below(4) {
        0 => whole.to_owned(),
        1 => whole[from..].to_owned(),
        2 => whole[..whole.len() - from].to_uppercase(),
        _ => dice.text("abdegrm@. ", 5),
    }
}

/// Checks that these people are one person, and that this is their whole name or address.
fn is_one_person(typed: &str, people: &[usize]) -> bool {
    let typed = typed.to_lowercase();
    let is_whole = |who: &usize| {
        let (email, name) = PEOPLE[*who];
        email == typed || name.to_lowercase() == typed
    };
    people.windows(2).all(|pair| pair[0] == pair[1]) && people.iter().all(is_whole)
}

#[test]
fn ten_thousand_random_selectors_never_act_on_more_than_they_name() {
    let home = Home::in_memory("http://127.0.0.1:1/v1");
    let mut dice = Dice(14);
    let ids = crowded(&home, &mut dice, 60);
    let queue = Queue::open(&home.data("queue")).unwrap();
    let mut hits = [0; 2];
    for _ in 0..5_000 {
        let typed = typed(&mut dice, &ids);
        let found = match queue.find(&typed).unwrap() {
            Found::One(entry) => vec![entry.name.id.to_string()],
            _ => Vec::new(),
        };
        hits[0] += found.len();
        assert_eq!(found, named(&typed, &ids), "{typed:?}");
    }
    let recipients: Vec<Recipient> = ids.iter().map(|(id, who)| message(id, PEOPLE[*who]).to).collect();
    let recipients: Vec<&Recipient> = recipients.iter().collect();
    for _ in 0..4_700 {
        let typed = somebody(&mut dice);
        let addresses =
            if typed.ends_with("@example.com") { vec![To::Email(typed.clone())] } else { Vec::new() };
        if let Meant::These(places) = (Who { typed: &typed, addresses }).among(&recipients) {
            let people: Vec<usize> = places.iter().map(|place| ids[*place].1).collect();
            assert!(!people.is_empty() && is_one_person(&typed, &people), "{typed:?}: {people:?}");
            hits[1] += 1;
        }
    }
    // Neither is right because nothing is ever found.
    assert!(hits[0] > 800 && hits[1] > 400, "{hits:?}");
}

#[test]
fn random_command_lines_never_act_on_more_than_they_name() {
    let mut dice = Dice(41);
    let mut acted = 0;
    let home = Home::in_memory("http://127.0.0.1:1/v1");
    let ids = crowded(&home, &mut dice, 20);
    let commands = [&COMMANDS[..], &["cancel", "move", "restore"], &["cancel", "move", "restore"]].concat();
    for _ in 0..300 {
        let command = dice.one_of(&commands);
        let (mut args, mut may) = (Vec::new(), Vec::new());
        match dice.below(5) {
            0 => {}
            1 => {
                may.extend(ids.iter().map(|(id, _)| id.as_str()));
                args.push("--all".to_owned());
            }
            2 => {
                let who = somebody(&mut dice);
                may.extend(
                    ids.iter().filter(|(_, one)| is_one_person(&who, &[*one])).map(|(id, _)| id.as_str()),
                );
                args.push(format!("--to={who}"));
            }
            _ => {
                let words: Vec<String> = (0..=dice.below(2)).map(|_| typed(&mut dice, &ids)).collect();
                may.extend(words.iter().flat_map(|word| named(word, &ids)));
                args.push("--".to_owned());
                args.extend(words);
            }
        }
        if dice.below(2) == 0 {
            args.insert(0, "--yes".to_owned());
        }
        if args.contains(&"--all".to_owned()) && args.contains(&"--yes".to_owned()) {
            continue; // Nobody has to be asked.
        }
        if command == "move" {
            args.insert(0, "--at=in 3 days".to_owned());
        }
        let before = snapshot(&home);
        let args: Vec<&str> = std::iter::once(command).chain(args.iter().map(String::as_str)).collect();
        let ran = home.run(&args);
        let after = snapshot(&home);
        let changed: Vec<&str> =
            before.keys().filter(|id| after.get(*id) != before.get(*id)).map(String::as_str).collect();
        let stray: Vec<_> = changed.iter().filter(|id| !may.contains(id)).collect();
        assert!(stray.is_empty(), "{args:?} acted on {stray:?}: {ran:?}");
        // Without --yes, and without a terminal, one that wasn't named by its id is the most.
        let unasked = args.iter().any(|word| *word == "--all" || word.starts_with("--to"));
        assert!(!unasked || args.contains(&"--yes") || changed.len() < 2, "{args:?}: {changed:?}");
        let people: Vec<usize> =
            ids.iter().filter(|(id, _)| changed.contains(&id.as_str())).map(|(_, who)| *who).collect();
        let by_name = args.iter().any(|word| word.starts_with("--to"));
        assert!(!by_name || people.windows(2).all(|pair| pair[0] == pair[1]), "{args:?}: {people:?}");
        assert!(ran.code == 0 || changed.is_empty() || !ran.stderr.is_empty(), "{args:?}: {ran:?}");
        acted += usize::from(!changed.is_empty());
    }
    assert!(acted > 10, "{acted}");
}
