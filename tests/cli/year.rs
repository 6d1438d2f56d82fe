//! A year of a few hundred people: a laptop that sleeps as it likes, clocks that are wrong, runs that are killed between
//! any two steps, and machines that fall asleep over a claim. With the parts of the program and a clock of our own.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};
use mindful::account::clock;
use mindful::delivery::{self, Age, Clocks, Courtesy, Due, Lanes, Run};
use mindful::message::{Message, To};
use mindful::queue::{Lock, State};
use mindful::webex::Posted;
use tokio::sync::Notify;

use crate::week::{Dice, Machine, Parts, World};

/// What happened in the year, beside what should.
#[derive(Debug, Default)]
struct Trouble {
    wrong_clocks: usize,
    killed_before: usize,
    killed_after: usize,
    asleep: usize,
    decided: usize,
}

/// A laptop with its queue.
struct Laptop {
    parts: Parts,
    dice: Dice,
    trouble: Trouble,
    /// Letters in the order in which they arrived, each with its moment.
    arrived: Vec<(usize, DateTime<Utc>)>,
}

/// What a run meets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Well,
    WrongClock,
    /// It is killed at a post: before Webex has taken it, or after.
    Killed(bool),
    /// The machine falls asleep after a claim.
    Asleep,
}

impl Laptop {
    fn fate(&mut self) -> Fate {
        match self.dice.below(20) {
            0 => Fate::WrongClock,
            1 => Fate::Killed(false),
            2 => Fate::Killed(true),
            3 => Fate::Asleep,
            _ => Fate::Well,
        }
    }

    /// Runs `send-due` at a moment.
    fn run(&mut self, now: DateTime<Utc>) {
        let queue = self.parts.queue.clone();
        let waits = [State::Scheduled, State::Sending, State::Unconfirmed];
        let mut due = queue.entries(&waits).unwrap();
        due.retain(|entry| entry.name.not_before <= now);
        if due.is_empty() {
            return;
        }
        let fate = self.fate();
        // What a wrong clock decides is never seen: it is compared with the server's first.
        let here = if fate == Fate::WrongClock { now + TimeDelta::days(3650) } else { now };
        if clock::check(Some(now), here).is_err() {
            self.trouble.wrong_clocks += 1;
            return;
        }
        // A child of another test has it too between its fork and its exec.
        let lock = std::iter::repeat_with(|| queue.lock().unwrap()).find_map(|lock| lock).unwrap();
        queue.recover(&lock).unwrap();
        self.decide(&lock, now);
        self.deliver(&lock, now, fate);
    }

    /// Does as a person who looks what became of each unconfirmed message.
    fn decide(&mut self, lock: &Lock, now: DateTime<Utc>) {
        let queue = &self.parts.queue;
        for entry in queue.entries(&[State::Unconfirmed]).unwrap() {
            let number = self.parts.numbers[&entry.name.id];
            let came = self.arrived.iter().any(|(arrived, _)| *arrived == number);
            let state = if came { State::Sent } else { State::Scheduled };
            let name = if came { entry.name.plain() } else { entry.name.again(now) };
            assert!(queue.refile(lock, &entry, state, &name).unwrap());
            self.trouble.decided += 1;
        }
    }

    fn deliver(&mut self, lock: &Lock, now: DateTime<Utc>, fate: Fate) {
        let queue = &self.parts.queue;
        let mut due = queue.entries(&[State::Scheduled]).unwrap();
        due.retain(|entry| entry.name.not_before <= now);
        let Due { jobs, held_back, .. } = delivery::find(queue, due, now).unwrap();
        let courtesy = Courtesy { grace: TimeDelta::zero(), give_up: TimeDelta::days(90) };
        let calendar = |message: &Message| match &message.to.to {
            To::Email(email) => Ok(self.parts.calendars[email].clone()),
            To::PersonId(_) | To::Space(_) => unreachable!("all have addresses"),
        };
        let plan = delivery::plan(queue, lock, jobs, &held_back, courtesy, calendar, now).unwrap();
        let (clock, looks, lanes) = (|| now, Cell::new(0), Lanes::new(8));
        // The second look at the clock is the one between the claim and the post.
        let age = || {
            looks.set(looks.get() + 1);
            if fate == Fate::Asleep && looks.get() >= 2 { TimeDelta::hours(14) } else { TimeDelta::zero() }
        };
        let clocks = Clocks { here: &clock, there: &clock, age: Age(&age), has_time: &|| true };
        let run = Run::new(queue, lock, &lanes, usize::MAX, clocks);
        let (killed, arrived) = (Notify::new(), RefCell::new(Vec::new()));
        let post = async |message: &Message| {
            assert!(fate != Fate::Asleep, "a machine that slept over its claim posted what was due then");
            if fate != Fate::Killed(false) {
                arrived.borrow_mut().push((self.parts.numbers[&message.id], now));
            }
            if let Fate::Killed(_) = fate {
                killed.notify_one();
                std::future::pending::<()>().await;
            }
            Ok(Posted { id: message.id.to_string() })
        };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        let was_killed = runtime.block_on(async {
            tokio::select! {
                () = run.deliver(plan.lines, post, |_| {}) => false,
                () = killed.notified() => true,
            }
        });
        match fate {
            Fate::Killed(after) if was_killed && after => self.trouble.killed_after += 1,
            Fate::Killed(_) if was_killed => self.trouble.killed_before += 1,
            Fate::Asleep if looks.get() >= 2 => self.trouble.asleep += 1,
            _ => {}
        }
        self.arrived.extend(arrived.into_inner());
    }
}

/// Lets a year pass; returns how often something was lost, doubled, out of hours or out of order.
fn year(seed: u64, people: usize, letters: usize) -> usize {
    let start = "2026-01-05T06:00:20Z".parse().unwrap();
    let world = World::of(seed, start, 365, TimeDelta::minutes(15), people, letters);
    let (parts, dice) = (Parts::new(&world), Dice(seed + 1));
    let mut laptop = Laptop { parts, dice, trouble: Trouble::default(), arrived: Vec::new() };
    let mut by_run: HashMap<usize, Vec<usize>> = HashMap::new();
    for (number, letter) in world.letters.iter().enumerate() {
        by_run.entry(letter.written).or_default().push(number);
    }
    let mut due = HashMap::new();
    for (run, now) in world.runs.iter().enumerate() {
        for number in by_run.remove(&run).unwrap_or_default() {
            let letter = &world.letters[number];
            due.insert(number, laptop.parts.schedule(number, letter, &world.people[letter.to], *now));
        }
        laptop.run(*now);
    }
    judge(&world, &due, &laptop)
}

fn judge(world: &World, due: &HashMap<usize, DateTime<Utc>>, laptop: &Laptop) -> usize {
    let mut times: HashMap<usize, Vec<(usize, DateTime<Utc>)>> = HashMap::new();
    for (place, (number, at)) in laptop.arrived.iter().enumerate() {
        times.entry(*number).or_default().push((place, *at));
    }
    let letters = world.letters.iter().enumerate();
    let lost = letters.clone().filter(|(number, _)| !times.contains_key(number)).count();
    let doubled = times.values().filter(|times| times.len() > 1).count();
    let out_of_hours = |(number, letter): &(usize, &crate::week::Letter)| {
        let at = times.get(number).map(|times| times[0].1);
        !letter.any_time && at.is_some_and(|at| !world.people[letter.to].is_at_work(at))
    };
    let rude = letters.clone().filter(out_of_hours).count();
    let overtaken = |(number, letter): &(usize, &crate::week::Letter)| {
        let Some(&(place, at)) = times.get(number).map(|times| &times[0]) else { return false };
        world.letters.iter().enumerate().any(|(other, earlier)| {
            earlier.to == letter.to
                && due[&other] < due[number]
                && world.runs[earlier.written] <= at
                && times.get(&other).is_some_and(|times| times[0].0 > place)
        })
    };
    let out_of_order = letters.filter(overtaken).count();
    println!(
        "a year: {} people, {} letters, {} runs, {:?}: {lost} lost, {doubled} doubled, {rude} out of hours, \
         {out_of_order} out of order",
        world.people.len(),
        world.letters.len(),
        world.runs.len(),
        laptop.trouble,
    );
    let trouble = &laptop.trouble;
    let met = [trouble.wrong_clocks, trouble.killed_before, trouble.killed_after, trouble.asleep];
    assert!(met.iter().all(|count| *count > 10), "too little happened: {trouble:?}");
    lost + doubled + rude + out_of_order
}

#[test]
fn in_a_year_of_sleep_wrong_clocks_and_kills_nothing_is_lost_doubled_rude_or_out_of_order() {
    assert_eq!(year(20_260_105, 300, 2000), 0, "see above");
}
