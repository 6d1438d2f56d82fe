//! One of many: which series a message belongs to, and by which rule the next one comes.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::Id;
use crate::schedule::recurrence::Recurrence;

/// The place of a message among those that come again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Series {
    /// Names the series: the id of its first message.
    pub id: Id,
    /// Which one this is, from 1.
    pub number: u32,
    /// The day the rule gave it, wherever it was moved.
    pub day: NaiveDate,
    /// Its own time stands, whatever the rule would say now: a person gave it.
    pub stands: bool,
    /// When the others are.
    pub recurrence: Recurrence,
}

impl Series {
    /// Tells whether another one may follow this one.
    #[must_use]
    pub fn goes_on(&self) -> bool {
        self.recurrence.count.is_none_or(|count| self.number < count)
    }
}
