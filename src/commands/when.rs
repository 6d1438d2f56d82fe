//! `mindful when`: shows what `schedule` would make of a time, and schedules nothing.

use clap::Args;
use serde_json::{Value, json};

use crate::account;
use crate::context::Context;
use crate::failure::Failure;
use crate::schedule::{Calendar, DaysOff, SendAt, WorkingHours, Zone};
use crate::terminal::{self, moment};

use super::clock::{Clock, whose_clock};
use super::recipients::{self, Addressee, Named};
use super::schedule::preview;

const EXAMPLES: &str = concat!(
    "\
Examples:
  $ mindful when tomorrow 9am
  $ mindful when fri 14:00 theirs --to ada@example.com
  $ mindful when \"first monday of january\" --to @team --json
",
    whose_clock!()
);

/// Preview how a time is interpreted
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct When {
    /// Time, in one or several words
    #[arg(value_name = "WHEN", required = true, num_args = 1.., allow_negative_numbers = true)]
    words: Vec<String>,
    /// Use the working hours and time zone of WHO
    #[arg(long, value_name = "WHO")]
    to: Option<String>,
    #[command(flatten)]
    clock: Clock,
    /// Print JSON; of a group an array
    #[arg(long)]
    json: bool,
}

/// How a time is read for one person, or for nobody in particular.
struct Reading {
    who: Option<Addressee>,
    theirs: Calendar,
    at: SendAt,
}

pub(super) fn run(args: &When, context: &Context) -> Result<(), Failure> {
    let mine = recipients::my_zone(context)?;
    let phrase = args.words.join(" ");
    let readings = match &args.to {
        Some(who) => for_each(who, &phrase, args, &mine, context)?,
        None => vec![for_me(&phrase, args, &mine, context)?],
    };
    if args.json {
        let values: Vec<Value> = readings.iter().map(|reading| json(reading, &phrase, &mine)).collect();
        match (&values[..], is_group(args)) {
            ([only], false) => terminal::json(only),
            _ => terminal::json(&values),
        }
        return Ok(());
    }
    readings.iter().for_each(|reading| show(reading, &mine, context));
    Ok(())
}

fn is_group(args: &When) -> bool {
    args.to.as_deref().is_some_and(|who| who.starts_with('@'))
}

fn for_each(
    who: &str,
    phrase: &str,
    args: &When,
    mine: &Zone,
    context: &Context,
) -> Result<Vec<Reading>, Failure> {
    let facts = account::facts(&context.paths)?;
    let to = [who.to_owned()];
    let named = Named { to: &to, spaces: &[], by_name: false };
    let found = recipients::find(&named, context, facts.as_ref())?;
    let read = |addressee: Addressee| {
        let at = preview(phrase, &args.clock, &addressee, mine, context)?;
        Ok(Reading { theirs: addressee.calendar.clone(), who: Some(addressee), at })
    };
    found.into_iter().map(read).collect()
}

/// Without a recipient the hours are those of people without hours of their own, on my clock.
fn for_me(phrase: &str, args: &When, mine: &Zone, context: &Context) -> Result<Reading, Failure> {
    let hours = WorkingHours::parse(&context.config.work)
        .map_err(|why| Failure::usage("`hours.work` cannot be read").cause(why))?;
    let theirs = Calendar { zone: mine.clone(), hours, off: DaysOff::default() };
    let at = args.clock.read(phrase, &theirs, mine, context)?;
    Ok(Reading { who: None, theirs, at })
}

fn show(reading: &Reading, mine: &Zone, context: &Context) {
    let (at, theirs) = (&reading.at, &reading.theirs);
    let clocks = moment::all_clocks(at.at, &theirs.zone, mine, Some(&at.zone), context.now);
    match &reading.who {
        Some(who) => terminal::out(&format!("{}  {clocks}", terminal::escape(who.recipient.label()))),
        None => terminal::out(&clocks),
    }
    at.notes.iter().for_each(|note| terminal::say(&format!("note: {}", terminal::escape(note))));
    let whose = match at.zone.name() {
        name if name == mine.name() => "your clock",
        name if name == theirs.zone.name() => "their clock",
        _ => "the clock that was named",
    };
    terminal::say(&format!("read on {whose}: {}", at.zone.name()));
}

fn json(reading: &Reading, phrase: &str, mine: &Zone) -> Value {
    const SECONDS: chrono::SecondsFormat = chrono::SecondsFormat::Secs;
    let (at, theirs) = (&reading.at, &reading.theirs);
    let on = |zone: &Zone| zone.local(at.at).to_rfc3339_opts(SECONDS, false);
    let assumed = reading.who.as_ref().is_some_and(|who| who.recipient.zone_assumed);
    json!({
        "input": phrase,
        "to": reading.who.as_ref().map(|who| who.recipient.label()),
        "due": at.at.to_rfc3339_opts(SECONDS, true),
        "theirs": { "time": on(&theirs.zone), "zone": theirs.zone.name(), "assumed": assumed },
        "yours": { "time": on(mine), "zone": mine.name() },
        "read": { "time": on(&at.zone), "zone": at.zone.name() },
        "hours": theirs.hours.to_string(),
        "within_hours": theirs.is_open(at.at),
        "notes": at.notes,
    })
}
