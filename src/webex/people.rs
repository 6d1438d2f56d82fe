//! Who the token belongs to, and who else there is.

use chrono::{DateTime, Utc};
use serde::Deserialize;

use crate::http::date;

use crate::lenient::{text, texts};

use super::list::{List, named};
use super::{Error, Webex, good, read};

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

/// A person as Webex tells them. Only the id has to be there: of the rest, what is not as it should be is not known.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Person {
    #[serde(deserialize_with = "super::id")]
    id: String,
    #[serde(default, deserialize_with = "texts")]
    emails: Vec<String>,
    #[serde(default, deserialize_with = "text")]
    display_name: Option<String>,
    // Webex's own pages spell it both ways, and an answer may hold both.
    #[serde(default, rename = "timezone", deserialize_with = "text")]
    zone: Option<String>,
    #[serde(default, rename = "timeZone", deserialize_with = "text")]
    other_zone: Option<String>,
    #[serde(default, deserialize_with = "text")]
    status: Option<String>,
}

impl Person {
    /// Returns what is known of them; a person without an address cannot be written to by one.
    fn known(self) -> Result<Known, String> {
        self.known_by(None)
    }

    /// A person may have several addresses; the one that was asked for is the one they are known by.
    fn known_by(self, asked: Option<&str>) -> Result<Known, String> {
        let no_address = format!("{} has no e-mail address", self.name());
        let timezone = self.timezone();
        let is_asked = |email: &&String| asked.is_some_and(|asked| asked.eq_ignore_ascii_case(email));
        let email = self.emails.iter().find(is_asked).or(self.emails.first()).cloned().ok_or(no_address)?;
        let name = self.display_name.unwrap_or_else(|| email.clone());
        Ok(Known { id: self.id, email, name, timezone, status: self.status })
    }

    fn name(&self) -> String {
        self.display_name.clone().unwrap_or_else(|| named(&self.id))
    }

    fn timezone(&self) -> Option<String> {
        let told = [&self.zone, &self.other_zone].into_iter().flatten();
        told.into_iter().find(|zone| !zone.is_empty()).cloned()
    }
}

/// A person in the directory.
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

impl Webex {
    /// Looks people up: by `email`, or by the beginning of `displayName`. Only one's own organisation is seen, so
    /// an empty list does not mean that the address cannot be written to.
    ///
    /// # Errors
    /// Anything but a list.
    pub async fn people(&self, by: &str, value: &str) -> Result<List<Known>, Error> {
        let first = self.get("/people").query(&[(by, value), ("max", "100")]);
        let people: List<Person> = self.list(first, |person: &Person| &person.id, |_| false).await?;
        let asked = (by == "email").then_some(value);
        Ok(people.filtered(|person: Person| person.known_by(asked)))
    }

    /// Looks a person up by Webex's id of them; `None` when they have no address.
    ///
    /// # Errors
    /// Anything but a person.
    pub async fn person(&self, id: &str) -> Result<Option<Known>, Error> {
        let person: Person = read(good(self.get(&format!("/people/{id}"))).await?).await?;
        Ok(person.known().ok())
    }

    /// Asks who the token belongs to: proves network, token and account, and tells the server's time.
    ///
    /// # Errors
    /// Anything but a person.
    pub async fn me(&self) -> Result<Me, Error> {
        let answer = good(self.get("/people/me")).await?;
        let date = date(&answer);
        let person: Person = read(answer).await?;
        let timezone = person.timezone();
        let email = person.emails.into_iter().next().unwrap_or_default();
        let name = person.display_name.unwrap_or_else(|| email.clone());
        Ok(Me { id: person.id, email, name, timezone, date })
    }
}
