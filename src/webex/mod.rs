//! The carrier: a few calls of the Webex API, typed. It does not know where its token came from.
//!
//! <https://developer.webex.com/docs/basics>

mod error;
mod list;
mod messages;
mod people;
mod spaces;

use reqwest::Response;

use serde::de::{Deserialize, DeserializeOwned, Deserializer};

use crate::account::Secret;
use crate::http::{Client, Cut, Request};

pub use crate::http::retry_after;
pub use error::Error;
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

    fn get(&self, path: &str) -> Request {
        self.authorized(self.http.get(format!("{}{path}", self.base)))
    }

    fn authorized(&self, request: Request) -> Request {
        request.bearer_auth(self.token.expose())
    }
}

/// Asks once; an answer that is no success is an error.
async fn good(request: Request) -> Result<Response, Error> {
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

/// Reads the body of a good answer. Webex took the request, whatever becomes of the rest of its answer.
async fn body(answer: Response, limit: usize) -> Result<Vec<u8>, Error> {
    crate::http::body(answer, limit).await.map_err(|cut| match cut {
        Cut::Silent => Error::Silent,
        Cut::Broken(why) => Error::Unexpected(why),
    })
}

/// Reads an id; an empty one names nothing.
fn id<'de, D: Deserializer<'de>>(answer: D) -> Result<String, D::Error> {
    let id = String::deserialize(answer)?;
    if id.is_empty() { Err(serde::de::Error::custom("an empty id")) } else { Ok(id) }
}
