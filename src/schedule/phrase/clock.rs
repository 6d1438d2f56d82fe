//! A clock time: `9am`, `9:30pm`, `21:30`, `0930`, `noon`, `midnight`, `at 9` beside a day.

use chrono::NaiveTime;

use super::Why;

/// Reads a time at the beginning of the words and says how many it took.
pub(super) fn read(words: &[&str], beside_day: bool) -> Result<Option<(NaiveTime, usize)>, Why> {
    match words {
        ["at", hour, half @ ("am" | "pm"), ..] => Ok(Some((twelve(hour, half)?, 3))),
        ["at", next, ..] => match bare_hour(next, beside_day) {
            Some(read) => Ok(Some(read)),
            None => Ok(read(&words[1..], beside_day)?.map(|(time, used)| (time, used + 1))),
        },
        ["noon", ..] => Ok(time(12, 0).map(|time| (time, 1))),
        ["midnight", ..] => Ok(time(0, 0).map(|time| (time, 1))),
        ["morning", ..] => Ok(time(9, 0).map(|time| (time, 1))),
        ["afternoon", ..] => Ok(time(14, 0).map(|time| (time, 1))),
        ["evening", ..] => Ok(time(18, 0).map(|time| (time, 1))),
        [hour, half @ ("am" | "pm"), ..] => Ok(Some((twelve(hour, half)?, 2))),
        [word, ..] => one(word),
        [] => Ok(None),
    }
}

fn one(word: &str) -> Result<Option<(NaiveTime, usize)>, Why> {
    for half in ["am", "pm"] {
        if let Some(hour) =
            word.strip_suffix(half).filter(|hour| hour.starts_with(|s: char| s.is_ascii_digit()))
        {
            return Ok(Some((twelve(hour, half)?, 1)));
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
        None => return Ok(None),
    };
    match (two(hour), two(minute).filter(|_| minute.len() == 2)) {
        (Some(24), Some(0)) => Err(Why::new(word, "write `midnight`, or 00:00 of the day you mean")),
        (Some(hour), Some(minute)) => match time(hour, minute) {
            Some(time) => Ok(Some((time, 1))),
            None => Err(Why::new(word, "the hours of a day are 00:00 to 23:59")),
        },
        _ => Err(Why::new(word, "write a time like 09:30 or 9:30pm")),
    }
}

fn bare_hour(word: &str, beside_day: bool) -> Option<(NaiveTime, usize)> {
    two(word).and_then(|hour| time(hour, 0)).filter(|_| beside_day).map(|hour| (hour, 2))
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
