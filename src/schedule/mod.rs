//! When: a phrase is read, their hours are found, a rule is counted on. Pure arithmetic; knows neither clock nor messages.
//!
//! Promises: an instant always comes with the zone it was meant in; what cannot be read, is past or is
//! ambiguous is an error that names the word; all zone arithmetic stands in [`zone`].

mod built_in;
mod day_rule;
mod phrase;
pub mod recurrence;
mod workday;
pub mod zone;
mod zone_names;

use chrono::{DateTime, NaiveDateTime, Utc};

pub use day_rule::DayRule;
pub(crate) use day_rule::{day_in, wall};
pub use phrase::{is_end_of_day, read, read_end};
pub use recurrence::Recurrence;
pub use workday::{Calendar, DaysOff, WorkingHours};
pub use zone::Zone;

/// What a phrase is read against.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// The moment of asking.
    pub now: DateTime<Utc>,
    /// Whose clock a wall time is on.
    pub clock: &'a Zone,
    /// The zone of the person at this terminal.
    pub mine: &'a Zone,
    /// The hours of whom it is for.
    pub theirs: &'a Calendar,
}

/// An instant in a named zone, with what there is to say about it.
#[derive(Debug, Clone)]
pub struct SendAt {
    /// The instant.
    pub at: DateTime<Utc>,
    /// The zone it was meant in.
    pub zone: Zone,
    /// The wall time that was asked for, where it was one and not a distance.
    pub wall: Option<NaiveDateTime>,
    /// Clock changes and other things to show.
    pub notes: Vec<String>,
}
