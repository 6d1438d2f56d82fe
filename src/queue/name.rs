//! The name of a message file: `20261124T090000Z.k3f9x2ab7m.a0.toml`.
//!
//! Not-before in UTC, id and attempts so far. In `sending` the stamp is the moment of the claim. In `unconfirmed` it
//! is the moment of the next look-up, and `.n1.t20261124T090000Z` adds how often the message was looked for in
//! vain and when the attempt began, both by the server's clock. While a person changes a message it lies in `held`, and
//! `.from-scheduled-20261124T090000Z` says where it goes back to should they never finish.

use std::fmt;

use chrono::{DateTime, Datelike, NaiveDate, SubsecRound, Timelike, Utc};

use crate::message::Id;

use super::State;

/// How many signs `20261124T090000Z` has.
const STAMP: usize = 16;

/// Everything about a message that changes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Name {
    /// When to look at it again.
    pub not_before: DateTime<Utc>,
    /// Which message.
    pub id: Id,
    /// Attempts that certainly did not send it.
    pub attempts: u32,
    /// The search for it, while it is unconfirmed.
    pub search: Option<Search>,
    /// Where it was before a person took it to change it.
    pub from: Option<Origin>,
}

/// Where a message goes back to if a change of it is never finished.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Origin {
    /// The folder it lay in.
    pub state: State,
    /// When it was to be looked at.
    pub not_before: DateTime<Utc>,
}

/// How far the search for an unconfirmed message has come.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Search {
    /// Look-ups that did not find it.
    pub absences: u32,
    /// When the attempt began.
    pub attempted: DateTime<Utc>,
}

impl Name {
    /// Names a message that nobody has tried to send yet.
    #[must_use]
    pub fn new(not_before: DateTime<Utc>, id: Id) -> Self {
        Self { not_before: not_before.trunc_subsecs(0), id, attempts: 0, search: None, from: None }
    }

    /// Names the same message with another moment.
    #[must_use]
    pub fn at(&self, not_before: DateTime<Utc>) -> Self {
        // What a name does not show must not tell two names apart.
        Self { not_before: not_before.trunc_subsecs(0), ..self.clone() }
    }

    /// Names the same message as nobody looks for it and nobody changes it.
    #[must_use]
    pub fn plain(&self) -> Self {
        Self { search: None, from: None, ..self.clone() }
    }

    /// Reads a name; anything the grammar does not produce exactly is none.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.strip_suffix(".toml")?.split('.').peekable();
        let not_before = read_stamp(parts.next()?)?;
        let id = Id::parse(parts.next()?)?;
        let attempts = count(parts.next()?, "a")?;
        let search = match parts.next_if(|part| part.starts_with('n')) {
            Some(absences) => {
                Some(Search { absences: count(absences, "n")?, attempted: attempted(parts.next()?)? })
            }
            None => None,
        };
        let from = match parts.next() {
            Some(part) => Some(origin(part.strip_prefix("from-")?)?),
            None => None,
        };
        parts.next().is_none().then_some(Self { not_before, id, attempts, search, from })
    }
}

/// Returns where an id stands in the text of a name, which may be none.
pub(super) fn id_part(text: &str) -> Option<&str> {
    text.get(STAMP + 1..)?.split('.').next()
}

/// Returns the message of which this may be a copy: the name of one that was added to.
pub(super) fn copied(text: &str) -> Option<Id> {
    read_stamp(text.get(..STAMP)?)?;
    // `k3f9x2ab7m (1).a0.toml` as well as `k3f9x2ab7m.a0 (1).toml`.
    let id = id_part(text)?.split(|sign: char| !sign.is_ascii_alphanumeric()).next()?;
    Id::parse(id)
}

/// Reads `20261124T090000Z`.
fn read_stamp(text: &str) -> Option<DateTime<Utc>> {
    let bytes: &[u8; STAMP] = text.as_bytes().try_into().ok()?;
    let number = |from: usize, to: usize| {
        let digit = |byte: &u8| byte.is_ascii_digit().then(|| u32::from(byte - b'0'));
        bytes[from..to].iter().try_fold(0, |number, byte| Some(number * 10 + digit(byte)?))
    };
    if bytes[8] != b'T' || bytes[15] != b'Z' {
        return None;
    }
    let day = NaiveDate::from_ymd_opt(i32::try_from(number(0, 4)?).ok()?, number(4, 6)?, number(6, 8)?)?;
    Some(day.and_hms_opt(number(9, 11)?, number(11, 13)?, number(13, 15)?)?.and_utc())
}

/// Writes a moment as names do; such moments sort as their texts do.
pub(super) struct Stamp(pub(super) DateTime<Utc>);

impl fmt::Display for Stamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let at = self.0;
        write!(f, "{:04}{:02}{:02}T", at.year(), at.month(), at.day())?;
        write!(f, "{:02}{:02}{:02}Z", at.hour(), at.minute(), at.second())
    }
}

fn origin(part: &str) -> Option<Origin> {
    let (state, stamp) = part.split_once('-')?;
    let not_before = read_stamp(stamp)?;
    Some(Origin { state: State::parse(state)?, not_before })
}

fn attempted(part: &str) -> Option<DateTime<Utc>> {
    read_stamp(part.strip_prefix('t')?)
}

/// Reads a number as it is written here: no sign, no needless zero.
fn count(part: &str, mark: &str) -> Option<u32> {
    let digits = part.strip_prefix(mark)?;
    let is_plain = digits == "0" || digits.starts_with(|sign: char| ('1'..='9').contains(&sign));
    digits.parse().ok().filter(|_| is_plain)
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.a{}", Stamp(self.not_before), self.id, self.attempts)?;
        if let Some(search) = &self.search {
            write!(f, ".n{}.t{}", search.absences, Stamp(search.attempted))?;
        }
        if let Some(from) = &self.from {
            write!(f, ".from-{}-{}", from.state.as_str(), Stamp(from.not_before))?;
        }
        f.write_str(".toml")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_read_back_as_it_was_written() {
        for text in [
            "20261124T090000Z.k3f9x2ab7m.a0.toml",
            "20261124T090200Z.k3f9x2ab7m.a12.n1.t20261124T090000Z.toml",
            "20261124T090000Z.k3f9x2ab7m.a10000.toml",
            "20261124T090000Z.k3f9x2ab7m.a4294967295.n10000.t20261124T090000Z.toml",
            "99991231T235959Z.k3f9x2ab7m.a0.from-scheduled-20261124T090000Z.toml",
            "99991231T235959Z.k3f9x2ab7m.a1.n0.t20261124T090000Z.from-unconfirmed-20261124T090000Z.toml",
        ] {
            assert_eq!(Name::parse(text).unwrap().to_string(), text);
        }
    }

    #[test]
    fn two_moments_of_one_second_make_one_name() {
        let at = |text: &str| Name::new(text.parse().unwrap(), Id::parse("k3f9x2ab7m").unwrap());
        let (whole, part) = (at("2026-11-24T09:00:00Z"), at("2026-11-24T09:00:00.999999999Z"));
        assert_eq!(whole, part);
        assert_eq!(
            whole.at("2026-11-24T10:00:00.5Z".parse().unwrap()),
            whole.at("2026-11-24T10:00:00Z".parse().unwrap())
        );
        assert_eq!(Name::parse(&part.to_string()), Some(part));
    }

    #[test]
    fn a_name_that_is_not_exactly_one_of_ours_is_none() {
        for bad in [
            "20261124T090000Z.k3f9x2ab7m.a0.toml~",
            ".20261124T090000Z.k3f9x2ab7m.a0.toml",
            "20261124T090000Z.k3f9x2ab7m.a00.toml",
            "20261124T090000Z.k3f9x2ab7m.a+1.toml",
            "20261124T090000Z.k3f9x2ab7m.a.toml",
            "20261124T090000Z.k3f9x2ab7m.a4294967296.toml",
            "20261124T090000Z.k3f9x2ab7m.a0.n01.t20261124T090000Z.toml",
            "20261124T090000Z.k3f9x2ab7m.a0.from-held-20261124T090000Z.n0.t20261124T090000Z.toml",
            "20261124T090000Z.k3f9x2ab7m.a0.from-held-20261124T090000Z.toml.toml",
            "20261124T090000Z.k3f9x2ab7m.a0..toml",
            "20261124T090000Z.k3f9x2ab7m.a0.n0.toml",
            "20261124T090000Z.k3f9x2ab7m.a0.n0.t2026.toml",
            "20261124T090000Z.k3f9x2ab7m.a0.n0.t20261124T090000Z.n0.t20261124T090000Z.toml",
            "20261124T090000Z.k3f9x2ab7m.a0.from-nowhere-20261124T090000Z.toml",
            "20261124T090000Z.k3f9x2ab7m.a0.from-held.toml",
            "20261124T090000Z.k3f9x2ab7m.a0.sync-conflict-20261124.toml",
            "20261124T090000Z.K3F9X2AB7M.a0.toml",
            "20261324T090000Z.k3f9x2ab7m.a0.toml",
            "20261124T250000Z.k3f9x2ab7m.a0.toml",
            "20261124T090060Z.k3f9x2ab7m.a0.toml",
            "2026112+T090000Z.k3f9x2ab7m.a0.toml",
            "20261124 090000Z.k3f9x2ab7m.a0.toml",
            "20261124T090000Z.k3f9x2ab7m (conflicted copy).a0.toml",
        ] {
            assert_eq!(Name::parse(bad), None, "{bad}");
        }
    }

    proptest::proptest! {
        #[test]
        fn whatever_is_read_is_written_the_same(
            stamp in "20[0-9]{2}[01][0-9][0-3][0-9]T[0-2][0-9]([0-6][0-9]){2}Z",
            id in "[a-z0-9]{9,11}",
            rest in "\\.a[+0-9]{0,3}(\\.n[+0-9]{0,2}\\.t20261124T09[0-9]{4}Z){0,2}(\\.from-(held|sent|x)-20261124T09[0-9]{4}Z){0,2}",
        ) {
            let text = format!("{stamp}.{id}{rest}.toml");
            if let Some(name) = Name::parse(&text) {
                proptest::prop_assert_eq!(name.to_string(), text);
            }
        }
    }
}
