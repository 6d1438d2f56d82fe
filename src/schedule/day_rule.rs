//! Rules of calendar files that give whole days (RFC 5545, section 3.3.10): every fourth Thursday of November.
//!
//! A day is asked whether it fits; a calendar of a lifetime has few enough. What cannot be said of a day is refused.

use chrono::{Datelike, NaiveDate, Weekday};

/// How often a rule gives days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Frequency {
    Yearly,
    Monthly,
    Weekly,
    Daily,
}

/// A rule and the day it begins.
#[derive(Debug, Clone)]
pub struct DayRule {
    first: NaiveDate,
    frequency: Frequency,
    interval: i32,
    count: Option<usize>,
    until: Option<NaiveDate>,
    week_start: Weekday,
    months: Vec<i32>,
    month_days: Vec<i32>,
    /// Which of them - the second, the last; 0 is each - and the day of the week.
    weekdays: Vec<(i32, Weekday)>,
}

impl DayRule {
    /// Reads the value of an `RRULE`.
    ///
    /// # Errors
    /// Says which part is not understood.
    pub fn parse(text: &str, first: NaiveDate) -> Result<Self, String> {
        let mut frequency = None;
        let mut rule = Self {
            first,
            frequency: Frequency::Yearly,
            interval: 1,
            count: None,
            until: None,
            week_start: Weekday::Mon,
            months: Vec::new(),
            month_days: Vec::new(),
            weekdays: Vec::new(),
        };
        for part in text.to_ascii_uppercase().split(';').filter(|part| !part.is_empty()) {
            let (key, value) = part.split_once('=').unwrap_or((part, ""));
            let read = match key {
                "FREQ" => self::frequency(value).map(|known| frequency = Some(known)),
                _ => rule.take(key, value),
            };
            read.ok_or_else(|| format!("`{part}` is not understood"))?;
        }
        rule.frequency = frequency.ok_or("it does not say how often")?;
        rule.complete();
        Ok(rule)
    }

    fn take(&mut self, key: &str, value: &str) -> Option<()> {
        match key {
            "INTERVAL" => self.interval = one(value, 1..=1000)?,
            "COUNT" => self.count = Some(usize::try_from(one(value, 1..=100_000)?).ok()?),
            "UNTIL" => self.until = Some(NaiveDate::parse_from_str(value.get(..8)?, "%Y%m%d").ok()?),
            "WKST" => self.week_start = weekday(value)?,
            "BYMONTH" => self.months = list(value, |month| one(month, 1..=12))?,
            "BYMONTHDAY" => self.month_days = list(value, |day| one(day, -31..=31))?,
            "BYDAY" => self.weekdays = list(value, numbered_weekday)?,
            _ => return None,
        }
        Some(())
    }

    /// What a rule does not say is as on its first day.
    fn complete(&mut self) {
        let (month, day) = (self.first.month() as i32, self.first.day() as i32);
        let no_day = self.month_days.is_empty() && self.weekdays.is_empty();
        match self.frequency {
            Frequency::Yearly if no_day => {
                if self.months.is_empty() {
                    self.months.push(month);
                }
                self.month_days.push(day);
            }
            Frequency::Monthly if no_day => self.month_days.push(day),
            Frequency::Weekly if self.weekdays.is_empty() => self.weekdays.push((0, self.first.weekday())),
            Frequency::Yearly | Frequency::Monthly | Frequency::Weekly | Frequency::Daily => {}
        }
    }

    /// Lists the days of the rule up to `last`, which is one of them if it fits.
    pub fn days(&self, last: NaiveDate) -> impl Iterator<Item = NaiveDate> + '_ {
        let last = self.until.map_or(last, |until| until.min(last));
        let days = self.first.iter_days().take_while(move |day| *day <= last);
        days.filter(|day| self.fits(*day)).take(self.count.unwrap_or(usize::MAX))
    }

    fn fits(&self, day: NaiveDate) -> bool {
        let among = |wanted: &[i32], value: i32| wanted.is_empty() || wanted.contains(&value);
        let from_the_end = day.day() as i32 - day.num_days_in_month() as i32 - 1;
        let month_day = among(&self.month_days, day.day() as i32) || self.month_days.contains(&from_the_end);
        let weekday = self.weekdays.is_empty()
            || self.weekdays.iter().any(|(which, weekday)| self.is_numbered(day, *which, *weekday));
        self.periods(day) % self.interval == 0
            && among(&self.months, day.month() as i32)
            && month_day
            && weekday
    }

    /// Counts the years, months, weeks or days since the first.
    fn periods(&self, day: NaiveDate) -> i32 {
        let (months, week) = (|day: NaiveDate| day.year() * 12 + day.month0() as i32, self.week_start);
        match self.frequency {
            Frequency::Yearly => day.year() - self.first.year(),
            Frequency::Monthly => months(day) - months(self.first),
            Frequency::Weekly => {
                let days = day.week(week).first_day() - self.first.week(week).first_day();
                (days.num_days() / 7) as i32
            }
            Frequency::Daily => (day - self.first).num_days() as i32,
        }
    }

    /// Tells whether a day is the second Monday, or the last Friday: of its month, or of its year where the rule
    /// is yearly and names no month.
    fn is_numbered(&self, day: NaiveDate, which: i32, weekday: Weekday) -> bool {
        let of_year = self.frequency == Frequency::Yearly && self.months.is_empty();
        let (index, length) = match of_year {
            true => (day.ordinal0() as i32, if day.leap_year() { 366 } else { 365 }),
            false => (day.day0() as i32, i32::from(day.num_days_in_month())),
        };
        let (nth, nth_last) = (index / 7 + 1, -((length - 1 - index) / 7 + 1));
        day.weekday() == weekday && [0, nth, nth_last].contains(&which)
    }
}

fn frequency(word: &str) -> Option<Frequency> {
    match word {
        "YEARLY" => Some(Frequency::Yearly),
        "MONTHLY" => Some(Frequency::Monthly),
        "WEEKLY" => Some(Frequency::Weekly),
        "DAILY" => Some(Frequency::Daily),
        _ => None,
    }
}

fn list<T>(text: &str, read: impl Fn(&str) -> Option<T>) -> Option<Vec<T>> {
    text.split(',').map(read).collect()
}

fn one(text: &str, range: std::ops::RangeInclusive<i32>) -> Option<i32> {
    text.parse().ok().filter(|number| *number != 0 && range.contains(number))
}

/// Reads `TH`, `4TH`, `-1MO`.
fn numbered_weekday(text: &str) -> Option<(i32, Weekday)> {
    let (number, name) = text.split_at_checked(text.len().checked_sub(2)?)?;
    let which = if number.is_empty() { 0 } else { one(number, -53..=53)? };
    Some((which, weekday(name)?))
}

fn weekday(name: &str) -> Option<Weekday> {
    ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]
        .iter()
        .position(|known| *known == name)
        .and_then(|index| Weekday::try_from(u8::try_from(index).ok()?).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days(first: &str, rule: &str) -> String {
        let rule = DayRule::parse(rule, first.parse().unwrap()).unwrap();
        let last = "2028-12-31".parse().unwrap();
        rule.days(last).map(|day| day.to_string()).take(4).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn a_rule_gives_the_days_of_the_standard() {
        for (first, rule, expected) in [
            ("2026-01-01", "FREQ=YEARLY", "2026-01-01 2027-01-01 2028-01-01"),
            ("2024-02-29", "FREQ=YEARLY", "2024-02-29 2028-02-29"),
            ("2026-01-01", "FREQ=YEARLY;INTERVAL=2", "2026-01-01 2028-01-01"),
            ("2025-11-27", "FREQ=YEARLY;BYMONTH=11;BYDAY=4TH", "2025-11-27 2026-11-26 2027-11-25 2028-11-23"),
            ("2027-05-31", "FREQ=YEARLY;BYMONTH=5;BYDAY=-1MO", "2027-05-31 2028-05-29"),
            ("1997-05-19", "FREQ=YEARLY;BYDAY=20MO", "1997-05-19 1998-05-18 1999-05-17 2000-05-15"),
            (
                "1998-03-13",
                "FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13",
                "1998-03-13 1998-11-13 1999-08-13 2000-10-13",
            ),
            ("2026-01-31", "FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=3", "2026-01-31 2026-02-28 2026-03-31"),
            ("2026-01-31", "FREQ=MONTHLY;COUNT=2", "2026-01-31 2026-03-31"),
            ("2026-11-27", "FREQ=WEEKLY;UNTIL=20261204T235959Z", "2026-11-27 2026-12-04"),
            (
                "1997-08-05",
                "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO",
                "1997-08-05 1997-08-10 1997-08-19 1997-08-24",
            ),
            (
                "1997-08-05",
                "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU",
                "1997-08-05 1997-08-17 1997-08-19 1997-08-31",
            ),
            ("2026-12-30", "FREQ=DAILY;INTERVAL=2;COUNT=2", "2026-12-30 2027-01-01"),
        ] {
            assert_eq!(days(first, rule), expected, "{rule}");
        }
    }

    #[test]
    fn what_cannot_be_said_of_a_day_is_refused_by_its_part() {
        let first = "2026-01-01".parse().unwrap();
        for (rule, part) in [
            ("FREQ=NEVER", "FREQ=NEVER"),
            ("INTERVAL=2", "how often"),
            ("FREQ=YEARLY;BYSETPOS=1", "BYSETPOS=1"),
            ("FREQ=YEARLY;BYMONTH=13", "BYMONTH=13"),
            ("FREQ=YEARLY;BYDAY=0MO", "BYDAY=0MO"),
            ("FREQ=YEARLY;INTERVAL=0", "INTERVAL=0"),
            ("FREQ=YEARLY;UNTIL=soon", "UNTIL=SOON"),
        ] {
            assert!(DayRule::parse(rule, first).unwrap_err().contains(part), "{rule}");
        }
    }
}
