//! A message as scripts see it.

use std::borrow::Cow;

use chrono::{DateTime, FixedOffset, SecondsFormat, Utc};
use serde_json::{Value, json};

use crate::failure::Failure;
use crate::message::{Message, Receipt};
use crate::queue::{Entry, Queue, State, undecided};
use crate::schedule::{recurrence::OnDayOff, zone::Zone};

/// Returns a message as JSON; fields may be added, never renamed or removed.
pub(super) fn as_json(entry: &Entry, message: &Message, receipt: &Receipt, mine: &Zone) -> Value {
    let theirs = Zone::named(&message.to.zone).unwrap_or_else(|_| mine.clone());
    let waits = match entry.state {
        State::Scheduled => entry.name.not_before != message.due,
        State::Held => entry.name.not_before < undecided(),
        State::Sending
        | State::Sent
        | State::Failed
        | State::Unconfirmed
        | State::Expired
        | State::Cancelled => false,
    };
    let rule = message.series.as_ref().map(|series| &series.recurrence);
    json!({
        "id": message.id.as_str(),
        "state": entry.state.as_str(),
        "to": message.to,
        "due": utc(message.due),
        "theirs": {
            "time": local(theirs.local(message.due)),
            "zone": message.to.zone,
            "assumed": message.to.zone_assumed,
        },
        "yours": { "time": local(mine.local(message.due)), "zone": mine.name() },
        "text": message.body.text,
        "text_filled": message.body.placeholders.then(|| text(entry, message)),
        "format": message.body.format.as_str(),
        "attachment": message.body.attachment.as_ref()
            .map(|file| json!({ "name": file.name, "bytes": file.bytes })),
        "card": message.body.card.as_ref().and_then(|card| serde_json::from_str::<Value>(card).ok()),
        "reply_to": message.body.reply_to,
        "any_time": message.any_time,
        "not_after": message.not_after.map(utc),
        "hold_while": message.hold_while,
        "unless_reply": message.unless_reply,
        "key": message.key,
        "created": utc(message.created),
        "not_before": waits.then(|| utc(entry.name.not_before)),
        "attempts": receipt.attempts,
        "sent": receipt.sent.map(utc),
        "webex_message_id": receipt.webex_message_id,
        "series": message.series.as_ref().map(|series| series.id.as_str()),
        "number": message.series.as_ref().map(|series| series.number),
        "every": rule.map(|rule| rule.rule.to_string()),
        "until": rule.and_then(|rule| rule.until).map(utc),
        "count": rule.and_then(|rule| rule.count),
        "on_day_off": rule.and_then(|rule| rule.on_day_off).map(OnDayOff::as_str),
    })
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

/// Every id there is, in order: what a short one must differ from.
pub(super) struct Ids(Vec<String>);

impl Ids {
    /// Lists the ids of a queue.
    pub(super) fn of(queue: &Queue) -> Result<Self, Failure> {
        queue.ids().map(Self::new)
    }

    pub(super) fn new(mut ids: Vec<String>) -> Self {
        ids.sort_unstable();
        Self(ids)
    }

    /// Returns the shortest beginning of an id, at least four signs, that no other one shares.
    pub(super) fn short<'a>(&self, id: &'a str) -> &'a str {
        // Whatever shares most with an id stands beside it.
        let at = self.0.partition_point(|other| other.as_str() < id);
        let before = at.checked_sub(1).map(|before| &self.0[before]);
        let after = self.0[at..].iter().find(|other| *other != id);
        let shared = before.into_iter().chain(after).map(|other| shared(id, other)).max().unwrap_or(0);
        id.get(..(shared + 1).max(4)).unwrap_or(id)
    }
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
        let ids = Ids::new(ids.to_vec());
        assert_eq!(ids.short("k3f9x2ab7m"), "k3f9x2");
        assert_eq!(ids.short("k3f9xyab7m"), "k3f9xy");
        assert_eq!(ids.short("zzzzzzzzzz"), "zzzz");
        // One that is not stored yet, as in a dry run.
        assert_eq!(ids.short("zzzzzzyyyy"), "zzzzzzy");
        assert_eq!(Ids::new(Vec::new()).short("k3f9x2ab7m"), "k3f9");
    }
}
