//! What became of a message: its attempts and its receipt.
//!
//! A receipt is written after a transition and may fail without harm: the folder is the state.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// What came of one attempt; decides the folder, the word in the table, the JSON and the exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// Webex took it.
    Sent,
    /// Certainly not sent; again later.
    Deferred,
    /// Waits for a condition or a person.
    Held,
    /// Hopeless.
    Failed,
    /// Too late to be of use.
    Expired,
    /// Perhaps sent; nobody knows yet.
    Unconfirmed,
}

impl Outcome {
    /// Returns the word people and scripts see.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Sent => "sent",
            Self::Deferred => "deferred",
            Self::Held => "held",
            Self::Failed => "failed",
            Self::Expired => "expired",
            Self::Unconfirmed => "unconfirmed",
        }
    }
}

/// One attempt to deliver.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Attempt {
    /// When.
    pub at: DateTime<Utc>,
    /// What came of it.
    pub outcome: Outcome,
    /// Why, in Webex's words where there are some.
    pub reason: Option<String>,
    /// What Webex's support asks for.
    pub tracking_id: Option<String>,
}

/// Everything known about a message that its name does not say.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Receipt {
    /// When Webex took it.
    pub sent: Option<DateTime<Utc>>,
    /// Webex's id of it.
    pub webex_message_id: Option<String>,
    /// When it was deleted from Webex again.
    pub recalled: Option<DateTime<Utc>>,
    /// Why its series ended with it, where nobody asked for that.
    pub series_over: Option<String>,
    /// Attempts, oldest first.
    #[serde(default)]
    pub attempts: Vec<Attempt>,
}
