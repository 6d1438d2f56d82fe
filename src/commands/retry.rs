//! `mindful retry`: a person says that it shall go again, now.

use clap::Args;

use crate::context::Context;
use crate::failure::Failure;
use crate::queue::{Entry, State};

use super::which::{Which, done, too_late};

const EXAMPLES: &str = "\
Examples:
  $ mindful retry k3f9
  $ mindful list --state failed,expired,unconfirmed";

/// Send failed, expired or unconfirmed messages again
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Retry {
    #[command(flatten)]
    which: Which,
}

pub(super) fn run(args: &Retry, context: &Context) -> Result<(), Failure> {
    let queue = super::queue(context)?;
    let states = [State::Failed, State::Expired, State::Unconfirmed];
    for entry in args.which.find(&queue, &states, "retried", context)? {
        let Some(taken) = queue.take(&entry)? else { return Err(too_late(&entry)) };
        let held = Entry { state: State::Held, name: taken.name().clone() };
        let mut message = super::show::read(&queue, &held)?;
        message.due = super::schedule::seconds(context.now);
        message.wall = None;
        message.not_after = message.not_after.filter(|limit| *limit > context.now);
        taken.put(&message)?;
        done(&entry, "scheduled for now; the next `mindful send-due` sends it");
    }
    Ok(())
}
