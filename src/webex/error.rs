//! What can go wrong with a call, told apart by what it means for a message.

use std::time::Duration;

use reqwest::{Response, StatusCode};
use serde_json::Value;

/// An error's body is words for a person; more than this is not read.
const MAX_BODY: usize = 256 * 1024;
/// More than this is not shown, in characters.
const MAX_WORDS: usize = 500;

/// Why a call had no good answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The request could not even be made: nothing left this machine.
    #[error("{0}")]
    Unsent(String),
    /// What goes with the message is not what was scheduled: nothing left this machine.
    #[error("{0}")]
    Unfit(String),
    /// The connection could not be made: nothing left this machine.
    #[error("cannot connect to Webex: {0}")]
    NotConnected(String),
    /// The request may have arrived; no answer, or half of one, came back.
    #[error("no answer came back: {0}")]
    Lost(String),
    /// The request may have arrived; nothing came back for as long as anybody should wait.
    #[error("no answer came back in time")]
    Silent,
    /// An answer that is no success.
    #[error("{status}{}", words.as_ref().map(|words| format!(": {words}")).unwrap_or_default())]
    Status {
        /// The status of the answer.
        status: StatusCode,
        /// For how long Webex wants to be left alone, if it said so.
        retry_after: Option<Duration>,
        /// Webex's own words.
        words: Option<String>,
        /// What Webex's support asks for.
        tracking_id: Option<String>,
    },
    /// A success that is not what was asked for.
    #[error("Webex accepted the request and answered with something unexpected: {0}")]
    Unexpected(String),
}

impl Error {
    /// Tells by reqwest's word whether anything can have left: a failed connect proves that nothing did, and so does
    /// a connection that was found closed before the request was written to it.
    pub(super) fn of_request(error: &reqwest::Error) -> Self {
        match () {
            () if error.is_builder() => Self::Unsent(crate::http::describe(error)),
            () if error.is_connect() || crate::http::was_not_written(error) => {
                Self::NotConnected(crate::http::describe(error))
            }
            () if error.is_timeout() => Self::Silent,
            () => Self::Lost(crate::http::describe(error)),
        }
    }

    /// Reads an answer that is no success.
    pub(super) async fn of_answer(answer: Response) -> Self {
        let status = answer.status();
        let retry_after = crate::http::asked_to_wait(&answer);
        let header = answer.headers().get("trackingid").and_then(|id| id.to_str().ok()).map(str::to_owned);
        // The status alone decides; a body that is cut or endless only costs its words.
        let body = crate::http::body(answer, MAX_BODY).await.unwrap_or_default();
        let told = Told::read(&body);
        Self::Status { status, retry_after, words: told.words, tracking_id: told.tracking_id.or(header) }
    }

    /// Returns what Webex's support asks for.
    #[must_use]
    pub fn tracking_id(&self) -> Option<&str> {
        match self {
            Self::Status { tracking_id, .. } => tracking_id.as_deref(),
            Self::Unsent(_)
            | Self::Unfit(_)
            | Self::NotConnected(_)
            | Self::Lost(_)
            | Self::Silent
            | Self::Unexpected(_) => None,
        }
    }

    /// Returns the status, where there was one.
    #[must_use]
    pub const fn status(&self) -> Option<StatusCode> {
        match self {
            Self::Status { status, .. } => Some(*status),
            Self::Unsent(_)
            | Self::Unfit(_)
            | Self::NotConnected(_)
            | Self::Lost(_)
            | Self::Silent
            | Self::Unexpected(_) => None,
        }
    }
}

/// What an error says.
#[derive(Debug, Default)]
struct Told {
    words: Option<String>,
    tracking_id: Option<String>,
}

impl Told {
    /// Reads what is there as it should be; the rest of an error costs nothing.
    fn read(body: &[u8]) -> Self {
        let body: Value = serde_json::from_slice(body).unwrap_or_default();
        let text = |value: &Value| value.as_str().filter(|text| !text.is_empty()).map(str::to_owned);
        let described = body["errors"].as_array().into_iter().flatten();
        let described = described.filter_map(|error| text(&error["description"])).next();
        let words = described.or_else(|| text(&body["message"]));
        let words = words.map(|words| words.chars().take(MAX_WORDS).collect());
        Self { words, tracking_id: text(&body["trackingId"]) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_error_says_is_read_whatever_else_is_odd_in_it() {
        for body in [
            r#"{"message": "no", "errors": null, "trackingId": "T"}"#,
            r#"{"message": "no", "errors": [null, {"description": null}], "trackingId": "T"}"#,
            r#"{"message": "other", "errors": [{"description": "no"}], "trackingId": "T"}"#,
            r#"{"message": {}, "errors": [7, {"description": "no"}], "trackingId": "T", "size": []}"#,
            r#"{"message": "no", "errors": {"description": 3}, "trackingId": "T"}"#,
        ] {
            let told = Told::read(body.as_bytes());
            assert_eq!(
                (told.words.as_deref(), told.tracking_id.as_deref()),
                (Some("no"), Some("T")),
                "{body}"
            );
        }
        assert_eq!(Told::read(b"<html>").words, None);
    }
}
