//! What this run has to do: the due messages, conversation by conversation, in order.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};

use crate::failure::Failure;
use crate::message::{Message, Outcome};
use crate::queue::{Entry, Lock, Queue, State, Unreadable};
use crate::schedule::{Calendar, zone::Zone};

use super::{Courtesy, Late, Report};

/// A message that is due, and where it lies.
#[derive(Debug, Clone)]
pub struct Job {
    /// Where.
    pub entry: Entry,
    /// What.
    pub message: Message,
}

/// What a run has to do and what it has already said.
#[derive(Debug, Default)]
pub struct Plan {
    /// One line per conversation, each in order of due time.
    pub lines: Vec<Vec<Job>>,
    /// Messages that wait or expired at the door.
    pub reports: Vec<Report>,
    /// Files that were set aside, in words.
    pub damaged: Vec<String>,
    /// A person said "now": what they are doing does not matter.
    pub urgent: bool,
    /// Files that the disk did not show; the next run tries again.
    pub unread: Vec<String>,
}

/// Reads what is due and decides for each message whether it goes.
///
/// # Errors
/// A disk that refuses.
pub fn plan(
    queue: &Queue,
    lock: &Lock,
    due: Vec<Entry>,
    courtesy: Courtesy,
    calendar: impl Fn(&Message) -> Result<Calendar, Failure>,
    now: DateTime<Utc>,
) -> Result<Plan, Failure> {
    let mut plan = Plan::default();
    let (settled, let_go) = (queue.settled_ids(State::Scheduled)?, queue.settled_ids(State::Held)?);
    let mut jobs = Vec::new();
    for entry in due {
        let elsewhere = if entry.state == State::Held { &let_go } else { &settled };
        if elsewhere.contains(&entry.name.id) {
            plan.set_aside(queue, &entry, "a message of that id is settled already")?;
            continue;
        }
        match queue.read(&entry) {
            Ok(message) => jobs.push(Job { entry, message }),
            Err(Unreadable::Gone) => {}
            Err(Unreadable::Bad(why)) => plan.set_aside(queue, &entry, &why)?,
            Err(Unreadable::NotNow(why)) => {
                plan.unread.push(format!("`{}` cannot be read: {why}", entry.name))
            }
        }
    }
    let held_back = held_back(queue, now)?;
    jobs.sort_by(|a, b| a.message.order().cmp(&b.message.order()));
    let mut going = Vec::new();
    for job in jobs {
        if plan.goes(queue, lock, &job, courtesy, &calendar(&job.message)?, now)? {
            going.push(job);
        }
    }
    plan.lines = lines(going, &held_back);
    Ok(plan)
}

impl Plan {
    fn set_aside(&mut self, queue: &Queue, entry: &Entry, why: &str) -> Result<(), Failure> {
        if let Some(path) = queue.set_aside(entry)? {
            let words = format!("`{}` was set aside: {why}; it lies in `{}`", entry.name, path.display());
            self.damaged.push(words);
        }
        Ok(())
    }

    /// Tells whether a message goes; one that does not is filed where it belongs.
    fn goes(
        &mut self,
        queue: &Queue,
        lock: &Lock,
        job: &Job,
        courtesy: Courtesy,
        calendar: &Calendar,
        now: DateTime<Utc>,
    ) -> Result<bool, Failure> {
        let due = due(&job.message)?;
        if due > now {
            // The file says when to send; the name only says when to look.
            if job.entry.name.not_before != due || job.entry.state != State::Scheduled {
                queue.refile(lock, &job.entry, State::Scheduled, &job.entry.name.at(due))?;
            }
            return Ok(false);
        }
        match courtesy.decide(&job.message, due, calendar, now) {
            Late::Goes => Ok(true),
            Late::Waits(until) => {
                queue.refile(lock, &job.entry, State::Scheduled, &job.entry.name.at(until))?;
                let reason = "late, and they are not at work".to_owned();
                let report = Report::of(&job.message, Outcome::Deferred, Some(reason));
                self.reports.push(Report { not_before: Some(until), waits: true, ..report });
                Ok(false)
            }
            Late::Expired => {
                queue.refile(lock, &job.entry, State::Expired, &job.entry.name)?;
                let reason = "too late to be of use".to_owned();
                self.reports.push(Report::of(&job.message, Outcome::Expired, Some(reason)));
                Ok(false)
            }
        }
    }
}

/// Returns when a message is due by today's rules of its zone.
///
/// # Errors
/// A zone that is no longer known.
fn due(message: &Message) -> Result<DateTime<Utc>, Failure> {
    match &message.wall {
        Some(wall) => Ok(Zone::named(&wall.zone)?.resolve(wall.time).at),
        None => Ok(message.due),
    }
}

/// Finds the conversations in which something earlier is deferred or unconfirmed, with its due time.
fn held_back(queue: &Queue, now: DateTime<Utc>) -> Result<HashMap<String, DateTime<Utc>>, Failure> {
    let mut held: HashMap<String, DateTime<Utc>> = HashMap::new();
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
pub fn lines(jobs: Vec<Job>, held_back: &HashMap<String, DateTime<Utc>>) -> Vec<Vec<Job>> {
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
