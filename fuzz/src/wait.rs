//! `Retry-After`: whatever it says, one second to one hour; and what it says, where it says anything.

use std::time::Duration;

use chrono::{DateTime, Datelike, NaiveDateTime, Utc};
use mindful::webex;

/// Nonsense is a minute.
const NONSENSE: u64 = 60;

/// The wait is what the header says, within bounds.
pub(super) fn retry_after(text: &str) {
    let now: DateTime<Utc> = "2026-11-24T09:00:00Z".parse().expect("a moment");
    for sent in [None, Some(now)] {
        let wait = webex::retry_after(text, sent);
        assert!((Duration::from_secs(1)..=Duration::from_secs(3600)).contains(&wait), "{text:?}: {wait:?}");
        if let Some(expected) = expected(text.trim(), sent) {
            assert_eq!(wait.as_secs(), expected, "{text:?} from {sent:?}");
        }
    }
}

/// Returns the seconds, where they can be told without reading every form of a date.
fn expected(text: &str, sent: Option<DateTime<Utc>>) -> Option<u64> {
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    if !whole.is_empty() && digits(whole) && digits(part) {
        // So many nines behind the point are a whole one.
        let short = part.len() < 10;
        return short.then(|| whole.parse::<u64>().unwrap_or(u64::MAX).clamp(1, 3600));
    }
    let form = "%a, %d %b %Y %H:%M:%S GMT";
    let date = NaiveDateTime::parse_from_str(text, form);
    match (date, sent) {
        (_, None) => Some(NONSENSE),
        // A second that leaps may be read as one or as nonsense: both are a wait within bounds.
        (Ok(_), Some(_)) if text.ends_with(":60 GMT") => None,
        (Ok(date), Some(sent)) if date.format(form).to_string() == text && date.year() >= 1970 => {
            let seconds = (date.and_utc() - sent).num_seconds();
            Some(u64::try_from(seconds).unwrap_or(0).clamp(1, 3600))
        }
        // The older forms of a date have a time of day too.
        _ => (!text.contains(':')).then_some(NONSENSE),
    }
}
