//! A login as another person than before: what waits for the previous account, and the end of its tokens.

use crate::account::{Account, Earlier, Facts};
use crate::commands::{logout, recipients};
use crate::context::Context;
use crate::failure::Failure;
use crate::queue::{Queue, WAITING};
use crate::schedule::zone::Zone;
use crate::terminal::{self, moment};

/// Messages named one by one; of more, only the number is said.
const NAMED: usize = 10;

/// The login that a new one replaces.
pub(super) struct Previous {
    facts: Option<Facts>,
    earlier: Vec<Earlier>,
}

impl Previous {
    /// Reads who is logged in, before the new login takes the place.
    pub(super) fn read(account: &Account, context: &Context) -> Self {
        let facts = crate::account::facts(&context.paths).ok().flatten();
        // Only the tokens of a login are revoked, and the store is asked only then.
        let earlier = facts.as_ref().and_then(|_| account.earlier().ok());
        Self { facts, earlier: earlier.unwrap_or_default() }
    }

    /// Revokes the tokens of another person; says who that was and what still waits for them.
    pub(super) async fn replaced(&self, by: &Facts, context: &Context) {
        if let Some(before) = self.facts.as_ref().filter(|before| before.person_id != by.person_id) {
            let who = terminal::escape(&format!("{} <{}>", before.name, before.email));
            let is_revoked = self.earlier.is_empty() || logout::revoked(&self.earlier, context).await;
            let end =
                if is_revoked { "that login is revoked" } else { "Webex did not confirm that it is revoked" };
            terminal::warn(&format!("you were logged in as {who} before; {end}"));
        }
        match waiting(by, context) {
            Ok(lines) if lines.is_empty() => {}
            Ok(lines) => say_waiting(&lines),
            Err(failure) => terminal::warn(&failure.what),
        }
    }
}

fn say_waiting(lines: &[String]) {
    let (were, wait) = if lines.len() == 1 { ("was", "waits") } else { ("were", "wait") };
    let messages = terminal::count(lines.len(), "message");
    terminal::warn(&format!("{messages} {were} scheduled from another account and {wait} for it:"));
    lines.iter().take(NAMED).for_each(|line| terminal::say(line));
    if lines.len() > NAMED {
        terminal::say(&format!("and {} more: mindful list", lines.len() - NAMED));
    }
}

/// Lists the messages that another account scheduled.
fn waiting(by: &Facts, context: &Context) -> Result<Vec<String>, Failure> {
    let Some(queue) = Queue::existing(&context.paths.queue())? else { return Ok(Vec::new()) };
    let mine = recipients::my_zone(context)?;
    let mut lines = Vec::new();
    for entry in queue.entries(&WAITING)? {
        let Ok(message) = queue.read(&entry) else { continue };
        if message.account.as_ref().is_some_and(|account| *account != by.person_id) {
            let theirs = Zone::named(&message.to.zone).unwrap_or_else(|_| mine.clone());
            let when = moment::both_clocks(message.due, &theirs, &mine, context.now);
            lines.push(format!("  {}  {}  {when}", message.id, terminal::escape(message.to.label())));
        }
    }
    Ok(lines)
}
