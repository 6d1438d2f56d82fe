//! At rest: a file per message, the folder is the state, the name says when to look.
//!
//! Promises: a message is in `scheduled` or nowhere once [`Queue::enqueue`] returns; every transition is one
//! rename; what was claimed is claimed on disk before the caller may connect; only the holder of the
//! [`Lock`] delivers. Knows nothing of Webex.

mod aside;
mod attachment;
mod change;
mod claim;
mod enqueue;
mod find;
mod glance;
mod holder;
mod lock;
mod machine;
mod name;
mod pause;
mod receipt;
mod recover;
mod rules;
mod series;
mod settle;
mod stray;
mod survey;
mod withdraw;

use std::path::{Path, PathBuf};

use crate::disk;
use crate::failure::Failure;
use crate::message::{FileError, Id, Message};

pub use aside::SetAside;
pub use change::{Taken, never, paused, undecided};
pub use claim::Claim;
pub use find::{Found, SHORTEST};
pub use glance::{Glance, WAITING};
pub use holder::Holder;
pub use lock::{KeyLock, Lock};
pub use name::{Name, Origin, Search};
pub use series::{Reached, Standing};
pub use settle::Outcome;
pub use stray::{Stray, StrayKind};
pub use survey::Seen;

/// Where a message is in its life; each state is a folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum State {
    /// Waits for its time.
    Scheduled,
    /// Out of `scheduled`, one process's alone.
    Sending,
    /// Webex took it.
    Sent,
    /// Webex will never take it.
    Failed,
    /// Waits for a person or a condition.
    Held,
    /// Perhaps sent.
    Unconfirmed,
    /// Too late to be of use.
    Expired,
    /// Taken back.
    Cancelled,
}

impl State {
    /// Every state, in the order messages flow: a scan in this order misses none that moves meanwhile.
    pub const ALL: [Self; 8] = [
        Self::Scheduled,
        Self::Sending,
        Self::Held,
        Self::Unconfirmed,
        Self::Failed,
        Self::Expired,
        Self::Cancelled,
        Self::Sent,
    ];

    /// Returns the word: folder, JSON and table.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Scheduled => "scheduled",
            Self::Sending => "sending",
            Self::Sent => "sent",
            Self::Failed => "failed",
            Self::Held => "held",
            Self::Unconfirmed => "unconfirmed",
            Self::Expired => "expired",
            Self::Cancelled => "cancelled",
        }
    }

    /// Returns its place in the flow of messages.
    fn order(self) -> usize {
        Self::ALL.iter().position(|state| *state == self).unwrap_or_default()
    }

    /// Reads the word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }
}

/// The folders that are no state.
const BESIDE: [&str; 5] = ["damaged", "tmp", "receipts", "attachments", "series"];

/// One message as the folders show it: its state and its name, unread.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The folder it lies in.
    pub state: State,
    /// Not-before, id and attempts.
    pub name: Name,
}

/// The queue's folder, checked to be ours alone.
#[derive(Debug, Clone)]
pub struct Queue {
    root: PathBuf,
}

impl Queue {
    /// Opens the queue, making what is missing of it.
    ///
    /// # Errors
    /// A folder that is a symlink, another's, or writable by others; a disk that refuses.
    pub fn open(root: &Path) -> Result<Self, Failure> {
        let queue = Self { root: root.to_owned() };
        if let Some(home) = root.parent() {
            disk::make_private_folders(home)?;
        }
        disk::make_private_folder(root)?;
        disk::check_private(root)?;
        for folder in Self::folders() {
            disk::make_private_folder(&root.join(folder))?;
        }
        queue.check()?;
        // Made now: a disk that is full later can still send what it holds.
        let lock = root.join("lock");
        disk::lock_file(&lock).map_err(|error| disk::failure("cannot make", &lock, &error))?;
        queue.claim_for_this_machine()?;
        Ok(queue)
    }

    /// Writes and removes an empty file, and checks that every folder can be written to, as a run must be able to.
    ///
    /// # Errors
    /// A disk that refuses.
    pub fn try_writing(&self) -> Result<(), Failure> {
        let failed = |path: &Path, error: &std::io::Error| {
            let root = self.root.display();
            Failure::other("the queue cannot be written to, so nothing can be sent")
                .cause(format!("`{}`: {error}", path.display()))
                .hint(format!("check that `{root}` is yours (chmod -R u+rwX '{root}') and that its disk is neither full nor read-only"))
        };
        let id = Id::random().map_err(|error| failed(&self.root, &error))?;
        let probe = self.root.join("tmp").join(format!("probe-{id}"));
        disk::write_new(&probe, b"").map_err(|error| failed(&probe, &error))?;
        std::fs::remove_file(&probe).map_err(|error| failed(&probe, &error))?;
        for folder in Self::folders().map(|folder| self.root.join(folder)) {
            disk::check_writable(&folder).map_err(|error| failed(&folder, &error))?;
        }
        Ok(())
    }

    /// Refuses a queue of which any folder is a symlink, another's, or writable by others; tells whether there is one.
    fn check(&self) -> Result<bool, Failure> {
        let is_there = disk::check_private(&self.root)?;
        for folder in Self::folders().filter(|_| is_there) {
            disk::check_private(&self.root.join(folder))?;
        }
        Ok(is_there)
    }

    fn folders() -> impl Iterator<Item = &'static str> {
        State::ALL.map(State::as_str).into_iter().chain(BESIDE)
    }

    /// Opens a queue that exists; `None` when nothing was ever enqueued. Writes nothing.
    ///
    /// # Errors
    /// A folder that is a symlink, another's, or writable by others.
    pub fn existing(root: &Path) -> Result<Option<Self>, Failure> {
        let queue = Self { root: root.to_owned() };
        Ok(queue.check()?.then_some(queue))
    }

    /// Lists the names in one folder; names that do not match the grammar exactly are none.
    ///
    /// # Errors
    /// A folder that cannot be read; part of a listing is never taken for the whole.
    pub fn names(&self, state: State) -> Result<Vec<Name>, Failure> {
        self.listing(state.as_str(), Name::parse)
    }

    /// Lists what can be read as a name in one folder; a folder that is not there is empty.
    fn listing<T>(&self, folder: &str, read: impl Fn(&str) -> Option<T>) -> Result<Vec<T>, Failure> {
        let folder = self.root.join(folder);
        let failed = |error: std::io::Error| disk::failure("cannot read", &folder, &error);
        let listing = match std::fs::read_dir(&folder) {
            Ok(listing) => listing,
            Err(error) if is_absent(&error) => return Ok(Vec::new()),
            Err(error) => return Err(failed(error)),
        };
        let mut names = Vec::new();
        for item in listing {
            names.extend(read(&item.map_err(failed)?.file_name().to_string_lossy()));
        }
        Ok(names)
    }

    /// Lists the messages of several states, earliest first; one seen twice is in the later state.
    ///
    /// # Errors
    /// A folder that cannot be read.
    pub fn entries(&self, states: &[State]) -> Result<Vec<Entry>, Failure> {
        self.entries_of("", states)
    }

    /// Lists the messages of several states whose ids begin so; other names are not even taken apart.
    fn entries_of(&self, prefix: &str, states: &[State]) -> Result<Vec<Entry>, Failure> {
        let mut found: std::collections::HashMap<Id, Entry> = std::collections::HashMap::new();
        let name = |text: &str| name::id_part(text)?.starts_with(prefix).then(|| Name::parse(text)).flatten();
        for state in State::ALL.into_iter().filter(|state| states.contains(state)) {
            for name in self.listing(state.as_str(), name)? {
                // Of two in one folder the later counts: it errs towards not sending.
                let known = found.get(&name.id).is_some_and(|old| old.state == state && old.name > name);
                if !known {
                    found.insert(name.id.clone(), Entry { state, name });
                }
            }
        }
        let mut entries: Vec<Entry> = found.into_values().collect();
        entries.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(entries)
    }

    /// Reads one message.
    ///
    /// # Errors
    /// A file that is gone, is no plain file of ours, or cannot be understood.
    pub fn read(&self, entry: &Entry) -> Result<Message, Unreadable> {
        let path = self.path(entry.state, &entry.name);
        let text = disk::read_private(&path, crate::message::MAX_FILE).map_err(unreadable)?;
        let message = crate::message::parse(&text)?;
        if message.id != entry.name.id {
            return Err(Unreadable::Bad(format!("it says it is `{}`", message.id)));
        }
        Ok(message)
    }

    /// Returns the file of a message.
    #[must_use]
    pub fn file_of(&self, entry: &Entry) -> PathBuf {
        self.path(entry.state, &entry.name)
    }

    fn folder(&self, state: State) -> PathBuf {
        self.root.join(state.as_str())
    }

    fn path(&self, state: State, name: &Name) -> PathBuf {
        self.folder(state).join(name.to_string())
    }

    /// Moves a message from one state to another, durably; the rename is the referee.
    ///
    /// `Ok(false)` means somebody else was faster: it is no longer where it was.
    fn transition(&self, from: Place<'_>, to: Place<'_>) -> Result<bool, Failure> {
        let moved = match self.rename(from, to) {
            Ok(moved) => moved,
            Err(error) if is_taken(&error) => return Err(self.in_the_way(to)),
            Err(error) => return Err(self.cannot_move(from, &error)),
        };
        self.sync_after(moved, from.0, to.0)
    }

    /// Moves a message as [`Queue::transition`] does, for the holder of the lock: a copy that is in the way is set aside
    /// and noted, so that one file too many never ends a run.
    fn transition_under(&self, lock: &Lock, from: Place<'_>, to: Place<'_>) -> Result<bool, Failure> {
        match self.rename(from, to) {
            Err(error) if is_taken(&error) => {}
            Err(error) => return Err(self.cannot_move(from, &error)),
            Ok(moved) => return self.sync_after(moved, from.0, to.0),
        }
        // Of two files of one message the one in the later state counts, as everywhere: it errs towards not sending.
        if to.0.order() > from.0.order() {
            self.set_copy_aside(lock, from)?;
            return Ok(true);
        }
        self.set_copy_aside(lock, to)?;
        self.transition(from, to)
    }

    /// Renames a message; `false` if it is no longer there.
    fn rename(&self, from: Place<'_>, to: Place<'_>) -> std::io::Result<bool> {
        let (source, target) = (self.path(from.0, from.1), self.path(to.0, to.1));
        let renamed = match source == target {
            true => source.symlink_metadata().map(drop), // It has that name already.
            false => disk::rename(&source, &target),
        };
        match renamed {
            Err(error) if is_absent(&error) => Ok(false),
            renamed => renamed.map(|()| true),
        }
    }

    /// Makes a rename durable and returns whether there was one.
    fn sync_after(&self, moved: bool, from: State, to: State) -> Result<bool, Failure> {
        // Source first: on btrfs the other order can leave the message in both folders after a power cut.
        for state in [from, to].into_iter().filter(|_| moved) {
            let folder = self.folder(state);
            disk::sync_folder(&folder).map_err(|error| disk::failure("cannot sync", &folder, &error))?;
        }
        Ok(moved)
    }

    fn cannot_move(&self, from: Place<'_>, error: &std::io::Error) -> Failure {
        disk::failure("cannot move", &self.path(from.0, from.1), error)
    }

    fn in_the_way(&self, to: Place<'_>) -> Failure {
        let path = self.path(to.0, to.1);
        Failure::other(format!("another file of message `{}` is in the way", to.1.id))
            .cause(format!("`{}` exists", path.display()))
            .hint(format!("look at both files, then move the copy out of `{}`", self.root.display()))
    }
}

/// Where a message lies or is to lie.
type Place<'a> = (State, &'a Name);

fn is_taken(error: &std::io::Error) -> bool {
    error.kind() == std::io::ErrorKind::AlreadyExists
}

/// Why a message cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unreadable {
    /// Somebody moved it meanwhile.
    Gone,
    /// What is wrong with it.
    Bad(String),
    /// A newer `mindful` wrote it; in words.
    Newer(String),
    /// The disk refuses; the file may be as good as ever.
    NotNow(String),
}

#[allow(clippy::needless_pass_by_value, reason = "it is what map_err passes")]
fn unreadable(error: std::io::Error) -> Unreadable {
    match (is_absent(&error), disk::is_about_the_file(&error)) {
        (true, _) => Unreadable::Gone,
        (false, true) => Unreadable::Bad(error.to_string()),
        (false, false) => Unreadable::NotNow(error.to_string()),
    }
}

impl From<FileError> for Unreadable {
    fn from(error: FileError) -> Self {
        match error {
            FileError::Newer { .. } => Self::Newer(error.to_string()),
            FileError::Invalid(why) => Self::Bad(why),
        }
    }
}

fn is_absent(error: &std::io::Error) -> bool {
    error.kind() == std::io::ErrorKind::NotFound
}
