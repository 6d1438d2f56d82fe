//! A limit that Webex set to the account, by whichever call: kept for the next runs, and said with its end.

use chrono::{DateTime, Utc};

use crate::context::Context;
use crate::failure::{Failure, Kind};
use crate::queue::Queue;
use crate::schedule::zone::Zone;

/// Says until when Webex limits this account.
pub(super) fn limited(until: DateTime<Utc>, context: &Context) -> Failure {
    let zone = context.my_zone_name().and_then(|name| Zone::named(&name));
    let clock = zone.map_or_else(|_| until.format("%H:%M UTC").to_string(), |zone| on_clock(until, &zone));
    Failure::new(Kind::Unreachable, format!("Webex limits this account until {clock}"))
        .hint("nothing is lost; the first `mindful send-due` after that goes on")
}

fn on_clock(until: DateTime<Utc>, zone: &Zone) -> String {
    zone.local(until).format("%H:%M").to_string()
}

/// Refuses to ask while Webex limits this account.
pub(super) fn check(context: &Context) -> Result<(), Failure> {
    let queue = Queue::existing(&context.paths.queue()).ok().flatten();
    match queue.and_then(|queue| queue.paused_until(context.now)) {
        Some(until) => Err(limited(until, context)),
        None => Ok(()),
    }
}

/// Says what a limit that was met means for a command that failed by it.
pub(super) fn told(end: Result<(), Failure>, context: &Context) -> Result<(), Failure> {
    match (end, context.limited_until()) {
        (Err(failure), Some(until)) if failure.kind == Kind::Unreachable && !failure.what.is_empty() => {
            Err(limited(until, context))
        }
        (end, _) => end,
    }
}

/// Keeps a limit that was met, so that the next runs do not even ask.
pub(super) fn keep(context: &Context) {
    // Whoever is logged in may schedule something next, and its run must not ask either.
    if let Some(until) = context.limited_until()
        && context.paths.data.is_dir()
        && let Ok(queue) = Queue::open(&context.paths.queue())
    {
        // Best effort: without it the next run asks, and is told again.
        let _ = queue.pause(until);
    }
}
