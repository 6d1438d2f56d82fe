//! What a run needs to know before it does anything: whether there is anything to do. Names are compared, not
//! taken apart: a laptop asks this 1,440 times a day.

use chrono::{DateTime, Utc};

use crate::failure::Failure;

use super::name::Stamp;
use super::{Name, Queue, State};

/// Where a message lies that a run may have something to do with.
pub const WAITING: [State; 3] = [State::Scheduled, State::Held, State::Unconfirmed];

/// What one look at the names shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Glance {
    /// Something waits.
    pub waits: bool,
    /// Something is to be looked at by now, or was left in the middle of a change.
    pub is_due: bool,
}

impl Queue {
    /// Looks whether anything waits, and whether something is due.
    ///
    /// # Errors
    /// A folder that cannot be read.
    pub fn glance(&self, now: DateTime<Utc>) -> Result<Glance, Failure> {
        let now = Stamp(now).to_string();
        let is_due = |text: &str| is_by(text, &now) || text.contains(".from-") && Name::parse(text).is_some();
        let mut glance = Glance { waits: false, is_due: false };
        for state in WAITING {
            // A moment that is far away still says that something waits.
            let looks = self.listing(state.as_str(), |text| text.ends_with(".toml").then(|| is_due(text)))?;
            glance.waits |= !looks.is_empty();
            glance.is_due |= looks.contains(&true);
        }
        Ok(glance)
    }

    /// Counts what should have been looked at by then.
    ///
    /// # Errors
    /// A folder that cannot be read.
    pub fn overdue(&self, by: DateTime<Utc>) -> Result<usize, Failure> {
        let by = Stamp(by).to_string();
        let late = self.listing(State::Scheduled.as_str(), |text| is_by(text, &by).then_some(()))?;
        Ok(late.len())
    }
}

/// Tells whether a name is one, and of a moment that has come by then.
fn is_by(text: &str, stamp: &str) -> bool {
    text.as_bytes().get(..stamp.len()).is_some_and(|begins| begins <= stamp.as_bytes())
        && Name::parse(text).is_some()
}
