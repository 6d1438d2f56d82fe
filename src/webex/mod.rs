//! The carrier: a few calls of the Webex API, typed. It does not know where its token came from.
//!
//! <https://developer.webex.com/docs/basics>

mod error;
mod messages;
mod people;
mod spaces;

use chrono::{DateTime, Utc};
use reqwest::{Client, RequestBuilder, Response};

use serde::de::{Deserialize, DeserializeOwned, Deserializer};

use crate::account::Secret;

pub use error::{Error, retry_after};
pub use messages::{Conversation, Listed, Page, Posted, posted, same_words};
pub use people::{Known, Me};
pub use spaces::Space;

/// No good answer is larger: a page of a thousand messages has seven.
const MAX_ANSWER: usize = 16 * 1024 * 1024;
/// More pages than any answer a person can read.
const MAX_PAGES: usize = 20;

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

    /// Reads a list page by page (<https://developer.webex.com/docs/basics>, pagination) until one is `enough`;
    /// a page may be empty and still have a next one.
    async fn pages<T: DeserializeOwned>(
        &self,
        first: RequestBuilder,
        enough: impl Fn(&T) -> bool,
    ) -> Result<Vec<T>, Error> {
        let (mut request, mut pages) = (first, Vec::new());
        for _ in 0..MAX_PAGES {
            let answer = good(request).await?;
            let next = next(&answer);
            let page = read(answer).await?;
            let done = enough(&page);
            pages.push(page);
            // The token goes to no other host, whatever a header says.
            match next.filter(|next| !done && next.starts_with(&self.base)) {
                Some(next) => request = self.authorized(self.http.get(next)),
                None => break,
            }
        }
        Ok(pages)
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

/// Returns the address of the next page (RFC 8288).
fn next(answer: &Response) -> Option<String> {
    let links = answer.headers().get(reqwest::header::LINK)?.to_str().ok()?;
    let next = links.split(',').find(|link| link.contains("rel=\"next\""))?;
    Some(next.split_once('<')?.1.split_once('>')?.0.to_owned())
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
