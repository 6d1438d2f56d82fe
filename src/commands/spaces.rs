//! `mindful spaces`: the spaces one is in, with their ids.

use clap::Args;
use serde_json::json;

use crate::account;
use crate::context::Context;
use crate::failure::Failure;
use crate::terminal::{self, table};

use super::directory::{Directory, warn_of_more};

const EXAMPLES: &str = "\
Examples:
  $ mindful spaces
  $ mindful spaces apollo --json";

/// List the spaces you are in
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Spaces {
    /// Part of the title
    #[arg(value_name = "QUERY", default_value = "", hide_default_value = true)]
    query: String,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn run(args: &Spaces, context: &Context) -> Result<(), Failure> {
    let facts = account::facts(&context.paths)?;
    let query = args.query.to_lowercase();
    let found = Directory::new(context, facts.as_ref()).spaces()?;
    warn_of_more(&found, "spaces");
    let mut spaces = found.items;
    spaces.retain(|space| space.title.to_lowercase().contains(&query));
    if args.json {
        let spaces: Vec<_> =
            spaces.iter().map(|space| json!({ "id": space.id, "title": space.title })).collect();
        terminal::json(&spaces);
        return Ok(());
    }
    let rows: Vec<_> = spaces.into_iter().map(|space| vec![space.title, space.id]).collect();
    match rows.is_empty() {
        true => terminal::say("no spaces"),
        false => {
            terminal::out(&table::table(&["title", "id"], &rows, table::width(context.stdout_is_terminal)))
        }
    }
    Ok(())
}
