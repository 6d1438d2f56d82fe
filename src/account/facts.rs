//! Account facts that are not secret: who, scopes, when the tokens end. `account.toml`.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::context::Paths;
use crate::disk;
use crate::failure::Failure;

/// Who is logged in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// Webex's id of the person.
    pub person_id: String,
    /// Their e-mail address.
    pub email: String,
    /// Their name.
    pub name: String,
    /// Their zone, if Webex knows it.
    pub timezone: Option<String>,
    /// What the tokens allow.
    pub scopes: Vec<String>,
    /// When the access token ends.
    pub access_token_expires: Option<DateTime<Utc>>,
    /// When the refresh token ends.
    pub refresh_token_expires: Option<DateTime<Utc>>,
    /// Where the tokens are.
    pub store: String,
    /// The integration they were made for.
    pub client_id: Option<String>,
    /// Whether there is a refresh token.
    #[serde(default = "yes")]
    pub renewable: bool,
}

/// A login is renewable unless it says otherwise.
const fn yes() -> bool {
    true
}

impl Facts {
    /// Tells whether the tokens allow what needs this scope.
    #[must_use]
    pub fn allows(&self, scope: &str) -> bool {
        allows(&self.scopes, scope)
    }

    /// Returns when the login ends unless it is renewed, if that is known.
    #[must_use]
    pub fn ends(&self) -> Option<DateTime<Utc>> {
        if self.renewable { self.refresh_token_expires } else { self.access_token_expires }
    }

    /// Tells whether the login has ended at `now` or ends within days.
    #[must_use]
    pub fn ends_soon(&self, now: DateTime<Utc>) -> bool {
        self.ends().is_some_and(|end| end - now < super::ENDS_SOON)
    }
}

/// Tells whether scopes include this one; `spark:all` is every scope of messaging.
#[must_use]
pub fn allows(scopes: &[String], scope: &str) -> bool {
    scopes.iter().any(|known| known == scope || known == "spark:all")
}

/// Reads the facts; `None` when nobody is logged in.
///
/// # Errors
/// A file that cannot be read.
pub fn facts(paths: &Paths) -> Result<Option<Facts>, Failure> {
    let path = paths.account_file();
    let Some(text) = disk::read_settings(&path)? else { return Ok(None) };
    toml::from_str(&text).map(Some).map_err(|error| {
        Failure::usage(format!("cannot read `{}`", path.display()))
            .because(&error)
            .hint("run `mindful login` to write it again")
    })
}

/// Writes the facts.
///
/// # Errors
/// A disk that refuses.
pub(super) fn write(paths: &Paths, facts: &Facts) -> Result<(), Failure> {
    let text =
        toml::to_string(facts).map_err(|error| Failure::other("cannot write the account").because(&error))?;
    disk::replace(&paths.account_file(), text.as_bytes())
}

/// Forgets who was logged in.
///
/// # Errors
/// A disk that refuses.
pub(super) fn remove(paths: &Paths) -> Result<(), Failure> {
    disk::remove(&paths.account_file())
}
