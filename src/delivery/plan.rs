//! What this run has to do: the due messages, conversation by conversation, in order.

use std::collections::{HashMap, HashSet};
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
            found.set_aside(queue, &entry, "a message of that id is settled already", "remove it")?;
            continue;
        }
        match queue.read(&entry) {
            Ok(message) => found.jobs.push(Job { entry, message }),
            Err(Unreadable::Gone) => {}
            Err(Unreadable::Bad(why)) => {
                found.set_aside(queue, &entry, &why, "mend it and move it back, or remove it")?;
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
    for job in jobs {
        let known = calendar(&job.message)
            .and_then(|calendar| Ok((succession::due(&job.message, &calendar)?, calendar)));
        match known {
            Ok((Some(due), calendar)) => {
                if plan.goes(
                    queue,
                    lock,
                    &job,
                    due,
                    courtesy.decide(&job.message, due, &calendar, now),
                    now,
                )? {
                    going.push(job);
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
    plan.lines = lines(going, held_back);
    Ok(plan)
}

impl Due {
    fn set_aside(&mut self, queue: &Queue, entry: &Entry, why: &str, way_out: &str) -> Result<(), Failure> {
        if let Some(path) = queue.set_aside(entry)? {
            let words =
                format!("`{}` was set aside: {why}; it lies in `{}`; {way_out}", entry.name, path.display());
            self.damaged.push(words);
        }
        Ok(())
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
                queue.refile(lock, &job.entry, State::Scheduled, &job.entry.name.at(until))?;
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
        let earlier = held_back.get(&message.to.to.conversation());
        earlier.is_some_and(|due| *due <= message.due) && now <= courtesy.last(message, message.due)
    };
    jobs.iter().all(|job| waits(&job.message))
}

/// Finds the conversations in which something earlier is deferred or unconfirmed, with its due time.
///
/// # Errors
/// A folder that cannot be read.
pub fn held_back(queue: &Queue, now: DateTime<Utc>) -> Result<HeldBack, Failure> {
    let mut held = HeldBack::new();
    for entry in queue.entries(&[State::Scheduled, State::Unconfirmed])? {
        let retried = entry.name.attempts > 0 && entry.name.not_before > now;
        if !(retried || entry.state == State::Unconfirmed) {
            continue;
        }
        if let Ok(message) = queue.read(&entry) {
            let due = held.entry(message.to.to.conversation()).or_insert(message.due);
            *due = message.due.min(*due);
        }
    }
    Ok(held)
}

/// Puts jobs into one line per conversation, in their order; what stands behind something open waits.
#[must_use]
pub fn lines(jobs: Vec<Job>, held_back: &HeldBack) -> Vec<Vec<Job>> {
    let mut order: Vec<String> = Vec::new();
    let mut by_conversation: HashMap<String, Vec<Job>> = HashMap::new();
    let mut seen: HashSet<String> = HashSet::new();
    for job in jobs {
        let conversation = job.message.to.to.conversation();
        if held_back.get(&conversation).is_some_and(|due| *due <= job.message.due) {
            continue;
        }
        if seen.insert(conversation.clone()) {
            order.push(conversation.clone());
        }
        by_conversation.entry(conversation).or_default().push(job);
    }
    order.iter().filter_map(|conversation| by_conversation.remove(conversation)).collect()
}
