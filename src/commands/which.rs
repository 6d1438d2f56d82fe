//! Which messages a command is about: ids, everything to somebody, or everything in a fitting state.

use clap::Args;

use crate::context::Context;
use crate::failure::{Failure, Kind};
use crate::message::Message;
use crate::queue::{Entry, Queue, State, Taken, Unreadable};
use crate::terminal::{self, ask};

use super::list::is_to;
use super::series;

/// How many messages a question names one by one.
const NAMED: usize = 10;

/// Ids, or a wish.
#[derive(Args)]
#[group(required = true, multiple = true, id = "which")]
pub(super) struct Which {
    /// One or more ids (unique prefixes work)
    #[arg(value_name = "ID", conflicts_with_all = ["to", "all"])]
    ids: Vec<String>,
    /// All matching messages to WHO
    #[arg(long, value_name = "WHO")]
    to: Option<String>,
    /// All matching messages
    #[arg(long)]
    all: bool,
    /// Skip the confirmation prompt
    #[arg(long, short = 'y')]
    yes: bool,
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
            return self.named(queue, fitting, verb);
        }
        let mut found = queue.survey(fitting)?;
        if let Some(who) = &self.to {
            found.retain(|entry| queue.read(entry).is_ok_and(|message| is_to(&message, Some(who))));
        }
        if found.is_empty() {
            return Err(Failure::new(Kind::Unknown, format!("there is no message that can be {verb}"))
                .hint("`mindful list --all` shows every message"));
        }
        self.agreed(queue, &found, verb, context)?;
        Ok(found)
    }

    fn named(&self, queue: &Queue, fitting: &[State], verb: &str) -> Result<Vec<Entry>, Failure> {
        let mut found: Vec<Entry> = Vec::new();
        for id in &self.ids {
            let entry = super::find(queue, id)?;
            let entry = fits(&entry, fitting, verb)
                .map_err(|why| series::hint(why, queue, &entry))
                .map(|()| entry)?;
            if !found.contains(&entry) {
                found.push(entry);
            }
        }
        Ok(found)
    }

    /// Asks before a wish that names no message does something to many.
    fn agreed(&self, queue: &Queue, found: &[Entry], verb: &str, context: &Context) -> Result<(), Failure> {
        if self.yes || !context.stdin_is_terminal && !self.all {
            return Ok(()); // A script said whom it meant.
        }
        if !context.stdin_is_terminal {
            return Err(Failure::usage(format!(
                "--all asks before messages are {verb}, and there is no terminal"
            ))
            .hint("add --yes if that is meant"));
        }
        for entry in found.iter().take(NAMED) {
            let label = queue.read(entry).map(|message| message.to.label().to_owned()).unwrap_or_default();
            terminal::must_see(&format!("  {}  {}", entry.name.id, terminal::escape(&label)));
        }
        if found.len() > NAMED {
            terminal::must_see(&format!("  and {} more", found.len() - NAMED));
        }
        let count = terminal::count(found.len(), "message");
        if ask::confirm(&format!("{count} will be {verb}. Go on?"))? {
            return Ok(());
        }
        terminal::say("nothing was done");
        Err(Failure::silent(Kind::Other))
    }
}

fn fits(entry: &Entry, fitting: &[State], verb: &str) -> Result<(), Failure> {
    if fitting.contains(&entry.state) {
        return Ok(());
    }
    let words: Vec<_> = fitting.iter().map(|state| state.as_str()).collect();
    Err(Failure::other(format!("message `{}` is {}", entry.name.id, entry.state.as_str()))
        .cause(format!("what can be {verb} is {}", words.join(" or "))))
}

/// Does something to each; one that cannot be done holds up none of the others.
pub(super) fn each(
    entries: &[Entry],
    mut act: impl FnMut(&Entry) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let failures: Vec<_> = entries.iter().filter_map(|entry| act(entry).err()).collect();
    let Some((last, others)) = failures.split_last() else { return Ok(()) };
    others.iter().for_each(terminal::failure);
    Err(last.clone())
}

/// Changes a message that is out of everybody's reach meanwhile, and schedules it with the change.
pub(super) fn changed(
    queue: &Queue,
    entry: &Entry,
    change: impl FnOnce(&mut Message),
) -> Result<Message, Failure> {
    let taken = take(queue, entry)?;
    match super::show::read(queue, &taken.entry()) {
        Ok(mut message) => {
            change(&mut message);
            taken.put(&message).map(|()| message)
        }
        Err(failure) => taken.back().and(Err(failure)),
    }
}

/// Takes a message; one that cannot be read is named where it lies and left there.
pub(super) fn take<'a>(queue: &'a Queue, entry: &Entry) -> Result<Taken<'a>, Failure> {
    match queue.read(entry) {
        Ok(_) | Err(Unreadable::Gone) => queue.take(entry)?.ok_or_else(|| too_late(entry)),
        Err(why) => Err(super::show::unreadable(queue, entry, why)),
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
