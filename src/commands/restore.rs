//! `mindful restore`: what was cancelled waits again. What may have been sent is never sent again without a word.

use chrono::TimeDelta;
use clap::Args;

use crate::context::Context;
use crate::failure::Failure;
use crate::message::{Id, Message, Outcome, PAUSED, Receipt};
use crate::people::Book;
use crate::queue::{Entry, Queue, State, paused};
use crate::schedule::{SendAt, zone::Zone};
use crate::terminal;

use super::clock::At;
use super::select::{self, Action, Selector, changed, each, too_late};
use super::{move_to, recipients};

const EXAMPLES: &str = "\
Examples:
  $ mindful restore k3f9
  $ mindful restore k3f9 --at \"tomorrow 9am\"";

/// Restore cancelled messages
///
/// Without --at or --in each gets the time it had.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Restore {
    #[command(flatten)]
    selector: Selector,
    #[command(flatten)]
    at: At,
}

/// What was taken back.
pub(super) const STATES: [State; 1] = [State::Cancelled];

const RESTORE: Action = Action { verb: "Restore", done: "restored", states: &STATES };

/// What becomes of one cancelled message.
enum Plan {
    /// It waits for the time it had.
    Back,
    /// It is unconfirmed again, and looked for.
    Reopened,
    /// It waits for this time.
    At(Box<SendAt>),
    /// Its series is paused again, with another time where one is given.
    Paused(Option<Box<SendAt>>),
}

pub(super) fn run(args: &Restore, context: &Context) -> Result<(), Failure> {
    let queue = super::queue(context)?;
    let mine = recipients::my_zone(context)?;
    let book = Book::read(&context.paths.people_file())?;
    let entries = args.selector.find(&queue, &RESTORE, context)?;
    // Every time is read first: one that can't be read restores nothing.
    let mut plans = Vec::new();
    for entry in &entries {
        plans.push(plan(args, &queue, entry, &book, &mine, context)?);
    }
    agreed(args, &queue, &entries, &plans, &mine, context)?;
    let (mut plans, mut done) = (plans.into_iter(), Vec::new());
    let end = each(&entries, |entry| {
        let Some(plan) = plans.next() else { return Ok(()) };
        restore(&queue, entry, plan, &mine, context)?;
        done.push(entry.name.id.clone());
        Ok(())
    });
    select::undo("cancel", &done, "");
    end
}

fn plan(
    args: &Restore,
    queue: &Queue,
    entry: &Entry,
    book: &Book,
    mine: &Zone,
    context: &Context,
) -> Result<Plan, Failure> {
    let message = super::show::read(queue, entry)?;
    let phrase = args.at.phrase();
    let at = phrase.map(|phrase| move_to::when(&phrase, &args.at.clock, &message, book, mine, context));
    let at = at.transpose()?.map(Box::new);
    Ok(match at {
        at if was_paused(queue, entry)? => Plan::Paused(at),
        Some(at) => Plan::At(at),
        None if entry.name.search.is_some() => Plan::Reopened,
        None => Plan::Back,
    })
}

/// Asks before a message that may have been sent would be sent again.
fn agreed(
    args: &Restore,
    queue: &Queue,
    entries: &[Entry],
    plans: &[Plan],
    mine: &Zone,
    context: &Context,
) -> Result<(), Failure> {
    let again = entries.iter().zip(plans).filter(|(entry, plan)| {
        !matches!(plan, Plan::Reopened) && may_have_been_sent(entry, &queue.receipt(&entry.name.id))
    });
    let again: Vec<&Entry> = again.map(|(entry, _)| entry).collect();
    if !again.is_empty() && args.selector.yes {
        terminal::say("note: it may have arrived already; then it arrives twice");
    }
    if again.is_empty() || args.selector.yes {
        return Ok(());
    }
    if !context.stdin_is_terminal || !context.stderr_is_terminal {
        let ids: Vec<_> = again.iter().map(|entry| format!("`{}`", entry.name.id)).collect();
        return Err(Failure::usage(format!("message {} may have been sent already", ids.join(", ")))
            .cause("restored, it is sent once more")
            .hint("look at the conversation, then add --yes to confirm"));
    }
    for entry in &again {
        let about = select::about(queue, entry, mine, context);
        terminal::must_see(&format!("  {about}  may have been sent already"));
    }
    select::agree(&format!("Send {} once more?", terminal::count(again.len(), "message")))
}

/// Checks whether a cancelled message may have reached Webex before it was cancelled.
pub(super) fn may_have_been_sent(entry: &Entry, receipt: &Receipt) -> bool {
    let last = receipt.attempts.last().map(|attempt| attempt.outcome);
    let attempted = matches!(last, Some(Outcome::Unconfirmed | Outcome::Sent));
    entry.name.search.is_some() || receipt.sent.is_some() || attempted
}

fn restore(queue: &Queue, entry: &Entry, plan: Plan, mine: &Zone, context: &Context) -> Result<(), Failure> {
    match plan {
        Plan::At(at) => {
            let message = changed(queue, entry, |message| move_to::aim(message, &at))?;
            move_to::show(queue, &message, &at, mine, context);
        }
        Plan::Paused(at) => {
            let held = Entry { state: State::Held, name: entry.name.plain().at(paused()) };
            if !queue.file(entry, held.state, held.name.not_before)? {
                return Err(too_late(entry));
            }
            if let Some(at) = at {
                changed(queue, &held, |message| move_to::aim(message, &at))?;
            }
            terminal::say(&format!("Restored {}", select::about(queue, &held, mine, context)));
            terminal::say(&format!("note: {PAUSED}; `mindful resume {}` lets it go on", entry.name.id));
        }
        Plan::Reopened => {
            let about = select::about(queue, entry, mine, context);
            if !queue.reopen(entry, context.now)? {
                return Err(too_late(entry));
            }
            terminal::say(&format!("Restored as unconfirmed: {about}"));
            let id = &entry.name.id;
            terminal::say(&format!(
                "note: it may have been sent already; `mindful confirm {id}` if it arrived, `mindful retry {id}` if not"
            ));
        }
        Plan::Back => {
            let message = super::show::read(queue, entry)?;
            if !keeps_time(&message, context) {
                return Err(past(&message));
            }
            if !queue.file(entry, State::Scheduled, message.due)? {
                return Err(too_late(entry));
            }
            terminal::say(&format!("Restored {}", select::line(&message, mine, context)));
        }
    }
    Ok(())
}

/// Checks whether a cancelled message is one that counts and was paused.
fn was_paused(queue: &Queue, entry: &Entry) -> Result<bool, Failure> {
    let id = &entry.name.id;
    Ok(entry.name.search.is_none()
        && queue.receipt(id).is_paused()
        && queue.series()?.iter().any(|reached| reached.id() == *id))
}

/// Checks whether a message that is restored now would still be on time.
pub(super) fn keeps_time(message: &Message, context: &Context) -> bool {
    context.now - message.due <= TimeDelta::from_std(context.config.grace).unwrap_or(TimeDelta::MAX)
}

/// Returns the command that brings a cancelled message back: at its time, or now where that is past.
pub(super) fn command(queue: &Queue, entry: &Entry, context: &Context) -> String {
    let id = &entry.name.id;
    let is_past = queue.read(entry).is_ok_and(|message| !keeps_time(&message, context));
    let needs_time = is_past && entry.name.search.is_none() && !was_paused(queue, entry).unwrap_or(false);
    format!("mindful restore {id}{}", if needs_time { " --at now" } else { "" })
}

fn past(message: &Message) -> Failure {
    let id: &Id = &message.id;
    let failure = Failure::other(format!("the time of message `{id}` is past"));
    let failure = match message.series {
        Some(_) => failure.hint(format!("`mindful resume {id}` continues its series with the next date")),
        None => failure,
    };
    failure.hint(format!(
        "`mindful restore {id} --at now` sends it with the next run, and --at \"tomorrow 9am\" then"
    ))
}
