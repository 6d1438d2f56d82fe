//! `mindful move`: another time for messages that wait.

use clap::Args;

use crate::context::Context;
use crate::failure::Failure;
use crate::message::{Message, Wall};
use crate::people::Book;
use crate::queue::{Entry, Queue, State};
use crate::schedule::{self, Asked, SendAt, zone::Zone};
use crate::terminal::{self, moment};

use super::recipients;
use super::which::{Which, changed, each};

const EXAMPLES: &str = "\
Examples:
  $ mindful move k3f9 --at \"friday 11am\"
  $ mindful move k3f9 x7q2 --at \"tomorrow 9am\" --tz theirs";

/// Reschedule messages
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Move {
    #[command(flatten)]
    which: Which,
    /// New time
    #[arg(long, value_name = "WHEN", required = true)]
    at: String,
    /// Whose clock WHEN is on: mine, theirs, an IANA zone or a city
    #[arg(long, value_name = "ZONE", default_value = "mine")]
    tz: String,
}

pub(super) const STATES: [State; 3] = [State::Scheduled, State::Held, State::Cancelled];

pub(super) fn run(args: &Move, context: &Context) -> Result<(), Failure> {
    let queue = super::queue(context)?;
    let mine = recipients::my_zone(context)?;
    let book = Book::read(&context.paths.people_file())?;
    let entries = args.which.find(&queue, &STATES, "moved", context)?;
    // The time is read for everybody first: a word that is not understood moves nothing.
    let times = entries
        .iter()
        .map(|entry| when(args, &super::show::read(&queue, entry)?, &book, &mine, context))
        .collect::<Result<Vec<_>, _>>()?;
    let mut times = times.into_iter();
    each(&entries, |entry| match times.next() {
        Some(at) => one(&queue, entry, at, &mine, context),
        None => Ok(()),
    })
}

fn when(
    args: &Move,
    message: &Message,
    book: &Book,
    mine: &Zone,
    context: &Context,
) -> Result<SendAt, Failure> {
    let theirs = recipients::calendar(book, &message.to, &context.config.work)?;
    let clock = recipients::clock(&args.tz, &theirs.zone, mine)?;
    schedule::read(&args.at, &Asked { now: context.now, clock: &clock, mine, theirs: &theirs })
}

fn one(queue: &Queue, entry: &Entry, at: SendAt, mine: &Zone, context: &Context) -> Result<(), Failure> {
    let message = changed(queue, entry, |message| {
        message.due = super::schedule::seconds(at.at);
        message.wall = at.wall.and_then(|time| Wall::of(time, at.zone.name(), at.at));
        message.at_given = true;
        message.stands();
    })?;
    let theirs = Zone::named(&message.to.zone)?;
    let clocks = moment::both_clocks(message.due, &theirs, mine, context.now);
    terminal::out(&format!("{}  {}  {clocks}", message.id, terminal::escape(message.to.label())));
    at.notes.iter().for_each(|note| terminal::say(&format!("note: {}", terminal::escape(note))));
    Ok(())
}
