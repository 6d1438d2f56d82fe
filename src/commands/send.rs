//! `mindful send`: these messages, now, whatever the hour.

use clap::Args;

use crate::context::Context;
use crate::delivery::{Job, Plan};
use crate::failure::{Failure, Kind};
use crate::message::Outcome;
use crate::queue::{Queue, State};
use crate::terminal;

use super::send_due::online;

const EXAMPLES: &str = "\
Examples:
  $ mindful send k3f9
  $ mindful send k3f9 x7q2";

/// Send messages now instead of at their time
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Send {
    /// Ids, or the beginnings of some
    #[arg(value_name = "ID", required = true)]
    ids: Vec<String>,
}

pub(super) fn run(args: &Send, context: &Context) -> Result<(), Failure> {
    let queue = super::queue(context)?;
    let lock = queue.lock()?.ok_or_else(|| {
        Failure::other("another `mindful` is sending right now").hint("try again in a moment")
    })?;
    let lines =
        args.ids.iter().map(|id| job(&queue, id).map(|job| vec![job])).collect::<Result<Vec<_>, _>>()?;
    let plan = Plan { lines: one_line_per_conversation(lines), urgent: true, ..Plan::default() };
    let mut reports = Vec::new();
    let work = online(&queue, &lock, plan, Vec::new(), usize::MAX, context, &mut reports);
    let end = crate::http::runtime()?.block_on(work);
    for report in &reports {
        let why =
            report.reason.as_deref().map(|why| format!(": {}", terminal::escape(why))).unwrap_or_default();
        terminal::say(&format!(
            "{}  {}  {}{why}",
            report.id,
            report.outcome.as_str(),
            terminal::escape(report.to.label())
        ));
    }
    end?;
    match reports.iter().find(|report| report.outcome != Outcome::Sent) {
        None => Ok(()),
        Some(report) if report.outcome == Outcome::Deferred => Err(Failure::silent(Kind::Unreachable)),
        Some(_) => Err(Failure::silent(Kind::NeedsPerson)),
    }
}

fn job(queue: &Queue, id: &str) -> Result<Job, Failure> {
    let entry = super::find(queue, id)?;
    match entry.state {
        State::Scheduled | State::Held => {
            let message = super::show::read(queue, &entry)?;
            Ok(Job { entry, message })
        }
        state => Err(Failure::other(format!(
            "message `{}` is {}; only one that is scheduled or held can be sent",
            entry.name.id,
            state.as_str()
        ))),
    }
}

fn one_line_per_conversation(lines: Vec<Vec<Job>>) -> Vec<Vec<Job>> {
    let mut merged: Vec<Vec<Job>> = Vec::new();
    for job in lines.into_iter().flatten() {
        let conversation = job.message.to.to.conversation();
        match merged.iter_mut().find(|line| line[0].message.to.to.conversation() == conversation) {
            Some(line) => line.push(job),
            None => merged.push(vec![job]),
        }
    }
    merged
}
