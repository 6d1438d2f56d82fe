//! `mindful retry`: a person says that it shall go again, now.

use clap::Args;

use crate::context::Context;
use crate::failure::Failure;
use crate::queue::State;

use super::which::{Which, changed, done, each};

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

/// What did not arrive, or perhaps.
pub(super) const STATES: [State; 3] = [State::Failed, State::Expired, State::Unconfirmed];

pub(super) fn run(args: &Retry, context: &Context) -> Result<(), Failure> {
    let queue = super::queue(context)?;
    let entries = args.which.find(&queue, &STATES, "retried", context)?;
    each(&entries, |entry| {
        changed(&queue, entry, |message| {
            message.due = super::schedule::seconds(context.now);
            message.wall = None;
            message.stands();
            message.not_after = message.not_after.filter(|limit| *limit > context.now);
        })?;
        done(entry, "scheduled for now; the next `mindful send-due` sends it");
        Ok(())
    })
}
