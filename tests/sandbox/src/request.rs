//! A request as it came, kept for the test to look at.

use std::time::Instant;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::Value;

/// A request as it came.
#[derive(Debug, Clone)]
pub struct Request {
    /// Its method.
    pub method: String,
    /// Its path without the query.
    pub path: String,
    /// Its query, decoded.
    pub query: Vec<(String, String)>,
    /// Its headers, names in lower case.
    pub headers: Vec<(String, String)>,
    /// Its body.
    pub body: Vec<u8>,
    /// When it was read to its end.
    pub at: Instant,
    /// Its parts, if it is multipart.
    pub(crate) parts: Vec<Part>,
}

/// A part of a multipart body.
#[derive(Debug, Clone)]
pub(crate) struct Part {
    pub(crate) name: String,
    /// Name and media type, if it is a file.
    pub(crate) file: Option<(String, String)>,
    pub(crate) bytes: Vec<u8>,
}

impl Request {
    /// Tells whether this wants to post a message.
    #[must_use]
    pub fn is_post(&self) -> bool {
        self.method == "POST" && self.path == "/v1/messages"
    }

    /// Returns a header.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// Returns a parameter of the query.
    #[must_use]
    pub fn parameter(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// Returns a field of a form.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<String> {
        url::form_urlencoded::parse(&self.body)
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.into_owned())
    }

    /// Returns the body as JSON; null if it is none.
    #[must_use]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or(Value::Null)
    }

    /// Returns the token of the `Authorization` header.
    pub(crate) fn bearer(&self) -> Option<&str> {
        self.header("authorization")?.strip_prefix("Bearer ")
    }

    /// Returns client id and secret: Basic, else the body's.
    pub(crate) fn client(&self) -> (Option<String>, Option<String>) {
        let basic = self.header("authorization").and_then(|value| value.strip_prefix("Basic "));
        match basic
            .and_then(|text| BASE64_STANDARD.decode(text).ok())
            .and_then(|text| String::from_utf8(text).ok())
        {
            Some(pair) => match pair.split_once(':') {
                Some((id, secret)) => (Some(id.to_owned()), Some(secret.to_owned())),
                None => (Some(pair), None),
            },
            None => (self.field("client_id"), self.field("client_secret")),
        }
    }
}
