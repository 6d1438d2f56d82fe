//! `mindful cancel`: the rename out of `scheduled` is the referee against a running delivery.

use clap::Args;

use crate::context::Context;
use crate::failure::Failure;
use crate::queue::{Queue, State};
use crate::terminal;

const EXAMPLES: &str = "\
Examples:
  $ mindful cancel k3f9
  $ mindful cancel k3f9 x7q2";

/// Take messages back before they go
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Cancel {
    /// Ids, or the beginnings of some
    #[arg(value_name = "ID", required = true)]
    ids: Vec<String>,
}

pub(super) fn run(args: &Cancel, context: &Context) -> Result<(), Failure> {
    let queue = super::queue(context)?;
    args.ids.iter().try_for_each(|id| one(&queue, id))
}

fn one(queue: &Queue, id: &str) -> Result<(), Failure> {
    let entry = super::find(queue, id)?;
    let id = &entry.name.id;
    match entry.state {
        State::Scheduled | State::Held | State::Unconfirmed | State::Failed | State::Expired => {
            if !queue.cancel(&entry)? {
                return Err(Failure::other(format!("message `{id}` has just been taken to be sent"))
                    .hint(format!("`mindful show {id}` shows what became of it")));
            }
            terminal::say(&format!("{id} is cancelled"));
            Ok(())
        }
        State::Sending | State::Sent | State::Cancelled => {
            Err(Failure::other(format!("message `{id}` is {} and cannot be cancelled", entry.state.as_str())))
        }
    }
}
