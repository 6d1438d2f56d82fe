//! What is told: the id and both clocks of each message.

use crate::commands::view;
use crate::context::Context;
use crate::failure::Failure;
use crate::message::{Message, Receipt};
use crate::queue::{Entry, Queue};
use crate::schedule::zone::Zone;
use crate::terminal::{self, moment};

pub(super) fn show(
    messages: &[(Entry, Message)],
    as_json: bool,
    quiet: bool,
    mine: &Zone,
    context: &Context,
) -> Result<(), Failure> {
    if as_json {
        let values: Vec<_> = messages
            .iter()
            .map(|(entry, message)| view::as_json(entry, message, &Receipt::default(), mine))
            .collect();
        terminal::json(&values);
        return Ok(());
    }
    if quiet {
        messages.iter().for_each(|(_, message)| terminal::out(message.id.as_str()));
        return Ok(());
    }
    let all = match Queue::existing(&context.paths.queue())? {
        Some(queue) => view::all_ids(&queue)?,
        None => Vec::new(),
    };
    for (_, message) in messages {
        let id = view::short(message.id.as_str(), &all);
        let theirs = Zone::named(&message.to.zone)?;
        let clocks = moment::both_clocks(message.due, &theirs, mine, context.now);
        terminal::out(&format!("{id}  {}  {clocks}", terminal::escape(message.to.label())));
    }
    Ok(())
}
