//! `mindful send-due`: what is due goes out. For cron and systemd: silent when there is nothing to say.

mod door;
mod online;
mod passes;
mod report;
mod search;
pub(super) mod session;

use chrono::{DateTime, Utc};
use clap::Args;

use crate::account;
use crate::context::Context;
use crate::delivery::succession::Stuck;
use crate::delivery::{self, Due, Job, Report};
use crate::failure::{Failure, Kind};
use crate::http::Budget;
use crate::message::{Attempt, Outcome};
use crate::queue::{Entry, Lock, Queue, SetAside, State, WAITING};
use crate::schedule::zone;
use crate::terminal;

use super::series::succeed;
use super::view::Ids;
use super::{kept_alive, limit, remind, strays, watch};
use online::courtesy;
use report::{show, worst};

pub(super) use online::{Work, may_send};
pub(super) use passes::online;
pub(super) use report::line;

const EXAMPLES: &str = "\
Examples:
  $ mindful send-due
  $ mindful send-due --dry-run --json";

/// Send messages that are due (run by the timer)
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct SendDue {
    /// Preview without sending
    #[arg(long)]
    dry_run: bool,
    /// Send at most N messages
    #[arg(long, value_name = "N", default_value_t = usize::MAX, hide_default_value = true)]
    limit: usize,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn run(args: &SendDue, verbose: bool, context: &Context) -> Result<(), Failure> {
    let (reports, end) = match due(context)? {
        Some(queue) if args.dry_run => (rehearse(&queue, &ready(&queue, context.now)?), Ok(())),
        Some(queue) => {
            let (reports, end) = deliver(&queue, args.limit, verbose, context);
            let end = limit::told(end.and_then(|()| kept_alive::keep(context)), context);
            let end = watch::note(end, &reports, verbose, context);
            (reports, end)
        }
        None if args.dry_run || !kept_alive::is_due(context) => {
            watch::idle(context);
            (Vec::new(), Ok(()))
        }
        None => {
            let end = limit::told(kept_alive::keep(context), context);
            (Vec::new(), watch::note(end, &[], verbose, context))
        }
    };
    // Cron mails every word; what went well is told only to somebody who looks.
    let talkative = verbose || args.dry_run || context.stderr_is_terminal;
    if args.json {
        terminal::json(&reports);
    } else if !reports.is_empty() {
        let queue = Queue::existing(&context.paths.queue()).ok().flatten();
        let ids = Ids::of(queue.as_ref(), context.stderr_is_terminal);
        show(&reports, &ids, args.dry_run, talkative);
    }
    worst(&reports, end)
}

/// Finds whether there is anything to do by reading names only; `None` is an idle run.
fn due(context: &Context) -> Result<Option<Queue>, Failure> {
    let Some(queue) = Queue::existing(&context.paths.queue())? else { return Ok(None) };
    let glance = queue.glance(context.now)?;
    let is_idle = !glance.is_due
        && queue.names(State::Sending)?.is_empty()
        && queue.behind()?.is_empty()
        && !(glance.waits && queue.has_other_rules(&zone::release()));
    Ok((!is_idle).then_some(queue))
}

fn ready(queue: &Queue, now: DateTime<Utc>) -> Result<Vec<Entry>, Failure> {
    let mut due = queue.entries(&WAITING)?;
    due.retain(|entry| entry.name.not_before <= now);
    Ok(due)
}

fn rehearse(queue: &Queue, due: &[Entry]) -> Vec<Report> {
    due.iter()
        .filter(|entry| entry.state != State::Unconfirmed)
        .filter_map(|entry| queue.read(entry).ok())
        .map(|message| Report::of(&message, Outcome::Sent, None))
        .collect()
}

/// Does what is due: recovers, plans, looks up, sends.
fn deliver(
    queue: &Queue,
    limit: usize,
    verbose: bool,
    context: &Context,
) -> (Vec<Report>, Result<(), Failure>) {
    let mut reports = Vec::new();
    let end = queue.lock().and_then(|lock| match lock {
        // What was settled has its successor, however the run ended.
        Some(lock) => under_lock(queue, &lock, limit, context, &mut reports)
            .and(succeed(queue, &lock, context).map(drop)),
        None => {
            // Cron need not hear it every minute.
            if verbose || context.stderr_is_terminal {
                terminal::warn(&remind::busy(queue, context));
            }
            Ok(())
        }
    });
    (reports, end)
}

fn under_lock(
    queue: &Queue,
    lock: &Lock,
    limit: usize,
    context: &Context,
    reports: &mut Vec<Report>,
) -> Result<(), Failure> {
    let left = tidy(queue, lock, context, reports)?;
    let end = claimed_work(queue, lock, limit, &left, context, reports);
    left.failures.iter().for_each(terminal::failure);
    let asides = lock.take_set_aside();
    asides.iter().for_each(|aside| terminal::warn(&terminal::escape(&set_aside(aside))));
    beside(end, !asides.is_empty(), !left.failures.is_empty())
}

/// Says that a second file of a message was in the way.
fn set_aside(aside: &SetAside) -> String {
    let SetAside { entry, path } = aside;
    format!(
        "`{}` was set aside from `{}`: another file of message `{}` has its place; it lies in `{}`; remove it if \
         `mindful show {}` shows what you want",
        entry.name,
        entry.state.as_str(),
        entry.name.id,
        path.display(),
        entry.name.id,
    )
}

/// Plans what is due, says what cannot be read, and sends the rest.
fn claimed_work(
    queue: &Queue,
    lock: &Lock,
    limit: usize,
    left: &Left,
    context: &Context,
    reports: &mut Vec<Report>,
) -> Result<(), Failure> {
    // Read again: whoever had the lock before may have sent what was due.
    let due = ready(queue, context.now)?;
    if let Some(until) = queue.paused_until(context.now) {
        let waits = due.iter().any(|entry| entry.state != State::Unconfirmed);
        return if waits { Err(limit::limited(until, context)) } else { Ok(()) };
    }
    let Due { jobs, held_back, damaged, newer, unread } = delivery::find(queue, due, context.now)?;
    let (unconfirmed, jobs): (Vec<_>, Vec<_>) =
        jobs.into_iter().partition(|job| job.entry.state == State::Unconfirmed);
    let searchable = searchable(unconfirmed, context)?;
    damaged.iter().chain(&unread).for_each(|words| terminal::warn(&terminal::escape(words)));
    let newer = newer.iter().map(|(path, why)| strays::Remark::newer(path, why));
    let stuck = left.stuck.iter().map(strays::Remark::stuck);
    let newly = watch::remark(newer.chain(stuck).collect(), strays::among(queue)?, context);
    let mut end = Ok(());
    if !searchable.is_empty() || !delivery::all_wait(&jobs, &held_back, courtesy(context), context.now) {
        let work = Work { jobs, held_back, unconfirmed: searchable, limit, urgent: false };
        let budget = Budget::since(context.started);
        end = crate::http::runtime()?.block_on(online(queue, lock, work, budget, context, reports));
    }
    beside(end, newly || !damaged.is_empty(), !unread.is_empty())
}

/// Brings to an end what earlier runs and changes left in the middle.
fn tidy(queue: &Queue, lock: &Lock, context: &Context, reports: &mut Vec<Report>) -> Result<Left, Failure> {
    let (recovered_now, mut failures) = queue.recover(lock)?;
    for entry in recovered_now {
        reports.extend(recovered(queue, &entry, context.now));
    }
    failures.extend(queue.put_back(lock)?);
    let _ = follow_rules(queue, lock); // A disk that refuses keeps nothing from going; the next run tries again.
    // What goes wrong is said at the end of the run; until then the next message of a series may lie in `tmp`.
    let stuck = succeed(queue, lock, context);
    if stuck.as_ref().is_ok_and(Vec::is_empty) {
        queue.sweep(lock, context.now);
    }
    Ok(Left { failures, stuck: stuck.unwrap_or_default() })
}

/// What earlier runs and changes left, and this one cannot bring to an end. Nothing else waits for it.
struct Left {
    /// Messages that the disk does not move; the next run tries again.
    failures: Vec<Failure>,
    /// Series that a person must help.
    stuck: Vec<Stuck>,
}

/// Ends a run beside files that are damaged or that the disk did not show: a person has to look, whatever Webex said.
fn beside(end: Result<(), Failure>, damaged: bool, unread: bool) -> Result<(), Failure> {
    match (end, unread, damaged) {
        (Err(failure), _, true) if failure.kind == Kind::Unreachable => {
            terminal::failure(&failure);
            Err(Failure::silent(Kind::NeedsPerson))
        }
        (Err(failure), _, _) => Err(failure),
        (Ok(()), true, _) => Err(Failure::silent(Kind::Other)),
        (Ok(()), false, true) => Err(Failure::silent(Kind::NeedsPerson)),
        (Ok(()), false, false) => Ok(()),
    }
}

/// Lets the names follow the zones' rules where these have changed since.
fn follow_rules(queue: &Queue, lock: &Lock) -> Result<(), Failure> {
    let release = zone::release();
    if !queue.has_other_rules(&release) {
        return Ok(());
    }
    delivery::follow_rules(queue, lock)?;
    queue.keep_rules(&release)
}

fn recovered(queue: &Queue, entry: &Entry, now: DateTime<Utc>) -> Option<Report> {
    let reason = "an earlier run ended while this message was on its way".to_owned();
    let attempt =
        Attempt { at: now, outcome: Outcome::Unconfirmed, reason: Some(reason.clone()), tracking_id: None };
    let _ = queue.note(&entry.name.id, |receipt| receipt.attempts.push(attempt));
    queue.read(entry).ok().map(|message| Report::of(&message, Outcome::Unconfirmed, Some(reason)))
}

/// Keeps the unconfirmed messages only where the login may read conversations.
fn searchable(unconfirmed: Vec<Job>, context: &Context) -> Result<Vec<Job>, Failure> {
    if unconfirmed.is_empty() {
        return Ok(unconfirmed);
    }
    let facts = account::facts(&context.paths)?;
    let may_read = facts.is_some_and(|facts| facts.allows("spark:messages_read"));
    Ok(if may_read { unconfirmed } else { Vec::new() })
}
