//! What names an instant by itself: ISO 8601 with an offset, RFC 2822, and `@` with seconds since 1970.

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, Utc};

use super::number::is_digits;
use crate::schedule::{Asked, SendAt};

/// Reads a phrase that is an instant, whatever clock is asked for.
pub(super) fn read(phrase: &str, asked: &Asked<'_>) -> Option<SendAt> {
    let at = match phrase.strip_prefix('@') {
        Some(seconds) => DateTime::from_timestamp(seconds.parse().ok().filter(|_| is_digits(seconds))?, 0)?,
        None => iso(phrase).or_else(|| mail(phrase))?,
    };
    Some(SendAt { at, zone: asked.clock.clone(), wall: None, notes: Vec::new() })
}

/// Reads `2026-12-01T09:00:00+01:00` with or without seconds, colons and hyphens; the offset must be there.
fn iso(text: &str) -> Option<DateTime<Utc>> {
    let text = text.to_ascii_uppercase();
    let (date, rest) = text.split_once(['T', ' '])?;
    let date = ["%Y-%m-%d", "%Y%m%d"].iter().zip([10, 8]).find_map(|(format, length)| {
        NaiveDate::parse_from_str(date, format).ok().filter(|_| date.len() == length)
    })?;
    let rest = rest.trim();
    let start = rest.find(['Z', '+', '-'])?;
    let (time, offset) = (rest[..start].trim_end(), &rest[start..]);
    // A range such as `09:00-10:00` is no time with an offset.
    let is_full = text.contains('T') || time.len() > 5 || !offset.starts_with('-');
    let wall = NaiveDateTime::new(date, time_of_day(time)?);
    let at = wall.and_local_timezone(self::offset(offset)?).single()?.to_utc();
    is_full.then_some(DateTime::from_timestamp(at.timestamp(), 0)?)
}

fn time_of_day(text: &str) -> Option<NaiveTime> {
    let starts = text.get(..2).is_some_and(is_digits);
    let formats = ["%H:%M", "%H:%M:%S", "%H:%M:%S%.f", "%H%M", "%H%M%S"];
    let read = formats.iter().find_map(|format| NaiveTime::parse_from_str(text, format).ok());
    read.filter(|_| starts)
}

/// Reads `Z`, `+01:00`, `+0100` and `+01`.
fn offset(text: &str) -> Option<FixedOffset> {
    if text == "Z" {
        return FixedOffset::east_opt(0);
    }
    let sign = if text.starts_with('-') { -1 } else { 1 };
    let digits = text[1..].replacen(':', "", 1);
    let (hours, minutes) = match digits.len() {
        2 => (digits.as_str(), "00"),
        4 => digits.split_at(2),
        _ => return None,
    };
    let (hours, minutes): (i32, i32) = (hours.parse().ok()?, minutes.parse().ok()?);
    let fits = is_digits(&digits) && hours <= 14 && minutes < 60;
    FixedOffset::east_opt(sign * (hours * 3600 + minutes * 60)).filter(|_| fits)
}

/// Reads `Tue, 1 Dec 2026 09:00:00 +0000`; a name in place of the offset can be several zones.
fn mail(text: &str) -> Option<DateTime<Utc>> {
    let numeric = text.rsplit(' ').next().is_some_and(|last| last.starts_with(['+', '-']) && last.len() == 5);
    let read = numeric.then(|| DateTime::parse_from_rfc2822(text).ok()).flatten()?;
    // The format allows years of two digits, which may be days.
    let year = chrono::Datelike::year(&read).to_string();
    text.contains(&year).then(|| read.to_utc())
}
