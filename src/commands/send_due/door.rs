//! At the door: the last look before a message goes. Whose it is, what they are doing, whether they wrote.

use std::collections::HashMap;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use crate::context::Context;
use crate::delivery::{self, Held, Job, Report};
use crate::failure::Failure;
use crate::message::{Message, To};
use crate::queue::{Lock, Queue, State, undecided};
use crate::webex::Error;

use super::session::{Session, in_the_way, unlimited};

/// Presence is looked at no more often; Webex discourages polling it.
const LOOK_AGAIN: TimeDelta = TimeDelta::minutes(5);
/// Somebody else is logged in; that changes rarely.
const ANOTHER_ACCOUNT: TimeDelta = TimeDelta::hours(1);

/// What a message may do.
enum Passage {
    Goes,
    Held(Held),
    /// Something cannot be read now: why, and for how long Webex asked to be left alone.
    Deferred(String, Option<Duration>),
    /// The run has no time to look.
    NotLookedAt,
}

/// What is known of somebody's presence.
#[derive(Debug, Clone)]
enum Presence {
    Shown(String),
    /// They are in another organisation, or don't show it: it never holds a message.
    Hidden,
    NotNow(String, Option<Duration>),
    NotAsked,
}

/// Why something cannot be read.
enum Unread {
    /// Webex won't show it to this account.
    Never,
    /// Webex doesn't show it now; for how long it asked to be left alone.
    NotNow(Option<Duration>),
}

/// The door of one run; everybody's presence is asked for once.
pub(super) struct Door<'a> {
    queue: &'a Queue,
    lock: &'a Lock,
    session: &'a Session,
    urgent: bool,
    context: &'a Context,
    hold_while: &'a [String],
    now: DateTime<Utc>,
    presence: HashMap<To, Presence>,
    /// Something was not looked at for want of time.
    pub(super) ran_out_of_time: bool,
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
        Self {
            queue,
            lock,
            session,
            urgent,
            context,
            hold_while,
            now: context.now,
            presence: HashMap::new(),
            ran_out_of_time: false,
        }
    }

    /// Lets by what may go and holds the rest. What is not looked at for want of time is left to the next run.
    pub(super) async fn let_by(
        &mut self,
        lines: Vec<Vec<Job>>,
        reports: &mut Vec<Report>,
    ) -> Result<Vec<Vec<Job>>, Failure> {
        let mut going = Vec::new();
        for line in lines {
            let mut kept = Vec::new();
            for job in line {
                match self.look(&job.message).await? {
                    Passage::Goes => kept.push(job),
                    Passage::Held(held) => {
                        reports.push(delivery::hold(self.queue, self.lock, &job, held, self.now)?);
                    }
                    Passage::Deferred(reason, asked) => {
                        let deferred = delivery::defer(self.queue, self.lock, &job, reason, asked, self.now)?;
                        reports.push(deferred);
                        break; // What stands behind it waits for it.
                    }
                    Passage::NotLookedAt => {
                        self.ran_out_of_time = true;
                        break;
                    }
                }
            }
            going.push(kept);
        }
        Ok(going)
    }

    async fn look(&mut self, message: &Message) -> Result<Passage, Failure> {
        if message.account.as_ref().is_some_and(|account| *account != self.session.me.id) {
            let reason = "it was scheduled as another account than the one logged in".to_owned();
            return Ok(Passage::Held(Held { reason, until: self.now + ANOTHER_ACCOUNT }));
        }
        if self.urgent {
            return Ok(Passage::Goes);
        }
        if message.unless_reply {
            match self.answered(message).await? {
                Passage::Goes => {}
                other => return Ok(other),
            }
        }
        let wanted =
            if message.hold_while.is_empty() { self.hold_while } else { message.hold_while.as_slice() };
        if wanted.is_empty() {
            return Ok(Passage::Goes);
        }
        Ok(match self.presence_of(&message.to.to).await? {
            Presence::Shown(presence) if delivery::holds(wanted, Some(&presence)) => Passage::Held(Held {
                reason: format!("they are {presence}"),
                until: self.next_look(&message.to.to),
            }),
            Presence::Shown(_) | Presence::Hidden => Passage::Goes,
            Presence::NotNow(why, asked) => {
                Passage::Deferred(format!("their presence cannot be read now: {why}"), asked)
            }
            Presence::NotAsked => Passage::NotLookedAt,
        })
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
    async fn answered(&self, message: &Message) -> Result<Passage, Failure> {
        if !self.session.budget.allows_a_question() {
            return Ok(Passage::NotLookedAt);
        }
        let listed = match self.session.conversation(&message.to.to, message.created).await {
            Ok(listed) => listed,
            Err(error) => {
                return Ok(match self.judged(&error)? {
                    Unread::Never => {
                        let reason = "it cannot be seen whether they wrote".to_owned();
                        Passage::Held(Held { reason, until: self.now + LOOK_AGAIN })
                    }
                    Unread::NotNow(asked) => {
                        Passage::Deferred(format!("it cannot be seen now whether they wrote: {error}"), asked)
                    }
                });
            }
        };
        let me = self.session.me.id.as_str();
        let theirs = |item: &&crate::webex::Listed| item.person_id.as_deref().is_some_and(|id| id != me);
        let wrote = listed.items.iter().filter(theirs).any(|item| item.created > message.created);
        let reason = "they wrote since it was scheduled".to_owned();
        Ok(if wrote { Passage::Held(Held { reason, until: undecided() }) } else { Passage::Goes })
    }

    /// Asks for somebody's presence, once in a run.
    async fn presence_of(&mut self, to: &To) -> Result<Presence, Failure> {
        if let Some(known) = self.presence.get(to) {
            return Ok(known.clone());
        }
        if !self.session.budget.allows_a_question() {
            return Ok(Presence::NotAsked);
        }
        let presence = match self.session.presence(to).await {
            Ok(Some(status)) => Presence::Shown(status),
            Ok(None) => Presence::Hidden,
            Err(error) => match self.judged(&error)? {
                Unread::Never => Presence::Hidden,
                Unread::NotNow(asked) => Presence::NotNow(error.to_string(), asked),
            },
        };
        self.presence.insert(to.clone(), presence.clone());
        Ok(presence)
    }

    /// Tells what Webex won't show from what it doesn't show now; what concerns the account ends the run.
    fn judged(&self, error: &Error) -> Result<Unread, Failure> {
        unlimited(self.context)?;
        match error {
            Error::Status { status, retry_after, .. } => match status.as_u16() {
                300..=399 | 407 | 511 => Err(in_the_way(&error.to_string())),
                401 | 408 | 423 | 425 | 500.. => Ok(Unread::NotNow(*retry_after)),
                _ => Ok(Unread::Never),
            },
            _ => Ok(Unread::NotNow(None)),
        }
    }
}
