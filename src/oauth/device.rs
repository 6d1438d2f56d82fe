//! The device grant (RFC 8628), for machines without a browser. Webex says "pending" with 428.
//!
//! <https://developer.webex.com/create/docs/login-with-webex>

use std::time::Duration;

use reqwest::Client as Http;
use serde::Deserialize;

use super::exchange::{Error, granted, read};
use super::{Client, Grant};

const GRANT_TYPE: &str = "urn:ietf:params:oauth:grant-type:device_code";
/// RFC 8628, section 3.5: what `slow_down` adds, and the interval where none is told.
const FIVE: Duration = Duration::from_secs(5);

/// What the person is shown, and what is asked for meanwhile.
#[derive(Debug, Clone, Deserialize)]
pub struct DeviceCode {
    device_code: String,
    /// What they type.
    pub user_code: String,
    /// Where they type it.
    pub verification_uri: String,
    /// Where it is typed already.
    #[serde(default)]
    pub verification_uri_complete: Option<String>,
    #[serde(default)]
    interval: Option<u64>,
    /// How long the code lasts, in seconds.
    pub expires_in: u64,
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
    serde_json::from_slice(&body).map_err(|_| Error::Unexpected)
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
    let ends = tokio::time::Instant::now() + Duration::from_secs(code.expires_in);
    let mut interval = code.interval.map_or(FIVE, Duration::from_secs);
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
            Err(error) => interval = patience(&error, interval).ok_or(error)?,
            grant => return grant,
        }
    }
}

/// Returns how long to wait after an answer; `None` when it is the last word.
fn patience(error: &Error, interval: Duration) -> Option<Duration> {
    match error {
        Error::Refused { status: 428, .. } => Some(interval),
        Error::Refused { status: 429, .. } => Some(interval + FIVE),
        Error::Refused { words: Some(words), .. } if words.contains("slow_down") => Some(interval + FIVE),
        Error::Refused { words: Some(words), .. } if words.contains("authorization_pending") => {
            Some(interval)
        }
        Error::Refused { status: 500.., .. } | Error::Unreachable(_) => Some(interval + FIVE),
        Error::Refused { .. } | Error::Unexpected => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pending_waits_slow_down_waits_longer_and_a_refusal_ends_it() {
        let refused = |status, words: &str| Error::Refused { status, words: Some(words.to_owned()) };
        let second = Duration::from_secs(1);
        assert_eq!(patience(&refused(428, ""), second), Some(second));
        assert_eq!(patience(&refused(400, "authorization_pending"), second), Some(second));
        for slow in [refused(400, "slow_down"), refused(429, ""), refused(503, "")] {
            assert_eq!(patience(&slow, second), Some(second + FIVE), "{slow}");
        }
        assert_eq!(patience(&refused(400, "access_denied"), second), None);
        assert_eq!(patience(&refused(401, "Invalid client"), second), None);
    }
}
