//! Every pair of commands at once, some of them killed: four people who type at random, each by a seed of their own.
//!
//! When they have stopped and the queue is at rest every message lies in one place, none was posted more often than its
//! commands allow, and every file that a message needs is there.

use std::collections::HashMap;
use std::process::Child;
use std::sync::Mutex;
use std::time::Duration;

use webex_sandbox::Sandbox;

use crate::home::{Home, ended};
use crate::matrix::files;

/// People who type at once.
const PEOPLE: u64 = 4;
/// One in so many commands is killed.
const KILLED: u64 = 7;
/// Every command that changes the queue, as often as its weight says.
const VERBS: [(&str, u64); 13] = [
    ("schedule", 6),
    ("send-due", 8),
    ("edit", 3),
    ("move", 3),
    ("cancel", 3),
    ("restore", 3),
    ("send", 2),
    ("retry", 2),
    ("confirm", 2),
    ("purge", 2),
    ("skip", 1),
    ("pause", 2),
    ("resume", 2),
];

/// Numbers that are the same in every run (SplitMix64).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % sides
    }

    fn verb(&mut self) -> &'static str {
        let mut at = self.roll(VERBS.iter().map(|(_, weight)| weight).sum());
        for (verb, weight) in VERBS {
            if at < weight {
                return verb;
            }
            at -= weight;
        }
        unreachable!("the weights add up")
    }
}

/// What is known of a message by what was typed.
#[derive(Debug, Default)]
struct Known {
    text: String,
    attached: bool,
    recurring: bool,
    /// Commands that let it go again, whatever became of it.
    revived: usize,
    /// Commands after which `purge` may remove it.
    ended: usize,
}

struct Crowd<'a> {
    home: &'a Home,
    sandbox: &'a Sandbox,
    known: Mutex<HashMap<String, Known>>,
    tally: Mutex<HashMap<&'static str, (usize, usize)>>,
}

impl Crowd<'_> {
    /// Types so many commands.
    fn types(&self, seed: u64, commands: usize) {
        let mut dice = Dice(seed);
        for number in 0..commands {
            let verb = dice.verb();
            let killed = dice.roll(KILLED) == 0;
            self.one(verb, killed, &mut dice, &format!("{seed}-{number}"));
            let mut tally = self.tally.lock().unwrap();
            let (ran, kills) = tally.entry(verb).or_default();
            (*ran, *kills) = (*ran + 1, *kills + usize::from(killed));
        }
    }

    fn one(&self, verb: &'static str, killed: bool, dice: &mut Dice, mark: &str) {
        if verb == "schedule" {
            return self.schedule(killed, dice, mark);
        }
        let mut ids: Vec<String> = self.known.lock().unwrap().keys().cloned().collect();
        ids.sort();
        let id = match ids.len() {
            0 => "aaaaaaaaaa".to_owned(),
            count => ids[usize::try_from(dice.roll(count as u64)).unwrap()].clone(),
        };
        let mut args = vec![verb];
        match verb {
            "send-due" => {}
            "purge" => args.extend(["--older-than", "1s"]),
            "move" => {
                args.extend([id.as_str(), "--at", if dice.roll(2) == 0 { "now" } else { "in 2 hours" }])
            }
            _ => args.push(&id),
        }
        // Nobody tries again what has arrived, nor confirms what has not: these are a person's word.
        let arrived = self.arrived(&id);
        if verb == "retry" && arrived > 0 || verb == "confirm" && arrived == 0 {
            return;
        }
        if let Some(known) = self.known.lock().unwrap().get_mut(&id) {
            known.revived +=
                usize::from(matches!(verb, "move" | "restore" | "retry" | "resume" | "skip" | "edit"));
            known.ended += usize::from(matches!(verb, "cancel" | "skip" | "confirm" | "send"));
        }
        self.run(&args, killed, dice);
    }

    fn schedule(&self, killed: bool, dice: &mut Dice, mark: &str) {
        let to = format!("p{}@example.com", dice.roll(12));
        let text = format!("text {mark}.");
        let when = if dice.roll(3) == 0 { "in 3 hours" } else { "now" };
        let mut args = vec!["-q", "schedule", "--to", &to, "--at", when];
        let (attached, recurring) = (dice.roll(4) == 0, dice.roll(6) == 0);
        args.extend(["--attach", "note.txt"].iter().filter(|_| attached));
        args.extend(["--every", "day"].iter().filter(|_| recurring));
        args.push(&text);
        let printed = self.run(&args, killed, dice);
        let id = printed.trim();
        if !id.is_empty() {
            let known = Known { text, attached, recurring, ..Known::default() };
            self.known.lock().unwrap().insert(id.to_owned(), known);
        }
    }

    /// Runs a command, perhaps not to its end, and returns what it printed.
    fn run(&self, args: &[&str], killed: bool, dice: &mut Dice) -> String {
        let mut child: Child = self.home.start(args);
        drop(child.stdin.take());
        if killed {
            std::thread::sleep(Duration::from_micros(dice.roll(20_000)));
            let _ = child.kill();
        }
        let ran = ended(child);
        let fits = matches!(ran.code, 0 | 1 | 2 | 5 | 6 | 7) || killed && ran.code == -1;
        assert!(fits && !ran.stderr.contains("panicked"), "{args:?}: {ran:?}");
        ran.stdout
    }

    /// How often a message arrived, with its first words or with others.
    fn arrived(&self, id: &str) -> usize {
        let text = self.known.lock().unwrap().get(id).map(|known| known.text.clone()).unwrap_or_default();
        self.sandbox.messages().iter().filter(|message| is(message.text.as_deref(), &text)).count()
    }

    /// What must be true of everything once nobody types any more.
    fn check(&self) -> String {
        let home = self.home;
        for _ in 0..4 {
            let ran = home.run(&["send-due"]);
            assert!(matches!(ran.code, 0 | 7), "{ran:?}");
        }
        assert!(home.ls("sending").is_empty() && home.ls("damaged").is_empty(), "{:?}", home.ls("damaged"));
        let files = files(home);
        assert!(files.iter().all(|name| !name.contains(".from-")), "{files:?}");
        let known = self.known.lock().unwrap();
        let (mut lost, mut doubled, mut without) = (Vec::new(), Vec::new(), Vec::new());
        for (id, known) in known.iter() {
            let mine: Vec<&String> = files.iter().filter(|name| name.contains(id.as_str())).collect();
            let came = self.sandbox.messages();
            let came = came.iter().filter(|message| is(message.text.as_deref(), &known.text)).count();
            assert!(mine.len() <= 1, "{id}: {mine:?}");
            // What went or was cancelled may have been purged.
            if mine.is_empty() && came == 0 && known.ended == 0 {
                lost.push(id.clone());
            }
            if !known.recurring && came > 1 + known.revived {
                doubled.push(id.clone());
            }
            let needs = mine.first().is_some_and(|name| !name.starts_with("sent/"));
            if known.attached && needs && !home.data("queue/attachments").join(id).exists() {
                without.push(format!("{id} {mine:?}"));
            }
        }
        assert!(lost.is_empty() && doubled.is_empty(), "lost {lost:?}, doubled {doubled:?}");
        assert!(without.is_empty(), "messages without their files: {without:?}");
        let series = home.ls("series");
        let mut names: Vec<&str> = series.iter().filter_map(|name| name.split('.').next()).collect();
        names.dedup();
        assert_eq!(names.len(), series.len(), "a series counts twice: {series:?}");
        for listed in home.list(&["--all"]) {
            let reads = listed["text"].as_str().is_some_and(|text| text.starts_with("text "));
            assert!(reads, "{listed}");
        }
        format!("{} messages, {} arrived", known.len(), self.sandbox.messages().len())
    }
}

/// Whether these words are a message's, edited or not.
fn is(said: Option<&str>, text: &str) -> bool {
    said.is_some_and(|said| !text.is_empty() && said.trim_end_matches('!') == text)
}

fn race(seed: u64, commands: usize) {
    let sandbox = crate::crowd::sandbox(12);
    let mut home = Home::in_memory(&sandbox.api_url());
    home.set("MINDFUL_ACCESS_TOKEN", "sandbox-token");
    home.editor("sed -i '1s/$/!/' \"$1\"");
    std::fs::write(home.path().join("note.txt"), "words").unwrap();
    home.schedule(&["--to", "p0@example.com", "--at", "in 3 hours", "text first."]);
    let crowd = Crowd { home: &home, sandbox: &sandbox, known: Mutex::default(), tally: Mutex::default() };
    std::thread::scope(|scope| {
        for person in 0..PEOPLE {
            let crowd = &crowd;
            scope.spawn(move || crowd.types(seed * PEOPLE + person, commands));
        }
    });
    let said = crowd.check();
    let tally = crowd.tally.lock().unwrap();
    let (ran, kills) =
        tally.values().fold((0, 0), |(ran, kills), (more, killed)| (ran + more, kills + killed));
    println!("races, seed {seed}: {ran} commands of {} kinds, {kills} killed; {said}; bad = 0", tally.len());
}

#[test]
fn commands_at_random_and_at_once_lose_nothing_and_double_nothing() {
    race(1, 60);
}

#[test]
#[ignore = "takes a minute"]
fn races_of_every_pair_of_commands_with_kills_lose_nothing_and_double_nothing() {
    for seed in 2..7 {
        race(seed, 260);
    }
}
