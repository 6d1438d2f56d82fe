//! The account-wide "not before", after Webex said 429.

use chrono::{DateTime, Utc};

use crate::failure::Failure;

use super::{Queue, disk};

impl Queue {
    /// Returns until when Webex wants to be left alone, if that is still ahead and believable.
    #[must_use]
    pub fn paused_until(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let text = disk::read_private(&self.root.join("pause"), 64).ok()?;
        let until: DateTime<Utc> = text.trim().parse().ok()?;
        // No pause counts for longer than an hour: a clock set back must not silence the queue.
        (now < until && until <= now + chrono::TimeDelta::hours(1)).then_some(until)
    }

    /// Leaves Webex alone until then.
    ///
    /// # Errors
    /// A disk that refuses.
    pub fn pause(&self, until: DateTime<Utc>) -> Result<(), Failure> {
        let (path, tmp) = (self.root.join("pause"), self.root.join("tmp").join("pause"));
        let _ = std::fs::remove_file(&tmp);
        disk::write_new(&tmp, until.to_rfc3339().as_bytes())
            .and_then(|()| std::fs::rename(&tmp, &path))
            .map_err(|error| disk::failure("cannot write", &path, &error))
    }
}
