//! `mindful people`: the address book, changed with its comments and order, and the directory behind it.

mod change;
mod draft;
mod fields;
mod groups;
mod import;
mod search;
mod show;

use std::path::Path;

use clap::{Args, Subcommand};

use crate::commands::document;
use crate::commands::draft::Draft;
use crate::context::Context;
use crate::failure::{Failure, Kind};
use crate::people::{Book, Broken, Person};
use crate::terminal::{self, nearest};

const EDIT: &str = "\
Examples:
  $ mindful people edit
  $ EDITOR=vi mindful people edit";

const EXAMPLES: &str = "\
Examples:
  $ mindful people add ada ada@example.com --name \"Ada Lovelace\" --timezone Europe/London
  $ mindful people set ada hours \"Mon-Thu 08:30-12:00 13:00-17:30, Fri 09:00-14:00\"
  $ mindful people add @team ada grace@example.com
  $ mindful people import holidays.ics --for @team";

/// Manage the address book: hours, days off, groups
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct People {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    Search(search::Search),
    List(show::List),
    Show(show::Show),
    Add(change::Add),
    Set(change::Set),
    Unset(change::Unset),
    /// Open the address book in your editor
    ///
    /// It is saved only if it can be read; a draft that cannot is kept, and opened again the next time.
    #[command(after_help = EDIT)]
    Edit,
    Remove(change::Remove),
    Import(import::Import),
}

pub(super) fn run(args: &People, context: &Context) -> Result<(), Failure> {
    match &args.what {
        What::Search(args) => search::run(args, context),
        What::List(args) => show::list(args, context),
        What::Show(args) => show::show(args, context),
        What::Add(args) => change::add(args, context),
        What::Set(args) => change::set(args, context),
        What::Unset(args) => change::unset(args, context),
        What::Edit => edit(context),
        What::Remove(args) => change::remove(args, context),
        What::Import(args) => import::run(args, context),
    }
}

/// Opens the address book, or what an earlier edit kept because it could not be read.
fn edit(context: &Context) -> Result<(), Failure> {
    let path = context.paths.people_file();
    let kept = path.with_extension("toml.draft");
    let before = document::contents(&path)?;
    if kept.exists() {
        terminal::say(&format!("Resuming your draft `{}`", kept.display()));
    } else {
        crate::disk::replace(&kept, before.as_bytes())?;
    }
    let draft = Draft::new(kept, before.strip_suffix('\n').unwrap_or(&before).to_owned());
    let after = format!("{}\n", draft.edit(context)?);
    keep(&path, &before, &after, context).map_err(|failure| draft.kept(failure))?;
    draft.done();
    Ok(())
}

/// Writes what was edited, if all of it can be read and no other command has changed the file.
fn keep(path: &Path, before: &str, after: &str, context: &Context) -> Result<(), Failure> {
    if let Some(broken) = Book::parse(path, after)?.broken().first() {
        return Err(broken.failure.clone());
    }
    let _alone = document::alone(context)?;
    if document::contents(path)? != before {
        return Err(Failure::other(format!("`{}` has changed since your editor opened it", path.display()))
            .hint("look at both, then run `mindful people edit` again"));
    }
    document::keep(path, after)
}

/// Finds an entry by its name, an e-mail address or a full name.
fn find<'a>(book: &'a Book, who: &str) -> Result<&'a Person, Failure> {
    book.check(who)?;
    let known = book.find(who).or_else(|| book.by_email(who)).or_else(|| book.by_name(who));
    known.ok_or_else(|| {
        let failure = Failure::new(Kind::Unknown, format!("the address book has no `{who}`"));
        let aliases = book.aliases();
        match nearest::nearest(who, aliases.iter().map(String::as_str)) {
            Some(near) => failure.hint(format!("did you mean `{near}`?")),
            None => failure.hint("`mindful people list` shows everybody"),
        }
    })
}

/// Names an entry that can't be read, where the others are of use without it.
fn warn(broken: &Broken) {
    let causes = broken.failure.causes.join(": ");
    terminal::warn(&terminal::escape(&format!("{}: {causes}", broken.failure.what)));
}

/// Says that there is no such group, and which there are.
fn no_group(book: &Book, group: &str) -> Failure {
    let failure = Failure::new(Kind::Unknown, format!("no group `@{group}`"));
    let groups = book.groups();
    match (nearest::nearest(group, groups.iter().map(String::as_str)), groups.is_empty()) {
        (Some(near), _) => failure.hint(format!("did you mean `@{near}`?")),
        (None, true) => failure.hint("`mindful people add @GROUP NAME…` makes one"),
        (None, false) => failure.hint(format!(
            "there are {}",
            groups.iter().map(|group| format!("@{group}")).collect::<Vec<_>>().join(", ")
        )),
    }
}
