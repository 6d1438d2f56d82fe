//! Where a message stands and, if it waits for something, for what and until when, on both clocks.

use std::cell::OnceCell;

use chrono::{DateTime, Utc};

use crate::delivery::{self, HeldBack};
use crate::message::Message;
use crate::queue::{Entry, Queue, State, paused, undecided};
use crate::schedule::zone::Zone;
use crate::terminal::moment;

/// What messages may be waiting for.
pub(super) struct Waiting<'a> {
    queue: &'a Queue,
    mine: &'a Zone,
    now: DateTime<Utc>,
    paused: Option<DateTime<Utc>>,
    /// Looked up once something is due: it takes a look at every name.
    held_back: OnceCell<HeldBack>,
}

impl<'a> Waiting<'a> {
    pub(super) fn look(queue: &'a Queue, mine: &'a Zone, now: DateTime<Utc>) -> Self {
        Self { queue, mine, now, paused: queue.paused_until(now), held_back: OnceCell::new() }
    }

    /// Says where a message stands and, if it waits for something, for what.
    pub(super) fn standing(&self, entry: &Entry, message: &Message) -> (&'static str, Option<String>) {
        let (word, looked_at) = (entry.state.as_str(), entry.name.not_before);
        let until = || format!("until {}", self.clocks(looked_at, message));
        match entry.state {
            State::Scheduled if looked_at > self.now && looked_at > message.due => {
                // What comes again may wait for the end of their leave and not be late.
                let late = if message.series.is_some() { "" } else { "late, and " };
                let why = self.reason(message).unwrap_or_else(|| format!("{late}they are not at work"));
                ("waiting", Some(format!("{}: {why}", until())))
            }
            State::Scheduled if message.due > self.now => (word, None),
            State::Scheduled => ("due", self.hindered(message)),
            State::Held if entry.name.from.is_some() => (word, Some("it is being edited".to_owned())),
            State::Held if looked_at == paused() => (word, Some("its series is paused".to_owned())),
            State::Held if looked_at >= undecided() => (word, self.reason(message)),
            State::Held => {
                let why = self.reason(message).map_or_else(String::new, |why| format!(": {why}"));
                (word, Some(format!("{}{why}", until())))
            }
            State::Failed | State::Unconfirmed | State::Expired => (word, self.reason(message)),
            State::Sent if self.queue.receipt(&message.id).recalled.is_some() => ("recalled", None),
            State::Sending | State::Sent | State::Cancelled => (word, None),
        }
    }

    /// Says what keeps a message that is due: something earlier to the same people, or Webex.
    fn hindered(&self, message: &Message) -> Option<String> {
        // A folder that cannot be read was said to be so by whoever read the message in it.
        let held_back = || delivery::held_back(self.queue, self.now).unwrap_or_default();
        let earlier = self.held_back.get_or_init(held_back).get(&message.to.to.conversation());
        if earlier.is_some_and(|due| *due <= message.due) {
            return Some("behind an earlier message to them that is not settled".to_owned());
        }
        self.paused.map(|until| format!("Webex limits the account until {}", self.clocks(until, message)))
    }

    fn clocks(&self, at: DateTime<Utc>, message: &Message) -> String {
        let theirs = Zone::named(&message.to.zone).unwrap_or_else(|_| self.mine.clone());
        moment::both_clocks(at, &theirs, self.mine, self.now)
    }

    fn reason(&self, message: &Message) -> Option<String> {
        self.queue.receipt(&message.id).attempts.last()?.reason.clone()
    }
}
