//! Who the token belongs to.

use chrono::{DateTime, Utc};
use serde::Deserialize;

use super::{Error, Webex, date};

/// The owner of the token, and the server's clock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Me {
    /// Webex's id of them.
    pub id: String,
    /// Their e-mail address.
    pub email: String,
    /// Their name.
    pub name: String,
    /// Their zone, if Webex knows it.
    pub timezone: Option<String>,
    /// When the server answered, by its own clock.
    pub date: Option<DateTime<Utc>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Person {
    id: String,
    #[serde(default)]
    emails: Vec<String>,
    #[serde(default)]
    display_name: Option<String>,
    #[serde(default, rename = "timezone", alias = "timeZone")]
    timezone: Option<String>,
}

impl Webex {
    /// Asks who the token belongs to: proves network, token and account, and tells the server's time.
    ///
    /// # Errors
    /// Anything but a person.
    pub async fn me(&self) -> Result<Me, Error> {
        let answer =
            crate::http::send(self.get("/people/me")).await.map_err(|error| Error::of_request(&error))?;
        if !answer.status().is_success() {
            return Err(Error::of_answer(answer).await);
        }
        let date = date(&answer);
        let person: Person =
            answer.json().await.map_err(|error| Error::Unexpected(crate::http::describe(&error)))?;
        let email = person.emails.into_iter().next().unwrap_or_default();
        let name = person.display_name.unwrap_or_else(|| email.clone());
        Ok(Me { id: person.id, email, name, timezone: person.timezone, date })
    }
}
