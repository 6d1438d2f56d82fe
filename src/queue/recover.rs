//! What a run that was killed left behind. Only under the lock, so that nobody's request is still on its way
//! from this machine without our knowing.

use std::collections::{HashMap, HashSet};
use std::fs::DirEntry;

use chrono::{DateTime, TimeDelta, Utc};

use crate::failure::Failure;
use crate::message::Id;

use super::name::id_part;
use super::{Entry, Lock, Queue, State, settle};

/// Nobody is still writing what is older.
const LEFT_OVER: TimeDelta = TimeDelta::hours(36);

impl Queue {
    /// Makes what lies in `sending` unconfirmed and says which messages these were. One that cannot be moved stays,
    /// where nothing sends it, and is a failure of its own.
    ///
    /// # Errors
    /// A folder that cannot be read.
    pub fn recover(&self, lock: &Lock) -> Result<(Vec<Entry>, Vec<Failure>), Failure> {
        let (mut found, mut failures) = (Vec::new(), Vec::new());
        for name in self.names(State::Sending)? {
            let next = settle::unconfirmed(&name);
            match self.transition_under(lock, (State::Sending, &name), (State::Unconfirmed, &next)) {
                Ok(true) => found.push(Entry { state: State::Unconfirmed, name: next }),
                Ok(false) => {}
                Err(failure) => failures.push(failure),
            }
        }
        Ok((found, failures))
    }

    /// Removes what killed runs and commands left in `tmp` and `attachments` long ago; an editor's draft is a person's
    /// and stays.
    pub fn sweep(&self, _lock: &Lock, now: DateTime<Utc>) {
        let ours = |entry: &DirEntry| !entry.file_name().to_string_lossy().starts_with("draft-");
        for entry in self.left_over("tmp", now).iter().filter(|entry| ours(entry)) {
            let _ = std::fs::remove_file(entry.path()); // The next run tries again.
        }
        let copies = self.left_over("attachments", now);
        if copies.is_empty() {
            return;
        }
        // What cannot be seen may belong to somebody.
        let Ok(wanted) = self.wanted() else { return };
        let is_wanted = |entry: &DirEntry| wanted.contains(entry.file_name().to_string_lossy().as_ref());
        for entry in copies.iter().filter(|entry| !is_wanted(entry)) {
            let _ = std::fs::remove_file(entry.path());
        }
    }

    /// Lists what was last written long ago in a folder.
    fn left_over(&self, folder: &str, now: DateTime<Utc>) -> Vec<DirEntry> {
        let Ok(listing) = std::fs::read_dir(self.root.join(folder)) else { return Vec::new() };
        let is_old = |entry: &DirEntry| {
            let written = entry.metadata().and_then(|facts| facts.modified());
            written.is_ok_and(|written| DateTime::<Utc>::from(written) < now - LEFT_OVER)
        };
        listing.flatten().filter(is_old).collect()
    }

    /// Lists the ids of all messages whose attachments are needed: those in any state under any name, those that were
    /// set aside or are being written, and those that a series goes on from.
    fn wanted(&self) -> Result<HashSet<String>, Failure> {
        let id = |text: &str| Some(id_part(text)?.to_owned());
        let mut wanted: HashSet<String> = self.ids()?.into_iter().collect();
        wanted.extend(self.survey(&State::ALL)?.into_iter().map(|entry| entry.name.id.to_string()));
        wanted.extend(self.listing("damaged", id)?);
        wanted.extend(self.listing("tmp", |text| Some(text.split('.').next()?.to_owned()))?);
        for reached in self.series()? {
            wanted.extend([reached.id().to_string(), reached.series.to_string()]);
        }
        Ok(wanted)
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
