//! `mindful resume`: a series that was paused or cancelled goes on with its next date.

use chrono::TimeDelta;
use clap::Args;

use crate::commands::restore::may_have_been_sent;
use crate::commands::select::too_late;
use crate::context::Context;
use crate::delivery::succession;
use crate::failure::Failure;
use crate::message::{Message, Series};
use crate::queue::{Entry, State, paused};
use crate::schedule::recurrence::Occurrence;

use super::Current;

const EXAMPLES: &str = "\
Examples:
  $ mindful resume k3f9
  $ mindful resume k3f9 --json";

/// Resume a recurring message
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(in crate::commands) struct Resume {
    /// Id of any of its messages, or the beginning of one
    #[arg(value_name = "ID")]
    id: String,
    /// Print the message that goes next as JSON
    #[arg(long)]
    json: bool,
}

pub(in crate::commands) fn run(args: &Resume, context: &Context) -> Result<(), Failure> {
    let queue = crate::commands::queue(context)?;
    let current = super::current(&queue, &args.id)?;
    let Current { entry, message, series } = &current;
    if !is_paused(entry) {
        return Err(Failure::other(format!("message `{}` is {}", message.id, entry.state.as_str()))
            .cause("what can be resumed is paused or cancelled"));
    }
    // Its own time may still be ahead, perhaps one that a person gave it; but not if it may have been sent already.
    let is_open = entry.state == State::Cancelled && may_have_been_sent(entry, &queue.receipt(&message.id));
    let is_ahead = message.due > context.now && !is_open;
    let occurrence = if is_ahead { None } else { Some(next(series, message, context)?) };
    // Why it was held is no reason any more, and must not pause what follows; so this comes before the message can go.
    queue.note(&message.id, |receipt| receipt.attempts.retain(|attempt| !attempt.is_pause()))?;
    let message = match occurrence {
        None => message.clone(),
        Some(occurrence) => super::aim(&queue, &current, &occurrence)?,
    };
    // What is paused stays so while its time is changed.
    let waits = is_ahead || entry.name.not_before == paused();
    if waits && !queue.file(entry, State::Scheduled, message.due)? {
        return Err(too_late(entry));
    }
    super::show_next(&message, args.json, context)
}

fn next(series: &Series, message: &Message, context: &Context) -> Result<Occurrence, Failure> {
    let past = context.now - TimeDelta::seconds(1);
    succession::later(series, &super::theirs(message, context)?, past)?.ok_or_else(|| {
        Failure::other(format!("no date of the series of message `{}` is left", message.id))
            .hint(format!("`mindful send {}` sends it now", message.id))
    })
}

/// Tells whether it waits for nothing but a person.
fn is_paused(entry: &Entry) -> bool {
    entry.state == State::Cancelled || entry.state == State::Held && entry.name.not_before >= paused()
}
