//! `mindful cancel`: the rename out of `scheduled` is the referee against a running delivery.

use clap::Args;

use crate::context::Context;
use crate::failure::Failure;
use crate::message::Id;
use crate::queue::{Entry, State, paused};

use super::select::{self, Action, Selector, each, too_late};
use super::{recipients, restore};
use crate::terminal;

const EXAMPLES: &str = "\
Examples:
  $ mindful cancel k3f9 x7q2
  $ mindful cancel --to ada@example.com";

/// Cancel scheduled messages
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Cancel {
    #[command(flatten)]
    selector: Selector,
}

/// What is not on its way and did not arrive.
pub(super) const STATES: [State; 5] =
    [State::Scheduled, State::Held, State::Unconfirmed, State::Failed, State::Expired];

const CANCEL: Action = Action { verb: "Cancel", done: "cancelled", states: &STATES };

pub(super) fn run(args: &Cancel, context: &Context) -> Result<(), Failure> {
    let queue = super::queue(context)?;
    let mine = recipients::my_zone(context)?;
    let entries = args.selector.find(&queue, &CANCEL, context)?;
    let mut undo = Undo::default();
    let end = each(&entries, |entry| {
        let message = queue.read(entry).ok();
        let about = select::about(&queue, entry, &mine, context);
        if !queue.cancel(entry, context.now)? {
            return Err(too_late(entry));
        }
        // The message that counts for a series takes the rest of it along.
        let ends = queue.series()?.iter().any(|reached| reached.id() == entry.name.id);
        let series = if ends { ", and its series" } else { "" };
        terminal::say(&format!("Cancelled {about}{series}"));
        let keeps_time = message.is_some_and(|message| restore::keeps_time(&message, context));
        undo.add(entry, ends, keeps_time);
        Ok(())
    });
    undo.tell();
    end
}

/// How to bring back what was cancelled.
#[derive(Default)]
struct Undo {
    resume: Vec<Id>,
    restore: Vec<Id>,
    restore_at: Vec<Id>,
}

impl Undo {
    fn add(&mut self, entry: &Entry, ends_series: bool, keeps_time: bool) {
        let ids = match entry.state {
            // It comes back paused.
            _ if entry.name.not_before == paused() => &mut self.restore,
            _ if ends_series => &mut self.resume,
            // What may have been sent is only looked for again, whatever its time.
            State::Unconfirmed => &mut self.restore,
            _ if keeps_time => &mut self.restore,
            _ => &mut self.restore_at,
        };
        ids.push(entry.name.id.clone());
    }

    fn tell(&self) {
        select::undo("restore", &self.restore, "");
        select::undo("restore", &self.restore_at, " --at now");
        self.resume.iter().for_each(|id| select::undo("resume", std::slice::from_ref(id), ""));
    }
}
