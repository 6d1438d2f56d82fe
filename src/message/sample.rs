//! A message for unit tests: to Ada, at nine on a Tuesday.

use super::{Body, Id, Message, Recipient, To};

impl Message {
    /// Returns a plain one; a test changes what it is about.
    pub(crate) fn sample() -> Self {
        Self {
            id: Id::parse("k3f9x2ab7m").unwrap(),
            created: "2026-11-24T08:00:00Z".parse().unwrap(),
            due: "2026-11-24T09:00:00Z".parse().unwrap(),
            wall: None,
            at_given: true,
            to: Recipient {
                to: To::Email("ada@example.com".to_owned()),
                other: None,
                name: None,
                zone: "UTC".to_owned(),
                zone_assumed: false,
            },
            any_time: false,
            not_after: None,
            hold_while: Vec::new(),
            unless_reply: false,
            account: None,
            key: None,
            series: None,
            body: Body { text: "hello".to_owned(), ..Body::default() },
        }
    }
}
