//! A message that comes again: the rule, counted from its first day, and what happens on a day off.
//!
//! Promises: an occurrence is named by the day the rule gave it, wherever it was moved; the next one is found from
//! that day and never from when the last one went, so nothing drifts; the wall time stays across clock changes.

mod read;
mod rule;

use chrono::{DateTime, Days, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use serde::{Deserialize, Serialize};

pub use read::read;
pub use rule::{Nth, On, Rule};

use super::{Calendar, Zone};

/// So many days are looked through, ten years; a rule that fits none of them fits no more.
const FARTHEST: usize = 10 * 366;
/// A day off is moved on by no more than this.
const LONGEST_LEAVE: u64 = 366;

/// What becomes of an occurrence on a day they do not work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum OnDayOff {
    /// It is left out.
    Skip,
    /// It goes on their next working day, unless the next occurrence is there first.
    Next,
}

impl OnDayOff {
    /// Returns the word for files, flags and JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Skip => "skip",
            Self::Next => "next",
        }
    }

    /// Reads the word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Skip, Self::Next].into_iter().find(|wish| wish.as_str() == word)
    }
}

/// A rule with everything that decides when its occurrences are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recurrence {
    /// The rule.
    pub rule: Rule,
    /// The day it is counted from: its first.
    pub first: NaiveDate,
    /// What the clock on the wall says; none is the start of their hours, whatever these are by then.
    pub time: Option<NaiveTime>,
    /// Where that wall is.
    pub zone: String,
    /// Nothing is later than this.
    pub until: Option<DateTime<Utc>>,
    /// There are no more than so many.
    pub count: Option<u32>,
    /// What was asked for on days off; without a wish their days off are moved and a weekday that was named stands.
    pub on_day_off: Option<OnDayOff>,
    /// Their hours do not matter, nor do their days off, unless something was asked for on these.
    pub any_time: bool,
    /// A time outside their hours is moved to their next ones.
    pub within_hours: bool,
}

/// One of many: the day the rule gave it, and when it goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Occurrence {
    /// The day the rule gave it.
    pub day: NaiveDate,
    /// The wall time it goes at, perhaps on another day.
    pub wall: NaiveDateTime,
    /// Where that wall is.
    pub zone: String,
    /// The instant.
    pub at: DateTime<Utc>,
    /// What a clock change did to it.
    pub note: Option<String>,
}

/// Where the wall is, and whom it is for.
#[derive(Debug, Clone, Copy)]
pub struct Against<'a> {
    /// The zone of the wall time.
    pub clock: &'a Zone,
    /// Their hours and days off, as they are known now.
    pub theirs: &'a Calendar,
}

impl Recurrence {
    /// Returns the first occurrence of a day at or after `from` that is later than `past` and not left out.
    #[must_use]
    pub fn next(&self, from: NaiveDate, past: DateTime<Utc>, against: Against<'_>) -> Option<Occurrence> {
        self.rule
            .days(self.first, from, |day| against.theirs.is_workday(day))
            .filter_map(|day| self.on(day, against))
            .find(|occurrence| occurrence.at > past)
            .filter(|occurrence| self.until.is_none_or(|until| occurrence.at <= until))
    }

    /// Returns the occurrence of a day of the rule; `None` where it is left out.
    #[must_use]
    pub fn on(&self, day: NaiveDate, against: Against<'_>) -> Option<Occurrence> {
        let planned = self.at(day, day, against)?;
        match self.on_day_off(planned.at, against.theirs) {
            None => Some(planned),
            Some(OnDayOff::Skip) => None,
            Some(OnDayOff::Next) => (1..LONGEST_LEAVE)
                .filter_map(|days| self.at(day, day.checked_add_days(Days::new(days))?, against))
                .find(|later| is_workday(later.at, against.theirs)),
        }
    }

    /// Decides whether an instant stands, although they may be off.
    fn on_day_off(&self, at: DateTime<Utc>, theirs: &Calendar) -> Option<OnDayOff> {
        if is_workday(at, theirs) {
            return None;
        }
        let unasked = match self.time {
            _ if self.any_time => None,
            None => Some(OnDayOff::Next),
            Some(_) => theirs.is_day_off(at).then_some(OnDayOff::Next),
        };
        self.on_day_off.or(unasked)
    }

    fn at(&self, day: NaiveDate, goes: NaiveDate, against: Against<'_>) -> Option<Occurrence> {
        let theirs = against.theirs;
        let nine = || NaiveTime::from_hms_opt(9, 0, 0);
        // Their hours stand on their own clock, wherever that hangs by then.
        let (time, clock) = match self.time {
            Some(time) => (time, against.clock),
            None => (theirs.starts(goes).or_else(nine)?, &theirs.zone),
        };
        let wall = goes.and_time(time);
        let resolved = clock.resolve(wall);
        let moved = self.within_hours && !theirs.is_open(resolved.at);
        let at = if moved { theirs.next_opening(resolved.at)? } else { resolved.at };
        let wall = if moved { clock.local(at).naive_local() } else { wall };
        Some(Occurrence { day, wall, zone: clock.name().to_owned(), at, note: resolved.note })
    }
}

fn is_workday(at: DateTime<Utc>, theirs: &Calendar) -> bool {
    theirs.is_workday(theirs.zone.local(at).date_naive())
}

#[cfg(test)]
mod tests;
