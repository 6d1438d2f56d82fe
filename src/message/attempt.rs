//! What became of a message: its attempts and its receipt.
//!
//! A receipt is written after a transition and may fail without harm: the folder is the state.

use chrono::{DateTime, Utc};
use serde::de::DeserializeOwned;
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
#[serde(deny_unknown_fields)]
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

/// Why the message of a paused series is held.
pub const PAUSED: &str = "its series is paused";

impl Attempt {
    /// Says that the series of a message was paused.
    #[must_use]
    pub fn paused(at: DateTime<Utc>, id: &super::Id) -> Self {
        let reason = Some(format!("{PAUSED}; `mindful resume {id}` lets it go on"));
        Self { at, outcome: Outcome::Held, reason, tracking_id: None }
    }

    /// Checks whether this says that its series was paused.
    #[must_use]
    pub fn is_pause(&self) -> bool {
        self.outcome == Outcome::Held && self.reason.as_ref().is_some_and(|why| why.starts_with(PAUSED))
    }
}

/// Everything known about a message that its name does not say.
#[derive(Debug, Clone, PartialEq, Default)]
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
    pub attempts: Vec<Attempt>,
    /// What another version wrote and this one does not know, kept as it is.
    unknown: Unknown,
}

/// Words of a receipt that are not understood.
#[derive(Debug, Clone, PartialEq, Default)]
struct Unknown {
    fields: toml::Table,
    /// Attempts, each with its place.
    attempts: Vec<(usize, toml::Value)>,
}

impl Receipt {
    /// Checks whether its series was paused and has not been resumed.
    #[must_use]
    pub fn is_paused(&self) -> bool {
        self.attempts.iter().any(Attempt::is_pause)
    }

    /// Reads a receipt; `None` if the text is not one.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut fields: toml::Table = text.parse().ok()?;
        let mut receipt = Self {
            sent: take(&mut fields, "sent"),
            webex_message_id: take(&mut fields, "webex_message_id"),
            recalled: take(&mut fields, "recalled"),
            series_over: take(&mut fields, "series_over"),
            attempts: Vec::new(),
            unknown: Unknown::default(),
        };
        let attempts: Vec<toml::Value> = take(&mut fields, "attempts").unwrap_or_default();
        for (place, attempt) in attempts.into_iter().enumerate() {
            match attempt.clone().try_into() {
                Ok(attempt) => receipt.attempts.push(attempt),
                Err(_) => receipt.unknown.attempts.push((place, attempt)),
            }
        }
        receipt.unknown.fields = fields;
        Some(receipt)
    }

    /// Writes a receipt, with what was not understood where it was.
    ///
    /// # Errors
    /// Never for a receipt made by this crate.
    pub fn render(&self) -> Result<String, toml::ser::Error> {
        let mut fields = self.unknown.fields.clone();
        put(&mut fields, "sent", self.sent.as_ref())?;
        put(&mut fields, "webex_message_id", self.webex_message_id.as_ref())?;
        put(&mut fields, "recalled", self.recalled.as_ref())?;
        put(&mut fields, "series_over", self.series_over.as_ref())?;
        let mut attempts = self.attempts.iter().map(toml::Value::try_from).collect::<Result<Vec<_>, _>>()?;
        for (place, attempt) in &self.unknown.attempts {
            attempts.insert(attempts.len().min(*place), attempt.clone());
        }
        put(&mut fields, "attempts", Some(attempts).filter(|attempts| !attempts.is_empty()).as_ref())?;
        toml::to_string(&fields)
    }
}

/// Takes a field that is understood and leaves any other.
fn take<T: DeserializeOwned>(fields: &mut toml::Table, key: &str) -> Option<T> {
    let value = fields.get(key)?.clone().try_into().ok()?;
    fields.remove(key);
    Some(value)
}

fn put<T: Serialize>(fields: &mut toml::Table, key: &str, value: Option<&T>) -> Result<(), toml::ser::Error> {
    if let Some(value) = value {
        fields.insert(key.to_owned(), toml::Value::try_from(value)?);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_of_a_receipt_is_read_as_it_was_written() {
        let at = "2026-11-24T09:00:02Z".parse().unwrap();
        let attempt = Attempt {
            at,
            outcome: Outcome::Sent,
            reason: Some("why".to_owned()),
            tracking_id: Some("track".to_owned()),
        };
        let receipt = Receipt {
            sent: Some(at),
            webex_message_id: Some("id".to_owned()),
            recalled: Some(at),
            series_over: Some("over".to_owned()),
            attempts: vec![attempt],
            unknown: Unknown::default(),
        };
        assert_eq!(Receipt::parse(&receipt.render().unwrap()), Some(receipt));
    }

    /// As it was written so far.
    const OLD: &str = r#"sent = "2026-11-24T09:00:02Z"
webex_message_id = "m"

[[attempts]]
at = "2026-11-24T09:00:01Z"
outcome = "deferred"
reason = "busy"

[[attempts]]
at = "2026-11-24T09:00:02Z"
outcome = "sent"
"#;

    fn again(text: &str) -> Receipt {
        let receipt = Receipt::parse(text).unwrap();
        assert_eq!(Receipt::parse(&receipt.render().unwrap()), Some(receipt.clone()));
        receipt
    }

    #[test]
    fn a_receipt_is_read_back_as_it_was_written() {
        let receipt = again(OLD);
        assert_eq!((receipt.attempts.len(), receipt.webex_message_id.as_deref()), (2, Some("m")));
        assert_eq!(receipt.sent, Some("2026-11-24T09:00:02Z".parse().unwrap()));
        let at = Some("2026-11-24T10:00:00Z".parse().unwrap());
        let whole = Receipt { recalled: at, series_over: Some("why".to_owned()), ..receipt };
        assert_eq!(Receipt::parse(&whole.render().unwrap()), Some(whole));
        assert_eq!(again(""), Receipt::default());
        assert_eq!(Receipt::parse("sent ="), None);
    }

    #[test]
    fn what_another_version_wrote_survives_a_change() {
        let newer = format!(
            "colour = \"red\"\n{OLD}\n[[attempts]]\nat = \"2026-11-24T09:00:03Z\"\noutcome = \"teleported\"\n"
        );
        let newer = newer.replace("reason = \"busy\"", "reason = \"busy\"\nproxy = \"p\"");
        let mut receipt = again(&newer);
        assert_eq!(receipt.attempts.len(), 1);
        receipt.attempts.push(receipt.attempts[0].clone());
        let written = receipt.render().unwrap();
        for word in ["red", "teleported", "proxy", "\"m\""] {
            assert!(written.contains(word), "{word}: {written}");
        }
        let strange = again("sent = \"soon\"\nattempts = \"none\"\n").render().unwrap();
        assert!(strange.contains("soon") && strange.contains("none"), "{strange}");
    }
}
