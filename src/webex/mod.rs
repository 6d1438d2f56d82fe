//! The carrier: a few calls of the Webex API, typed. It does not know where its token came from.
//!
//! <https://developer.webex.com/docs/basics>

mod error;
mod list;
mod messages;
mod people;
mod spaces;

use chrono::{DateTime, Utc};
use reqwest::{Client, RequestBuilder, Response};

use serde::de::{Deserialize, DeserializeOwned, Deserializer, IgnoredAny};

use serde_json::Value;
use serde_json::value::RawValue;

use crate::account::Secret;

pub use error::{Error, retry_after};
pub use list::{List, Page, page};
pub use messages::{Conversation, Listed, Posted, posted};
pub use people::{Known, Me};
pub use spaces::Space;

/// No good answer is larger: a page of a thousand messages has seven.
const MAX_ANSWER: usize = 16 * 1024 * 1024;

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

/// Asks once; an answer that is no success is an error.
async fn good(request: RequestBuilder) -> Result<Response, Error> {
    success(crate::http::send(request).await.map_err(|error| Error::of_request(&error))?).await
}

async fn success(answer: Response) -> Result<Response, Error> {
    if answer.status().is_success() { Ok(answer) } else { Err(Error::of_answer(answer).await) }
}

/// Reads what a good answer holds.
async fn read<T: DeserializeOwned>(answer: Response) -> Result<T, Error> {
    let body = body(answer, MAX_ANSWER).await?;
    crate::http::object(&body).map_err(|error| Error::Unexpected(error.to_string()))
}

/// Reads an id; an empty one names nothing.
fn id<'de, D: Deserializer<'de>>(answer: D) -> Result<String, D::Error> {
    let id = String::deserialize(answer)?;
    if id.is_empty() { Err(serde::de::Error::custom("an empty id")) } else { Ok(id) }
}

/// Reads a text that may be missing; anything else in its place is as good as missing.
fn text<'de, D: Deserializer<'de>>(answer: D) -> Result<Option<String>, D::Error> {
    let value = Box::<RawValue>::deserialize(answer)?;
    Ok(serde_json::from_str(value.get()).ok())
}

/// Reads texts that may be missing; anything else among them is left out.
fn texts<'de, D: Deserializer<'de>>(answer: D) -> Result<Vec<String>, D::Error> {
    let value = Box::<RawValue>::deserialize(answer)?;
    let values: Vec<Box<RawValue>> = serde_json::from_str(value.get()).unwrap_or_default();
    Ok(values.iter().filter_map(|value| serde_json::from_str(value.get()).ok()).collect())
}

/// Counts what a list has; what is no list has nothing.
fn count<'de, D: Deserializer<'de>>(answer: D) -> Result<usize, D::Error> {
    let value = Box::<RawValue>::deserialize(answer)?;
    Ok(serde_json::from_str::<Vec<IgnoredAny>>(value.get()).map_or(0, |items| items.len()))
}

/// Reads a list of anything; what is no list has nothing.
fn values<'de, D: Deserializer<'de>>(answer: D) -> Result<Vec<Value>, D::Error> {
    let value = Box::<RawValue>::deserialize(answer)?;
    Ok(serde_json::from_str(value.get()).unwrap_or_default())
}

/// Reads a body up to a limit. Webex took the request, whatever becomes of the rest of its answer.
async fn body(mut answer: Response, limit: usize) -> Result<Vec<u8>, Error> {
    let cut = |error: reqwest::Error| match error.is_timeout() {
        true => Error::Silent,
        false => Error::Unexpected(crate::http::describe(&error)),
    };
    let mut body = Vec::new();
    while let Some(bytes) = answer.chunk().await.map_err(cut)? {
        body.extend_from_slice(&bytes);
        if body.len() > limit {
            return Err(Error::Unexpected(format!("it has more than {limit} bytes")));
        }
    }
    Ok(body)
}

/// Returns the server's clock as an answer tells it (RFC 9110, section 6.6.1).
fn date(answer: &Response) -> Option<DateTime<Utc>> {
    let text = answer.headers().get(reqwest::header::DATE)?.to_str().ok()?;
    read_date(text)
}

/// Reads a date as HTTP writes it (RFC 9110, section 5.6.7).
fn read_date(text: &str) -> Option<DateTime<Utc>> {
    httpdate::parse_http_date(text).ok().map(DateTime::from)
}
