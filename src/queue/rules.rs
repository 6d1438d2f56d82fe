//! Which release of the zones' rules the names in `scheduled` were reckoned with.

use crate::failure::Failure;

use super::{Queue, disk};

impl Queue {
    /// Tells whether the names were reckoned with other rules than these, so that some may be wrong.
    #[must_use]
    pub fn has_other_rules(&self, release: &str) -> bool {
        disk::read_private(&self.root.join("zones"), 1024).ok().is_none_or(|kept| kept.trim() != release)
    }

    /// Remembers the rules that new names are reckoned with; those that are known already stay.
    ///
    /// # Errors
    /// A disk that refuses.
    pub fn begin_with_rules(&self, release: &str) -> Result<(), Failure> {
        let path = self.root.join("zones");
        if path.symlink_metadata().is_ok() { Ok(()) } else { disk::replace(&path, release.as_bytes()) }
    }

    /// Remembers that every name follows these rules.
    ///
    /// # Errors
    /// A disk that refuses.
    pub fn keep_rules(&self, release: &str) -> Result<(), Failure> {
        disk::replace(&self.root.join("zones"), release.as_bytes())
    }
}
