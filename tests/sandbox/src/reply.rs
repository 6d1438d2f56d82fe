//! An answer in the making, and Webex's shape of an error.

use serde_json::{Value, json};

/// An answer without the headers every answer has.
#[derive(Debug, Clone)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Reply {
    pub(crate) fn json(body: &Value) -> Self {
        Self::new(200, "application/json;charset=UTF-8", body.to_string())
    }

    pub(crate) fn empty(status: u16) -> Self {
        Self { status, headers: Vec::new(), body: Vec::new() }
    }

    pub(crate) fn html(status: u16, body: String) -> Self {
        Self::new(status, "text/html; charset=utf-8", body)
    }

    pub(crate) fn redirect(location: String) -> Self {
        Self { headers: vec![("location".to_owned(), location)], ..Self::empty(302) }
    }

    /// An error as Webex words it: the description twice, and what its support asks for.
    pub(crate) fn error(status: u16, words: &str) -> Self {
        let tracking = tracking_id();
        let body = json!({ "message": words, "errors": [{ "description": words }], "trackingId": tracking });
        let mut reply = Self::new(status, "application/json;charset=UTF-8", body.to_string());
        reply.headers.push(("trackingid".to_owned(), tracking));
        reply
    }

    fn new(status: u16, media: &str, body: String) -> Self {
        let headers = vec![("content-type".to_owned(), media.to_owned())];
        Self { status, headers, body: body.into_bytes() }
    }

    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }
}

/// Makes what Webex's support asks for.
pub(crate) fn tracking_id() -> String {
    format!("ROUTER_{}", uuid().to_uppercase())
}

/// Makes 16 random bytes in the shape of a UUID.
pub(crate) fn uuid() -> String {
    let mut bytes = [0_u8; 16];
    getrandom::fill(&mut bytes).expect("the system has randomness");
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])
}
