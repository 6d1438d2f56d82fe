//! To whom: a person or a space, with the zone their clock is in.

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
        match (&self.name, &self.to) {
            (Some(name), _) => name,
            (None, To::Email(address) | To::PersonId(address) | To::Space(address)) => address,
        }
    }
}
