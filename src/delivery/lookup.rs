//! Perhaps sent: looked for in the conversation, by the server's times only.

use chrono::{DateTime, TimeDelta, Utc};

use crate::message::Message;
use crate::webex::Listed;

/// The clocks of both sides were compared before the attempt; this much may still lie between them.
const SLACK: TimeDelta = TimeDelta::minutes(5);
/// A request that was on its way when its sender died has arrived by then, or never will.
const LATEST: TimeDelta = TimeDelta::minutes(20);

/// What a look at the conversation shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// It is there, under this id.
    There(String),
    /// It is not there.
    Absent,
    /// Something is there that may be it.
    Unclear,
}

/// Looks for a message of mine among those listed, newest first; `known` are ids that belong to others.
#[must_use]
pub fn search(
    message: &Message,
    listed: &[Listed],
    me: &str,
    attempted: DateTime<Utc>,
    known: &dyn Fn(&str) -> bool,
) -> Found {
    let window = |item: &&Listed| {
        item.created >= attempted - SLACK && item.created <= attempted + LATEST && !known(&item.id)
    };
    let mine: Vec<&Listed> =
        listed.iter().filter(|item| item.person_id.as_deref() == Some(me)).filter(window).collect();
    if let Some(item) = mine.iter().rev().find(|item| item.says(message)) {
        return Found::There(item.id.clone());
    }
    let unreadable = |item: &&&Listed| {
        item.errors.is_some() || item.updated.is_some() || (item.text.is_none() && item.markdown.is_none())
    };
    // A message that is nothing but a file or a card has no words to know it by.
    let wordless = message.body.text.trim().is_empty();
    // Only a list that reaches back before the attempt, or holds the whole conversation, proves absence.
    let reaches_back =
        listed.len() < 50 || listed.last().is_some_and(|item| item.created < attempted - SLACK);
    if mine.iter().any(|item| unreadable(&item)) || (wordless && !mine.is_empty()) || !reaches_back {
        return Found::Unclear;
    }
    Found::Absent
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::{Body, Id, Recipient, To};

    fn message() -> Message {
        Message {
            id: Id::parse("k3f9x2ab7m").unwrap(),
            created: at("08:00"),
            due: at("09:00"),
            wall: None,
            at_given: true,
            to: Recipient {
                to: To::Email("ada@example.com".to_owned()),
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
            body: Body { text: "hello".to_owned(), ..Body::default() },
        }
    }

    fn at(time: &str) -> DateTime<Utc> {
        format!("2026-11-24T{time}:00Z").parse().unwrap()
    }

    fn listed(person: &str, text: Option<&str>, created: DateTime<Utc>) -> Listed {
        Listed {
            id: "webex-id".to_owned(),
            person_id: Some(person.to_owned()),
            text: text.map(str::to_owned),
            markdown: None,
            created,
            updated: None,
            errors: None,
        }
    }

    #[test]
    fn only_my_own_words_after_the_attempt_are_the_message() {
        let look = |item: Listed| search(&message(), &[item], "me", at("09:00"), &|_| false);
        assert_eq!(look(listed("me", Some("hello\n"), at("09:01"))), Found::There("webex-id".to_owned()));
        assert_eq!(look(listed("ada", Some("hello"), at("09:01"))), Found::Absent);
        assert_eq!(look(listed("me", Some("hello"), at("08:30"))), Found::Absent);
        assert_eq!(look(listed("me", Some("other"), at("09:01"))), Found::Absent);
        assert_eq!(look(listed("me", None, at("09:01"))), Found::Unclear);
    }

    #[test]
    fn the_same_text_sent_as_another_message_does_not_count() {
        let items = [listed("me", Some("hello"), at("09:01"))];
        assert_eq!(search(&message(), &items, "me", at("09:00"), &|id| id == "webex-id"), Found::Absent);
    }

    #[test]
    fn a_full_page_that_does_not_reach_back_proves_nothing() {
        let items = vec![listed("ada", Some("x"), at("09:30")); 50];
        assert_eq!(search(&message(), &items, "me", at("09:00"), &|_| false), Found::Unclear);
    }
}
