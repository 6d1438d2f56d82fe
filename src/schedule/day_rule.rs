//! Rules of calendar files that give whole days (RFC 5545, section 3.3.10): every fourth Thursday of November.
//!
//! Each day is asked whether it fits. A part that can't be said of a whole day, such as `BYHOUR`, is refused.

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveDateTime, Utc, Weekday};

use super::Zone;

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
    weeks: Vec<i32>,
    year_days: Vec<i32>,
    month_days: Vec<i32>,
    /// Which of them - the second, the last; 0 is each - and the day of the week.
    weekdays: Vec<(i32, Weekday)>,
    /// Which days of each period are meant, of those that fit.
    positions: Vec<i32>,
}

impl DayRule {
    /// Reads the value of an `RRULE`; an `UNTIL` in UTC is a day in `zone`.
    ///
    /// # Errors
    /// Says which part is not understood.
    pub fn parse(text: &str, first: NaiveDate, zone: &Zone) -> Result<Self, String> {
        let mut frequency = None;
        let mut rule = Self {
            first,
            frequency: Frequency::Yearly,
            interval: 1,
            count: None,
            until: None,
            week_start: Weekday::Mon,
            months: Vec::new(),
            weeks: Vec::new(),
            year_days: Vec::new(),
            month_days: Vec::new(),
            weekdays: Vec::new(),
            positions: Vec::new(),
        };
        for part in text.to_ascii_uppercase().split(';').map(str::trim).filter(|part| !part.is_empty()) {
            let (key, value) = part.split_once('=').unwrap_or((part, ""));
            let read = match key {
                "FREQ" => self::frequency(value).map(|known| frequency = Some(known)),
                "UNTIL" => day_in(value, zone).map(|until| rule.until = Some(until)),
                _ => rule.take(key, value),
            };
            read.ok_or_else(|| format!("`{part}` is not understood"))?;
        }
        rule.frequency = frequency.ok_or("it does not say how often")?;
        rule.check()?;
        rule.complete();
        Ok(rule)
    }

    fn take(&mut self, key: &str, value: &str) -> Option<()> {
        match key {
            "INTERVAL" => self.interval = one(value, 1..=1000)?,
            "COUNT" => self.count = Some(usize::try_from(one(value, 1..=100_000)?).ok()?),
            "WKST" => self.week_start = weekday(value)?,
            "BYMONTH" => self.months = list(value, |month| one(month, 1..=12))?,
            "BYMONTHDAY" => self.month_days = list(value, |day| one(day, -31..=31))?,
            "BYDAY" => self.weekdays = list(value, numbered_weekday)?,
            "BYWEEKNO" => self.weeks = list(value, |week| one(week, -53..=53))?,
            "BYYEARDAY" => self.year_days = list(value, |day| one(day, -366..=366))?,
            "BYSETPOS" => self.positions = list(value, |position| one(position, -366..=366))?,
            _ => return None,
        }
        Some(())
    }

    /// Refuses parts that the standard gives no meaning together.
    fn check(&self) -> Result<(), String> {
        let numbered = self.weekdays.iter().any(|(which, _)| *which != 0);
        let (yearly, monthly) = (self.frequency == Frequency::Yearly, self.frequency == Frequency::Monthly);
        let of_year = !self.weeks.is_empty() || !self.year_days.is_empty();
        let why = match () {
            () if of_year && !yearly => "weeks and days of a year are for a yearly rule",
            () if !self.weeks.is_empty() && (numbered || self.weekdays.is_empty()) => {
                "`BYWEEKNO` needs `BYDAY` without numbers"
            }
            () if numbered && !yearly && !monthly => "a numbered `BYDAY` is for a monthly or yearly rule",
            () => return Ok(()),
        };
        Err(why.to_owned())
    }

    /// What a rule does not say is as on its first day.
    fn complete(&mut self) {
        let (month, day) = (self.first.month() as i32, self.first.day() as i32);
        let no_day = self.month_days.is_empty() && self.weekdays.is_empty() && self.year_days.is_empty();
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

    /// Lists the days of the rule up to `last`; earlier ones than `from` may be missing. The first day is one of them,
    /// and is counted, whether or not it fits.
    #[must_use]
    pub fn days(&self, from: NaiveDate, last: NaiveDate) -> Vec<NaiveDate> {
        let last = self.until.map_or(last, |until| until.min(last));
        let count = self.count.unwrap_or(usize::MAX);
        // Counting needs all of them; else a year before is early enough for any period to be whole.
        let begin = match self.count {
            Some(_) => self.first,
            None => self.first.max(from.checked_sub_days(Days::new(400)).unwrap_or(self.first)),
        };
        let mut found: Vec<NaiveDate> = Vec::from_iter((self.first <= last).then_some(self.first));
        let (mut day, mut period) = (self.period_start(begin), Vec::new());
        while day <= last && found.len() < count {
            let Some(next) = self.next(day) else { break };
            match (self.fits(day), self.positions.is_empty()) {
                (true, true) if day > self.first => found.push(day),
                (true, false) => period.push(day),
                _ => {}
            }
            if !self.positions.is_empty() && (self.period_start(next) == next || next > last) {
                found.extend(
                    self.meant(&period, next)
                        .filter(|day| (self.first..=last).contains(day) && *day != self.first),
                );
                period.clear();
            }
            day = next;
        }
        found.truncate(count);
        found
    }

    /// Returns the days of a period that `BYSETPOS` means. The days before `next` were looked at; there may be more.
    fn meant(&self, days: &[NaiveDate], next: NaiveDate) -> impl Iterator<Item = NaiveDate> {
        let rest = next.iter_days().take_while(|day| self.period_start(*day) != *day);
        let all: Vec<NaiveDate> = days.iter().copied().chain(rest.filter(|day| self.fits(*day))).collect();
        let length = all.len() as i32;
        let is_meant =
            |index: i32| self.positions.contains(&(index + 1)) || self.positions.contains(&(index - length));
        let indices = (0..length).filter(|index| is_meant(*index)).collect::<Vec<_>>();
        indices.into_iter().filter_map(move |index| all.get(usize::try_from(index).ok()?).copied())
    }

    /// Returns the day to look at after this one: a month in which no day can fit is passed over.
    fn next(&self, day: NaiveDate) -> Option<NaiveDate> {
        let by_month = matches!(self.frequency, Frequency::Yearly | Frequency::Monthly);
        let month_fits = self.months.is_empty() || self.months.contains(&(day.month() as i32));
        if by_month && !(month_fits && self.periods(day) % self.interval == 0) {
            let left = u64::from(day.num_days_in_month()) - u64::from(day.day0());
            return day.checked_add_days(Days::new(left));
        }
        day.succ_opt()
    }

    /// Returns the first day of the year, month, week or day that a day is in.
    fn period_start(&self, day: NaiveDate) -> NaiveDate {
        let start = match self.frequency {
            Frequency::Yearly => day.with_ordinal(1),
            Frequency::Monthly => day.with_day(1),
            Frequency::Weekly => {
                day.checked_sub_days(Days::new(u64::from(day.weekday().days_since(self.week_start))))
            }
            Frequency::Daily => Some(day),
        };
        start.unwrap_or(day)
    }

    fn fits(&self, day: NaiveDate) -> bool {
        let among = |wanted: &[i32], value: i32| wanted.is_empty() || wanted.contains(&value);
        let from_the_end = day.day() as i32 - i32::from(day.num_days_in_month()) - 1;
        let month_day = among(&self.month_days, day.day() as i32) || self.month_days.contains(&from_the_end);
        let year_end = day.ordinal() as i32 - if day.leap_year() { 366 } else { 365 } - 1;
        let year_day = among(&self.year_days, day.ordinal() as i32) || self.year_days.contains(&year_end);
        among(&self.months, day.month() as i32)
            && month_day
            && year_day
            && self.periods(day) % self.interval == 0
            && (self.weekdays.is_empty()
                || self.weekdays.iter().any(|(which, weekday)| self.is_numbered(day, *which, *weekday)))
            && (self.weeks.is_empty() || self.week_numbers(day).iter().any(|week| self.weeks.contains(week)))
    }

    /// Returns the number of a day's week, from the start and from the end of the year that has most of the week.
    fn week_numbers(&self, day: NaiveDate) -> [i32; 2] {
        let middle = |day: NaiveDate| {
            let start = i64::from(day.weekday().days_since(self.week_start));
            day + chrono::TimeDelta::days(3 - start)
        };
        let number = |middle: NaiveDate| middle.ordinal0() as i32 / 7 + 1;
        let own = middle(day);
        // The 28th of December is always in the last week.
        let last = NaiveDate::from_ymd_opt(own.year(), 12, 28).map_or(52, |day| number(middle(day)));
        [number(own), number(own) - last - 1]
    }

    /// Counts the years, months, weeks or days since the first.
    fn periods(&self, day: NaiveDate) -> i32 {
        let (months, week) = (|day: NaiveDate| day.year() * 12 + day.month0() as i32, self.week_start);
        match self.frequency {
            Frequency::Yearly => day.year() - self.first.year(),
            Frequency::Monthly => months(day) - months(self.first),
            Frequency::Weekly => {
                let start = |day: NaiveDate| day.num_days_from_ce() - day.weekday().days_since(week) as i32;
                (start(day) - start(self.first)) / 7
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

/// Reads a date, or the day of a date and time; one in UTC is the day there is in `zone` then.
///
/// The first second of a day in UTC is that day in any zone: so it is written by programs that mean no time of day.
pub(crate) fn day_in(text: &str, zone: &Zone) -> Option<NaiveDate> {
    let (date, time) = text.split_at_checked(8)?;
    if !date.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let date = NaiveDate::parse_from_str(date, "%Y%m%d").ok()?;
    if time.is_empty() || time == "T000000Z" {
        return Some(date);
    }
    let wall = wall(text.trim_end_matches('Z'))?;
    match text.ends_with('Z') {
        true => Some(zone.local(DateTime::<Utc>::from_naive_utc_and_offset(wall, Utc)).date_naive()),
        false => Some(date),
    }
}

/// Reads `20261224T090000`.
pub(crate) fn wall(text: &str) -> Option<NaiveDateTime> {
    let is_written = text.len() == 15
        && text.bytes().enumerate().all(|(place, byte)| match place {
            8 => byte == b'T',
            _ => byte.is_ascii_digit(),
        });
    NaiveDateTime::parse_from_str(text, "%Y%m%dT%H%M%S").ok().filter(|_| is_written)
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
        let zone = Zone::named("Europe/Berlin").unwrap();
        let rule = DayRule::parse(rule, first.parse().unwrap(), &zone).unwrap();
        let (from, last) = (first.parse().unwrap(), "2028-12-31".parse().unwrap());
        rule.days(from, last).iter().map(ToString::to_string).take(4).collect::<Vec<_>>().join(" ")
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
            (
                "1997-01-01",
                "FREQ=YEARLY;INTERVAL=3;BYYEARDAY=1,100,200",
                "1997-01-01 1997-04-10 1997-07-19 2000-01-01",
            ),
            ("2026-12-31", "FREQ=YEARLY;BYYEARDAY=-1", "2026-12-31 2027-12-31 2028-12-31"),
            ("1997-05-12", "FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO", "1997-05-12 1998-05-11 1999-05-17 2000-05-15"),
            ("2026-12-31", "FREQ=YEARLY;BYWEEKNO=-1;BYDAY=TH", "2026-12-31 2027-12-30 2028-12-28"),
            (
                "1997-09-04",
                "FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3",
                "1997-09-04 1997-10-07 1997-11-06",
            ),
            (
                "1997-09-29",
                "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2",
                "1997-09-29 1997-10-30 1997-11-27 1997-12-30",
            ),
            (
                "2028-11-29",
                "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1;UNTIL=20281229",
                "2028-11-29 2028-11-30 2028-12-29",
            ),
            ("2028-11-30", "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1;UNTIL=20281228", "2028-11-30"),
            // The first day is one of them, and counts, whether it fits or not.
            ("2026-11-26", "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=25;COUNT=2", "2026-11-26 2026-12-25"),
            // Until the last second of the 24th in Berlin, and until its first.
            ("2026-12-23", "FREQ=DAILY;UNTIL=20261224T225959Z", "2026-12-23 2026-12-24"),
            ("2026-12-23", "FREQ=DAILY;UNTIL=20261223T230000Z", "2026-12-23 2026-12-24"),
            ("2026-12-23", "FREQ=DAILY;UNTIL=20261224T000000Z", "2026-12-23 2026-12-24"),
            ("2026-12-23", "freq=daily;until=20261224t120000", "2026-12-23 2026-12-24"),
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
            ("FREQ=YEARLY;BYSETPOS=0", "BYSETPOS=0"),
            ("FREQ=YEARLY;BYHOUR=9", "BYHOUR=9"),
            ("FREQ=HOURLY", "FREQ=HOURLY"),
            ("FREQ=YEARLY;BYWEEKNO=20", "BYWEEKNO"),
            ("FREQ=MONTHLY;BYYEARDAY=20", "of a year"),
            ("FREQ=WEEKLY;BYDAY=2MO", "numbered"),
            ("FREQ=DAILY;UNTIL=20261224T2", "UNTIL"),
            ("FREQ=YEARLY;BYMONTH=13", "BYMONTH=13"),
            ("FREQ=YEARLY;BYDAY=0MO", "BYDAY=0MO"),
            ("FREQ=YEARLY;INTERVAL=0", "INTERVAL=0"),
            ("FREQ=YEARLY;UNTIL=soon", "UNTIL=SOON"),
        ] {
            let zone = Zone::named("UTC").unwrap();
            assert!(DayRule::parse(rule, first, &zone).unwrap_err().contains(part), "{rule}");
        }
    }

    #[test]
    fn days_from_a_later_day_on_are_the_same_days() {
        let zone = Zone::named("UTC").unwrap();
        let rules = "FREQ=YEARLY|FREQ=YEARLY;INTERVAL=3|FREQ=MONTHLY;BYDAY=-1FR;INTERVAL=5|FREQ=WEEKLY;INTERVAL=7;WKST=SU|\
                     FREQ=DAILY;INTERVAL=11|FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=2,-1|FREQ=YEARLY;BYWEEKNO=1,-1;BYDAY=MO,SU|\
                     FREQ=YEARLY;BYDAY=MO;BYSETPOS=-1,3|FREQ=YEARLY;BYDAY=20MO;INTERVAL=2";
        for rule in rules.split('|') {
            let rule = DayRule::parse(rule, "1990-03-05".parse().unwrap(), &zone).unwrap();
            let [first, from, last] =
                ["1990-03-05", "2026-11-23", "2028-11-23"].map(|day| day.parse::<NaiveDate>().unwrap());
            let late = |days: Vec<NaiveDate>| days.into_iter().filter(|day| *day >= from).collect::<Vec<_>>();
            assert_eq!(late(rule.days(from, last)), late(rule.days(first, last)), "{rule:?}");
        }
    }
}
