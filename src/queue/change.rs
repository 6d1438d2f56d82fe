//! Changing what a message says or when it goes: taken out of everybody's reach first, put back whole.
//!
//! A message that is taken lies in `held` under a moment no delivery ever reaches and a name that says where it was.
//! Its content is replaced by a rename there, and a rename puts it back: at every point there is one file, with the
//! old words or the new. Whoever takes it holds a lock on the file, which the kernel frees when they die; what is not
//! locked any more goes back to where it was.

use std::fs::File;
use std::path::Path;

use chrono::{DateTime, NaiveDate, Utc};

use crate::failure::Failure;
use crate::message::{Message, render};

use super::{Entry, Lock, Name, Origin, Queue, Reached, State, disk};

/// A message out of reach of every delivery; put it back by [`Taken::put`] or [`Taken::back`].
#[derive(Debug)]
#[must_use = "a message that was taken must be put back"]
pub struct Taken<'a> {
    queue: &'a Queue,
    origin: Origin,
    name: Name,
    _hold: Option<File>,
}

/// The last second that a name can say: a message under it is in somebody's hands.
#[must_use]
pub fn never() -> DateTime<Utc> {
    last_day(31, 23, 59)
}

/// A message under this moment waits until its series is resumed.
#[must_use]
pub fn paused() -> DateTime<Utc> {
    last_day(31, 0, 0)
}

/// A message under this moment waits for a person's decision, the first of the moments that never come.
#[must_use]
pub fn undecided() -> DateTime<Utc> {
    last_day(30, 0, 0)
}

fn last_day(day: u32, hour: u32, rest: u32) -> DateTime<Utc> {
    let day = NaiveDate::from_ymd_opt(9999, 12, day);
    day.and_then(|day| day.and_hms_opt(hour, rest, rest)).unwrap_or_default().and_utc()
}

impl Queue {
    /// Takes a message; `None` when a delivery was faster.
    ///
    /// # Errors
    /// Another process changes it; a disk that refuses.
    pub fn take(&self, entry: &Entry) -> Result<Option<Taken<'_>>, Failure> {
        self.check_machine()?;
        let Some(hold) = self.hold(entry)? else { return Ok(None) };
        let here = Origin { state: entry.state, not_before: entry.name.not_before };
        let origin = entry.name.from.clone().unwrap_or(here);
        let name = Name { from: Some(origin.clone()), ..entry.name.at(never()) };
        let moved =
            entry.name == name || self.transition((entry.state, &entry.name), (State::Held, &name))?;
        Ok(moved.then(|| Taken { queue: self, origin, name, _hold: hold.0 }))
    }

    /// Moves a message that no delivery touches from one state to another; `false` if it has left meanwhile.
    ///
    /// # Errors
    /// Another process changes it; a disk that refuses.
    pub fn file(&self, entry: &Entry, state: State, not_before: DateTime<Utc>) -> Result<bool, Failure> {
        self.check_machine()?;
        self.leave(entry, state, &entry.name.plain().at(not_before))
    }

    /// Moves a message, unless somebody is changing it right now.
    pub(super) fn leave(&self, entry: &Entry, state: State, name: &Name) -> Result<bool, Failure> {
        let Some(_hold) = self.hold_taken(entry)? else { return Ok(false) };
        self.transition((entry.state, &entry.name), (state, name))
    }

    /// Locks a message that is being changed, as only one may do; any other needs no lock. `None` if it is gone.
    pub(super) fn hold_taken(&self, entry: &Entry) -> Result<Option<Hold>, Failure> {
        if entry.name.from.is_some() { self.hold(entry) } else { Ok(Some(Hold(None))) }
    }

    /// Puts back what lies taken and nobody holds any more: its taker was killed. One that cannot be moved stays, where
    /// nothing sends it, and is a failure of its own.
    ///
    /// # Errors
    /// A folder that cannot be read.
    pub fn put_back(&self, lock: &Lock) -> Result<Vec<Failure>, Failure> {
        let mut failures = Vec::new();
        for name in self.names(State::Held)? {
            let Some(origin) = name.from.clone() else { continue };
            let entry = Entry { state: State::Held, name };
            // Somebody who still holds it is at it.
            if let Ok(Some(_hold)) = self.hold(&entry) {
                let name = Name { from: None, ..entry.name.at(origin.not_before) };
                let back = self.transition_under(lock, (entry.state, &entry.name), (origin.state, &name));
                failures.extend(back.err());
            }
        }
        Ok(failures)
    }

    /// Locks a message's file, so that nobody else changes it; `None` if it is gone.
    fn hold(&self, entry: &Entry) -> Result<Option<Hold>, Failure> {
        let path = self.path(entry.state, &entry.name);
        match disk::hold(&path) {
            Ok(file) => Ok(Some(Hold(file))),
            Err(error) if super::is_absent(&error) => Ok(None),
            Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => {
                let what = format!("message `{}` is being changed by another `mindful`", entry.name.id);
                Err(Failure::other(what).hint("finish there first"))
            }
            Err(error) => Err(disk::failure("cannot lock", &path, &error)),
        }
    }
}

/// A message's file, locked for as long as this lives.
#[derive(Debug)]
pub(super) struct Hold(Option<File>);

impl Taken<'_> {
    /// Returns where it lies meanwhile.
    #[must_use]
    pub fn entry(&self) -> Entry {
        Entry { state: State::Held, name: self.name.clone() }
    }

    /// Puts the message back as it was.
    ///
    /// # Errors
    /// A disk that refuses: it stays in `held`.
    pub fn back(self) -> Result<(), Failure> {
        let name = Name { from: None, ..self.name.at(self.origin.not_before) };
        self.queue.transition((State::Held, &self.name), (self.origin.state, &name)).map(drop)
    }

    /// Leaves it out of reach until its series is resumed.
    ///
    /// # Errors
    /// A disk that refuses: it stays in `held`.
    pub fn pause(self) -> Result<(), Failure> {
        let name = Name { from: None, ..self.name.at(paused()) };
        self.queue.transition((State::Held, &self.name), (State::Held, &name)).map(drop)
    }

    /// Puts it into `scheduled` with new content, as if nobody had tried to send it yet; what is paused stays so.
    ///
    /// # Errors
    /// A disk that refuses: it goes back to where it was, with the old words or the new.
    pub fn put(self, message: &Message) -> Result<(), Failure> {
        let text = match render(message) {
            Ok(text) => text,
            Err(failure) => return self.back().and(Err(failure)),
        };
        let tmp = self.queue.root.join("tmp").join(format!("{}.change", message.id));
        let path = self.queue.path(State::Held, &self.name);
        let _ = std::fs::remove_file(&tmp); // A killed run may have left it.
        let _hold = self
            .replace(&tmp, &path, text.as_bytes())
            .map_err(|error| disk::failure("cannot write", &path, &error))?;
        if self.origin.not_before == paused() {
            return self.back();
        }
        let name = Name::new(message.due, message.id.clone());
        self.queue.transition((State::Held, &self.name), (State::Scheduled, &name)).map(drop)
    }
}

impl Taken<'_> {
    /// Replaces the content; the new file is held before it has the name.
    fn replace(&self, tmp: &Path, path: &Path, bytes: &[u8]) -> std::io::Result<Option<File>> {
        disk::write_new(tmp, bytes)?;
        let hold = disk::hold(tmp)?;
        std::fs::rename(tmp, path)?;
        disk::sync_folder(&self.queue.folder(State::Held))?;
        Ok(hold)
    }
}

/// What can be removed for good.
impl Queue {
    /// Removes a message, its attachment, its receipt and, if it is the one that counts, its series; `false` if another
    /// command has it. It is taken first: what `restore` or `resume` brings back at the same time keeps what is its own,
    /// and a removal that is killed halfway leaves the message cancelled and its series over.
    ///
    /// # Errors
    /// A disk that refuses.
    pub fn remove(&self, entry: &Entry, series: Option<&Reached>) -> Result<bool, Failure> {
        self.check_machine()?;
        let taken = match entry.state {
            State::Sent => None, // Nothing brings it back.
            _ => match self.take(entry)? {
                Some(taken) => Some(taken),
                None => return Ok(false),
            },
        };
        series.map_or(Ok(()), |reached| self.end_series(reached))?;
        let lies = taken.as_ref().map_or_else(|| entry.clone(), Taken::entry);
        disk::remove(&self.file_of(&lies))?;
        // A kill may leave the rest: it is swept once nothing refers to it.
        self.drop_attachment(&entry.name.id);
        let _ = std::fs::remove_file(self.receipt_path(&entry.name.id));
        Ok(true)
    }
}
