//! Where a day and a time of day meet: the instant they mean, on whose clock, with what there is to say.

use chrono::{Days, NaiveDate, NaiveTime, Timelike};

use super::Why;
use super::clock::Time;
use super::day::Day;
use crate::schedule::{Asked, SendAt, Zone};

/// Nobody is away longer than this.
const FARTHEST: u64 = 366;
/// `tonight` begins here; a time before it is another part of the day.
const EVENING: u32 = 17;

/// What a day and a time are understood against.
pub(super) struct Meeting<'a> {
    /// The clock that was asked for.
    pub(super) zone: &'a Zone,
    /// Who asks, when, for whom.
    pub(super) asked: &'a Asked<'a>,
}

impl Meeting<'_> {
    /// Puts a day and a time together; `None` when there is neither, or the calendar ends.
    pub(super) fn of(&self, day: Option<Day>, time: Option<Time>) -> Option<Result<SendAt, Why>> {
        let today = self.zone.local(self.asked.now).date_naive();
        // A day without a time is the start of their hours.
        let start = time.unwrap_or(Time::Start);
        let at = match day {
            None => self.soonest(today, time?),
            Some(Day::Tonight) => return self.tonight(today, time),
            Some(Day::Date(date)) => self.on(date, start),
            Some(Day::Weekday(date)) => self.first_ahead(date, 7, start),
            Some(Day::NextWeekday(date, coming)) => self.on(date, start).map(|at| noted(at, date, coming)),
            Some(Day::After(days)) => self.on(later(today, days)?, time.unwrap_or_else(|| self.same_time())),
            Some(Day::Workdays(count)) => self.on(self.workday(later(today, 1)?, count)?, start),
            Some(Day::FirstWorkday(first)) => self.on(self.workday(first, 1)?, start),
        };
        at.map(Ok)
    }

    /// A time alone: the next time the clock says so, or the next of their days that starts or ends.
    fn soonest(&self, today: NaiveDate, time: Time) -> Option<SendAt> {
        match time {
            Time::At(_) => self.first_ahead(today, 1, time),
            Time::Start | Time::End => (0..FARTHEST)
                .filter_map(|days| later(today, days))
                .filter(|day| self.asked.theirs.is_workday(*day))
                .filter_map(|day| self.on(day, time))
                .find(|at| at.at > self.asked.now)
                .or_else(|| self.first_ahead(today, 1, time)),
        }
    }

    /// That day if its time is still ahead, else so many days later.
    fn first_ahead(&self, day: NaiveDate, step: u64, time: Time) -> Option<SendAt> {
        let at = self.on(day, time)?;
        if at.at > self.asked.now { Some(at) } else { self.on(later(day, step)?, time) }
    }

    fn tonight(&self, today: NaiveDate, time: Option<Time>) -> Option<Result<SendAt, Why>> {
        let time = match time {
            None => NaiveTime::from_hms_opt(20, 0, 0)?,
            Some(Time::At(time)) if time.hour() >= EVENING => time,
            Some(_) => {
                return Some(Err(Why::new(
                    "tonight",
                    "an evening's time goes with it, such as `tonight 9pm`",
                )));
            }
        };
        self.on(today, Time::At(time)).map(Ok)
    }

    /// The instant of a day and a time; their start and end of work stand on their own clock.
    fn on(&self, day: NaiveDate, time: Time) -> Option<SendAt> {
        let theirs = self.asked.theirs;
        let (zone, wall) = match time {
            Time::At(time) => (self.zone, day.and_time(time)),
            Time::Start => {
                (&theirs.zone, day.and_time(theirs.starts(day).or(NaiveTime::from_hms_opt(9, 0, 0))?))
            }
            Time::End => (&theirs.zone, end(day, theirs.ends(day).unwrap_or(17 * 60))?),
        };
        let resolved = zone.resolve(wall);
        let mut notes: Vec<String> = resolved.note.into_iter().collect();
        if !matches!(time, Time::At(_)) && !theirs.is_workday(day) {
            notes.push(format!("they do not work on {}", day.format("%a %-d %b")));
        }
        Some(SendAt { at: resolved.at, zone: zone.clone(), wall: Some(wall), notes })
    }

    fn same_time(&self) -> Time {
        Time::At(self.zone.local(self.asked.now).time())
    }

    /// The `count`th of their working days from `first` on.
    fn workday(&self, first: NaiveDate, count: u32) -> Option<NaiveDate> {
        let days = (0..2 * FARTHEST).filter_map(|days| later(first, days));
        days.filter(|day| self.asked.theirs.is_workday(*day))
            .nth(usize::try_from(count).ok()?.checked_sub(1)?)
    }
}

/// Minutes of a day; 24:00 is the next day's midnight.
fn end(day: NaiveDate, minutes: u16) -> Option<chrono::NaiveDateTime> {
    day.and_time(NaiveTime::MIN).checked_add_signed(chrono::TimeDelta::minutes(minutes.into()))
}

fn later(day: NaiveDate, days: u64) -> Option<NaiveDate> {
    day.checked_add_days(Days::new(days))
}

/// Speakers differ about "next": both days are shown where there are two.
fn noted(mut at: SendAt, day: NaiveDate, coming: Option<NaiveDate>) -> SendAt {
    if let Some(coming) = coming {
        let name = day.format("%A");
        let (day, coming) = (day.format("%-d %b"), coming.format("%-d %b"));
        at.notes.push(format!("next {name} is {day}; for the coming one, {coming}, say `{name}`"));
    }
    at
}
