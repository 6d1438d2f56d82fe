//! Days off out of a calendar file (RFC 5545): whole days, repeated ones for the next two years.

use chrono::{Days, Months, NaiveDate, NaiveTime};
use icalendar::{
    Calendar, CalendarComponent, CalendarDateTime, Component, DatePerhapsTime, Event, EventStatus,
};

use crate::schedule::DayRule;

/// Nothing is scheduled further ahead, so no day off matters there.
const AHEAD: Months = Months::new(24);

/// What is read of an event; without a value the parser leaves it out.
const DATES: [&str; 6] = ["DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE"];

/// What a calendar file says about days off.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Holidays {
    /// First and last day of each, earliest first; none is over.
    pub days: Vec<(NaiveDate, NaiveDate)>,
    /// Names of events that have a time of day, and so are no days off.
    pub timed: Vec<String>,
}

/// Reads the days off that are not over on `today`.
///
/// # Errors
/// Text that is no calendar, and events whose dates or rules cannot be read.
pub fn holidays(text: &str, today: NaiveDate) -> Result<Holidays, String> {
    // Where the two ends of lines are mixed the parser takes several lines for one.
    let calendar = whole(&text.trim_start_matches('\u{feff}').trim_start().replace("\r\n", "\n"))?;
    let mut found = Holidays::default();
    for event in calendar.components.iter().filter_map(CalendarComponent::as_event) {
        if event.get_status() == Some(EventStatus::Cancelled) {
            continue;
        }
        match span(event)? {
            Some((first, length)) => found.days.extend(occurrences(event, first, length, today)?),
            None => found.timed.push(name(event)),
        }
    }
    found.days.sort_unstable();
    found.days.dedup();
    Ok(found)
}

/// Reads a calendar of which nothing is missing: what is begun is ended, each in its turn. The parser is not so strict.
fn whole(text: &str) -> Result<Calendar, String> {
    if !text.starts_with("BEGIN:VCALENDAR") {
        return Err("it does not begin with BEGIN:VCALENDAR".to_owned());
    }
    let mut begun = Vec::new();
    for line in text.lines().map(str::trim_end) {
        if let Some(name) = line.strip_prefix("BEGIN:") {
            begun.push(name);
        } else if line.strip_prefix("END:").is_some_and(|name| begun.pop() != Some(name)) {
            return Err(format!("`{line}` ends what was not begun; a part of it may be missing"));
        } else if !line.contains(':') && DATES.iter().any(|name| line.starts_with(name)) {
            return Err(format!("`{line}` has no value"));
        }
    }
    match begun.pop() {
        Some(name) => Err(format!("`BEGIN:{name}` has no end; a part of it may be missing")),
        None => text.parse(),
    }
}

fn name(event: &Event) -> String {
    event.get_summary().unwrap_or("an event without a name").to_owned()
}

/// Returns the first day of an event and how many days it has; `None` when it has a time of day.
fn span(event: &Event) -> Result<Option<(NaiveDate, u64)>, String> {
    let bad = |what: &str| format!("the {what} of `{}` cannot be read", name(event));
    // The parser takes `2026124` for a day in December.
    let written = |key: &str| event.property_value(key).is_some_and(begins_with_a_date);
    let first = match event.get_start().filter(|_| written("DTSTART")) {
        Some(start) => whole_day(&start),
        None => return Err(bad("DTSTART")),
    };
    let Some(first) = first else { return Ok(None) };
    let days = match (event.property_value("DTEND"), event.property_value("DURATION")) {
        (Some(_), _) => {
            match whole_day(&event.get_end().filter(|_| written("DTEND")).ok_or_else(|| bad("DTEND"))?) {
                // The end is the day after the last; some programs write the last.
                Some(end) if end >= first => (end - first).num_days().max(1),
                Some(_) => return Err(bad("DTEND")),
                None => return Ok(None),
            }
        }
        (None, Some(duration)) => days(duration).ok_or_else(|| bad("DURATION"))?,
        (None, None) => 1,
    };
    Ok(Some((first, u64::try_from(days).unwrap_or(1))))
}

fn begins_with_a_date(value: &str) -> bool {
    value.get(..8).is_some_and(|date| date.bytes().all(|byte| byte.is_ascii_digit()))
}

/// A date, or the midnight that some programs write for one.
fn whole_day(at: &DatePerhapsTime) -> Option<NaiveDate> {
    let wall = match at {
        DatePerhapsTime::Date(day) => return Some(*day),
        DatePerhapsTime::DateTime(CalendarDateTime::Floating(wall)) => *wall,
        DatePerhapsTime::DateTime(CalendarDateTime::WithTimezone { date_time, .. }) => *date_time,
        DatePerhapsTime::DateTime(CalendarDateTime::Utc(_)) => return None,
    };
    (wall.time() == NaiveTime::MIN).then(|| wall.date())
}

/// Reads `P1D` and `P2W`.
fn days(duration: &str) -> Option<i64> {
    let count = duration.strip_prefix('P')?;
    let (number, unit) = count.split_at_checked(count.len().checked_sub(1)?)?;
    let number: i64 = number.parse().ok().filter(|number| (1..=1000).contains(number))?;
    match unit {
        "D" => Some(number),
        "W" => Some(number * 7),
        _ => None,
    }
}

fn occurrences(
    event: &Event,
    first: NaiveDate,
    length: u64,
    today: NaiveDate,
) -> Result<Vec<(NaiveDate, NaiveDate)>, String> {
    let mut starts = match event.property_value("RRULE") {
        Some(rule) => repeated(rule, first, today)
            .map_err(|why| format!("the RRULE of `{}` cannot be read: {why}", name(event)))?,
        None => vec![first],
    };
    starts.extend(dates(event, "RDATE"));
    let except = dates(event, "EXDATE");
    let last = |first: NaiveDate| first.checked_add_days(Days::new(length - 1));
    let kept = starts.into_iter().filter(|start| !except.contains(start));
    Ok(kept.filter_map(|start| Some((start, last(start)?))).filter(|(_, last)| *last >= today).collect())
}

/// Returns the first days a rule gives up to two years ahead.
fn repeated(rule: &str, first: NaiveDate, today: NaiveDate) -> Result<Vec<NaiveDate>, String> {
    let until = today.checked_add_months(AHEAD).unwrap_or(today);
    Ok(DayRule::parse(rule, first)?.days(until).collect())
}

/// Reads a list of days, such as those left out of a rule.
fn dates(event: &Event, key: &str) -> Vec<NaiveDate> {
    let several = event.multi_properties().get(key).into_iter().flatten();
    let texts = event
        .properties()
        .get(key)
        .into_iter()
        .chain(several)
        .flat_map(|property| property.value().split(','));
    texts.filter_map(|text| NaiveDate::parse_from_str(text.get(..8)?, "%Y%m%d").ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(events: &str) -> Result<Holidays, String> {
        let text = format!("BEGIN:VCALENDAR\nVERSION:2.0\n{events}\nEND:VCALENDAR\n").replace('\n', "\r\n");
        holidays(&text, "2026-11-23".parse().unwrap())
    }

    fn days(event: &str) -> String {
        let found = read(&format!("BEGIN:VEVENT\nSUMMARY:Off\n{event}\nEND:VEVENT")).unwrap();
        let text = |(first, last): &(NaiveDate, NaiveDate)| match first == last {
            true => first.to_string(),
            false => format!("{first}..{last}"),
        };
        found.days.iter().map(text).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn whole_days_are_read_and_the_end_is_the_day_after_the_last() {
        for (event, expected) in [
            ("DTSTART;VALUE=DATE:20261225", "2026-12-25"),
            ("DTSTART;VALUE=DATE:20261224\nDTEND;VALUE=DATE:20270103", "2026-12-24..2027-01-02"),
            ("DTSTART;VALUE=DATE:20261225\nDTEND;VALUE=DATE:20261226", "2026-12-25"),
            ("DTSTART;VALUE=DATE:20261225\nDTEND;VALUE=DATE:20261225", "2026-12-25"),
            ("DTSTART;VALUE=DATE:20261225\nDURATION:P2D", "2026-12-25..2026-12-26"),
            ("DTSTART:20261225T000000\nDTEND:20261227T000000", "2026-12-25..2026-12-26"),
            ("DTSTART;VALUE=DATE:20261120\nDTEND;VALUE=DATE:20261125", "2026-11-20..2026-11-24"),
            ("DTSTART;VALUE=DATE:20261120", ""),
            ("DTSTART;VALUE=DATE:20261225\nSTATUS:CANCELLED", ""),
            ("DTSTART:20261225T090000Z\nDTEND:20261225T100000Z", ""),
        ] {
            assert_eq!(days(event), expected, "{event}");
        }
    }

    #[test]
    fn a_rule_is_followed_for_two_years_and_its_exceptions_are_none() {
        for (event, expected) in [
            ("DTSTART;VALUE=DATE:19700101\nRRULE:FREQ=YEARLY", "2027-01-01 2028-01-01"),
            (
                "DTSTART;VALUE=DATE:20261126\nRRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=4TH",
                "2026-11-26 2027-11-25 2028-11-23",
            ),
            ("DTSTART;VALUE=DATE:20210531\nRRULE:FREQ=YEARLY;BYMONTH=5;BYDAY=-1MO", "2027-05-31 2028-05-29"),
            (
                "DTSTART;VALUE=DATE:20241226\nDTEND;VALUE=DATE:20241228\nRRULE:FREQ=YEARLY;UNTIL=20261226",
                "2026-12-26..2026-12-27",
            ),
            ("DTSTART;VALUE=DATE:20261224\nRRULE:FREQ=YEARLY;COUNT=2", "2026-12-24 2027-12-24"),
            ("DTSTART;VALUE=DATE:20251224\nRRULE:FREQ=YEARLY\nEXDATE;VALUE=DATE:20261224", "2027-12-24"),
            ("DTSTART;VALUE=DATE:20240229\nRRULE:FREQ=YEARLY", "2028-02-29"),
        ] {
            assert_eq!(days(event), expected, "{event}");
        }
    }

    #[test]
    fn what_is_no_calendar_or_cannot_be_read_is_an_error_that_names_the_event() {
        let today = "2026-11-23".parse().unwrap();
        assert!(holidays("hello", today).is_err());
        let cut = "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20261225\r\nEND:VEVENT\r\n";
        assert!(holidays(cut, today).unwrap_err().contains("`BEGIN:VCALENDAR` has no end"));
        let run_together =
            cut.replace("END:VEVENT\r\n", "END:VEVENTBEGIN:VEVENT\r\nEND:VEVENT\r\nEND:VCALENDAR");
        assert!(holidays(&run_together, today).unwrap_err().contains("ends what was not begun"));
        let mixed = "BEGIN:VCALENDAR\nVERSION:2.0\nBEGIN:VEVENT\nDTSTART;VALUE=DATE:20261225\nSUMMARY:x\r\nEND:VEVENT\nEND:VCALENDAR\n";
        assert_eq!(holidays(mixed, today).unwrap().days.len(), 1, "one line ends as on Windows");
        for bad in [
            "DTSTART;VALUE=DATE:20261345",
            "DTSTART;VALUE=DATE:20261224\nDTEND;VALUE=DATE20261226",
            "DTSTART;VALUE=DATE:2026124",
            "SUMMARY:x",
            "DTSTART;VALUE=DATE:20261124\nDTEND;VALUE=DATE:2026125",
            "DTSTART;VALUE=DATE:20261225\nRRULE:FREQ=NEVER",
            "DTSTART;VALUE=DATE:20261225\nDTEND;VALUE=DATE:soon",
            "DTSTART;VALUE=DATE:20261225\nDTEND;VALUE=DATE:20261224",
        ] {
            let why = read(&format!("BEGIN:VEVENT\nSUMMARY:Founders Day\n{bad}\nEND:VEVENT"));
            assert!(why.is_err(), "{bad}: {why:?}");
        }
        let meeting = "BEGIN:VEVENT\nSUMMARY:Board\nDTSTART:20261225T090000Z\nEND:VEVENT";
        assert_eq!(read(meeting).unwrap().timed, ["Board"]);
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read_or_refused_without_a_panic(text in "\\PC{0,80}") {
            let _ = read(&format!("BEGIN:VEVENT\n{text}\nEND:VEVENT"));
            let _ = read(&format!("BEGIN:VEVENT\nDTSTART;VALUE=DATE:20261225\nRRULE:{text}\nEND:VEVENT"));
        }
    }
}
