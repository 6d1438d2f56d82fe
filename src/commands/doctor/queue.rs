//! What waits: overdue, stuck or unreadable messages.

use crate::commands::remind;
use crate::context::Context;
use crate::failure::{Failure, Kind};
use crate::queue::{Queue, State};
use crate::terminal::count;

use super::Finding;

pub(super) fn queue(context: &Context) -> Vec<Finding> {
    let queue = match Queue::existing(&context.paths.queue()) {
        Ok(Some(queue)) => queue,
        Ok(None) => return vec![Finding::ok("queue", "nothing was ever scheduled")],
        Err(failure) => return vec![Finding::bad("queue", &failure)],
    };
    match waiting(&queue, context) {
        Ok(findings) => findings,
        Err(failure) => vec![Finding::bad("queue", &failure)],
    }
}

fn waiting(queue: &Queue, context: &Context) -> Result<Vec<Finding>, Failure> {
    let number = |state| queue.names(state).map(|names| names.len());
    let (waiting, late) = (number(State::Scheduled)?, remind::late(queue, context));
    let mut findings = vec![match late {
        0 => Finding::ok("queue", format!("{} waiting", count(waiting, "message"))),
        _ => overdue(late),
    }];
    let (failed, unconfirmed, damaged) =
        (number(State::Failed)?, number(State::Unconfirmed)?, queue.damaged()?);
    if failed + unconfirmed > 0 {
        findings.push(Finding::warn(
            "queue",
            format!("{failed} failed, {unconfirmed} unconfirmed"),
            "`mindful list` shows them; `retry`, `confirm` or `cancel` each",
        ));
    }
    if damaged > 0 {
        findings.push(Finding::warn(
            "queue",
            format!("{} in the folder `damaged` could not be read", count(damaged, "file")),
            "look into them; nothing in there is ever sent",
        ));
    }
    Ok(findings)
}

fn overdue(late: usize) -> Finding {
    let failure = Failure::new(Kind::Other, format!("{} overdue", count(late, "message")));
    Finding::bad("queue", &failure.hint("run `mindful send-due` and see what it says"))
}
