//! One run in passes: what becomes due while a file is uploaded doesn't wait for the end of that.

use std::cell::Cell;
use std::time::Duration;

use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;

use crate::context::Context;
use crate::delivery::{self, Due, Lanes, Report};
use crate::failure::{Failure, Kind};
use crate::http::Budget;
use crate::queue::{Lock, Queue, State};
use crate::terminal;

use super::online::{Run, Work, courtesy, pass, told_to_end};
use super::ready;

/// How often a run that is uploading looks whether something else is due.
const LOOK: Duration = Duration::from_secs(5);

/// Does the work, and while that takes longer than a run may claim, what becomes due beside it.
pub(in crate::commands) async fn online(
    queue: &Queue,
    lock: &Lock,
    work: Work,
    budget: Budget,
    context: &Context,
    reports: &mut Vec<Report>,
) -> Result<(), Failure> {
    let lanes = Lanes::new(context.config.concurrency);
    let run = Run { queue, lock, lanes: &lanes };
    let goes_on = Cell::new(work.limit == usize::MAX);
    let latest = std::cell::RefCell::new(budget.clone());
    let mut passes = FuturesUnordered::new();
    passes.push(one(&run, work, budget, context.clone()));
    let mut end = Ok(());
    let mut interrupted = std::pin::pin!(told_to_end());
    loop {
        tokio::select! {
            passed = passes.next() => match passed {
                Some((passed, told)) => {
                    goes_on.set(goes_on.get() && passed.is_ok());
                    end = worse(end, passed);
                    reports.extend(told);
                }
                None => return end,
            },
            () = &mut interrupted, if goes_on.get() => goes_on.set(false),
            () = tokio::time::sleep(LOOK), if goes_on.get() => {
                // Only an upload may take longer than a minute, and not beside a pass that still claims: each message has
                // one that plans it.
                if !lanes.is_uploading() || latest.borrow().allows_a_claim() {
                    continue;
                }
                let context = context.renewed();
                match beside(queue, &context) {
                    Ok(None) => {}
                    Ok(Some(work)) => {
                        let budget = Budget::since(context.started);
                        latest.replace(budget.clone());
                        passes.push(one(&run, work, budget, context));
                    }
                    Err(failure) => {
                        goes_on.set(false);
                        end = worse(end, Err(failure));
                    }
                }
            }
        }
    }
}

/// One pass with a moment, a proof and a budget to itself.
async fn one(
    run: &Run<'_>,
    work: Work,
    budget: Budget,
    context: Context,
) -> (Result<(), Failure>, Vec<Report>) {
    let mut reports = Vec::new();
    let end = pass(run, work, budget, &context, &mut reports).await;
    (end, reports)
}

/// Finds what is due beside the uploads. What stands behind one of them in its conversation waits.
fn beside(queue: &Queue, context: &Context) -> Result<Option<Work>, Failure> {
    let mut due = ready(queue, context.now)?;
    due.retain(|entry| entry.state != State::Unconfirmed);
    let Due { jobs, held_back, damaged, unread, newer: _ } = delivery::find(queue, due, context.now)?;
    damaged.iter().chain(&unread).for_each(|words| terminal::warn(&terminal::escape(words)));
    if delivery::all_wait(&jobs, &held_back, courtesy(context), context.now) {
        return Ok(None);
    }
    Ok(Some(Work { jobs, held_back, unconfirmed: Vec::new(), limit: usize::MAX, urgent: false }))
}

/// Keeps what a person has to hear first: 4, 3, anything else, 6.
fn worse(one: Result<(), Failure>, other: Result<(), Failure>) -> Result<(), Failure> {
    let rank = |end: &Result<(), Failure>| match end {
        Ok(()) => 0,
        Err(failure) if failure.kind == Kind::Unreachable => 1,
        Err(failure) if failure.kind == Kind::Login => 3,
        Err(failure) if failure.kind == Kind::Keyring => 4,
        Err(_) => 2,
    };
    if rank(&other) > rank(&one) { other } else { one }
}
