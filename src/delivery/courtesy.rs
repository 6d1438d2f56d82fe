//! Never rudely late: what a message that is late does at the door.

use chrono::{DateTime, TimeDelta, Utc};

use crate::failure::Failure;
use crate::message::Message;
use crate::schedule::Calendar;
use crate::terminal::nearest;

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
    Waits {
        /// Until when.
        until: DateTime<Utc>,
        /// Why.
        why: &'static str,
    },
    /// It is of no use any more.
    Expired,
}

impl Courtesy {
    /// Returns the last moment at which a message is of use.
    #[must_use]
    pub fn last(&self, message: &Message, due: DateTime<Utc>) -> DateTime<Utc> {
        let last = due.checked_add_signed(self.give_up).unwrap_or(DateTime::<Utc>::MAX_UTC);
        message.not_after.map_or(last, |limit| last.min(limit))
    }

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
        let last = self.last(message, due);
        if now > last {
            return Late::Expired;
        }
        let day_off = !message.at_given && calendar.is_day_off(now);
        if message.any_time || (late <= self.grace && !day_off) || calendar.is_open(now) {
            return Late::Goes;
        }
        // Nobody is waited for longer than that is of use.
        let pointless = last.checked_add_signed(TimeDelta::seconds(1)).unwrap_or(last);
        let until = calendar.next_opening(now).map_or(pointless, |opening| opening.min(pointless));
        let why =
            if calendar.is_day_off(now) { "it is their day off" } else { "late, and they are not at work" };
        Late::Waits { until, why }
    }
}

/// Presence as Webex words it (<https://developer.webex.com/docs/api/v1/people>).
const PRESENCE: [&str; 9] = [
    "active",
    "call",
    "DoNotDisturb",
    "inactive",
    "meeting",
    "OutOfOffice",
    "pending",
    "presenting",
    "unknown",
];

/// Tells whether somebody's presence holds a message; what cannot be seen never does.
#[must_use]
pub fn holds(wanted: &[String], presence: Option<&str>) -> bool {
    presence.is_some_and(|presence| wanted.iter().any(|status| status.eq_ignore_ascii_case(presence)))
}

/// Reads presence as a person types it.
///
/// # Errors
/// A word Webex does not know, with the nearest one it does.
pub fn presence(word: &str) -> Result<String, Failure> {
    if let Some(known) = PRESENCE.iter().find(|known| known.eq_ignore_ascii_case(word)) {
        return Ok((*known).to_owned());
    }
    let failure = Failure::usage(format!("Webex knows no presence `{word}`"));
    Err(match nearest::nearest(word, PRESENCE) {
        Some(near) => failure.hint(format!("did you mean `{near}`?")),
        None => failure.hint(format!("it knows {}", PRESENCE.join(", "))),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn presence_that_cannot_be_seen_never_holds() {
        let wanted = ["DoNotDisturb".to_owned()];
        assert!(holds(&wanted, Some("donotdisturb")));
        assert!(
            !holds(&wanted, Some("active")) && !holds(&wanted, None) && !holds(&[], Some("DoNotDisturb"))
        );
        assert!(presence("DoNotDistrub").unwrap_err().hints[0].contains("`DoNotDisturb`"));
    }
}
