//! `mindful confirm`: a person saw that an unconfirmed message did arrive.

use clap::Args;

use crate::context::Context;
use crate::failure::Failure;
use crate::message::{Attempt, Outcome};
use crate::queue::State;

use super::recipients;
use super::select::{self, Action, Selector, each, too_late};
use crate::terminal;

const EXAMPLES: &str = "\
Examples:
  $ mindful confirm k3f9
  $ mindful list --state unconfirmed";

/// Mark unconfirmed messages as delivered
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Confirm {
    #[command(flatten)]
    selector: Selector,
}

/// What may have arrived.
pub(super) const STATES: [State; 1] = [State::Unconfirmed];

const CONFIRM: Action = Action { verb: "Mark as delivered", done: "confirmed", states: &STATES };

pub(super) fn run(args: &Confirm, context: &Context) -> Result<(), Failure> {
    let queue = super::queue(context)?;
    let mine = recipients::my_zone(context)?;
    let entries = args.selector.find(&queue, &CONFIRM, context)?;
    each(&entries, |entry| {
        let about = select::about(&queue, entry, &mine, context);
        if !queue.file(entry, State::Sent, entry.name.not_before)? {
            return Err(too_late(entry));
        }
        let reason = Some("confirmed by hand".to_owned());
        let attempt = Attempt { at: context.now, outcome: Outcome::Sent, reason, tracking_id: None };
        let _ = queue.note(&entry.name.id, |receipt| receipt.attempts.push(attempt));
        terminal::say(&format!("Marked as sent: {about}"));
        Ok(())
    })
}
