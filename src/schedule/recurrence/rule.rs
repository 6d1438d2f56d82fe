//! Which days a rule means. Every interval is counted from the first day, so that nothing ever drifts.

use std::fmt;

use chrono::{Datelike, Days, Months, NaiveDate, Weekday, WeekdaySet};
use serde::{Deserialize, Serialize};

/// Monday to Friday.
pub(super) const WEEKDAYS: WeekdaySet =
    WeekdaySet::from_array([Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri]);

/// How a message comes again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Rule {
    /// Every so many days.
    Days(u32),
    /// On each of their working days.
    Workdays,
    /// Every so many weeks on these weekdays; none stands for that of the first day.
    Weeks(u32, WeekdaySet),
    /// Every so many months on a day of the month.
    Months(u32, On),
}

/// A day of a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum On {
    /// The number the first day has.
    Same,
    /// That number; in a month without it, the last day.
    Day(u32),
    /// The last day.
    Last,
    /// The first, second … or last such weekday.
    Weekday(Nth, Weekday),
    /// The first, second … or last of their working days.
    Workday(Nth),
}

/// Which of several days of a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Nth {
    /// Counted from the month's beginning; 1 to 4.
    From(u32),
    /// Counted from its end.
    Last,
}

impl Rule {
    /// Returns the first day at or after `asked` that has the rule's shape.
    #[must_use]
    pub fn first(&self, asked: NaiveDate, works: impl Fn(NaiveDate) -> bool) -> Option<NaiveDate> {
        // Counted from itself no interval is in the way.
        days(asked).find(|day| self.fits(*day, *day, &works))
    }

    /// Returns the days of the rule at or after `from`, earliest first; `works` tells their working days.
    pub fn days(
        self,
        first: NaiveDate,
        from: NaiveDate,
        works: impl Fn(NaiveDate) -> bool,
    ) -> impl Iterator<Item = NaiveDate> {
        days(from.max(first)).filter(move |day| self.fits(*day, first, &works))
    }

    fn fits(&self, day: NaiveDate, first: NaiveDate, works: &impl Fn(NaiveDate) -> bool) -> bool {
        match self {
            Self::Days(count) => is_multiple((day - first).num_days(), *count),
            Self::Workdays => works(day),
            Self::Weeks(count, on) => {
                let named = if on.is_empty() { WeekdaySet::single(first.weekday()) } else { *on };
                named.contains(day.weekday()) && is_multiple(weeks(first, day), *count)
            }
            Self::Months(count, on) => is_multiple(months(first, day), *count) && on.is(day, first, works),
        }
    }
}

impl On {
    fn is(self, day: NaiveDate, first: NaiveDate, works: &impl Fn(NaiveDate) -> bool) -> bool {
        let is_number = |number: u32| day.day() == number.min(last(day));
        match self {
            Self::Same => is_number(first.day()),
            Self::Day(number) => is_number(number),
            Self::Last => day.day() == last(day),
            Self::Weekday(nth, weekday) => {
                day.weekday() == weekday && nth.is(day, |other| other.weekday() == weekday)
            }
            Self::Workday(nth) => works(day) && nth.is(day, works),
        }
    }
}

impl Nth {
    /// Tells whether a day is the nth of its month among days that are `like` it.
    fn is(self, day: NaiveDate, like: impl Fn(NaiveDate) -> bool) -> bool {
        let among = |first: u32, last: u32| {
            (first..=last).filter_map(|number| day.with_day(number)).filter(|other| like(*other)).count()
        };
        match self {
            Self::From(count) => u32::try_from(among(1, day.day())).is_ok_and(|before| before == count),
            Self::Last => among(day.day(), last(day)) == 1,
        }
    }
}

fn days(from: NaiveDate) -> impl Iterator<Item = NaiveDate> {
    from.iter_days().take(super::FARTHEST)
}

fn is_multiple(distance: i64, count: u32) -> bool {
    distance % i64::from(count.max(1)) == 0
}

/// Weeks begin on Monday.
fn weeks(from: NaiveDate, to: NaiveDate) -> i64 {
    let monday = |day: NaiveDate| day - Days::new(day.weekday().num_days_from_monday().into());
    (monday(to) - monday(from)).num_weeks()
}

fn months(from: NaiveDate, to: NaiveDate) -> i64 {
    let number = |day: NaiveDate| i64::from(day.year()) * 12 + i64::from(day.month0());
    number(to) - number(from)
}

/// Returns how many days the month of a day has.
fn last(day: NaiveDate) -> u32 {
    let next = day.with_day(1).and_then(|first| first.checked_add_months(Months::new(1)));
    next.and_then(|next| next.pred_opt()).map_or(31, |last| last.day())
}

/// As it is kept and shown; what is shown is read back the same.
impl TryFrom<String> for Rule {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        super::read(&text).map_err(|_| format!("`{text}` isn't a valid rule"))
    }
}

impl From<Rule> for String {
    fn from(rule: Rule) -> Self {
        rule.to_string()
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Days(count) => every(f, count, "day"),
            Self::Workdays => f.write_str("workday"),
            Self::Weeks(count, on) if on.is_empty() => every(f, count, "week"),
            Self::Weeks(1, on) => weekdays(f, on),
            Self::Weeks(count, on) => {
                every(f, count, "week")?;
                f.write_str(" on ")?;
                weekdays(f, on)
            }
            Self::Months(count, On::Same) if count % 12 == 0 => every(f, count / 12, "year"),
            Self::Months(count, On::Same) => every(f, count, "month"),
            Self::Months(1, on @ (On::Weekday(..) | On::Workday(_))) => on.fmt(f),
            Self::Months(count, on) => {
                every(f, count, "month")?;
                write!(f, " on {on}")
            }
        }
    }
}

impl fmt::Display for On {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Same => f.write_str("the same day"),
            Self::Day(number) => write!(f, "{number}"),
            Self::Last => f.write_str("last day"),
            Self::Weekday(nth, weekday) => write!(f, "{nth} {}", short(*weekday)),
            Self::Workday(nth) => write!(f, "{nth} workday"),
        }
    }
}

impl fmt::Display for Nth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::From(1) => "first",
            Self::From(2) => "2nd",
            Self::From(3) => "3rd",
            Self::From(_) => "4th",
            Self::Last => "last",
        })
    }
}

fn every(f: &mut fmt::Formatter<'_>, count: u32, unit: &str) -> fmt::Result {
    if count == 1 { f.write_str(unit) } else { write!(f, "{count} {unit}s") }
}

fn weekdays(f: &mut fmt::Formatter<'_>, on: WeekdaySet) -> fmt::Result {
    if on == WEEKDAYS {
        return f.write_str("weekday");
    }
    let words: Vec<String> = on.iter(Weekday::Mon).map(short).collect();
    f.write_str(&words.join(","))
}

fn short(weekday: Weekday) -> String {
    weekday.to_string().to_lowercase()
}
