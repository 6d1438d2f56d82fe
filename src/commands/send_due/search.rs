//! Looks for what is perhaps sent, with the scope that allows it.

use std::collections::HashSet;

use chrono::{DateTime, TimeDelta, Utc};

use crate::delivery::{Doubt, Found, Job, Report, Search, are_twins};
use crate::failure::Failure;
use crate::message::{Attempt, Message, Outcome};
use crate::queue::{self, Entry, Lock, Name, Queue, State};

use super::session::Session;

/// Something in the conversation may be it. A message that is found later is accounted for, so it is looked at again
/// until a person decides: after half the time since the attempt, within these bounds.
const SOONEST: TimeDelta = TimeDelta::minutes(5);
const LATEST: TimeDelta = TimeDelta::hours(6);
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
    let (attempted, server) = (search.attempted, session.time());
    let found = Search { message, me: &session.me.id, attempted, now: server, known, twins }.look(&listed);
    if let Found::There(id) = &found {
        // First the receipt: its id keeps the next message of the same words from being taken for this one.
        queue.note(&message.id, |receipt| {
            receipt.sent = listed.items.iter().find(|item| item.id == *id).map(|item| item.created);
            receipt.webex_message_id = Some(id.clone());
        })?;
    }
    settle(queue, lock, entry, message, found, (now, server))
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
        Found::Unclear(doubt) => {
            let report = doubted(queue, message, doubt, now);
            (State::Unconfirmed, undecided(&entry.name, server), report)
        }
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

/// Notes why a person has to decide; reports it once.
fn doubted(queue: &Queue, message: &Message, doubt: Doubt, now: DateTime<Utc>) -> Option<Report> {
    let reason = Some(doubt.as_str().to_owned());
    if queue.receipt(&message.id).attempts.last().is_some_and(|last| last.reason == reason) {
        return None;
    }
    let attempt =
        Attempt { at: now, outcome: Outcome::Unconfirmed, reason: reason.clone(), tracking_id: None };
    // A receipt that cannot be written costs the reason, not the message.
    let _ = queue.note(&message.id, |receipt| receipt.attempts.push(attempt));
    Some(Report::of(message, Outcome::Unconfirmed, reason))
}

/// Names a message that a person has to decide on. Absence counts twice in a row: it begins again.
fn undecided(name: &Name, server: DateTime<Utc>) -> Name {
    let search = name.search.as_ref().map(|search| queue::Search { absences: 0, ..search.clone() });
    let since = search.as_ref().map_or(TimeDelta::zero(), |search| server - search.attempted);
    Name { search, ..name.at(server + (since / 2).clamp(SOONEST, LATEST)) }
}

/// Collects Webex's ids of what was sent about then, and counts the messages of the same words without one.
fn accounted_for(
    queue: &Queue,
    message: &Message,
    attempted: DateTime<Utc>,
) -> Result<(HashSet<String>, usize), Failure> {
    let (mut known, mut twins) = (HashSet::new(), 0);
    for entry in queue.entries(&[State::Sent, State::Unconfirmed])? {
        let is_sent = entry.state == State::Sent;
        if entry.name.id == message.id || (is_sent && entry.name.not_before < attempted - BEFORE) {
            continue;
        }
        match queue.receipt(&entry.name.id).webex_message_id {
            Some(id) => drop(known.insert(id)),
            None if !is_sent => {} // It is looked for as well, and may not be there.
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
    sent.to.conversations().iter().any(|name| theirs.contains(name)) && are_twins(sent, message)
}
