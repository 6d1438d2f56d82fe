//! What a run that was killed left behind. Only under the lock, so that nobody's request is still on its way
//! from this machine without our knowing.

use std::collections::HashMap;
use std::fs::DirEntry;

use chrono::{DateTime, TimeDelta, Utc};

use crate::failure::Failure;
use crate::message::Id;

use super::{Entry, Lock, Queue, State, settle};

/// Nobody is still writing what is older.
const LEFT_OVER: TimeDelta = TimeDelta::hours(36);

impl Queue {
    /// Makes what lies in `sending` unconfirmed and says which messages these were.
    ///
    /// # Errors
    /// A disk that refuses.
    pub fn recover(&self, _lock: &Lock) -> Result<Vec<Entry>, Failure> {
        let mut found = Vec::new();
        for name in self.names(State::Sending)? {
            let next = settle::unconfirmed(&name);
            if self.transition((State::Sending, &name), (State::Unconfirmed, &next))? {
                found.push(Entry { state: State::Unconfirmed, name: next });
            }
        }
        Ok(found)
    }

    /// Removes what killed runs left in `tmp` long ago; an editor's draft is a person's and stays.
    pub fn sweep(&self, _lock: &Lock, now: DateTime<Utc>) {
        let Ok(listing) = std::fs::read_dir(self.root.join("tmp")) else { return };
        let old = |entry: &DirEntry| {
            let written = entry.metadata().and_then(|facts| facts.modified());
            written.is_ok_and(|written| DateTime::<Utc>::from(written) < now - LEFT_OVER)
        };
        let ours = |entry: &DirEntry| !entry.file_name().to_string_lossy().starts_with("draft-");
        for entry in listing.flatten().filter(|entry| ours(entry) && old(entry)) {
            let _ = std::fs::remove_file(entry.path()); // It harms nobody; the next run tries again.
        }
    }

    /// Returns the latest state of every message that left `scheduled`. A restored backup leaves a copy in an
    /// earlier one, which must not go.
    ///
    /// # Errors
    /// A folder that cannot be read.
    pub fn settled(&self) -> Result<HashMap<Id, State>, Failure> {
        let left = State::ALL.into_iter().filter(|state| !matches!(state, State::Scheduled | State::Sending));
        let entries = self.entries(&left.collect::<Vec<_>>())?;
        Ok(entries.into_iter().map(|entry| (entry.name.id, entry.state)).collect())
    }
}
