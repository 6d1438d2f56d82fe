//! When it goes: the time that was asked for, or their next working hours.

use chrono::{DateTime, TimeDelta, Utc};

use crate::commands::clock::Clock;
use crate::commands::recipients::Addressee;
use crate::config::OffHours;
use crate::context::Context;
use crate::failure::Failure;
use crate::schedule::{SendAt, zone::Zone};
use crate::terminal::moment;

use super::Schedule;

/// Cuts off what no file name and no clock on a wall shows.
pub(in crate::commands) fn seconds(at: DateTime<Utc>) -> DateTime<Utc> {
    DateTime::from_timestamp(at.timestamp(), 0).unwrap_or(at)
}

/// Returns the moment that was asked for, or now if they are at work, or their next working hours.
pub(super) fn asked(
    phrase: Option<&str>,
    clock: &Clock,
    addressee: &Addressee,
    any_time: bool,
    mine: &Zone,
    context: &Context,
) -> Result<SendAt, Failure> {
    match phrase {
        Some(phrase) => clock.read(phrase, &addressee.calendar, mine, context),
        None => {
            clock.zone(&addressee.calendar.zone, mine, context)?; // A wrong name is wrong even unused.
            next_hours(addressee, any_time, context.now)
        }
    }
}

/// Returns when a single message would go that is scheduled with `--at`, with everything there is to say about it.
pub(in crate::commands) fn preview(
    phrase: &str,
    clock: &Clock,
    addressee: &Addressee,
    mine: &Zone,
    context: &Context,
) -> Result<SendAt, Failure> {
    let any_time = addressee.any_time;
    let asked = asked(Some(phrase), clock, addressee, any_time, mine, context)?;
    let mut at = match any_time {
        true => asked,
        false => outside_their_hours(asked, addressee, context.config.off_hours)?,
    };
    at.notes.extend(assumed_zone(addressee, mine));
    Ok(at)
}

/// Says that their zone is not known.
pub(super) fn assumed_zone(addressee: &Addressee, mine: &Zone) -> Option<String> {
    let label = addressee.recipient.label();
    let note = || format!("the time zone of {label} is not known; {} is assumed", mine.name());
    addressee.recipient.zone_assumed.then(note)
}

/// Reads the end of a series: a day without a time is meant to its end.
pub(super) fn until(
    args: &Schedule,
    addressee: &Addressee,
    mine: &Zone,
    context: &Context,
    message: &Zone,
) -> Result<Option<DateTime<Utc>>, Failure> {
    let Some(phrase) = &args.again.until else { return Ok(None) };
    let end = args.at.clock.read_end(phrase, &addressee.calendar, message, mine, context)?;
    Ok(Some(end.at))
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
    // Their hours end at 17:00 sharp, and `eod` asks for just that: it is theirs still.
    if calendar.is_open(at.at) || calendar.is_open(at.at - TimeDelta::seconds(1)) {
        return Ok(at);
    }
    let label = addressee.recipient.label();
    let clock = moment::on_clock(at.at, &calendar.zone);
    let outside = format!("{clock} is outside the hours of {label}");
    match rule {
        OffHours::Warn => {
            let mut at = at;
            at.notes.push(format!("{outside}; it will be sent anyway"));
            Ok(at)
        }
        OffHours::Refuse => {
            Err(Failure::usage(outside)
                .hint("leave out --at for their next working hours, or add --any-time"))
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
    message: &Zone,
) -> Result<Option<DateTime<Utc>>, Failure> {
    let Some(phrase) = &args.not_after else { return Ok(None) };
    let limit = args.at.clock.read_end(phrase, &addressee.calendar, message, mine, context)?.at;
    if limit < due {
        return Err(Failure::usage("--not-after is before the message is due")
            .hint(format!("it is due {}", moment::on_clock(due, mine))));
    }
    Ok(Some(seconds(limit)))
}
