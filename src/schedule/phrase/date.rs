//! A date: `1 dec`, `Dec 1 2027`, `the 15th`, `1st of december`, `2026-12-01`; `12/01/2026` only where it has one reading.

use chrono::{Datelike, Months, NaiveDate};

use super::Why;
use super::day::{Day, Month, named};
use super::number::{day, is_digits, ordinal};

pub(super) const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// A date as it was said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Date {
    /// A day of the calendar.
    Full(NaiveDate),
    /// Day and month, and the year where it was said.
    DayMonth(u32, u32, Option<i32>),
    /// `the 15th`: the next day with that number.
    Number(u32),
    /// `the 15th of next month`.
    NumberOf(u32, Month),
}

/// Reads a date at the beginning of the words and says how many it took.
pub(super) fn read(words: &[&str]) -> Result<Option<(Day, usize)>, Why> {
    if let Some(date) = numbers(words[0])? {
        return Ok(Some((Day::Date(date), 1)));
    }
    if let Some((date, used)) = with_month(words).or_else(|| number(words)) {
        return Ok(Some((Day::Date(date), used)));
    }
    match words {
        [number, word, ..] if day(number).is_some() => match misspelt(word) {
            Some(why) => Err(why.at(1)),
            None => Ok(None),
        },
        [name, ..] if month(name).is_some() => Err(no_day(name)),
        _ => Ok(None),
    }
}

/// Reads a month's name or its first letters.
pub(super) fn month(word: &str) -> Option<u32> {
    let word = if word == "sept" { "september" } else { word };
    named(word, &MONTHS).map(|month| month + 1)
}

/// Four digits that are a year wherever a month is named.
pub(super) fn year(word: &str) -> Option<i32> {
    word.parse().ok().filter(|year| (1900..2200).contains(year) && word.len() == 4 && is_digits(word))
}

/// Reads a day of a month and its month in either order, with the year before or after.
fn with_month(words: &[&str]) -> Option<(Date, usize)> {
    if let [first, rest @ ..] = words
        && let Some(year) = year(first)
        && let Some((Date::DayMonth(day, month, None), used)) = with_month(rest)
    {
        return Some((Date::DayMonth(day, month, Some(year)), used + 1));
    }
    let the = usize::from(words.first() == Some(&"the"));
    let (number, name, used) = match &words[the..] {
        [number, "of", name, ..] if month(name).is_some() => (number, name, 3),
        [number, name, ..] if month(name).is_some() => (number, name, 2),
        [name, "the", number, ..] if the == 0 => (number, name, 3),
        [name, number, ..] if the == 0 => (number, name, 2),
        _ => return None,
    };
    let (month, day) = (month(name)?, day(number)?);
    let used = the + used;
    let year = words.get(used).and_then(|word| year(word));
    Some((Date::DayMonth(day, month, year), used + usize::from(year.is_some())))
}

/// Reads `the 15th`, `15th of the month`, `1st of next month`.
fn number(words: &[&str]) -> Option<(Date, usize)> {
    let the = usize::from(words.first() == Some(&"the"));
    let word = words.get(the)?;
    let number = if the == 1 {
        day(word)
    } else {
        ordinal(word).filter(|_| word.starts_with(|sign: char| sign.is_ascii_digit()))
    }?;
    let rest = &words[the + 1..];
    let (month, more) = match rest {
        ["of", "the" | "this", "month", ..] => (Some(Month::This), 3),
        ["of", "next", "month", ..] => (Some(Month::Next), 3),
        _ => (None, 0),
    };
    let date = month.map_or(Date::Number(number), |month| Date::NumberOf(number, month));
    Some((date, the + 1 + more))
}

/// A long word after a number that begins like a month is one with a slip in it.
fn misspelt(word: &str) -> Option<Why> {
    let near = super::hint::nearest(word, MONTHS)
        .filter(|near| word.len() > 4 && near.as_bytes()[0] == word.as_bytes()[0])?;
    Some(Why::word(word).meant(near))
}

fn no_day(name: &str) -> Why {
    let why = Why::said(format!("`{name}` needs a day of the month"));
    why.swap(&format!("1 {name}")).swap(&format!("end of {name}"))
}

impl Date {
    /// Finds the day that is meant on or after today.
    ///
    /// # Errors
    /// Says why there is no such day.
    pub(super) fn on(self, today: NaiveDate) -> Result<NaiveDate, Why> {
        let none = || Why::said("there is no such day".to_owned());
        match self {
            Self::Full(date) => Ok(date),
            Self::DayMonth(day, month, Some(year)) => {
                near(year, today)?;
                NaiveDate::from_ymd_opt(year, month, day).ok_or_else(none)
            }
            // Within eight years there is a 29th of February.
            Self::DayMonth(day, month, None) => (0..=8)
                .filter_map(|years| NaiveDate::from_ymd_opt(today.year() + years, month, day))
                .find(|date| *date >= today)
                .ok_or_else(none),
            Self::Number(number) => (0..=12)
                .filter_map(|months| first_of(today, months)?.with_day(number))
                .find(|date| *date >= today)
                .ok_or_else(none),
            Self::NumberOf(number, month) => {
                month.first_day(today).and_then(|first| first.with_day(number)).ok_or_else(none)
            }
        }
    }
}

/// Refuses a year that is past, or more than two ahead.
fn near(year: i32, today: NaiveDate) -> Result<(), Why> {
    let why = |sentence| Err(Why::said(sentence).year(year));
    match year - today.year() {
        ..0 => why(format!("the year {year} is past")),
        0..=2 => Ok(()),
        _ => why(format!("the year {year} is too far; a time can be at most two years ahead")),
    }
}

impl Month {
    /// Returns the first day of the month, which may be past.
    pub(super) fn first_day(self, today: NaiveDate) -> Option<NaiveDate> {
        match self {
            Self::This => first_of(today, 0),
            Self::Next => first_of(today, 1),
            Self::Named(month, Some(year)) => NaiveDate::from_ymd_opt(year, month, 1),
            Self::Named(month, None) => {
                let years = u32::from(month < today.month());
                NaiveDate::from_ymd_opt(today.year() + i32::try_from(years).ok()?, month, 1)
            }
        }
    }
}

/// Returns the first day of the month so many months after that of a day.
pub(super) fn first_of(day: NaiveDate, months: u32) -> Option<NaiveDate> {
    day.with_day(1)?.checked_add_months(Months::new(months))
}

fn numbers(word: &str) -> Result<Option<Date>, Why> {
    if word.len() == 10 && word.as_bytes()[4] == b'-' && word.as_bytes()[7] == b'-' {
        let date = word.parse().map_err(|_| Why::said(format!("`{word}`: there is no such day")))?;
        return Ok(Some(Date::Full(date)));
    }
    if word.len() == 8 && is_digits(word) {
        let iso = format!("{}-{}-{}", &word[..4], &word[4..6], &word[6..]);
        return Err(Why::word(word).swap(&iso));
    }
    let parts: Vec<&str> = word.split(['/', '.', '-']).collect();
    let digits = |part: &&str| is_digits(part);
    match parts[..] {
        [a, b, year] if parts.iter().all(digits) && year.len() == 4 && a.len() <= 2 => {
            day_and_month(word, a, b, year).map(Some)
        }
        [year, a, b] if parts.iter().all(digits) && year.len() == 4 => {
            Err(Why::word(word).swap(&format!("{year}-{a:0>2}-{b:0>2}")))
        }
        [a, b, year] if parts.iter().all(digits) && year.len() == 2 => {
            either(word, a, b, &format!("20{year}"))
        }
        [a, b] | [a, b, ""] if digits(&a) && digits(&b) && (parts.len() == 3 || word.contains('/')) => {
            Err(Why::word(word).dates(a, b))
        }
        _ => Ok(None),
    }
}

/// Reads a date whose order of day and month can be told; shows both readings where it cannot.
fn day_and_month(word: &str, a: &str, b: &str, year: &str) -> Result<Date, Why> {
    let reading = |month: &str, day: &str| {
        let (year, month, day) = (year.parse().ok()?, month.parse().ok()?, day.parse().ok()?);
        NaiveDate::from_ymd_opt(year, month, day)
    };
    match (reading(a, b), reading(b, a)) {
        (Some(one), Some(other)) if one != other => {
            let sentence = format!("`{word}` can be `{one}` or `{other}`");
            Err(Why::said(sentence).swap(&one.to_string()).swap(&other.to_string()))
        }
        (Some(day), _) | (None, Some(day)) => Ok(Date::Full(day)),
        (None, None) => Err(Why::said(format!("`{word}`: there is no such day"))),
    }
}

/// A year of two digits may be a day as well.
fn either(word: &str, a: &str, b: &str, year: &str) -> Result<Option<Date>, Why> {
    match day_and_month(word, a, b, year) {
        Ok(Date::Full(date)) => Err(Why::word(word).swap(&date.to_string())),
        Ok(_) => Ok(None),
        Err(why) => Err(why),
    }
}
