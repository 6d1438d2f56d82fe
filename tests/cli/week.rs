//! Late at night never happens by accident: a week of a laptop that sleeps and wakes as it likes, and 200 messages to
//! people in twelve zones. Once with the parts of the program and a clock of our own, once with the program itself.

use std::collections::HashMap;

use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Timelike, Utc};
use chrono_tz::Tz;
use mindful::delivery::{self, Age, Clocks, Courtesy, Due, Lanes, Run};
use mindful::message::{Body, Id, Message, Recipient, To};
use mindful::queue::{Queue, State};
use mindful::schedule::{Calendar, DaysOff, WorkingHours, Zone};
use mindful::webex::Posted;
use webex_sandbox::{Person as Known, Sandbox};

use crate::home::Home;

const LETTERS: usize = 200;
const ZONES: [Tz; 12] = [
    Tz::Europe__Berlin,
    Tz::Europe__London,
    Tz::America__New_York,
    Tz::America__Los_Angeles,
    Tz::America__Sao_Paulo,
    Tz::America__St_Johns,
    Tz::Asia__Tokyo,
    Tz::Asia__Kolkata,
    Tz::Asia__Kathmandu,
    Tz::Asia__Dubai,
    Tz::Australia__Lord_Howe,
    Tz::Pacific__Auckland,
];
/// Hours as the address book has them, and the same for the referee: days from Monday, minutes of the day.
type Week = (&'static str, &'static [(&'static [u32], u32, u32)]);
const WEEKS: [Week; 5] = [
    ("Mon-Fri 09:00-17:00", &[(&[0, 1, 2, 3, 4], 540, 1020)]),
    (
        "Mon-Thu 08:30-12:00 13:00-17:30, Fri 09:00-14:00",
        &[(&[0, 1, 2, 3], 510, 720), (&[0, 1, 2, 3], 780, 1050), (&[4], 540, 840)],
    ),
    ("Sun-Thu 07:00-15:00", &[(&[6, 0, 1, 2, 3], 420, 900)]),
    ("Mon-Sat 18:00-24:00", &[(&[0, 1, 2, 3, 4, 5], 1080, 1440)]),
    ("Tue-Sat 00:00-06:00", &[(&[1, 2, 3, 4, 5], 0, 360)]),
];

/// Chance that comes out the same every time.
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) fn below(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % sides as u64).unwrap()
    }

    fn minutes(&mut self, from: usize, until: usize) -> TimeDelta {
        TimeDelta::minutes(i64::try_from(from + self.below(until - from)).unwrap())
    }
}

pub(crate) struct Somebody {
    pub(crate) email: String,
    pub(crate) zone: Tz,
    week: Week,
    off: Vec<NaiveDate>,
}

impl Somebody {
    pub(crate) fn is_at_work(&self, at: DateTime<Utc>) -> bool {
        let local = at.with_timezone(&self.zone);
        let (day, minute) = (local.weekday().num_days_from_monday(), local.hour() * 60 + local.minute());
        let fits = |(days, from, until): &(&[u32], u32, u32)| {
            days.contains(&day) && (*from..*until).contains(&minute)
        };
        !self.off.contains(&local.date_naive()) && self.week.1.iter().any(fits)
    }

    fn off(&self) -> Vec<String> {
        self.off.iter().map(ToString::to_string).collect()
    }
}

pub(crate) struct Letter {
    pub(crate) to: usize,
    /// Which of the moments awake it is written in.
    pub(crate) written: usize,
    /// How much later it is asked for; without, it is for their next hours.
    wish: Option<TimeDelta>,
    pub(crate) any_time: bool,
}

/// People, letters and the moments at which the laptop is awake and its timer runs.
pub(crate) struct World {
    pub(crate) people: Vec<Somebody>,
    pub(crate) letters: Vec<Letter>,
    pub(crate) runs: Vec<DateTime<Utc>>,
}

impl World {
    /// A week that begins on a Thursday, in which the clocks of Berlin, London and Lord Howe change.
    fn new(seed: u64, every: TimeDelta) -> Self {
        Self::of(seed, "2026-10-22T06:00:20Z".parse().unwrap(), 7, every, 40, LETTERS)
    }

    /// So many days from a start, with so many people and letters.
    pub(crate) fn of(
        seed: u64,
        start: DateTime<Utc>,
        days: usize,
        every: TimeDelta,
        people: usize,
        letters: usize,
    ) -> Self {
        let mut dice = Dice(seed);
        let known = (0..people).map(|number| somebody(&mut dice, number, start, days)).collect();
        let length = TimeDelta::days(i64::try_from(days).unwrap());
        let runs = runs(&mut dice, start, length, every);
        let awake = runs.iter().filter(|run| **run < start + length - TimeDelta::days(2)).count();
        let letters = (0..letters).map(|_| letter(&mut dice, awake, people)).collect();
        Self { people: known, letters, runs }
    }
}

fn somebody(dice: &mut Dice, number: usize, start: DateTime<Utc>, days: usize) -> Somebody {
    let day = |days: usize| start.date_naive() + TimeDelta::days(i64::try_from(days).unwrap());
    let off = (0..dice.below(4)).map(|_| day(dice.below(days))).collect();
    let zone = ZONES[number % ZONES.len()];
    Somebody { email: format!("p{number}@example.com"), zone, week: WEEKS[dice.below(WEEKS.len())], off }
}

/// Awake and asleep by turns for so long; then awake until everybody has been at work again.
fn runs(dice: &mut Dice, start: DateTime<Utc>, length: TimeDelta, every: TimeDelta) -> Vec<DateTime<Utc>> {
    let (mut now, mut runs) = (start, Vec::new());
    while now < start + length {
        let asleep_from = now + dice.minutes(5, 400);
        while now < asleep_from {
            runs.push(now);
            now += every;
        }
        now += dice.minutes(20, 900);
    }
    let end = now + TimeDelta::days(9);
    while now < end {
        runs.push(now);
        now += TimeDelta::hours(1);
    }
    runs
}

fn letter(dice: &mut Dice, awake: usize, people: usize) -> Letter {
    let wish = (dice.below(3) > 0).then(|| dice.minutes(1, 4000));
    Letter { to: dice.below(people), written: dice.below(awake), wish, any_time: dice.below(6) == 0 }
}

/// What is tested: it takes letters and runs when it is told to.
pub(crate) trait Machine {
    /// Schedules a letter and says when it is due.
    fn schedule(
        &mut self,
        number: usize,
        letter: &Letter,
        to: &Somebody,
        now: DateTime<Utc>,
    ) -> DateTime<Utc>;
    /// Runs `send-due` and says which letters arrived.
    fn send_due(&mut self, now: DateTime<Utc>) -> Vec<usize>;
}

/// Lets a week pass and checks each letter against the clock of whom it is for.
fn live_through(world: &World, machine: &mut impl Machine) {
    let mut due_of: HashMap<usize, DateTime<Utc>> = HashMap::new();
    let mut arrived: HashMap<usize, DateTime<Utc>> = HashMap::new();
    for (run, now) in world.runs.iter().enumerate() {
        for (number, letter) in world.letters.iter().enumerate().filter(|(_, letter)| letter.written == run) {
            due_of.insert(number, machine.schedule(number, letter, &world.people[letter.to], *now));
        }
        for number in machine.send_due(*now) {
            assert_eq!(arrived.insert(number, *now), None, "letter {number} arrived twice");
        }
    }
    let mut late = 0;
    for (number, letter) in world.letters.iter().enumerate() {
        let (to, due) = (&world.people[letter.to], due_of[&number]);
        let at = *arrived.get(&number).unwrap_or_else(|| panic!("letter {number}, due {due}, was lost"));
        let clock = at.with_timezone(&to.zone);
        assert!(letter.any_time || to.is_at_work(at), "letter {number} to {} came at {clock}", to.week.0);
        // What is due earlier for the same person and waits for their hours goes first.
        let is_earlier = |(other, earlier): &(usize, &Letter)| earlier.to == letter.to && due_of[other] < due;
        let earlier: Vec<_> = world.letters.iter().enumerate().filter(is_earlier).collect();
        let overtakes = |run: &DateTime<Utc>| {
            earlier
                .iter()
                .any(|(other, earlier)| world.runs[earlier.written] <= *run && arrived[other] > *run)
        };
        let may = |run: &&DateTime<Utc>| {
            **run >= due && (letter.any_time || to.is_at_work(**run)) && !overtakes(run)
        };
        let first = world.runs[letter.written..].iter().find(may);
        assert_eq!(Some(&at), first, "letter {number}, due {due}, is more than a run late");
        late += usize::from(at - due > TimeDelta::hours(1));
    }
    assert!(late > LETTERS / 10, "the laptop slept through too little: {late}");
}

/// The parts of the program: the queue and the delivery, told the time.
pub(crate) struct Parts {
    _folder: tempfile::TempDir,
    pub(crate) queue: Queue,
    pub(crate) calendars: HashMap<String, Calendar>,
    pub(crate) numbers: HashMap<Id, usize>,
}

impl Parts {
    pub(crate) fn new(world: &World) -> Self {
        let folder = tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).unwrap();
        let queue = Queue::open(&folder.path().join("queue")).unwrap();
        let calendar = |person: &Somebody| Calendar {
            zone: Zone::named(person.zone.name()).unwrap(),
            hours: WorkingHours::parse(person.week.0).unwrap(),
            off: DaysOff::parse(&person.off()).unwrap(),
        };
        let calendars = world.people.iter().map(|person| (person.email.clone(), calendar(person))).collect();
        Self { _folder: folder, queue, calendars, numbers: HashMap::new() }
    }
}

impl Machine for Parts {
    fn schedule(
        &mut self,
        number: usize,
        letter: &Letter,
        to: &Somebody,
        now: DateTime<Utc>,
    ) -> DateTime<Utc> {
        let wished = now + letter.wish.unwrap_or_default();
        let calendar = &self.calendars[&to.email];
        let due = if letter.any_time { wished } else { calendar.next_opening(wished).unwrap() };
        let id = Id::random().unwrap();
        let message = Message {
            id: id.clone(),
            created: now,
            due,
            wall: None,
            at_given: letter.wish.is_some(),
            to: Recipient {
                to: To::Email(to.email.clone()),
                other: None,
                name: None,
                zone: to.zone.name().to_owned(),
                zone_assumed: false,
            },
            any_time: letter.any_time,
            not_after: None,
            hold_while: Vec::new(),
            unless_reply: false,
            account: None,
            key: None,
            series: None,
            body: Body { text: format!("letter {number}"), ..Body::default() },
        };
        self.queue.enqueue(&[message]).unwrap();
        self.numbers.insert(id, number);
        due
    }

    fn send_due(&mut self, now: DateTime<Utc>) -> Vec<usize> {
        let mut due = self.queue.entries(&[State::Scheduled]).unwrap();
        due.retain(|entry| entry.name.not_before <= now);
        if due.is_empty() {
            return Vec::new();
        }
        // A child of another test has it too between its fork and its exec.
        let lock = std::iter::repeat_with(|| self.queue.lock().unwrap()).find_map(|lock| lock).unwrap();
        assert!(self.queue.recover(&lock).unwrap().0.is_empty());
        let Due { jobs, held_back, .. } = delivery::find(&self.queue, due, now).unwrap();
        let courtesy = Courtesy { grace: TimeDelta::zero(), give_up: TimeDelta::days(60) };
        let calendar = |message: &Message| match &message.to.to {
            To::Email(email) => Ok(self.calendars[email].clone()),
            To::PersonId(_) | To::Space(_) => unreachable!("all have addresses"),
        };
        let plan = delivery::plan(&self.queue, &lock, jobs, &held_back, courtesy, calendar, now).unwrap();
        let (clock, age, lanes) = (|| now, || TimeDelta::zero(), Lanes::new(8));
        let clocks = Clocks { here: &clock, there: &clock, age: Age(&age), has_time: &|| true };
        let run = Run::new(&self.queue, &lock, &lanes, usize::MAX, clocks);
        let arrived = std::cell::RefCell::new(Vec::new());
        let post = async |message: &Message| {
            arrived.borrow_mut().push(self.numbers[&message.id]);
            Ok(Posted { id: message.id.to_string() })
        };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        runtime.block_on(run.deliver(plan.lines, post, |_| {}));
        arrived.into_inner()
    }
}

#[test]
fn in_a_week_of_sleeping_and_waking_nobody_is_written_to_outside_their_hours() {
    for seed in [1, 20_261_022] {
        let world = World::new(seed, TimeDelta::minutes(5));
        live_through(&world, &mut Parts::new(&world));
    }
}

/// The program itself, under a clock that says what we want.
struct Program<'a> {
    home: Home,
    sandbox: &'a Sandbox,
    seen: usize,
}

impl<'a> Program<'a> {
    fn new(world: &World, sandbox: &'a Sandbox) -> Self {
        let mut home = Home::with_token(sandbox);
        home.write(
            "config.toml",
            "[me]\ntimezone = \"Europe/Berlin\"\n[delivery]\ngrace = \"0s\"\ngive_up = \"60d\"\noff_hours = \"move\"\n",
        );
        let mut book = String::new();
        for (number, person) in world.people.iter().enumerate() {
            let (email, zone, hours) = (&person.email, person.zone.name(), person.week.0);
            let off = person.off().iter().map(|day| format!("\"{day}\"")).collect::<Vec<_>>().join(", ");
            book += &format!(
                "[p{number}]\nemail = \"{email}\"\ntimezone = \"{zone}\"\nhours = \"{hours}\"\noff = [{off}]\n"
            );
            sandbox.add_person(Known::new(email, email, None));
        }
        home.write("people.toml", &book);
        home.set("TZ", "UTC");
        home.set("LD_PRELOAD", &preload());
        home.set("FAKETIME_DONT_FAKE_MONOTONIC", "1");
        home.set("NO_FAKE_STAT", "1");
        Self { home, sandbox, seen: 0 }
    }

    fn set_clock(&mut self, now: DateTime<Utc>) {
        self.home.set("FAKETIME", &now.format("@%F %T").to_string());
        self.sandbox.set(|settings| settings.date_skew = now - Utc::now());
    }
}

/// Finds the library the `faketime` command loads.
pub(crate) fn preload() -> String {
    let asked =
        std::process::Command::new("faketime").args(["now", "printenv", "LD_PRELOAD"]).output().unwrap();
    String::from_utf8(asked.stdout).unwrap().trim().to_owned()
}

impl Machine for Program<'_> {
    fn schedule(
        &mut self,
        number: usize,
        letter: &Letter,
        to: &Somebody,
        now: DateTime<Utc>,
    ) -> DateTime<Utc> {
        self.set_clock(now);
        let (text, at) = (format!("letter {number}"), letter.wish.map(|wish| (now + wish).to_rfc3339()));
        let mut args = vec!["schedule", "--json", "--to", &to.email, &text];
        args.extend(at.iter().flat_map(|at| ["--at", at.as_str()]));
        args.extend(letter.any_time.then_some("--any-time"));
        let shown: serde_json::Value = serde_json::from_str(&self.home.ok(&args)).unwrap();
        shown[0]["due"].as_str().unwrap().parse().unwrap()
    }

    fn send_due(&mut self, now: DateTime<Utc>) -> Vec<usize> {
        self.set_clock(now);
        let ran = self.home.run(&["send-due"]);
        assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "at {now}");
        let messages = self.sandbox.messages();
        let new = messages[std::mem::replace(&mut self.seen, messages.len())..].iter();
        new.map(|message| message.text.as_ref().unwrap()["letter ".len()..].parse().unwrap()).collect()
    }
}

#[test]
#[ignore = "needs faketime"]
fn clock_of_a_week_never_makes_the_program_write_to_anybody_outside_their_hours() {
    let sandbox = Sandbox::start();
    let world = World::new(7, TimeDelta::minutes(10));
    live_through(&world, &mut Program::new(&world, &sandbox));
}
