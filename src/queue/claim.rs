//! Out of `scheduled`, ours alone, durably; only then may anybody connect.

use chrono::{DateTime, Utc};

use crate::failure::Failure;
use crate::message::Message;

use super::{Entry, Lock, Name, Queue, State, Unreadable};

/// A message out of `scheduled`; [`Claim::settle`] is the only way out.
///
/// A claim that is dropped leaves the message in `sending`, where the next run finds it unconfirmed.
#[derive(Debug)]
#[must_use = "a claim must be settled"]
pub struct Claim<'a> {
    pub(super) queue: &'a Queue,
    pub(super) lock: &'a Lock,
    /// The name it had before.
    pub(super) before: Name,
    /// The name it has in `sending`.
    pub(super) name: Name,
}

impl Claim<'_> {
    /// Reads what was claimed: somebody may have changed it after it was planned.
    ///
    /// # Errors
    /// As [`Queue::read`].
    pub fn message(&self) -> Result<Message, Unreadable> {
        self.queue.read(&Entry { state: State::Sending, name: self.name.clone() })
    }
}

impl Queue {
    /// Claims a message; `None` when somebody cancelled it first.
    ///
    /// # Errors
    /// A disk that refuses: the message is back where it was, for nothing was sent.
    pub fn claim<'a>(
        &'a self,
        lock: &'a Lock,
        entry: &Entry,
        now: DateTime<Utc>,
    ) -> Result<Option<Claim<'a>>, Failure> {
        let name = entry.name.plain().at(now);
        let moved = self.leave(entry, State::Sending, &name).inspect_err(|_| {
            // It may have been renamed and not synced. If it cannot be moved back the next run calls it unconfirmed.
            let _ = self.transition((State::Sending, &name), (entry.state, &entry.name));
        })?;
        tracing::debug!("claimed {}: {moved}", entry.name.id);
        Ok(moved.then(|| Claim { queue: self, lock, before: entry.name.plain(), name }))
    }

    /// Takes a message back; `false` when a delivery was faster. What is paused had a moment that never comes.
    ///
    /// The name of an unconfirmed message keeps its search: it may have been sent, and whoever restores it must know.
    ///
    /// # Errors
    /// A disk that refuses.
    pub fn cancel(&self, entry: &Entry, now: DateTime<Utc>) -> Result<bool, Failure> {
        self.check_machine()?;
        let name = Name { from: None, ..entry.name.at(now) };
        self.leave(entry, State::Cancelled, &name)
    }

    /// Puts an unconfirmed message that was cancelled back to where it was: it is looked for again, never sent
    /// again. `false` if it has left meanwhile.
    ///
    /// # Errors
    /// A disk that refuses.
    pub fn reopen(&self, entry: &Entry, now: DateTime<Utc>) -> Result<bool, Failure> {
        self.check_machine()?;
        self.leave(entry, State::Unconfirmed, &Name { from: None, ..entry.name.at(now) })
    }
}
