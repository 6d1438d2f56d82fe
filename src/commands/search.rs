//! Looks for what is perhaps sent, with the scope that allows it.

use chrono::{DateTime, TimeDelta, Utc};

use crate::delivery::{self, Found, Report};
use crate::failure::Failure;
use crate::message::Outcome;
use crate::queue::{Entry, Lock, Queue, State};

use super::session::Session;

/// Looks for one unconfirmed message where it would be.
pub(super) async fn look_up(
    queue: &Queue,
    lock: &Lock,
    entry: &Entry,
    session: &Session,
    now: DateTime<Utc>,
) -> Result<Option<Report>, Failure> {
    let (Ok(message), Some(search)) = (queue.read(entry), &entry.name.search) else { return Ok(None) };
    if message.account.as_ref().is_some_and(|account| *account != session.me.id) {
        return Ok(None);
    }
    let Ok(listed) = session.webex().await.conversation(&message.to.to).await else { return Ok(None) };
    let known = known_ids(queue)?;
    // The words it was sent with, not those it would be sent with now.
    let message = message.filled(search.attempted);
    let found =
        delivery::search(&message, &listed, &session.me.id, search.attempted, &|id| known.contains(id));
    let (state, name, report) = match found {
        Found::There(id) => {
            let _ = queue.note(&message.id, |receipt| {
                receipt.sent = listed.iter().find(|item| item.id == id).map(|item| item.created);
                receipt.webex_message_id = Some(id.clone());
            });
            let report =
                Report::of(&message, Outcome::Sent, Some("it was found in the conversation".to_owned()));
            (State::Sent, entry.name.clone(), Some(Report { webex_message_id: Some(id), ..report }))
        }
        Found::Unclear => (State::Unconfirmed, entry.name.at(now + TimeDelta::minutes(5)), None),
        Found::Absent => match entry.name.absent(now) {
            Some(name) => (State::Unconfirmed, name, None),
            None => {
                let reason = "it is not in the conversation; it goes again".to_owned();
                (
                    State::Scheduled,
                    entry.name.again(now),
                    Some(Report { waits: true, ..Report::of(&message, Outcome::Deferred, Some(reason)) }),
                )
            }
        },
    };
    queue.refile(lock, entry, state, &name)?;
    Ok(report)
}

/// Collects Webex's ids of all messages that are accounted for.
fn known_ids(queue: &Queue) -> Result<std::collections::HashSet<String>, Failure> {
    let sent = queue.entries(&[State::Sent])?;
    Ok(sent.iter().filter_map(|entry| queue.receipt(&entry.name.id).webex_message_id).collect())
}
