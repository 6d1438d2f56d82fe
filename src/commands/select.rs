//! Which messages a command acts on: ids, everything to somebody, or everything in a fitting state.
//!
//! Nothing is selected by accident: without a selector a command does nothing, `--yes` only skips the question, and
//! more than one message that wasn't named by its id is shown before anything happens to it.

use std::collections::HashSet;

use clap::Args;

use crate::account;
use crate::context::Context;
use crate::failure::{Failure, Kind};
use crate::message::{Id, Meant, Message, Recipient, Who, distinct};
use crate::people::Book;
use crate::queue::{Entry, Found, Queue, SHORTEST, State, Taken, Unreadable};
use crate::schedule::zone::Zone;
use crate::terminal::{self, ask, moment};

use super::{recipients, restore, series};

/// Ids, `--to` or `--all`.
#[derive(Args)]
#[group(skip)]
#[command(group(clap::ArgGroup::new("selector").required(true).args(["ids", "to", "all"])))]
pub(super) struct Selector {
    /// One or more ids (unique prefixes work)
    #[arg(value_name = "ID")]
    ids: Vec<String>,
    /// All matching messages to WHO; asks before more than one
    #[arg(long, value_name = "WHO")]
    to: Option<String>,
    /// All matching messages; asks before more than one
    #[arg(long)]
    all: bool,
    /// Skip the confirmation prompt
    #[arg(long, short = 'y')]
    pub(super) yes: bool,
}

/// What a command does to messages, and to which of them it can.
pub(super) struct Action {
    /// The command in the imperative, as in "Cancel 3 messages?".
    pub(super) verb: &'static str,
    /// What was done, as in "can be cancelled".
    pub(super) done: &'static str,
    /// The states it is for.
    pub(super) states: &'static [State],
}

impl Selector {
    /// Finds the messages. One that is named and in another state is an error that says its state.
    pub(super) fn find(
        &self,
        queue: &Queue,
        action: &Action,
        context: &Context,
    ) -> Result<Vec<Entry>, Failure> {
        self.find_where(queue, action, |_| true, context)
    }

    /// Finds the messages; of those that aren't named by their ids only the fitting ones.
    pub(super) fn find_where(
        &self,
        queue: &Queue,
        action: &Action,
        fits: impl Fn(&Entry) -> bool,
        context: &Context,
    ) -> Result<Vec<Entry>, Failure> {
        if !self.ids.is_empty() {
            return named(&self.ids, queue, action, context);
        }
        let mut found = queue.survey(action.states)?;
        found.retain(|entry| fits(entry));
        let found = match &self.to {
            Some(who) => to(who, queue, found, context)?,
            None => found,
        };
        if found.is_empty() {
            let whose = self.to.as_ref().map(|who| format!(" to `{who}`")).unwrap_or_default();
            return Err(Failure::new(Kind::Unknown, format!("no message{whose} can be {}", action.done))
                .hint("`mindful list --all` shows every message"));
        }
        if found.len() > 1 && !self.yes {
            confirm(queue, &found, action, context)?;
        }
        Ok(found)
    }
}

fn named(ids: &[String], queue: &Queue, action: &Action, context: &Context) -> Result<Vec<Entry>, Failure> {
    let mut found: Vec<Entry> = Vec::new();
    for id in ids {
        let entry = one(queue, id)?;
        fits(queue, &entry, action.states, action.done, context)
            .map_err(|why| series::hint(why, queue, &entry))?;
        if !found.contains(&entry) {
            found.push(entry);
        }
    }
    Ok(found)
}

/// Refuses a message in another state than these.
pub(super) fn fits(
    queue: &Queue,
    entry: &Entry,
    states: &[State],
    done: &str,
    context: &Context,
) -> Result<(), Failure> {
    if states.contains(&entry.state) {
        return Ok(());
    }
    let id = &entry.name.id;
    if entry.state.as_str() == done {
        return Err(Failure::other(format!("message `{id}` is already {done}")));
    }
    let state = match entry.state {
        State::Failed | State::Expired => format!("has {}", entry.state.as_str()),
        _ => format!("is {}", entry.state.as_str()),
    };
    let words: Vec<_> = states.iter().map(|state| state.as_str()).collect();
    let failure = Failure::other(format!("message `{id}` {state}"))
        .cause(format!("only {} messages can be {done}", terminal::either(&words)));
    Err(match entry.state {
        State::Cancelled if done == "moved" => failure
            .hint(format!("`mindful restore {id} --at \"tomorrow 9am\"` brings it back at another time")),
        State::Cancelled if done != "cancelled" => {
            failure.hint(format!("`{}` brings it back", restore::command(queue, entry, context)))
        }
        State::Failed | State::Expired => failure.hint(format!("`mindful retry {id}` sends it again")),
        _ => failure,
    })
}

/// Keeps the messages to one person, group or space.
fn to(who: &str, queue: &Queue, found: Vec<Entry>, context: &Context) -> Result<Vec<Entry>, Failure> {
    let read = |entry: Entry| queue.read(&entry).ok().map(|message| (entry, message));
    let messages: Vec<(Entry, Message)> = found.into_iter().filter_map(read).collect();
    let recipients: Vec<_> = messages.iter().map(|(_, message)| &message.to).collect();
    let places = match meant(who, queue, context)? {
        Whom::These(known) => among(&known, &recipients),
        Whom::Nobody => Vec::new(),
        Whom::Several(people) => return Err(several(who, &people)),
        Whom::Part(people) => return Err(part(who, &people)),
    };
    Ok(places.into_iter().map(|place| messages[place].0.clone()).collect())
}

/// Whom WHO means, among everyone the address book and the whole queue know.
pub(super) enum Whom {
    /// One person, space or group, by every address.
    These(HashSet<String>),
    /// Different people with this one name.
    Several(Vec<Recipient>),
    /// People whose names or addresses only begin so.
    Part(Vec<Recipient>),
    /// A person that nothing is known of.
    Nobody,
}

/// Reads WHO as every command does, but from local files alone.
pub(super) fn meant(who: &str, queue: &Queue, context: &Context) -> Result<Whom, Failure> {
    let book = Book::read(&context.paths.people_file())?;
    let facts = account::facts(&context.paths)?;
    let addresses = recipients::addresses(who, &book, facts.as_ref())?;
    let mut known = recipients::of_the_book(&book);
    let messages = queue.messages(&State::ALL)?;
    known.extend(messages.into_iter().filter_map(|(_, message)| message.ok()).map(|message| message.to));
    let known: Vec<&Recipient> = known.iter().collect();
    let people =
        |places: &[usize]| distinct(places, &known).into_iter().map(|at| known[at].clone()).collect();
    Ok(match (Who { typed: who, addresses }).among(&known) {
        Meant::These(places) => {
            Whom::These(places.iter().flat_map(|place| known[*place].conversations()).collect())
        }
        Meant::Several(places) => Whom::Several(people(&places)),
        Meant::Part(places) => Whom::Part(people(&places)),
        Meant::Nobody => Whom::Nobody,
    })
}

/// Returns the places of the recipients that have one of these addresses.
pub(super) fn among(known: &HashSet<String>, recipients: &[&Recipient]) -> Vec<usize> {
    let is_known = |place: &usize| recipients[*place].conversations().iter().any(|name| known.contains(name));
    (0..recipients.len()).filter(is_known).collect()
}

/// The most people that an error lists.
const MOST_LISTED: usize = 10;

/// Says who have the same name.
fn several(who: &str, people: &[Recipient]) -> Failure {
    let failure = Failure::new(Kind::Unknown, format!("`{who}` could be several people"));
    let listed = people.iter().take(MOST_LISTED).map(super::show::called);
    listed.fold(failure, Failure::cause).hint("give the address")
}

/// Says whose names begin so: a part is too little to act on.
fn part(who: &str, people: &[Recipient]) -> Failure {
    let failure = Failure::new(Kind::Unknown, format!("`{who}` is only part of a name or an address"));
    let listed = people.iter().take(MOST_LISTED).map(super::show::called);
    let failure = listed.fold(failure, Failure::cause);
    match people {
        [one] => failure.hint(format!("did you mean `{}`?", one.email().unwrap_or_else(|| one.to.address()))),
        _ => failure.hint("give the address"),
    }
}

/// Asks before a command does something to several messages that weren't named one by one.
fn confirm(queue: &Queue, found: &[Entry], action: &Action, context: &Context) -> Result<(), Failure> {
    let count = terminal::count(found.len(), "message");
    if !context.stdin_is_terminal || !context.stderr_is_terminal {
        return Err(Failure::usage(format!(
            "{count} would be {}, and can't prompt: not a terminal",
            action.done
        ))
        .hint("add --yes to confirm, or name the messages by their ids"));
    }
    let mine = recipients::my_zone(context)?;
    for entry in found {
        let about = about(queue, entry, &mine, context);
        terminal::must_see(&format!("  {about}  {}", entry.state.as_str()));
    }
    agree(&format!("{} {count}?", action.verb))
}

/// Asks, and ends the command quietly if the answer is no.
pub(super) fn agree(question: &str) -> Result<(), Failure> {
    if ask::confirm(question)? {
        return Ok(());
    }
    terminal::say("nothing was changed");
    Err(Failure::silent(Kind::Other))
}

/// Returns id, recipient and time of a message in one line, escaped.
pub(super) fn about(queue: &Queue, entry: &Entry, mine: &Zone, context: &Context) -> String {
    match queue.read(entry) {
        Ok(message) => line(&message, mine, context),
        Err(_) => entry.name.id.to_string(),
    }
}

/// Returns id, recipient and time of a message in one line, escaped.
pub(super) fn line(message: &Message, mine: &Zone, context: &Context) -> String {
    let theirs = Zone::named(&message.to.zone).unwrap_or_else(|_| mine.clone());
    let clocks = moment::both_clocks(message.due, &theirs, mine, context.now);
    format!("{}  {}  {clocks}", message.id, terminal::escape(message.to.label()))
}

/// Finds the one message that an id, or a unique prefix of one, names.
pub(super) fn one(queue: &Queue, typed: &str) -> Result<Entry, Failure> {
    match queue.find(typed)? {
        Found::One(entry) => Ok(entry),
        Found::Series(reached) => {
            let failure = Failure::new(Kind::Unknown, format!("message `{}` is gone", reached.series));
            Err(failure.hint(format!("its series goes on with message `{}`", reached.id())))
        }
        other => Err(not_one(typed, &other)),
    }
}

/// Says why what was typed names no message.
pub(super) fn not_one(typed: &str, found: &Found) -> Failure {
    match found {
        Found::Several(ids) => {
            let ids: Vec<_> = ids.iter().map(|id| id.as_str()).collect();
            Failure::new(Kind::Unknown, format!("`{typed}` could be {}", ids.join(", ")))
                .hint("type more of the id")
        }
        Found::TooShort => Failure::new(Kind::Unknown, format!("`{typed}` is too short for an id"))
            .hint(format!("type at least {SHORTEST} characters of it; `mindful list` shows the ids")),
        _ => Failure::new(Kind::Unknown, format!("no message `{typed}`"))
            .hint("`mindful list --all` shows every message"),
    }
}

/// Does something to each; one that can't be done holds up none of the others.
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

/// Takes a message; one that can't be read is named where it lies and left there.
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

/// Tells how to undo what was done to these messages.
pub(super) fn undo(command: &str, ids: &[Id], rest: &str) {
    if !ids.is_empty() {
        let ids: Vec<_> = ids.iter().map(Id::as_str).collect();
        terminal::say(&format!("undo: mindful {command} {}{rest}", ids.join(" ")));
    }
}
