//! Who the token belongs to.

use chrono::{DateTime, Utc};
use serde::Deserialize;

use super::{Error, Webex, date, good, read};

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
    #[serde(deserialize_with = "super::id")]
    id: String,
    #[serde(default)]
    emails: Vec<String>,
    #[serde(default)]
    display_name: Option<String>,
    #[serde(default, rename = "timezone", alias = "timeZone")]
    timezone: Option<String>,
    #[serde(default)]
    status: Option<String>,
}

impl Person {
    /// Somebody without an address cannot be written to.
    fn known(self) -> Option<Known> {
        let email = self.emails.into_iter().next()?;
        let name = self.display_name.unwrap_or_else(|| email.clone());
        Some(Known { id: self.id, email, name, timezone: self.timezone, status: self.status })
    }
}

/// Somebody in the directory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// Webex's id of them.
    pub id: String,
    /// Their e-mail address.
    pub email: String,
    /// Their name.
    pub name: String,
    /// Their zone, if the directory tells it.
    pub timezone: Option<String>,
    /// Their presence, if they show it to us.
    pub status: Option<String>,
}

#[derive(Deserialize)]
struct People {
    #[serde(deserialize_with = "crate::http::objects")]
    items: Vec<Person>,
}

impl Webex {
    /// Looks somebody up: by `email`, or by the beginning of `displayName`. Only one's own organisation is seen, so
    /// nobody found does not mean that nobody can be written to.
    ///
    /// # Errors
    /// Anything but a list.
    pub async fn people(&self, by: &str, value: &str) -> Result<Vec<Known>, Error> {
        let first = self.get("/people").query(&[(by, value), ("max", "100")]);
        let people: Vec<People> = self.pages(first, |_| false).await?;
        Ok(people.into_iter().flat_map(|page| page.items).filter_map(Person::known).collect())
    }

    /// Looks somebody up by Webex's id of them; `None` when they have no address.
    ///
    /// # Errors
    /// Anything but a person.
    pub async fn person(&self, id: &str) -> Result<Option<Known>, Error> {
        let person: Person = read(good(self.get(&format!("/people/{id}"))).await?).await?;
        Ok(person.known())
    }

    /// Asks who the token belongs to: proves network, token and account, and tells the server's time.
    ///
    /// # Errors
    /// Anything but a person.
    pub async fn me(&self) -> Result<Me, Error> {
        let answer = good(self.get("/people/me")).await?;
        let date = date(&answer);
        let person: Person = read(answer).await?;
        let email = person.emails.into_iter().next().unwrap_or_default();
        let name = person.display_name.unwrap_or_else(|| email.clone());
        Ok(Me { id: person.id, email, name, timezone: person.timezone, date })
    }
}
