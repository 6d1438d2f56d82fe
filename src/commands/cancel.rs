//! `mindful cancel`: the rename out of `scheduled` is the referee against a running delivery.

use clap::Args;

use crate::context::Context;
use crate::failure::Failure;
use crate::queue::State;

use super::which::{Which, done, each, too_late};

const EXAMPLES: &str = "\
Examples:
  $ mindful cancel k3f9 x7q2
  $ mindful cancel --to ada@example.com";

/// Cancel scheduled messages
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Cancel {
    #[command(flatten)]
    which: Which,
}

/// What is not on its way and did not arrive.
pub(super) const STATES: [State; 5] =
    [State::Scheduled, State::Held, State::Unconfirmed, State::Failed, State::Expired];

pub(super) fn run(args: &Cancel, context: &Context) -> Result<(), Failure> {
    let queue = super::queue(context)?;
    let entries = args.which.find(&queue, &STATES, "cancelled", context)?;
    each(&entries, |entry| {
        if !queue.cancel(entry, context.now)? {
            return Err(too_late(entry));
        }
        // What counted for its series was taken back with it.
        let ends = queue.series()?.iter().any(|reached| reached.id() == entry.name.id);
        let series = if ends { ", and its series with it; `mindful resume` lets it go on" } else { "" };
        done(entry, &format!("cancelled{series}"));
        Ok(())
    })
}
