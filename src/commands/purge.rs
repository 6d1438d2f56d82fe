//! `mindful purge`: removes old messages that are done with, for good.

use chrono::TimeDelta;
use clap::Args;

use crate::config;
use crate::context::Context;
use crate::failure::Failure;
use crate::queue::{Queue, State};
use crate::terminal;

use super::select::each;

const EXAMPLES: &str = "\
Examples:
  $ mindful purge --older-than 90d
  $ mindful --quiet purge --older-than 4w";

/// Delete old sent and cancelled messages
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Purge {
    /// Minimum age, such as 90d
    #[arg(long, value_name = "SPAN", required = true)]
    older_than: String,
}

pub(super) fn run(args: &Purge, context: &Context) -> Result<(), Failure> {
    let age = config::duration("--older-than", &args.older_than)?;
    let before = context.now - TimeDelta::from_std(age).unwrap_or(TimeDelta::MAX);
    let Some(queue) = Queue::existing(&context.paths.queue())? else { return Ok(()) };
    let (mut removed, series) = (0, queue.series()?);
    let entries = queue.entries(&[State::Sent, State::Cancelled])?;
    let end = each(&entries, |entry| {
        let reached = series.iter().find(|reached| reached.id() == entry.name.id);
        // What its series has not come beyond is what the next message is made from.
        let is_needed = reached.is_some() && entry.state == State::Sent;
        if entry.name.not_before < before && !is_needed {
            removed += usize::from(queue.remove(entry, reached)?);
        }
        Ok(())
    });
    terminal::say(&format!("Removed {}", terminal::count(removed, "message")));
    end
}
