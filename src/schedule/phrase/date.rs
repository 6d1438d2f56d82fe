//! A date: `1 dec`, `Dec 1 2027`, `2026-12-01`; `12/01/2026` only where it has one reading.

use chrono::{Datelike, NaiveDate};

use super::Why;
use super::day::{Day, named};
use crate::terminal::nearest;

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

/// Reads a date at the beginning of the words and says how many it took.
pub(super) fn read(words: &[&str], today: NaiveDate) -> Result<Option<(Day, usize)>, Why> {
    if let Some(day) = numbers(words[0])? {
        return Ok(Some((Day::Date(day), 1)));
    }
    let (number, month) = match words {
        [number, month, ..] if named(month, &MONTHS).is_some() && day_number(number).is_some() => {
            (number, month)
        }
        [month, number, ..] if named(month, &MONTHS).is_some() && day_number(number).is_some() => {
            (number, month)
        }
        [number, word, ..] if day_number(number).is_some() => return misspelt(word).map_or(Ok(None), Err),
        _ => return Ok(None),
    };
    let (Some(month), Some(number)) = (named(month, &MONTHS), day_number(number)) else { return Ok(None) };
    let year = words
        .get(2)
        .filter(|word| word.len() == 4 && is_digits(word))
        .and_then(|word| word.parse::<i32>().ok());
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

/// A long word after a number that begins like a month is one with a slip in it.
fn misspelt(word: &str) -> Option<Why> {
    let near = nearest::nearest(word, MONTHS)
        .filter(|near| word.len() > 4 && near.chars().next() == word.chars().next())?;
    Some(Why::new(word, format!("did you mean `{near}`?")))
}

fn coming(month: u32, number: u32, today: NaiveDate) -> Option<NaiveDate> {
    // Within eight years there is a 29th of February.
    (0..=8).find_map(|years| {
        NaiveDate::from_ymd_opt(today.year() + years, month, number).filter(|day| *day >= today)
    })
}

fn day_number(word: &str) -> Option<u32> {
    let digits = ["st", "nd", "rd", "th"].iter().find_map(|end| word.strip_suffix(end)).unwrap_or(word);
    digits.parse().ok().filter(|number| (1..=31).contains(number) && digits.len() <= 2 && is_digits(digits))
}

/// A number with a sign is no part of a date.
fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn numbers(word: &str) -> Result<Option<NaiveDate>, Why> {
    if word.len() == 10 && word.as_bytes()[4] == b'-' && word.as_bytes()[7] == b'-' {
        let day = word.parse().map_err(|_| Why::new(word, "there is no such day"))?;
        return Ok(Some(day));
    }
    let parts: Vec<&str> = word.split(['/', '.', '-']).collect();
    let digits = |part: &&str| is_digits(part);
    match parts[..] {
        [a, b, year] if parts.iter().all(digits) && year.len() == 4 => {
            day_and_month(word, a, b, year).map(Some)
        }
        [_, _, _] if parts.iter().all(digits) => Err(Why::new(word, "write a date like 2026-12-01")),
        [_, _] | [_, _, ""] if digits(&parts[0]) && digits(&parts[1]) => {
            Err(Why::new(word, "write a date like 2026-12-01 and a time like 09:30"))
        }
        _ => Ok(None),
    }
}

/// Reads a date whose order of day and month can be told; shows both readings where it cannot.
fn day_and_month(word: &str, a: &str, b: &str, year: &str) -> Result<NaiveDate, Why> {
    let reading = |month: &str, day: &str| {
        let (year, month, day) = (year.parse().ok()?, month.parse().ok()?, day.parse().ok()?);
        NaiveDate::from_ymd_opt(year, month, day)
    };
    match (reading(a, b), reading(b, a)) {
        (Some(one), Some(other)) if one != other => {
            Err(Why::new(word, format!("write `{one}` or `{other}`")))
        }
        (Some(day), _) | (None, Some(day)) => Ok(day),
        (None, None) => Err(Why::new(word, "there is no such day; write a date like 2026-12-01")),
    }
}
