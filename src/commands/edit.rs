//! `mindful edit`: other words, in the person's editor. Words that are refused are kept.

use clap::Args;

use crate::context::Context;
use crate::failure::Failure;
use crate::message::{check_text, placeholders};
use crate::people::Book;
use crate::queue::{Entry, Queue, State};
use crate::terminal;

use super::which::{done, too_late};
use super::{recipients, text};

const EXAMPLES: &str = "\
Examples:
  $ mindful edit k3f9
  $ EDITOR=nano mindful edit k3f9";

/// Change the words of a message in your editor
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Edit {
    /// Id, or the beginning of one
    #[arg(value_name = "ID")]
    id: String,
}

pub(super) fn run(args: &Edit, context: &Context) -> Result<(), Failure> {
    let queue = super::queue(context)?;
    let entry = super::find(&queue, &args.id)?;
    if !matches!(entry.state, State::Scheduled | State::Held) {
        let why = format!("message `{}` is {}", entry.name.id, entry.state.as_str());
        return Err(Failure::other(why).cause("what can be edited is scheduled or held"));
    }
    // Out of reach while the editor is open: nobody wants the half-written words sent.
    let Some(taken) = queue.take(&entry)? else { return Err(too_late(&entry)) };
    let edited = edited(&queue, &Entry { state: State::Held, name: taken.name().clone() }, context);
    match edited {
        Ok(Some(message)) => {
            taken.put(&message)?;
            done(&entry, "changed");
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
fn edited(
    queue: &Queue,
    entry: &Entry,
    context: &Context,
) -> Result<Option<crate::message::Message>, Failure> {
    let mut message = super::show::read(queue, entry)?;
    let beside = message.body.attachment.is_some() || message.body.card.is_some();
    let draft = queue.draft(&message.body.text)?;
    let text = text::in_editor(&draft, context)?;
    let kept = |failure: Failure| failure.hint(format!("what was typed is kept in `{}`", draft.display()));
    check_text(&text, beside).map_err(kept)?;
    if text == message.body.text {
        let _ = std::fs::remove_file(&draft);
        return Ok(None);
    }
    // Braces that stood for themselves go on doing so.
    let literal = !message.body.placeholders && placeholders(&message.body.text).unwrap_or(true);
    message.body.placeholders = !literal && placeholders(&text).map_err(kept)?;
    message.body.text = text;
    let book = Book::read(&context.paths.people_file())?;
    message.check_filling(recipients::is_named(&book, &message.to)).map_err(kept)?;
    let _ = std::fs::remove_file(&draft);
    Ok(Some(message))
}
