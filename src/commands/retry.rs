//! `mindful retry`: a person says that it shall go again, now.

use clap::Args;

use crate::context::Context;
use crate::failure::Failure;
use crate::queue::State;

use super::recipients;
use super::select::{self, Action, Selector, changed, each};
use crate::terminal;

const EXAMPLES: &str = "\
Examples:
  $ mindful retry k3f9
  $ mindful list --state failed,expired,unconfirmed";

/// Send failed, expired or unconfirmed messages again
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Retry {
    #[command(flatten)]
    selector: Selector,
}

/// What did not arrive, or perhaps.
pub(super) const STATES: [State; 3] = [State::Failed, State::Expired, State::Unconfirmed];

const RETRY: Action = Action { verb: "Send again", done: "retried", states: &STATES };

pub(super) fn run(args: &Retry, context: &Context) -> Result<(), Failure> {
    let queue = super::queue(context)?;
    let mine = recipients::my_zone(context)?;
    let entries = args.selector.find(&queue, &RETRY, context)?;
    let mut done = Vec::new();
    let end = each(&entries, |entry| {
        let message = changed(&queue, entry, |message| {
            message.due = super::schedule::seconds(context.now);
            message.wall = None;
            message.stands();
            message.not_after = message.not_after.filter(|limit| *limit > context.now);
        })?;
        terminal::say(&format!("Scheduled again {}", select::line(&message, &mine, context)));
        if entry.state == State::Unconfirmed {
            terminal::say("note: it may have arrived already; then it arrives twice");
        }
        done.push(message.id);
        Ok(())
    });
    if !done.is_empty() {
        terminal::say("the next `mindful send-due` sends what is scheduled again");
    }
    select::undo("cancel", &done, "");
    end
}
