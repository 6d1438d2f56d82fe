//! A scripted answer: any status, or a fault of the connection.

use std::time::Duration;

use serde_json::Value;

/// How a call ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    /// As usual.
    Pass,
    /// With this status.
    Status(u16),
    /// With a reset.
    Reset,
    /// With a closed connection and no answer.
    Close,
    /// With half of the usual answer.
    Half,
    /// Not at all.
    Silence,
}

/// What the next call of an endpoint gets instead of the usual answer.
#[derive(Debug, Clone)]
pub struct Answer {
    pub(crate) end: End,
    /// Whether what was asked is done nevertheless.
    pub(crate) done: bool,
    pub(crate) delay: Duration,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Option<Vec<u8>>,
}

impl Answer {
    const fn new(end: End, done: bool) -> Self {
        Self { end, done, delay: Duration::ZERO, headers: Vec::new(), body: None }
    }

    /// Any status; nothing is done.
    #[must_use]
    pub const fn status(status: u16) -> Self {
        Self::new(End::Status(status), false)
    }

    /// As usual; useful with a delay, or to let one call by.
    #[must_use]
    pub const fn pass() -> Self {
        Self::new(End::Pass, true)
    }

    /// A reset before anything is done.
    #[must_use]
    pub const fn reset_before() -> Self {
        Self::new(End::Reset, false)
    }

    /// A reset after it is done.
    #[must_use]
    pub const fn reset_after() -> Self {
        Self::new(End::Reset, true)
    }

    /// It is done, and the connection closed without an answer.
    #[must_use]
    pub const fn close_after() -> Self {
        Self::new(End::Close, true)
    }

    /// It is done, and half of the answer sent.
    #[must_use]
    pub const fn half() -> Self {
        Self::new(End::Half, true)
    }

    /// Nothing is done and nothing said until the client goes.
    #[must_use]
    pub const fn silence() -> Self {
        Self::new(End::Silence, false)
    }

    /// Does what was asked although the answer says otherwise.
    #[must_use]
    pub const fn accepting(mut self) -> Self {
        self.done = true;
        self
    }

    /// Waits before answering.
    #[must_use]
    pub const fn delay(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }

    /// Adds a header.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Sets the body.
    #[must_use]
    pub fn body(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = Some(body.into());
        self
    }

    /// Sets a body of JSON.
    #[must_use]
    pub fn json(self, body: &Value) -> Self {
        self.header("content-type", "application/json").body(body.to_string())
    }
}
