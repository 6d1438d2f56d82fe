//! `mindful config`: the settings file, with its comments and its order.

use clap::{Args, Subcommand};
use toml_edit::{Array, Item, Table, Value};

use crate::context::Context;
use crate::failure::{Failure, Kind};
use crate::terminal::{self, nearest};

use super::{document, text};

const EXAMPLES: &str = "\
Examples:
  $ mindful config set me.timezone Europe/Berlin
  $ mindful config get delivery.grace";

/// Show and change the settings
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Config {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Print where the settings are
    Path,
    /// Print a setting, if the file has it
    Get {
        /// Section and key, such as delivery.grace
        key: String,
    },
    /// Change a setting; several values make a list
    Set {
        /// Section and key, such as delivery.grace
        key: String,
        /// Value, or several
        #[arg(required = true, num_args = 1..)]
        values: Vec<String>,
    },
    /// Open the settings in your editor
    Edit,
}

/// Every key there is, and whether it holds a list.
const KEYS: [(&str, bool); 13] = [
    ("webex.client_id", false),
    ("webex.redirect_uri", false),
    ("webex.scopes", true),
    ("webex.api_url", false),
    ("me.timezone", false),
    ("hours.work", false),
    ("delivery.off_hours", false),
    ("delivery.grace", false),
    ("delivery.give_up", false),
    ("delivery.hold_while", true),
    ("delivery.concurrency", false),
    ("delivery.allowed_domains", true),
    ("login.token_store", false),
];

pub(super) fn run(args: &Config, context: &Context) -> Result<(), Failure> {
    match &args.what {
        What::Path => terminal::out(&context.paths.config_file().display().to_string()),
        What::Get { key } => return get(key, context),
        What::Set { key, values } => return set(key, values, context),
        What::Edit => return edit(context),
    }
    Ok(())
}

fn known(key: &str) -> Result<bool, Failure> {
    if let Some((_, list)) = KEYS.iter().find(|(known, _)| *known == key) {
        return Ok(*list);
    }
    let failure = Failure::usage(format!("there is no setting `{key}`"));
    Err(match nearest::nearest(key, KEYS.iter().map(|(known, _)| *known)) {
        Some(near) => failure.hint(format!("did you mean `{near}`?")),
        None => failure.hint(format!("the settings are {}", KEYS.map(|(known, _)| known).join(", "))),
    })
}

fn get(key: &str, context: &Context) -> Result<(), Failure> {
    known(key)?;
    let (section, name) = key.split_once('.').unwrap_or((key, ""));
    let document = document::read(&context.paths.config_file())?;
    match document.get(section).and_then(|section| section.get(name)) {
        Some(item) => terminal::out(&terminal::escape(&plain(item))),
        None => return Err(Failure::silent(Kind::Unknown)),
    }
    Ok(())
}

fn plain(item: &Item) -> String {
    match item.as_str() {
        Some(text) => text.to_owned(),
        None => item.to_string().trim().to_owned(),
    }
}

fn set(key: &str, values: &[String], context: &Context) -> Result<(), Failure> {
    let list = known(key)? || (key == "webex.redirect_uri" && values.len() > 1);
    let value: Value = match (values, list, key) {
        (values, true, _) => values.iter().collect::<Array>().into(),
        ([one], false, "delivery.concurrency") => one
            .parse::<i64>()
            .map_err(|_| {
                Failure::usage(format!("`{key}` is a number, and `{one}` is none")).hint("use 1 to 64")
            })?
            .into(),
        ([one], false, _) => one.into(),
        _ => return Err(Failure::usage(format!("`{key}` holds one value")).hint("quote it if it has blanks")),
    };
    let (section, name) = key.split_once('.').unwrap_or((key, ""));
    let mut document = document::read(&context.paths.config_file())?;
    let table = document.entry(section).or_insert_with(|| Item::Table(Table::new()));
    let table =
        table.as_table_like_mut().ok_or_else(|| Failure::usage(format!("`{section}` is no section")))?;
    document::put(table, name, value);
    keep(&document.to_string(), context)
}

/// Writes the settings only if they can be read.
fn keep(text: &str, context: &Context) -> Result<(), Failure> {
    let path = context.paths.config_file();
    crate::config::check(&path, text)?;
    document::keep(&path, text)
}

fn edit(context: &Context) -> Result<(), Failure> {
    let path = context.paths.config_file();
    let folder = context.paths.config.clone();
    crate::disk::make_private_folders(&folder)?;
    let draft = folder.join("config.toml.draft");
    let before = document::read(&path).map(|document| document.to_string()).or_else(|_| {
        std::fs::read_to_string(&path)
            .map_err(|error| Failure::usage("cannot read the settings").because(&error))
    })?;
    crate::disk::replace(&draft, before.as_bytes())?;
    text::in_editor(&draft, context)?;
    let after = std::fs::read_to_string(&draft)
        .map_err(|error| Failure::other(format!("cannot read `{}`", draft.display())).because(&error))?;
    keep(&after, context)
        .map_err(|failure| failure.hint(format!("what was typed is kept in `{}`", draft.display())))?;
    crate::disk::remove(&draft)
}
