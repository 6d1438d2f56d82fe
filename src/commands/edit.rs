//! `mindful edit`: other words, in the person's editor. Words that are refused are kept.

use clap::Args;

use crate::context::Context;
use crate::failure::Failure;
use crate::message::{Message, check_text, placeholders};
use crate::people::Book;
use crate::queue::{Entry, Queue, State};
use crate::terminal;

use super::draft::Draft;
use super::recipients;
use super::schedule::note;
use super::select::{self, take};

const EXAMPLES: &str = "\
Examples:
  $ mindful edit k3f9
  $ EDITOR=nano mindful edit k3f9";

/// Edit a message's text
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Edit {
    /// Id, or a unique prefix of it
    #[arg(value_name = "ID")]
    id: String,
}

/// What has not gone yet.
pub(super) const STATES: [State; 2] = [State::Scheduled, State::Held];

pub(super) fn run(args: &Edit, context: &Context) -> Result<(), Failure> {
    let queue = super::queue(context)?;
    let entry = select::one(&queue, &args.id)?;
    select::fits(&queue, &entry, &STATES, "edited", context)?;
    // Out of reach while the editor is open: nobody wants the half-written words sent.
    let taken = take(&queue, &entry)?;
    match edited(&queue, &taken.entry(), context) {
        Ok(Some((message, draft))) => {
            taken.put(&message).map_err(|failure| draft.kept(failure))?;
            draft.done();
            let mine = recipients::my_zone(context)?;
            terminal::say(&format!("Changed {}", select::line(&message, &mine, context)));
            Ok(())
        }
        Ok(None) => {
            taken.back()?;
            terminal::say("nothing was changed");
            Ok(())
        }
        Err(failure) => taken.back().and(Err(failure)),
    }
}

/// Opens the editor on the words; `None` if they stay as they are.
fn edited(queue: &Queue, entry: &Entry, context: &Context) -> Result<Option<(Message, Draft)>, Failure> {
    let mut message = super::show::read(queue, entry)?;
    let notes = [note(&message, &recipients::my_zone(context)?, context)];
    let draft = Draft::with_notes(queue, &message.body.text, &notes)?;
    let text = draft.edit(context)?;
    if text == message.body.text {
        draft.done();
        return Ok(None);
    }
    match replace(&mut message, text, context) {
        Ok(()) => Ok(Some((message, draft))),
        Err(failure) => Err(draft.kept(failure)),
    }
}

/// Gives a message other words, if they can be sent.
fn replace(message: &mut Message, text: String, context: &Context) -> Result<(), Failure> {
    let beside = message.body.attachment.is_some() || message.body.card.is_some();
    check_text(&text, beside)?;
    // Braces that stood for themselves go on doing so.
    let literal = !message.body.placeholders && placeholders(&message.body.text).unwrap_or(true);
    message.body.placeholders = !literal && placeholders(&text)?;
    message.body.text = text;
    let book = Book::read(&context.paths.people_file())?;
    message.check_filling(recipients::is_named(&book, &message.to))
}
