//! Changing what a message says or when it goes: taken out of everybody's reach first, put back whole.
//!
//! A message that is taken lies in `held` under a moment no delivery ever reaches. Its content is replaced by a
//! rename there, and a rename puts it back: at every point there is one file, with the old words or the new.

use chrono::{DateTime, NaiveDate, Utc};

use crate::failure::Failure;
use crate::message::{Message, render};

use super::{Entry, Name, Queue, State, disk};

/// A message out of reach of every delivery; put it back by [`Taken::put`] or [`Taken::back`].
#[derive(Debug)]
#[must_use = "a message that was taken must be put back"]
pub struct Taken<'a> {
    queue: &'a Queue,
    before: Entry,
    name: Name,
}

/// The last second that a name can say: a message under it waits for a person.
#[must_use]
pub fn never() -> DateTime<Utc> {
    NaiveDate::from_ymd_opt(9999, 12, 31)
        .and_then(|day| day.and_hms_opt(23, 59, 59))
        .unwrap_or_default()
        .and_utc()
}

impl Queue {
    /// Takes a message; `None` when a delivery was faster.
    ///
    /// # Errors
    /// A disk that refuses.
    pub fn take(&self, entry: &Entry) -> Result<Option<Taken<'_>>, Failure> {
        let name = Name { search: None, ..entry.name.at(never()) };
        let moved = entry.state == State::Held && entry.name == name
            || self.transition((entry.state, &entry.name), (State::Held, &name))?;
        Ok(moved.then(|| Taken { queue: self, before: entry.clone(), name }))
    }

    /// Moves a message that no delivery touches from one state to another; `false` if it has left meanwhile.
    ///
    /// # Errors
    /// A disk that refuses.
    pub fn file(&self, entry: &Entry, state: State, not_before: DateTime<Utc>) -> Result<bool, Failure> {
        let name = Name { search: None, ..entry.name.at(not_before) };
        self.transition((entry.state, &entry.name), (state, &name))
    }
}

impl Taken<'_> {
    /// Returns the name it has in `held` meanwhile.
    #[must_use]
    pub const fn name(&self) -> &Name {
        &self.name
    }

    /// Puts the message back as it was.
    ///
    /// # Errors
    /// A disk that refuses: it stays in `held`.
    pub fn back(self) -> Result<(), Failure> {
        let to = (self.before.state, &self.before.name);
        self.queue.transition((State::Held, &self.name), to).map(drop)
    }

    /// Puts it into `scheduled` with new content, as if nobody had tried to send it yet.
    ///
    /// # Errors
    /// A disk that refuses: it stays in `held`, with the old words or the new.
    pub fn put(self, message: &Message) -> Result<(), Failure> {
        let failed = |why: String| Failure::other("cannot write the message").cause(why);
        let text = render(message).map_err(failed)?;
        let tmp = self.queue.root.join("tmp").join(format!("{}.change", message.id));
        let path = self.queue.path(State::Held, &self.name);
        let _ = std::fs::remove_file(&tmp); // A killed run may have left it.
        disk::write_new(&tmp, text.as_bytes())
            .and_then(|()| std::fs::rename(&tmp, &path))
            .and_then(|()| disk::sync_folder(&self.queue.folder(State::Held)))
            .map_err(|error| disk::failure("cannot write", &path, &error))?;
        let name = Name::new(message.due, message.id.clone());
        self.queue.transition((State::Held, &self.name), (State::Scheduled, &name)).map(drop)
    }
}

/// What can be removed for good.
impl Queue {
    /// Removes a message, its file and its receipt.
    ///
    /// # Errors
    /// A disk that refuses.
    pub fn remove(&self, entry: &Entry) -> Result<(), Failure> {
        disk::remove(&self.path(entry.state, &entry.name))?;
        self.drop_attachment(&entry.name.id);
        let _ = std::fs::remove_file(self.receipt_path(&entry.name.id));
        Ok(())
    }
}
