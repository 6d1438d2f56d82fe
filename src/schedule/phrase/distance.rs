//! A distance from now: `now`, `20m`, `1h30m`, `+20m`, `in 20 minutes`, `in half an hour`, `in 3 days`, `in a week`.

use chrono::TimeDelta;

use super::Why;

/// How far from now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Distance {
    /// Exactly so much later.
    Exact(TimeDelta),
    /// The same wall time so many days later.
    Days(u64),
}

/// Reads a distance; `None` when the words are not about one.
pub(super) fn read(words: &[&str]) -> Option<Result<Distance, Why>> {
    match words {
        ["now"] => Some(Ok(Distance::Exact(TimeDelta::zero()))),
        ["in", "half", "an", "hour"] => Some(Ok(Distance::Exact(TimeDelta::minutes(30)))),
        // A day and a time of day: not a distance, though it begins like one.
        ["in", count_word, "day" | "days" | "week" | "weeks", _, ..] if count(count_word).is_some() => None,
        ["in", _, "workday" | "workdays", ..] => None,
        ["in", rest @ ..] => Some(long(rest)),
        [word] => short(word).map(Ok),
        _ => None,
    }
}

/// Reads `20 minutes`, `1 hour 30 minutes`, `2h 30m`.
fn long(words: &[&str]) -> Result<Distance, Why> {
    let hint = "write it like `in 20 minutes`, `in 2 hours` or `in 3 days`";
    let mut total = TimeDelta::zero();
    let mut rest = words;
    while let Some(word) = rest.first() {
        let (part, used) = match short(word) {
            Some(part) => (part, 1),
            None => (pair(rest).ok_or_else(|| Why::new(culprit(rest), hint))?, 2),
        };
        match part {
            Distance::Exact(span) => total += span,
            days if rest.len() == words.len() && words.len() == used => return Ok(days),
            Distance::Days(_) => {
                return Err(Why::new(word, "days and weeks stand alone: `in 3 days`, `in 3 days 9am`"));
            }
        }
        rest = &rest[used..];
    }
    if words.is_empty() { Err(Why::new("in", hint)) } else { Ok(Distance::Exact(total)) }
}

/// The word that spoils a pair: the number if it is none, else the unit.
fn culprit<'a>(words: &[&'a str]) -> &'a str {
    match words {
        [first, second, ..] if count(first).is_some() => second,
        [first, ..] => first,
        [] => "in",
    }
}

fn pair(words: &[&str]) -> Option<Distance> {
    span(count(words.first()?)?, words.get(1)?)
}

/// Reads a number of things; `a` and `an` are one.
pub(super) fn count(word: &str) -> Option<u32> {
    match word {
        "a" | "an" | "one" => Some(1),
        "two" => Some(2),
        "three" => Some(3),
        digits => number(digits),
    }
}

fn number(text: &str) -> Option<u32> {
    text.parse().ok().filter(|number| *number <= 1_000_000 && text.bytes().all(|byte| byte.is_ascii_digit()))
}

fn span(number: u32, unit: &str) -> Option<Distance> {
    let count = i64::from(number);
    Some(match unit {
        "second" | "seconds" | "sec" | "secs" => Distance::Exact(TimeDelta::seconds(count)),
        "minute" | "minutes" | "min" | "mins" => Distance::Exact(TimeDelta::minutes(count)),
        "hour" | "hours" | "h" => Distance::Exact(TimeDelta::hours(count)),
        "day" | "days" => Distance::Days(u64::from(number)),
        "week" | "weeks" => Distance::Days(u64::from(number) * 7),
        _ => return None,
    })
}

/// Reads `20m`, `2h`, `1h30m`, `+20m`, `3d`.
fn short(word: &str) -> Option<Distance> {
    let word = word.strip_prefix('+').unwrap_or(word);
    let (mut total, mut digits, mut last) = (TimeDelta::zero(), String::new(), 'x');
    for sign in word.chars() {
        match sign {
            '0'..='9' => digits.push(sign),
            'd' | 'w' if last == 'x' && word.ends_with(sign) && word.len() == digits.len() + 1 => {
                let days = u64::from(number(&digits)?);
                return Some(Distance::Days(if sign == 'w' { days * 7 } else { days }));
            }
            'h' | 'm' | 's' => {
                // Units go from large to small, each once.
                if "xhms".find(last)? >= "xhms".find(sign)? {
                    return None;
                }
                let count = i64::from(number(&digits)?);
                let part = match sign {
                    'h' => TimeDelta::hours(count),
                    'm' => TimeDelta::minutes(count),
                    _ => TimeDelta::seconds(count),
                };
                total = total.checked_add(&part)?;
                digits.clear();
                last = sign;
            }
            _ => return None,
        }
    }
    (digits.is_empty() && last != 'x').then_some(Distance::Exact(total))
}
