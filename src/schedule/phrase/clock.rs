//! A time of day: `9am`, `9:30pm`, `21:30`, `0930`, `noon`, `half past nine`, `morning`, `eod`, `at 9` beside a day.

use chrono::NaiveTime;

use super::Why;
use super::number::{cardinal, hour, is_digits};

/// A time of day as it was said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Time {
    /// What a clock shows.
    At(NaiveTime),
    /// `at 9`: an hour that may be one of two.
    Bare(u32),
    /// `midnight`: beside a day it may be one of two nights.
    Midnight,
    /// `24:00`, which is another day's 00:00.
    TwentyFour,
    /// A part of their day: `morning`, `lunchtime`, `afternoon`, `evening`.
    Part(NaiveTime),
    /// When their work begins that day.
    Start,
    /// When their work ends that day.
    End,
}

/// Reads a time at the beginning of the words and says how many it took.
pub(super) fn read(words: &[&str]) -> Result<Option<(Time, usize)>, Why> {
    match words {
        ["in" | "at", "the", part, ..] if part_of_day(part).is_some() => {
            Ok(part_of_day(part).map(|time| (time, 3)))
        }
        ["at", "lunch", ..] => Ok(part_of_day("lunchtime").map(|time| (time, 2))),
        ["at", rest @ ..] if let Some((digits, used)) = few_digits_and_hours(rest) => {
            Err(hours_after_at(digits, used))
        }
        ["at", rest @ ..] => after_at(rest).map_err(|why| why.later(1)),
        _ => plain(words),
    }
}

/// Splits `9h` and `0900 hours` into digits and says how many words they took.
pub(super) fn number_of_hours<'a>(words: &[&'a str]) -> Option<(&'a str, usize)> {
    const NAMES: [&str; 5] = ["h", "hr", "hrs", "hour", "hours"];
    let word = words.first()?;
    let end = word.find(|sign: char| !sign.is_ascii_digit()).unwrap_or(word.len());
    match word.split_at(end) {
        ("", _) => None,
        (digits, "") => words.get(1).filter(|name| NAMES.contains(name)).map(|_| (digits, 2)),
        (digits, name) => NAMES.contains(&name).then_some((digits, 1)),
    }
}

/// Splits `0900 hours`: four digits are what a clock shows, and no count.
pub(super) fn four_digits_and_hours<'a>(words: &[&'a str]) -> Option<(&'a str, usize)> {
    number_of_hours(words).filter(|(digits, _)| digits.len() == 4)
}

fn few_digits_and_hours<'a>(words: &[&'a str]) -> Option<(&'a str, usize)> {
    number_of_hours(words).filter(|(digits, _)| digits.len() < 4)
}

/// `at 9h` is 9:00 where an hour is written so, and nine hours from now elsewhere.
fn hours_after_at(digits: &str, used: usize) -> Why {
    let at = digits.parse::<u32>().ok().filter(|hour| *hour < 24).map(|hour| format!("at {hour}:00"));
    let sentence = match &at {
        Some(at) => format!("`at {digits}h` can be `{at}` or `in {digits} hours`"),
        None => format!("`at {digits}h` isn't a time of day"),
    };
    let why = Why::said(sentence).span(used + 1);
    at.into_iter().fold(why, |why, at| why.swap(&at)).swap(&format!("in {digits} hours"))
}

fn after_at(rest: &[&str]) -> Result<Option<(Time, usize)>, Why> {
    if let Some(found) = plain_if_clear(rest)? {
        return Ok(Some((found.0, found.1 + 1)));
    }
    match rest {
        [word, ..] if hour(word).is_some_and(|hour| hour < 24) => {
            let oclock = usize::from(rest.get(1) == Some(&"o'clock"));
            Ok(hour(word).map(|hour| (Time::Bare(hour), 2 + oclock)))
        }
        _ => Ok(plain(rest)?.map(|(time, used)| (time, used + 1))),
    }
}

/// Puts a time and the part of the day it is in together: `tomorrow morning at 9`, `first thing in the morning`.
pub(super) fn together(time: Time, part: Time) -> Option<Time> {
    let Time::Part(part) = part else { return None };
    let part = chrono::Timelike::hour(&part);
    let hours = match part {
        9 => 0..12,
        12 => 11..15,
        14 => 12..18,
        _ => 17..24,
    };
    match time {
        Time::At(at) if hours.contains(&chrono::Timelike::hour(&at)) => Some(time),
        Time::Bare(hour @ 1..=11) if part == 9 => clock(hour, 0).map(Time::At),
        Time::Bare(hour @ 1..=11) if part > 12 => {
            clock(hour + 12, 0).filter(|_| hours.contains(&(hour + 12))).map(Time::At)
        }
        Time::Start if part == 9 => Some(time),
        _ => None,
    }
}

/// Writes a time with the am or pm that puts it into a part of the day: 9:30 in the evening is `9:30pm`.
pub(super) fn in_part(time: Time, part: Time) -> Option<String> {
    let Time::At(at) = time else { return None };
    (1..12).contains(&chrono::Timelike::hour(&at)).then_some(())?;
    let other = at.overflowing_add_signed(chrono::TimeDelta::hours(12)).0;
    together(Time::At(other), part)?;
    Some(other.format("%-I:%M%P").to_string())
}

/// Reads a time unless it is a bare number.
fn plain_if_clear(words: &[&str]) -> Result<Option<(Time, usize)>, Why> {
    match words {
        [word, half, ..] if hour(word).is_some() && is_half(half) => plain(words),
        [_, "in", "the", ..] => plain(words),
        [word, ..] if hour(word).is_some() && to_or_past(words).is_none() && spoken(words).is_none() => {
            Ok(None)
        }
        _ => plain(words),
    }
}

fn plain(words: &[&str]) -> Result<Option<(Time, usize)>, Why> {
    if let Some((digits, used)) = four_digits_and_hours(words) {
        let time = of_parts(digits, &digits[..2], &digits[2..], None);
        return time.map(|time| Some((time, used))).map_err(|why| why.span(used));
    }
    if let Some(found) = to_or_past(words) {
        return found.map(Some);
    }
    if let Some(found) = spoken(words) {
        return found.map(Some);
    }
    match words {
        ["start" | "beginning", "of", other, ..] => {
            of_day(words, Time::Start).map_or_else(|| Err(of_what(other)), |found| Ok(Some(found)))
        }
        ["end" | "close", "of", other, ..] => {
            of_day(words, Time::End).map_or_else(|| Err(of_what(other)), |found| Ok(Some(found)))
        }
        ["first", "thing", "in", "the", "morning", ..] => Ok(Some((Time::Start, 5))),
        ["first", "thing", ..] => Ok(Some((Time::Start, 2))),
        ["eod" | "cob", ..] => Ok(Some((Time::End, 1))),
        ["half", number, ..] if hour(number).is_some_and(|hour| (2..=12).contains(&hour)) => {
            Err(half_nine(number))
        }
        [number, "o'clock", half, ..] if hour(number).is_some() && is_half(half) => {
            twelve(number, half).map(|time| Some((Time::At(time), 3))).map_err(|why| why.span(3))
        }
        [number, "o'clock", ..] if hour(number).is_some_and(|hour| hour <= 12) => {
            Ok(hour(number).map(|hour| (Time::Bare(hour), 2)))
        }
        [number, "in", "the", part, ..] if hour(number).is_some() && part_of_day(part).is_some() => {
            let time =
                hour(number).zip(part_of_day(part)).and_then(|(hour, part)| together(Time::Bare(hour), part));
            time.map_or_else(|| Err(Why::word(number)), |time| Ok(Some((time, 4))))
        }
        ["night", ..] => Err(Why::word("night").swap("20:00").swap("evening")),
        ["asap" | "immediately", ..] => Err(Why::word(words[0]).swap("now")),
        ["by", ..] => Err(Why::word("by").swap("")),
        [number, half, ..] if is_half(half) && begins_like_a_time(number) => {
            twelve(number, half).map(|time| Some((Time::At(time), 2))).map_err(|why| why.span(2))
        }
        [word, ..] => Ok(one(word)?.map(|time| (time, 1))),
        [] => Ok(None),
    }
}

fn is_half(word: &str) -> bool {
    matches!(word, "am" | "pm")
}

fn begins_like_a_time(word: &str) -> bool {
    word.starts_with(|sign: char| sign.is_ascii_digit()) || hour(word).is_some()
}

/// Reads `end of day`, `close of business`; before a day, `end of friday`, it takes two words.
fn of_day(words: &[&str], time: Time) -> Option<(Time, usize)> {
    const NAMES: [&str; 6] = ["day", "business", "work", "workday", "hours", "play"];
    match words {
        [_, _, "the" | "my" | "their", name, ..] if NAMES.contains(name) => Some((time, 4)),
        [_, _, "working" | "business" | "work", "day" | "hours", ..] => Some((time, 4)),
        [_, _, name, ..] if NAMES.contains(name) => Some((time, 3)),
        [_, _, day, ..] => super::day::begins_a_day(day).then_some((time, 2)),
        _ => None,
    }
}

fn of_what(word: &str) -> Why {
    Why::word(word).at(2).near(["day", "week", "month", "business"])
}

/// Reads `half past nine`, `quarter to ten pm`, `ten past 9`.
fn to_or_past(words: &[&str]) -> Option<Result<(Time, usize), Why>> {
    let (minutes, used) = match words {
        ["half", "past", ..] => (30, 1),
        ["a", "quarter", "past" | "to", ..] => (15, 2),
        ["quarter", "past" | "to", ..] => (15, 1),
        _ => cardinal(words).filter(|(minutes, _)| (1..60).contains(minutes))?,
    };
    let rest = words.get(used..)?;
    let (name, is_to) = match rest {
        ["past", name, ..] => (name, false),
        ["to", name, ..] => (name, true),
        _ => return None,
    };
    let half = rest.get(2).copied().filter(|half| is_half(half));
    let length = used + 2 + usize::from(half.is_some());
    let named = match *name {
        "noon" | "midday" => Some((12, true)),
        "midnight" => Some((0, true)),
        _ => hour(name).map(|hour| (hour, false)),
    };
    let (hour, certain) = named?;
    let hour = match half {
        Some(half) => twelve(name, half).map(|time| chrono::Timelike::hour(&time)),
        None => Ok(hour),
    };
    let time = hour
        .map(|hour| clock((hour + 24 - u32::from(is_to)) % 24, if is_to { 60 - minutes } else { minutes }));
    let certain = certain || half.is_some() || named.is_some_and(|(hour, _)| !(1..=6).contains(&hour));
    Some(match time {
        Ok(Some(time)) if certain => Ok((Time::At(time), length)),
        Ok(Some(time)) => Err(either(&words[..length].join(" "), time).span(length)),
        Ok(None) => Err(Why::word(words[0])),
        Err(why) => Err(why.later(used + 1)),
    })
}

/// Reads `nine thirty`, `nine fifteen pm`.
fn spoken(words: &[&str]) -> Option<Result<(Time, usize), Why>> {
    let [first, rest @ ..] = words else { return None };
    let number = hour(first).filter(|_| !is_digits(first))?;
    let (minutes, used) =
        cardinal(rest).filter(|(minutes, _)| (10..60).contains(minutes) && !is_digits(rest[0]))?;
    let half = rest.get(used).copied().filter(|half| is_half(half));
    let length = 1 + used + usize::from(half.is_some());
    let time = match half {
        Some(half) => twelve(first, half).map(|time| chrono::Timelike::hour(&time)),
        None => Ok(number),
    };
    Some(match time.map(|hour| clock(hour, minutes)) {
        Ok(Some(time)) if half.is_some() || !(1..=6).contains(&number) => Ok((Time::At(time), length)),
        Ok(Some(time)) => Err(either(&words[..length].join(" "), time).span(length)),
        Ok(None) => Err(Why::word(first)),
        Err(why) => Err(why),
    })
}

/// Refuses a time that is as often meant for the afternoon.
fn either(said: &str, time: NaiveTime) -> Why {
    let later = time.overflowing_add_signed(chrono::TimeDelta::hours(12)).0;
    let (time, later) = (time.format("%H:%M").to_string(), later.format("%H:%M").to_string());
    Why::said(format!("`{said}` can be {time} or {later}")).swap(&time).swap(&later)
}

/// `half nine` is 09:30 to some and 08:30 to others.
fn half_nine(number: &str) -> Why {
    let hour = hour(number).unwrap_or_default();
    let (one, other) = (format!("{hour:02}:30"), format!("{:02}:30", hour - 1));
    Why::said(format!("`half {number}` can be {one} or {other}")).span(2).swap(&one).swap(&other)
}

/// Reads the parts of a day at which their clock matters.
pub(super) fn part_of_day(word: &str) -> Option<Time> {
    let hour = match word {
        "morning" => 9,
        "lunchtime" | "lunch" => 12,
        "afternoon" => 14,
        "evening" => 18,
        _ => return None,
    };
    clock(hour, 0).map(Time::Part)
}

fn one(word: &str) -> Result<Option<Time>, Why> {
    if let Some(time) = part_of_day(word) {
        return Ok(Some(time));
    }
    match word {
        "midnight" => return Ok(Some(Time::Midnight)),
        "noon" | "midday" => return Ok(clock(12, 0).map(Time::At)),
        _ => {}
    }
    for half in ["am", "pm"] {
        if let Some(hour) = word.strip_suffix(half).filter(|hour| begins_like_a_time(hour)) {
            return twelve(hour, half).map(|time| Some(Time::At(time)));
        }
    }
    if !word.starts_with(|sign: char| sign.is_ascii_digit()) {
        return match hour(word) {
            Some(_) => Err(bare_number(word)),
            None => Ok(None),
        };
    }
    if is_digits(word) {
        return match word.len() {
            4 => of_parts(word, &word[..2], &word[2..], None).map(Some),
            _ => Err(bare_number(word)),
        };
    }
    let parts: Vec<&str> = word.split(':').collect();
    match parts[..] {
        [hour, minute] => of_parts(word, hour, minute, None).map(Some),
        [hour, minute, second] => of_parts(word, hour, minute, Some(second)).map(Some),
        _ => odd_sign(word),
    }
}

fn of_parts(word: &str, hour: &str, minute: &str, second: Option<&str>) -> Result<Time, Why> {
    let two_digits = |text: &str| text.parse::<u32>().ok().filter(|_| text.len() == 2 && is_digits(text));
    let whole_seconds = second.map(|second| second.strip_suffix(".000").unwrap_or(second));
    let second = whole_seconds.map_or(Some(0), two_digits);
    let hours = hour.parse::<u32>().ok().filter(|_| hour.len() <= 2 && is_digits(hour));
    match (hours, two_digits(minute), second) {
        (Some(24), Some(0), Some(0)) => Ok(Time::TwentyFour),
        (Some(hour), Some(minute), Some(second)) => NaiveTime::from_hms_opt(hour, minute, second)
            .map(Time::At)
            .ok_or_else(|| Why::said(format!("`{word}` isn't a time of day; these are 00:00 to 23:59"))),
        (Some(hour), None, _) if minute.len() == 1 && is_digits(minute) => {
            Err(Why::word(word).swap(&format!("{hour:02}:0{minute}")).swap(&format!("{hour:02}:{minute}0")))
        }
        _ => Err(Why::word(word)),
    }
}

/// `9.30` and `9h30` are times in some countries, and dates or distances in others.
fn odd_sign(word: &str) -> Result<Option<Time>, Why> {
    let Some((hour, minute)) = word.split_once(['.', 'h']) else { return Ok(None) };
    let fits = is_digits(hour) && hour.len() <= 2 && is_digits(minute) && minute.len() == 2;
    match hour.parse::<u32>() {
        Ok(hour @ 0..=12) if fits => {
            let why = Why::word(word).swap(&format!("{hour:02}:{minute}"));
            Err(why.swap(&format!("{:02}:{minute}", (hour + 12) % 24)))
        }
        Ok(_) if fits => Err(Why::word(word).swap(&format!("{hour}:{minute}"))),
        _ => Ok(None),
    }
}

/// A number alone may be an hour of the morning or the evening, or no hour at all.
fn bare_number(word: &str) -> Why {
    let number = word.parse().ok().or_else(|| hour(word));
    match number {
        Some(hour @ 1..=12_u32) => {
            let (morning, evening) = if hour == 12 {
                ("noon".to_owned(), "midnight".to_owned())
            } else {
                (format!("{hour}am"), format!("{hour}pm"))
            };
            Why::said(format!("`{word}` can be {morning} or {evening}")).swap(&morning).swap(&evening)
        }
        Some(hour @ 13..=23) => Why::word(word).swap(&format!("{hour}:00")),
        Some(number) if word.len() == 3 => {
            let (hour, minute) = (number / 100, number % 100);
            Why::word(word).swap(&format!("{hour}:{minute:02}am")).swap(&format!("{hour}:{minute:02}pm"))
        }
        Some(number @ 24..=999) => Why::word(word).century(number).swap(&format!("in {number} minutes")),
        _ => Why::word(word),
    }
}

/// 12am is 00:00 and 12pm 12:00.
fn twelve(text: &str, half: &str) -> Result<NaiveTime, Why> {
    let digits = is_digits(text) && matches!(text.len(), 3 | 4);
    let text = if text.matches(':').count() == 2 { text.strip_suffix(":00").unwrap_or(text) } else { text };
    let (hours, minute) = match text.split_once([':', '.']) {
        Some(parts) => parts,
        None if digits => text.split_at(text.len() - 2),
        None => (text, "00"),
    };
    let add = if half == "pm" { 12 } else { 0 };
    let number = hour(hours);
    let hour = number.filter(|hour| (1..=12).contains(hour)).map(|hour| hour % 12 + add);
    let minute = minute.parse::<u32>().ok().filter(|_| minute.len() == 2 && is_digits(minute));
    let read = hour.zip(minute).and_then(|(hour, minute)| clock(hour, minute));
    let sentence = || format!("`{text}{half}` isn't a time; hours with am and pm are 1 to 12");
    read.ok_or_else(|| match number {
        Some(number @ (0 | 13..=23)) => {
            Why::said(sentence()).swap(&format!("{number:02}:{:02}", minute.unwrap_or(0)))
        }
        Some(_) => Why::said(sentence()),
        None => Why::word(&format!("{text}{half}")),
    })
}

fn clock(hour: u32, minute: u32) -> Option<NaiveTime> {
    NaiveTime::from_hms_opt(hour, minute, 0)
}
