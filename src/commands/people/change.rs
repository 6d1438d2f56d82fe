//! `people add`, `set` and `remove`: entries and groups come, change and go.

use clap::Args;
use toml_edit::{Array, Item, Value};

use crate::commands::document;
use crate::context::Context;
use crate::failure::{Failure, Kind};
use crate::people::{Book, is_email};
use crate::terminal;

use super::draft::Draft;
use super::fields::{self, Change, Fields};
use super::groups;

const ADD: &str = "\
Examples:
  $ mindful people add ada ada@example.com --name \"Ada Lovelace\" --timezone Europe/London
  $ mindful people add apollo --space https://web.webex.com/spaces/bbceb1ad-43f1-3b58-9147-f14bb0c4d154
  $ mindful people add @team ada grace@example.com";

/// Add a person, or members to a group
#[derive(Args)]
#[command(after_help = ADD)]
pub(super) struct Add {
    /// Short name for the person, or @group
    #[arg(value_name = "NAME")]
    alias: String,
    /// E-mail address; for a group, its members (names or e-mail addresses)
    #[arg(value_name = "ADDRESS")]
    addresses: Vec<String>,
    #[command(flatten)]
    fields: Fields,
}

pub(super) fn add(args: &Add, context: &Context) -> Result<(), Failure> {
    let changes = args.fields.changes()?;
    let mut draft = Draft::open(context)?;
    if let Some(group) = args.alias.strip_prefix('@') {
        return groups::add(&mut draft, group, &args.addresses, changes.is_empty());
    }
    check_alias(&args.alias, &draft.book)?;
    let changes = with_address(args, changes)?;
    apply(&mut draft, &args.alias, changes)?;
    draft.keep()?;
    terminal::say(&format!("{} is added", terminal::escape(&args.alias)));
    Ok(())
}

fn with_address(args: &Add, mut changes: Vec<Change>) -> Result<Vec<Change>, Failure> {
    match &args.addresses[..] {
        [] => {}
        [email] => changes.insert(0, fields::change("email", std::slice::from_ref(email))?),
        [_, second, ..] => {
            return Err(Failure::usage(format!("`{second}` is one address too many"))
                .hint("quote a name that has blanks: --name \"Ada Lovelace\""));
        }
    }
    let has = |wanted: &str| changes.iter().filter(|(key, _)| *key == wanted).count();
    let failure = match (has("email"), has("person_id"), has("space")) {
        (0, 0, 0) => Failure::usage(format!("`{}` has no address", args.alias)),
        (2.., _, _) => Failure::usage(format!("`{}` has two e-mail addresses", args.alias)),
        (0, 0, _) | (_, _, 0) => return Ok(changes),
        _ => Failure::usage(format!("`{}` is either a person or a space", args.alias)),
    };
    Err(failure.hint("give one e-mail address, --person-id ID or --space ID"))
}

fn check_alias(alias: &str, book: &Book) -> Result<(), Failure> {
    book.check(alias)?;
    if book.find(alias).is_some() {
        return Err(Failure::other(format!("`{alias}` is in the address book already"))
            .hint(format!("`mindful people set {alias} …` changes it")));
    }
    if is_email(alias) {
        return Err(Failure::usage(format!("`{alias}` is an address and no name to call them by")).hint(
            format!("such as: mindful people add {} {alias}", alias.split('@').next().unwrap_or("ada")),
        ));
    }
    if alias.trim().is_empty()
        || alias == "groups"
        || alias.contains('@')
        || alias.chars().any(char::is_control)
    {
        return Err(Failure::usage(format!("`{alias}` can't be a name in the address book"))
            .hint("use a short name such as `ada`; `groups` and `@` have a meaning of their own"));
    }
    Ok(())
}

fn apply(draft: &mut Draft, alias: &str, changes: Vec<Change>) -> Result<(), Failure> {
    let table = draft.table(alias)?;
    for (key, value) in changes {
        match (key, table.get_mut(key).and_then(Item::as_array_mut), value.as_array()) {
            ("off", Some(known), Some(more)) => add_days(known, more),
            _ => document::put(table, key, value),
        }
    }
    Ok(())
}

/// Adds days off to those that are there; each once.
fn add_days(known: &mut Array, more: &Array) {
    for days in more.iter().filter_map(Value::as_str) {
        if !known.iter().any(|old| old.as_str() == Some(days)) {
            known.push(days);
        }
    }
}

const SET: &str = "\
Examples:
  $ mindful people set ada timezone Europe/London
  $ mindful people set ada off 2026-12-24..2027-01-02 2027-03-17   # adds to the days that are there
  $ mindful people set ada --hours \"Mon-Fri 09:00-17:00\" --unset any_time";

/// Edit an entry
#[derive(Args)]
#[command(after_help = SET)]
pub(super) struct Set {
    /// Name in the address book
    #[arg(value_name = "NAME")]
    who: String,
    /// Key: email, person_id, space, name, timezone, hours, off or any_time
    #[arg(value_name = "KEY", requires = "values")]
    key: Option<String>,
    /// Value, or several days off
    #[arg(value_name = "VALUE")]
    values: Vec<String>,
    /// Unset a field (repeatable)
    #[arg(long, value_name = "KEY", value_delimiter = ',')]
    unset: Vec<String>,
    #[command(flatten)]
    fields: Fields,
}

pub(super) fn set(args: &Set, context: &Context) -> Result<(), Failure> {
    let mut changes = args.fields.changes()?;
    if let Some(key) = &args.key {
        changes.push(fields::change(key, &args.values)?);
    }
    if changes.is_empty() && args.unset.is_empty() {
        return Err(Failure::usage("nothing to change")
            .hint("such as: mindful people set ada timezone Europe/London"));
    }
    change(&args.who, changes, &args.unset, context)
}

const UNSET: &str = "\
Examples:
  $ mindful people unset ada hours
  $ mindful people unset ada off timezone";

/// Remove fields of an entry
#[derive(Args)]
#[command(after_help = UNSET)]
pub(super) struct Unset {
    /// Name in the address book
    #[arg(value_name = "NAME")]
    who: String,
    /// Fields: email, person_id, space, name, timezone, hours, off or any_time
    #[arg(value_name = "FIELD", required = true)]
    keys: Vec<String>,
}

pub(super) fn unset(args: &Unset, context: &Context) -> Result<(), Failure> {
    change(&args.who, Vec::new(), &args.keys, context)
}

/// Changes fields of an entry and removes others. A field that no entry can have may be removed where there is one.
fn change(who: &str, changes: Vec<Change>, unset: &[String], context: &Context) -> Result<(), Failure> {
    let mut draft = Draft::open(context)?;
    let alias = draft.alias(who)?;
    apply(&mut draft, &alias, changes)?;
    let table = draft.table(&alias)?;
    for key in unset {
        let key = if table.contains_key(key) { key.as_str() } else { fields::known(key)? };
        table.remove(key);
    }
    if !["email", "person_id", "space"].iter().any(|key| table.contains_key(key)) {
        return Err(Failure::usage(format!("`{alias}` would have no address"))
            .hint(format!("`mindful people remove {alias}` removes them")));
    }
    draft.keep()?;
    terminal::say(&format!("{} is changed", terminal::escape(&alias)));
    Ok(())
}

const REMOVE: &str = "\
Examples:
  $ mindful people remove ada
  $ mindful people remove @team grace@example.com";

/// Remove a person, a group, or members of a group
#[derive(Args)]
#[command(after_help = REMOVE)]
pub(super) struct Remove {
    /// Name in the address book, or @group
    #[arg(value_name = "NAME")]
    who: String,
    /// Only these members of the group
    #[arg(value_name = "MEMBER")]
    members: Vec<String>,
}

pub(super) fn remove(args: &Remove, context: &Context) -> Result<(), Failure> {
    let mut draft = Draft::open(context)?;
    if let Some(group) = args.who.strip_prefix('@') {
        return groups::remove(&mut draft, group, &args.members);
    }
    if !args.members.is_empty() {
        return Err(Failure::usage("only a @group has members to remove"));
    }
    let alias = draft.alias(&args.who)?;
    if let Some(group) = draft.book.groups_of(&alias).first() {
        return Err(Failure::new(Kind::Other, format!("`{alias}` is in the group `@{group}`"))
            .hint(format!("`mindful people remove @{group} {alias}` takes them out of it")));
    }
    draft.remove(&alias);
    draft.keep()?;
    terminal::say(&format!("{} is removed", terminal::escape(&alias)));
    Ok(())
}
