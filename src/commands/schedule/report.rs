//! What is told: the id and both clocks of each message.

use crate::commands::view;
use crate::context::Context;
use crate::failure::Failure;
use crate::message::{Message, Receipt};
use crate::queue::{Entry, Queue, State};
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
    let all = all_ids(context)?;
    for (_, message) in messages {
        let id = view::short(message.id.as_str(), &all);
        let theirs = Zone::named(&message.to.zone)?;
        let clocks = moment::both_clocks(message.due, &theirs, mine, context.now);
        terminal::out(&format!("{id}  {}  {clocks}", terminal::escape(message.to.label())));
    }
    Ok(())
}

fn all_ids(context: &Context) -> Result<Vec<String>, Failure> {
    let Some(queue) = Queue::existing(&context.paths.queue())? else { return Ok(Vec::new()) };
    Ok(queue.entries(&State::ALL)?.into_iter().map(|entry| entry.name.id.to_string()).collect())
}
