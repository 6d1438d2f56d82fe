//! A phrase is read: words to an instant, strictly. What is not understood is an error that names the word.
//!
//! Two kinds: a distance from now (`20m`, `in 3 days`), or a day, a clock time or both in either order.

mod clock;
mod date;
mod day;
mod distance;
mod meeting;

use chrono::{DateTime, Days, Months};

pub(super) use day::{WEEKDAYS as WEEKDAY_NAMES, named};

use super::{Asked, SendAt, Zone};
use crate::failure::Failure;
use crate::terminal::nearest;

/// Nobody means a moment further away than this.
const FARTHEST: Months = Months::new(24);
/// Words of the grammar beside the months, for suggestions.
const WORDS: [&str; 33] = [
    "now",
    "in",
    "today",
    "tonight",
    "tomorrow",
    "noon",
    "midnight",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "day",
    "after",
    "minutes",
    "hours",
    "days",
    "weeks",
    "theirs",
    "mine",
    "morning",
    "afternoon",
    "evening",
    "next",
    "week",
    "month",
    "workday",
    "workdays",
    "eod",
    "end",
    "start",
];

/// Reads a phrase as the person at `asked` means it.
///
/// # Errors
/// A phrase that cannot be read, is ambiguous, past, or more than two years ahead: exit code 2.
pub fn read(phrase: &str, asked: &Asked<'_>) -> Result<SendAt, Failure> {
    let at = exact(phrase.trim(), asked).unwrap_or_else(|| words(phrase, asked))?;
    if at.at < asked.now {
        return Err(past(phrase, &at));
    }
    if asked.now.checked_add_months(FARTHEST).is_none_or(|farthest| at.at > farthest) {
        return Err(Failure::usage(format!("`{phrase}` is more than two years ahead"))
            .hint("give a time within two years"));
    }
    Ok(at)
}

/// Says when it would have been, and the same time on a day that is still ahead.
fn past(phrase: &str, at: &SendAt) -> Failure {
    let was = at.zone.local(at.at);
    let clock = was.format("%a %-d %b %Y %H:%M");
    Failure::usage(format!("`{phrase}` is past: {clock} in {}", at.zone.city()))
        .hint(format!("give a later time, such as `tomorrow {}`, or `now`", was.format("%H:%M")))
}

/// Reads what names an instant by itself: RFC 3339 and `@` with seconds since 1970.
fn exact(phrase: &str, asked: &Asked<'_>) -> Option<Result<SendAt, Failure>> {
    let at = match phrase.strip_prefix('@') {
        Some(seconds) => DateTime::from_timestamp(seconds.parse().ok()?, 0)?,
        None => DateTime::parse_from_rfc3339(phrase).ok()?.to_utc(),
    };
    Some(Ok(SendAt { at, zone: asked.clock.clone(), wall: None, notes: Vec::new() }))
}

fn words(phrase: &str, asked: &Asked<'_>) -> Result<SendAt, Failure> {
    let mut words: Vec<String> = phrase.split_whitespace().map(str::to_owned).collect();
    let zone = zone(&mut words, asked)?;
    let words: Vec<String> = words
        .iter()
        .map(|word| word.trim_end_matches(',').to_lowercase())
        .filter(|word| !word.is_empty())
        .collect();
    let words: Vec<String> = words.iter().flat_map(|word| apart(word)).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    if words.is_empty() {
        return Err(
            Failure::usage("the time is empty").hint("write it like `tomorrow 9am` or `in 20 minutes`")
        );
    }
    if let Some(distance) = distance::read(&words) {
        return from_now(&distance.map_err(|why| not_understood(phrase, &why))?, &zone, asked);
    }
    meeting(&words, &zone, asked).map_err(|why| not_understood(phrase, &why))
}

/// Takes `2026-12-01T09:00` apart: without an offset it is a day and a time like any other.
fn apart(word: &str) -> Vec<String> {
    match word.split_once('t') {
        Some((day, time)) if day.len() == 10 && day.starts_with(|sign: char| sign.is_ascii_digit()) => {
            vec![day.to_owned(), time.to_owned()]
        }
        _ => vec![word.to_owned()],
    }
}

/// Takes a zone off the end of a phrase: it wins over every other wish.
fn zone(words: &mut Vec<String>, asked: &Asked<'_>) -> Result<Zone, Failure> {
    let Some(last) = words.last().cloned() else { return Ok(asked.clock.clone()) };
    let zone = match last.to_lowercase().as_str() {
        "theirs" => asked.theirs.zone.clone(),
        "mine" => asked.mine.clone(),
        "utc" | "z" => Zone::named("UTC")?,
        _ if last.contains('/') && last.starts_with(|sign: char| sign.is_ascii_alphabetic()) => {
            Zone::typed(&last)?
        }
        _ => match super::zone::refusal(&last) {
            Some(refusal) => return Err(refusal),
            None => return city(words, asked),
        },
    };
    words.pop();
    Ok(zone)
}

/// Takes a city off the end of a phrase: `London`, `New York`, as the echo calls zones.
fn city(words: &mut Vec<String>, asked: &Asked<'_>) -> Result<Zone, Failure> {
    for count in (1..=words.len().min(3)).rev() {
        let start = words.len() - count;
        if let Some(name) = super::zone::of_city(&words[start..].join("_")) {
            words.truncate(start);
            return Zone::named(name);
        }
    }
    Ok(asked.clock.clone())
}

fn from_now(distance: &distance::Distance, zone: &Zone, asked: &Asked<'_>) -> Result<SendAt, Failure> {
    let too_far = || Failure::usage("that is more than two years ahead").hint("give a time within two years");
    match *distance {
        distance::Distance::Exact(span) => {
            let at = asked.now.checked_add_signed(span).ok_or_else(too_far)?;
            Ok(SendAt { at, zone: zone.clone(), wall: None, notes: Vec::new() })
        }
        distance::Distance::Days(days) => {
            let today = zone.local(asked.now).naive_local();
            let wall = today.checked_add_days(Days::new(days)).ok_or_else(too_far)?;
            let resolved = zone.resolve(wall);
            let notes = resolved.note.into_iter().collect();
            Ok(SendAt { at: resolved.at, zone: zone.clone(), wall: Some(wall), notes })
        }
    }
}

/// Why words are not understood: the word, and what would do.
pub(super) struct Why {
    pub(super) word: String,
    pub(super) hint: String,
}

impl Why {
    pub(super) fn new(word: &str, hint: impl Into<String>) -> Self {
        Self { word: word.to_owned(), hint: hint.into() }
    }
}

fn not_understood(phrase: &str, why: &Why) -> Failure {
    Failure::usage(format!("cannot read the time `{phrase}`: `{}` is not understood", why.word))
        .hint(why.hint.clone())
}

/// Reads a day, a time, or both in either order.
fn meeting(words: &[&str], zone: &Zone, asked: &Asked<'_>) -> Result<SendAt, Why> {
    let today = zone.local(asked.now).date_naive();
    let (mut found_day, mut found_time, mut rest) = (None, None, words);
    while let Some(word) = rest.first() {
        if let Some((day, used)) = day::read(rest, today)? {
            let both = found_day.map_or(Ok(day), |first| day::both(first, day, word));
            (found_day, rest) = (Some(both?), &rest[used..]);
        } else if found_time.is_none()
            && let Some((time, used)) = clock::read(rest, found_day.is_some() || rest.len() > 2)?
        {
            (found_time, rest) = (Some(time), &rest[used..]);
        } else {
            return Err(strange(word));
        }
    }
    meeting::Meeting { zone, asked }.of(found_day, found_time).unwrap_or_else(|| Err(strange(words[0])))
}

fn strange(word: &str) -> Why {
    let words = WORDS.into_iter().chain(date::MONTHS);
    match nearest::nearest(word, words).filter(|near| *near != word) {
        Some(near) => Why::new(word, format!("did you mean `{near}`?")),
        None => {
            Why::new(word, "write it like `tomorrow 9am`, `fri 14:00`, `2026-12-01 09:00` or `in 20 minutes`")
        }
    }
}

#[cfg(test)]
mod properties;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schedule::{Calendar, DaysOff, WorkingHours};

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
        assert!(rows.len() >= 200, "the table has {} rows", rows.len());
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
