//! A message as scripts see it.

use std::borrow::Cow;

use chrono::{DateTime, FixedOffset, SecondsFormat, Utc};
use serde::Serialize;
use serde_json::Value;

use crate::message::{Attempt, Id, Message, Receipt, Recipient};
use crate::queue::{Entry, Queue, State, undecided};
use crate::schedule::{recurrence::OnDayOff, zone::Zone};

/// A message as JSON; fields may be added, never renamed or removed.
#[derive(Serialize)]
pub(super) struct View<'a> {
    id: &'a str,
    state: &'static str,
    to: &'a Recipient,
    due: String,
    theirs: Theirs<'a>,
    yours: Yours<'a>,
    text: &'a str,
    text_filled: Option<Cow<'a, str>>,
    format: &'static str,
    attachment: Option<Attached<'a>>,
    card: Option<Value>,
    reply_to: Option<&'a str>,
    any_time: bool,
    not_after: Option<String>,
    hold_while: &'a [String],
    unless_reply: bool,
    key: Option<&'a str>,
    created: String,
    not_before: Option<String>,
    attempts: Vec<Attempt>,
    sent: Option<String>,
    recalled: Option<String>,
    webex_message_id: Option<String>,
    series: Option<&'a str>,
    number: Option<u32>,
    every: Option<String>,
    until: Option<String>,
    count: Option<u32>,
    on_day_off: Option<&'static str>,
    series_over: Option<String>,
    /// Of what comes again, where it is one message that is asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) next: Option<Vec<String>>,
}

#[derive(Serialize)]
struct Theirs<'a> {
    time: String,
    zone: &'a str,
    assumed: bool,
}

#[derive(Serialize)]
struct Yours<'a> {
    time: String,
    zone: &'a str,
}

#[derive(Serialize)]
struct Attached<'a> {
    name: &'a str,
    bytes: u64,
}

/// Returns a message as scripts see it.
pub(super) fn view<'a>(entry: &'a Entry, message: &'a Message, receipt: Receipt, mine: &'a Zone) -> View<'a> {
    let body = &message.body;
    let (series, rule) = match &message.series {
        Some(series) => (Some(series), Some(&series.recurrence)),
        None => (None, None),
    };
    View {
        id: message.id.as_str(),
        state: entry.state.as_str(),
        to: &message.to,
        due: utc(message.due),
        theirs: theirs(message, mine),
        yours: Yours { time: local(mine.local(message.due)), zone: mine.name() },
        text: &body.text,
        text_filled: body.placeholders.then(|| text(entry, message)),
        format: body.format.as_str(),
        attachment: body.attachment.as_ref().map(|file| Attached { name: &file.name, bytes: file.bytes }),
        card: body.card.as_ref().and_then(|card| serde_json::from_str(card).ok()),
        reply_to: body.reply_to.as_deref(),
        any_time: message.any_time,
        not_after: message.not_after.map(utc),
        hold_while: &message.hold_while,
        unless_reply: message.unless_reply,
        key: message.key.as_deref(),
        created: utc(message.created),
        not_before: waits(entry, message).then(|| utc(entry.name.not_before)),
        attempts: receipt.attempts,
        sent: receipt.sent.map(utc),
        recalled: receipt.recalled.map(utc),
        webex_message_id: receipt.webex_message_id,
        series: series.map(|series| series.id.as_str()),
        number: series.map(|series| series.number),
        every: rule.map(|rule| rule.rule.to_string()),
        until: rule.and_then(|rule| rule.until).map(utc),
        count: rule.and_then(|rule| rule.count),
        on_day_off: rule.and_then(|rule| rule.on_day_off).map(OnDayOff::as_str),
        series_over: receipt.series_over,
        next: None,
    }
}

fn theirs<'a>(message: &'a Message, mine: &Zone) -> Theirs<'a> {
    let zone = Zone::named(&message.to.zone);
    let time = local(zone.as_ref().unwrap_or(mine).local(message.due));
    Theirs { time, zone: &message.to.zone, assumed: message.to.zone_assumed }
}

/// Tells whether it waits for a moment that is not its own.
fn waits(entry: &Entry, message: &Message) -> bool {
    match entry.state {
        State::Scheduled => entry.name.not_before != message.due,
        State::Held => entry.name.not_before < undecided(),
        State::Sending
        | State::Sent
        | State::Failed
        | State::Unconfirmed
        | State::Expired
        | State::Cancelled => false,
    }
}

/// Returns the words of a message as they were sent, or as they will be at the moment it is expected to go.
pub(super) fn text<'a>(entry: &Entry, message: &'a Message) -> Cow<'a, str> {
    let at = match (entry.state, &entry.name.search) {
        (_, Some(search)) => search.attempted,
        // The name keeps the moment of the claim.
        (State::Sending | State::Sent | State::Failed, None) => entry.name.not_before,
        (State::Scheduled, None) => entry.name.not_before.max(message.due),
        (State::Held | State::Unconfirmed | State::Expired | State::Cancelled, None) => message.due,
    };
    message.text_at(at)
}

pub(super) fn utc(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

fn local(at: DateTime<FixedOffset>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, false)
}

/// How ids are shown: to a person as short as they may be, into a pipe whole - what is short today is not tomorrow.
pub(super) enum Ids {
    /// As they are.
    Whole,
    /// Every id there is, in order: what a short one must differ from.
    Among(Vec<String>),
}

impl Ids {
    /// Lists the ids of a queue for a person; nobody else needs them.
    pub(super) fn of(queue: Option<&Queue>, is_for_person: bool) -> Self {
        match (is_for_person, queue) {
            (false, _) => Self::Whole,
            (true, None) => Self::among(Vec::new()),
            (true, Some(queue)) => queue.ids().map_or(Self::Whole, Self::among),
        }
    }

    fn among(mut ids: Vec<String>) -> Self {
        ids.sort_unstable();
        Self::Among(ids)
    }

    fn has(&self, id: &str) -> bool {
        matches!(self, Self::Among(ids) if ids.binary_search_by(|known| known.as_str().cmp(id)).is_ok())
    }

    /// Returns an id as it is shown: the shortest beginning of it, at least four signs, that no other one shares.
    pub(super) fn shown<'a>(&self, id: &'a str) -> &'a str {
        let Self::Among(ids) = self else { return id };
        // Whatever shares most with an id stands beside it.
        let at = ids.partition_point(|other| other.as_str() < id);
        let before = at.checked_sub(1).map(|before| &ids[before]);
        let after = ids[at..].iter().find(|other| *other != id);
        let shared = before.into_iter().chain(after).map(|other| shared(id, other)).max().unwrap_or(0);
        id.get(..(shared + 1).max(4)).unwrap_or(id)
    }
}

/// Writes the ids in a sentence as short as [`Ids::shown`] does; other words of ten letters, and ids in the name
/// of a file, stay.
pub(super) fn shorten(text: &str, ids: impl FnOnce() -> Ids) -> String {
    let is_of_word = |sign: char| sign.is_ascii_alphanumeric() || "._-/".contains(sign);
    let words: Vec<&str> = text.split_inclusive(|sign| !is_of_word(sign)).collect();
    let id = |word: &str| Id::parse(word.trim_end_matches(|sign| !is_of_word(sign))).is_some();
    if !words.iter().any(|word| id(word)) {
        return text.to_owned();
    }
    let ids = ids();
    let short = |word: &&str| match Id::parse(word.trim_end_matches(|sign| !is_of_word(sign))) {
        Some(known) if ids.has(known.as_str()) => {
            let (_, rest) = word.split_at(known.as_str().len());
            format!("{}{rest}", ids.shown(known.as_str()))
        }
        Some(_) | None => (*word).to_owned(),
    };
    words.iter().map(short).collect()
}

fn shared(one: &str, other: &str) -> usize {
    one.bytes().zip(other.bytes()).take_while(|(a, b)| a == b).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prefix_is_as_short_as_it_may_be_and_unique() {
        let ids = ["k3f9x2ab7m", "zzzzzzzzzz", "k3f9xyab7m", "a234567890"].map(str::to_owned);
        let ids = Ids::among(ids.to_vec());
        assert_eq!(ids.shown("k3f9x2ab7m"), "k3f9x2");
        assert_eq!(ids.shown("k3f9xyab7m"), "k3f9xy");
        assert_eq!(ids.shown("zzzzzzzzzz"), "zzzz");
        // One that is not stored yet, as in a dry run.
        assert_eq!(ids.shown("zzzzzzyyyy"), "zzzzzzy");
        assert_eq!(Ids::among(Vec::new()).shown("k3f9x2ab7m"), "k3f9");
        assert_eq!(Ids::Whole.shown("k3f9x2ab7m"), "k3f9x2ab7m");
    }

    #[test]
    fn ids_in_a_sentence_are_shortened_and_no_other_word_is() {
        let ids = || Ids::among(vec!["k3f9x2ab7m".to_owned(), "k3f9xyab7m".to_owned()]);
        let text = "`mindful show k3f9x2ab7m`, k3f9xyab7m: everything in /q/k3f9x2ab7m.a0.toml or zzzzzzzzzz";
        let short = "`mindful show k3f9x2`, k3f9xy: everything in /q/k3f9x2ab7m.a0.toml or zzzzzzzzzz";
        assert_eq!(shorten(text, ids), short);
    }
}
