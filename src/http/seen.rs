//! What the answers of one process have shown, whichever call they were for: the server's clock, and a limit.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use reqwest::{Response, StatusCode, header};

/// Upper bound for `Retry-After`, whatever the header says; Webex documents up to 3600 s.
const LONGEST: Duration = Duration::from_secs(3600);
/// Used when the header is missing or not a number or a date; `rand(30),add(30)` has been seen
/// (<https://github.com/WebexCommunity/WebexPythonSDK/issues/181>).
const UNTOLD: Duration = Duration::from_secs(60);

/// The server's clock and its limit, as the last answers told them; shared by all clients of a process.
#[derive(Debug, Clone, Default)]
pub struct Seen(Arc<Mutex<Facts>>);

#[derive(Debug, Default)]
struct Facts {
    date: Option<(DateTime<Utc>, Instant)>,
    limit: Option<Instant>,
}

impl Seen {
    /// Notes what an answer tells.
    pub(super) fn note(&self, answer: &Response) {
        let mut facts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(date) = date(answer) {
            facts.date = Some((date, Instant::now()));
        }
        if answer.status() == StatusCode::TOO_MANY_REQUESTS {
            let until = Instant::now() + asked_to_wait(answer).unwrap_or(UNTOLD);
            facts.limit = Some(facts.limit.map_or(until, |known| known.max(until)));
        }
    }

    /// Returns what the server's clock says now; `None` if no answer told it.
    #[must_use]
    pub fn time(&self) -> Option<DateTime<Utc>> {
        let facts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        facts.date.map(|(date, heard)| date + heard.elapsed())
    }

    /// Returns for how much longer Webex limits this account; `None` if it doesn't.
    #[must_use]
    pub fn limit(&self) -> Option<Duration> {
        let facts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Some(facts.limit?.saturating_duration_since(Instant::now())).filter(|left| !left.is_zero())
    }
}

/// Returns the server's clock as an answer tells it (RFC 9110, section 6.6.1).
#[must_use]
pub fn date(answer: &Response) -> Option<DateTime<Utc>> {
    read_date(answer.headers().get(header::DATE)?.to_str().ok()?)
}

/// Reads a date as HTTP writes it (RFC 9110, section 5.6.7).
fn read_date(text: &str) -> Option<DateTime<Utc>> {
    httpdate::parse_http_date(text).ok().map(DateTime::from)
}

/// Returns for how long an answer asks to be left alone; `None` if it doesn't say.
#[must_use]
pub fn asked_to_wait(answer: &Response) -> Option<Duration> {
    let header = answer.headers().get(header::RETRY_AFTER)?;
    Some(retry_after(header.to_str().unwrap_or_default(), date(answer)))
}

/// Reads `Retry-After` (RFC 9110, section 10.2.3): seconds, or a date measured by the answer's own clock.
#[must_use]
pub fn retry_after(text: &str, sent: Option<DateTime<Utc>>) -> Duration {
    let text = text.trim();
    if let Some(seconds) = seconds(text) {
        return bounded(seconds);
    }
    match (read_date(text), sent) {
        (Some(until), Some(sent)) => bounded((until - sent).num_seconds().clamp(0, 86_400_000) as f64),
        _ => UNTOLD,
    }
}

/// Reads `3` and `3.0`; what else is a number to a computer is none to HTTP.
fn seconds(text: &str) -> Option<f64> {
    let plain = text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    text.parse().ok().filter(|_| plain && !text.starts_with('.'))
}

fn bounded(seconds: f64) -> Duration {
    Duration::from_secs_f64(seconds.clamp(1.0, LONGEST.as_secs_f64()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn retry_after_in_every_shape_is_bounded_to_an_hour() {
        let sent = Some("2026-11-24T09:00:00Z".parse().unwrap());
        for (text, seconds) in [
            ("3", 3),
            ("3.0", 3),
            ("0", 1),
            ("3600", 3600),
            ("999999999", 3600),
            ("-5", 60),
            ("NaN", 60),
            ("inf", 60),
            ("1e3", 60),
            ("+5", 60),
            (".5", 60),
            ("", 60),
            ("rand(30),add(30)", 60),
            ("Tue, 24 Nov 2026 09:00:30 GMT", 30),
            ("Tue, 24 Nov 2026 08:00:00 GMT", 1),
            ("Tuesday, 24-Nov-26 09:00:30 GMT", 30),
            ("Tue Nov 24 09:00:30 2026", 30),
            ("Tue, 31 Nov 2026 25:61:61 GMT", 60),
            ("Tue, 24 Nov 2099 08:00:00 GMT", 3600),
        ] {
            assert_eq!(retry_after(text, sent), Duration::from_secs(seconds), "{text}");
        }
        assert_eq!(retry_after("Tue, 24 Nov 2026 09:00:30 GMT", None), UNTOLD);
    }

    proptest::proptest! {
        #[test]
        fn any_header_gives_one_second_to_one_hour(text in "\\PC*") {
            let wait = retry_after(&text, None);
            proptest::prop_assert!(wait >= Duration::from_secs(1) && wait <= LONGEST);
        }
    }
}
