//! How far each series has come: `series/k3f9x2ab7m.n3.toml` says that its third message is the one that counts.
//!
//! Promises: of every series exactly one message counts, and the next follows it exactly once. The ids are
//! derived, so reading names tells whether a series is behind. The next message lies whole in `tmp` before one
//! rename of the series' name makes it count; a rename out of `tmp`, which only one can win, enqueues it. What
//! is in the file is the first message, for the day the last one cannot be read.

use std::collections::HashSet;
use std::fmt;
use std::path::{Path, PathBuf};

use crate::failure::Failure;
use crate::message::{Attempt, Id, MAX_FILE, Message, parse, render};

use super::enqueue::nothing_scheduled;
use super::{Entry, Lock, Name, Queue, State, Unreadable, disk, is_absent, paused, undecided, unreadable};

/// How far a series has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reached {
    /// Which series.
    pub series: Id,
    /// Which of its messages counts now.
    pub number: u32,
}

/// What became of the message that counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// It waits, is held or is on its way.
    Waits(Entry),
    /// It was taken back, and the series with it.
    Over(Entry),
    /// It is done with; the next may follow.
    Settled(Entry),
    /// It was written and not yet enqueued when a run was killed.
    Staged,
    /// It was removed or cannot be read.
    Gone,
}

impl Reached {
    /// Returns the id of the message that counts.
    #[must_use]
    pub fn id(&self) -> Id {
        self.series.nth(self.number)
    }

    fn next(&self) -> Self {
        Self { series: self.series.clone(), number: self.number + 1 }
    }

    fn parse(text: &str) -> Option<Self> {
        let (series, number) = text.strip_suffix(".toml")?.split_once(".n")?;
        let reached = Self { series: Id::parse(series)?, number: number.parse().ok()? };
        (reached.number > 0 && reached.to_string() == text).then_some(reached)
    }
}

impl fmt::Display for Reached {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.n{}.toml", self.series, self.number)
    }
}

impl Queue {
    /// Lists how far every series has come.
    ///
    /// # Errors
    /// A folder that cannot be read.
    pub fn series(&self) -> Result<Vec<Reached>, Failure> {
        let mut series = self.listing("series", Reached::parse)?;
        // What a restored backup brings back is behind what was reached.
        series.sort_by(|a: &Reached, b| (&a.series, b.number).cmp(&(&b.series, a.number)));
        series.dedup_by(|later, first| later.series == first.series);
        Ok(series)
    }

    /// Lists the series whose message is done with and has no successor yet; reads names only.
    ///
    /// # Errors
    /// A folder that cannot be read.
    pub fn behind(&self) -> Result<Vec<Reached>, Failure> {
        let mut behind = self.series()?;
        if behind.is_empty() {
            return Ok(behind);
        }
        let open = self.entries(&[State::Scheduled, State::Sending, State::Held, State::Cancelled])?;
        let open: HashSet<Id> =
            open.into_iter().filter(|entry| !is_settled(entry)).map(|entry| entry.name.id).collect();
        behind.retain(|reached| !open.contains(&reached.id()));
        Ok(behind)
    }

    /// Finds what became of the message that counts.
    ///
    /// # Errors
    /// A folder that cannot be read.
    pub fn standing(&self, reached: &Reached) -> Result<Standing, Failure> {
        let id = reached.id();
        if let Some(entry) = self.entries(&State::ALL)?.into_iter().find(|entry| entry.name.id == id) {
            return Ok(standing(entry));
        }
        if self.staged(&id).symlink_metadata().is_ok() {
            return Ok(Standing::Staged);
        }
        // Between the two looks it may have been enqueued, and what moves to and fro may hide from one.
        let found = self.survey(&State::ALL)?.into_iter().find(|entry| entry.name.id == id);
        Ok(found.map_or(Standing::Gone, standing))
    }

    /// Reads the first message of a series.
    ///
    /// # Errors
    /// A file that is gone or cannot be understood.
    pub fn first_of(&self, reached: &Reached) -> Result<Message, Unreadable> {
        read(&self.series_path(reached))
    }

    /// Makes the next message the one that counts, and enqueues it.
    ///
    /// # Errors
    /// A disk that refuses: the series has the old message or the new, and the next run goes on from there.
    pub fn follow(&self, lock: &Lock, reached: &Reached, next: &Message) -> Result<(), Failure> {
        // A restored backup may know less of the series than the folders do.
        let is_new = self.entries(&State::ALL)?.iter().all(|entry| entry.name.id != next.id);
        if is_new {
            self.stage(reached, next)?;
        }
        let (old, new) = (self.series_path(reached), self.series_path(&reached.next()));
        match disk::rename(&old, &new) {
            Err(error) if is_absent(&error) => return Ok(()), // A person ended the series.
            moved => moved.map_err(|error| disk::failure("cannot move", &old, &error))?,
        }
        self.sync("series")?;
        if is_new { self.enqueue_staged(lock, next) } else { Ok(()) }
    }

    /// Writes the next message whole, where nothing sends it yet.
    fn stage(&self, reached: &Reached, next: &Message) -> Result<(), Failure> {
        if next.body.attachment.is_some() {
            self.share_attachment(&reached.id(), &next.id)?;
        }
        let _ = std::fs::remove_file(self.staged(&next.id)); // A killed run may have left it.
        self.write_tmp(next, &render(next)?)?;
        self.sync("tmp")
    }

    /// Returns the file of a series.
    #[must_use]
    pub fn file_of_series(&self, reached: &Reached) -> PathBuf {
        self.series_path(reached)
    }

    /// Reads the message that was written for a series and is not enqueued yet; `None` if it is enqueued by now.
    ///
    /// # Errors
    /// A file that cannot be understood, or that the disk does not show.
    pub fn read_staged(&self, reached: &Reached) -> Result<Option<Message>, Unreadable> {
        match read(&self.staged(&reached.id())) {
            Err(Unreadable::Gone) => Ok(None),
            message => message.map(Some),
        }
    }

    /// Enqueues the message that was written for a series; one that follows a message of a paused series is paused.
    ///
    /// # Errors
    /// A disk that refuses.
    pub fn enqueue_staged(&self, _lock: &Lock, message: &Message) -> Result<(), Failure> {
        let tmp = self.staged(&message.id);
        let (state, not_before) = match self.follows_a_pause(message) {
            true => (State::Held, paused()),
            false => (State::Scheduled, message.due),
        };
        if state == State::Held {
            // What is paused before its receipt says so would wake its series when it is sent.
            let pause = Attempt::paused(message.created, &message.id);
            self.note(&message.id, |receipt| receipt.attempts = vec![pause])?;
        }
        let path = self.path(state, &Name::new(not_before, message.id.clone()));
        match disk::rename(&tmp, &path) {
            Err(error) if is_absent(&error) => return Ok(()),
            moved => moved.map_err(|error| disk::failure("cannot move", &tmp, &error))?,
        }
        self.sync("tmp")?;
        self.sync(state.as_str())
    }

    /// Checks whether a series was paused when the message before this one was sent.
    fn follows_a_pause(&self, message: &Message) -> bool {
        let before = message.series.as_ref().filter(|series| series.number > 1);
        before.is_some_and(|series| self.receipt(&series.id.nth(series.number - 1)).is_paused())
    }

    /// Ends a series: nothing follows the message that counts.
    ///
    /// # Errors
    /// A disk that refuses.
    pub fn end_series(&self, reached: &Reached) -> Result<(), Failure> {
        disk::remove(&self.series_path(reached))
    }

    /// Makes the first messages of series count, before they are enqueued.
    pub(super) fn begin_series(&self, first: &[&Message]) -> Result<(), Failure> {
        if first.is_empty() {
            return Ok(());
        }
        self.sync("tmp")?;
        for message in first {
            let tmp = self.series_staged(&message.id);
            let path = self.series_path(&Reached { series: message.id.clone(), number: 1 });
            std::fs::read(self.staged(&message.id))
                .and_then(|bytes| disk::write_new(&tmp, &bytes))
                .and_then(|()| disk::rename(&tmp, &path))
                .map_err(|error| nothing_scheduled(&path, &error))?;
        }
        self.sync("series")
    }

    /// Returns where a series lies whole before it counts.
    pub(super) fn series_staged(&self, id: &Id) -> PathBuf {
        self.root.join("tmp").join(format!("{id}.series"))
    }

    pub(super) fn series_path(&self, reached: &Reached) -> PathBuf {
        self.root.join("series").join(reached.to_string())
    }

    fn sync(&self, folder: &str) -> Result<(), Failure> {
        let folder = self.root.join(folder);
        disk::sync_folder(&folder).map_err(|error| disk::failure("cannot sync", &folder, &error))
    }
}

fn read(path: &Path) -> Result<Message, Unreadable> {
    Ok(parse(&disk::read_private(path, MAX_FILE).map_err(unreadable)?)?)
}

fn standing(entry: Entry) -> Standing {
    match entry.state {
        _ if is_settled(&entry) => Standing::Settled(entry),
        State::Cancelled => Standing::Over(entry),
        State::Scheduled
        | State::Sending
        | State::Held
        | State::Sent
        | State::Failed
        | State::Unconfirmed
        | State::Expired => Standing::Waits(entry),
    }
}

/// Tells whether the next may follow: it went, it will not go, or only a person can say.
fn is_settled(entry: &Entry) -> bool {
    match entry.state {
        State::Sent | State::Failed | State::Unconfirmed | State::Expired => true,
        State::Held => entry.name.not_before == undecided(),
        State::Scheduled | State::Sending | State::Cancelled => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_read_back_as_it_was_written_and_no_other_is_read() {
        for text in ["k3f9x2ab7m.n1.toml", "k3f9x2ab7m.n400.toml"] {
            assert_eq!(Reached::parse(text).unwrap().to_string(), text);
        }
        for bad in [
            "k3f9x2ab7m.n0.toml",
            "k3f9x2ab7m.n01.toml",
            "k3f9x2ab7m.toml",
            "K3F9X2AB7M.n1.toml",
            "k3f9x2ab7m.n1.toml~",
        ] {
            assert_eq!(Reached::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn the_ids_of_a_series_are_always_the_same_and_never_each_others() {
        let series = Id::parse("k3f9x2ab7m").unwrap();
        let ids: HashSet<Id> = (1..200).map(|number| series.nth(number)).collect();
        assert_eq!((ids.len(), series.nth(1), series.nth(7)), (199, series.clone(), series.nth(7)));
        assert!(ids.iter().all(|id| Id::parse(id.as_str()).is_some()));
    }
}
