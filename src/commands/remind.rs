//! What the next person who types should know: messages that need them, and a timer that does not run.

use chrono::TimeDelta;

use crate::context::Context;
use crate::queue::Queue;
use crate::terminal::{self, moment};

use super::watch;

/// A timer that runs every minute has missed several by then.
pub(super) const ASLEEP: TimeDelta = TimeDelta::minutes(10);

/// Warns a person at a terminal, in a few lines on stderr, of what nobody has told them yet.
pub(super) fn remind(context: &Context) {
    if !context.stderr_is_terminal {
        return;
    }
    let Ok(Some(queue)) = Queue::existing(&context.paths.queue()) else { return };
    for line in watch::told(&watch::take_untold(context)) {
        terminal::warn(&line);
    }
    if let Some(words) = overdue(&queue, context) {
        terminal::warn(&words);
    }
}

/// Counts the messages that should have gone by now.
pub(super) fn late(queue: &Queue, context: &Context) -> usize {
    queue.overdue(context.now - ASLEEP).unwrap_or_default()
}

fn overdue(queue: &Queue, context: &Context) -> Option<String> {
    let count = late(queue, context);
    if count == 0 {
        return None;
    }
    let are = if count == 1 { "is" } else { "are" };
    let overdue = format!("{} {are} overdue", terminal::count(count, "message"));
    Some(match watch::ran(context) {
        Some(ran) if ran + ASLEEP > context.now => {
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
