//! A day: `today`, `tomorrow`, `day after tomorrow`, `tonight`, `fri`, `1 dec`, `2026-12-01`.

use chrono::{Datelike, Days, NaiveDate, NaiveDateTime};

use super::Why;

const WEEKDAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
const MONTHS: [&str; 12] = [
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

/// A day as it was said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Day {
    /// That day.
    Date(NaiveDate),
    /// The next such weekday; today's if the time is still ahead.
    Weekday(NaiveDate),
    /// Today, at 20:00 if no time is said.
    Tonight,
}

/// Reads a day at the beginning of the words and says how many it took.
pub(super) fn read(words: &[&str], here: NaiveDateTime) -> Result<Option<(Day, usize)>, Why> {
    let today = here.date();
    let later = |days| today.checked_add_days(Days::new(days)).map(Day::Date);
    let found = match words {
        ["on", rest @ ..] if !rest.is_empty() => {
            return Ok(read(rest, here)?.map(|(day, used)| (day, used + 1)));
        }
        ["today", ..] => later(0).map(|day| (day, 1)),
        ["tonight", ..] => Some((Day::Tonight, 1)),
        ["tomorrow", ..] => later(1).map(|day| (day, 1)),
        ["day", "after", "tomorrow", ..] => later(2).map(|day| (day, 3)),
        ["next", word, ..] => return Err(next(word)),
        [word, ..] => match weekday(word) {
            Some(days) => {
                let ahead = (days + 7 - today.weekday().num_days_from_monday()) % 7;
                today.checked_add_days(Days::new(ahead.into())).map(|day| (Day::Weekday(day), 1))
            }
            None => return date(words, today),
        },
        [] => None,
    };
    Ok(found)
}

/// What "next" means differs from speaker to speaker; asking beats guessing.
fn next(word: &str) -> Why {
    Why::new("next", format!("say `{word}` for the coming one, or give the date"))
}

fn weekday(word: &str) -> Option<u32> {
    named(word, &WEEKDAYS)
}

/// Finds a name or its first letters, at least three.
fn named(word: &str, names: &[&str]) -> Option<u32> {
    let at = names.iter().position(|name| word.len() >= 3 && name.starts_with(word))?;
    u32::try_from(at).ok()
}

fn date(words: &[&str], today: NaiveDate) -> Result<Option<(Day, usize)>, Why> {
    if let Some(day) = iso(words[0])? {
        return Ok(Some((Day::Date(day), 1)));
    }
    let (number, month) = match words {
        [number, month, ..] if named(month, &MONTHS).is_some() && day_number(number).is_some() => {
            (number, month)
        }
        [month, number, ..] if named(month, &MONTHS).is_some() && day_number(number).is_some() => {
            (number, month)
        }
        _ => return Ok(None),
    };
    let (Some(month), Some(number)) = (named(month, &MONTHS), day_number(number)) else { return Ok(None) };
    let year =
        words.get(2).and_then(|word| word.parse::<i32>().ok()).filter(|year| (1970..=9999).contains(year));
    // `1 dec 0930` is a time, `1 dec 2026` a year: four digits that are no year near today are left alone.
    let year = year.filter(|year| (today.year()..=today.year() + 3).contains(year));
    let used = if year.is_some() { 3 } else { 2 };
    let day = match year {
        Some(year) => NaiveDate::from_ymd_opt(year, month + 1, number),
        None => coming(month + 1, number, today),
    };
    let bad = || Why::new(words[0], "there is no such day");
    day.map(|day| Some((Day::Date(day), used))).ok_or_else(bad)
}

fn coming(month: u32, number: u32, today: NaiveDate) -> Option<NaiveDate> {
    // Within eight years there is a 29th of February.
    (0..=8).find_map(|years| {
        NaiveDate::from_ymd_opt(today.year() + years, month, number).filter(|day| *day >= today)
    })
}

fn day_number(word: &str) -> Option<u32> {
    let digits = ["st", "nd", "rd", "th"].iter().find_map(|end| word.strip_suffix(end)).unwrap_or(word);
    digits.parse().ok().filter(|number| (1..=31).contains(number) && digits.len() <= 2)
}

fn iso(word: &str) -> Result<Option<NaiveDate>, Why> {
    if word.len() == 10 && word.as_bytes()[4] == b'-' && word.as_bytes()[7] == b'-' {
        let day = word.parse().map_err(|_| Why::new(word, "there is no such day"))?;
        return Ok(Some(day));
    }
    match word.split(['/', '.']).collect::<Vec<_>>()[..] {
        [a, b, year]
            if [a, b, year]
                .iter()
                .all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit())) =>
        {
            Err(ambiguous(word, a, b, year))
        }
        _ => Ok(None),
    }
}

/// Shows both readings of a date whose month may be either number.
fn ambiguous(word: &str, a: &str, b: &str, year: &str) -> Why {
    let reading = |month: &str, day: &str| {
        let (year, month, day) = (year.parse().ok()?, month.parse().ok()?, day.parse().ok()?);
        NaiveDate::from_ymd_opt(year, month, day).map(|day| day.to_string())
    };
    match (reading(a, b), reading(b, a)) {
        (Some(one), Some(other)) if one != other => Why::new(word, format!("write `{one}` or `{other}`")),
        (Some(one), _) | (None, Some(one)) => Why::new(word, format!("write `{one}`")),
        (None, None) => Why::new(word, "write a date like 2026-12-01"),
    }
}
