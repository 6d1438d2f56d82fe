//! `mindful restore`: what was cancelled waits again.

use clap::Args;

use crate::context::Context;
use crate::failure::Failure;
use crate::queue::State;

use super::which::{Which, done, each, too_late};

const EXAMPLES: &str = "\
Examples:
  $ mindful restore k3f9
  $ mindful list --state cancelled";

/// Restore cancelled messages
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Restore {
    #[command(flatten)]
    which: Which,
}

/// What was taken back.
pub(super) const STATES: [State; 1] = [State::Cancelled];

pub(super) fn run(args: &Restore, context: &Context) -> Result<(), Failure> {
    let queue = super::queue(context)?;
    let entries = args.which.find(&queue, &STATES, "restored", context)?;
    each(&entries, |entry| {
        let message = super::show::read(&queue, entry)?;
        if message.due <= context.now {
            let id = &message.id;
            let hint = match message.series {
                Some(_) => format!("`mindful resume {id}` lets its series go on with the next date"),
                None => format!("`mindful restore` keeps the time; use `mindful move {id} --at WHEN`"),
            };
            return Err(Failure::usage(format!("the time of message `{}` is past", message.id)).hint(hint));
        }
        if !queue.file(entry, State::Scheduled, message.due)? {
            return Err(too_late(entry));
        }
        done(entry, "scheduled again");
        Ok(())
    })
}
