//! A phrase is read: words to an instant, strictly. Words may come in any order; each must have one meaning.
//!
//! Whose clock: a time of day is on the clock that was asked for; a day without a time and everything about their
//! hours is on theirs, and counts from their date; a zone that is named goes before both. A phrase that isn't read is
//! an error whose suggestions have been read.

mod clock;
mod date;
mod day;
mod distance;
mod exact;
mod hint;
mod meeting;
mod number;
mod place;
mod scan;
mod words;

use chrono::{DateTime, Datelike, Months, NaiveDate, NaiveTime, Utc};

pub(super) use day::{WEEKDAYS as WEEKDAY_NAMES, named};
pub(super) use hint::nearest;

use super::{Asked, SendAt};
use crate::failure::Failure;
use date::Date;
use day::{Day, Month, Period};
use hint::Why;
use meeting::Meeting;
use words::Word;

/// Upper bound for a time; further away, a slip of the keyboard is more likely than a plan.
const FARTHEST: Months = Months::new(24);

/// What a day without a time stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sense {
    /// The start of their hours, to send something.
    Moment,
    /// The end of that day, to stop.
    End,
}

/// Reads a phrase as the person at `asked` means it.
///
/// # Errors
/// A phrase that cannot be read, is ambiguous, past, or more than two years ahead: exit code 2.
pub fn read(phrase: &str, asked: &Asked<'_>) -> Result<SendAt, Failure> {
    find(phrase, asked, Sense::Moment).map_err(|why| why.into_failure(phrase, asked, Sense::Moment))
}

/// Reads a phrase that ends something: a day without a time means its end, on the clock that was asked for.
///
/// # Errors
/// As [`read`].
pub fn read_end(phrase: &str, asked: &Asked<'_>) -> Result<SendAt, Failure> {
    find(phrase, asked, Sense::End).map_err(|why| why.into_failure(phrase, asked, Sense::End))
}

/// Tells whether a time is the last second of a day, as [`read_end`] understands a day.
#[must_use]
pub fn is_end_of_day(at: &SendAt) -> bool {
    NaiveTime::from_hms_opt(23, 59, 59).is_some_and(|last| at.wall.is_some_and(|wall| wall.time() == last))
}

fn find(phrase: &str, asked: &Asked<'_>, sense: Sense) -> Result<SendAt, Why> {
    // Times are of whole seconds, and `now` is not past.
    let asked = &Asked { now: whole_seconds(asked.now), ..*asked };
    if let Some(at) = exact::read(phrase.trim(), asked) {
        return ahead(phrase, asked, None, at);
    }
    let words = words::split(phrase);
    if words.is_empty() {
        return Err(Why::line("the time is empty".to_owned()));
    }
    let parts = scan::read(&words, asked)?;
    let meeting = Meeting { words: &words, parts: &parts, asked, sense };
    let mut at = meeting.resolve()?;
    if parts.says_a_minute() && is_this_minute(&at, asked.now) {
        (at.at, at.wall) = (asked.now, None);
    }
    ahead(phrase, asked, parts.day.map(|(day, _)| day), at)
}

fn whole_seconds(at: DateTime<Utc>) -> DateTime<Utc> {
    DateTime::from_timestamp(at.timestamp(), 0).unwrap_or(at)
}

/// Tells whether an instant is in the minute that every clock shows now.
fn is_this_minute(at: &SendAt, now: DateTime<Utc>) -> bool {
    at.at <= now && at.at.timestamp().div_euclid(60) == now.timestamp().div_euclid(60)
}

/// Refuses what is past or too far away.
fn ahead(phrase: &str, asked: &Asked<'_>, day: Option<Day>, at: SendAt) -> Result<SendAt, Why> {
    if at.at < asked.now {
        return Err(past(phrase, asked, day, &at));
    }
    if asked.now.checked_add_months(FARTHEST).is_none_or(|farthest| at.at > farthest) {
        return Err(too_far(phrase));
    }
    Ok(at)
}

fn too_far(phrase: &str) -> Why {
    Why::line(format!("`{phrase}` is more than two years ahead"))
}

/// Says when it would have been, and the same time on a day that is still ahead.
fn past(phrase: &str, asked: &Asked<'_>, day: Option<Day>, at: &SendAt) -> Why {
    let was = at.zone.local(at.at);
    let why =
        Why::line(format!("`{phrase}` is past: {} in {}", was.format("%a %-d %b %Y %H:%M"), at.zone.city()));
    let today = at.zone.local(asked.now).date_naive();
    let (time, clock) = (was.format("%H:%M"), hint::on_clock(&at.zone, asked));
    let why = match day {
        Some(Day::This(weekday)) => return why.whole(&format!("next {}", WEEKDAY_NAMES[weekday as usize])),
        Some(Day::Date(Date::Full(_) | Date::DayMonth(_, _, Some(_)))) if was.date_naive() < today => {
            return why.whole(&in_a_coming_year(phrase, was.date_naive(), today));
        }
        Some(Day::Last(Period::ThisWeek)) => return why.whole("end of next week"),
        Some(Day::Last(Period::Month(Month::This))) => return why.whole("end of next month"),
        _ => why,
    };
    why.whole(&format!("tomorrow {time}{clock}")).whole("now")
}

/// Puts the next year in which a date that is past comes again in place of its own.
fn in_a_coming_year(phrase: &str, date: NaiveDate, today: NaiveDate) -> String {
    let is_ahead = date.with_year(today.year()).is_some_and(|date| date > today);
    let year = if is_ahead { today.year() } else { today.year() + 1 };
    phrase.replacen(&date.year().to_string(), &year.to_string(), 1)
}

#[cfg(test)]
mod properties;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schedule::{Calendar, DaysOff, WorkingHours, Zone};

    const TABLE: &str = include_str!("../../../tests/phrases.tsv");

    fn answer(row: &[&str]) -> String {
        let [now, mine, theirs, hours, phrase] = row[..] else { panic!("five cells: {row:?}") };
        let (mine, zone) = (Zone::named(mine).unwrap(), Zone::named(theirs).unwrap());
        let hours = WorkingHours::parse(hours).unwrap();
        let theirs = Calendar { zone, hours, off: DaysOff::default() };
        let asked = Asked { now: now.parse().unwrap(), clock: &mine, mine: &mine, theirs: &theirs };
        match read(phrase, &asked) {
            Ok(at) => at.at.format("%FT%TZ").to_string(),
            Err(failure) => format!("error: {} {}", failure.what, failure.hints.join(" ")),
        }
    }

    #[test]
    fn every_row_of_the_table_is_read_as_it_says() {
        let rows: Vec<&str> =
            TABLE.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).collect();
        assert!(rows.len() >= 600, "the table has {} rows", rows.len());
        let wrong: Vec<String> = rows.into_iter().filter_map(misread).collect();
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    fn misread(row: &str) -> Option<String> {
        let cells: Vec<&str> = row.split('\t').collect();
        let (expected, asked) = cells.split_last().unwrap();
        let read = answer(asked);
        let fits = match expected.strip_prefix("error: ") {
            Some(words) => read.starts_with("error: ") && read.contains(words),
            None => read == *expected,
        };
        (!fits).then(|| format!("{row}\n    was read as {read}"))
    }
}
