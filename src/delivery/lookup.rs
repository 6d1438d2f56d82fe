//! Perhaps sent: looked for in the conversation, by the server's times only.

use std::collections::HashSet;

use chrono::{DateTime, TimeDelta, Utc};

use crate::message::Message;
use crate::webex::{Conversation, Listed};

/// The attempt is stamped by the server's own `Date`, which is of a second; its machines may differ a little.
const SLACK: TimeDelta = TimeDelta::seconds(30);

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

/// What is looked for, and what must not be taken for it.
#[derive(Debug)]
pub struct Search<'a> {
    /// The message.
    pub message: &'a Message,
    /// Webex's id of its author.
    pub me: &'a str,
    /// When the attempt began, by the server's clock.
    pub attempted: DateTime<Utc>,
    /// Webex's ids of messages that are accounted for.
    pub known: HashSet<String>,
    /// Messages of the same words that were sent and whose id nobody noted.
    pub twins: usize,
}

impl Search<'_> {
    /// Returns since when the conversation has to be listed.
    #[must_use]
    pub fn since(attempted: DateTime<Utc>) -> DateTime<Utc> {
        attempted - SLACK
    }

    /// Looks for the message among those listed.
    ///
    /// What I wrote since the attempt and cannot be told from it makes the answer unclear: a person looks then.
    /// There is no last moment: a machine can sleep between claim and post.
    #[must_use]
    pub fn look(&self, listed: &Conversation) -> Found {
        let recent =
            |item: &&Listed| item.created >= Self::since(self.attempted) && !self.known.contains(&item.id);
        let mine: Vec<&Listed> =
            listed.items.iter().filter(recent).filter(|item| self.is_perhaps_mine(item)).collect();
        let same: Vec<_> = mine.iter().filter(|item| item.says(self.message)).collect();
        match same.last() {
            Some(oldest) if same.len() > self.twins => return Found::There(oldest.id.clone()),
            Some(_) => return Found::Unclear,
            None => {}
        }
        // A message that is nothing but a file or a card has no words to know it by.
        let wordless = self.message.body.text.trim().is_empty();
        let may_be_it = |item: &&Listed| wordless || is_unreadable(item) || item.resembles(self.message);
        if mine.iter().any(may_be_it) || !listed.reaches_back {
            return Found::Unclear;
        }
        Found::Absent
    }

    fn is_perhaps_mine(&self, item: &Listed) -> bool {
        item.person_id.as_deref().map_or(item.errors.is_some(), |author| author == self.me)
    }
}

/// Tells whether its words are not, or no longer, those that were posted.
fn is_unreadable(item: &Listed) -> bool {
    item.errors.is_some() || item.updated.is_some() || (item.text.is_none() && item.markdown.is_none())
}

#[cfg(test)]
mod tests {
    use super::*;

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

    fn search(known: &[&str], twins: usize, listed: &Conversation) -> Found {
        let known = known.iter().map(|id| (*id).to_owned()).collect();
        Search { message: &Message::sample(), me: "me", attempted: at("09:00"), known, twins }.look(listed)
    }

    fn of(items: Vec<Listed>) -> Conversation {
        Conversation { items, reaches_back: true }
    }

    #[test]
    fn only_my_own_words_after_the_attempt_are_the_message() {
        let look = |item: Listed| search(&[], 0, &of(vec![item]));
        let there = Found::There("webex-id".to_owned());
        assert_eq!(look(listed("me", Some(" hello\r\n"), at("09:01"))), there);
        assert_eq!(
            look(listed("me", Some("hello"), at("17:01"))),
            there,
            "the machine slept before it posted"
        );
        assert_eq!(look(listed("ada", Some("hello"), at("09:01"))), Found::Absent);
        assert_eq!(look(listed("me", Some("hello"), at("08:59"))), Found::Absent, "typed before");
        assert_eq!(look(listed("me", Some("other"), at("09:01"))), Found::Absent);
        assert_eq!(look(listed("me", None, at("09:01"))), Found::Unclear);
        assert_eq!(look(listed("me", Some("**hello**"), at("09:01"))), Found::Unclear);
    }

    #[test]
    fn what_was_edited_or_could_not_be_decrypted_is_unclear() {
        let edited = Listed { updated: Some(at("09:02")), ..listed("me", Some("other"), at("09:01")) };
        let locked = Listed { errors: Some(serde_json::json!({})), ..listed("me", None, at("09:01")) };
        let nobodys = Listed { person_id: None, ..locked.clone() };
        for item in [edited, locked, nobodys] {
            assert_eq!(search(&[], 0, &of(vec![item.clone()])), Found::Unclear, "{item:?}");
        }
    }

    #[test]
    fn the_same_text_sent_as_another_message_does_not_count() {
        let one = of(vec![listed("me", Some("hello"), at("09:01"))]);
        assert_eq!(search(&["webex-id"], 0, &one), Found::Absent);
        assert_eq!(search(&[], 1, &one), Found::Unclear, "it may be the copy whose id was not noted");
        let two = of(vec![listed("me", Some("hello"), at("09:01")); 2]);
        assert_eq!(search(&[], 1, &two), Found::There("webex-id".to_owned()));
    }

    #[test]
    fn a_list_that_does_not_reach_back_proves_nothing() {
        let items = vec![listed("ada", Some("x"), at("09:30")); 50];
        assert_eq!(search(&[], 0, &Conversation { items, reaches_back: false }), Found::Unclear);
    }
}
