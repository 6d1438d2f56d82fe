//! To whom: a person or a space, with the zone their clock is in.

use serde::ser::{Serialize, SerializeMap, Serializer};

/// The address Webex is given.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
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
        self.name.as_deref().unwrap_or_else(|| self.to.address())
    }
}

/// As scripts see it: kind, address, and what people call them.
impl Serialize for Recipient {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (kind, key, value, called) = match &self.to {
            To::Email(email) => ("person", "email", email, "name"),
            To::PersonId(id) => ("person", "person_id", id, "name"),
            To::Space(id) => ("space", "id", id, "title"),
        };
        let mut map = serializer.serialize_map(Some(3))?;
        map.serialize_entry("kind", kind)?;
        map.serialize_entry(key, value)?;
        map.serialize_entry(called, &self.name)?;
        map.end()
    }
}
