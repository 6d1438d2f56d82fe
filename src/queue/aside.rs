//! Files that cannot be understood: put where nothing is sent from, as they are.

use std::path::PathBuf;

use crate::failure::Failure;
use crate::message::Id;

use super::{Entry, Queue, disk, is_absent};

impl Queue {
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
