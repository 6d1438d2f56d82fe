//! Looks for what is perhaps sent, with the scope that allows it.

use std::collections::HashSet;

use chrono::{DateTime, TimeDelta, Utc};

use crate::delivery::{Found, Job, Report, Search};
use crate::failure::Failure;
use crate::message::{Message, Outcome};
use crate::queue::{Entry, Lock, Queue, State};
use crate::webex::same_words;

use super::session::Session;

/// Something in the conversation may be it: looked at again, for as long as nobody decides.
const LOOK_AGAIN: TimeDelta = TimeDelta::minutes(5);
/// Whatever was sent longer before the attempt cannot be mistaken for it.
const BEFORE: TimeDelta = TimeDelta::days(1);

/// Looks for one unconfirmed message where it would be.
pub(super) async fn look_up(
    queue: &Queue,
    lock: &Lock,
    Job { entry, message }: &Job,
    session: &Session,
    now: DateTime<Utc>,
) -> Result<Option<Report>, Failure> {
    let Some(search) = &entry.name.search else { return Ok(None) };
    let others = message.account.as_ref().is_some_and(|account| *account != session.me.id);
    // A second look is due by the server's clock; ours may have been set meanwhile.
    let too_early = search.absences > 0 && session.time() < entry.name.not_before;
    if others || too_early {
        return Ok(None);
    }
    let since = Search::since(search.attempted);
    let Ok(listed) = session.conversation(&message.to.to, since).await else { return Ok(None) };
    // The words it was sent with, not those it would be sent with now.
    let message = &message.filled(search.attempted);
    let (known, twins) = accounted_for(queue, message, search.attempted)?;
    let found =
        Search { message, me: &session.me.id, attempted: search.attempted, known, twins }.look(&listed);
    if let Found::There(id) = &found {
        // First the receipt: its id keeps the next message of the same words from being taken for this one.
        queue.note(&message.id, |receipt| {
            receipt.sent = listed.items.iter().find(|item| item.id == *id).map(|item| item.created);
            receipt.webex_message_id = Some(id.clone());
        })?;
    }
    settle(queue, lock, entry, message, found, (now, session.time()))
}

/// Moves the message to where what was found belongs; `now` by this machine and by the server.
fn settle(
    queue: &Queue,
    lock: &Lock,
    entry: &Entry,
    message: &Message,
    found: Found,
    (now, server): (DateTime<Utc>, DateTime<Utc>),
) -> Result<Option<Report>, Failure> {
    let report = |outcome, reason: &str| Report::of(message, outcome, Some(reason.to_owned()));
    let (state, name, report) = match found {
        Found::There(id) => {
            let report = report(Outcome::Sent, "it was found in the conversation");
            (State::Sent, entry.name.clone(), Some(Report { webex_message_id: Some(id), ..report }))
        }
        Found::Unclear => (State::Unconfirmed, entry.name.at(server + LOOK_AGAIN), None),
        Found::Absent => match entry.name.absent(server) {
            Some(name) => (State::Unconfirmed, name, None),
            None => {
                let report = report(Outcome::Deferred, "it is not in the conversation; it goes again");
                (State::Scheduled, entry.name.again(now), Some(Report { waits: true, ..report }))
            }
        },
    };
    queue.refile(lock, entry, state, &name)?;
    Ok(report)
}

/// Collects Webex's ids of what was sent about then, and counts the messages of the same words without one.
fn accounted_for(
    queue: &Queue,
    message: &Message,
    attempted: DateTime<Utc>,
) -> Result<(HashSet<String>, usize), Failure> {
    let (mut known, mut twins) = (HashSet::new(), 0);
    for entry in queue.entries(&[State::Sent])? {
        if entry.name.not_before < attempted - BEFORE {
            continue;
        }
        match queue.receipt(&entry.name.id).webex_message_id {
            Some(id) => drop(known.insert(id)),
            None => {
                let sent = queue.read(&entry).map(|sent| sent.filled(entry.name.not_before));
                twins += usize::from(sent.is_ok_and(|sent| is_twin(&sent, message)));
            }
        }
    }
    Ok((known, twins))
}

fn is_twin(sent: &Message, message: &Message) -> bool {
    let theirs = message.to.conversations();
    sent.to.conversations().iter().any(|name| theirs.contains(name))
        && same_words(&sent.body.text, &message.body.text)
}
