//! `mindful recall`: deletes at Webex what was sent.

use clap::Args;

use crate::account::{Account, Patience};
use crate::context::Context;
use crate::failure::{Failure, Kind};
use crate::queue::{Entry, Queue, State};
use crate::webex::{Error, Webex};

use super::limit;
use super::recipients;
use super::select::{self, Action, Selector};
use crate::terminal;

const EXAMPLES: &str = "\
Examples:
  $ mindful recall k3f9
  $ mindful list --state sent";

/// Delete sent messages from Webex
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Recall {
    #[command(flatten)]
    selector: Selector,
}

/// What can be deleted from Webex.
pub(super) const STATES: [State; 1] = [State::Sent];

const RECALL: Action = Action { verb: "Delete from Webex", done: "recalled", states: &STATES };

pub(super) fn run(args: &Recall, context: &Context) -> Result<(), Failure> {
    let queue = super::queue(context)?;
    let is_there = |entry: &Entry| queue.receipt(&entry.name.id).recalled.is_none();
    let entries = args.selector.find_where(&queue, &RECALL, is_there, context)?;
    if let Some(gone) = entries.iter().find(|entry| !is_there(entry)) {
        return Err(Failure::other(format!("message `{}` is recalled already", gone.name.id)));
    }
    limit::check(context)?;
    crate::http::runtime()?.block_on(async {
        let http = crate::http::client(context)?;
        let patience = Patience::of(context);
        let token = Account::open(context, patience).token(&http, context.now).await?.token;
        let webex = Webex::new(http, &context.config.api_url, token);
        let mut end = Ok(());
        for entry in entries {
            if let Err(failure) = one(&queue, &entry, &webex, context).await {
                // Only the last failure is the end of the run; the others are told now.
                let before: Result<(), Failure> = std::mem::replace(&mut end, Err(failure));
                before.unwrap_or_else(|failure| terminal::failure(&failure));
            }
        }
        end
    })
}

async fn one(queue: &Queue, entry: &Entry, webex: &Webex, context: &Context) -> Result<(), Failure> {
    let id = queue.receipt(&entry.name.id).webex_message_id.ok_or_else(|| {
        Failure::other(format!("Webex's id of message `{}` is not known", entry.name.id))
            .hint("delete it in the Webex app")
    })?;
    match webex.delete(&id).await {
        Ok(()) => {}
        // Gone is gone, whoever removed it.
        Err(error) if error.status().is_some_and(|status| status.as_u16() == 404) => {}
        Err(error) => return Err(refused(entry, &error)),
    }
    queue.note(&entry.name.id, |receipt| receipt.recalled = Some(context.now))?;
    let about = select::about(queue, entry, &recipients::my_zone(context)?, context);
    terminal::say(&format!("Deleted from Webex: {about}"));
    Ok(())
}

fn refused(entry: &Entry, error: &Error) -> Failure {
    let kind = match error.status().map(|status| status.as_u16()) {
        Some(401) => Kind::Login,
        Some(429 | 500..) | None => Kind::Unreachable,
        Some(_) => Kind::Other,
    };
    Failure::new(kind, format!("message `{}` is not recalled", entry.name.id))
        .because(error)
        .hint("it stays where it is; try again, or delete it in the Webex app")
}
