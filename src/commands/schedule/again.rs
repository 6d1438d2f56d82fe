//! Whether it comes again: the rule, the first day that fits it, and the end.

use chrono::{DateTime, NaiveDateTime, TimeDelta, Timelike, Utc};
use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};

use crate::commands::recipients::Addressee;
use crate::failure::Failure;
use crate::message::{Id, Series};
use crate::schedule::recurrence::{Against, Occurrence, OnDayOff};
use crate::schedule::{Recurrence, SendAt, recurrence};

/// What is asked about the messages after the first.
#[derive(Args)]
pub(super) struct Again {
    /// Repeat: day, weekday, workday, mon,thu, 2 weeks, first mon, month on 31, last workday, year …
    #[arg(long, value_name = "RULE")]
    pub(super) every: Option<String>,
    /// With --every: stop after this date
    #[arg(long, value_name = "WHEN", requires = "every", conflicts_with = "count")]
    pub(super) until: Option<String>,
    /// With --every: stop after N messages
    #[arg(long, value_name = "N", requires = "every", value_parser = clap::value_parser!(u32).range(1..))]
    count: Option<u32>,
    /// With --every: what to do when one falls on a day off
    /// (default: move it to their next working day, but keep a weekday you named)
    #[arg(long, value_name = "ACTION", requires = "every", ignore_case = true, value_parser = on_day_off())]
    on_day_off: Option<OnDayOff>,
}

fn on_day_off() -> impl TypedValueParser<Value = OnDayOff> {
    let words = PossibleValuesParser::new([OnDayOff::Skip, OnDayOff::Next].map(OnDayOff::as_str));
    words.try_map(|word| OnDayOff::parse(&word.to_lowercase()).ok_or("neither skip nor next"))
}

/// What is already known of the first message.
pub(super) struct First<'a> {
    pub(super) id: &'a Id,
    pub(super) addressee: &'a Addressee,
    /// The moment that was asked for, or their next working hours.
    pub(super) at: SendAt,
    /// Whether a person gave that moment.
    pub(super) at_given: bool,
    pub(super) any_time: bool,
    /// A time outside their hours is moved into them.
    pub(super) within_hours: bool,
    pub(super) until: Option<DateTime<Utc>>,
}

/// Finds the first moment at or after the one asked for that fits the rule, and what the others follow from.
pub(super) fn first(again: &Again, first: First<'_>) -> Result<(SendAt, Option<Series>), Failure> {
    let Some(rule) = &again.every else { return Ok((first.at, None)) };
    let (at, theirs) = (&first.at, &first.addressee.calendar);
    // The wall time as it was asked for: a gap in the clocks moves it for one day only.
    let asked = at.wall.unwrap_or_else(|| at.zone.local(at.at).naive_local());
    let asked = asked.with_nanosecond(0).unwrap_or_default();
    let rule = recurrence::read(rule)?;
    let day = rule.first(asked.date(), |day| theirs.is_workday(day));
    let recurrence = Recurrence {
        rule,
        first: day.unwrap_or(asked.date()),
        time: (first.at_given || first.any_time).then(|| asked.time()),
        zone: at.zone.name().to_owned(),
        until: first.until,
        count: again.count,
        on_day_off: again.on_day_off,
        any_time: first.any_time,
        within_hours: first.within_hours && !first.any_time,
    };
    let past = at.at - TimeDelta::seconds(1);
    let planned = recurrence.next(recurrence.first, past, Against { clock: &at.zone, theirs });
    let planned = planned.ok_or_else(|| never(&recurrence, &first, asked))?;
    let (at, day, stands) = if is_named(again, day == Some(asked.date()), at, first.addressee) {
        // A day that a person named stands, and so does "now".
        let stands = if first.at_given { again.on_day_off.is_none() } else { planned.at != at.at };
        (SendAt { wall: Some(asked), ..first.at }, recurrence.first, stands)
    } else {
        (moved(first.at, &planned, &recurrence), planned.day, false)
    };
    Ok((at, Some(Series { id: first.id.clone(), number: 1, day, stands, recurrence })))
}

/// Tells whether the moment that was asked for is the first one: a day that a person named stands, unless they
/// also said what happens on days off.
fn is_named(again: &Again, is_of_the_rule: bool, at: &SendAt, addressee: &Addressee) -> bool {
    let theirs = &addressee.calendar;
    let works = || theirs.is_workday(theirs.zone.local(at.at).date_naive());
    is_of_the_rule && (again.on_day_off.is_none() || works())
}

/// Gives the first message the moment of the rule, and says so.
fn moved(at: SendAt, planned: &Occurrence, recurrence: &Recurrence) -> SendAt {
    let shown = planned.wall.format("%a %-d %b %Y %H:%M");
    let mut notes = at.notes;
    notes.extend(planned.note.clone());
    notes.push(format!("the first of `{}` is {shown}", recurrence.rule));
    SendAt { at: planned.at, zone: at.zone, wall: Some(planned.wall), notes }
}

fn never(recurrence: &Recurrence, first: &First<'_>, asked: NaiveDateTime) -> Failure {
    let who = first.addressee.recipient.label();
    let rule = recurrence.rule;
    let failure = Failure::usage(format!("no day of `{rule}` is left for {who}"));
    match recurrence.until {
        Some(until) => {
            let (until, from) = (first.at.zone.local(until), asked.format("%a %-d %b %Y %H:%M"));
            let until = until.format("%a %-d %b %Y %H:%M");
            failure.cause(format!("it begins {from} or later and ends {until}"))
        }
        None => failure.hint("look at their hours and days off, or leave --on-day-off away"),
    }
}
