//! What will become of a message that was just scheduled: the timer sends it, or nothing will until a person does something.

use chrono::{DateTime, Utc};

use crate::account;
use crate::context::Context;
use crate::terminal::{self, moment};
use crate::timer::Scheduler;

use super::{timer, watch};

/// Warns if nothing will send it, and says when "now" is.
pub(super) fn tell(due: Option<DateTime<Utc>>, context: &Context) {
    if !is_logged_in(context) {
        terminal::warn("not logged in, so nothing can be sent yet: run `mindful login`");
    }
    if !has_timer(context) {
        terminal::warn("no timer is installed, so nothing will send it: run `mindful timer install`");
    } else if due.is_some_and(|due| due <= context.now) {
        let interval = moment::length(watch::interval(context));
        terminal::say(&format!("note: queued; the timer sends it within {interval}"));
    }
}

fn is_logged_in(context: &Context) -> bool {
    context.config.access_token.is_some() || matches!(account::facts(&context.paths), Ok(Some(_)) | Err(_))
}

/// Tells whether a timer runs `send-due` for this home. systemd and cron are asked last: that takes a process each.
fn has_timer(context: &Context) -> bool {
    if watch::has_interval(context) {
        return true;
    }
    // A scheduler that cannot be asked is the doctor's business.
    let Ok(job) = timer::job("1m", context) else { return true };
    let is_installed =
        timer::installed(&job).map_or(true, |found| found.is_some_and(|(_, installed)| installed.active));
    is_installed || Scheduler::supported().into_iter().any(|each| each.line_by_hand(&job).is_some())
}
