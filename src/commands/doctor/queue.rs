//! What waits: whether a run can write to the queue and take its lock, and what each message needs to go.

use crate::account;
use crate::commands::remind;
use crate::commands::strays::{self, Remark};
use crate::context::Context;
use crate::delivery;
use crate::failure::{Failure, Kind};
use crate::message::Message;
use crate::queue::{Entry, Queue, State, Unreadable, WAITING};
use crate::schedule::zone::Zone;
use crate::terminal::{count, moment};

use super::Finding;

/// Checks the queue; `me` is Webex's id of the account that is logged in, if it is known.
pub(super) fn queue(me: Option<&str>, context: &Context) -> Vec<Finding> {
    let queue = match Queue::existing(&context.paths.queue()) {
        Ok(Some(queue)) => queue,
        Ok(None) => return vec![Finding::ok("queue", "nothing was ever scheduled")],
        Err(failure) => return vec![Finding::bad("queue", &failure)],
    };
    let mut findings = hindrances(&queue, context);
    match waiting(&queue, me, context) {
        Ok(waiting) => findings.extend(waiting),
        Err(failure) => findings.push(Finding::bad("queue", &failure)),
    }
    findings
}

/// Checks what keeps a run from sending anything at all.
fn hindrances(queue: &Queue, context: &Context) -> Vec<Finding> {
    let paused = queue.paused_until(context.now).map(|until| {
        let wait = moment::away(until - context.now);
        Failure::new(Kind::Unreachable, format!("Webex limits this account; the next attempt is {wait}"))
            .hint("nothing is lost: the timer tries again by itself")
    });
    let hindrances =
        [queue.check_machine().err(), queue.try_writing().err(), remind::stuck(queue, context), paused];
    hindrances.into_iter().flatten().map(|failure| Finding::bad("queue", &failure)).collect()
}

/// Checks each message that waits.
fn waiting(queue: &Queue, me: Option<&str>, context: &Context) -> Result<Vec<Finding>, Failure> {
    let (mut unreadable, mut readable) = (Vec::new(), Vec::new());
    for (entry, message) in queue.messages(&WAITING)? {
        match message {
            Ok(message) => readable.push((entry, message)),
            Err(Unreadable::Bad(why) | Unreadable::NotNow(why)) => {
                unreadable.push(Remark::unreadable(&queue.file_of(&entry), &why));
            }
            Err(Unreadable::Newer(why)) => unreadable.push(Remark::newer(&queue.file_of(&entry), &why)),
            Err(Unreadable::Gone) => {}
        }
    }
    let scheduled = readable.iter().filter(|(entry, _)| entry.state == State::Scheduled).count();
    let late = remind::late(queue, context);
    let mut findings = vec![match late {
        0 => Finding::ok("queue", format!("{} waiting", count(scheduled, "message"))),
        _ => overdue(late, scheduled),
    }];
    findings.extend(unreadable.into_iter().map(|remark| needs_person(remark.says, &remark.way_out)));
    findings.extend(stopped(queue, &readable, me, context)?);
    findings.extend(settled(queue)?);
    findings.extend(strays::set_aside(queue)?.map(|remark| needs_person(remark.says, &remark.way_out)));
    let remarks = strays::among(queue)?.into_iter();
    findings.extend(remarks.map(|remark| Finding::warn("queue", remark.says, &remark.way_out)));
    Ok(findings)
}

fn needs_person(says: impl Into<String>, hint: &str) -> Finding {
    Finding::bad("queue", &Failure::new(Kind::NeedsPerson, says).hint(hint))
}

fn overdue(late: usize, scheduled: usize) -> Finding {
    let says = format!("{} overdue, {scheduled} waiting in all", count(late, "message"));
    let failure = Failure::new(Kind::Other, says);
    Finding::bad("queue", &failure.hint("run `mindful send-due` and see what it says"))
}

/// Finds the messages that will not go when they are due, each kind in a line.
fn stopped(
    queue: &Queue,
    waiting: &[(Entry, Message)],
    me: Option<&str>,
    context: &Context,
) -> Result<Vec<Finding>, Failure> {
    let number =
        |stops: &dyn Fn(&Message) -> bool| waiting.iter().filter(|(_, message)| stops(message)).count();
    let may_read = account::facts(&context.paths)?.is_some_and(|facts| facts.allows("spark:messages_read"));
    // What a token of the environment allows is not known.
    let sees_replies = may_read || context.config.access_token.is_some();
    let of_another =
        |message: &Message| message.account.as_deref().zip(me).is_some_and(|(account, me)| account != me);
    let kinds: [(usize, &str, &str); 4] = [
        (
            number(&of_another),
            "scheduled as another account than the one that is logged in, and will not be sent",
            "log in as that account: `mindful login`; or cancel each and schedule it again",
        ),
        (
            number(&|message| message.unless_reply && !sees_replies),
            "with --unless-reply, and the login lacks spark:messages_read to see replies",
            "tick that scope at https://developer.webex.com/my-apps, then run `mindful login`",
        ),
        (
            number(&|message| queue.open_attachment(message).is_err()),
            "whose attachment is gone or has changed",
            "`mindful list` shows them; cancel each and schedule it again",
        ),
        (
            number(&|message| Zone::named(&message.to.zone).is_err()),
            "in a time zone that this system does not know",
            "install the tzdata package",
        ),
    ];
    let some = kinds.into_iter().filter(|(number, ..)| *number > 0);
    let mut findings: Vec<Finding> = some
        .map(|(number, what, hint)| needs_person(format!("{} {what}", count(number, "message")), hint))
        .collect();
    findings.extend(behind(queue, waiting, may_read, context)?);
    Ok(findings)
}

/// Finds messages behind an unconfirmed one that waits for a person.
fn behind(
    queue: &Queue,
    waiting: &[(Entry, Message)],
    may_read: bool,
    context: &Context,
) -> Result<Option<Finding>, Failure> {
    if may_read {
        return Ok(None); // It is looked up, and then the others go.
    }
    let held_back = delivery::held_back(queue, context.now)?;
    let open: Vec<String> = waiting
        .iter()
        .filter(|(entry, _)| entry.state == State::Unconfirmed)
        .map(|(_, message)| message.to.to.conversation())
        .collect();
    let waits = |(entry, message): &&(Entry, Message)| {
        let conversation = message.to.to.conversation();
        entry.state == State::Scheduled
            && open.contains(&conversation)
            && held_back.get(&conversation).is_some_and(|due| *due <= message.due)
    };
    let number = waiting.iter().filter(waits).count();
    let says = format!("{} behind an unconfirmed message to the same people", count(number, "message"));
    Ok((number > 0).then(|| needs_person(says, "`mindful list` shows it; `confirm`, `retry` or `cancel` it")))
}

fn settled(queue: &Queue) -> Result<Option<Finding>, Failure> {
    let number = |state| queue.names(state).map(|names| names.len());
    let (failed, unconfirmed) = (number(State::Failed)?, number(State::Unconfirmed)?);
    let says = format!("{failed} failed, {unconfirmed} unconfirmed");
    let hint = "`mindful list` shows them; `retry`, `confirm` or `cancel` each";
    Ok((failed + unconfirmed > 0).then(|| Finding::warn("queue", says, hint)))
}
