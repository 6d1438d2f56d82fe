//! A day: `today`, `tomorrow`, `fri`, `next friday`, `1 dec`, `2026-12-01`, `in 3 days`, `next workday`, `next week`.

use chrono::{Datelike, Days, Months, NaiveDate};

use super::Why;

pub(in crate::schedule) const WEEKDAYS: [&str; 7] =
    ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/// A day as it was said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Day {
    /// That day.
    Date(NaiveDate),
    /// The next such weekday; today's if the time is still ahead.
    Weekday(NaiveDate),
    /// Such a weekday of next calendar week, and the coming one if that is another.
    NextWeekday(NaiveDate, Option<NaiveDate>),
    /// So many days from today; without a time, the same time of day.
    After(u64),
    /// So many of their working days after today.
    Workdays(u32),
    /// The first of their working days from that day on.
    FirstWorkday(NaiveDate),
    /// Today, at 20:00 if no time is said.
    Tonight,
}

/// Reads a day at the beginning of the words and says how many it took.
pub(super) fn read(words: &[&str], today: NaiveDate) -> Result<Option<(Day, usize)>, Why> {
    let later = |days| today.checked_add_days(Days::new(days)).map(Day::Date);
    let found = match words {
        ["on" | "this", rest @ ..] if !rest.is_empty() => {
            return Ok(this(words[0], rest, today)?.map(|(day, used)| (day, used + 1)));
        }
        ["today", ..] => later(0).map(|day| (day, 1)),
        ["tonight", ..] => Some((Day::Tonight, 1)),
        ["tomorrow", ..] => later(1).map(|day| (day, 1)),
        ["the", "day", "after", "tomorrow", ..] => later(2).map(|day| (day, 4)),
        ["day", "after", "tomorrow", ..] => later(2).map(|day| (day, 3)),
        ["yesterday" | "last", ..] => return Err(Why::new(words[0], "a message cannot be sent in the past")),
        ["in", count, unit, ..] => days_from_now(count, unit).map(|day| (day, 3)),
        ["next", word, ..] => next(word, today)?.map(|day| (day, 2)),
        [word, ..] => match weekday(word) {
            Some(day) => coming(day, today).map(|day| (Day::Weekday(day), 1)),
            None => return super::date::read(words, today),
        },
        [] => None,
    };
    Ok(found)
}

/// A weekday beside a date is the same day said twice, or a mistake.
pub(super) fn both(first: Day, second: Day, word: &str) -> Result<Day, Why> {
    match (first, second) {
        (Day::Weekday(named), Day::Date(date)) | (Day::Date(date), Day::Weekday(named)) => {
            if named.weekday() == date.weekday() {
                return Ok(Day::Date(date));
            }
            Err(Why::new(word, format!("{} is a {}", date.format("%-d %b %Y"), date.format("%A"))))
        }
        _ => Err(super::strange(word)),
    }
}

/// `this morning` is today's; `this friday` and `on friday` are the coming one.
fn this(word: &str, rest: &[&str], today: NaiveDate) -> Result<Option<(Day, usize)>, Why> {
    match rest {
        ["morning" | "afternoon" | "evening", ..] if word == "this" => Ok(Some((Day::Date(today), 0))),
        _ => read(rest, today),
    }
}

fn days_from_now(count: &str, unit: &str) -> Option<Day> {
    let count = super::distance::count(count)?;
    match unit {
        "day" | "days" => Some(Day::After(count.into())),
        "week" | "weeks" => Some(Day::After(u64::from(count) * 7)),
        "workday" | "workdays" => (count > 0).then_some(Day::Workdays(count)),
        _ => None,
    }
}

/// `next friday` is that of next calendar week (Monday first), whatever day it is.
fn next(word: &str, today: NaiveDate) -> Result<Option<Day>, Why> {
    let since_monday = today.weekday().num_days_from_monday();
    let monday = today.checked_add_days(Days::new((7 - since_monday).into()));
    let first = (today.with_day(1)).and_then(|first| first.checked_add_months(Months::new(1)));
    match (word, weekday(word)) {
        ("workday", _) => Ok(Some(Day::Workdays(1))),
        ("week", _) => Ok(monday.map(Day::FirstWorkday)),
        ("month", _) => Ok(first.map(Day::FirstWorkday)),
        (_, Some(day)) => {
            let meant = monday.and_then(|monday| monday.checked_add_days(Days::new(day.into())));
            let soonest = coming(day, today).filter(|soonest| Some(*soonest) != meant && *soonest != today);
            Ok(meant.map(|meant| Day::NextWeekday(meant, soonest)))
        }
        _ => Err(Why::new(word, "write `next friday`, `next workday`, `next week` or `next month`")),
    }
}

/// Returns the first such weekday from today on.
fn coming(weekday: u32, today: NaiveDate) -> Option<NaiveDate> {
    let ahead = (weekday + 7 - today.weekday().num_days_from_monday()) % 7;
    today.checked_add_days(Days::new(ahead.into()))
}

fn weekday(word: &str) -> Option<u32> {
    named(word, &WEEKDAYS)
}

/// Finds a name or its first letters, at least three.
pub(in crate::schedule) fn named(word: &str, names: &[&str]) -> Option<u32> {
    let at = names.iter().position(|name| word.len() >= 3 && name.starts_with(word))?;
    u32::try_from(at).ok()
}
