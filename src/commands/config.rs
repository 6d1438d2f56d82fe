//! `mindful config`: the settings file, with its comments and its order.

use clap::{Args, Subcommand};
use toml_edit::{Array, Item, Table, Value};

use crate::context::Context;
use crate::failure::{Failure, Kind};
use crate::terminal::{self, nearest};

use super::document;
use super::draft::Draft;

const EXAMPLES: &str = "\
Examples:
  $ mindful config set me.timezone Europe/Berlin
  $ mindful config get delivery.grace";

const PATH: &str = "\
Examples:
  $ mindful config path
  $ MINDFUL_HOME=~/work mindful config path";

const GET: &str = "\
Examples:
  $ mindful config get me.timezone
  $ mindful config get webex.scopes";

const SET: &str = "\
Examples:
  $ mindful config set delivery.off_hours move
  $ mindful config set delivery.hold_while DoNotDisturb meeting";

const EDIT: &str = "\
Examples:
  $ mindful config edit
  $ EDITOR=nano mindful config edit";

/// Show and change settings
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Config {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Print the path of the settings file
    #[command(after_help = PATH)]
    Path,
    /// Print a setting
    #[command(after_help = GET)]
    Get {
        /// Section and key, such as delivery.grace
        key: String,
    },
    /// Change a setting; several values make a list
    #[command(after_help = SET)]
    Set {
        /// Section and key, such as delivery.grace
        key: String,
        /// Value, or several
        #[arg(required = true, num_args = 1..)]
        values: Vec<String>,
    },
    /// Edit the settings file
    #[command(after_help = EDIT)]
    Edit,
}

/// Every key there is, and whether it holds a list.
pub(super) const KEYS: [(&str, bool); 13] = [
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
    if key.contains("secret") || key.ends_with("token") {
        return Err(
            failure.hint("secrets are never in config.toml; `mindful login` asks and keeps them safe")
        );
    }
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
        None => {
            return Err(Failure::new(Kind::Unknown, format!("`{key}` is not set"))
                .hint("mindful-config(5) tells what holds then"));
        }
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
    let _alone = document::alone(context)?;
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

/// Opens the settings, or what an earlier edit kept because it could not be read.
fn edit(context: &Context) -> Result<(), Failure> {
    let path = context.paths.config_file();
    let kept = path.with_extension("toml.draft");
    let before = document::contents(&path)?;
    if kept.exists() {
        terminal::say(&format!("going on with what was kept in `{}`", kept.display()));
    } else {
        crate::disk::replace(&kept, before.as_bytes())?;
    }
    let draft = Draft::new(kept, before.strip_suffix('\n').unwrap_or(&before).to_owned());
    let after = draft.edit(context)?;
    keep(&format!("{after}\n"), context).map_err(|failure| draft.kept(failure))?;
    draft.done();
    Ok(())
}
