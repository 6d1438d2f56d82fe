//! The carrier: a few calls of the Webex API, typed. It does not know where its token came from.
//!
//! <https://developer.webex.com/docs/basics>

mod error;
mod messages;
mod people;

use chrono::{DateTime, Utc};
use reqwest::{Client, RequestBuilder, Response};

use crate::account::Secret;

pub use error::Error;
pub use messages::{Listed, Posted};
pub use people::Me;

/// The API at one base address with one token.
#[derive(Debug, Clone)]
pub struct Webex {
    http: Client,
    base: String,
    token: Secret,
}

impl Webex {
    /// Speaks to the API at `base` as the owner of `token`.
    #[must_use]
    pub fn new(http: Client, base: &str, token: Secret) -> Self {
        Self { http, base: base.to_owned(), token }
    }

    /// Returns the token in use.
    #[must_use]
    pub const fn token(&self) -> &Secret {
        &self.token
    }

    fn get(&self, path: &str) -> RequestBuilder {
        self.authorized(self.http.get(format!("{}{path}", self.base)))
    }

    fn authorized(&self, request: RequestBuilder) -> RequestBuilder {
        request.bearer_auth(self.token.expose())
    }
}

/// Returns the server's clock as an answer tells it (RFC 9110, section 6.6.1).
fn date(answer: &Response) -> Option<DateTime<Utc>> {
    let text = answer.headers().get(reqwest::header::DATE)?.to_str().ok()?;
    DateTime::parse_from_rfc2822(text).ok().map(|date| date.to_utc())
}
