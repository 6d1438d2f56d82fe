//! Before many are written to: everybody's clock is shown, and more than ten are asked about.

use crate::context::Context;
use crate::failure::{Failure, Kind};
use crate::message::Message;
use crate::schedule::zone::Zone;
use crate::terminal::{self, moment, table};

/// Up to so many people are written to without a question.
const UNASKED: usize = 10;

/// Shows when each of several goes and, at a terminal, asks before many do.
pub(super) fn agreed(messages: &[Message], mine: &Zone, context: &Context) -> Result<(), Failure> {
    let at_terminal = context.stdin_is_terminal && context.stderr_is_terminal;
    if messages.len() < 2 || !at_terminal {
        return Ok(()); // A script said what it meant.
    }
    let rows = messages.iter().map(|message| row(message, mine, context)).collect::<Result<Vec<_>, _>>()?;
    terminal::say(&table::table(&["to", "theirs", "yours", ""], &rows, table::width(true)));
    if messages.len() <= UNASKED {
        return Ok(());
    }
    if terminal::ask::confirm(&format!("{} messages will be scheduled. Continue?", messages.len()))? {
        Ok(())
    } else {
        Err(Failure::silent(Kind::Other))
    }
}

fn row(message: &Message, mine: &Zone, context: &Context) -> Result<Vec<String>, Failure> {
    let theirs = Zone::named(&message.to.zone)?;
    Ok(vec![
        message.to.label().to_owned(),
        moment::there(message.due, &theirs, mine, context.now),
        moment::here(message.due, &theirs, mine).unwrap_or_default(),
        moment::away(message.due - context.now),
    ])
}
