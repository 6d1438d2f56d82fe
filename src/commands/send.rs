//! `mindful send`: these messages, now, whatever the hour.

use std::time::Instant;

use clap::Args;

use crate::context::Context;
use crate::delivery::{HeldBack, Job};
use crate::failure::{Failure, Kind};
use crate::http::Budget;
use crate::message::{Id, Outcome, PAUSED};
use crate::queue::{self, Entry, Queue, State};
use crate::terminal;

use super::select::{self, Action, Selector};
use super::send_due::{Work, line, online};
use super::series::{current, succeed};
use super::view::Ids;

const EXAMPLES: &str = "\
Examples:
  $ mindful send k3f9
  $ mindful send --to ada@example.com";

/// Send messages now
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Send {
    #[command(flatten)]
    selector: Selector,
}

/// What has not gone yet.
pub(super) const STATES: [State; 2] = [State::Scheduled, State::Held];

const SEND: Action = Action { verb: "Send", done: "sent", states: &STATES };

pub(super) fn run(args: &Send, context: &Context) -> Result<(), Failure> {
    let queue = super::queue(context)?;
    // Asked before the lock is taken: a question that nobody answers must not keep the timer from sending.
    let entries = args.selector.find(&queue, &SEND, context)?;
    let lock = queue.lock()?.ok_or_else(|| {
        Failure::other("another `mindful` is sending right now").hint("try again in a moment")
    })?;
    let paused = paused(&entries);
    let jobs = entries.into_iter().map(|entry| job(&queue, entry)).collect::<Result<Vec<_>, _>>()?;
    let work =
        Work { jobs, held_back: HeldBack::new(), unconfirmed: Vec::new(), limit: usize::MAX, urgent: true };
    let mut reports = Vec::new();
    let end = crate::http::runtime()?.block_on(online(
        &queue,
        &lock,
        work,
        Budget::since(Instant::now()),
        context,
        &mut reports,
    ));
    let end = end.and(succeed(&queue, &lock, context).map(drop));
    let ids = Ids::of(Some(&queue), context.stderr_is_terminal);
    reports.iter().for_each(|report| terminal::say(&line(report, &ids, "")));
    let sent = reports.iter().filter(|report| report.outcome == Outcome::Sent);
    select::undo("recall", &sent.filter_map(|report| Id::parse(&report.id)).collect::<Vec<_>>(), "");
    paused.iter().for_each(|id| tell_paused(&queue, id));
    end?;
    match reports.iter().find(|report| report.outcome != Outcome::Sent) {
        None => Ok(()),
        Some(report) if report.outcome == Outcome::Deferred => Err(Failure::silent(Kind::Unreachable)),
        Some(_) => Err(Failure::silent(Kind::NeedsPerson)),
    }
}

/// Returns the messages whose series is paused.
fn paused(entries: &[Entry]) -> Vec<Id> {
    let paused = entries.iter().filter(|entry| entry.name.not_before == queue::paused());
    paused.map(|entry| entry.name.id.clone()).collect()
}

/// Says that a series stays paused although one of its messages was sent.
fn tell_paused(queue: &Queue, id: &Id) {
    if let Ok(current) = current(queue, id.as_str())
        && current.entry.name.not_before == queue::paused()
    {
        let id = &current.message.id;
        terminal::say(&format!("note: {PAUSED}; `mindful resume {id}` lets it go on"));
    }
}

fn job(queue: &Queue, entry: Entry) -> Result<Job, Failure> {
    let message = super::show::read(queue, &entry)?;
    Ok(Job { entry, message })
}
