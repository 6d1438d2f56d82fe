//! What waits: overdue, stuck or unreadable messages.

use crate::commands::remind;
use crate::commands::strays::{self, Remark};
use crate::context::Context;
use crate::failure::{Failure, Kind};
use crate::queue::{Queue, Seen, State, Unreadable, WAITING};
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
    let (failed, unconfirmed) = (number(State::Failed)?, number(State::Unconfirmed)?);
    if failed + unconfirmed > 0 {
        findings.push(Finding::warn(
            "queue",
            format!("{failed} failed, {unconfirmed} unconfirmed"),
            "`mindful list` shows them; `retry`, `confirm` or `cancel` each",
        ));
    }
    let remarks =
        unreadable(queue)?.into_iter().chain(strays::among(queue)?).chain(strays::set_aside(queue)?);
    findings.extend(remarks.map(|remark| Finding::warn("queue", remark.says, &remark.way_out)));
    Ok(findings)
}

/// Says what waits and cannot be read: it would be found when it is due, and then it is too late.
fn unreadable(queue: &Queue) -> Result<Vec<Remark>, Failure> {
    let remark = |(entry, message): Seen| match message {
        Err(Unreadable::Bad(why) | Unreadable::NotNow(why)) => {
            Some(Remark::unreadable(&queue.file_of(&entry), &why))
        }
        Err(Unreadable::Newer(why)) => Some(Remark::newer(&queue.file_of(&entry), &why)),
        Ok(_) | Err(Unreadable::Gone) => None,
    };
    Ok(queue.messages(&WAITING)?.into_iter().filter_map(remark).collect())
}

fn overdue(late: usize) -> Finding {
    let failure = Failure::new(Kind::Other, format!("{} overdue", count(late, "message")));
    Finding::bad("queue", &failure.hint("run `mindful send-due` and see what it says"))
}
