//! What this run has to do: the due messages, conversation by conversation, in order.

use std::collections::HashMap;
use std::path::PathBuf;

use chrono::{DateTime, TimeDelta, Utc};

use crate::failure::Failure;
use crate::message::{Message, Outcome};
use crate::queue::{Entry, Lock, Queue, State, Unreadable};
use crate::schedule::Calendar;

use super::hold::{Held, hold, note};
use super::{Courtesy, Late, Report, succession};

/// A zone that is not known may come back with the system's data.
const UNKNOWN_ZONE: TimeDelta = TimeDelta::hours(1);

/// A message that is due, and where it lies.
#[derive(Debug, Clone)]
pub struct Job {
    /// Where.
    pub entry: Entry,
    /// What.
    pub message: Message,
}

/// Conversations in which something is open, each with the due time from which on messages wait behind it.
pub type HeldBack = HashMap<String, DateTime<Utc>>;

/// What is due, as far as the disk shows it.
#[derive(Debug, Default)]
pub struct Due {
    /// What could be read.
    pub jobs: Vec<Job>,
    /// What was open before anything was looked for: what is found absent now goes first.
    pub held_back: HeldBack,
    /// Files that were set aside, in words.
    pub damaged: Vec<String>,
    /// Files of a newer version, which stay where they are.
    pub newer: Vec<(PathBuf, String)>,
    /// Files that the disk did not show; the next run tries again.
    pub unread: Vec<String>,
}

/// What a run has to do and what it has already said.
#[derive(Debug, Default)]
pub struct Plan {
    /// One line per conversation, each in order of due time.
    pub lines: Vec<Vec<Job>>,
    /// Messages that wait or expired at the door.
    pub reports: Vec<Report>,
    /// Messages that were taken back: the days that were left of their series are days off.
    pub over: Vec<Message>,
}

/// Reads what is due. Decides nothing by the clock, so that it may come before the proof that this one is right.
///
/// # Errors
/// A disk that refuses.
pub fn find(queue: &Queue, due: Vec<Entry>, now: DateTime<Utc>) -> Result<Due, Failure> {
    let mut found = Due::default();
    let settled = queue.settled()?;
    for entry in due {
        if settled.get(&entry.name.id).is_some_and(|state| *state != entry.state) {
            found.set_aside(queue, &entry, "a message of that id is settled already", "remove it");
            continue;
        }
        match queue.read(&entry) {
            Ok(message) => found.jobs.push(Job { entry, message }),
            Err(Unreadable::Gone) => {}
            Err(Unreadable::Bad(why)) => {
                found.set_aside(queue, &entry, &why, "mend it and move it back, or remove it");
            }
            Err(Unreadable::Newer(why)) => found.newer.push((queue.file_of(&entry), why)),
            Err(Unreadable::NotNow(why)) => {
                found.unread.push(format!("`{}` cannot be read: {why}; the next run tries again", entry.name))
            }
        }
    }
    found.jobs.sort_by_cached_key(|job| job.message.order());
    found.held_back = held_back(queue, now)?;
    Ok(found)
}

/// Decides for each message whether it goes. Only a proven clock may say that one is late.
///
/// # Errors
/// A disk that refuses.
pub fn plan(
    queue: &Queue,
    lock: &Lock,
    jobs: Vec<Job>,
    held_back: &HeldBack,
    courtesy: Courtesy,
    calendar: impl Fn(&Message) -> Result<Calendar, Failure>,
    now: DateTime<Utc>,
) -> Result<Plan, Failure> {
    let mut plan = Plan::default();
    let mut going = Vec::new();
    let mut held_back = held_back.clone();
    for job in jobs {
        let known = calendar(&job.message)
            .and_then(|calendar| Ok((succession::due(&job.message, &calendar)?, calendar)));
        match known {
            Ok((Some(due), calendar)) => {
                let late = courtesy.decide(&job.message, due, &calendar, now);
                if plan.goes(queue, lock, &job, due, late, now)? {
                    going.push(job);
                } else if due <= now && matches!(late, Late::Waits { .. }) {
                    hold_back(&mut held_back, &job.message);
                }
            }
            Ok((None, _)) => {
                queue.refile(lock, &job.entry, State::Cancelled, &job.entry.name.at(now))?;
                plan.over.push(job.message);
            }
            Err(unknown) => {
                let held = Held { reason: unknown.what, until: now + UNKNOWN_ZONE };
                plan.reports.push(hold(queue, lock, &job, held, now)?);
            }
        }
    }
    plan.lines = lines(going, &held_back);
    Ok(plan)
}

impl Due {
    fn set_aside(&mut self, queue: &Queue, entry: &Entry, why: &str, way_out: &str) {
        match queue.set_aside(entry) {
            Ok(Some(path)) => {
                let path = path.display();
                let words = format!("`{}` was set aside: {why}; it lies in `{path}`; {way_out}", entry.name);
                self.damaged.push(words);
            }
            Ok(None) => {}
            Err(failure) => self.unread.push(format!("{}: {}", failure.what, failure.causes.join(": "))),
        }
    }
}

impl Plan {
    /// Tells whether a message goes; one that does not is filed where it belongs.
    fn goes(
        &mut self,
        queue: &Queue,
        lock: &Lock,
        job: &Job,
        due: DateTime<Utc>,
        late: Late,
        now: DateTime<Utc>,
    ) -> Result<bool, Failure> {
        if due > now {
            // The file says when to send; the name only says when to look.
            if job.entry.name.not_before != due || job.entry.state != State::Scheduled {
                queue.refile(lock, &job.entry, State::Scheduled, &job.entry.name.at(due))?;
            }
            return Ok(false);
        }
        match late {
            Late::Goes => Ok(true),
            Late::Waits { until, why } => {
                // It counts as an attempt: what is due later in its conversation waits behind it, and by names alone.
                queue.refile(lock, &job.entry, State::Scheduled, &job.entry.name.again(until))?;
                note(queue, &job.message, Outcome::Deferred, why, now);
                let report = Report::of(&job.message, Outcome::Deferred, Some(why.to_owned()));
                self.reports.push(Report { not_before: Some(until), waits: true, ..report });
                Ok(false)
            }
            Late::Expired => {
                queue.refile(lock, &job.entry, State::Expired, &job.entry.name)?;
                let reason = "too late to be of use";
                note(queue, &job.message, Outcome::Expired, reason, now);
                self.reports.push(Report::of(&job.message, Outcome::Expired, Some(reason.to_owned())));
                Ok(false)
            }
        }
    }
}

/// Files anew what is waiting for a wall time, after the rules of some zone have changed.
///
/// # Errors
/// A disk that refuses.
pub fn follow_rules(queue: &Queue, lock: &Lock) -> Result<(), Failure> {
    for entry in queue.entries(&[State::Scheduled])? {
        // What was tried waits for its next attempt, and what cannot be read is reported when it is due.
        if entry.name.attempts == 0
            && let Ok(message) = queue.read(&entry)
            && message.due != entry.name.not_before
        {
            queue.refile(lock, &entry, State::Scheduled, &entry.name.at(message.due))?;
        }
    }
    Ok(())
}

/// Tells whether all that is due stands behind something open and may still wait: nobody need be asked then.
#[must_use]
pub fn all_wait(jobs: &[Job], held_back: &HeldBack, courtesy: Courtesy, now: DateTime<Utc>) -> bool {
    let waits = |message: &Message| {
        let earlier = message.to.conversations().iter().filter_map(|name| held_back.get(name)).min();
        earlier.is_some_and(|due| *due <= message.due) && now <= courtesy.last(message, message.due)
    };
    jobs.iter().all(|job| waits(&job.message))
}

/// Finds the conversations in which something earlier waits, is on its way or unconfirmed, with its due time.
///
/// # Errors
/// A folder that cannot be read.
pub fn held_back(queue: &Queue, now: DateTime<Utc>) -> Result<HeldBack, Failure> {
    let mut held = HeldBack::new();
    for entry in queue.entries(&[State::Scheduled, State::Sending, State::Unconfirmed])? {
        let waits = entry.name.attempts > 0 && entry.name.not_before > now;
        if !waits && entry.state == State::Scheduled {
            continue;
        }
        if let Ok(message) = queue.read(&entry) {
            hold_back(&mut held, &message);
        }
    }
    Ok(held)
}

/// Lets what is due later in its conversation wait behind a message.
fn hold_back(held: &mut HeldBack, message: &Message) {
    for name in message.to.conversations() {
        let due = held.entry(name).or_insert(message.due);
        *due = message.due.min(*due);
    }
}

/// Puts jobs into one line per conversation, in their order; what stands behind something open waits.
#[must_use]
pub fn lines(jobs: Vec<Job>, held_back: &HeldBack) -> Vec<Vec<Job>> {
    let lines = conversations(&jobs);
    let mut by_line: Vec<Vec<Job>> = jobs.iter().map(|_| Vec::new()).collect();
    let mut open: HashMap<usize, DateTime<Utc>> = HashMap::new();
    for (job, line) in jobs.iter().zip(&lines) {
        for due in job.message.to.conversations().iter().filter_map(|name| held_back.get(name)) {
            let earliest = open.entry(*line).or_insert(*due);
            *earliest = *due.min(earliest);
        }
    }
    for (job, line) in jobs.into_iter().zip(lines) {
        if open.get(&line).is_none_or(|due| job.message.due < *due) {
            by_line[line].push(job);
        }
    }
    by_line.retain(|line| !line.is_empty());
    by_line
}

/// Numbers the conversations that jobs belong to by the first job of each. A person written to by address and by id
/// has one, as soon as one of the messages knows both.
fn conversations(jobs: &[Job]) -> Vec<usize> {
    let mut line: Vec<usize> = (0..jobs.len()).collect();
    let mut first: HashMap<String, usize> = HashMap::new();
    for (number, job) in jobs.iter().enumerate() {
        for name in job.message.to.conversations() {
            let known = first_of(&line, *first.entry(name).or_insert(number));
            let own = first_of(&line, number);
            line[own.max(known)] = own.min(known);
        }
    }
    (0..jobs.len()).map(|number| first_of(&line, number)).collect()
}

/// Follows the numbers to the first job of a conversation.
fn first_of(line: &[usize], mut number: usize) -> usize {
    while line[number] != number {
        number = line[number];
    }
    number
}
