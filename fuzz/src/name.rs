//! The name of a message file: exactly its grammar, written once more and by hand.

use chrono::NaiveDate;
use mindful::queue::Name;

const STATES: [&str; 8] =
    ["scheduled", "sending", "held", "unconfirmed", "failed", "expired", "cancelled", "sent"];

/// A name is read if it is one, and then written the same.
pub(super) fn queue_file_name(text: &str) {
    let read = Name::parse(text);
    assert_eq!(read.is_some(), is_name(text), "{text:?} as {read:?}");
    let Some(name) = read else { return };
    assert_eq!(name.to_string(), text);
    assert_eq!(name.not_before.format("%Y%m%dT%H%M%SZ").to_string(), text[..16]);
    assert_eq!(Name::parse(&name.plain().to_string()), Some(name.plain()));
}

fn is_name(text: &str) -> bool {
    let Some(stem) = text.strip_suffix(".toml") else { return false };
    let parts: Vec<&str> = stem.split('.').collect();
    let [moment, id, attempts, rest @ ..] = parts.as_slice() else { return false };
    let rest = match rest {
        [absences, attempted, rest @ ..] if absences.starts_with('n') => {
            let search = is_count(absences, 'n') && attempted.strip_prefix('t').is_some_and(is_moment);
            if !search {
                return false;
            }
            rest
        }
        rest => rest,
    };
    let origin = match rest {
        [] => true,
        [origin] => is_origin(origin),
        _ => false,
    };
    is_moment(moment) && is_id(id) && is_count(attempts, 'a') && origin
}

fn is_id(text: &str) -> bool {
    text.len() == 10 && text.chars().all(|sign| matches!(sign, 'a'..='z' | '0'..='9'))
}

fn is_count(text: &str, mark: char) -> bool {
    let Some(digits) = text.strip_prefix(mark) else { return false };
    let plain = digits == "0" || !digits.starts_with('0');
    plain && (1..=4).contains(&digits.len()) && digits.chars().all(|sign| sign.is_ascii_digit())
}

fn is_origin(text: &str) -> bool {
    let place = text.strip_prefix("from-").and_then(|place| place.split_once('-'));
    place.is_some_and(|(state, moment)| STATES.contains(&state) && is_moment(moment))
}

fn is_moment(text: &str) -> bool {
    let shape: String = text.chars().map(|sign| if sign.is_ascii_digit() { '0' } else { sign }).collect();
    if shape != "00000000T000000Z" {
        return false;
    }
    let number = |from: usize, to: usize| text[from..to].parse::<u32>().unwrap_or(u32::MAX);
    let day = NaiveDate::from_ymd_opt(number(0, 4) as i32, number(4, 6), number(6, 8));
    day.is_some() && number(9, 11) < 24 && number(11, 13) < 60 && number(13, 15) < 60
}
