//! At the door: the last look before a message goes. Whose it is, what they are doing, whether they wrote.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};

use crate::context::Context;
use crate::delivery::{self, Held, Job, Report};
use crate::failure::Failure;
use crate::message::{Message, To};
use crate::queue::{Lock, Queue, State, undecided};

use super::session::Session;

/// Presence is looked at no more often; Webex discourages polling it.
const LOOK_AGAIN: TimeDelta = TimeDelta::minutes(5);
/// Somebody else is logged in; that changes rarely.
const ANOTHER_ACCOUNT: TimeDelta = TimeDelta::hours(1);

/// The door of one run; everybody's presence is asked for once.
pub(super) struct Door<'a> {
    queue: &'a Queue,
    lock: &'a Lock,
    session: &'a Session,
    urgent: bool,
    hold_while: &'a [String],
    now: DateTime<Utc>,
    presence: HashMap<To, Option<String>>,
}

impl<'a> Door<'a> {
    pub(super) fn new(
        queue: &'a Queue,
        lock: &'a Lock,
        session: &'a Session,
        urgent: bool,
        context: &'a Context,
    ) -> Self {
        let hold_while = &context.config.hold_while;
        Self { queue, lock, session, urgent, hold_while, now: context.now, presence: HashMap::new() }
    }

    /// Lets by what may go and holds the rest.
    pub(super) async fn let_by(
        &mut self,
        lines: Vec<Vec<Job>>,
        reports: &mut Vec<Report>,
    ) -> Result<Vec<Vec<Job>>, Failure> {
        let mut going = Vec::new();
        for line in lines {
            let mut kept = Vec::new();
            for job in line {
                match self.held(&job.message).await {
                    Some(held) => reports.push(delivery::hold(self.queue, self.lock, &job, held, self.now)?),
                    None => kept.push(job),
                }
            }
            going.push(kept);
        }
        Ok(going)
    }

    async fn held(&mut self, message: &Message) -> Option<Held> {
        if message.account.as_ref().is_some_and(|account| *account != self.session.me.id) {
            let reason = "it was scheduled as another account than the one logged in".to_owned();
            return Some(Held { reason, until: self.now + ANOTHER_ACCOUNT });
        }
        if self.urgent {
            return None;
        }
        if message.unless_reply
            && let Some(held) = self.answered(message).await
        {
            return Some(held);
        }
        let wanted =
            if message.hold_while.is_empty() { self.hold_while } else { message.hold_while.as_slice() };
        if wanted.is_empty() {
            return None;
        }
        let presence = self.presence_of(&message.to.to).await?;
        let held = delivery::holds(wanted, Some(&presence));
        held.then(|| Held { reason: format!("they are {presence}"), until: self.next_look(&message.to.to) })
    }

    /// Says when their presence is looked at again: together for all that is held for them.
    fn next_look(&self, to: &To) -> DateTime<Utc> {
        let soon = self.now + LOOK_AGAIN;
        let held = self.queue.entries(&[State::Held]).unwrap_or_default();
        let ahead =
            held.into_iter().filter(|entry| entry.name.not_before > self.now && entry.name.not_before < soon);
        let theirs = |message: &Message| message.to.to.conversation() == to.conversation();
        let next = ahead
            .filter(|entry| self.queue.read(entry).is_ok_and(|message| theirs(&message)))
            .min_by_key(|entry| entry.name.not_before);
        next.map_or(soon, |entry| entry.name.not_before)
    }

    /// Looks whether they wrote since the message was scheduled.
    async fn answered(&self, message: &Message) -> Option<Held> {
        let Ok(listed) = self.session.conversation(&message.to.to, message.created).await else {
            let reason = "it cannot be seen whether they wrote".to_owned();
            return Some(Held { reason, until: self.now + LOOK_AGAIN });
        };
        let me = self.session.me.id.as_str();
        let theirs = |item: &&crate::webex::Listed| item.person_id.as_deref().is_some_and(|id| id != me);
        let wrote = listed.items.iter().filter(theirs).any(|item| item.created > message.created);
        wrote.then(|| Held { reason: "they wrote since it was scheduled".to_owned(), until: undecided() })
    }

    /// Asks for somebody's presence; what cannot be seen is none.
    async fn presence_of(&mut self, to: &To) -> Option<String> {
        if let Some(known) = self.presence.get(to) {
            return known.clone();
        }
        let presence = self.session.presence(to).await.unwrap_or_default();
        self.presence.insert(to.clone(), presence.clone());
        presence
    }
}
