//! To whom: a person or a space, with the zone their clock is in.

use serde::ser::{SerializeMap, Serializer};
use serde::{Deserialize, Serialize};

/// The address Webex is given.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum To {
    /// A person by e-mail address.
    Email(String),
    /// A person by Webex's id.
    PersonId(String),
    /// A space by Webex's id.
    Space(String),
}

impl To {
    /// Returns the address or id itself.
    #[must_use]
    pub fn address(&self) -> &str {
        match self {
            Self::Email(address) | Self::PersonId(address) | Self::Space(address) => address,
        }
    }

    /// Returns what tells one conversation from another; e-mail addresses differ in more than case.
    #[must_use]
    pub fn conversation(&self) -> String {
        match self {
            Self::Email(email) => format!("email {}", email.to_lowercase()),
            Self::PersonId(id) => format!("person {id}"),
            Self::Space(id) => format!("space {id}"),
        }
    }
}

/// To whom, as people call them, and in which zone they live.
#[derive(Debug, Clone, PartialEq)]
pub struct Recipient {
    /// The address Webex is given.
    pub to: To,
    /// The same person's other address, where it was known when the message was scheduled: Webex's id of them beside an
    /// e-mail address, and the other way round.
    pub other: Option<String>,
    /// A person's name or a space's title, where known.
    pub name: Option<String>,
    /// Their zone.
    pub zone: String,
    /// Whether that zone is only assumed.
    pub zone_assumed: bool,
}

impl Recipient {
    /// Returns what people call them: the name, else the address.
    #[must_use]
    pub fn label(&self) -> &str {
        self.name.as_deref().or(self.email()).unwrap_or_else(|| self.to.address())
    }

    /// Returns their e-mail address, where it is known.
    #[must_use]
    pub fn email(&self) -> Option<&str> {
        match &self.to {
            To::Email(email) => Some(email),
            To::PersonId(_) => self.other.as_deref(),
            To::Space(_) => None,
        }
    }

    /// Returns Webex's id of the person, where it is known.
    #[must_use]
    pub fn person_id(&self) -> Option<&str> {
        match &self.to {
            To::Email(_) => self.other.as_deref(),
            To::PersonId(id) => Some(id),
            To::Space(_) => None,
        }
    }

    /// Returns every name under which this conversation is known. Two recipients that share one have one conversation.
    #[must_use]
    pub fn conversations(&self) -> Vec<String> {
        let other = self.other.clone().and_then(|other| match &self.to {
            To::Email(_) => Some(To::PersonId(other)),
            To::PersonId(_) => Some(To::Email(other)),
            To::Space(_) => None,
        });
        std::iter::once(self.to.conversation()).chain(other.map(|other| other.conversation())).collect()
    }
}

/// A recipient as the file of a message holds it.
#[derive(Serialize, Deserialize)]
#[serde(remote = "Recipient", deny_unknown_fields)]
pub(super) struct Stored {
    #[serde(rename = "address")]
    to: To,
    other: Option<String>,
    name: Option<String>,
    zone: String,
    zone_assumed: bool,
}

/// As scripts see it: kind, the address Webex is given, what people call them, and their other address where it is known.
impl Serialize for Recipient {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (kind, key, value, called, other) = match &self.to {
            To::Email(email) => ("person", "email", email, "name", "person_id"),
            To::PersonId(id) => ("person", "person_id", id, "name", "email"),
            To::Space(id) => ("space", "id", id, "title", "other"),
        };
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("kind", kind)?;
        map.serialize_entry(key, value)?;
        map.serialize_entry(called, &self.name)?;
        if let Some(address) = &self.other {
            map.serialize_entry(other, address)?;
        }
        map.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_and_an_id_of_one_person_are_one_conversation_once_both_are_known() {
        let of = |to: To, other: Option<&str>| Recipient {
            to,
            other: other.map(str::to_owned),
            name: None,
            zone: "UTC".to_owned(),
            zone_assumed: false,
        };
        let meet = |one: &Recipient, two: &Recipient| {
            one.conversations().iter().any(|name| two.conversations().contains(name))
        };
        let id = || To::PersonId("ID".to_owned());
        let by_address = of(To::Email("Ada@example.com".to_owned()), Some("ID"));
        assert!(meet(&by_address, &of(id(), None)));
        assert!(meet(&of(id(), Some("ada@EXAMPLE.com")), &of(To::Email("ada@example.com".to_owned()), None)));
        assert!(!meet(&of(id(), None), &of(To::Email("ada@example.com".to_owned()), None)));
        assert!(!meet(&by_address, &of(To::Space("ID".to_owned()), None)));
    }
}
