//! Never rudely late: what a message that is late does at the door.

use chrono::{DateTime, TimeDelta, Utc};

use crate::message::Message;
use crate::schedule::Calendar;

/// How late is still right.
#[derive(Debug, Clone, Copy)]
pub struct Courtesy {
    /// How late still counts as on time.
    pub grace: TimeDelta,
    /// After this much lateness a message expires.
    pub give_up: TimeDelta,
}

/// What a due message does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Late {
    /// It goes.
    Goes,
    /// It waits for their next working hours.
    Waits(DateTime<Utc>),
    /// It is of no use any more.
    Expired,
}

impl Courtesy {
    /// Decides for one message at `now`, by the hours of whom it is for.
    #[must_use]
    pub fn decide(
        &self,
        message: &Message,
        due: DateTime<Utc>,
        calendar: &Calendar,
        now: DateTime<Utc>,
    ) -> Late {
        let late = now - due;
        if late > self.give_up || message.not_after.is_some_and(|limit| now > limit) {
            return Late::Expired;
        }
        let day_off = !message.at_given && calendar.is_day_off(now);
        if message.any_time || (late <= self.grace && !day_off) || calendar.is_open(now) {
            return Late::Goes;
        }
        // Somebody who is never at work again is waited for until that is pointless.
        Late::Waits(calendar.next_opening(now).unwrap_or(due + self.give_up))
    }
}
