//! The device grant (RFC 8628), for machines without a browser. Webex says "pending" with 428.
//!
//! <https://developer.webex.com/create/docs/login-with-webex>

use std::time::Duration;

use serde::Deserialize;

use crate::http::Client as Http;

use super::exchange::{Error, granted, read};
use super::{Client, Grant};

const GRANT_TYPE: &str = "urn:ietf:params:oauth:grant-type:device_code";
/// RFC 8628, section 3.5: what `slow_down` adds, and the interval where none is told.
const FIVE: Duration = Duration::from_secs(5);
/// A server that asks for no interval is not asked without one.
const LEAST: Duration = Duration::from_secs(1);
/// How long Webex's codes last, where an answer doesn't tell.
const LIFE: Duration = Duration::from_secs(300);
/// Nobody types a code for longer, and more would leave the clock.
const LONGEST: Duration = Duration::from_secs(86_400);

/// What the person is shown, and what is asked for meanwhile.
#[derive(Debug, Clone, Deserialize)]
pub struct DeviceCode {
    device_code: String,
    /// What they type.
    pub user_code: String,
    /// Where they type it.
    pub verification_uri: String,
    /// Where it is typed already.
    #[serde(default, deserialize_with = "crate::lenient::text")]
    pub verification_uri_complete: Option<String>,
    #[serde(default, deserialize_with = "crate::lenient::number")]
    interval: Option<f64>,
    #[serde(default, deserialize_with = "crate::lenient::number")]
    expires_in: Option<f64>,
}

impl DeviceCode {
    /// Returns how long the code lasts.
    #[must_use]
    pub fn lasts(&self) -> Duration {
        self.expires_in.and_then(bounded).unwrap_or(LIFE)
    }

    /// Returns how long to wait before asking again.
    fn interval(&self) -> Duration {
        self.interval.and_then(bounded).unwrap_or(FIVE).max(LEAST)
    }
}

/// Reads seconds, however many; fewer than none are not a time.
fn bounded(seconds: f64) -> Option<Duration> {
    (seconds >= 0.0).then(|| Duration::from_secs_f64(seconds.min(LONGEST.as_secs_f64())))
}

/// Asks for a code.
///
/// # Errors
/// None came.
pub async fn device_code(
    http: &Http,
    endpoint: &str,
    client: &Client,
    scopes: &[String],
) -> Result<DeviceCode, Error> {
    let form = [("client_id", client.id.as_str()), ("scope", &scopes.join(" "))];
    let body = read(http.post(endpoint).form(&form)).await?;
    crate::http::object(&body).map_err(|_| Error::Unexpected)
}

/// Asks at the interval the server wants until the person has decided or the code has ended.
///
/// # Errors
/// They declined, or the code ended.
pub async fn device_token(
    http: &Http,
    endpoint: &str,
    client: &Client,
    code: &DeviceCode,
) -> Result<Grant, Error> {
    let ends = tokio::time::Instant::now() + code.lasts();
    let mut interval = code.interval();
    loop {
        if tokio::time::Instant::now() + interval > ends {
            let words = Some("expired_token: the code ended before it was used".to_owned());
            return Err(Error::Refused { status: 400, words });
        }
        tokio::time::sleep(interval).await;
        let form = [
            ("grant_type", GRANT_TYPE),
            ("device_code", code.device_code.as_str()),
            ("client_id", client.id.as_str()),
        ];
        let request = http.post(endpoint).basic_auth(&client.id, Some(client.secret.expose())).form(&form);
        match granted(request).await {
            Err(error) => match next(&error) {
                Next::Again => {}
                Next::Slower => interval += FIVE,
                Next::End => return Err(error),
            },
            grant => return grant,
        }
    }
}

/// What an answer without tokens means.
#[derive(Debug, PartialEq, Eq)]
enum Next {
    Again,
    Slower,
    End,
}

/// Decides whether to ask again; a server that is down or out of reach is asked again like one that waits.
fn next(error: &Error) -> Next {
    let said =
        |code: &str| matches!(error, Error::Refused { words: Some(words), .. } if words.contains(code));
    match error {
        Error::Refused { status: 428, .. } => Next::Again,
        Error::Refused { status: 429, .. } => Next::Slower,
        Error::Refused { .. } if said("slow_down") => Next::Slower,
        Error::Refused { .. } if said("authorization_pending") => Next::Again,
        Error::Refused { status: 408 | 500.., .. } | Error::Unreachable(_) => Next::Again,
        Error::Refused { .. } | Error::Unexpected => Next::End,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pending_is_asked_again_slow_down_later_and_a_refusal_ends_it() {
        let refused = |status, words: &str| Error::Refused { status, words: Some(words.to_owned()) };
        for again in [
            Error::Refused { status: 428, words: None },
            refused(400, "authorization_pending: not yet"),
            refused(502, "<html>"),
            Error::Unreachable("reset".into()),
        ] {
            assert_eq!(next(&again), Next::Again, "{again}");
        }
        for slow in [refused(400, "slow_down: polling too fast"), refused(429, "")] {
            assert_eq!(next(&slow), Next::Slower, "{slow}");
        }
        for end in [refused(400, "access_denied"), refused(401, "Invalid client"), Error::Unexpected] {
            assert_eq!(next(&end), Next::End, "{end}");
        }
    }
}
