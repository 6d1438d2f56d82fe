//! `mindful show`: one message, whole.

use clap::Args;

use crate::context::Context;
use crate::failure::Failure;
use crate::message::{Attempt, Message, Receipt, Recipient};
use crate::queue::{Entry, Queue, Unreadable};
use crate::schedule::zone::Zone;
use crate::terminal::{self, moment, table};

use super::standing::Waiting;
use super::{recipients, series, view};

const EXAMPLES: &str = "\
Examples:
  $ mindful show k3f9
  $ mindful show k3f9 --json";

/// Show a message in full
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Show {
    /// Id, or a unique prefix of it
    #[arg(value_name = "ID")]
    id: String,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn run(args: &Show, context: &Context) -> Result<(), Failure> {
    let mine = recipients::my_zone(context)?;
    let queue = super::queue(context)?;
    let (entry, message) = followed(&queue, &args.id)?;
    let receipt = queue.receipt(&message.id);
    if args.json {
        let value = view::view(&entry, &message, receipt, &mine);
        terminal::json(&series::with_next(value, &message, context)?);
    } else {
        terminal::out(&page(&queue, (&entry, &message), &receipt, &mine, context)?);
    }
    Ok(())
}

/// Finds and reads a message, even one that is being sent meanwhile.
fn followed(queue: &Queue, id: &str) -> Result<(Entry, Message), Failure> {
    let mut entry = super::select::one(queue, id)?;
    while queue.read(&entry) == Err(Unreadable::Gone) {
        entry = super::select::one(queue, id)?;
    }
    read(queue, &entry).map(|message| (entry, message))
}

/// Reads a message that a person named.
pub(super) fn read(queue: &Queue, entry: &Entry) -> Result<Message, Failure> {
    queue.read(entry).map_err(|why| unreadable(queue, entry, why))
}

/// Says why a message cannot be read, and where it lies.
pub(super) fn unreadable(queue: &Queue, entry: &Entry, why: Unreadable) -> Failure {
    match why {
        Unreadable::Gone => {
            Failure::other(format!("message `{}` has just moved", entry.name.id)).hint("try again")
        }
        Unreadable::Newer(why) => {
            Failure::other(format!("message `{}` was written by a newer mindful", entry.name.id)).cause(why)
        }
        Unreadable::Bad(why) | Unreadable::NotNow(why) => {
            let file = queue.file_of(entry);
            Failure::other(format!("message `{}` cannot be read", entry.name.id))
                .cause(why)
                .hint(format!("mend its file (chown, chmod or an editor) or remove it: `{}`", file.display()))
        }
    }
}

/// Says everything there is to say of a message.
fn page(
    queue: &Queue,
    (entry, message): (&Entry, &Message),
    receipt: &Receipt,
    mine: &Zone,
    context: &Context,
) -> Result<String, Failure> {
    let width = table::width(context.stdout_is_terminal);
    let fields = fields(queue, (entry, message), receipt, mine, context)?.into_iter();
    let attempts = receipt.attempts.iter().map(|attempt| ("attempt", said(attempt, mine)));
    let id = receipt.webex_message_id.iter().map(|id| ("webex", id.clone()));
    let mut lines: Vec<String> = fields
        .chain(id)
        .chain(attempts)
        .map(|(label, text)| table::labelled(&format!("{label:<9}"), &text, width))
        .collect();
    lines.push(String::new());
    lines.extend(view::text(entry, message).lines().map(|line| table::labelled("", line, width)));
    Ok(lines.join("\n"))
}

fn fields(
    queue: &Queue,
    (entry, message): (&Entry, &Message),
    receipt: &Receipt,
    mine: &Zone,
    context: &Context,
) -> Result<Vec<(&'static str, String)>, Failure> {
    let theirs = Zone::named(&message.to.zone).unwrap_or_else(|_| mine.clone());
    let (state, why) = Waiting::look(queue, mine, context.now).standing(entry, message);
    let why = why.map(|why| format!(": {why}")).unwrap_or_default();
    let ids = view::Ids::of(Some(queue), context.stdout_is_terminal);
    let assumed = if message.to.zone_assumed { " (their zone is assumed)" } else { "" };
    let mut fields = vec![
        ("id", ids.shown(message.id.as_str()).to_owned()),
        ("to", addressed(message)),
        ("due", format!("{}{assumed}", moment::both_clocks(message.due, &theirs, mine, context.now))),
        ("state", format!("{state}{why}")),
        ("created", moment::on_clock(message.created, mine)),
    ];
    fields.extend(series::fields(message, mine, context)?);
    fields.extend(receipt.series_over.iter().map(|why| ("over", why.clone())));
    let limit = message.not_after.map(|limit| moment::on_clock(limit, mine));
    fields.extend(limit.map(|limit| ("until", limit)));
    let file = message.body.attachment.as_ref();
    fields.extend(file.map(|file| ("file", format!("{} ({} bytes)", file.name, file.bytes))));
    fields.extend(message.body.card.as_ref().map(|_| ("card", "an adaptive card".to_owned())));
    fields.extend(message.body.reply_to.clone().map(|id| ("reply to", id)));
    Ok(fields)
}

/// Returns name and address, where both are known.
pub(super) fn addressed(message: &Message) -> String {
    called(&message.to)
}

/// Returns name and address of a recipient, where both are known.
pub(super) fn called(recipient: &Recipient) -> String {
    let label = recipient.label();
    match recipient.email() {
        Some(email) if email != label => format!("{label} <{email}>"),
        Some(_) | None => label.to_owned(),
    }
}

fn said(attempt: &Attempt, mine: &Zone) -> String {
    let why = attempt.reason.as_deref().map(|why| format!(": {why}")).unwrap_or_default();
    let tracking = attempt.tracking_id.as_deref().map(|id| format!(" ({id})")).unwrap_or_default();
    format!("{} {}{why}{tracking}", moment::on_clock(attempt.at, mine), attempt.outcome.as_str())
}
