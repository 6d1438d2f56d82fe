//! Takes words apart: at most one day, one time of day, one zone, or a distance; in any order.

use chrono::TimeDelta;

use super::clock::{self, Time};
use super::date::{self, Date};
use super::day::{self, Day, Period};
use super::distance::{self, Distance};
use super::hint::{Why, strange};
use super::place;
use super::words::Word;
use crate::schedule::{Asked, Zone};

/// Where the words of a part stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Place {
    pub(super) at: usize,
    pub(super) span: usize,
}

/// What a phrase consists of.
#[derive(Debug, Default)]
pub(super) struct Parts {
    pub(super) day: Option<(Day, Place)>,
    /// A weekday beside a date, which must agree.
    pub(super) weekday: Option<(u32, Place)>,
    pub(super) time: Option<(Time, Place)>,
    pub(super) zone: Option<(Zone, Place)>,
    pub(super) distance: Option<(TimeDelta, Place)>,
}

enum Part {
    Day(Day),
    Time(Time),
    Year(i32),
    Zone(Zone),
    Distance(TimeDelta),
}

/// Reads all words.
pub(super) fn read(words: &[Word], asked: &Asked<'_>) -> Result<Parts, Why> {
    let low: Vec<&str> = words.iter().map(|word| word.low.as_str()).collect();
    let has_month = low.iter().any(|word| date::month(word).is_some());
    minutes_or_months(words)?;
    let (mut parts, mut at) = (Parts::default(), 0);
    while at < low.len() {
        match part(&low[at..], &words[at..], has_month, asked).map_err(|why| why.later(at))? {
            Some((part, span)) => {
                parts.add(part, Place { at, span }, words)?;
                at += span;
            }
            None if matches!(low[at], "on" | "the" | "at") && at + 1 < low.len() => at += 1,
            None => return Err(strange(&words[at].shown).at(at)),
        }
    }
    Ok(parts)
}

fn part(
    low: &[&str],
    words: &[Word],
    has_month: bool,
    asked: &Asked<'_>,
) -> Result<Option<(Part, usize)>, Why> {
    if let Some((zone, used)) = place::of_several_words(words) {
        return Ok(Some((Part::Zone(zone), used)));
    }
    if let Some((distance, used)) = distance::read(low)? {
        let part = match distance {
            Distance::Exact(span) => Part::Distance(span),
            Distance::Day(day) => Part::Day(day),
        };
        return Ok(Some((part, used)));
    }
    if let Some((day, used)) = day::read(low)? {
        return Ok(Some((Part::Day(day), used)));
    }
    if let Some(year) = date::year(low[0]).filter(|_| has_month) {
        return Ok(Some((Part::Year(year), 1)));
    }
    if let Some((time, used)) = clock::read(low)? {
        return Ok(Some((Part::Time(time), used)));
    }
    Ok(place::read(words, asked)?.map(|(zone, used)| (Part::Zone(zone), used)))
}

/// `6M` is minutes to some programs and months to others.
fn minutes_or_months(words: &[Word]) -> Result<(), Why> {
    let number = |text: &str| text.trim_start_matches('+').parse::<u32>().ok();
    for (at, word) in words.iter().enumerate() {
        let apart = at.checked_sub(1).filter(|_| word.shown == "M").map(|before| (before, 2));
        let (at, span) = apart.unwrap_or((at, 1));
        let digits = if span == 2 { Some(words[at].low.as_str()) } else { word.shown.strip_suffix('M') };
        if let Some(number) = digits.and_then(number) {
            let why = Why::said(format!("`{number}M` can mean minutes or months")).at(at).span(span);
            return Err(why.swap(&format!("{number}m")).months(number));
        }
    }
    Ok(())
}

impl Parts {
    /// Tells whether a time of day is said to the minute; it means now for as long as clocks show it.
    pub(super) fn says_a_minute(&self) -> bool {
        matches!(self.time, Some((Time::At(time), _)) if chrono::Timelike::second(&time) == 0)
    }

    fn add(&mut self, part: Part, place: Place, words: &[Word]) -> Result<(), Why> {
        let twice = |first: Place, what: &str| Err(two(words, first, place, what));
        match part {
            Part::Day(day) => return self.add_day(day, place, words),
            Part::Year(year) => return self.add_year(year, place, words),
            Part::Time(time) => match self.time {
                None => self.time = Some((time, place)),
                Some((first, at)) => {
                    match clock::together(first, time).or_else(|| clock::together(time, first)) {
                        Some(time) => {
                            self.time = Some((time, if matches!(first, Time::Part(_)) { place } else { at }))
                        }
                        None => return Err(two_times(words, (first, at), (time, place))),
                    }
                }
            },
            Part::Zone(zone) => {
                if let Some((first, at)) = &self.zone
                    && first.name() != zone.name()
                {
                    return twice(*at, "time zones");
                }
                self.zone = Some((zone, place));
            }
            Part::Distance(_) if let Some((_, first)) = self.distance => {
                return twice(first, "distances from now");
            }
            Part::Distance(span) => self.distance = Some((span, place)),
        }
        Ok(())
    }

    fn add_day(&mut self, day: Day, place: Place, words: &[Word]) -> Result<(), Why> {
        let Some((first, at)) = self.day else {
            self.day = Some((day, place));
            return Ok(());
        };
        let both = Place { at: at.at.min(place.at), span: at.span + place.span };
        if let Some(day) = together(first, day).or_else(|| together(day, first)) {
            self.day = Some((day, both));
            return Ok(());
        }
        match (first, day) {
            (Day::Weekday(weekday) | Day::This(weekday), day) if self.weekday.is_none() && is_dated(day) => {
                (self.weekday, self.day) = (Some((weekday, at)), Some((day, place)));
            }
            (day, Day::Weekday(weekday)) if self.weekday.is_none() && is_dated(day) => {
                self.weekday = Some((weekday, place));
            }
            _ => {
                return Err(two(words, at, place, "days"));
            }
        }
        Ok(())
    }

    /// A year that stands apart from its month: `dec 1 9am 2026`.
    fn add_year(&mut self, year: i32, place: Place, words: &[Word]) -> Result<(), Why> {
        match &mut self.day {
            Some((Day::Date(Date::DayMonth(_, _, said @ None)), _)) => *said = Some(year),
            _ => return Err(Why::word(&words[place.at].shown).at(place.at)),
        }
        Ok(())
    }
}

/// Refuses two parts of one kind, and suggests each without the other.
fn two(words: &[Word], first: Place, second: Place, what: &str) -> Why {
    let sentence = format!("`{}` and `{}` are two {what}", said(words, first), said(words, second));
    let (start, end) = (Place { at: 0, span: first.at }, first.at + first.span);
    let rest = Place { at: end, span: words.len().saturating_sub(end) };
    let without_first = format!("{} {}", said(words, start), said(words, rest));
    Why::said(sentence).at(second.at).span(second.span).swap("").whole(without_first.trim())
}

/// Refuses two times; an hour beside the part of the day it may be in becomes one of twelve hours.
fn two_times(words: &[Word], first: (Time, Place), second: (Time, Place)) -> Why {
    let why = two(words, first.1, second.1, "times");
    let in_part = |(time, place): (Time, Place), (part, part_place): (Time, Place)| {
        let is_morning = said(words, place).to_lowercase().replace('.', "").ends_with("am");
        clock::in_part(time, part)
            .filter(|_| !is_morning)
            .map(|time| one_time(words, (place, &time), part_place))
    };
    match in_part(first, second).or_else(|| in_part(second, first)) {
        Some(phrase) => why.only(&phrase),
        None => why,
    }
}

/// Writes words with another time, and without the part of the day.
fn one_time(words: &[Word], (place, time): (Place, &str), part: Place) -> String {
    let is_in = |at: usize, place: Place| (place.at..place.at + place.span).contains(&at);
    let kept =
        words.iter().enumerate().filter(|(at, _)| !is_in(*at, part)).filter_map(|(at, word)| {
            match word.low.as_str() {
                _ if at == place.at => Some(time),
                _ if is_in(at, place) => None,
                "this" if at + 1 == part.at => Some("today"),
                _ => Some(word.shown.as_str()),
            }
        });
    kept.collect::<Vec<_>>().join(" ")
}

/// Tells whether a weekday beside such a day only has to agree with it.
fn is_dated(day: Day) -> bool {
    matches!(day, Day::Date(_) | Day::Plus(..) | Day::Tonight)
}

/// Puts two parts of one day together: `tuesday` `next week`, `next month` on `the 1st`.
fn together(one: Day, other: Day) -> Option<Day> {
    match (one, other) {
        (Day::Weekday(day) | Day::This(day), Day::Within(Period::NextWeek)) => Some(Day::OfNextWeek(day)),
        (Day::Weekday(day) | Day::This(day), Day::Within(Period::ThisWeek)) => Some(Day::This(day)),
        (Day::Date(Date::Number(number)), Day::Within(Period::Month(month))) => {
            Some(Day::Date(Date::NumberOf(number, month)))
        }
        _ => None,
    }
}

/// Returns words as they were typed.
pub(super) fn said(words: &[Word], place: Place) -> String {
    let words = &words[place.at..(place.at + place.span).min(words.len())];
    words.iter().map(|word| word.shown.as_str()).collect::<Vec<_>>().join(" ")
}
