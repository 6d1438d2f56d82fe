//! Where a day, a time of day and a zone meet: the instant they mean, on whose clock, with what there is to say.

use std::cmp::Reverse;

use chrono::{Datelike, Days, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Timelike};

use super::clock::Time;
use super::date::first_of;
use super::day::{Anchor, Day, Kind, Month, Nth, Period};
use super::hint::{Why, on_clock};
use super::scan::{Parts, Place, said};
use super::{Sense, WEEKDAY_NAMES, Word};
use crate::schedule::{Asked, SendAt, Zone};

/// Upper bound for a search through their days: a year of leave.
const FARTHEST: u64 = 366;
/// `tonight` begins here; a time before it is another part of the day.
const EVENING: u32 = 17;

/// What was said, and against what it is understood.
pub(super) struct Meeting<'a> {
    /// The words as they were typed.
    pub(super) words: &'a [Word],
    /// What they are.
    pub(super) parts: &'a Parts,
    /// Who asks, when, for whom.
    pub(super) asked: &'a Asked<'a>,
    /// What a day without a time stands for.
    pub(super) sense: Sense,
}

/// A date, and how many days later it may be instead where its time is past.
#[derive(Clone, Copy)]
struct Dated {
    date: NaiveDate,
    step: Option<u64>,
}

impl Meeting<'_> {
    /// Finds the instant.
    pub(super) fn resolve(&self) -> Result<SendAt, Why> {
        if let Some((span, place)) = self.parts.distance {
            return self.after_now(span, place);
        }
        match (self.parts.day, self.parts.time) {
            (Some((day, place)), time) => self.on_day(day, place, time),
            (None, Some((time, place))) => self.soonest(time, place),
            (None, None) => Err(Why::line("the time is empty: only a time zone was given".to_owned())),
        }
    }

    /// A distance stands alone: no day, time or zone changes it.
    fn after_now(&self, span: TimeDelta, place: Place) -> Result<SendAt, Why> {
        let other = self.parts.zone.as_ref().map(|(_, at)| *at);
        let other = other.or(self.parts.time.map(|(_, at)| at)).or(self.parts.day.map(|(_, at)| at));
        if let Some(other) = other {
            let sentence =
                format!("`{}` counts from now, so `{}` can't apply", self.said(place), self.said(other));
            let why = Why::said(sentence).at(other.at).span(other.span);
            return Err(match self.parts.day {
                Some((Day::After(days), _)) => {
                    let hours =
                        i64::try_from(days).unwrap_or(0).saturating_mul(24).saturating_add(span.num_hours());
                    why.whole(&format!("in {hours} hours"))
                }
                _ => why.swap(""),
            });
        }
        let at = self.asked.now.checked_add_signed(span).ok_or_else(|| super::too_far(&self.phrase()))?;
        Ok(SendAt { at, zone: self.asked.clock.clone(), wall: None, notes: Vec::new() })
    }

    /// A time alone: the next time the clock says so, or the next of their days that starts or ends.
    fn soonest(&self, time: Time, place: Place) -> Result<SendAt, Why> {
        match time {
            Time::At(time) => self.next_time(self.clock(), time),
            Time::Midnight => self.next_time(self.clock(), NaiveTime::MIN),
            Time::Part(time) => self.next_time(self.named().unwrap_or(&self.asked.theirs.zone), time),
            Time::TwentyFour => {
                let why = Why::said(format!("`{}` is midnight", self.said(place)));
                Err(why.at(place.at).span(place.span).swap("midnight"))
            }
            Time::Bare(hour) => Err(two_hours(&self.said(place), hour, place)),
            Time::Start | Time::End => {
                let theirs = self.asked.theirs;
                let today = theirs.zone.local(self.asked.now).date_naive();
                // The night shift that began yesterday ends today.
                let yesterday = today.pred_opt().unwrap_or(today);
                let days = (0..FARTHEST).filter_map(|days| later(yesterday, days));
                let ahead = |at: &SendAt| at.at > self.asked.now;
                let mut found = days
                    .clone()
                    .filter(|day| theirs.is_workday(*day))
                    .filter_map(|day| self.of_hours(day, time));
                let found =
                    found.find(ahead).or_else(|| days.filter_map(|day| self.of_hours(day, time)).find(ahead));
                self.on_theirs(found.ok_or_else(|| self.never())?, place)
            }
        }
    }

    fn next_time(&self, zone: &Zone, time: NaiveTime) -> Result<SendAt, Why> {
        let today = zone.local(self.asked.now).date_naive();
        self.first_ahead(Dated { date: today, step: Some(1) }, |day| {
            Some(self.at_wall(zone, day.and_time(time)))
        })
    }

    /// Returns a day's instant, or that of a later one where it is past.
    fn first_ahead(&self, day: Dated, at: impl Fn(NaiveDate) -> Option<SendAt>) -> Result<SendAt, Why> {
        let first = at(day.date).ok_or_else(|| self.never())?;
        match day.step {
            Some(step) if self.is_over(&first) => {
                later(day.date, step).and_then(at).ok_or_else(|| self.never())
            }
            _ => Ok(first),
        }
    }

    /// Tells whether an instant is past or now. A minute that a clock shows is not over before it ends.
    fn is_over(&self, at: &SendAt) -> bool {
        at.at <= self.asked.now && !(self.parts.says_a_minute() && super::is_this_minute(at, self.asked.now))
    }

    fn on_day(&self, day: Day, place: Place, time: Option<(Time, Place)>) -> Result<SendAt, Why> {
        if let (Sense::End, None, Day::Within(Period::NextWeek | Period::Month(Month::Next))) =
            (self.sense, time, day)
        {
            return Err(self.beginning_or_end(place));
        }
        let day = self.whole_period(day, place)?;
        let Some((time, time_place)) = time else { return self.day_alone(day, place) };
        let zone = match time {
            Time::At(_) | Time::Bare(_) | Time::Midnight | Time::TwentyFour => self.clock(),
            Time::Part(_) => self.named().unwrap_or(&self.asked.theirs.zone),
            Time::Start | Time::End => &self.asked.theirs.zone,
        };
        let dated = self.date(day, zone, place)?;
        let time = match time {
            Time::Start | Time::End if day == Day::Tonight => return Err(self.not_tonight(time_place, "9pm")),
            Time::Start | Time::End => {
                let at = self.first_ahead(dated, |day| self.of_hours(day, time))?;
                return self.on_theirs(noted(at, self, day), time_place);
            }
            Time::At(time) | Time::Part(time) => time,
            Time::Bare(hour) => {
                bare_hour(hour).ok_or_else(|| two_hours(&self.said(time_place), hour, time_place))?
            }
            Time::Midnight if day == Day::Tonight => return self.midnight_tonight(zone, dated.date),
            Time::Midnight | Time::TwentyFour => return Err(self.two_nights(zone, dated.date, time)),
        };
        let is_noon = matches!(self.words[time_place.at].low.as_str(), "noon" | "midday");
        if day == Day::Tonight && time.hour() % 12 == 0 && !is_noon {
            return Err(self.after_midnight(time_place, dated.date, time));
        }
        if day == Day::Tonight && time.hour() < EVENING {
            let evening = time.overflowing_add_signed(TimeDelta::hours(12)).0.format("%-I:%M%P").to_string();
            return Err(self.not_tonight(time_place, &evening.replace(":00", "")));
        }
        let at = self.first_ahead(dated, |day| Some(self.at_wall(zone, day.and_time(time))))?;
        self.on_counted_day(noted(at, self, day), day, dated.date)
    }

    /// `tonight at 12` is the coming midnight to the person who writes it; 00:30 is tomorrow's.
    fn after_midnight(&self, place: Place, date: NaiveDate, time: NaiveTime) -> Why {
        let sentence = format!("`{}` isn't in the evening", self.said(place));
        let why = Why::said(sentence).at(place.at).span(place.span);
        if time.minute() == 0 {
            return why.swap("midnight");
        }
        let tomorrow = later(date, 1).unwrap_or(date);
        let clock = on_clock(self.clock(), self.asked);
        why.whole(&format!("{tomorrow} 00:{:02}{clock}", time.minute()))
    }

    fn not_tonight(&self, place: Place, evening: &str) -> Why {
        let sentence = format!("`{}` isn't in the evening", self.said(place));
        Why::said(sentence).at(place.at).span(place.span).swap(evening).whole("tonight 9pm")
    }

    /// A day without a time: the start of their hours, or what the day itself says.
    fn day_alone(&self, day: Day, place: Place) -> Result<SendAt, Why> {
        let theirs = &self.asked.theirs.zone;
        if let Day::After(_) = day {
            let zone = self.clock();
            let time = zone.local(self.asked.now).time();
            return self.first_ahead(self.date(day, zone, place)?, |day| {
                Some(self.at_wall(zone, day.and_time(time)))
            });
        }
        if self.sense == Sense::End {
            return self.end_of(day, place);
        }
        if day == Day::Tonight {
            let zone = self.named().unwrap_or(theirs);
            let eight = NaiveTime::from_hms_opt(20, 0, 0).unwrap_or_default();
            return self.first_ahead(self.date(day, zone, place)?, |day| {
                Some(self.at_wall(zone, day.and_time(eight)))
            });
        }
        let time = if matches!(day, Day::Last(_)) { Time::End } else { Time::Start };
        let at = self.first_ahead(self.date(day, theirs, place)?, |day| self.of_hours(day, time))?;
        self.on_theirs(noted(at, self, day), place)
    }

    /// The last second of a day, on the clock that was asked for.
    fn end_of(&self, day: Day, place: Place) -> Result<SendAt, Why> {
        let zone = self.clock();
        let today = zone.local(self.asked.now).date_naive();
        let date = match day {
            Day::Last(period) => {
                Dated { date: last_day(period, today).ok_or_else(|| self.never())?, step: None }
            }
            _ => self.date(day, zone, place)?,
        };
        let last = NaiveTime::from_hms_opt(23, 59, 59).unwrap_or_default();
        self.first_ahead(date, |day| Some(self.at_wall(zone, day.and_time(last))))
    }

    fn beginning_or_end(&self, place: Place) -> Why {
        let said = self.said(place);
        let why =
            Why::said(format!("`{said}` can mean its beginning or its end")).at(place.at).span(place.span);
        why.swap(&format!("end of {said}")).swap(&format!("start of {said}"))
    }

    /// `next week` alone is its first workday; `this week` alone is no day.
    fn whole_period(&self, day: Day, place: Place) -> Result<Day, Why> {
        match day {
            Day::Within(period @ (Period::NextWeek | Period::Month(Month::Next))) => Ok(Day::First(period)),
            Day::Within(Period::ThisWeek) => {
                let why = Why::said("`this week` needs a day".to_owned()).at(place.at).span(place.span);
                Err(why.swap("end of week").swap("tomorrow"))
            }
            Day::Within(_) => {
                let why = Why::said("`this month` needs a day".to_owned()).at(place.at).span(place.span);
                Err(why.swap("end of month").swap("tomorrow"))
            }
            day => Ok(day),
        }
    }

    /// Finds the date of a day, counted from today in a zone, or from their today where their working days count.
    fn date(&self, day: Day, zone: &Zone, place: Place) -> Result<Dated, Why> {
        let today = zone.local(self.asked.now).date_naive();
        let at = |why: Why| why.at(place.at).span(place.span);
        let dated = match day {
            Day::Plus(days, Anchor::Today) => plus(today, days),
            Day::Plus(days, Anchor::Tomorrow) => plus(today, days.saturating_add(1)),
            Day::Plus(days, Anchor::Weekday(weekday)) => later(coming(weekday, today), days).map(only),
            Day::Tonight => Some(only(today)),
            Day::After(days) => plus(today, days),
            Day::Weekday(weekday) => Some(Dated { date: coming(weekday, today), step: Some(7) }),
            Day::This(weekday) => Some(only(coming(weekday, today))),
            Day::Next(weekday) | Day::OfNextWeek(weekday) => {
                later(monday(today), 7 + u64::from(weekday)).map(only)
            }
            Day::Date(date) => Some(only(date.on(today).map_err(at)?)),
            Day::Nth(nth, kind, month) => Some(only(self.nth(nth, kind, month, today).map_err(at)?)),
            Day::Workdays(_) | Day::First(_) | Day::Last(_) | Day::Within(_) => {
                self.by_their_days(day).map(only)
            }
        };
        let dated = dated.ok_or_else(|| super::too_far(&self.phrase()))?;
        if let Some((weekday, _)) = self.parts.weekday
            && dated.date.weekday().num_days_from_monday() != weekday
        {
            let (date, name) = (dated.date.format("%-d %b %Y"), dated.date.format("%A"));
            return Err(Why::said(format!("{date} is a {name}")).whole(&self.without_weekday()));
        }
        Ok(dated)
    }

    fn by_their_days(&self, day: Day) -> Option<NaiveDate> {
        let today = self.asked.theirs.zone.local(self.asked.now).date_naive();
        match day {
            Day::Workdays(count) => self.workday(later(today, 1)?, count),
            Day::First(period) => self.workday(self.first_of(period, today)?, 1),
            Day::Last(period) => {
                let first = self.first_of(period, today)?;
                let last = match period {
                    Period::ThisWeek | Period::NextWeek => later(first, 6)?,
                    _ => last_day(period, today)?,
                };
                let days = || {
                    std::iter::successors(Some(last), |day| day.pred_opt()).take_while(|day| *day >= first)
                };
                let usual = self.usual_days(today);
                let is_usual = |day: &NaiveDate| usual[days_after_monday(*day)];
                days()
                    .find(|day| self.asked.theirs.is_workday(*day))
                    .or_else(|| days().find(is_usual))
                    .or(Some(last))
            }
            _ => None,
        }
    }

    /// Returns the first day of a period; a week is theirs, which begins on Sunday where Friday and Saturday are free.
    fn first_of(&self, period: Period, today: NaiveDate) -> Option<NaiveDate> {
        match period {
            Period::ThisWeek => Some(self.their_week(today)),
            Period::NextWeek => later(self.their_week(today), 7),
            _ => first_day(period, today),
        }
    }

    /// Returns the day their week began: the first working day after their longest run of free days.
    fn their_week(&self, today: NaiveDate) -> NaiveDate {
        let works = self.usual_days(today);
        let free_before = |day: usize| (1..7).take_while(|back| !works[(day + 7 - back) % 7]).count();
        let days = (0..7).filter(|day| works[*day]);
        let first = days.max_by_key(|day| (free_before(*day), Reverse(*day))).unwrap_or(0);
        let past = (days_after_monday(today) + 7 - first) % 7;
        today.checked_sub_days(Days::new(u64::try_from(past).unwrap_or(0))).unwrap_or(today)
    }

    /// Tells for each weekday whether they work on it. Days off are no weekend: weeks to come count as well.
    fn usual_days(&self, today: NaiveDate) -> [bool; 7] {
        let works = |day: u64| later(monday(today), day).is_some_and(|day| self.asked.theirs.is_workday(day));
        [0, 1, 2, 3, 4, 5, 6].map(|day| (0..4).any(|week| works(day + 7 * week)))
    }

    fn nth(&self, nth: Nth, kind: Kind, month: Month, today: NaiveDate) -> Result<NaiveDate, Why> {
        let theirs = self.asked.theirs;
        let fits = |day: NaiveDate| match kind {
            Kind::Weekday(weekday) => day.weekday().num_days_from_monday() == weekday,
            Kind::Workday => theirs.is_workday(day),
            Kind::Day => true,
        };
        let find = |first: NaiveDate| {
            let mut days =
                first.iter_days().take_while(|day| day.month() == first.month()).filter(|day| fits(*day));
            match nth {
                Nth::Last => days.last(),
                Nth::From(number) => days.nth(usize::try_from(number).ok()?.checked_sub(1)?),
            }
        };
        let found = month.first_day(today).and_then(find);
        let found = match (found, month) {
            (Some(date), Month::Named(_, None)) if date < today => {
                month.first_day(today).and_then(|first| find(first_of(first, 12)?))
            }
            _ => found,
        };
        found.ok_or_else(|| Why::said("there is no such day".to_owned()))
    }

    /// The `count`th of their working days from `first` on.
    fn workday(&self, first: NaiveDate, count: u32) -> Option<NaiveDate> {
        let days = (0..2 * FARTHEST).filter_map(|days| later(first, days));
        days.filter(|day| self.asked.theirs.is_workday(*day))
            .nth(usize::try_from(count).ok()?.checked_sub(1)?)
    }

    /// The start or end of their work on a day.
    fn of_hours(&self, day: NaiveDate, time: Time) -> Option<SendAt> {
        let theirs = self.asked.theirs;
        let wall = match time {
            Time::End => {
                day.and_time(NaiveTime::MIN) + TimeDelta::minutes(theirs.ends(day).unwrap_or(17 * 60).into())
            }
            _ => day.and_time(theirs.starts(day).or(NaiveTime::from_hms_opt(9, 0, 0))?),
        };
        let mut at = self.at_wall(&theirs.zone, wall);
        if !theirs.is_workday(day) {
            at.notes.push(format!("they do not work on {}", day.format("%a %-d %b")));
        }
        Some(at)
    }

    fn at_wall(&self, zone: &Zone, wall: NaiveDateTime) -> SendAt {
        let resolved = zone.resolve_ahead(wall, self.asked.now);
        // The second time a clock shows an hour has no wall time of its own to come back to.
        let is_first = zone.resolve(wall).at == resolved.at;
        SendAt {
            at: resolved.at,
            zone: zone.clone(),
            wall: is_first.then_some(wall),
            notes: resolved.note.into_iter().collect(),
        }
    }

    fn midnight_tonight(&self, zone: &Zone, today: NaiveDate) -> Result<SendAt, Why> {
        let tomorrow = later(today, 1).ok_or_else(|| self.never())?;
        Ok(self.at_wall(zone, tomorrow.and_time(NaiveTime::MIN)))
    }

    /// A zone that is named has to be theirs where their hours are meant.
    fn on_theirs(&self, at: SendAt, place: Place) -> Result<SendAt, Why> {
        let Some((zone, zone_place)) = &self.parts.zone else { return Ok(at) };
        if is_same_clock(zone, &at.zone, &at) {
            return Ok(at);
        }
        let (said, city) = (self.said(place), at.zone.city());
        let sentence =
            format!("`{said}` is about their hours in {city}, so `{}` can't apply", self.said(*zone_place));
        let why = Why::said(sentence).at(zone_place.at).span(zone_place.span).swap("");
        Err(if self.parts.time.is_none() {
            why.swap(&format!("9am {}", self.said(*zone_place)))
        } else {
            why
        })
    }

    /// Their working day and a time on another clock may be two dates.
    fn on_counted_day(&self, at: SendAt, day: Day, date: NaiveDate) -> Result<SendAt, Why> {
        let theirs = &self.asked.theirs.zone;
        let is_counted =
            matches!(day, Day::Workdays(_) | Day::First(_) | Day::Last(_) | Day::Nth(_, Kind::Workday, _));
        if !is_counted || theirs.local(at.at).date_naive() == date {
            return Ok(at);
        }
        let time = at.zone.local(at.at).format("%H:%M");
        let there = theirs.local(at.at).format("%a %-d %b %H:%M");
        let sentence = format!(
            "{} {time} in {} is {there} in {}",
            date.format("%a %-d %b"),
            at.zone.city(),
            theirs.city()
        );
        let why = Why::said(sentence).whole(&format!("{date} {time} theirs"));
        Err(why.whole(&format!("{date} {time}{}", on_clock(&at.zone, self.asked))))
    }

    fn two_nights(&self, zone: &Zone, date: NaiveDate, time: Time) -> Why {
        let clock = on_clock(zone, self.asked);
        let (first, second) = (date, later(date, 1).unwrap_or(date));
        let (one, other) = (first.format("%a %-d %b"), second.format("%a %-d %b"));
        let second = format!("{second} 00:00{clock}");
        if time == Time::TwentyFour {
            return Why::said(format!("`24:00` is midnight, {other} 00:00")).whole(&second);
        }
        let why = Why::said(format!("midnight can be {one} 00:00 or {other} 00:00"));
        why.whole(&format!("{first} 00:00{clock}")).whole(&second)
    }

    fn never(&self) -> Why {
        super::too_far(&self.phrase())
    }

    /// The clock of a time of day.
    fn clock(&self) -> &Zone {
        self.named().unwrap_or(self.asked.clock)
    }

    fn named(&self) -> Option<&Zone> {
        self.parts.zone.as_ref().map(|(zone, _)| zone)
    }

    fn said(&self, place: Place) -> String {
        said(self.words, place)
    }

    fn phrase(&self) -> String {
        self.said(Place { at: 0, span: self.words.len() })
    }

    fn without_weekday(&self) -> String {
        let place = self.parts.weekday.map(|(_, place)| place).unwrap_or_default();
        let kept = (0..self.words.len()).filter(|at| !(place.at..place.at + place.span).contains(at));
        kept.map(|at| self.words[at].shown.as_str()).collect::<Vec<_>>().join(" ")
    }
}

/// Speakers differ about "next": both days are shown where there are two.
fn noted(mut at: SendAt, meeting: &Meeting<'_>, day: Day) -> SendAt {
    let Day::Next(weekday) = day else { return at };
    let today = at.zone.local(meeting.asked.now).date_naive();
    let (meant, soonest) = (at.zone.local(at.at).date_naive(), coming(weekday, today));
    if soonest != meant && soonest != today {
        let (name, upper) = (WEEKDAY_NAMES[weekday as usize], meant.format("%A"));
        let (meant, soonest) = (meant.format("%-d %b"), soonest.format("%-d %b"));
        at.notes.push(format!("next {upper} is {meant}; for the coming one, {soonest}, write `{name}`"));
    }
    at
}

/// Reads `at 9` beside a day; before seven, as often the afternoon is meant.
fn bare_hour(hour: u32) -> Option<NaiveTime> {
    NaiveTime::from_hms_opt(hour, 0, 0).filter(|_| (7..=23).contains(&hour))
}

fn two_hours(said: &str, hour: u32, place: Place) -> Why {
    let (one, other) = (hour % 24, (hour + 12) % 24);
    let why =
        Why::said(format!("`{said}` can be {one:02}:00 or {other:02}:00")).at(place.at).span(place.span);
    match hour {
        1..=11 => why.swap(&format!("{hour}am")).swap(&format!("{hour}pm")),
        _ => why.swap(&format!("{one:02}:00")).swap(&format!("{other:02}:00")),
    }
}

/// Tells whether two zones' clocks agree, at an instant and half a year to both sides.
fn is_same_clock(one: &Zone, other: &Zone, at: &SendAt) -> bool {
    let half_years = [0, 182, -182].map(|days| at.at + TimeDelta::days(days));
    one.name() == other.name()
        || half_years.iter().all(|at| one.local(*at).naive_local() == other.local(*at).naive_local())
}

fn only(date: NaiveDate) -> Dated {
    Dated { date, step: None }
}

fn plus(day: NaiveDate, days: u64) -> Option<Dated> {
    later(day, days).map(only)
}

fn later(day: NaiveDate, days: u64) -> Option<NaiveDate> {
    day.checked_add_days(Days::new(days))
}

fn days_after_monday(day: NaiveDate) -> usize {
    usize::try_from(day.weekday().num_days_from_monday()).unwrap_or(0)
}

fn monday(day: NaiveDate) -> NaiveDate {
    day - Days::new(day.weekday().num_days_from_monday().into())
}

/// Returns the first such weekday from today on.
fn coming(weekday: u32, today: NaiveDate) -> NaiveDate {
    today + Days::new(((weekday + 7 - today.weekday().num_days_from_monday()) % 7).into())
}

fn first_day(period: Period, today: NaiveDate) -> Option<NaiveDate> {
    match period {
        Period::ThisWeek => Some(monday(today)),
        Period::NextWeek => later(monday(today), 7),
        Period::Month(month) => month.first_day(today),
        Period::ThisYear => NaiveDate::from_ymd_opt(today.year(), 1, 1),
    }
}

fn last_day(period: Period, today: NaiveDate) -> Option<NaiveDate> {
    let first = first_day(period, today)?;
    match period {
        Period::ThisWeek | Period::NextWeek => later(first, 6),
        Period::Month(_) => first_of(first, 1)?.pred_opt(),
        Period::ThisYear => NaiveDate::from_ymd_opt(today.year(), 12, 31),
    }
}
