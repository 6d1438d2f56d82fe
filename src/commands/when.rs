//! `mindful when`: shows how a time is read and schedules nothing.

use clap::Args;
use serde_json::json;

use crate::account;
use crate::context::Context;
use crate::failure::Failure;
use crate::schedule::{self, Asked, Calendar, DaysOff, WorkingHours, Zone};
use crate::terminal::{self, moment};

use super::recipients::{self, Named};

const EXAMPLES: &str = "\
Examples:
  $ mindful when \"tomorrow 9am\"
  $ mindful when \"fri 14:00 theirs\" --to ada@example.com";

/// Preview how a time is interpreted
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct When {
    /// Time to interpret
    #[arg(value_name = "WHEN")]
    phrase: String,
    /// Use the working hours and time zone of WHO
    #[arg(long, value_name = "WHO")]
    to: Option<String>,
    /// Whose clock WHEN is on: mine, theirs, an IANA zone or a city
    #[arg(long, value_name = "ZONE", default_value = "mine")]
    tz: String,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

const SECONDS: chrono::SecondsFormat = chrono::SecondsFormat::Secs;

pub(super) fn run(args: &When, context: &Context) -> Result<(), Failure> {
    let facts = account::facts(&context.paths)?;
    let mine = recipients::my_zone(context)?;
    let (theirs, assumed) = calendar(args, &mine, context, facts.as_ref())?;
    let clock = recipients::clock(&args.tz, &theirs.zone, &mine)?;
    let asked = Asked { now: context.now, clock: &clock, mine: &mine, theirs: &theirs };
    let at = schedule::read(&args.phrase, &asked)?;
    if args.json {
        terminal::json(&json!({
            "input": args.phrase,
            "due": at.at.to_rfc3339_opts(SECONDS, true),
            "theirs": { "time": theirs.zone.local(at.at).to_rfc3339_opts(SECONDS, false), "zone": theirs.zone.name(), "assumed": assumed },
            "yours": { "time": mine.local(at.at).to_rfc3339_opts(SECONDS, false), "zone": mine.name() },
            "notes": at.notes,
        }));
        return Ok(());
    }
    terminal::out(&moment::both_clocks(at.at, &theirs.zone, &mine, context.now));
    at.notes.iter().for_each(|note| terminal::say(&format!("note: {note}")));
    Ok(())
}

fn calendar(
    args: &When,
    mine: &Zone,
    context: &Context,
    facts: Option<&account::Facts>,
) -> Result<(Calendar, bool), Failure> {
    let Some(who) = &args.to else {
        let hours = WorkingHours::parse(&context.config.work)
            .map_err(|why| Failure::usage("`hours.work` cannot be read").cause(why))?;
        return Ok((Calendar { zone: mine.clone(), hours, off: DaysOff::default() }, false));
    };
    let named = Named { to: std::slice::from_ref(who), spaces: &[], by_name: false };
    let found = recipients::find(&named, context, facts)?;
    match &found[..] {
        [one] => Ok((one.calendar.clone(), one.recipient.zone_assumed)),
        _ => Err(Failure::usage(format!("`{who}` is not one person"))),
    }
}
