//! A calendar file of holidays: days that are still to come, in order, each once, and none that nobody wrote.

use chrono::{Months, NaiveDate};
use mindful::people::{Holidays, holidays};
use mindful::schedule::{DaysOff, Zone};

/// A calendar file is read or refused.
pub(super) fn holiday_calendar(text: &str) {
    let today = NaiveDate::from_ymd_opt(2026, 11, 23).expect("a day");
    let berlin = Zone::named("Europe/Berlin").expect("a zone");
    let holidays = |text: &str| -> Result<Holidays, String> { holidays(text.as_bytes(), today, &berlin) };
    let Ok(found) = holidays(text) else { return };
    assert!(
        !found.timed.is_empty() || !found.unreadable.is_empty() || ends_are_dates(text),
        "an end that is none was taken for one day"
    );
    let cut = holidays(super::cut(text, text.trim_end().len() * 2 / 3));
    let calendars = text.to_uppercase().matches("BEGIN:VCALENDAR").count();
    assert!(
        cut.is_err() || cut == Ok(found.clone()) || calendars > 1,
        "a file that was cut was taken for whole"
    );
    let unfolded = text.replace("\r\n", "\n").replace("\n ", "").replace("\n\t", "");
    let lines = |wanted| unfolded.lines().filter(|line| line.trim_end().eq_ignore_ascii_case(wanted)).count();
    assert!(lines("BEGIN:VEVENT") <= lines("END:VEVENT"), "an event never ends");
    let days = &found.days;
    assert!(days.iter().all(|(first, last)| first <= last && *last >= today), "{days:?}");
    assert!(days.is_sorted() && days.windows(2).all(|pair| pair[0] != pair[1]), "{days:?}");
    let off = DaysOff::from_ranges(days.clone());
    assert_eq!(DaysOff::parse(&off.texts()), Ok(off), "an address book takes them");
    let ahead = today + Months::new(24);
    for (first, _) in days {
        // A moment in UTC may be a day later in Berlin.
        let written = |day: NaiveDate| text.contains(&day.format("%Y%m%d").to_string());
        let written = written(*first) || first.pred_opt().is_some_and(written) || unfolded != text;
        let ruled = text.to_uppercase().contains("RRULE") && *first <= ahead + Months::new(24);
        assert!(written || ruled, "nobody wrote {first}");
    }
}

/// Looks at the end of an event where there is one of each and no line is folded.
fn ends_are_dates(text: &str) -> bool {
    let event = text.split("BEGIN:VEVENT").last().unwrap_or_default();
    let ends: Vec<&str> =
        event.lines().filter(|line| line.starts_with("DTEND:") || line.starts_with("DTEND;")).collect();
    let plain = text.matches("BEGIN:").count() == 2
        && text.contains("\nBEGIN:VEVENT\n")
        && !text.contains("\n ")
        && !text.contains("\n\t");
    let [end] = ends[..] else { return true };
    let day = end.rsplit(':').next().and_then(|value| value.get(..8));
    let is_day = day.is_some_and(|day| NaiveDate::parse_from_str(day, "%Y%m%d").is_ok());
    !plain || text.contains("CANCELLED") || is_day
}
