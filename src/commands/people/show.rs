//! `people list` and `show`: whom the address book knows, and whether they are at work.

use chrono::SecondsFormat;
use clap::Args;
use serde_json::{Value, json};

use crate::commands::recipients;
use crate::context::Context;
use crate::failure::Failure;
use crate::people::{Book, Person};
use crate::schedule::{Calendar, Zone};
use crate::terminal::{self, escape, moment, table};

const LIST: &str = "\
Examples:
  $ mindful people list
  $ mindful people list --json";

/// List the address book
#[derive(Args)]
#[command(after_help = LIST)]
pub(super) struct List {
    /// Print JSON
    #[arg(long)]
    json: bool,
}

const SHOW: &str = "\
Examples:
  $ mindful people show ada
  $ mindful people show @team --json";

/// Show a person or group: hours, days off, local time
#[derive(Args)]
#[command(after_help = SHOW)]
pub(super) struct Show {
    /// Name in the address book, or @group
    #[arg(value_name = "NAME")]
    who: String,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// Where there is no room for columns, zone, clock and hours stand under the address.
fn noted(cells: Vec<String>) -> table::Row {
    table::Row { sentence: cells[2..].join(" · "), cells, notes: Vec::new(), colour: "" }
}

pub(super) fn list(args: &List, context: &Context) -> Result<(), Failure> {
    let book = Book::read(&context.paths.people_file())?;
    let mine = recipients::my_zone(context)?;
    book.broken().iter().for_each(super::warn);
    if args.json {
        let people: Vec<_> = book.people().iter().map(|person| as_json(person, &book)).collect();
        terminal::json(&people);
        return Ok(());
    }
    if book.people().is_empty() && book.groups().is_empty() && book.broken().is_empty() {
        terminal::say("the address book is empty; `mindful people add NAME ADDRESS` adds a person");
        return Ok(());
    }
    let rows =
        book.people().iter().map(|person| row(person, &mine, context)).collect::<Result<Vec<_>, _>>()?;
    let headings = ["name", "address", "time zone", "their clock", "hours"];
    terminal::out(&match table::width(context.stdout_is_terminal) {
        Some(width) => table::annotated(&headings, &rows.into_iter().map(noted).collect::<Vec<_>>(), width),
        None => table::table(&headings, &rows, None),
    });
    for group in book.groups() {
        let members = book.members(&group).unwrap_or_default().join(", ");
        terminal::say(&format!("@{}  {}", escape(&group), escape(&members)));
    }
    Ok(())
}

fn row(person: &Person, mine: &Zone, context: &Context) -> Result<Vec<String>, Failure> {
    let (calendar, assumed) = person.calendar(mine, &context.config.work)?;
    let zone = if assumed { String::new() } else { calendar.zone.name().to_owned() };
    let clock = calendar.zone.local(context.now).format("%a %H:%M").to_string();
    let at_work = if calendar.is_open(context.now) { "at work" } else { "off" };
    let hours = if person.any_time { "any time".to_owned() } else { calendar.hours.to_string() };
    let alias = person.alias.clone().unwrap_or_default();
    Ok(vec![alias, address(person).to_owned(), zone, format!("{clock}, {at_work}"), hours])
}

fn address(person: &Person) -> &str {
    let address = person.email.as_ref().or(person.person_id.as_ref()).or(person.space.as_ref());
    address.map_or("", String::as_str)
}

/// Returns an entry as scripts see it; fields may be added, never renamed or removed.
fn as_json(person: &Person, book: &Book) -> Value {
    json!({
        "alias": person.alias,
        "name": person.name,
        "email": person.email,
        "person_id": person.person_id,
        "space": person.space,
        "timezone": person.timezone,
        "hours": person.hours.as_ref().map(ToString::to_string),
        "off": person.off.texts(),
        "any_time": person.any_time,
        "groups": person.alias.as_deref().map(|alias| book.groups_of(alias)),
    })
}

pub(super) fn show(args: &Show, context: &Context) -> Result<(), Failure> {
    let book = Book::read(&context.paths.people_file())?;
    if let Some(group) = args.who.strip_prefix('@') {
        book.check(&args.who)?;
        let members = book.members(group).ok_or_else(|| super::no_group(&book, group))?;
        match args.json {
            true => terminal::json(&json!({ "group": group, "members": members })),
            false => members.iter().for_each(|member| terminal::out(&escape(member))),
        }
        return Ok(());
    }
    let person = super::find(&book, &args.who)?;
    let mine = recipients::my_zone(context)?;
    let (calendar, assumed) = person.calendar(&mine, &context.config.work)?;
    if args.json {
        let mut shown = as_json(person, &book);
        shown["now"] = now_as_json(&calendar, assumed, context);
        terminal::json(&shown);
    } else {
        page(person, &book, &calendar, assumed, &mine, context).iter().for_each(|line| terminal::out(line));
    }
    Ok(())
}

fn now_as_json(calendar: &Calendar, assumed: bool, context: &Context) -> Value {
    let opening = calendar.next_opening(context.now);
    json!({
        "time": calendar.zone.local(context.now).to_rfc3339_opts(SecondsFormat::Secs, false),
        "zone": calendar.zone.name(),
        "assumed": assumed,
        "at_work": calendar.is_open(context.now),
        "next_opening": opening.map(|at| at.to_rfc3339_opts(SecondsFormat::Secs, true)),
    })
}

fn page(
    person: &Person,
    book: &Book,
    calendar: &Calendar,
    assumed: bool,
    mine: &Zone,
    context: &Context,
) -> Vec<String> {
    let alias = person.alias.as_deref().unwrap_or_default();
    let name = person.name.as_deref().map(|name| format!("{} ", escape(name))).unwrap_or_default();
    let clock = moment::on_clock(context.now, &calendar.zone);
    let yours = if assumed { " (assumed: yours)" } else { "" };
    let default = if person.hours.is_none() { " (from your settings)" } else { "" };
    let mut lines = vec![
        format!("name     {}", escape(alias)),
        format!("address  {name}<{}>", escape(address(person))),
        format!("clock    {clock} {}{yours}", calendar.zone.name()),
        format!("hours    {}{default}", escape(&calendar.hours.to_string())),
    ];
    lines.extend(person.off.texts().iter().map(|days| format!("off      {days}")));
    lines.extend(book.groups_of(alias).iter().map(|group| format!("group    @{}", escape(group))));
    lines.push(match calendar.next_opening(context.now) {
        _ if person.any_time => "at work  hours do not matter".to_owned(),
        Some(at) if at == context.now => "at work  now".to_owned(),
        Some(at) => format!("at work  from {}", moment::both_clocks(at, &calendar.zone, mine, context.now)),
        None => "at work  not in the next two years".to_owned(),
    });
    lines
}
