//! What comes again: once a message of a series is settled, the next is enqueued.

use std::path::PathBuf;

use chrono::{DateTime, SubsecRound, Utc};

use crate::failure::Failure;
use crate::message::{Id, Message, Series, Wall};
use crate::queue::{Lock, Queue, Reached, Standing, Unreadable};
use crate::schedule::recurrence::{Against, Occurrence};
use crate::schedule::{Calendar, DaysOff, zone::Zone};

/// Enqueues what follows in every series that is behind. Whatever was killed before, each message has one
/// successor; those that were missed meanwhile are one with the message that was late. `over` hears of the last message
/// of each series that their days off cut short.
///
/// # Errors
/// A disk that refuses, the first time it did; the other series go on.
pub fn succeed(
    queue: &Queue,
    lock: &Lock,
    behind: &[Reached],
    calendar: impl Fn(&Message) -> Result<Calendar, Failure>,
    now: DateTime<Utc>,
    over: impl Fn(&Message),
) -> Result<Vec<Stuck>, Failure> {
    let (mut end, mut stuck) = (Ok(()), Vec::new());
    for reached in behind {
        match follow(queue, lock, reached, &calendar, now, &over) {
            Ok(()) => {}
            Err(Cannot::GoOn { why, way_out }) => {
                stuck.push(Stuck {
                    series: reached.series.clone(),
                    file: queue.file_of_series(reached),
                    why,
                    way_out,
                });
            }
            Err(Cannot::Write(failure)) => end = end.and(Err(failure)),
        }
    }
    end.map(|()| stuck)
}

/// A series that cannot go on until a person does something; nothing else waits for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stuck {
    /// Which series.
    pub series: Id,
    /// Its file, which stays where it is.
    pub file: PathBuf,
    /// Why.
    pub why: String,
    /// What to do.
    pub way_out: String,
}

/// Why a series does not go on now.
enum Cannot {
    /// Another run would find the same.
    GoOn { why: String, way_out: String },
    /// The disk refuses; the next run tries again.
    Write(Failure),
}

impl From<Failure> for Cannot {
    fn from(failure: Failure) -> Self {
        Self::Write(failure)
    }
}

impl Cannot {
    fn read(why: Unreadable) -> Self {
        let another = "schedule it again, then remove its file".to_owned();
        match why {
            Unreadable::Gone => Self::GoOn { why: "its file is gone".to_owned(), way_out: another },
            Unreadable::Bad(why) => Self::GoOn { why, way_out: another },
            Unreadable::Newer(why) => {
                Self::GoOn { why, way_out: "a newer mindful wrote it and can go on with it".to_owned() }
            }
            Unreadable::NotNow(why) => Self::Write(Failure::other("cannot read a series").cause(why)),
        }
    }

    fn know(unknown: Failure) -> Self {
        let way_out = unknown.hints.into_iter().next();
        let way_out = way_out.unwrap_or_else(|| "schedule it again, then remove its file".to_owned());
        Self::GoOn { why: unknown.what, way_out }
    }
}

fn follow(
    queue: &Queue,
    lock: &Lock,
    reached: &Reached,
    calendar: impl Fn(&Message) -> Result<Calendar, Failure>,
    now: DateTime<Utc>,
    over: impl Fn(&Message),
) -> Result<(), Cannot> {
    let last = match queue.standing(reached)? {
        Standing::Waits(_) | Standing::Over(_) => return Ok(()), // It moved meanwhile.
        Standing::Staged => match queue.read_staged(reached).map_err(Cannot::read)? {
            Some(staged) => return Ok(queue.enqueue_staged(lock, &staged)?),
            None => return Ok(()),
        },
        Standing::Settled(entry) => queue.read(&entry),
        Standing::Gone => Err(Unreadable::Gone),
    };
    let last = match last {
        // Only what will never be read is replaced by the first message.
        Err(Unreadable::Gone | Unreadable::Bad(_)) => first(queue, reached),
        last => last,
    };
    let last = last.map_err(Cannot::read)?;
    let theirs = calendar(&last).map_err(Cannot::know)?;
    match next(&last, &theirs, now).map_err(Cannot::know)? {
        Some(occurrence) => Ok(queue.follow(lock, reached, &following(&last, &occurrence, &theirs, now))?),
        None => {
            if is_cut_short(&last, &theirs, now).map_err(Cannot::know)? {
                over(&last);
            }
            Ok(queue.end_series(reached)?)
        }
    }
}

/// Tells whether nothing but their days off keeps a series from going on.
fn is_cut_short(last: &Message, theirs: &Calendar, now: DateTime<Utc>) -> Result<bool, Failure> {
    let never_off = Calendar { off: DaysOff::default(), ..theirs.clone() };
    Ok(next(last, &never_off, now)?.is_some())
}

/// Reads the first message of a series in place of one that is gone.
fn first(queue: &Queue, reached: &Reached) -> Result<Message, Unreadable> {
    let mut first = queue.first_of(reached)?;
    if let Some(series) = &mut first.series {
        series.number = reached.number;
    }
    Ok(first)
}

/// Returns when the next message of a series is, after this one and after `now`; `None` where none is left.
///
/// # Errors
/// A zone that is no longer known.
pub fn next(message: &Message, theirs: &Calendar, now: DateTime<Utc>) -> Result<Option<Occurrence>, Failure> {
    match &message.series {
        Some(series) if series.goes_on() => later(series, theirs, message.due.max(now)),
        _ => Ok(None),
    }
}

/// Returns the occurrence that follows on a message's, later than `past`.
///
/// # Errors
/// A zone that is no longer known.
pub fn later(series: &Series, theirs: &Calendar, past: DateTime<Utc>) -> Result<Option<Occurrence>, Failure> {
    let clock = Zone::named(&series.recurrence.zone)?;
    let tomorrow = series.day.succ_opt().unwrap_or(series.day);
    Ok(series.recurrence.next(tomorrow, past, Against { clock: &clock, theirs }))
}

/// Makes the next message of a series from one that is settled.
fn following(last: &Message, occurrence: &Occurrence, theirs: &Calendar, now: DateTime<Utc>) -> Message {
    let mut next = at(last, occurrence);
    next.created = now;
    if next.to.zone != theirs.zone.name() {
        // The address book has learnt where they are.
        next.to.zone = theirs.zone.name().to_owned();
        next.to.zone_assumed = false;
    }
    if let Some(series) = &mut next.series {
        series.number += 1;
        next.id = series.id.nth(series.number);
    }
    next
}

/// Returns when the next messages of a series are, at most `count` of them, if all goes well.
///
/// # Errors
/// A zone that is no longer known.
pub fn upcoming(
    message: &Message,
    theirs: &Calendar,
    now: DateTime<Utc>,
    count: usize,
) -> Result<Vec<DateTime<Utc>>, Failure> {
    let (mut last, mut found) = (message.clone(), Vec::new());
    while found.len() < count
        && let Some(occurrence) = next(&last, theirs, now)?
    {
        last = following(&last, &occurrence, theirs, now);
        found.push(last.due);
    }
    Ok(found)
}

/// Gives a message of a series another occurrence; how long it is of use stays as it was.
#[must_use]
pub fn at(message: &Message, occurrence: &Occurrence) -> Message {
    let mut moved = message.clone();
    moved.not_after = message.not_after.map(|limit| limit + (occurrence.at - message.due));
    moved.due = occurrence.at.trunc_subsecs(0);
    moved.wall = Wall::of(occurrence.wall, &occurrence.zone, occurrence.at);
    if let Some(series) = &mut moved.series {
        series.day = occurrence.day;
        series.stands = false;
    }
    moved
}

/// Returns when a message is due by today's rules of its zone and today's days off; `None` if no day is left for it.
///
/// # Errors
/// A zone that is no longer known.
pub fn due(message: &Message, theirs: &Calendar) -> Result<Option<DateTime<Utc>>, Failure> {
    match (&message.wall, &message.series) {
        (Some(_), Some(series)) if !series.stands => {
            let clock = Zone::named(&series.recurrence.zone)?;
            let against = Against { clock: &clock, theirs };
            let occurrence = series.recurrence.next(series.day, DateTime::<Utc>::MIN_UTC, against);
            Ok(occurrence.map(|occurrence| occurrence.at))
        }
        // A wall time was read by today's rules with the file.
        _ => Ok(Some(message.due)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schedule::WorkingHours;

    /// The second of a daily series, due on Tuesday at nine in London.
    const FILE: &str = r#"version = 1
id = "k3f9x2ab7m"
created = "2026-11-23T09:00:00Z"
due = "2026-11-24T09:00:00Z"
wall_time = "2026-11-24T09:00:00"
wall_zone = "Europe/London"
at_given = true
to_email = "ada@example.com"
their_zone = "Europe/London"
their_zone_assumed = false
any_time = false
not_after = "2026-11-24T12:00:00Z"
series = ["id aaaaaaaaaa", "number 2", "day 2026-11-24", "every day", "first 2026-11-23", "zone Europe/London", "time 09:00:00", "count 4"]
format = "text"
text = "hello"
"#;

    fn second() -> Message {
        crate::message::parse(FILE).unwrap()
    }

    fn ada(off: &str) -> Calendar {
        Calendar {
            zone: Zone::named("Europe/London").unwrap(),
            hours: WorkingHours::parse("Mon-Fri 09:00-17:00").unwrap(),
            off: DaysOff::parse(&[off.to_owned()]).unwrap(),
        }
    }

    fn at_noon(day: &str) -> DateTime<Utc> {
        format!("{day}T12:00:00Z").parse().unwrap()
    }

    #[test]
    fn a_day_off_moves_a_message_unless_a_person_gave_it_that_day() {
        let mut message = second();
        let theirs = ada("2026-11-24..2026-11-25");
        assert_eq!(due(&message, &theirs).unwrap(), Some("2026-11-26T09:00:00Z".parse().unwrap()));
        message.stands();
        assert_eq!(due(&message, &theirs).unwrap(), Some(message.due));
    }

    #[test]
    fn the_next_one_is_later_than_now_and_as_long_of_use() {
        let message = second();
        let theirs = ada("2020-01-01");
        let occurrence = next(&message, &theirs, at_noon("2026-11-26")).unwrap().unwrap();
        let third = following(&message, &occurrence, &theirs, at_noon("2026-11-26"));
        assert_eq!(third.due, "2026-11-27T09:00:00Z".parse::<DateTime<Utc>>().unwrap());
        assert_eq!(third.not_after, Some(at_noon("2026-11-27")));
        assert_eq!((third.id, third.series.unwrap().number), (Id::parse("aaaaaaaaaa").unwrap().nth(3), 3));
    }

    #[test]
    fn the_last_of_a_count_has_no_next_one() {
        let upcoming = upcoming(&second(), &ada("2020-01-01"), at_noon("2026-11-24"), 9).unwrap();
        assert_eq!(upcoming.len(), 2);
    }
}
