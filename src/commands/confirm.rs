//! `mindful confirm`: a person saw that an unconfirmed message did arrive.

use clap::Args;

use crate::context::Context;
use crate::failure::Failure;
use crate::message::{Attempt, Outcome};
use crate::queue::State;

use super::which::{Which, done, each, too_late};

const EXAMPLES: &str = "\
Examples:
  $ mindful confirm k3f9
  $ mindful list --state unconfirmed";

/// Mark unconfirmed messages as delivered
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Confirm {
    #[command(flatten)]
    which: Which,
}

/// What may have arrived.
pub(super) const STATES: [State; 1] = [State::Unconfirmed];

pub(super) fn run(args: &Confirm, context: &Context) -> Result<(), Failure> {
    let queue = super::queue(context)?;
    let entries = args.which.find(&queue, &STATES, "confirmed", context)?;
    each(&entries, |entry| {
        if !queue.file(entry, State::Sent, entry.name.not_before)? {
            return Err(too_late(entry));
        }
        let reason = Some("confirmed by hand".to_owned());
        let attempt = Attempt { at: context.now, outcome: Outcome::Sent, reason, tracking_id: None };
        let _ = queue.note(&entry.name.id, |receipt| receipt.attempts.push(attempt));
        done(entry, "sent");
        Ok(())
    })
}
