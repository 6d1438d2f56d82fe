//! Who and what there is: people and spaces.

use base64::Engine;
use base64::prelude::BASE64_STANDARD_NO_PAD;

/// Somebody in the directory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Their id.
    pub id: String,
    /// Their e-mail address.
    pub email: String,
    /// Their name.
    pub name: String,
    /// Their zone, if the directory tells it.
    pub timezone: Option<String>,
    /// Their presence, if they show it.
    pub status: Option<String>,
}

impl Person {
    /// Makes somebody with an id of their own.
    #[must_use]
    pub fn new(name: &str, email: &str, timezone: Option<&str>) -> Self {
        Self {
            id: id("PEOPLE", email),
            email: email.to_owned(),
            name: name.to_owned(),
            timezone: timezone.map(str::to_owned),
            status: Some("active".to_owned()),
        }
    }
}

/// A space with a title.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Space {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
}

/// Makes an id as Webex does: the base64 of an address.
pub(crate) fn id(kind: &str, name: &str) -> String {
    BASE64_STANDARD_NO_PAD.encode(format!("ciscospark://us/{kind}/{name}"))
}

/// The owner of the tokens comes first.
pub(crate) fn people() -> Vec<Person> {
    vec![
        Person::new("Me Myself", "me@example.com", Some("Europe/Berlin")),
        Person::new("Ada Lovelace", "ada@example.com", Some("Europe/London")),
        Person::new("Grace Hopper", "grace@example.com", Some("America/New_York")),
        Person::new("Alan Turing", "alan@example.com", Some("Asia/Tokyo")),
    ]
}

pub(crate) fn spaces() -> Vec<Space> {
    let space = |id: &str, title: &str| Space { id: id.to_owned(), title: title.to_owned() };
    vec![space("room-1", "Project Apollo"), space("room-2", "Lunch")]
}
