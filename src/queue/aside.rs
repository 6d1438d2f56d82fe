//! Files that cannot be understood: put where nothing is sent from, as they are.

use std::path::PathBuf;

use crate::failure::Failure;
use crate::message::Id;

use super::{Entry, Lock, Place, Queue, disk, is_absent};

/// A second file of a message, which was in the way of the first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetAside {
    /// Where it lay.
    pub entry: Entry,
    /// Where it lies now.
    pub path: PathBuf,
}

impl Queue {
    /// Sets a copy of a message aside and notes that for the report of this run.
    pub(super) fn set_copy_aside(&self, lock: &Lock, place: Place<'_>) -> Result<(), Failure> {
        let entry = Entry { state: place.0, name: place.1.clone() };
        if let Some(path) = self.set_aside(&entry)? {
            lock.note(SetAside { entry, path });
        }
        Ok(())
    }

    /// Puts a file that cannot be understood into `damaged`, as it is, and says where it lies now.
    /// `None` when it has left meanwhile.
    ///
    /// # Errors
    /// A disk that refuses.
    pub fn set_aside(&self, entry: &Entry) -> Result<Option<PathBuf>, Failure> {
        let damaged = self.root.join("damaged");
        disk::make_private_folder(&damaged)?;
        let from = self.path(entry.state, &entry.name);
        let mut to = damaged.join(entry.name.to_string());
        if to.symlink_metadata().is_ok() {
            let suffix = Id::random().map_err(|error| disk::failure("cannot set aside", &from, &error))?;
            to = damaged.join(format!("{}.{suffix}", entry.name));
        }
        match disk::rename(&from, &to) {
            Err(error) if is_absent(&error) => return Ok(None),
            moved => moved
                .and_then(|()| disk::sync_folder(&self.folder(entry.state)))
                .and_then(|()| disk::sync_folder(&damaged))
                .map_err(|error| disk::failure("cannot set aside", &from, &error))?,
        }
        Ok(Some(to))
    }

    /// Tells how many files lie in `damaged`, and where that is.
    ///
    /// # Errors
    /// A folder that cannot be read.
    pub fn damaged(&self) -> Result<(usize, PathBuf), Failure> {
        let files = self.listing("damaged", |_| Some(()))?;
        Ok((files.len(), self.root.join("damaged")))
    }
}
