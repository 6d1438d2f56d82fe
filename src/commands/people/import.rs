//! `people import`: the days off of a calendar file, for everybody or for some.

use std::path::PathBuf;

use clap::Args;
use serde_json::json;
use toml_edit::{Array, Item};

use crate::commands::recipients;
use crate::context::Context;
use crate::disk;
use crate::failure::{Failure, Kind};
use crate::people::{Book, Holidays, Person, holidays};
use crate::schedule::DaysOff;
use crate::terminal;

use super::draft::Draft;

/// More is not read of a calendar file: a large one of decades has a few megabytes.
const MAX_CALENDAR: u64 = 64 * 1024 * 1024;

const EXAMPLES: &str = "\
Examples:
  $ mindful people import holidays.ics
  $ mindful people import england.ics --for ada --for @london";

/// Import all-day events (.ics) as days off
///
/// Recurring events are added for the next two years. Events with a time of day are left out, and so are
/// events that can't be understood, which are named. Days that are already there are not added again.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Import {
    /// Calendar file
    #[arg(value_name = "FILE.ics")]
    file: PathBuf,
    /// Person or @group to add them for, repeatable (default: everyone in the address book)
    #[arg(long = "for", visible_alias = "to", value_name = "WHO", value_delimiter = ',')]
    who: Vec<String>,
    /// Preview without adding
    #[arg(long)]
    dry_run: bool,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn run(args: &Import, context: &Context) -> Result<(), Failure> {
    let mut draft = Draft::open(context)?;
    let everybody = whom(&args.who, &draft.book)?;
    let today = context.now.date_naive();
    let bad = || Failure::usage(format!("cannot import `{}`", args.file.display()));
    let bytes = disk::read_named_bytes(&args.file, MAX_CALENDAR).map_err(|error| bad().because(&error))?;
    let mine = recipients::my_zone(context)?;
    let found = holidays(&bytes, today, &mine).map_err(|why| bad().cause(why).hint("nothing was changed"))?;
    if let (true, true, Some((name, why))) =
        (found.days.is_empty(), found.timed.is_empty(), found.unreadable.first())
    {
        return Err(bad().cause(format!("`{name}`: {why}")).hint("nothing was changed"));
    }
    let mut added = Vec::new();
    for person in &everybody {
        let days = new_days(person, &found)?;
        let alias = person.alias.clone().unwrap_or_default();
        write(&mut draft, &alias, &days)?;
        added.push((alias, days));
    }
    if !args.dry_run {
        draft.keep()?;
    }
    tell(args, &found, &added);
    Ok(())
}

/// Finds whom the days are for; who has no entry has no days off.
fn whom(who: &[String], book: &Book) -> Result<Vec<Person>, Failure> {
    let mut found: Vec<Person> = Vec::new();
    for who in who {
        match who.strip_prefix('@') {
            None => found.push(super::find(book, who)?.clone()),
            Some(group) => {
                let members = book.members(group).ok_or_else(|| super::no_group(book, group))?;
                let members = members.iter().map(|member| super::find(book, member).cloned());
                found.extend(members.collect::<Result<Vec<_>, _>>()?);
            }
        }
    }
    if let (true, Some(broken)) = (who.is_empty(), book.broken().first()) {
        return Err(broken.failure.clone());
    }
    let mut seen = std::collections::HashSet::new();
    found.retain(|person| seen.insert(person.alias.clone()));
    match (who.is_empty(), book.people()) {
        (true, []) => Err(Failure::new(Kind::Unknown, "the address book is empty")
            .hint("`mindful people add NAME ADDRESS` adds a person")),
        (true, people) => Ok(people.to_vec()),
        (false, _) => Ok(found),
    }
}

fn new_days(person: &Person, found: &Holidays) -> Result<Vec<String>, Failure> {
    let new = found.days.iter().filter(|(first, last)| !person.off.covers(*first, *last)).copied().collect();
    Ok(DaysOff::from_ranges(new).texts())
}

fn write(draft: &mut Draft, alias: &str, days: &[String]) -> Result<(), Failure> {
    if days.is_empty() {
        return Ok(());
    }
    let table = draft.table(alias)?;
    if table.get("off").is_none() {
        table.insert("off", toml_edit::value(Array::new()));
    }
    let off = table.get_mut("off").and_then(Item::as_array_mut);
    let off = off.ok_or_else(|| Failure::usage(format!("`off` of `{alias}` isn't a list")))?;
    days.iter().for_each(|days| off.push(days.as_str()));
    Ok(())
}

fn tell(args: &Import, found: &Holidays, added: &[(String, Vec<String>)]) {
    left_out(found);
    if args.json {
        let unreadable = found.unreadable.iter().map(|(name, why)| json!({ "name": name, "reason": why }));
        let unreadable: Vec<_> = unreadable.collect();
        let added: Vec<_> = added.iter().map(|(alias, off)| json!({ "alias": alias, "off": off })).collect();
        terminal::json(&json!({ "added": added, "left_out": found.timed, "unreadable": unreadable }));
        return;
    }
    for (alias, days) in added {
        let days = if days.is_empty() { "nothing new".to_owned() } else { days.join(", ") };
        terminal::out(&format!("{}  {days}", terminal::escape(alias)));
    }
    if !found.timed.is_empty() {
        let names = terminal::escape(&found.timed.iter().take(3).cloned().collect::<Vec<_>>().join(", "));
        terminal::say(&format!(
            "note: {} events with a time of day are left out, such as {names}",
            found.timed.len()
        ));
    }
    if args.dry_run {
        terminal::say("nothing was changed");
    }
}

/// Names the events that can't be understood; what they say about days off is missing.
fn left_out(found: &Holidays) {
    const NAMED: usize = 20;
    for (name, why) in found.unreadable.iter().take(NAMED) {
        terminal::warn(&format!("left out `{}`: {}", terminal::escape(name), terminal::escape(why)));
    }
    if let Some(more @ 1..) = found.unreadable.len().checked_sub(NAMED) {
        terminal::warn(&format!("left out {more} more; --json names all"));
    }
}
