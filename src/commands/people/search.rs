//! `people search`: who the Webex directory knows by a name.

use clap::Args;
use serde_json::json;

use crate::account;
use crate::commands::directory::{Directory, warn_of_more};
use crate::context::Context;
use crate::failure::{Failure, Kind};
use crate::people::Book;
use crate::terminal::{self, table};

const EXAMPLES: &str = "\
Examples:
  $ mindful people search \"Ada L\"
  $ mindful people search ada@example.com --json";

/// Search the Webex directory
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Search {
    /// Start of a name, or an e-mail address
    #[arg(value_name = "NAME", required = true)]
    name: Vec<String>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn run(args: &Search, context: &Context) -> Result<(), Failure> {
    let name = args.name.join(" ");
    let facts = account::facts(&context.paths)?;
    let book = Book::read(&context.paths.people_file())?;
    let found = Directory::new(context, facts.as_ref()).people(&name)?;
    warn_of_more(&found, "people");
    let found = found.items;
    let alias = |email: &str| book.by_email(email).and_then(|person| person.alias.clone());
    if args.json {
        let people: Vec<_> = found
            .iter()
            .map(|known| {
                json!({
                    "name": known.name,
                    "email": known.email,
                    "timezone": known.timezone,
                    "person_id": known.id,
                    "alias": alias(&known.email),
                })
            })
            .collect();
        terminal::json(&people);
    }
    if found.is_empty() {
        return Err(Failure::new(Kind::Unknown, format!("no one in the Webex directory is called `{name}`"))
            .hint("it knows your own organisation; others can be written to by their e-mail address"));
    }
    if !args.json {
        let row = |known: crate::webex::Known| {
            let alias = alias(&known.email).unwrap_or_default();
            vec![known.name, known.email, known.timezone.unwrap_or_default(), alias]
        };
        let rows: Vec<_> = found.into_iter().map(row).collect();
        let width = table::width(context.stdout_is_terminal);
        terminal::out(&table::table(&["name", "e-mail", "time zone", "you call them"], &rows, width));
    }
    Ok(())
}
