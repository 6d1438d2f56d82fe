//! What is told: the id and both clocks of each message.

use crate::commands::series;
use crate::commands::view::{self, Ids};
use crate::context::Context;
use crate::failure::Failure;
use crate::message::{Message, Receipt};
use crate::queue::{Entry, Queue};
use crate::schedule::zone::Zone;
use crate::terminal::{self, moment};

use super::Schedule;

pub(super) fn show(
    messages: &[(Entry, Message)],
    args: &Schedule,
    quiet: bool,
    mine: &Zone,
    context: &Context,
) -> Result<(), Failure> {
    if args.json {
        let values = messages.iter().map(|(entry, message)| {
            let value = view::view(entry, message, Receipt::default(), mine);
            series::with_next(value, message, context)
        });
        terminal::json(&values.collect::<Result<Vec<_>, _>>()?);
        return Ok(());
    }
    if quiet {
        messages.iter().for_each(|(_, message)| terminal::out(message.id.as_str()));
        return Ok(());
    }
    let queue = Queue::existing(&context.paths.queue())?;
    let ids = Ids::of(queue.as_ref(), context.stdout_is_terminal);
    for (_, message) in messages {
        // A dry run's id names nothing.
        let id = if args.dry_run { "(dry run)" } else { ids.shown(message.id.as_str()) };
        let theirs = Zone::named(&message.to.zone)?;
        let asked = message.wall.as_ref().and_then(|wall| Zone::named(&wall.zone).ok());
        let clocks = moment::all_clocks(message.due, &theirs, mine, asked.as_ref(), context.now);
        terminal::out(&format!("{id}  {}  {clocks}", terminal::escape(message.to.label())));
        // A line per message is what scripts count on; a rehearsal is read by people.
        let tell = if args.dry_run { terminal::out } else { terminal::say };
        for (label, text) in series::fields(message, mine, context)? {
            tell(&format!("      {label:<6}{text}"));
        }
    }
    Ok(())
}
