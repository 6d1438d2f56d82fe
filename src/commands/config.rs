//! `mindful config`: the settings file, with its comments and its order.

use clap::{Args, Subcommand};
use toml_edit::{Array, DocumentMut, Item, Table, Value};

use crate::context::Context;
use crate::failure::{Failure, Kind};
use crate::terminal::{self, nearest};

use super::document;
use super::draft::Draft;

const EXAMPLES: &str = "\
Examples:
  $ mindful config list
  $ mindful config get delivery.grace
  $ mindful config set me.timezone Europe/Berlin
  $ mindful config unset me.timezone";

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

const LIST: &str = "\
Examples:
  $ mindful config list
  $ mindful config list --json";

const UNSET: &str = "\
Examples:
  $ mindful config unset delivery.grace
  $ mindful config unset me.timezone";

const EDIT: &str = "\
Examples:
  $ mindful config edit
  $ EDITOR=vi mindful config edit";

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
    Path {
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Print a setting, or its default
    #[command(after_help = GET)]
    Get {
        /// Section and key, such as delivery.grace
        key: String,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Print every setting
    #[command(after_help = LIST)]
    List {
        /// Print JSON
        #[arg(long)]
        json: bool,
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
    /// Go back to the default of a setting
    #[command(after_help = UNSET)]
    Unset {
        /// Section and key, such as delivery.grace
        key: String,
    },
    /// Edit the settings file
    #[command(after_help = EDIT)]
    Edit,
}

/// A setting that may stand in `config.toml`.
pub(super) struct Key {
    /// Section and name.
    pub(super) name: &'static str,
    is_list: bool,
    /// What holds where the file has no value; `None` where there is no default, or where it depends on the machine.
    default: Option<&'static str>,
}

impl Key {
    const fn one(name: &'static str, default: Option<&'static str>) -> Self {
        Self { name, is_list: false, default }
    }

    const fn list(name: &'static str, default: &'static str) -> Self {
        Self { name, is_list: true, default: Some(default) }
    }

    fn section_and_name(&self) -> (&'static str, &'static str) {
        self.name.split_once('.').unwrap_or((self.name, ""))
    }

    /// Returns the value in the file.
    fn set_in(&self, document: &DocumentMut) -> Option<Value> {
        let (section, name) = self.section_and_name();
        document.get(section)?.get(name)?.as_value().cloned()
    }

    /// Returns what holds where the file has no value.
    fn default(&self, context: &Context) -> Option<Value> {
        match self.name {
            "me.timezone" => context.my_zone_name().ok().map(Value::from),
            _ => self.default.and_then(|default| default.parse().ok()),
        }
    }
}

/// Every key there is. Defaults are written as TOML.
pub(super) const KEYS: [Key; 14] = [
    Key::one("webex.client_id", None),
    Key::one("webex.redirect_uri", Some("\"http://127.0.0.1:17321/callback\"")),
    Key::list("webex.scopes", "[]"),
    Key::one("webex.api_url", Some("\"https://webexapis.com/v1\"")),
    Key::one("me.timezone", None),
    Key::one("me.clock", Some("\"mine\"")),
    Key::one("hours.work", Some("\"Mon-Fri 09:00-17:00\"")),
    Key::one("delivery.off_hours", Some("\"warn\"")),
    Key::one("delivery.grace", Some("\"15m\"")),
    Key::one("delivery.give_up", Some("\"3d\"")),
    Key::list("delivery.hold_while", "[]"),
    Key::one("delivery.concurrency", Some("8")),
    Key::list("delivery.allowed_domains", "[]"),
    Key::one("login.token_store", Some("\"keyring\"")),
];

pub(super) fn run(args: &Config, context: &Context) -> Result<(), Failure> {
    match &args.what {
        What::Path { json } => path(*json, context),
        What::Get { key, json } => get(key, *json, context),
        What::List { json } => list(*json, context),
        What::Set { key, values } => set(key, values, context),
        What::Unset { key } => unset(key, context),
        What::Edit => edit(context),
    }
}

fn path(json: bool, context: &Context) -> Result<(), Failure> {
    let path = context.paths.config_file().display().to_string();
    if json {
        terminal::json(&path);
    } else {
        terminal::out(&path);
    }
    Ok(())
}

fn known(key: &str) -> Result<&'static Key, Failure> {
    if let Some(known) = KEYS.iter().find(|known| known.name == key) {
        return Ok(known);
    }
    let failure = Failure::usage(format!("unknown setting `{key}`"));
    if key.contains("secret") || key.ends_with("token") {
        return Err(
            failure.hint("secrets are never in config.toml; `mindful login` asks for them and stores them")
        );
    }
    Err(match nearest::nearest(key, KEYS.iter().map(|known| known.name)) {
        Some(near) => failure.hint(format!("did you mean `{near}`?")),
        None => failure.hint("`mindful config list` prints every setting"),
    })
}

fn get(key: &str, json: bool, context: &Context) -> Result<(), Failure> {
    let key = known(key)?;
    let document = document::read(&context.paths.config_file())?;
    let Some(value) = key.set_in(&document).or_else(|| key.default(context)) else {
        return Err(Failure::new(Kind::Unknown, format!("`{}` is not set and has no default", key.name))
            .hint(format!("set it with `mindful config set {} VALUE`", key.name)));
    };
    if json {
        terminal::json(&as_json(&value));
    } else {
        terminal::out(&terminal::escape(&plain(&value)));
    }
    Ok(())
}

/// Prints every setting: what holds, and whether it is the default.
fn list(json: bool, context: &Context) -> Result<(), Failure> {
    let document = document::read(&context.paths.config_file())?;
    let all = KEYS.iter().map(|key| {
        let set = key.set_in(&document);
        let is_default = set.is_none();
        (key.name, set.or_else(|| key.default(context)), is_default)
    });
    if json {
        let all = all.map(|(name, value, is_default)| {
            let value = value.as_ref().map(as_json);
            (name.to_owned(), serde_json::json!({ "value": value, "default": is_default }))
        });
        terminal::json(&all.collect::<serde_json::Map<_, _>>());
        return Ok(());
    }
    for (name, value, is_default) in all {
        let value = value.as_ref().map_or_else(|| "(not set)".to_owned(), plain);
        let note = if is_default && !value.starts_with('(') { "  (default)" } else { "" };
        terminal::out(&format!("{name} = {}{note}", terminal::escape(&value)));
    }
    Ok(())
}

fn plain(value: &Value) -> String {
    match value.as_str() {
        Some(text) => text.to_owned(),
        None => value.clone().decorated("", "").to_string(),
    }
}

fn as_json(value: &Value) -> serde_json::Value {
    match value {
        Value::Array(items) => items.iter().map(as_json).collect(),
        Value::Integer(number) => (*number.value()).into(),
        Value::Boolean(flag) => (*flag.value()).into(),
        other => plain(other).into(),
    }
}

fn set(key: &str, values: &[String], context: &Context) -> Result<(), Failure> {
    let known = known(key)?;
    let is_list = known.is_list || (key == "webex.redirect_uri" && values.len() > 1);
    let value: Value = match (values, is_list, key) {
        (values, true, _) => values.iter().collect::<Array>().into(),
        ([one], false, "delivery.concurrency") => one
            .parse::<i64>()
            .map_err(|_| {
                Failure::usage(format!("`{one}` isn't a number")).hint("`delivery.concurrency` is 1 to 64")
            })?
            .into(),
        ([one], false, _) => one.into(),
        _ => return Err(Failure::usage(format!("`{key}` holds one value")).hint("quote it if it has blanks")),
    };
    let (section, name) = known.section_and_name();
    let _alone = document::alone(context)?;
    let mut document = document::read(&context.paths.config_file())?;
    let table = document.entry(section).or_insert_with(|| Item::Table(Table::new()));
    let table =
        table.as_table_like_mut().ok_or_else(|| Failure::usage(format!("`{section}` isn't a section")))?;
    document::put(table, name, value);
    keep(&document.to_string(), context)
}

fn unset(key: &str, context: &Context) -> Result<(), Failure> {
    let (section, name) = known(key)?.section_and_name();
    let _alone = document::alone(context)?;
    let mut document = document::read(&context.paths.config_file())?;
    let table = document.get_mut(section).and_then(Item::as_table_like_mut);
    if table.and_then(|table| table.remove(name)).is_none() {
        terminal::say(&format!("`{key}` was not set"));
        return Ok(());
    }
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
        terminal::say(&format!("Resuming your draft `{}`", kept.display()));
    } else {
        crate::disk::replace(&kept, before.as_bytes())?;
    }
    let draft = Draft::new(kept, before.strip_suffix('\n').unwrap_or(&before).to_owned());
    let after = draft.edit(context)?;
    keep(&format!("{after}\n"), context).map_err(|failure| draft.kept(failure))?;
    draft.done();
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_defaults_that_are_shown_are_those_that_hold() {
        let shown: String = KEYS
            .iter()
            .filter_map(|key| Some((key, key.default?)))
            .map(|(key, default)| format!("{} = {default}\n", key.name))
            .collect();
        let path = std::path::Path::new("config.toml");
        let (from_shown, from_none) = (crate::config::check(path, &shown), crate::config::check(path, ""));
        assert_eq!(format!("{:?}", from_shown.unwrap()), format!("{:?}", from_none.unwrap()));
    }
}
