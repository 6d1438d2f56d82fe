//! When it goes: the time that was asked for, or their next working hours.

use chrono::{DateTime, Utc};

use crate::commands::recipients::{self, Addressee};
use crate::config::OffHours;
use crate::context::Context;
use crate::failure::Failure;
use crate::schedule::{self, Asked, SendAt, zone::Zone};
use crate::terminal::moment;

use super::Schedule;

/// Cuts off what no file name and no clock on a wall shows.
pub(in crate::commands) fn seconds(at: DateTime<Utc>) -> DateTime<Utc> {
    DateTime::from_timestamp(at.timestamp(), 0).unwrap_or(at)
}

/// Reads a phrase as it is meant for one recipient.
fn read(
    phrase: &str,
    args: &Schedule,
    addressee: &Addressee,
    mine: &Zone,
    context: &Context,
) -> Result<SendAt, Failure> {
    let theirs = &addressee.calendar;
    let clock = recipients::clock(&args.tz, &theirs.zone, mine)?;
    schedule::read(phrase, &Asked { now: context.now, clock: &clock, mine, theirs })
}

/// Returns the moment that was asked for, or now if they are at work, or their next working hours.
pub(super) fn asked(
    args: &Schedule,
    addressee: &Addressee,
    any_time: bool,
    mine: &Zone,
    context: &Context,
) -> Result<SendAt, Failure> {
    match &args.at {
        Some(phrase) => read(phrase, args, addressee, mine, context),
        None => {
            recipients::clock(&args.tz, &addressee.calendar.zone, mine)?; // A wrong name is wrong even unused.
            next_hours(addressee, any_time, context.now)
        }
    }
}

/// Reads the end of a series: a day without a time is meant to its end.
pub(super) fn until(
    args: &Schedule,
    addressee: &Addressee,
    mine: &Zone,
    context: &Context,
) -> Result<Option<DateTime<Utc>>, Failure> {
    let Some(phrase) = &args.again.until else { return Ok(None) };
    let whole_day = read(&format!("23:59 {phrase}"), args, addressee, mine, context);
    whole_day.or_else(|_| read(phrase, args, addressee, mine, context)).map(|until| Some(until.at))
}

fn next_hours(addressee: &Addressee, any_time: bool, now: DateTime<Utc>) -> Result<SendAt, Failure> {
    let calendar = &addressee.calendar;
    let at = if any_time { Some(now) } else { calendar.next_opening(now) };
    let at = at.ok_or_else(|| {
        Failure::usage(format!("{} is not at work in the next two years", addressee.recipient.label()))
            .hint("give a time with --at, or look at their days off")
    })?;
    let wall = (at > now).then(|| calendar.zone.local(at).naive_local());
    Ok(SendAt { at, zone: calendar.zone.clone(), wall, notes: Vec::new() })
}

/// Says, refuses or moves what is outside their hours, as the settings will.
pub(super) fn outside_their_hours(
    at: SendAt,
    addressee: &Addressee,
    rule: OffHours,
) -> Result<SendAt, Failure> {
    let calendar = &addressee.calendar;
    if calendar.is_open(at.at) {
        return Ok(at);
    }
    let label = addressee.recipient.label();
    let clock = moment::on_clock(at.at, &calendar.zone);
    let outside = format!("{clock} is outside the hours of {label}");
    match rule {
        OffHours::Warn => {
            let mut at = at;
            at.notes.push(format!("{outside}; it goes then all the same"));
            Ok(at)
        }
        OffHours::Refuse => {
            Err(Failure::usage(outside)
                .hint("leave --at away for their next working hours, or add --any-time"))
        }
        OffHours::Move => {
            let mut moved = next_hours(addressee, false, at.at)?;
            moved.notes = at.notes;
            moved.notes.push(format!("{outside}; moved to their next working hours"));
            Ok(moved)
        }
    }
}

pub(super) fn not_after(
    args: &Schedule,
    addressee: &Addressee,
    mine: &Zone,
    context: &Context,
    due: DateTime<Utc>,
) -> Result<Option<DateTime<Utc>>, Failure> {
    let Some(phrase) = &args.not_after else { return Ok(None) };
    let limit = read(phrase, args, addressee, mine, context)?.at;
    if limit < due {
        return Err(Failure::usage("--not-after is before the message is due")
            .hint(format!("it is due {}", moment::on_clock(due, mine))));
    }
    Ok(Some(seconds(limit)))
}
