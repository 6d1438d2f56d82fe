//! A message that comes again, as a person names it: by any of its ids, or by that of its series.

mod pause;
mod resume;
mod skip;

use chrono::{DateTime, Utc};

use crate::account::clock;
use crate::context::Context;
use crate::delivery::succession::{self, Stuck};
use crate::failure::Failure;
use crate::http::Budget;
use crate::message::{Message, Series};
use crate::queue::{Entry, Found, Lock, Queue, Reached, Standing, State};
use crate::schedule::zone::Zone;
use crate::schedule::{Calendar, recurrence::Occurrence};
use crate::terminal::{self, escape, moment};

pub(super) use pause::{Pause, run as pause};
pub(super) use resume::{Resume, run as resume};
pub(super) use skip::{Skip, run as skip};

use super::view::{self, View};
use super::{limit, recipients, select, show, watch};

/// So many of the next dates are shown.
const SHOWN: usize = 3;

/// The message of a series that counts now.
pub(super) struct Current {
    pub(super) entry: Entry,
    pub(super) message: Message,
    pub(super) series: Series,
}

/// Finds the message that counts now in the series that an id, or a unique prefix of one, names.
pub(super) fn current(queue: &Queue, typed: &str) -> Result<Current, Failure> {
    let reached = reached(queue, typed)?;
    let entry = match queue.standing(&reached)? {
        Standing::Waits(entry) if entry.state == State::Sending => return Err(select::too_late(&entry)),
        Standing::Waits(entry) | Standing::Over(entry) => entry,
        Standing::Settled(_) | Standing::Staged | Standing::Gone => {
            return Err(Failure::other(format!("the message after `{typed}` is not enqueued yet"))
                .hint("the next `mindful send-due` does it"));
        }
    };
    let message = show::read(queue, &entry)?;
    let series = message.series.clone().ok_or_else(|| alone(&message))?;
    Ok(Current { entry, message, series })
}

fn reached(queue: &Queue, typed: &str) -> Result<Reached, Failure> {
    let entry = match queue.find(typed)? {
        Found::One(entry) => entry,
        Found::Series(reached) => return Ok(reached),
        other => return Err(select::not_one(typed, &other)),
    };
    let message = show::read(queue, &entry)?;
    let series = message.series.as_ref().ok_or_else(|| alone(&message))?;
    queue.series()?.into_iter().find(|reached| reached.series == series.id).ok_or_else(|| {
        Failure::other(format!("message `{}` was the last of its series", message.id))
            .hint("`mindful schedule --every RULE` begins a new one")
    })
}

/// Names the message that counts where one is named that is done with.
pub(super) fn hint(failure: Failure, queue: &Queue, entry: &Entry) -> Failure {
    match current(queue, entry.name.id.as_str()) {
        Ok(current) if current.entry.name.id != entry.name.id => {
            failure.hint(format!("its series goes on with message `{}`", current.entry.name.id))
        }
        Ok(_) | Err(_) => failure,
    }
}

fn alone(message: &Message) -> Failure {
    Failure::other(format!("message `{}` isn't recurring", message.id)).hint(
        "only messages scheduled with --every are; `mindful cancel` and `mindful move` are for all messages",
    )
}

/// Returns their hours and days off as they are known now.
pub(super) fn theirs(message: &Message, context: &Context) -> Result<Calendar, Failure> {
    recipients::calendars(context)?(message)
}

/// Enqueues what follows on the settled messages of series.
pub(super) fn succeed(queue: &Queue, lock: &Lock, context: &Context) -> Result<Vec<Stuck>, Failure> {
    let behind = queue.behind()?;
    if behind.is_empty() {
        return Ok(Vec::new());
    }
    prove_clock(context)?;
    let calendars = recipients::calendars(context)?;
    let over = |message: &Message| over(queue, message, context);
    succession::succeed(queue, lock, &behind, calendars, context.now, over)
}

/// Proves the clock that the next message of a series counts on from, asking Webex where no answer of this run told.
fn prove_clock(context: &Context) -> Result<(), Failure> {
    let now = context.now + context.age()();
    if context.seen.time().is_some() {
        return clock::check(context.seen.time(), now);
    }
    limit::check(context)?;
    let http = crate::http::client(context)?.within(Budget::since(context.started));
    crate::http::runtime()?.block_on(clock::prove(&http, &context.config.api_url, now))
}

/// Says that a series ended although nobody asked for that.
pub(super) fn over(queue: &Queue, message: &Message, context: &Context) {
    const WHY: &str = "they are off on every day that was left of it";
    // The folder is the state; a receipt that cannot be written costs a reason, not a message.
    let _ = queue.note(&message.id, |receipt| receipt.series_over = Some(WHY.to_owned()));
    let says = format!("the series of message `{}` to {} is over: {WHY}", message.id, message.to.label());
    watch::tell(&format!("{says}; `mindful schedule --every` begins another"), context);
}

/// Gives a message that nobody can send meanwhile another occurrence of its series.
pub(super) fn aim(queue: &Queue, current: &Current, occurrence: &Occurrence) -> Result<Message, Failure> {
    select::changed(queue, &current.entry, |message| *message = succession::at(message, occurrence))
}

/// Shows when a message goes, on both clocks, and when the next ones do.
pub(super) fn show_next(message: &Message, as_json: bool, context: &Context) -> Result<(), Failure> {
    let mine = recipients::my_zone(context)?;
    if as_json {
        let queue = super::queue(context)?;
        let entry = select::one(&queue, message.id.as_str())?;
        let value = view::view(&entry, message, queue.receipt(&message.id), &mine);
        terminal::json(&with_next(value, message, context)?);
        return Ok(());
    }
    let clocks = moment::both_clocks(message.due, &Zone::named(&message.to.zone)?, &mine, context.now);
    let queue = Queue::existing(&context.paths.queue())?;
    let ids = view::Ids::of(queue.as_ref(), context.stdout_is_terminal);
    let id = ids.shown(message.id.as_str());
    terminal::out(&format!("{id}  {}  {clocks}", escape(message.to.label())));
    Ok(())
}

/// Adds to a message's JSON when the next ones of its series are.
pub(super) fn with_next<'a>(
    mut value: View<'a>,
    message: &Message,
    context: &Context,
) -> Result<View<'a>, Failure> {
    if message.series.is_some() {
        value.next = Some(upcoming(message, context)?.into_iter().map(view::utc).collect());
    }
    Ok(value)
}

/// Says by which rule a message comes again and when the next ones are.
pub(super) fn fields(
    message: &Message,
    mine: &Zone,
    context: &Context,
) -> Result<Vec<(&'static str, String)>, Failure> {
    let Some(series) = &message.series else { return Ok(Vec::new()) };
    let theirs = Zone::named(&message.to.zone)?;
    let next = upcoming(message, context)?.into_iter();
    let next = next.map(|at| ("then", moment::both_clocks(at, &theirs, mine, context.now)));
    Ok(std::iter::once(("every", rule(series))).chain(next).collect())
}

/// Returns when the messages after this one go; one that is done with has the one that waits before these.
fn upcoming(message: &Message, context: &Context) -> Result<Vec<DateTime<Utc>>, Failure> {
    let queue = Queue::existing(&context.paths.queue())?;
    let waits = queue.and_then(|queue| current(&queue, message.id.as_str()).ok());
    let after = |message: &Message, count| {
        succession::upcoming(message, &theirs(message, context)?, context.now, count)
    };
    match waits {
        Some(current) if current.entry.state == State::Cancelled => Ok(Vec::new()),
        Some(current) if current.message.id != message.id => {
            let rest = after(&current.message, SHOWN - 1)?;
            Ok(std::iter::once(current.message.due).chain(rest).collect())
        }
        Some(_) | None => after(message, SHOWN),
    }
}

fn rule(series: &Series) -> String {
    let recurrence = &series.recurrence;
    let mut words = recurrence.rule.to_string();
    if let Some(wish) = recurrence.on_day_off {
        words.push_str(&format!(", {} on a day off", wish.as_str()));
    }
    match (recurrence.count, recurrence.until) {
        (Some(count), _) => words.push_str(&format!(", number {} of {count}", series.number)),
        (None, Some(until)) => {
            let zone = Zone::named(&recurrence.zone);
            let until = zone.map_or_else(|_| view::utc(until), |zone| moment::on_clock(until, &zone));
            words.push_str(&format!(", until {until}"));
        }
        (None, None) => {}
    }
    words
}
