//! The token endpoint: a code or a refresh token for tokens, asked once; and revocation (RFC 7009).

use std::time::Duration;

use serde::Deserialize;
use serde_json::Value;

use crate::account::Secret;
use crate::http::{Client as Http, Cut, Request};
use crate::lenient::{number, text};

use super::{Client, Grant};

/// A courtesy at logout is not worth a longer wait.
const REVOKE_WAIT: Duration = Duration::from_secs(5);
/// An answer of this endpoint is under 2 kB; one that is larger is not read to its end.
const MAX_ANSWER: usize = 256 * 1024;
/// Upper bound for the words of a refusal that are shown, in characters.
const MAX_WORDS: usize = 300;

/// Why the token endpoint gave nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// It refuses.
    #[error("the token endpoint answers {status}{}", words.as_ref().map(|words| format!(": {words}")).unwrap_or_default())]
    Refused {
        /// The status of its answer.
        status: u16,
        /// Its own words.
        words: Option<String>,
    },
    /// No answer came.
    #[error("no answer from the token endpoint: {0}")]
    Unreachable(String),
    /// The answer holds no token.
    #[error("the answer of the token endpoint holds no token")]
    Unexpected,
}

#[derive(Deserialize)]
struct Answer {
    access_token: String,
    #[serde(default, deserialize_with = "number")]
    expires_in: Option<f64>,
    #[serde(default, deserialize_with = "text")]
    refresh_token: Option<String>,
    #[serde(default, deserialize_with = "number")]
    refresh_token_expires_in: Option<f64>,
    #[serde(default, deserialize_with = "text")]
    scope: Option<String>,
}

/// Exchanges a code (RFC 6749, section 4.1.3). A code is good once, so this is never repeated.
///
/// # Errors
/// No tokens came back.
pub async fn code(
    http: &Http,
    endpoint: &str,
    client: &Client,
    code: &Secret,
    redirect_uri: &str,
    verifier: &Secret,
) -> Result<Grant, Error> {
    let form = [
        ("grant_type", "authorization_code"),
        ("client_id", &client.id),
        ("client_secret", client.secret.expose()),
        ("code", code.expose()),
        ("redirect_uri", redirect_uri),
        ("code_verifier", verifier.expose()),
    ];
    granted(http.post(endpoint).form(&form)).await
}

/// Renews an access token (RFC 6749, section 6).
///
/// # Errors
/// No tokens came back.
pub async fn refresh(http: &Http, endpoint: &str, client: &Client, token: &Secret) -> Result<Grant, Error> {
    let form = [
        ("grant_type", "refresh_token"),
        ("client_id", &client.id),
        ("client_secret", client.secret.expose()),
        ("refresh_token", token.expose()),
    ];
    granted(http.post(endpoint).form(&form)).await
}

/// Asks that a token be no longer good (RFC 7009); tells whether the server agreed.
pub async fn revoke(http: &Http, endpoint: &str, client: &Client, token: &Secret) -> bool {
    let request = http
        .post(endpoint)
        .basic_auth(&client.id, Some(client.secret.expose()))
        .form(&[("token", token.expose())])
        .at_most(REVOKE_WAIT);
    crate::http::send(request).await.is_ok_and(|answer| answer.status().is_success())
}

/// Asks once for tokens.
pub(super) async fn granted(request: Request) -> Result<Grant, Error> {
    grant(&read(request).await?)
}

/// Reads the body of an answer with tokens.
///
/// # Errors
/// It holds none.
pub fn grant(body: &[u8]) -> Result<Grant, Error> {
    let answer: Answer = crate::http::object(body).map_err(|_| Error::Unexpected)?;
    let token = |text: Option<String>| text.filter(|text| !text.is_empty()).map(Secret::new);
    Ok(Grant {
        access_token: token(Some(answer.access_token)).ok_or(Error::Unexpected)?,
        expires_in: seconds(answer.expires_in),
        refresh_token: token(answer.refresh_token),
        refresh_token_expires_in: seconds(answer.refresh_token_expires_in),
        scope: answer.scope,
    })
}

/// Asks once and returns the body of a good answer.
pub(super) async fn read(request: Request) -> Result<Vec<u8>, Error> {
    let unreachable = |error: reqwest::Error| Error::Unreachable(crate::http::describe(&error));
    let request = request.header("accept", "application/json");
    let answer = crate::http::send(request).await.map_err(unreachable)?;
    let status = answer.status();
    let body = crate::http::body(answer, MAX_ANSWER).await;
    if status.is_success() {
        return body.map_err(|cut| match cut {
            Cut::Silent => Error::Unreachable("no answer in time".to_owned()),
            Cut::Broken(why) => Error::Unreachable(why),
        });
    }
    // The status decides; a body that is cut or endless only costs its words.
    let body = body.unwrap_or_default();
    Err(Error::Refused { status: status.as_u16(), words: words(&body) })
}

/// A life that is no number of seconds is one we were not told.
fn seconds(given: Option<f64>) -> Option<u64> {
    given.filter(|given| given.is_finite() && *given >= 0.0).map(|given| given as u64)
}

/// Reads Webex's shape of an error, and that of RFC 6749, section 5.2.
fn words(body: &[u8]) -> Option<String> {
    let told: Value = serde_json::from_slice(body).ok()?;
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let described =
        told["errors"].as_array().into_iter().flatten().find_map(|error| text(&error["description"]));
    let described = text(&told["error_description"]).or(described).or_else(|| text(&told["message"]));
    // The code of RFC 6749 is kept before its description: others decide by it.
    let words: Vec<String> = [text(&told["error"]), described].into_iter().flatten().collect();
    (!words.is_empty()).then(|| words.join(": ").chars().take(MAX_WORDS).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_read_whatever_else_is_odd_beside_it() {
        for odd in ["null", "\"60\"", "{}", "[]", "true", "-1", "1e999"] {
            for key in ["expires_in", "refresh_token_expires_in", "refresh_token", "scope"] {
                let grant =
                    grant(format!("{{\"access_token\": \"t\", \"{key}\": {odd}}}").as_bytes()).unwrap();
                assert_eq!(grant.access_token.expose(), "t", "{key}: {odd}");
                assert_eq!(
                    grant.expires_in,
                    (key == "expires_in" && odd == "\"60\"").then_some(60),
                    "{key}: {odd}"
                );
            }
        }
        assert!(grant(b"{\"access_token\": null}").is_err());
    }

    #[test]
    fn both_shapes_of_an_error_are_read_and_html_is_not() {
        let webex = br#"{"message":"m","errors":[{"description":"Client Id is invalid"}],"trackingId":"R"}"#;
        assert_eq!(words(webex).as_deref(), Some("Client Id is invalid"));
        assert_eq!(
            words(br#"{"error":"invalid_grant","error_description":"spent"}"#).as_deref(),
            Some("invalid_grant: spent")
        );
        assert_eq!(words(br#"{"error":"slow_down"}"#).as_deref(), Some("slow_down"));
        assert_eq!(
            words(br#"{"error":"slow_down","errors":null,"message":{}}"#).as_deref(),
            Some("slow_down")
        );
        assert_eq!(words(br#"{"errors":[null,{"description":"no"}]}"#).as_deref(), Some("no"));
        assert_eq!(words(b"<html>"), None);
        assert_eq!(words(b"{}"), None);
    }
}
