//! A time of day: `9am`, `9:30pm`, `21:30`, `0930`, `noon`, `morning`, `eod`, `at 9` beside a day.

use chrono::NaiveTime;

use super::Why;

/// A time of day as it was said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Time {
    /// What the clock shows.
    At(NaiveTime),
    /// When their work begins that day.
    Start,
    /// When their work ends that day.
    End,
}

/// Reads a time at the beginning of the words and says how many it took.
pub(super) fn read(words: &[&str], beside_day: bool) -> Result<Option<(Time, usize)>, Why> {
    let found = match words {
        ["at", hour, half @ ("am" | "pm"), ..] => Some((twelve(hour, half)?, 3)),
        ["at", next, ..] if bare_hour(next, beside_day).is_some() => {
            bare_hour(next, beside_day).map(|time| (time, 2))
        }
        ["at", ..] => return Ok(read(&words[1..], beside_day)?.map(|(time, used)| (time, used + 1))),
        [hour, half @ ("am" | "pm"), ..] => Some((twelve(hour, half)?, 2)),
        ["start" | "beginning", "of", "day", ..] => return Ok(Some((Time::Start, 3))),
        ["end", "of", "day", ..] => return Ok(Some((Time::End, 3))),
        ["start" | "beginning" | "end", "of", other, ..] => {
            return Err(Why::new(other, format!("did you mean `{} of day`?", words[0])));
        }
        ["eod", ..] => return Ok(Some((Time::End, 1))),
        [word, ..] => one(word)?.map(|time| (time, 1)),
        [] => None,
    };
    Ok(found.map(|(time, used)| (Time::At(time), used)))
}

fn named(word: &str) -> Option<NaiveTime> {
    let hour = match word {
        "midnight" => 0,
        "morning" => 9,
        "noon" | "midday" => 12,
        "afternoon" => 14,
        "evening" => 18,
        _ => return None,
    };
    time(hour, 0)
}

fn one(word: &str) -> Result<Option<NaiveTime>, Why> {
    if let Some(time) = named(word) {
        return Ok(Some(time));
    }
    for half in ["am", "pm"] {
        if let Some(hour) =
            word.strip_suffix(half).filter(|hour| hour.starts_with(|s: char| s.is_ascii_digit()))
        {
            return twelve(hour, half).map(Some);
        }
    }
    let digits = word.bytes().all(|byte| byte.is_ascii_digit());
    let (hour, minute) = match word.split_once(':') {
        Some(parts) => parts,
        None if digits && word.len() == 4 => word.split_at(2),
        None if digits => {
            let hint = format!("write `{word}am`, `{word}pm`, `{word}:00`, or `at {word}` beside a day");
            return Err(Why::new(word, hint));
        }
        None if word.starts_with(|sign: char| sign.is_ascii_digit()) && word.contains('.') => {
            return Err(Why::new(word, "write a time like 09:30 or 9:30pm"));
        }
        None => return Ok(None),
    };
    match (two(hour), two(minute).filter(|_| minute.len() == 2)) {
        (Some(24), Some(0)) => Err(Why::new(word, "write `midnight`, or 00:00 of the day you mean")),
        (Some(hour), Some(minute)) => match time(hour, minute) {
            Some(time) => Ok(Some(time)),
            None => Err(Why::new(word, "the hours of a day are 00:00 to 23:59")),
        },
        _ => Err(Why::new(word, "write a time like 09:30 or 9:30pm")),
    }
}

fn bare_hour(word: &str, beside_day: bool) -> Option<NaiveTime> {
    two(word).and_then(|hour| time(hour, 0)).filter(|_| beside_day)
}

/// 12am is 00:00 and 12pm 12:00.
fn twelve(text: &str, half: &str) -> Result<NaiveTime, Why> {
    let (hour, minute) = text.split_once(':').unwrap_or((text, "00"));
    let add = if half == "pm" { 12 } else { 0 };
    let hour = two(hour).filter(|hour| (1..=12).contains(hour)).map(|hour| hour % 12 + add);
    let minute = two(minute).filter(|_| minute.len() == 2);
    let read = hour.zip(minute).and_then(|(hour, minute)| time(hour, minute));
    read.ok_or_else(|| Why::new(&format!("{text}{half}"), "hours with am and pm are 1 to 12"))
}

fn two(text: &str) -> Option<u32> {
    text.parse()
        .ok()
        .filter(|_| (1..=2).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit()))
}

fn time(hour: u32, minute: u32) -> Option<NaiveTime> {
    NaiveTime::from_hms_opt(hour, minute, 0)
}
