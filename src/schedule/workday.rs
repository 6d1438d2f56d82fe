//! Their working hours: windows of a week, days off, and the next moment they are at work.

use std::fmt;

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, TimeDelta, Utc, Weekday};

use super::Zone;
use super::phrase::{WEEKDAY_NAMES, named};

/// Somebody who has no open hour within two years has none.
const FARTHEST: u64 = 2 * 366;

/// Minutes of a day, from and until; until may be 24:00.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Window {
    from: u16,
    until: u16,
}

/// The windows of a week: `Mon-Thu 08:30-12:00 13:00-17:30, Fri 09:00-14:00`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkingHours {
    text: String,
    days: [Vec<Window>; 7],
}

impl WorkingHours {
    /// Reads a week.
    ///
    /// # Errors
    /// Names the part that cannot be read.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut days: [Vec<Window>; 7] = Default::default();
        for part in text.split(',') {
            let (which, windows) = group(part.trim())?;
            for day in which {
                days[day].extend(&windows);
            }
        }
        for windows in &mut days {
            windows.sort_by_key(|window| window.from);
            if windows.windows(2).any(|pair| pair[1].from < pair[0].until) {
                return Err(format!("in `{text}` two windows of a day overlap"));
            }
        }
        Ok(Self { text: text.trim().to_owned(), days })
    }

    fn on(&self, day: Weekday) -> &[Window] {
        &self.days[day.num_days_from_monday() as usize]
    }
}

impl fmt::Display for WorkingHours {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

fn group(part: &str) -> Result<(Vec<usize>, Vec<Window>), String> {
    let mut words = part.split_whitespace();
    let days = days(words.next().ok_or("a day is missing, such as `Mon-Fri 09:00-17:00`")?)?;
    let windows = words.map(window).collect::<Result<Vec<_>, _>>()?;
    if windows.is_empty() {
        return Err(format!("`{part}` names days without hours, such as 09:00-17:00"));
    }
    Ok((days, windows))
}

fn days(text: &str) -> Result<Vec<usize>, String> {
    let day = |word: &str| {
        let found = named(&word.to_lowercase(), &WEEKDAY_NAMES).map(|day| day as usize);
        found.ok_or_else(|| format!("`{word}` is no day of the week"))
    };
    let Some((first, last)) = text.split_once('-') else { return Ok(vec![day(text)?]) };
    let (first, last) = (day(first)?, day(last)?);
    // Sun-Thu goes over the end of our week.
    Ok((0..=(last + 7 - first) % 7).map(|step| (first + step) % 7).collect())
}

fn window(text: &str) -> Result<Window, String> {
    let bad = || format!("`{text}` is no window such as 09:00-17:00");
    let (from, until) = text.split_once('-').ok_or_else(bad)?;
    let (from, until) = (minutes(from).ok_or_else(bad)?, minutes(until).ok_or_else(bad)?);
    if from >= until {
        return Err(format!("`{text}` ends before it begins; write a night as two days"));
    }
    Ok(Window { from, until })
}

fn minutes(text: &str) -> Option<u16> {
    let (hour, minute) = text.split_once(':')?;
    let digits = |part: &str| part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(hour) || !digits(minute) {
        return None;
    }
    let (hour, minute): (u16, u16) = (hour.parse().ok()?, minute.parse().ok()?);
    let total = hour * 60 + minute;
    (minute < 60 && total <= 24 * 60).then_some(total)
}

/// Days on which a person doesn't work: `2027-03-17`, `2026-12-24..2027-01-02`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DaysOff {
    /// As they were written.
    written: Vec<(NaiveDate, NaiveDate)>,
    /// The same days in order, none twice and none apart from its neighbour: a calendar file has thousands.
    joined: Vec<(NaiveDate, NaiveDate)>,
}

impl DaysOff {
    /// Reads days and ranges, ends included.
    ///
    /// # Errors
    /// Names the one that cannot be read.
    pub fn parse(texts: &[String]) -> Result<Self, String> {
        texts.iter().map(|text| range(text)).collect::<Result<Vec<_>, _>>().map(Self::from_ranges)
    }

    /// Makes days off of ranges, ends included.
    #[must_use]
    pub fn from_ranges(written: Vec<(NaiveDate, NaiveDate)>) -> Self {
        let mut sorted = written.clone();
        sorted.sort_unstable();
        let mut joined: Vec<(NaiveDate, NaiveDate)> = Vec::new();
        for (first, last) in sorted {
            match joined.last_mut() {
                Some((_, end)) if end.succ_opt().is_none_or(|next| first <= next) => *end = last.max(*end),
                _ => joined.push((first, last)),
            }
        }
        Self { written, joined }
    }

    /// Writes the days and ranges as they are read.
    #[must_use]
    pub fn texts(&self) -> Vec<String> {
        let text = |(first, last): &(NaiveDate, NaiveDate)| match first == last {
            true => first.to_string(),
            false => format!("{first}..{last}"),
        };
        self.written.iter().map(text).collect()
    }

    /// Tells whether a day is off.
    #[must_use]
    pub fn contains(&self, day: NaiveDate) -> bool {
        self.covers(day, day)
    }

    /// Tells whether all days from one to another are off.
    #[must_use]
    pub fn covers(&self, first: NaiveDate, last: NaiveDate) -> bool {
        let behind = self.joined.partition_point(|(begins, _)| *begins <= first);
        behind.checked_sub(1).is_some_and(|index| self.joined[index].1 >= last)
    }
}

fn range(text: &str) -> Result<(NaiveDate, NaiveDate), String> {
    let day = |part: &str| {
        part.trim()
            .parse()
            .map_err(|_| format!("`{text}` is no day such as 2026-12-24 or 2026-12-24..2027-01-02"))
    };
    let (first, last) = match text.split_once("..") {
        Some((first, last)) => (day(first)?, day(last)?),
        None => (day(text)?, day(text)?),
    };
    if last < first {
        return Err(format!("`{text}` ends before it begins"));
    }
    Ok((first, last))
}

/// When somebody works: their hours, in their zone, without their days off.
#[derive(Debug, Clone)]
pub struct Calendar {
    /// Where their clock hangs.
    pub zone: Zone,
    /// The windows of their week.
    pub hours: WorkingHours,
    /// Days they do not work.
    pub off: DaysOff,
}

impl Calendar {
    /// Tells whether they are at work.
    #[must_use]
    pub fn is_open(&self, at: DateTime<Utc>) -> bool {
        let local = self.zone.local(at);
        let minute = u16::try_from(chrono::Timelike::num_seconds_from_midnight(&local) / 60).unwrap_or(0);
        self.windows(local.date_naive()).iter().any(|window| (window.from..window.until).contains(&minute))
    }

    /// Tells whether it is one of their days off.
    #[must_use]
    pub fn is_day_off(&self, at: DateTime<Utc>) -> bool {
        self.off.contains(self.zone.local(at).date_naive())
    }

    /// Tells whether they work at all on a day.
    #[must_use]
    pub fn is_workday(&self, day: NaiveDate) -> bool {
        !self.windows(day).is_empty() && self.exists(day)
    }

    /// Returns when their work begins on a day, by the clock on their wall.
    #[must_use]
    pub fn starts(&self, day: NaiveDate) -> Option<NaiveTime> {
        self.windows(day).first().and_then(|window| time(window.from))
    }

    /// Returns the minute of the day at which their work ends; 24:00 is 1440.
    #[must_use]
    pub fn ends(&self, day: NaiveDate) -> Option<u16> {
        self.windows(day).last().map(|window| window.until)
    }

    /// Returns the first instant at or after `from` that falls in these hours.
    #[must_use]
    pub fn next_opening(&self, from: DateTime<Utc>) -> Option<DateTime<Utc>> {
        if self.is_open(from) {
            return Some(from);
        }
        let today = self.zone.local(from).date_naive();
        (0..FARTHEST).filter_map(|days| today.checked_add_days(Days::new(days))).find_map(|day| {
            let openings = self.windows(day).iter().filter_map(|window| self.opening(day, *window));
            openings.filter(|opening| *opening >= from).min()
        })
    }

    /// A window that a clock change swallowed whole opens nowhere.
    fn opening(&self, day: NaiveDate, window: Window) -> Option<DateTime<Utc>> {
        let at = self.zone.resolve(day.and_time(time(window.from)?)).at;
        self.is_open(at).then_some(at)
    }

    /// Tells whether a day happens there: Apia had no 30th of December in 2011.
    fn exists(&self, day: NaiveDate) -> bool {
        let at = self.zone.resolve(day.and_time(NaiveTime::MIN)).at;
        self.zone.local(at).date_naive() == day
    }

    fn windows(&self, day: NaiveDate) -> &[Window] {
        if self.off.contains(day) { &[] } else { self.hours.on(day.weekday()) }
    }
}

fn time(minutes: u16) -> Option<NaiveTime> {
    NaiveTime::MIN.overflowing_add_signed(TimeDelta::minutes(minutes.into())).0.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn calendar(hours: &str, off: &[&str]) -> Calendar {
        Calendar {
            zone: Zone::named("Europe/London").unwrap(),
            hours: WorkingHours::parse(hours).unwrap(),
            off: DaysOff::parse(&off.iter().map(|day| (*day).to_owned()).collect::<Vec<_>>()).unwrap(),
        }
    }

    fn next(calendar: &Calendar, from: &str) -> String {
        calendar.next_opening(from.parse().unwrap()).map_or("never".into(), |at| at.to_rfc3339())
    }

    #[test]
    fn the_next_opening_is_now_at_work_and_the_next_window_otherwise() {
        let ada = calendar("Mon-Thu 08:30-12:00 13:00-17:30, Fri 09:00-14:00", &["2026-12-24..2027-01-02"]);
        for (from, expected) in [
            ("2026-11-23T10:00:00Z", "2026-11-23T10:00:00+00:00"),
            ("2026-11-23T12:00:00Z", "2026-11-23T13:00:00+00:00"),
            ("2026-11-23T17:30:00Z", "2026-11-24T08:30:00+00:00"),
            ("2026-11-27T14:00:00Z", "2026-11-30T08:30:00+00:00"),
            ("2026-12-23T20:00:00Z", "2027-01-04T08:30:00+00:00"),
            ("2026-07-06T07:00:00Z", "2026-07-06T07:30:00+00:00"),
        ] {
            assert_eq!(next(&ada, from), expected, "{from}");
        }
    }

    #[test]
    fn a_week_over_its_end_and_a_window_to_midnight_are_read() {
        let night = calendar("Sun-Thu 22:00-24:00", &[]);
        assert!(night.is_open("2026-11-22T23:59:59Z".parse().unwrap()));
        assert!(!night.is_open("2026-11-23T00:00:00Z".parse().unwrap()));
        assert_eq!(next(&night, "2026-11-27T12:00:00Z"), "2026-11-29T22:00:00+00:00");
    }

    #[test]
    fn hours_that_make_no_sense_are_refused() {
        for bad in [
            "",
            "Mon",
            "Mon 9-17",
            "Mon 17:00-09:00",
            "Xyz 09:00-10:00",
            "Monkey 09:00-10:00",
            "Mo 09:00-10:00",
            "Mon 09:00-25:00",
            "Mon 09:00-12:00 11:00-13:00",
            "Mon 09:60-10:00",
        ] {
            assert!(WorkingHours::parse(bad).is_err(), "{bad}");
        }
        assert!(DaysOff::parse(&["2027-02-30".to_owned()]).is_err());
    }

    #[test]
    fn days_off_are_found_wherever_they_stand_in_the_list_and_written_as_they_were() {
        let texts =
            ["2027-05-05", "2026-12-24..2026-12-31", "2027-01-01", "2026-12-20..2027-01-05", "2027-05-06"];
        let texts = texts.map(str::to_owned).to_vec();
        let off = DaysOff::parse(&texts).unwrap();
        assert_eq!(off.texts(), texts);
        let (begin, end): (NaiveDate, NaiveDate) =
            ("2026-12-01".parse().unwrap(), "2027-06-01".parse().unwrap());
        for day in begin.iter_days().take_while(|day| *day < end) {
            let one_by_one = texts.iter().any(|text| {
                let (first, last) = range(text).unwrap();
                (first..=last).contains(&day)
            });
            assert_eq!(off.contains(day), one_by_one, "{day}");
        }
        let covers = |first: &str, last: &str| off.covers(first.parse().unwrap(), last.parse().unwrap());
        assert!(covers("2026-12-20", "2027-01-05") && covers("2027-05-05", "2027-05-06"));
        assert!(!covers("2027-01-05", "2027-01-06") && !covers("2026-12-19", "2026-12-20"));
    }

    #[test]
    fn somebody_who_is_always_away_has_no_next_opening() {
        assert_eq!(
            next(&calendar("Mon 09:00-10:00", &["2020-01-01..2040-01-01"]), "2026-11-23T00:00:00Z"),
            "never"
        );
    }
}
