//! What the Webex directory said of people, remembered so that writing to them needs no network next time.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

/// People move; after this the directory is asked again.
const FRESH: TimeDelta = TimeDelta::days(30);
/// The directory knew no zone; it may learn one.
const UNKNOWN_FRESH: TimeDelta = TimeDelta::days(1);

/// Somebody as the directory told them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remembered {
    /// Their e-mail address, where they were asked for by id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Webex's id of them, where they were asked for by address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person_id: Option<String>,
    /// Their name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Their zone, if the directory told one that exists.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timezone: Option<String>,
    /// When it was asked.
    pub asked: DateTime<Utc>,
}

/// Everything that is remembered; losing it costs a question.
#[derive(Debug, Default)]
pub struct Memory {
    path: PathBuf,
    people: BTreeMap<String, Remembered>,
}

impl Memory {
    /// Reads what is remembered; a file that cannot be read remembers nothing.
    #[must_use]
    pub fn read(path: &Path) -> Self {
        let text = crate::disk::read_settings(path).ok().flatten().unwrap_or_default();
        Self { path: path.to_owned(), people: toml::from_str(&text).unwrap_or_default() }
    }

    /// Returns what is remembered of an address or person id, while it is fresh at `now`.
    #[must_use]
    pub fn of(&self, address: &str, now: DateTime<Utc>) -> Option<&Remembered> {
        let known = self.people.get(&key(address))?;
        let fresh = if known.timezone.is_some() { FRESH } else { UNKNOWN_FRESH };
        (now - known.asked < fresh).then_some(known)
    }

    /// Returns every e-mail address that is remembered, with a name where there is one.
    pub fn emails(&self) -> impl Iterator<Item = (&str, &str)> {
        let emails = self.people.iter().map(|(key, known)| (known.email.as_deref().unwrap_or(key), known));
        let named = emails.map(|(email, known)| (email, known.name.as_deref().unwrap_or_default()));
        named.filter(|(email, _)| super::is_email(email))
    }

    /// Remembers somebody. A disk that refuses costs a question next time.
    pub fn remember(&mut self, address: &str, person: Remembered) {
        self.people.insert(key(address), person);
        if let Ok(text) = toml::to_string(&self.people) {
            let _ = crate::disk::replace(&self.path, text.as_bytes());
        }
    }
}

/// E-mail addresses are the same in every case, ids are not.
fn key(address: &str) -> String {
    if super::is_email(address) { address.to_lowercase() } else { address.to_owned() }
}
