//! What does not go yet, and why: said in the receipt once, and in the report of the run.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use crate::failure::Failure;
use crate::message::{Attempt, Message, Outcome};
use crate::queue::{Lock, Queue, State, undecided};

use super::{Job, Report, patience};

/// Why a message is held, and when it is looked at again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// Why.
    pub reason: String,
    /// When it is looked at again; [`undecided`] waits for a person.
    pub until: DateTime<Utc>,
}

/// Holds a message; one that is held for the same reason as before is not worth a second word.
///
/// # Errors
/// A disk that refuses.
pub fn hold(
    queue: &Queue,
    lock: &Lock,
    job: &Job,
    held: Held,
    now: DateTime<Utc>,
) -> Result<Report, Failure> {
    let Held { reason, until } = held;
    queue.refile(lock, &job.entry, State::Held, &job.entry.name.at(until))?;
    let told = note(queue, &job.message, Outcome::Held, &reason, now);
    let report = Report::of(&job.message, Outcome::Held, Some(reason));
    Ok(Report { not_before: (until != undecided()).then_some(until), waits: told, ..report })
}

/// Defers a message that was not sent because something it depends on cannot be read now. It counts as an attempt, so
/// that what stands behind it in its conversation waits.
///
/// # Errors
/// A disk that refuses.
pub fn defer(
    queue: &Queue,
    lock: &Lock,
    job: &Job,
    reason: String,
    asked: Option<Duration>,
    now: DateTime<Utc>,
) -> Result<Report, Failure> {
    let wait = patience::wait(job.entry.name.attempts, patience::chance(), asked);
    let until = now + TimeDelta::from_std(wait).unwrap_or(TimeDelta::hours(1));
    queue.refile(lock, &job.entry, State::Scheduled, &job.entry.name.again(until))?;
    note(queue, &job.message, Outcome::Deferred, &reason, now);
    let report = Report::of(&job.message, Outcome::Deferred, Some(reason));
    Ok(Report { not_before: Some(until), ..report })
}

/// Writes into the receipt why a message did not go; tells whether that is the last thing it says already.
pub(super) fn note(
    queue: &Queue,
    message: &Message,
    outcome: Outcome,
    reason: &str,
    now: DateTime<Utc>,
) -> bool {
    let receipt = queue.receipt(&message.id);
    let same = |last: &Attempt| last.outcome == outcome && last.reason.as_deref() == Some(reason);
    if receipt.attempts.last().is_some_and(same) {
        return true;
    }
    let attempt = Attempt { at: now, outcome, reason: Some(reason.to_owned()), tracking_id: None };
    // The folder is the state; a receipt that cannot be written costs a reason, not a message.
    let _ = queue.note(&message.id, |receipt| receipt.attempts.push(attempt));
    false
}
