//! The subject: what is sent, to whom, when, and what became of it.
//!
//! A [`Message`] is what its file holds, unchanged from enqueue to the end - but that a wall time is read by the
//! rules its zone has today -; what happens to it later is
//! written in the name of its file and in its [`Receipt`].

mod attempt;
mod body;
mod file;
mod fill;
mod recipient;
#[cfg(test)]
mod sample;
mod series;
mod whom;

use chrono::{DateTime, Datelike, NaiveDateTime, SubsecRound, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::schedule::Zone;

pub use attempt::{Attempt, Outcome, PAUSED, Receipt};
pub use body::{Attachment, Body, Format, MAX_ATTACHMENT, MAX_TEXT, check_text};
pub use file::{FileError, MAX_FILE, parse, render, render_new};
pub use fill::placeholders;
pub use recipient::{Recipient, To};
pub use series::Series;
pub use whom::{Meant, Who, distinct};

/// Names a message: ten lower-case letters and digits.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Id([u8; Id::LENGTH]);

impl Id {
    const LENGTH: usize = 10;
    const SIGNS: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz023456789";

    /// Makes an id of fifty random bits.
    ///
    /// # Errors
    /// The operating system has no randomness.
    pub fn random() -> std::io::Result<Self> {
        let mut bytes = [0_u8; Self::LENGTH];
        getrandom::fill(&mut bytes).map_err(std::io::Error::other)?;
        Ok(Self::of(&bytes))
    }

    /// Reads an id; anything but ten lower-case letters and digits is none.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let bytes: [u8; Self::LENGTH] = text.as_bytes().try_into().ok()?;
        let fits = |byte: &u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
        bytes.iter().all(fits).then_some(Self(bytes))
    }

    /// Names the nth message of the series this id names: always the same one, so that it can be enqueued only once.
    #[must_use]
    pub fn nth(&self, number: u32) -> Self {
        if number == 1 {
            return self.clone();
        }
        let hash = Sha256::digest(format!("{self} {number}"));
        Self::of(&hash)
    }

    fn of(bytes: &[u8]) -> Self {
        Self(std::array::from_fn(|index| Self::SIGNS[usize::from(bytes[index] % 32)]))
    }

    /// Returns the whole id.
    #[must_use]
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).expect("an id is letters and digits")
    }
}

impl TryFrom<String> for Id {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text).ok_or("an id is ten lower-case letters and digits")
    }
}

impl From<Id> for String {
    fn from(id: Id) -> Self {
        id.to_string()
    }
}

impl std::fmt::Display for Id {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What is sent, to whom and when.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Message {
    /// Names it.
    pub id: Id,
    /// When it was enqueued.
    pub created: DateTime<Utc>,
    /// When it is to arrive, by today's rules of its zone.
    pub due: DateTime<Utc>,
    /// The wall time it was asked for, kept so that it stays that wall time if the zone's rules change.
    pub wall: Option<Wall>,
    /// Whether a person gave the time, rather than it being their next working hours.
    pub at_given: bool,
    /// To whom.
    #[serde(with = "recipient::Stored")]
    pub to: Recipient,
    /// Their hours do not matter.
    pub any_time: bool,
    /// It is pointless later than this.
    pub not_after: Option<DateTime<Utc>>,
    /// Presence that holds it, instead of the settings'.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hold_while: Vec<String>,
    /// It is held if they wrote since it was scheduled.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unless_reply: bool,
    /// The Webex person it was scheduled as, if anybody was logged in.
    pub account: Option<String>,
    /// The key that makes a repeated enqueue a no-op.
    pub key: Option<String>,
    /// The series it is one of, if it comes again.
    pub series: Option<Series>,
    /// What is said.
    pub body: Body,
}

impl Message {
    /// Returns what decides who goes first: the due time, then who was scheduled first.
    #[must_use]
    pub fn order(&self) -> (DateTime<Utc>, DateTime<Utc>, Id) {
        (self.due, self.created, self.id.clone())
    }

    /// Lets its own time stand, whatever the rule of its series would say.
    pub fn stands(&mut self) {
        if let Some(series) = &mut self.series {
            series.stands = true;
        }
    }
}

/// A time on a wall in a zone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wall {
    /// What the clock on the wall says.
    pub time: NaiveDateTime,
    /// Where the wall is.
    pub zone: String,
}

impl Wall {
    /// Takes a time as a clock shows it: whole seconds, as the name of a file holds them. Returns `None` if it would be
    /// read as another moment, such as the earlier one of an hour that comes twice.
    #[must_use]
    pub fn of(time: NaiveDateTime, zone: &str, at: DateTime<Utc>) -> Option<Self> {
        let wall = Self { time: time.trunc_subsecs(0), zone: zone.to_owned() };
        (wall.at() == Some(at.trunc_subsecs(0))).then_some(wall)
    }

    /// Returns its instant by today's rules; `None` when the zone is not known any more.
    #[must_use]
    pub fn at(&self) -> Option<DateTime<Utc>> {
        Zone::named(&self.zone).ok().map(|zone| zone.resolve(self.time).at)
    }
}

/// Takes a day or a moment that can be reckoned with and that a name in the queue can hold; names that wait for a
/// person have the year 9999.
fn in_calendar<T: Datelike>(at: T, what: &str) -> Result<T, String> {
    let year = at.year();
    let known = (1970..9999).contains(&year);
    known.then_some(at).ok_or_else(|| format!("its {what} is in the year {year} and out of range"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_random_id_is_read_back_and_a_strange_one_is_not() {
        let id = Id::random().unwrap();
        assert_eq!(Id::parse(id.as_str()), Some(id));
        for bad in ["", "short", "UPPERCASE1", "../../etc/p", "k3f9x2ab7m1"] {
            assert_eq!(Id::parse(bad), None, "{bad}");
        }
    }
}
