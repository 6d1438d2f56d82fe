//! `mindful move`: another time for messages that wait.

use chrono::Timelike;
use clap::Args;

use crate::context::Context;
use crate::failure::Failure;
use crate::message::{Message, Wall};
use crate::people::Book;
use crate::queue::{Entry, Queue, State};
use crate::schedule::{SendAt, zone::Zone};
use crate::terminal::{self, moment};

use super::clock::{At, Clock, whose_clock};
use super::recipients;
use super::select::{Action, Selector, changed, each};
use super::view::Ids;

const EXAMPLES: &str = concat!(
    "\
Examples:
  $ mindful move k3f9 --at \"friday 11am\"
  $ mindful move k3f9 x7q2 --at \"tomorrow 9am\" --tz theirs
  $ mindful move k3f9 --in 2h
",
    whose_clock!()
);

/// Reschedule messages
#[derive(Args)]
#[command(after_help = EXAMPLES)]
#[command(group(clap::ArgGroup::new("time").required(true).args(["at", "after"])))]
pub(super) struct Move {
    #[command(flatten)]
    selector: Selector,
    #[command(flatten)]
    at: At,
}

/// What waits. A cancelled message comes back by `restore` alone.
pub(super) const STATES: [State; 2] = [State::Scheduled, State::Held];

const MOVE: Action = Action { verb: "Move", done: "moved", states: &STATES };

pub(super) fn run(args: &Move, context: &Context) -> Result<(), Failure> {
    let queue = super::queue(context)?;
    let mine = recipients::my_zone(context)?;
    let book = Book::read(&context.paths.people_file())?;
    let entries = args.selector.find(&queue, &MOVE, context)?;
    let phrase = args.at.phrase().unwrap_or_default();
    // The time is read for everybody first: a word that is not understood moves nothing.
    let times = entries
        .iter()
        .map(|entry| {
            let message = super::show::read(&queue, entry)?;
            when(&phrase, &args.at.clock, &message, &book, &mine, context)
        })
        .collect::<Result<Vec<_>, _>>()?;
    let mut times = times.into_iter();
    each(&entries, |entry| match times.next() {
        Some(at) => one(&queue, entry, at, &mine, context),
        None => Ok(()),
    })
}

/// Reads a time as it is meant for the person a message is to.
pub(super) fn when(
    phrase: &str,
    clock: &Clock,
    message: &Message,
    book: &Book,
    mine: &Zone,
    context: &Context,
) -> Result<SendAt, Failure> {
    let theirs = recipients::calendar(book, &message.to, &context.config.work)?;
    clock.read(phrase, &theirs, mine, context)
}

/// Gives a message this time.
pub(super) fn aim(message: &mut Message, at: &SendAt) {
    message.due = super::schedule::seconds(at.at);
    message.wall = at.wall.and_then(|time| Wall::of(time, at.zone.name(), at.at));
    message.at_given = true;
    message.stands();
}

/// Prints a message that has a new time, and what is to be known of it.
pub(super) fn show(queue: &Queue, message: &Message, at: &SendAt, mine: &Zone, context: &Context) {
    let theirs = Zone::named(&message.to.zone).unwrap_or_else(|_| mine.clone());
    let clocks = moment::all_clocks(message.due, &theirs, mine, Some(&at.zone), context.now);
    let ids = Ids::of(Some(queue), context.stdout_is_terminal);
    let id = ids.shown(message.id.as_str());
    terminal::out(&format!("{id}  {}  {clocks}", terminal::escape(message.to.label())));
    at.notes.iter().for_each(|note| terminal::say(&format!("note: {}", terminal::escape(note))));
}

fn one(queue: &Queue, entry: &Entry, at: SendAt, mine: &Zone, context: &Context) -> Result<(), Failure> {
    let mut before = None;
    let message = changed(queue, entry, |message| {
        before = Some(message.clone());
        aim(message, &at);
    })?;
    show(queue, &message, &at, mine, context);
    if let Some(before) = before.filter(|before| before.due > context.now) {
        terminal::say(&format!("undo: mindful move {} --at \"{}\"", message.id, phrase(&before)));
    }
    Ok(())
}

/// Returns the time of a message as `--at` takes it.
fn phrase(message: &Message) -> String {
    match &message.wall {
        Some(wall) if wall.time.second() == 0 => {
            format!("{} {}", wall.time.format("%Y-%m-%d %H:%M"), wall.zone)
        }
        Some(_) | None => super::view::utc(message.due),
    }
}
