//! `mindful show`: one message, whole.

use clap::Args;

use crate::context::Context;
use crate::failure::Failure;
use crate::message::{Message, Receipt};
use crate::queue::{Entry, Queue, Unreadable};
use crate::schedule::zone::Zone;
use crate::terminal::{self, escape, moment};

use super::{recipients, view};

const EXAMPLES: &str = "\
Examples:
  $ mindful show k3f9
  $ mindful show k3f9 --json";

/// Show one message
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Show {
    /// Id, or the beginning of one
    #[arg(value_name = "ID")]
    id: String,
    /// Print the message as JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn run(args: &Show, context: &Context) -> Result<(), Failure> {
    let mine = recipients::my_zone(context)?;
    let queue = super::queue(context)?;
    let (entry, message) = followed(&queue, &args.id)?;
    let receipt = queue.receipt(&message.id);
    if args.json {
        terminal::json(&view::as_json(&entry, &message, &receipt, &mine));
    } else {
        terminal::out(&page(&entry, &message, &receipt, &mine, context)?);
    }
    Ok(())
}

/// Finds and reads a message, even one that is being sent meanwhile.
fn followed(queue: &Queue, id: &str) -> Result<(Entry, Message), Failure> {
    let mut entry = super::find(queue, id)?;
    while queue.read(&entry) == Err(Unreadable::Gone) {
        entry = super::find(queue, id)?;
    }
    read(queue, &entry).map(|message| (entry, message))
}

/// Reads a message that a person named.
pub(super) fn read(queue: &Queue, entry: &Entry) -> Result<Message, Failure> {
    queue.read(entry).map_err(|why| match why {
        Unreadable::Gone => {
            Failure::other(format!("message `{}` has just moved", entry.name.id)).hint("try again")
        }
        Unreadable::Bad(why) | Unreadable::NotNow(why) => {
            Failure::other(format!("message `{}` cannot be read", entry.name.id)).cause(why)
        }
    })
}

fn page(
    entry: &Entry,
    message: &Message,
    receipt: &Receipt,
    mine: &Zone,
    context: &Context,
) -> Result<String, Failure> {
    let theirs = Zone::named(&message.to.zone)?;
    let mut lines = vec![
        format!("id       {}", message.id),
        format!("to       {}", escape(message.to.label())),
        format!("due      {}", moment::both_clocks(message.due, &theirs, mine, context.now)),
        format!("state    {}", entry.state.as_str()),
    ];
    if let Some(file) = &message.body.attachment {
        lines.push(format!("file     {} ({} bytes)", escape(&file.name), file.bytes));
    }
    if let Some(id) = &receipt.webex_message_id {
        lines.push(format!("webex    {}", escape(id)));
    }
    for attempt in &receipt.attempts {
        let why = attempt.reason.as_deref().map(|why| format!(": {}", escape(why))).unwrap_or_default();
        let at = moment::on_clock(attempt.at, mine);
        let tracking =
            attempt.tracking_id.as_deref().map(|id| format!(" ({})", escape(id))).unwrap_or_default();
        lines.push(format!("attempt  {at} {}{why}{tracking}", attempt.outcome.as_str()));
    }
    lines.push(String::new());
    lines.extend(view::text(entry, message).lines().map(escape));
    Ok(lines.join("\n"))
}
