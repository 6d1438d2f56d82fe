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
        ["in", rest @ ..] => Some(long(rest)),
        [word] => short(word).map(Ok),
        _ => None,
    }
}

fn long(words: &[&str]) -> Result<Distance, Why> {
    let hint = "write it like `in 20 minutes`, `in 2 hours` or `in 3 days`";
    match words {
        [word] => short(word).ok_or_else(|| Why::new(word, hint)),
        [count, unit] => {
            let number = match *count {
                "a" | "an" | "one" => 1,
                count => number(count).ok_or_else(|| Why::new(count, hint))?,
            };
            span(number, unit).ok_or_else(|| Why::new(unit, hint))
        }
        [] => Err(Why::new("in", hint)),
        [.., last] => Err(Why::new(last, hint)),
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
