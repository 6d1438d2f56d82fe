//! Perhaps sent: looked for in the conversation, by the server's times only.
//!
//! A message is *there* if one of mine since the attempt is what was posted, as far as Webex shows it. It is *absent*
//! only if every message of mine since then is known to be another one of ours. Anything else is left to a person: a
//! message that looks different may be the one that was posted.

use std::collections::HashSet;

use chrono::{DateTime, TimeDelta, Utc};

use crate::ids;
use crate::message::Message;
use crate::webex::{Conversation, Listed};

use super::evidence;

/// The attempt is stamped by the server's own `Date`, which is of a second; its machines may differ a little.
const NEAR: TimeDelta = TimeDelta::seconds(30);
/// A proxy's `Date` may differ by as much as this machine's clock may.
const SLACK: TimeDelta = TimeDelta::minutes(5);

/// What a look at the conversation shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// It is there, under this id.
    There(String),
    /// It is not there.
    Absent,
    /// It may be there: a person has to look.
    Unclear(Doubt),
}

/// Why it can't be told whether a message is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doubt {
    /// A message of mine that nothing else accounts for.
    Mine,
    /// The list ends before the attempt, or part of it cannot be read.
    Cut,
    /// The attempt is later than the server's clock says it is now.
    Clock,
}

impl Doubt {
    /// Says it to a person, with what to do.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Mine => {
                "a message of yours in the conversation may be this one; look there, then use `mindful confirm` or `mindful retry`"
            }
            Self::Cut => {
                "Webex doesn't show the whole conversation since the attempt; look there, then use `mindful confirm` or `mindful retry`"
            }
            Self::Clock => {
                "the time of the attempt isn't certain; look in the conversation, then use `mindful confirm` or `mindful retry`"
            }
        }
    }
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
    /// The server's clock.
    pub now: DateTime<Utc>,
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
    /// There is no last moment: a machine can sleep between claim and post.
    #[must_use]
    pub fn look(&self, listed: &Conversation) -> Found {
        let open: Vec<&Listed> = listed.items.iter().filter(|item| self.is_open(item)).collect();
        let same: Vec<_> = open.iter().filter(|item| self.is_it(item)).collect();
        match same.last() {
            Some(oldest) if same.len() > self.twins && self.is_certain(same.len()) => {
                Found::There(oldest.id.clone())
            }
            Some(_) => Found::Unclear(Doubt::Mine),
            None if !open.is_empty() => Found::Unclear(Doubt::Mine),
            None if !listed.reaches_back => Found::Unclear(Doubt::Cut),
            None if self.attempted > self.now + SLACK => Found::Unclear(Doubt::Clock),
            None => Found::Absent,
        }
    }

    /// Tells whether a message may be mine, may be of the attempt, and isn't known to be another.
    fn is_open(&self, item: &Listed) -> bool {
        let mine = item.person_id.as_deref().is_none_or(|author| ids::same(author, self.me));
        mine && item.created >= Self::since(self.attempted) && !self.known.contains(&item.id)
    }

    fn is_it(&self, item: &Listed) -> bool {
        item.person_id.as_deref().is_some_and(|author| ids::same(author, self.me))
            && item.created >= self.attempted - NEAR
            && evidence::is_it(item, self.message)
    }

    /// Tells whether so many that look like it are evidence: of files without a word only one may be there.
    fn is_certain(&self, same: usize) -> bool {
        let only_a_file = self.message.body.text.trim().is_empty() && self.message.body.card.is_none();
        !only_a_file || same == self.twins + 1
    }
}

/// Tells whether two messages would look alike in a conversation.
#[must_use]
pub fn are_twins(one: &Message, other: &Message) -> bool {
    one.body.attachment.is_some() == other.body.attachment.is_some()
        && evidence::same_words(&one.body.text, &other.body.text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(time: &str) -> DateTime<Utc> {
        let seconds = if time.len() == 5 { ":00" } else { "" };
        format!("2026-11-24T{time}{seconds}Z").parse().unwrap()
    }

    fn listed(person: &str, text: Option<&str>, created: DateTime<Utc>) -> Listed {
        Listed {
            id: "webex-id".to_owned(),
            person_id: Some(person.to_owned()),
            text: text.map(str::to_owned),
            created,
            ..Listed::default()
        }
    }

    fn search(known: &[&str], twins: usize, listed: &Conversation) -> Found {
        let known = known.iter().map(|id| (*id).to_owned()).collect();
        let message = &Message::sample();
        Search { message, me: "me", attempted: at("09:00"), now: at("09:00"), known, twins }.look(listed)
    }

    fn of(items: Vec<Listed>) -> Conversation {
        Conversation { items, reaches_back: true }
    }

    #[test]
    fn only_my_own_words_after_the_attempt_are_the_message() {
        let look = |item: Listed| search(&[], 0, &of(vec![item]));
        let there = Found::There("webex-id".to_owned());
        assert_eq!(look(listed("me", Some(" hello\r\n"), at("09:01"))), there);
        let slept = look(listed("me", Some("hello"), at("17:01")));
        assert_eq!(slept, there, "the machine slept before it posted");
        assert_eq!(look(listed("ada", Some("hello"), at("09:01"))), Found::Absent);
        assert_eq!(look(listed("me", Some("hello"), at("08:54:59"))), Found::Absent, "typed before");
    }

    #[test]
    fn whatever_of_mine_is_not_accounted_for_may_be_it() {
        for (item, why) in [
            (listed("me", Some("other"), at("09:01")), "rewritten"),
            (listed("me", None, at("09:01")), "not decrypted"),
            (listed("me", Some("hello"), at("08:55")), "the proxy's clock is ahead"),
            (listed("me", Some("hello"), at("08:59:29")), "typed a moment before, or the same"),
            (Listed { person_id: None, ..listed("me", Some("hello"), at("09:01")) }, "no author"),
            (Listed { files: 1, ..listed("me", Some("hello"), at("09:01")) }, "with a file"),
        ] {
            assert_eq!(search(&[], 0, &of(vec![item.clone()])), Found::Unclear(Doubt::Mine), "{why}");
            assert_eq!(search(&["webex-id"], 0, &of(vec![item])), Found::Absent, "{why}");
        }
    }

    #[test]
    fn the_same_text_sent_as_another_message_does_not_count() {
        let one = of(vec![listed("me", Some("hello"), at("09:01"))]);
        assert_eq!(search(&["webex-id"], 0, &one), Found::Absent);
        assert_eq!(
            search(&[], 1, &one),
            Found::Unclear(Doubt::Mine),
            "it may be the copy whose id was not noted"
        );
        let two = of(vec![listed("me", Some("hello"), at("09:01")); 2]);
        assert_eq!(search(&[], 1, &two), Found::There("webex-id".to_owned()));
    }

    #[test]
    fn of_two_files_without_a_word_neither_is_taken_for_it() {
        let mut message = Message::sample();
        message.body.text.clear();
        message.body.attachment = Some(crate::message::Attachment { name: "a".to_owned(), bytes: 1 });
        let file = Listed { files: 1, ..listed("me", None, at("09:01")) };
        let look = |items: Vec<Listed>| {
            let known = HashSet::new();
            let (attempted, now) = (at("09:00"), at("09:00"));
            Search { message: &message, me: "me", attempted, now, known, twins: 0 }.look(&of(items))
        };
        assert_eq!(look(vec![file.clone()]), Found::There("webex-id".to_owned()));
        assert_eq!(look(vec![file.clone(), file]), Found::Unclear(Doubt::Mine));
    }

    #[test]
    fn a_list_that_does_not_reach_back_proves_nothing() {
        let items = vec![listed("ada", Some("x"), at("09:30")); 50];
        let cut = Conversation { items, reaches_back: false };
        assert_eq!(search(&[], 0, &cut), Found::Unclear(Doubt::Cut));
    }

    #[test]
    fn an_attempt_in_the_future_proves_nothing() {
        let message = &Message::sample();
        let look = |now| {
            let (attempted, known) = (at("09:00"), HashSet::new());
            Search { message, me: "me", attempted, now, known, twins: 0 }.look(&of(Vec::new()))
        };
        assert_eq!(look(at("08:54:59")), Found::Unclear(Doubt::Clock));
        assert_eq!(look(at("08:55")), Found::Absent);
    }

    proptest::proptest! {
        #[test]
        fn whatever_is_made_of_a_message_it_is_never_absent(text in "\\PC{0,30}", bare: bool, files in 0_usize..3, seconds in -300_i64..100_000) {
            let text = if bare { None } else { Some(text.as_str()) };
            let item = Listed { files, ..listed("me", text, at("09:00") + TimeDelta::seconds(seconds)) };
            proptest::prop_assert_ne!(search(&[], 0, &of(vec![item.clone()])), Found::Absent);
            let unknown = Listed { person_id: None, ..item };
            proptest::prop_assert_ne!(search(&[], 0, &of(vec![unknown])), Found::Absent);
        }
    }
}
