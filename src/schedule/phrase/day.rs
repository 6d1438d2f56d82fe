//! A day: `today`, `fri`, `next friday`, `tuesday next week`, `next workday`, `end of month`, `last friday of the month`.

use super::number::ordinal;
use super::{Why, date};

pub(in crate::schedule) const WEEKDAYS: [&str; 7] =
    ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/// A day as it was said; weekdays are counted from Monday, 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Day {
    /// Today or a day after it.
    Plus(u64, Anchor),
    /// Today, at 20:00 if no time is said.
    Tonight,
    /// The next such weekday; today's if the time is still ahead.
    Weekday(u32),
    /// The coming such weekday, today's included, whatever the time.
    This(u32),
    /// `next friday`: that of next calendar week.
    Next(u32),
    /// A weekday of the calendar week after this one, said so.
    OfNextWeek(u32),
    /// So many days from now; without a time, the same time of day.
    After(u64),
    /// A date; without a year, the next one.
    Date(date::Date),
    /// `first monday of december`, `last workday of the month`.
    Nth(Nth, Kind, Month),
    /// So many of their working days after today.
    Workdays(u32),
    /// The first of their working days of a period.
    First(Period),
    /// The last of their working days of a period, at its end unless a time is said.
    Last(Period),
    /// This or the next week or month: a part of a day, beside a weekday or a number.
    Within(Period),
}

/// A day that others are counted from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Anchor {
    Today,
    Tomorrow,
    Weekday(u32),
}

/// A week, month or year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Period {
    ThisWeek,
    NextWeek,
    Month(Month),
    ThisYear,
}

/// A month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Month {
    This,
    Next,
    /// The next month of that name, 1 to 12, or that of a year.
    Named(u32, Option<i32>),
}

/// Which of several days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Nth {
    From(u32),
    Last,
}

/// Of which days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Weekday(u32),
    Workday,
    Day,
}

/// Reads a day at the beginning of the words and says how many it took.
pub(super) fn read(words: &[&str]) -> Result<Option<(Day, usize)>, Why> {
    let found = match words {
        ["this", rest @ ..] => return Ok(this(rest).map(|(day, used)| (day, used + 1))),
        ["today", ..] => Some((Day::Plus(0, Anchor::Today), 1)),
        ["tonight", ..] => Some((Day::Tonight, 1)),
        ["tomorrow" | "tmrw" | "tmr" | "tmw", ..] => Some((Day::Plus(0, Anchor::Tomorrow), 1)),
        ["day", "after", "tomorrow", ..] => Some((Day::Plus(1, Anchor::Tomorrow), 3)),
        ["next", rest @ ..] => {
            return next(rest).map(|day| day.map(|(day, used)| (day, used + 1))).map_err(|why| why.later(1));
        }
        ["coming", day, ..] if weekday(day).is_some() => weekday(day).map(|day| (Day::This(day), 2)),
        ["start" | "beginning", "of", rest @ ..] => {
            period(rest).map(|(period, used)| (Day::First(period), used + 2))
        }
        ["end", "of", rest @ ..] => period(rest).map(|(period, used)| (Day::Last(period), used + 2)),
        ["eow", ..] => Some((Day::Last(Period::ThisWeek), 1)),
        ["eom", ..] => Some((Day::Last(Period::Month(Month::This)), 1)),
        ["eoy", ..] => Some((Day::Last(Period::ThisYear), 1)),
        _ => None,
    };
    if found.is_some() {
        return Ok(found);
    }
    if let Some(found) = nth(words)? {
        return Ok(Some(found));
    }
    if matches!(words.first(), Some(&("yesterday" | "last"))) {
        let said = words[..words.len().min(if words[0] == "last" { 2 } else { 1 })].join(" ");
        return Err(Why::said(format!("`{said}` is past; a message can't be sent in the past")));
    }
    match words.first().and_then(|word| weekday(word)) {
        Some(day) => Ok(Some((Day::Weekday(day), 1))),
        None => date::read(words),
    }
}

/// Tells whether a word begins a day, as in `end of friday`.
pub(super) fn begins_a_day(word: &str) -> bool {
    weekday(word).is_some() || matches!(word, "today" | "tomorrow" | "tmrw")
}

/// Reads what follows `this`: `this morning` is today's, `this friday` the coming one.
fn this(rest: &[&str]) -> Option<(Day, usize)> {
    match rest {
        ["morning" | "afternoon" | "evening", ..] => Some((Day::Plus(0, Anchor::Today), 0)),
        ["coming", day, ..] => weekday(day).map(|day| (Day::This(day), 2)),
        ["week", ..] => Some((Day::Within(Period::ThisWeek), 1)),
        ["month", ..] => Some((Day::Within(Period::Month(Month::This)), 1)),
        [day, ..] => weekday(day).map(|day| (Day::This(day), 1)),
        [] => None,
    }
}

fn next(rest: &[&str]) -> Result<Option<(Day, usize)>, Why> {
    Ok(Some(match rest {
        ["workday", ..] => (Day::Workdays(1), 1),
        ["working" | "business", "day", ..] => (Day::Workdays(1), 2),
        ["week", ..] => (Day::Within(Period::NextWeek), 1),
        ["month", ..] => (Day::Within(Period::Month(Month::Next)), 1),
        [day, ..] if weekday(day).is_some() => (Day::Next(weekday(day).unwrap_or_default()), 1),
        ["year", ..] => return Err(Why::word("year").whole("1 jan").whole("next month")),
        [word, ..] => {
            let why = Why::word(word).near(WEEKDAYS).near(["week", "month", "workday"]);
            return Err(why.whole("next friday").whole("next week"));
        }
        [] => return Err(Why::word("next").whole("next friday").whole("next week")),
    }))
}

/// Reads a period: `week`, `the month`, `next week`, `december`.
fn period(words: &[&str]) -> Option<(Period, usize)> {
    let the = usize::from(matches!(words.first(), Some(&("the" | "this"))));
    Some(match &words[the..] {
        ["week", ..] => (Period::ThisWeek, the + 1),
        ["month", ..] => (Period::Month(Month::This), the + 1),
        ["year", ..] => (Period::ThisYear, the + 1),
        ["next", "week", ..] => (Period::NextWeek, the + 2),
        ["next", "month", ..] => (Period::Month(Month::Next), the + 2),
        [name, year, ..] if date::month(name).is_some() && date::year(year).is_some() => {
            (Period::Month(Month::Named(date::month(name)?, date::year(year))), the + 2)
        }
        [name, ..] => (Period::Month(Month::Named(date::month(name)?, None)), the + 1),
        [] => return None,
    })
}

/// Reads `last friday of the month`, `first monday in december`, `last day of next month`.
fn nth(words: &[&str]) -> Result<Option<(Day, usize)>, Why> {
    let [which, kind, rest @ ..] = words else { return Ok(None) };
    let nth = match (*which, ordinal(which)) {
        ("last", _) => Nth::Last,
        (_, Some(number)) => Nth::From(number),
        _ => return Ok(None),
    };
    let (kind, length) = match (*kind, weekday(kind)) {
        (_, Some(day)) => (Kind::Weekday(day), 1),
        ("workday", _) => (Kind::Workday, 1),
        ("working" | "business", _) if rest.first() == Some(&"day") => (Kind::Workday, 2),
        ("day", _) => (Kind::Day, 1),
        _ => return Ok(None),
    };
    let said = || words[..=length].join(" ");
    let month = match &words[1 + length..] {
        ["of" | "in", rest @ ..] => period(rest).map(|(period, used)| (period, used + 1)),
        ["next", "month", ..] => Some((Period::Month(Month::Next), 2)),
        ["this", "month", ..] => Some((Period::Month(Month::This), 2)),
        _ if nth == Nth::Last => return Ok(None), // `last friday` is past.
        _ => None,
    };
    let Some((Period::Month(month), used)) = month else {
        let why = Why::said(format!("`{}` needs a month", said())).span(1 + length);
        return Err(why
            .swap(&format!("{} of this month", said()))
            .swap(&format!("{} of next month", said())));
    };
    if matches!(nth, Nth::From(5..)) && kind != Kind::Day && kind != Kind::Workday {
        let why = Why::said(format!("a month may have no {}", said())).span(2);
        return Err(why.swap(&format!("last {}", words[1])));
    }
    Ok(Some((Day::Nth(nth, kind, month), 1 + length + used)))
}

/// Reads the name of a weekday or its first letters, at least three.
pub(super) fn weekday(word: &str) -> Option<u32> {
    if word == "weds" { Some(2) } else { named(word, &WEEKDAYS) }
}

/// Finds a name or its first letters, at least three.
pub(in crate::schedule) fn named(word: &str, names: &[&str]) -> Option<u32> {
    let at = names.iter().position(|name| word.len() >= 3 && name.starts_with(word))?;
    u32::try_from(at).ok()
}
