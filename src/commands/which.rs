//! Which messages a command is about: ids, everything to somebody, or everything in a fitting state.

use clap::Args;

use crate::context::Context;
use crate::failure::{Failure, Kind};
use crate::queue::{Entry, Queue, State};
use crate::terminal;

use super::list::is_to;

/// Ids, or a wish.
#[derive(Args)]
#[group(required = true, multiple = true)]
pub(super) struct Which {
    /// Ids, or the beginnings of some
    #[arg(value_name = "ID", conflicts_with_all = ["to", "all"])]
    ids: Vec<String>,
    /// Every fitting message to them: part of a name or address
    #[arg(long, value_name = "WHO", conflicts_with = "all")]
    to: Option<String>,
    /// Every fitting message
    #[arg(long)]
    all: bool,
}

impl Which {
    /// Finds the messages; a named one in another state than these is an error that says which.
    pub(super) fn find(
        &self,
        queue: &Queue,
        fitting: &[State],
        verb: &str,
        context: &Context,
    ) -> Result<Vec<Entry>, Failure> {
        if !self.ids.is_empty() {
            return self.ids.iter().map(|id| fits(super::find(queue, id)?, fitting, verb)).collect();
        }
        let mut found = queue.survey(fitting)?;
        if let Some(who) = &self.to {
            found.retain(|entry| queue.read(entry).is_ok_and(|message| is_to(&message, Some(who))));
        }
        if found.is_empty() {
            return Err(Failure::new(Kind::Unknown, format!("there is no message that can be {verb}"))
                .hint("`mindful list --all` shows every message"));
        }
        agreed(found.len(), verb, context)?;
        Ok(found)
    }
}

fn fits(entry: Entry, fitting: &[State], verb: &str) -> Result<Entry, Failure> {
    if fitting.contains(&entry.state) {
        return Ok(entry);
    }
    let words: Vec<_> = fitting.iter().map(|state| state.as_str()).collect();
    Err(Failure::other(format!("message `{}` is {}", entry.name.id, entry.state.as_str()))
        .cause(format!("what can be {verb} is {}", words.join(" or "))))
}

/// Asks before a wish that names no message does something to many.
fn agreed(count: usize, verb: &str, context: &Context) -> Result<(), Failure> {
    if !context.stdin_is_terminal {
        return Ok(()); // A script said what it meant.
    }
    if terminal::agrees(&format!("{count} messages will be {verb}. Go on?"))? {
        Ok(())
    } else {
        Err(Failure::silent(Kind::Other))
    }
}

/// Says that a delivery took the message first.
pub(super) fn too_late(entry: &Entry) -> Failure {
    let id = &entry.name.id;
    Failure::other(format!("message `{id}` has just been taken to be sent"))
        .hint(format!("`mindful show {id}` shows what became of it"))
}

/// Says that it was done, message by message.
pub(super) fn done(entry: &Entry, what: &str) {
    terminal::say(&format!("{} is {what}", entry.name.id));
}
