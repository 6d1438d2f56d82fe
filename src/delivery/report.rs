//! What a run did with one message, for people and for scripts.

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::message::{Message, Outcome, Recipient};

/// One line of a run.
#[derive(Debug, Clone, Serialize)]
pub struct Report {
    /// Which message.
    pub id: String,
    /// What came of it.
    pub outcome: Outcome,
    /// To whom.
    pub to: Recipient,
    /// When it was due.
    pub due: Option<DateTime<Utc>>,
    /// Why.
    pub reason: Option<String>,
    /// When it is looked at again.
    pub not_before: Option<DateTime<Utc>>,
    /// Webex's id of it.
    pub webex_message_id: Option<String>,
    /// Whether it waits for somebody's hours and not for Webex, or is held for a reason that was told before.
    #[serde(skip)]
    pub waits: bool,
}

impl Report {
    /// Reports on a message that could be read.
    #[must_use]
    pub fn of(message: &Message, outcome: Outcome, reason: Option<String>) -> Self {
        Self {
            id: message.id.to_string(),
            outcome,
            to: message.to.clone(),
            due: Some(message.due),
            reason,
            not_before: None,
            webex_message_id: None,
            waits: false,
        }
    }
}
