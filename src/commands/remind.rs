//! What the next person who types should know: messages that need them, and a timer that does not run.

use chrono::TimeDelta;

use crate::context::Context;
use crate::failure::Failure;
use crate::queue::Queue;
use crate::terminal::{self, moment};

use super::watch;

/// How much later than its interval a timer may run before it counts as asleep: one that runs every minute has missed
/// several runs by then.
const SLACK: TimeDelta = TimeDelta::minutes(9);

/// Returns after how long without a run the timer counts as asleep.
pub(super) fn asleep(context: &Context) -> TimeDelta {
    watch::interval(context) + SLACK
}

/// Warns a person at a terminal, in a few lines on stderr, of what nobody has told them yet.
pub(super) fn remind(context: &Context) {
    if !context.stderr_is_terminal {
        return;
    }
    let Ok(Some(queue)) = Queue::existing(&context.paths.queue()) else { return };
    for line in watch::told(&watch::take_untold(context)) {
        terminal::warn(&line);
    }
    if let Some(stuck) = stuck(&queue, context) {
        terminal::warn(&stuck.what);
        stuck.hints.iter().for_each(|hint| terminal::say(&format!("hint: {hint}")));
    } else if let Some(words) = overdue(&queue, context) {
        terminal::warn(&words);
    }
}

/// Says which process delivers, and since when.
pub(super) fn busy(queue: &Queue, context: &Context) -> String {
    let Some(holder) = queue.holder(context.now) else {
        return "another `send-due` is running".to_owned();
    };
    let stopped = if holder.is_stopped { " and is stopped" } else { "" };
    let since = moment::length(context.now - holder.since);
    format!("another `send-due` (process {}) has been running for {since}{stopped}", holder.process)
}

/// Returns the failure of a run that holds the lock and does not come to its end; nothing is sent until it does.
pub(super) fn stuck(queue: &Queue, context: &Context) -> Option<Failure> {
    let holder = queue.holder(context.now).filter(|holder| holder.is_stuck(context.now))?;
    let process = holder.process;
    let failure = Failure::other(format!("{}; nothing is sent until it ends", busy(queue, context)));
    Some(match holder.is_stopped {
        true => failure.hint(format!("let it go on: kill -CONT {process}")),
        false => failure.hint(format!(
            "end it: kill {process}; what it was sending is then unconfirmed, and not sent twice"
        )),
    })
}

/// Counts the messages that should have gone by now.
pub(super) fn late(queue: &Queue, context: &Context) -> usize {
    queue.overdue(context.now - asleep(context)).unwrap_or_default()
}

fn overdue(queue: &Queue, context: &Context) -> Option<String> {
    let count = late(queue, context);
    if count == 0 {
        return None;
    }
    let are = if count == 1 { "is" } else { "are" };
    let overdue = format!("{} {are} overdue", terminal::count(count, "message"));
    Some(match watch::ran(context) {
        Some(ran) if ran + asleep(context) > context.now => {
            format!(
                "{overdue}; the last send-due said: {}",
                terminal::escape(&watch::last(context).complaint?)
            )
        }
        Some(ran) => {
            let span = moment::length(context.now - ran);
            format!("nothing has run send-due for {span}; {overdue} (see `mindful timer status`)")
        }
        None => format!("nothing has ever run send-due; {overdue} (see `mindful timer install`)"),
    })
}
