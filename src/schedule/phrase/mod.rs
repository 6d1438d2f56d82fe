//! A phrase is read: words to an instant, strictly. What is not understood is an error that names the word.
//!
//! Two kinds: a distance from now (`20m`, `in 3 days`), or a day, a clock time or both in either order.

mod clock;
mod day;
mod distance;

use chrono::{DateTime, Days, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};

use super::{Asked, SendAt, Zone};
use crate::failure::Failure;
use crate::terminal::nearest;

/// Nobody means a moment further away than this.
const FARTHEST: TimeDelta = TimeDelta::days(2 * 366);
/// Words of the grammar, for suggestions.
const WORDS: [&str; 24] = [
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
    "evening",
];

/// Reads a phrase as the person at `asked` means it.
///
/// # Errors
/// A phrase that cannot be read, is ambiguous, past, or more than two years ahead: exit code 2.
pub fn read(phrase: &str, asked: &Asked<'_>) -> Result<SendAt, Failure> {
    let at = exact(phrase.trim(), asked).unwrap_or_else(|| words(phrase, asked))?;
    if at.at < asked.now {
        let clock = at.zone.local(at.at).format("%a %-d %b %Y %H:%M");
        return Err(Failure::usage(format!("`{phrase}` is past: {clock} in {}", at.zone.city()))
            .hint("give a later time, or `now`"));
    }
    if at.at - asked.now > FARTHEST {
        return Err(Failure::usage(format!("`{phrase}` is more than two years ahead"))
            .hint("give a time within two years"));
    }
    Ok(at)
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
    let words: Vec<String> = words.iter().map(|word| word.to_lowercase()).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    if words.is_empty() {
        return Err(
            Failure::usage("the time is empty").hint("write it like `tomorrow 9am` or `in 20 minutes`")
        );
    }
    if let Some(distance) = distance::read(&words) {
        return from_now(&distance.map_err(|why| not_understood(phrase, &why))?, &zone, asked);
    }
    let wall = wall(&words, &zone, asked).map_err(|why| not_understood(phrase, &why))?;
    let resolved = zone.resolve(wall);
    Ok(SendAt { at: resolved.at, zone, wall: Some(wall), notes: resolved.note.into_iter().collect() })
}

/// Takes a zone off the end of a phrase: it wins over every other wish.
fn zone(words: &mut Vec<String>, asked: &Asked<'_>) -> Result<Zone, Failure> {
    let Some(last) = words.last().cloned() else { return Ok(asked.clock.clone()) };
    let zone = match last.to_lowercase().as_str() {
        "theirs" => asked.theirs.zone.clone(),
        "mine" => asked.mine.clone(),
        "utc" | "z" => Zone::named("UTC")?,
        _ if last.contains('/') && last.starts_with(|sign: char| sign.is_ascii_uppercase()) => {
            Zone::named(&last)?
        }
        _ if super::zone::ambiguous(&last).is_some() => return Err(super::zone::unknown(&last)),
        _ => return Ok(asked.clock.clone()),
    };
    words.pop();
    Ok(zone)
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
struct Why {
    word: String,
    hint: String,
}

impl Why {
    fn new(word: &str, hint: impl Into<String>) -> Self {
        Self { word: word.to_owned(), hint: hint.into() }
    }
}

fn not_understood(phrase: &str, why: &Why) -> Failure {
    Failure::usage(format!("cannot read the time `{phrase}`: `{}` is not understood", why.word))
        .hint(why.hint.clone())
}

/// Reads a day, a time, or both in either order.
fn wall(words: &[&str], zone: &Zone, asked: &Asked<'_>) -> Result<NaiveDateTime, Why> {
    let here = zone.local(asked.now).naive_local();
    let (mut found_day, mut found_time, mut rest) = (None, None, words);
    while let Some(word) = rest.first() {
        if found_day.is_none()
            && let Some((day, used)) = day::read(rest, here)?
        {
            (found_day, rest) = (Some(day), &rest[used..]);
        } else if found_time.is_none()
            && let Some((time, used)) = clock::read(rest, found_day.is_some() || rest.len() > 2)?
        {
            (found_time, rest) = (Some(time), &rest[used..]);
        } else {
            return Err(strange(word));
        }
    }
    together(found_day, found_time, here, asked).ok_or_else(|| strange(words[0]))
}

fn together(
    found_day: Option<day::Day>,
    found_time: Option<NaiveTime>,
    here: NaiveDateTime,
    asked: &Asked<'_>,
) -> Option<NaiveDateTime> {
    let tomorrow = |day: NaiveDate| day.checked_add_days(Days::new(1));
    match (found_day, found_time) {
        (Some(day::Day::Tonight), time) => {
            Some(here.date().and_time(time.or(NaiveTime::from_hms_opt(20, 0, 0))?))
        }
        (Some(day::Day::Weekday(day)), Some(time)) => {
            // Today's weekday is today while the time is still ahead, else in seven days.
            let wall = day.and_time(time);
            if wall > here {
                Some(wall)
            } else {
                day.checked_add_days(Days::new(7)).map(|day| day.and_time(time))
            }
        }
        (Some(day::Day::Date(day)), Some(time)) => Some(day.and_time(time)),
        (Some(day::Day::Weekday(day)), None) => {
            let wall = day.and_time(start(day, asked)?);
            if wall > here {
                Some(wall)
            } else {
                day.checked_add_days(Days::new(7)).map(|day| day.and_time(wall.time()))
            }
        }
        (Some(day::Day::Date(day)), None) => Some(day.and_time(start(day, asked)?)),
        (None, Some(time)) if here.date().and_time(time) > here => Some(here.date().and_time(time)),
        (None, Some(time)) => tomorrow(here.date()).map(|day| day.and_time(time)),
        (None, None) => None,
    }
}

/// A day without a time means the start of their hours that day, or nine where they have none.
fn start(day: NaiveDate, asked: &Asked<'_>) -> Option<NaiveTime> {
    asked.theirs.starts(day).or(NaiveTime::from_hms_opt(9, 0, 0))
}

fn strange(word: &str) -> Why {
    match nearest::nearest(word, WORDS).filter(|near| *near != word) {
        Some(near) => Why::new(word, format!("did you mean `{near}`?")),
        None => {
            Why::new(word, "write it like `tomorrow 9am`, `fri 14:00`, `2026-12-01 09:00` or `in 20 minutes`")
        }
    }
}

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
        assert!(rows.len() > 60, "the table has {} rows", rows.len());
        for row in rows {
            let cells: Vec<&str> = row.split('\t').collect();
            let (expected, asked) = cells.split_last().unwrap();
            let read = answer(asked);
            let fits = match expected.strip_prefix("error: ") {
                Some(words) => read.starts_with("error: ") && read.contains(words),
                None => read == *expected,
            };
            assert!(fits, "{row}\nwas read as {read}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_phrase_is_read_or_refused_and_never_past(phrase in "\\PC{0,40}") {
            let row = ["2026-11-23T09:15:00Z", "Europe/Berlin", "Europe/London", "Mon-Fri 09:00-17:00", &phrase];
            let read = answer(&row);
            proptest::prop_assert!(read.starts_with("error: ") || read.as_str() >= "2026-11-23T09:15:00Z");
        }

        #[test]
        fn words_of_the_grammar_in_any_order_never_panic(
            picked in proptest::collection::vec(0..WORDS.len() + 6, 0..6)
        ) {
            let more = ["9am", "09:30", "1", "2026-12-01", "dec", "next"];
            let words: Vec<&str> =
                picked.iter().map(|at| WORDS.get(*at).copied().unwrap_or_else(|| more[*at - WORDS.len()])).collect();
            let phrase = words.join(" ");
            let row = ["2026-11-23T09:15:00Z", "Europe/Berlin", "Europe/London", "Mon-Fri 09:00-17:00", &phrase];
            let read = answer(&row);
            proptest::prop_assert!(read.starts_with("error: ") || read.as_str() >= "2026-11-23T09:15:00Z");
        }
    }
}
