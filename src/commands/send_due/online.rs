//! What needs Webex: proven first, then planned by its clock, then sent.

use chrono::TimeDelta;

use crate::account::{self, Patience};
use crate::commands::{limit, recipients, series};
use crate::context::Context;
use crate::delivery::{self, Age, Clocks, Courtesy, Halt, HeldBack, Job, Lanes, Plan, Report};
use crate::failure::{Failure, Kind};
use crate::http::Budget;
use crate::message::Message;
use crate::queue::{Lock, Queue};
use crate::terminal::Progress;

use super::door::Door;
use super::search;
use super::session::{self, Session};

/// What a run takes to Webex.
pub(in crate::commands) struct Work {
    /// What is due.
    pub(in crate::commands) jobs: Vec<Job>,
    /// What waits behind something open.
    pub(in crate::commands) held_back: HeldBack,
    /// What is looked for.
    pub(in crate::commands) unconfirmed: Vec<Job>,
    /// At most so many are sent.
    pub(in crate::commands) limit: usize,
    /// A person said "now": the hour and what they are doing do not matter.
    pub(in crate::commands) urgent: bool,
}

/// What a pass over some work shares with others of its run.
pub(super) struct Run<'a> {
    pub(super) queue: &'a Queue,
    pub(super) lock: &'a Lock,
    pub(super) lanes: &'a Lanes,
}

pub(super) fn courtesy(context: &Context) -> Courtesy {
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

/// Does everything that needs Webex for some work, within `budget` but for uploads.
pub(super) async fn pass(
    run: &Run<'_>,
    work: Work,
    budget: Budget,
    context: &Context,
    reports: &mut Vec<Report>,
) -> Result<(), Failure> {
    let Run { queue, lock, lanes } = *run;
    limit::check(context)?;
    // Nothing is late, and nothing is touched, until the clock is proven.
    let patience = if work.urgent { Patience::of(context) } else { Patience::Unattended };
    let session = Session::open(context, patience, budget).await?;
    may_send(context)?;
    for job in &work.unconfirmed {
        if session.budget.allows_a_question() {
            reports.extend(search::look_up(queue, lock, job, &session, context.now).await?);
            session::unlimited(context)?;
        }
    }
    let (urgent, most) = (work.urgent, work.limit);
    let mut plan = plan(queue, lock, work, context)?;
    reports.append(&mut plan.reports);
    plan.over.iter().for_each(|message| series::over(queue, message, context));
    let mut door = Door::new(queue, lock, &session, urgent, context);
    let lines = door.let_by(plan.lines, reports).await?;
    let (here, there, age) = (context.clock(), || session.time(), context.age());
    let has_time = || session.budget.allows_a_claim();
    let clocks = Clocks { here: &here, there: &there, age: Age(&age), has_time: &has_time };
    let run = delivery::Run::new(queue, lock, lanes, most, clocks);
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
    let halt = run.halt().or_else(|| door.ran_out_of_time.then_some(Halt::TimeIsUp));
    halted(halt, context)
}

/// Refuses before anything is touched what Webex would refuse message by message.
pub(in crate::commands) fn may_send(context: &Context) -> Result<(), Failure> {
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
async fn until_interrupted(work: impl Future<Output = ()>, run: &delivery::Run<'_>) {
    let mut work = std::pin::pin!(work);
    tokio::select! {
        () = &mut work => return,
        () = told_to_end() => run.stop(Halt::Interrupted),
    }
    work.await;
}

/// Waits for Ctrl-C, or for the system that wants us gone.
pub(super) async fn told_to_end() {
    // A question that was asked before has left its handler, which would end the program at once.
    let _mine = crate::terminal::interrupt::leave();
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
                .hint("the next `mindful send-due` checks again what is due"))
        }
        Some(Halt::TimeIsUp) => Err(Failure::new(
            Kind::Unreachable,
            "the minute for this run was over before everything was sent",
        )
        .hint("nothing is lost; the next `mindful send-due` goes on")),
        Some(Halt::Paused(until)) => Err(limit::limited(until, context)),
        Some(Halt::InTheWay(what)) => Err(session::in_the_way(&what)),
        Some(Halt::Unauthorized) => {
            Err(Failure::new(Kind::Unreachable, "Webex refuses a token that was just renewed")
                .hint("if this goes on, run `mindful login`"))
        }
        Some(Halt::Disk(failure)) => Err(failure),
        Some(Halt::Interrupted) => Err(Failure::silent(Kind::Interrupted)),
    }
}
