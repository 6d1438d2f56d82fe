//! At the door: the last look before a message goes. Whose it is, what they are doing, whether they wrote.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};

use crate::context::Context;
use crate::delivery::{self, Job, Report};
use crate::failure::Failure;
use crate::message::{Attempt, Message, Outcome, To};
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
    presence: HashMap<String, Option<String>>,
}

/// Why a message is held, and when it is looked at again.
struct Held {
    reason: String,
    until: DateTime<Utc>,
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
                    Some(held) => reports.push(self.hold(&job, held)?),
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
        match &message.to.to {
            To::Email(email) if !wanted.is_empty() => {
                let presence = self.presence_of(email).await;
                let reason = format!("they are {}", presence.as_deref().unwrap_or("away"));
                let held = delivery::holds(wanted, presence.as_deref());
                held.then(|| Held { reason, until: self.now + LOOK_AGAIN })
            }
            _ => None,
        }
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
    async fn presence_of(&mut self, email: &str) -> Option<String> {
        if let Some(known) = self.presence.get(email) {
            return known.clone();
        }
        let found = self.session.people(email).await.unwrap_or_default();
        let presence = found.into_iter().next().and_then(|person| person.status);
        self.presence.insert(email.to_owned(), presence.clone());
        presence
    }

    fn hold(&self, job: &Job, held: Held) -> Result<Report, Failure> {
        let Held { reason, until } = held;
        self.queue.refile(self.lock, &job.entry, State::Held, &job.entry.name.at(until))?;
        let told = self
            .queue
            .receipt(&job.message.id)
            .attempts
            .last()
            .is_some_and(|last| last.outcome == Outcome::Held && last.reason.as_ref() == Some(&reason));
        if !told {
            let reason = Some(reason.clone());
            let attempt = Attempt { at: self.now, outcome: Outcome::Held, reason, tracking_id: None };
            let _ = self.queue.note(&job.message.id, |receipt| receipt.attempts.push(attempt));
        }
        let report = Report::of(&job.message, Outcome::Held, Some(reason));
        Ok(Report { not_before: (until != undecided()).then_some(until), waits: told, ..report })
    }
}
