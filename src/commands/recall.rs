//! `mindful recall`: deletes at Webex what was sent.

use clap::Args;

use crate::account::{Account, Patience};
use crate::context::Context;
use crate::failure::{Failure, Kind};
use crate::queue::{Entry, Queue, State};
use crate::webex::{Error, Webex};

use super::which::{Which, done, too_late};

const EXAMPLES: &str = "\
Examples:
  $ mindful recall k3f9
  $ mindful list --state sent";

/// Delete sent messages from Webex
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Recall {
    #[command(flatten)]
    which: Which,
}

/// What can be deleted at Webex.
pub(super) const STATES: [State; 1] = [State::Sent];

pub(super) fn run(args: &Recall, context: &Context) -> Result<(), Failure> {
    let queue = super::queue(context)?;
    let entries = args.which.find(&queue, &STATES, "recalled", context)?;
    crate::http::runtime()?.block_on(async {
        let http = crate::http::client(context)?;
        let patience = Patience::of(context);
        let token = Account::open(context, patience).token(&http, context.now).await?.token;
        let webex = Webex::new(http, &context.config.api_url, token);
        for entry in entries {
            one(&queue, &entry, &webex, context).await?;
        }
        Ok(())
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
    if !queue.file(entry, State::Cancelled, context.now)? {
        return Err(too_late(entry));
    }
    done(entry, "deleted at Webex");
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
