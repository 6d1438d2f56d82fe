//! `mindful skip`: the next message of a series does not go; the one after it does.

use clap::Args;

use crate::commands::recipients;
use crate::commands::select::{line, too_late};
use crate::context::Context;
use crate::delivery::succession;
use crate::failure::Failure;
use crate::message::PAUSED;
use crate::queue::{State, paused};
use crate::terminal;

use super::Current;

const EXAMPLES: &str = "\
Examples:
  $ mindful skip k3f9
  $ mindful skip k3f9 --json";

/// Skip the next occurrence
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(in crate::commands) struct Skip {
    /// Id of any of its messages, or the beginning of one
    #[arg(value_name = "ID")]
    id: String,
    /// Print the message that goes instead as JSON
    #[arg(long)]
    json: bool,
}

pub(in crate::commands) fn run(args: &Skip, context: &Context) -> Result<(), Failure> {
    let queue = crate::commands::queue(context)?;
    let current = super::current(&queue, &args.id)?;
    let Current { entry, message, .. } = &current;
    if entry.state == State::Cancelled {
        return Err(Failure::other(format!("the series of message `{}` is cancelled", message.id))
            .hint(format!("`mindful resume {}` lets it go on", message.id)));
    }
    let past = message.due.max(context.now);
    let next = succession::later(&current.series, &super::theirs(message, context)?, past)?;
    match next {
        Some(occurrence) => {
            let message = super::aim(&queue, &current, &occurrence)?;
            if entry.name.not_before == paused() {
                terminal::say(&format!("{PAUSED}; `mindful resume {}` lets it go on", message.id));
            }
            super::show_next(&message, args.json, context)
        }
        None if !queue.cancel(entry, context.now)? => Err(too_late(entry)),
        None => {
            let mine = recipients::my_zone(context)?;
            let about = line(message, &mine, context);
            terminal::say(&format!("Cancelled {about}: it was the last of its series"));
            if args.json {
                terminal::json(&serde_json::Value::Null);
            }
            Ok(())
        }
    }
}
