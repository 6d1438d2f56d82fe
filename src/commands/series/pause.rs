//! `mindful pause`: a series waits until it is resumed.

use clap::Args;

use crate::commands::recipients;
use crate::commands::select::{line, take, undo};
use crate::context::Context;
use crate::failure::Failure;
use crate::message::Attempt;
use crate::queue::{State, paused};
use crate::terminal;

const EXAMPLES: &str = "\
Examples:
  $ mindful pause k3f9
  $ mindful resume k3f9";

/// Pause a recurring message
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(in crate::commands) struct Pause {
    /// Id of any of its messages, or the beginning of one
    #[arg(value_name = "ID")]
    id: String,
}

pub(in crate::commands) fn run(args: &Pause, context: &Context) -> Result<(), Failure> {
    let queue = crate::commands::queue(context)?;
    let current = super::current(&queue, &args.id)?;
    let entry = &current.entry;
    let id = &entry.name.id;
    if entry.state == State::Cancelled || entry.name.not_before == paused() {
        let word = if entry.state == State::Cancelled { "cancelled" } else { "paused already" };
        return Err(Failure::other(format!("the series of message `{id}` is {word}"))
            .hint(format!("`mindful resume {id}` lets it go on")));
    }
    take(&queue, entry)?.pause()?;
    let _ = queue.note(id, |receipt| receipt.attempts.push(Attempt::paused(context.now, id)));
    let mine = recipients::my_zone(context)?;
    terminal::say(&format!("Paused {}", line(&current.message, &mine, context)));
    undo("resume", std::slice::from_ref(id), "");
    Ok(())
}
