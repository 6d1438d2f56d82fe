//! `mindful send-due`: what is due goes out. For cron and systemd: silent when there is nothing to say.

use chrono::{DateTime, TimeDelta, Utc};
use clap::Args;

use crate::account::{self, Patience};
use crate::context::Context;
use crate::delivery::{self, Clocks, Courtesy, Due, Halt, HeldBack, Job, Plan, Report, Run};
use crate::failure::{Failure, Kind};
use crate::message::{Attempt, Message, Outcome};
use crate::queue::{Entry, Lock, Queue, State, WAITING};
use crate::schedule::zone;
use crate::terminal::{self, Progress};

use super::door::Door;
use super::kept_alive;
use super::recipients;
use super::search;
use super::series::succeed;
use super::session::{self, Session};
use super::watch;

const EXAMPLES: &str = "\
Examples:
  $ mindful send-due
  $ mindful send-due --dry-run --json";

/// Send the messages that are due
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct SendDue {
    /// Show what would be sent and send nothing
    #[arg(long)]
    dry_run: bool,
    /// Send at most so many messages
    #[arg(long, value_name = "N", default_value_t = usize::MAX, hide_default_value = true)]
    limit: usize,
    /// Print what was done as JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn run(args: &SendDue, verbose: bool, context: &Context) -> Result<(), Failure> {
    let (reports, end) = match due(context)? {
        Some(queue) if args.dry_run => (rehearse(&queue, &ready(&queue, context.now)?), Ok(())),
        Some(queue) => {
            let (reports, end) = deliver(&queue, args.limit, context);
            let end = watch::note(end.and_then(|()| kept_alive::keep(context)), &reports, verbose, context);
            (reports, end)
        }
        None if args.dry_run || !kept_alive::is_due(context) => {
            watch::idle(context);
            (Vec::new(), Ok(()))
        }
        None => (Vec::new(), watch::note(kept_alive::keep(context), &[], verbose, context)),
    };
    // Cron mails every word; what went well is told only to somebody who looks.
    let talkative = verbose || args.dry_run || context.stderr_is_terminal;
    show(&reports, args.json, args.dry_run, talkative);
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
fn deliver(queue: &Queue, limit: usize, context: &Context) -> (Vec<Report>, Result<(), Failure>) {
    let mut reports = Vec::new();
    let end = queue.lock().and_then(|lock| match lock {
        // What was settled has its successor, however the run ended.
        Some(lock) => {
            under_lock(queue, &lock, limit, context, &mut reports).and(succeed(queue, &lock, context))
        }
        None => Ok(()), // Another run is at it.
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
    for entry in queue.recover(lock)? {
        reports.extend(recovered(queue, &entry, context.now));
    }
    queue.put_back(lock)?;
    let _ = follow_rules(queue, lock); // A disk that refuses keeps nothing from going; the next run tries again.
    // What goes wrong is said at the end of the run; until then the next message of a series may lie in `tmp`.
    if succeed(queue, lock, context).is_ok() {
        queue.sweep(lock, context.now);
    }
    // Read again: whoever had the lock before may have sent what was due.
    let due = ready(queue, context.now)?;
    if let Some(until) = queue.paused_until(context.now) {
        let waits = due.iter().any(|entry| entry.state != State::Unconfirmed);
        return if waits { Err(paused(until, context)) } else { Ok(()) };
    }
    let Due { jobs, held_back, damaged, unread } = delivery::find(queue, due, context.now)?;
    let (unconfirmed, jobs): (Vec<_>, Vec<_>) =
        jobs.into_iter().partition(|job| job.entry.state == State::Unconfirmed);
    let searchable = searchable(unconfirmed, context)?;
    damaged.iter().chain(&unread).for_each(|words| terminal::warn(&terminal::escape(words)));
    let mut end = Ok(());
    if !searchable.is_empty() || !delivery::all_wait(&jobs, &held_back, courtesy(context), context.now) {
        let work = Work { jobs, held_back, unconfirmed: searchable, limit, urgent: false };
        end = crate::http::runtime()?.block_on(online(queue, lock, work, context, reports));
    }
    match (end, unread.is_empty(), damaged.is_empty()) {
        (Err(failure), _, false) if failure.kind == Kind::Unreachable => {
            terminal::failure(&failure);
            Err(Failure::silent(Kind::NeedsPerson))
        }
        (Err(failure), _, _) => Err(failure),
        (Ok(()), false, _) => Err(Failure::silent(Kind::Other)),
        (Ok(()), true, false) => Err(Failure::silent(Kind::NeedsPerson)),
        (Ok(()), true, true) => Ok(()),
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

fn paused(until: DateTime<Utc>, context: &Context) -> Failure {
    if !context.stderr_is_terminal {
        return Failure::silent(Kind::Unreachable); // Cron need not hear it every minute.
    }
    let wait = terminal::moment::away(until - context.now);
    Failure::new(Kind::Unreachable, format!("Webex limits this account; the next attempt is {wait}"))
        .hint("nothing is lost")
}

/// What a run takes to Webex.
pub(super) struct Work {
    /// What is due.
    pub(super) jobs: Vec<Job>,
    /// What waits behind something open.
    pub(super) held_back: HeldBack,
    /// What is looked for.
    pub(super) unconfirmed: Vec<Job>,
    /// At most so many are sent.
    pub(super) limit: usize,
    /// A person said "now": the hour and what they are doing do not matter.
    pub(super) urgent: bool,
}

fn courtesy(context: &Context) -> Courtesy {
    let span = |span| TimeDelta::from_std(span).unwrap_or(TimeDelta::MAX);
    Courtesy { grace: span(context.config.grace), give_up: span(context.config.give_up) }
}

fn plan(queue: &Queue, lock: &Lock, work: Work, context: &Context) -> Result<Plan, Failure> {
    if work.urgent {
        let lines = delivery::lines(work.jobs, &work.held_back);
        return Ok(Plan { lines, ..Plan::default() });
    }
    let courtesy = courtesy(context);
    let calendars = recipients::calendars(context)?;
    delivery::plan(queue, lock, work.jobs, &work.held_back, courtesy, calendars, context.now)
}

/// Everything that needs Webex.
pub(super) async fn online(
    queue: &Queue,
    lock: &Lock,
    work: Work,
    context: &Context,
    reports: &mut Vec<Report>,
) -> Result<(), Failure> {
    // Nothing is late, and nothing is touched, until the clock is proven.
    let patience = if work.urgent { Patience::of(context) } else { Patience::Unattended };
    let session = Session::open(context, patience).await?;
    may_send(context)?;
    for job in &work.unconfirmed {
        reports.extend(search::look_up(queue, lock, job, &session, context.now).await?);
    }
    let (urgent, limit) = (work.urgent, work.limit);
    let mut plan = plan(queue, lock, work, context)?;
    reports.append(&mut plan.reports);
    let mut door = Door::new(queue, lock, &session, urgent, context);
    let lines = door.let_by(plan.lines, reports).await?;
    session.check_heard()?;
    let (here, there, age) = (context.clock(), || session.time(), context.age());
    let clocks = Clocks { here: &here, there: &there, age: &age };
    let run = Run::new(queue, lock, context.config.concurrency, limit, clocks);
    let progress = Progress::new(lines.iter().map(Vec::len).sum(), context.stderr_is_terminal);
    let settled = std::cell::RefCell::new(Vec::new());
    let work = run.deliver(
        lines,
        async |message: &Message| session.post(message, queue).await,
        |report| {
            progress.step();
            settled.borrow_mut().push(report);
        },
    );
    until_interrupted(work, &run).await;
    progress.done();
    reports.append(&mut settled.into_inner());
    session.trouble().map_or(Ok(()), Err)?;
    halted(run.halt(), context)
}

/// Refuses before anything is touched what Webex would refuse message by message.
fn may_send(context: &Context) -> Result<(), Failure> {
    let known = account::facts(&context.paths)?.filter(|_| context.config.access_token.is_none());
    match known {
        Some(known) if !known.allows("spark:messages_write") => Err(Failure::new(
            Kind::Login,
            "the login no longer allows to send: spark:messages_write is missing",
        )
        .hint("tick that scope at https://developer.webex.com/my-apps, then run `mindful login`")),
        _ => Ok(()),
    }
}

/// Runs to the end; Ctrl-C stops claiming and lets what is in flight be settled.
async fn until_interrupted(work: impl Future<Output = ()>, run: &Run<'_>) {
    let mut work = std::pin::pin!(work);
    tokio::select! {
        () = &mut work => return,
        () = told_to_end() => run.stop(Halt::Interrupted),
    }
    work.await;
}

/// Waits for Ctrl-C, or for the system that wants us gone.
async fn told_to_end() {
    #[cfg(unix)]
    if let Ok(mut term) = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
        tokio::select! {
            Ok(()) = tokio::signal::ctrl_c() => return,
            Some(()) = term.recv() => return,
        }
    }
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}

fn halted(halt: Option<Halt>, context: &Context) -> Result<(), Failure> {
    match halt {
        None => Ok(()),
        Some(Halt::OutOfReach(why)) => Err(session::out_of_reach(&why)),
        Some(Halt::Stale) => {
            Err(Failure::new(Kind::Unreachable, "this run has gone on for too long, or slept")
                .hint("the next `mindful send-due` looks anew at what is due"))
        }
        Some(Halt::Paused(until)) => Err(paused(until, context)),
        Some(Halt::InTheWay(what)) => Err(session::in_the_way(&what)),
        Some(Halt::Unauthorized) => {
            Err(Failure::new(Kind::Unreachable, "Webex refuses a token that was just renewed")
                .hint("if this goes on, run `mindful login`"))
        }
        Some(Halt::Disk(failure)) => Err(failure),
        Some(Halt::Interrupted) => Err(Failure::silent(Kind::Interrupted)),
    }
}

fn show(reports: &[Report], as_json: bool, dry_run: bool, talkative: bool) {
    if as_json {
        return terminal::json(&reports);
    }
    for report in reports {
        let line = line(report, if dry_run { "would be " } else { "" });
        match report.outcome {
            Outcome::Failed | Outcome::Expired | Outcome::Unconfirmed => terminal::warn(&line),
            // Held again for the same reason: that was said.
            Outcome::Held if !report.waits => terminal::warn(&line),
            Outcome::Sent | Outcome::Deferred | Outcome::Held if talkative => terminal::say(&line),
            Outcome::Sent | Outcome::Deferred | Outcome::Held => {}
        }
    }
}

/// Says in a line what a run did, or would do, with a message.
pub(super) fn line(report: &Report, would: &str) -> String {
    let why = report.reason.as_deref().map(|why| format!(": {}", terminal::escape(why))).unwrap_or_default();
    let label = terminal::escape(report.to.label());
    format!("{}  {would}{}  {label}{why}", report.id, report.outcome.as_str())
}

/// Chooses the exit code: 4, 3, 7, 6, 0 in this order; what is beside these comes first.
fn worst(reports: &[Report], end: Result<(), Failure>) -> Result<(), Failure> {
    let needs_person = reports
        .iter()
        .any(|report| matches!(report.outcome, Outcome::Failed | Outcome::Expired | Outcome::Unconfirmed));
    let deferred = reports.iter().any(|report| report.outcome == Outcome::Deferred && !report.waits);
    match end {
        Err(failure) if needs_person && failure.kind == Kind::Unreachable => {
            terminal::failure(&failure);
            Err(Failure::silent(Kind::NeedsPerson))
        }
        Err(failure) => Err(failure),
        Ok(()) if needs_person => Err(Failure::silent(Kind::NeedsPerson)),
        Ok(()) if deferred => Err(Failure::silent(Kind::Unreachable)),
        Ok(()) => Ok(()),
    }
}
