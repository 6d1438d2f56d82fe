//! Everybody at once: fifty `send-due`, and people who cancel, move, schedule and list meanwhile.

use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::Value;
use webex_sandbox::{Answer, Sandbox};

use crate::home::{Home, ended};

/// Schedules so many messages for now, each with a text of its own, to as many people as there are conversations.
fn fill(home: &Home, people: usize, each: usize) -> Vec<String> {
    let mut ids = Vec::new();
    for round in 0..each {
        let mut args = vec!["schedule".to_owned(), "--json".to_owned(), "--at".to_owned(), "now".to_owned()];
        args.extend((0..people).flat_map(|person| ["--to".to_owned(), format!("p{person}@example.com")]));
        args.push(format!("round {round}"));
        let args: Vec<&str> = args.iter().map(String::as_str).collect();
        let messages: Vec<Value> = serde_json::from_str(&home.ok(&args)).unwrap();
        ids.extend(messages.iter().map(|message| message["id"].as_str().unwrap().to_owned()));
    }
    ids
}

fn sandbox(people: usize) -> Sandbox {
    let sandbox = Sandbox::start();
    for person in 0..people {
        let (name, email) = (format!("Person {person}"), format!("p{person}@example.com"));
        sandbox.add_person(webex_sandbox::Person::new(&name, &email, None));
    }
    sandbox
}

/// Every id and the folders its files lie in.
fn places(home: &Home) -> HashMap<String, Vec<&'static str>> {
    let mut places: HashMap<String, Vec<&'static str>> = HashMap::new();
    for folder in ["scheduled", "sending", "held", "unconfirmed", "failed", "expired", "cancelled", "sent"] {
        for name in home.ls(folder) {
            places.entry(name.split('.').nth(1).unwrap().to_owned()).or_default().push(folder);
        }
    }
    places
}

/// How often each text arrived in each conversation.
fn arrived(sandbox: &Sandbox) -> HashMap<(String, String), usize> {
    let mut arrived = HashMap::new();
    for message in sandbox.messages() {
        *arrived.entry((message.to, message.text.unwrap_or_default())).or_default() += 1;
    }
    arrived
}

/// Fifty runs, one started as another ends, until nothing is due any more.
fn send(home: &Home) {
    for _ in 0..20 {
        let runs: Vec<_> = (0..50).map(|_| home.start(&["send-due"])).collect();
        for run in runs {
            let ran = ended(run);
            assert!(matches!(ran.code, 0 | 6 | 7), "{ran:?}");
        }
        if home.ls("scheduled").iter().all(|name| name.starts_with("2027") || name.starts_with("9999")) {
            return;
        }
    }
    panic!("something due is left: {:?}", home.ls("scheduled"));
}

fn crowd(people: usize, each: usize) {
    let sandbox = sandbox(people);
    let mut home = Home::in_memory(&sandbox.api_url());
    let ids = fill(&home, people, each);
    home.set("MINDFUL_ACCESS_TOKEN", "sandbox-token");
    let over = AtomicBool::new(false);
    let (cancelled, moved, lists) = std::thread::scope(|scope| {
        let cancel = scope.spawn(|| taken(&home, ids.iter().step_by(7), &["cancel"]));
        let moving = scope
            .spawn(|| taken(&home, ids.iter().skip(3).step_by(7), &["move", "--at", "2027-12-01 09:00"]));
        let list = scope.spawn(|| {
            let mut lists = 0;
            while !over.load(Ordering::SeqCst) {
                let seen: HashSet<String> = home
                    .list(&["--all"])
                    .iter()
                    .map(|message| message["id"].as_str().unwrap().to_owned())
                    .collect();
                let missed: Vec<_> = ids.iter().filter(|id| !seen.contains(*id)).collect();
                assert!(missed.is_empty(), "list misses {missed:?}");
                lists += 1;
            }
            lists
        });
        let schedule = scope.spawn(|| fill(&home, people, 2));
        send(&home);
        let (cancelled, moved) = (cancel.join().unwrap(), moving.join().unwrap());
        schedule.join().unwrap();
        over.store(true, Ordering::SeqCst);
        (cancelled, moved, list.join().unwrap())
    });
    send(&home);
    check(&sandbox, &home, &cancelled, &moved, people * (each + 2));
    println!(
        "crowd: {} messages, {} cancelled, {} moved, {lists} lists; {} posts, 0 doubled, 0 lost, 0 missed",
        people * (each + 2),
        cancelled.len(),
        moved.len(),
        sandbox.posts().len()
    );
}

/// Runs a command on each of these; returns those of which it said that it was done.
fn taken<'a>(home: &Home, ids: impl Iterator<Item = &'a String>, args: &[&str]) -> HashSet<String> {
    let done = |id: &&String| {
        let all = [&[args[0], id.as_str()], &args[1..]].concat();
        let ran = home.run(&all);
        assert!(matches!(ran.code, 0 | 1), "{all:?}: {ran:?}");
        ran.code == 0
    };
    ids.filter(done).cloned().collect()
}

fn check(
    sandbox: &Sandbox,
    home: &Home,
    cancelled: &HashSet<String>,
    moved: &HashSet<String>,
    messages: usize,
) {
    let places = places(home);
    assert_eq!(places.len(), messages, "0 lost");
    for (id, folders) in &places {
        let expected = match (cancelled.contains(id), moved.contains(id)) {
            (true, _) => "cancelled",
            (false, true) => "scheduled",
            (false, false) => "sent",
        };
        assert_eq!(folders, &[expected], "{id}");
    }
    let sent = places.values().filter(|folders| **folders == ["sent"]).count();
    assert_eq!((sandbox.posts().len(), sandbox.messages().len()), (sent, sent), "0 doubled");
    // A text per round and conversation, and two rounds that were scheduled beside the first two.
    assert!(arrived(sandbox).values().all(|count| *count <= 2), "0 doubled");
    assert!(home.ls("damaged").is_empty());
}

#[test]
fn fifty_runs_with_everybody_at_once_lose_nothing_and_double_nothing() {
    crowd(10, 4);
}

#[test]
#[ignore = "takes a minute"]
fn crowd_of_a_thousand_messages_loses_nothing_and_doubles_nothing() {
    crowd(40, 23);
}

/// Drops three of ten answers after accepting; what may be lost is looked for by a person here.
fn dropping(people: usize, each: usize) {
    let sandbox = sandbox(people);
    let mut home = Home::in_memory(&sandbox.api_url());
    fill(&home, people, each);
    home.set("MINDFUL_ACCESS_TOKEN", "sandbox-token");
    let dropped = people * 3 / 10;
    for person in 0..dropped {
        sandbox.script_to(&format!("p{person}@example.com"), Answer::close_after());
    }
    let runs: Vec<_> = (0..50).map(|_| home.start(&["send-due"])).collect();
    runs.into_iter().for_each(|run| drop(ended(run)));
    for _ in 0..3 {
        home.run(&["send-due"]);
    }
    assert!(arrived(&sandbox).values().all(|count| *count == 1), "0 doubled");
    assert_eq!(home.ls("unconfirmed").len(), dropped);
    let behind = home.ls("scheduled").len();
    assert_eq!(behind, dropped * (each - 1), "what is behind an unconfirmed message waits");
    let all: Vec<_> = home
        .list(&["--state", "unconfirmed"])
        .iter()
        .map(|message| message["id"].as_str().unwrap().to_owned())
        .collect();
    home.ok(&[&["confirm"], all.iter().map(String::as_str).collect::<Vec<_>>().as_slice()].concat());
    home.run(&["send-due"]);
    let posts = sandbox.posts().len();
    assert_eq!((posts, home.ls("sent").len()), (people * each, people * each), "0 lost");
    assert!(arrived(&sandbox).values().all(|count| *count == 1), "0 doubled");
    println!(
        "crowd: {posts} messages, {dropped} answers dropped after accepting; {posts} posts, 0 doubled, 0 lost"
    );
}

#[test]
fn answers_dropped_after_accepting_double_nothing() {
    dropping(10, 3);
}

#[test]
#[ignore = "takes a minute"]
fn crowd_whose_answers_are_dropped_doubles_nothing() {
    dropping(200, 5);
}
