//! A distance: `20m`, `1h30m`, `in 20 minutes`, `an hour and a half`, `2 hours from now`, `in 3 days`, `in 2 workdays`.

use chrono::TimeDelta;

use super::Why;
use super::clock::{four_digits_and_hours, number_of_hours};
use super::day::{Anchor, Day, WEEKDAYS, named};
use super::number::{cardinal, count, is_digits};

const UNITS: [&str; 8] = ["minutes", "hours", "seconds", "days", "weeks", "workdays", "hour", "minute"];

/// How far away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Distance {
    /// Exactly so much later than now.
    Exact(TimeDelta),
    /// On a day so many days away.
    Day(Day),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Span {
    Exact(TimeDelta),
    Days(u64),
    Workdays(u32),
}

/// Reads a distance at the beginning of the words and says how many it took.
pub(super) fn read(words: &[&str]) -> Result<Option<(Distance, usize)>, Why> {
    let lead = usize::from(words.first() == Some(&"in"));
    let rest = &words[lead..];
    if lead == 0 && four_digits_and_hours(words).is_some() {
        return Ok(None);
    }
    too_many_hours(rest).map_err(|why| why.later(lead))?;
    if words.first() == Some(&"now") {
        return Ok(Some((Distance::Exact(TimeDelta::zero()), 1)));
    }
    let Some((span, used)) = amount(rest).map_err(|why| why.later(lead))? else {
        return if lead == 1 { not_a_distance(rest) } else { months_from_now(rest) };
    };
    if rest.get(used) == Some(&"ago") {
        return Err(ago(&words[..=lead + used]));
    }
    let (days, tail) = match span {
        Span::Exact(span) => return Ok(exact(span, lead, used, rest)),
        Span::Workdays(0) => return Err(Why::word(words[lead]).at(lead)),
        Span::Workdays(count) if lead == 1 || ends_from_now(&rest[used..]) => {
            let tail = if lead == 0 { 2 } else { 0 };
            return Ok(Some((Distance::Day(Day::Workdays(count)), lead + used + tail)));
        }
        Span::Workdays(_) => return Err(Why::word(rest[0]).swap(&format!("in {}", rest[0]))),
        Span::Days(days) => (days, &rest[used..]),
    };
    let (day, more) = match tail {
        _ if lead == 1 => (Day::After(days), 0),
        ["from", "now", ..] => (Day::After(days), 2),
        ["later", ..] => (Day::After(days), 1),
        ["from" | "after", "today", ..] => (Day::Plus(days, Anchor::Today), 2),
        ["from" | "after", "tomorrow", ..] => (Day::Plus(days, Anchor::Tomorrow), 2),
        ["from" | "after", day, ..] if named(day, &WEEKDAYS).is_some() => {
            (Day::Plus(days, Anchor::Weekday(named(day, &WEEKDAYS).unwrap_or_default())), 2)
        }
        ["before", ..] => return Err(Why::word(tail[0]).at(used)),
        ["from" | "after", ..] => {
            return Err(Why::word(tail[0]).at(used).swap("from now"));
        }
        _ => (Day::After(days), 0),
    };
    Ok(Some((Distance::Day(day), lead + used + more)))
}

fn exact(span: TimeDelta, lead: usize, used: usize, rest: &[&str]) -> Option<(Distance, usize)> {
    let tail = match &rest[used..] {
        _ if lead == 1 => 0,
        ["from", "now", ..] => 2,
        ["later", ..] => 1,
        _ => 0,
    };
    Some((Distance::Exact(span), lead + used + tail))
}

/// Four digits before `hours` are a clock time to most who write them; a wait of weeks is written in days.
fn too_many_hours(words: &[&str]) -> Result<(), Why> {
    let Some(first) = words.first() else { return Ok(()) };
    let unsigned = first.strip_prefix('+').unwrap_or(first);
    let from_digits = [&[unsigned], &words[1..]].concat();
    let Some((digits, used)) = number_of_hours(&from_digits).filter(|(digits, _)| digits.len() > 3) else {
        return Ok(());
    };
    let why = Why::said(format!("`{digits} hours` is too long; hours from now are at most 999")).span(used);
    Err(match digits.len() {
        4 => why.whole(&format!("{}:{}", &digits[..2], &digits[2..])),
        _ => why,
    })
}

/// Tells of words that count back from now.
fn ago(words: &[&str]) -> Why {
    Why::said(format!("`{}` is past; a message can't be sent in the past", words.join(" ")))
}

fn ends_from_now(rest: &[&str]) -> bool {
    matches!(rest, ["from", "now", ..])
}

/// `in the morning` and `in London` begin like a distance; `in 20` and `in a month` are bad ones.
fn not_a_distance(rest: &[&str]) -> Result<Option<(Distance, usize)>, Why> {
    match rest {
        [] => Err(Why::word("in").swap("in 20 minutes").swap("in 2 hours")),
        [first, ..] => match count(rest) {
            Some((number, used)) => Err(bad_unit(number, rest.get(used), used, first)),
            None if first.starts_with(|sign: char| sign.is_ascii_digit() || matches!(sign, '-' | '+')) => {
                Err(Why::word(first).at(1))
            }
            None => Ok(None),
        },
    }
}

/// `2 months` without `in` isn't understood either.
fn months_from_now(words: &[&str]) -> Result<Option<(Distance, usize)>, Why> {
    let Some((number, used)) = count(words) else { return Ok(None) };
    let months = match words.get(used) {
        Some(&("month" | "months")) => number,
        Some(&("year" | "years")) => number.saturating_mul(12),
        _ => return Ok(None),
    };
    if words.get(used + 1) == Some(&"ago") {
        return Err(ago(&words[..used + 2]));
    }
    Err(Why::word(words[used]).span(used + 1).months(months))
}

fn bad_unit(number: u32, unit: Option<&&str>, used: usize, first: &str) -> Why {
    let Some(unit) = unit else {
        let why = Why::word(first).at(1).span(used);
        return why.swap(&format!("{number} minutes")).swap(&format!("{number} hours"));
    };
    let why = Why::word(unit).at(1 + used);
    match *unit {
        "month" | "months" => why.at(0).span(used + 2).months(number),
        "year" | "years" => why.at(0).span(used + 2).months(number.saturating_mul(12)),
        "fortnight" | "fortnights" => {
            why.at(1).span(used + 1).swap(&format!("{} weeks", number.saturating_mul(2)))
        }
        _ => why.near(UNITS),
    }
}

/// Reads an amount of time; `None` where the words are about something else.
fn amount(words: &[&str]) -> Result<Option<(Span, usize)>, Why> {
    if let Some(part) = fraction(words) {
        return Ok(Some(part));
    }
    let Some((first, mut used)) = part(words) else { return Ok(None) };
    let Span::Exact(mut total) = first else { return Ok(Some((first, used))) };
    let mut unit = total;
    loop {
        let and = usize::from(words.get(used) == Some(&"and"));
        match part(&words[used + and..]) {
            // Units go from large to small, each once.
            Some((Span::Exact(more), length)) if size(more) < size(unit) => {
                (total, unit) = (total + more, more);
                used += and + length;
            }
            _ => return Ok(Some((Span::Exact(total), used))),
        }
    }
}

/// Returns the unit a span is written in: seconds, minutes or hours.
fn size(span: TimeDelta) -> i64 {
    [3600, 60].into_iter().find(|unit| span.num_seconds() % unit == 0).unwrap_or(1)
}

/// Reads `half an hour`, `an hour and a half`, `a quarter of an hour`, `two and a half hours`.
fn fraction(words: &[&str]) -> Option<(Span, usize)> {
    let minutes = |minutes, used| Some((Span::Exact(TimeDelta::minutes(minutes)), used));
    match words {
        ["half", "an" | "a", "hour", ..] => minutes(30, 3),
        ["a", "half", "hour", ..] => minutes(30, 3),
        ["half", "hour", ..] => minutes(30, 2),
        ["a", "quarter", "of", "an", "hour", ..] => minutes(15, 5),
        ["a", "quarter", "hour", ..] | ["quarter", "of", "an", "hour", ..] => {
            minutes(15, words.iter().position(|word| *word == "hour")? + 1)
        }
        ["three", "quarters", "of", "an", "hour", ..] => minutes(45, 5),
        ["an" | "a" | "one", "hour", "and", "a", "half", ..] => minutes(90, 5),
        ["an" | "a" | "one", "hour", "and", "a", "quarter", ..] => minutes(75, 5),
        _ => {
            let (number, used) = cardinal(words)?;
            let and_a_half = matches!(
                words.get(used..)?,
                ["and", "a", "half", "hours" | "hour", ..] | ["hours", "and", "a", "half", ..]
            );
            and_a_half.then_some((Span::Exact(TimeDelta::minutes(i64::from(number) * 60 + 30)), used + 4))
        }
    }
}

/// Reads one number and its unit, or `1h30m`.
fn part(words: &[&str]) -> Option<(Span, usize)> {
    let first = words.first()?;
    if let Some(span) = short(first) {
        return Some((span, 1));
    }
    if let Some(decimal) = decimal(first) {
        let seconds = match *words.get(1)? {
            "hour" | "hours" | "h" | "hr" | "hrs" => decimal * 36,
            "minute" | "minutes" | "min" | "mins" if decimal * 6 % 10 == 0 => decimal * 6 / 10,
            _ => return None,
        };
        return Some((Span::Exact(TimeDelta::seconds(seconds)), 2));
    }
    let (number, used) = count(words)?;
    match words.get(used..)? {
        ["business" | "working", "day" | "days", ..] => Some((Span::Workdays(number), used + 2)),
        [unit, ..] => Some((span(number, unit)?, used + 1)),
        [] => None,
    }
}

/// Reads `1.5` as hundredths.
fn decimal(word: &str) -> Option<i64> {
    let (whole, part) = word.split_once('.')?;
    let fits = is_digits(whole) && whole.len() <= 5 && is_digits(part) && part.len() <= 2;
    let scale = if part.len() == 1 { 10 } else { 1 };
    fits.then_some(())?;
    Some(whole.parse::<i64>().ok()? * 100 + part.parse::<i64>().ok()? * scale)
}

fn span(number: u32, unit: &str) -> Option<Span> {
    let count = i64::from(number);
    Some(match unit {
        "second" | "seconds" | "sec" | "secs" | "s" => Span::Exact(TimeDelta::seconds(count)),
        "minute" | "minutes" | "min" | "mins" | "m" => Span::Exact(TimeDelta::minutes(count)),
        "hour" | "hours" | "h" | "hr" | "hrs" => Span::Exact(TimeDelta::hours(count)),
        "day" | "days" | "d" => Span::Days(u64::from(number)),
        "week" | "weeks" | "w" | "wk" | "wks" => Span::Days(u64::from(number) * 7),
        "workday" | "workdays" => Span::Workdays(number),
        _ => return None,
    })
}

/// Reads `20m`, `2h`, `1h30m`, `+20m`, `1.5h`, `3d`, `20min`.
fn short(word: &str) -> Option<Span> {
    let word = word.strip_prefix('+').unwrap_or(word);
    if let Some(hundredths) = word.strip_suffix('h').and_then(decimal) {
        return Some(Span::Exact(TimeDelta::seconds(hundredths * 36)));
    }
    let end = word.find(|sign: char| !sign.is_ascii_digit())?;
    let (digits, unit) = word.split_at(end);
    if unit.len() > 1 && is_digits(digits) && unit.bytes().all(|byte| byte.is_ascii_alphabetic()) {
        let known = matches!(
            unit,
            "min"
                | "mins"
                | "sec"
                | "secs"
                | "hr"
                | "hrs"
                | "hours"
                | "minutes"
                | "days"
                | "weeks"
                | "hour"
                | "day"
                | "week"
                | "minute"
        );
        return span(number(digits)?, unit).filter(|_| known);
    }
    units(word)
}

fn number(text: &str) -> Option<u32> {
    cardinal(&[text]).filter(|_| is_digits(text)).map(|(number, _)| number)
}

/// Reads numbers with units of one letter, from large to small, each once.
fn units(word: &str) -> Option<Span> {
    let (mut total, mut digits, mut last) = (TimeDelta::zero(), String::new(), 'x');
    for sign in word.chars() {
        match sign {
            '0'..='9' => digits.push(sign),
            'd' | 'w' if last == 'x' && word.ends_with(sign) && word.len() == digits.len() + 1 => {
                return span(number(&digits)?, if sign == 'd' { "days" } else { "weeks" });
            }
            'h' | 'm' | 's' => {
                if "xhms".find(last)? >= "xhms".find(sign)? {
                    return None;
                }
                let Span::Exact(part) = span(number(&digits)?, &sign.to_string())? else { return None };
                total = total.checked_add(&part)?;
                digits.clear();
                last = sign;
            }
            _ => return None,
        }
    }
    (digits.is_empty() && last != 'x').then_some(Span::Exact(total))
}
