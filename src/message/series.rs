//! One of many: which series a message belongs to, and by which rule the next one comes.
//!
//! In the file it is one array of words, `series = ["id k3f9x2ab7m", "number 3", …]`, because a TOML table would
//! stand behind the text, which must stay last.

use std::collections::BTreeMap;
use std::num::NonZeroU32;
use std::str::FromStr;

use chrono::{DateTime, NaiveDate, Utc};

use super::{Id, in_calendar};
use crate::schedule::recurrence::{OnDayOff, Recurrence, read};

/// The place of a message among those that come again.
#[derive(Debug, Clone, PartialEq, Eq)]
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

/// Writes a series as the words of its file.
pub(super) fn words(series: &Series) -> Vec<String> {
    let recurrence = &series.recurrence;
    let mut words = vec![
        format!("id {}", series.id),
        format!("number {}", series.number),
        format!("day {}", series.day),
        format!("every {}", recurrence.rule),
        format!("first {}", recurrence.first),
        format!("zone {}", recurrence.zone),
    ];
    let mut with = |key: &str, value: Option<String>| {
        words.extend(value.map(|value| format!("{key} {value}")));
    };
    with("time", recurrence.time.map(|time| time.to_string()));
    with("until", recurrence.until.map(|until| until.to_rfc3339()));
    with("count", recurrence.count.map(|count| count.to_string()));
    with("on_day_off", recurrence.on_day_off.map(|wish| wish.as_str().to_owned()));
    with("any_time", recurrence.any_time.then(|| "yes".to_owned()));
    with("within_hours", recurrence.within_hours.then(|| "yes".to_owned()));
    with("stands", series.stands.then(|| "yes".to_owned()));
    words
}

/// Reads the words of a file; no word at all is no series.
pub(super) fn parse(words: &[String]) -> Result<Option<Series>, String> {
    if words.is_empty() {
        return Ok(None);
    }
    let mut words = Words(words.iter().map(|word| pair(word)).collect::<Result<_, _>>()?);
    let recurrence = Recurrence {
        rule: words.take("every", |rule| read(rule).ok())?.ok_or("its rule is missing")?,
        first: words.day("first")?.ok_or("the first day of its series is missing")?,
        time: words.parsed("time")?,
        zone: words.parsed("zone")?.ok_or("the zone of its series is missing")?,
        until: words.parsed("until")?.map(|at: DateTime<Utc>| in_calendar(at, "until")).transpose()?,
        count: words.parsed("count")?.map(NonZeroU32::get),
        on_day_off: words.take("on_day_off", OnDayOff::parse)?,
        any_time: words.yes("any_time")?,
        within_hours: words.yes("within_hours")?,
    };
    let series = Series {
        id: words.take("id", Id::parse)?.ok_or("the id of its series is missing")?,
        number: words.parsed("number")?.map(NonZeroU32::get).ok_or("its number is missing")?,
        day: words.day("day")?.ok_or("its day is missing")?,
        stands: words.yes("stands")?,
        recurrence,
    };
    match words.0.keys().next() {
        Some(strange) => Err(format!("its series has an unknown `{strange}`")),
        None => Ok(Some(series)),
    }
}

fn pair(word: &str) -> Result<(&str, &str), String> {
    word.split_once(' ').ok_or_else(|| format!("its series has an unknown `{word}`"))
}

/// What is not read yet, by its first word.
struct Words<'a>(BTreeMap<&'a str, &'a str>);

impl Words<'_> {
    fn take<T>(&mut self, key: &str, read: impl FnOnce(&str) -> Option<T>) -> Result<Option<T>, String> {
        let Some(value) = self.0.remove(key) else { return Ok(None) };
        read(value).map(Some).ok_or_else(|| format!("the `{key}` of its series cannot be read: `{value}`"))
    }

    fn parsed<T: FromStr>(&mut self, key: &str) -> Result<Option<T>, String> {
        self.take(key, |value| value.parse().ok())
    }

    fn day(&mut self, key: &str) -> Result<Option<NaiveDate>, String> {
        self.parsed(key)?.map(|day| in_calendar(day, key)).transpose()
    }

    fn yes(&mut self, key: &str) -> Result<bool, String> {
        self.take(key, |value| (value == "yes").then_some(true)).map(Option::unwrap_or_default)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn series(rule: &str) -> Series {
        Series {
            id: Id::parse("k3f9x2ab7m").unwrap(),
            number: 3,
            day: "2026-12-07".parse().unwrap(),
            stands: true,
            recurrence: Recurrence {
                rule: read(rule).unwrap(),
                first: "2026-11-23".parse().unwrap(),
                time: Some("09:00:00".parse().unwrap()),
                zone: "Europe/London".to_owned(),
                until: Some("2027-03-01T17:00:00Z".parse().unwrap()),
                count: Some(9),
                on_day_off: Some(OnDayOff::Skip),
                any_time: true,
                within_hours: true,
            },
        }
    }

    #[test]
    fn a_series_is_read_back_as_it_was_written() {
        for rule in ["mon,thu", "2 weeks", "first mon", "month on 31", "workday"] {
            assert_eq!(parse(&words(&series(rule))).unwrap(), Some(series(rule)));
        }
        assert_eq!(parse(&[]).unwrap(), None);
    }

    #[test]
    fn a_word_that_is_missing_strange_or_misspelt_is_refused() {
        let whole = words(&series("day"));
        for missing in 0..6 {
            let mut less = whole.clone();
            less.remove(missing);
            assert!(parse(&less).is_err(), "without {}", whole[missing]);
        }
        let strange = [
            "colour",
            "colour red",
            "count many",
            "count 0",
            "number 0",
            "day +262142-12-31",
            "first 9999-01-01",
            "until 1969-01-01T00:00:00Z",
            "stands no",
            "on_day_off never",
        ];
        for strange in strange {
            let mut more: Vec<String> = whole.clone();
            more.retain(|word| !word.starts_with(strange.split(' ').next().unwrap()));
            more.push(strange.to_owned());
            assert!(parse(&more).is_err(), "with {strange}");
        }
    }
}
