//! What is said: the text, and the file or card beside it.

use std::path::Path;

use crate::commands::show::addressed;
use crate::commands::text::{self, Words};
use crate::context::Context;
use crate::disk;
use crate::failure::Failure;
use crate::ids::{self, Given};
use crate::message::{Attachment, Body, Format, MAX_ATTACHMENT, Message, check_text, placeholders};
use crate::schedule::zone::Zone;
use crate::terminal::moment;

use super::Schedule;

/// Where a message's id is found.
const LINK: &str =
    "copy the link of the message in Webex, or take `webex_message_id` from `mindful show ID --json`";

/// More is not read of a card; Webex takes less (<https://developer.webex.com/messaging/docs/buttons-and-cards>).
const MAX_CARD: u64 = 1024 * 1024;

/// Reads the words; with something beside them they may be missing.
pub(super) fn words(args: &Schedule) -> Result<Words, Failure> {
    text::read(args.text.as_deref(), args.file.as_deref(), is_beside(args))
}

/// Checks whether the words are to be typed in an editor.
pub(super) fn opens_editor(args: &Schedule, context: &Context) -> bool {
    let is_given = args.text.is_some() || args.file.is_some() || is_beside(args);
    !is_given && context.stdin_is_terminal
}

/// Returns the body as far as it is known before the words are; they may call people by their names.
pub(super) fn outline(args: &Schedule) -> Result<Body, Failure> {
    const PLACE: &str = "…";
    let body = read(args, PLACE.to_owned())?;
    Ok(Body { placeholders: !args.literal, ..body })
}

/// Opens the editor on an empty draft with these notes.
pub(super) fn edited(notes: &[String], context: &Context) -> Result<Words, Failure> {
    text::from_editor(notes, context)
}

/// Says to whom the words go and when, for the draft.
pub(super) fn notes(written: &[(Message, Vec<String>)], mine: &Zone, context: &Context) -> Vec<String> {
    const SHOWN: usize = 10;
    let shown = written.iter().take(SHOWN).map(|(message, _)| note(message, mine, context));
    let more = written.len().checked_sub(SHOWN).filter(|more| *more > 0);
    shown.chain(more.map(|more| format!("and {more} more"))).collect()
}

/// Says in a line to whom a message goes and when.
pub(in crate::commands) fn note(message: &Message, mine: &Zone, context: &Context) -> String {
    let theirs = Zone::named(&message.to.zone).unwrap_or_else(|_| mine.clone());
    let clocks = moment::both_clocks(message.due, &theirs, mine, context.now);
    format!("to {}: {clocks}", addressed(message))
}

const fn is_beside(args: &Schedule) -> bool {
    args.attach.is_some() || args.card.is_some()
}

/// Checks the words and what is beside them.
pub(super) fn read(args: &Schedule, text: String) -> Result<Body, Failure> {
    check_text(&text, is_beside(args))?;
    let attachment = args.attach.as_deref().map(attachment).transpose()?;
    Ok(Body {
        placeholders: !args.literal && placeholders(&text)?,
        text,
        format: if args.markdown { Format::Markdown } else { Format::Text },
        attachment,
        card: args.card.as_deref().map(card).transpose()?,
        reply_to: args.reply_to.as_deref().map(parent).transpose()?,
    })
}

/// Reads which message is answered: an id, a UUID or a link.
fn parent(text: &str) -> Result<String, Failure> {
    match ids::given(text, &ids::Kind::Message) {
        Given::Id(id) => Ok(id),
        Given::Another(kind) => {
            Err(Failure::usage(format!("`{text}` is {}, not a message", kind.called())).hint(LINK))
        }
        Given::Words => {
            Err(Failure::usage(format!("`{text}` isn't the id of a message or a link to one")).hint(LINK))
        }
    }
}

fn attachment(path: &Path) -> Result<Attachment, Failure> {
    let bad = || Failure::usage(format!("cannot attach `{}`", path.display()));
    let facts = path.metadata().map_err(|error| bad().because(&error))?;
    if !facts.is_file() {
        return Err(bad().because(&disk::irregular(&facts)));
    }
    if facts.len() == 0 || facts.len() > MAX_ATTACHMENT {
        return Err(bad()
            .cause(format!("it has {} bytes", facts.len()))
            .hint("Webex takes files of 1 byte to 100 MB"));
    }
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
    Ok(Attachment { name: name.ok_or_else(bad)?, bytes: facts.len() })
}

fn card(path: &Path) -> Result<String, Failure> {
    let bad = || Failure::usage(format!("cannot use the card `{}`", path.display()));
    let text = disk::read_named(path, MAX_CARD).map_err(|error| bad().because(&error))?;
    let card: serde_json::Value = serde_json::from_str(&text).map_err(|error| bad().because(&error))?;
    if card.get("type").and_then(|kind| kind.as_str()) != Some("AdaptiveCard") {
        return Err(bad().cause("its `type` is not `AdaptiveCard`"));
    }
    Ok(card.to_string())
}
