//! Their working hours: windows of a week, days off, and the next moment they are at work.

use std::fmt;

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, TimeDelta, Utc, Weekday};

use super::Zone;
use super::phrase::{WEEKDAY_NAMES, named};

/// Somebody who has no open hour within two years has none.
const FARTHEST: u64 = 2 * 366;

/// Minutes of the day on which it begins; a night shift ends after 1440, on the next day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Window {
    from: u16,
    until: u16,
}

/// Minutes of a day.
const DAY: u16 = 24 * 60;
/// The days that are meant where none is named.
const MON_TO_FRI: std::ops::Range<usize> = 0..5;

/// The windows of a week: `Mon-Thu 08:30-12:00 13:00-17:30, Fri 09:00-14:00`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkingHours {
    text: String,
    days: [Vec<Window>; 7],
}

impl WorkingHours {
    /// Reads a week: days, then their windows; no days at all are Monday to Friday.
    ///
    /// # Errors
    /// Names the part that can't be read, and how to write it.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut days: [Vec<Window>; 7] = Default::default();
        let plain = plain(text);
        // The days that the next window is for, and whether a window has followed them.
        let (mut named, mut has_hours): (Vec<usize>, bool) = (Vec::new(), false);
        for word in plain.split_whitespace().filter(|word| !matches!(*word, "and" | "&" | "+")) {
            if let Some(these) = day_list(word)? {
                if has_hours {
                    named.clear();
                }
                (named, has_hours) = ([named, these].concat(), false);
                continue;
            }
            let (which, window) = match word {
                "24/7" => ((0..7).collect(), Window { from: 0, until: DAY }),
                _ if named.is_empty() => (MON_TO_FRI.collect(), window(word, &named)?),
                _ => (named.clone(), window(word, &named)?),
            };
            which.iter().for_each(|day| days[*day].push(window));
            has_hours = true;
        }
        match has_hours {
            false if named.is_empty() => Err("it is empty; write it like `Mon-Fri 09:00-17:00`".to_owned()),
            false => Err(format!(
                "`{}` ends with days that have no hours; write them like `Fri 09:00-17:00`",
                text.trim()
            )),
            true => Self::of(text, days),
        }
    }

    fn of(text: &str, mut days: [Vec<Window>; 7]) -> Result<Self, String> {
        for windows in &mut days {
            windows.sort_by_key(|window| window.from);
            if windows.windows(2).any(|pair| pair[1].from < pair[0].until) {
                return Err(format!("in `{}` two windows of a day overlap", text.trim()));
            }
        }
        join_nights(&mut days);
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

/// Makes one shift of an evening until 24:00 and the next morning from 00:00; it belongs to the day it begins on.
/// Whole days stay days: who works round the clock starts work each morning.
fn join_nights(days: &mut [Vec<Window>; 7]) {
    for evening in 0..7 {
        let morning = (evening + 1) % 7;
        let begins = days[evening].last().is_some_and(|window| window.from > 0 && window.until == DAY);
        let goes_on = days[morning].first().filter(|window| window.from == 0 && window.until < DAY);
        if let (true, Some(rest)) = (begins, goes_on.copied()) {
            days[morning].remove(0);
            if let Some(window) = days[evening].last_mut() {
                window.until += rest.until;
            }
        }
    }
}

/// Writes a text as it is taken apart: lower case, one kind of dash without blanks, no separators.
fn plain(text: &str) -> String {
    let text = text
        .to_lowercase()
        .replace(['\u{2010}', '\u{2011}', '\u{2012}', '\u{2013}', '\u{2014}', '\u{2212}'], "-");
    let text =
        text.replace([',', ';'], " ").replace(" to ", "-").replace(" until ", "-").replace(" till ", "-");
    let words: Vec<&str> = text.split_whitespace().collect();
    let mut plain = String::new();
    for word in words {
        let word = word.strip_suffix(':').unwrap_or(word);
        let belongs = matches!(word, "am" | "pm" | "a.m." | "p.m.")
            || word.starts_with("am-")
            || word.starts_with("pm-");
        if !(plain.is_empty() || belongs || plain.ends_with('-') || word.starts_with('-')) {
            plain.push(' ');
        }
        plain.push_str(&word.replace("a.m.", "am").replace("p.m.", "pm"));
    }
    plain
}

/// Reads `mon`, `mo-fr`, `weekdays`; `None` for what does not begin as a day's name does.
fn day_list(word: &str) -> Result<Option<Vec<usize>>, String> {
    if !word.starts_with(char::is_alphabetic) {
        return Ok(None);
    }
    let named_days = match word {
        "weekdays" | "workdays" => Some(MON_TO_FRI.collect()),
        "weekends" | "weekend" => Some(vec![5, 6]),
        "daily" => Some((0..7).collect()),
        _ => None,
    };
    if named_days.is_some() {
        return Ok(named_days);
    }
    const SHORT: [&str; 7] = ["mo", "tu", "we", "th", "fr", "sa", "su"];
    let day = |word: &str| {
        let short = SHORT.iter().position(|short| *short == word);
        let found = short.or_else(|| named(word, &WEEKDAY_NAMES).map(|day| day as usize));
        found.ok_or_else(|| format!("`{word}` isn't a day of the week; write days like `Mon-Fri`"))
    };
    let Some((first, last)) = word.split_once('-') else { return Ok(Some(vec![day(word)?])) };
    let (first, last) = (day(first)?, day(last)?);
    // Sun-Thu goes over the end of our week.
    Ok(Some((0..=(last + 7 - first) % 7).map(|step| (first + step) % 7).collect()))
}

/// A clock time as it is written.
#[derive(Clone, Copy)]
struct Clock {
    minutes: u16,
    /// A bare hour: `9`, which may be meant in the evening.
    is_bare: bool,
    /// It says whether it is before noon.
    has_half: bool,
}

fn window(word: &str, days: &[usize]) -> Result<Window, String> {
    let bad = || format!("`{word}` isn't a valid window; write it like `09:00-17:00` or `9am-5pm`");
    let (from, until) = word.split_once('-').ok_or_else(bad)?;
    let (from, until) = (clock(from).ok_or_else(bad)?, clock(until).ok_or_else(bad)?);
    // The end of `10am-12am` is the midnight that follows.
    let ends_at_midnight = until.minutes == 0 && until.has_half;
    let (begin, end) = (from.minutes, if ends_at_midnight { DAY } else { until.minutes });
    if begin == DAY || from.has_half != until.has_half && (from.is_bare || until.is_bare) {
        return Err(bad());
    }
    if from.is_bare && (60..=6 * 60).contains(&begin) && end <= 12 * 60 {
        let (early, late) = (written(begin, end), written(begin + 12 * 60, (end + 12 * 60).min(DAY)));
        return Err(format!("`{word}` may be morning or afternoon; write `{early}` or `{late}`"));
    }
    if begin < end {
        return Ok(Window { from: begin, until: end });
    }
    if from.is_bare && until.is_bare && begin <= 12 * 60 && end > 0 && begin < end + 12 * 60 {
        return Err(format!("`{word}` ends before it begins; write `{}`", written(begin, end + 12 * 60)));
    }
    Err(format!("`{word}` ends before it begins; write a night as `{}`", night(begin, end, days)))
}

fn written(from: u16, until: u16) -> String {
    format!("{:02}:{:02}-{:02}:{:02}", from / 60, from % 60, until / 60, until % 60)
}

/// Writes a night shift as its two days.
fn night(begin: u16, end: u16, days: &[usize]) -> String {
    const NAMES: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    let days = if days.is_empty() { MON_TO_FRI.collect() } else { days.to_vec() };
    let list = |later: usize| {
        let names: Vec<&str> = days.iter().map(|day| NAMES[(day + later) % 7]).collect();
        let is_run = days.windows(2).all(|pair| (pair[0] + 1) % 7 == pair[1]);
        match names[..] {
            [first, .., last] if is_run => format!("{first}-{last}"),
            _ => names.join(" "),
        }
    };
    let evening = format!("{} {}", list(0), written(begin, DAY));
    if end == 0 { evening } else { format!("{evening}, {} {}", list(1), written(0, end)) }
}

/// Reads `9`, `9:30`, `9.30`, `0930`, `9am`, `24:00`.
fn clock(text: &str) -> Option<Clock> {
    let (digits, half) = match (text.strip_suffix("am"), text.strip_suffix("pm")) {
        (Some(digits), _) => (digits, Some(0)),
        (None, Some(digits)) => (digits, Some(12)),
        (None, None) => (text, None),
    };
    let (hour, minute) = match (digits.split_once([':', '.']), digits.len()) {
        (Some((hour, minute)), _) if minute.len() == 2 => (hour, minute),
        (Some(_), _) => return None,
        (None, 4) => digits.split_at_checked(2)?,
        (None, _) => (digits, ""),
    };
    let number =
        |part: &str| part.bytes().all(|byte| byte.is_ascii_digit()).then(|| part.parse::<u16>().ok())?;
    let (written, minutes) = (number(hour)?, if minute.is_empty() { 0 } else { number(minute)? });
    let hours = match half {
        Some(later) if (1..=12).contains(&written) => written % 12 + later,
        Some(_) => return None,
        None => written,
    };
    let total = hours.checked_mul(60)?.checked_add(minutes)?;
    let is_bare = half.is_none() && minute.is_empty() && hour.len() <= 2 && !hour.starts_with('0');
    let fits = hour.len() <= 2 && minutes < 60 && total <= DAY;
    fits.then_some(Clock { minutes: total, is_bare, has_half: half.is_some() })
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
        let day = local.date_naive();
        let has = |day: NaiveDate, minute: u16| {
            self.windows(day).iter().any(|window| (window.from..window.until).contains(&minute))
        };
        // Past midnight the shift of the evening before goes on.
        has(day, minute) || day.pred_opt().is_some_and(|before| has(before, minute + DAY))
    }

    /// Tells whether it is one of their days off.
    #[must_use]
    pub fn is_day_off(&self, at: DateTime<Utc>) -> bool {
        self.off.contains(self.zone.local(at).date_naive())
    }

    /// Tells whether a shift of theirs begins on a day.
    #[must_use]
    pub fn is_workday(&self, day: NaiveDate) -> bool {
        !self.windows(day).is_empty() && self.exists(day)
    }

    /// Returns when their work begins on a day, by the clock on their wall.
    #[must_use]
    pub fn starts(&self, day: NaiveDate) -> Option<NaiveTime> {
        self.windows(day).first().and_then(|window| time(window.from))
    }

    /// Returns the minute at which the work ends that begins on a day; after 24:00, which is 1440, it is the next day's.
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
            "Mon 17:00-09:00",
            "Xyz 09:00-10:00",
            "Monkey 09:00-10:00",
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

    /// Writes what was read: each run of days with the same windows; `+1` is the next day.
    fn meaning(text: &str) -> String {
        let hours = match WorkingHours::parse(text) {
            Ok(hours) => hours,
            Err(why) => return format!("error: {why}"),
        };
        let end = |minutes: u16| match minutes.checked_sub(DAY) {
            Some(next @ 1..) => format!("{:02}:{:02}+1", next / 60, next % 60),
            _ => format!("{:02}:{:02}", minutes / 60, minutes % 60),
        };
        let windows = |day: usize| {
            let windows = hours.days[day].iter();
            let text = |window: &Window| {
                format!("{:02}:{:02}-{}", window.from / 60, window.from % 60, end(window.until))
            };
            windows.map(text).collect::<Vec<_>>().join(" ")
        };
        let names = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
        let mut runs: Vec<(usize, usize, String)> = Vec::new();
        for (day, text) in (0..7).map(|day| (day, windows(day))).filter(|(_, text)| !text.is_empty()) {
            match runs.last_mut() {
                Some((_, last, same)) if *last + 1 == day && *same == text => *last = day,
                _ => runs.push((day, day, text)),
            }
        }
        let run = |(first, last, text): &(usize, usize, String)| match first == last {
            true => format!("{} {text}", names[*first]),
            false => format!("{}-{} {text}", names[*first], names[*last]),
        };
        runs.iter().map(run).collect::<Vec<_>>().join(", ")
    }

    #[test]
    fn every_row_of_the_table_of_hours_means_what_it_says_and_every_suggestion_is_read() {
        let table = include_str!("../../tests/hours.tsv");
        let rows: Vec<&str> =
            table.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).collect();
        assert!(rows.len() >= 100, "the table has {} rows", rows.len());
        let fits = |read: &str, expected: &str| match expected.strip_prefix("error: ") {
            None => read == expected,
            Some(words) => read.starts_with("error: ") && read.contains(words),
        };
        let read: Vec<_> = rows.iter().map(|row| row.split_once('\t').unwrap()).collect();
        let read: Vec<_> = read.into_iter().map(|(text, expected)| (text, expected, meaning(text))).collect();
        let wrong = read.iter().filter(|(_, expected, read)| !fits(read, expected));
        let wrong: Vec<String> =
            wrong.map(|(text, expected, read)| format!("{text}: {read}, not {expected}")).collect();
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        for (text, expected, read) in read {
            match expected.strip_prefix("error: ") {
                None => {}
                Some(words) => {
                    let suggested =
                        read.split('`').skip(1).step_by(2).skip(usize::from(!read.contains("empty")));
                    let suggested: Vec<&str> = suggested.collect();
                    assert!(!suggested.is_empty() || words.contains("overlap"), "{text}: {read}");
                    for suggestion in suggested {
                        let whole = match suggestion.contains(':') || suggestion.contains("am") {
                            true => suggestion.to_owned(),
                            false => format!("{suggestion} 09:00-17:00"),
                        };
                        assert!(WorkingHours::parse(&whole).is_ok(), "{text} suggests {suggestion}");
                    }
                }
            }
        }
    }

    #[test]
    fn a_night_written_as_two_days_is_one_shift() {
        let night = calendar("Mon-Fri 22:00-24:00, Tue-Sat 00:00-06:00", &["2026-12-25"]);
        let workdays: Vec<bool> =
            (23..=29).map(|day| night.is_workday(NaiveDate::from_ymd_opt(2026, 11, day).unwrap())).collect();
        assert_eq!(workdays, [true, true, true, true, true, false, false], "Monday to Friday");
        let monday = NaiveDate::from_ymd_opt(2026, 11, 23).unwrap();
        assert_eq!(
            (night.starts(monday), night.ends(monday)),
            (NaiveTime::from_hms_opt(22, 0, 0), Some(DAY + 360))
        );
        for (at, open) in [
            ("2026-11-23T03:00:00Z", false),
            ("2026-11-23T22:00:00Z", true),
            ("2026-11-24T05:59:00Z", true),
            ("2026-11-24T06:00:00Z", false),
            ("2026-11-28T03:00:00Z", true),
            ("2026-11-28T22:00:00Z", false),
            // The night before a day off is worked to its end, the one after it is not begun.
            ("2026-12-25T03:00:00Z", true),
            ("2026-12-25T23:00:00Z", false),
            ("2026-12-26T03:00:00Z", false),
        ] {
            assert_eq!(night.is_open(at.parse().unwrap()), open, "{at}");
        }
        assert_eq!(next(&night, "2026-11-24T12:00:00Z"), "2026-11-24T22:00:00+00:00");
        assert_eq!(next(&night, "2026-11-28T06:00:00Z"), "2026-11-30T22:00:00+00:00");
    }

    #[test]
    fn somebody_who_is_always_away_has_no_next_opening() {
        assert_eq!(
            next(&calendar("Mon 09:00-10:00", &["2020-01-01..2040-01-01"]), "2026-11-23T00:00:00Z"),
            "never"
        );
    }
}
