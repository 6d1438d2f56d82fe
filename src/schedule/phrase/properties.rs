//! What holds of every phrase, whenever and wherever it is read.

use chrono::{DateTime, TimeDelta, Timelike, Utc};
use proptest::prelude::*;

use super::date::MONTHS;
use super::{WORDS, read};
use crate::schedule::{Asked, Calendar, DaysOff, SendAt, WorkingHours, Zone};
use crate::terminal::moment;

/// Zones with whole, half and quarter hours, with clock changes and without.
const ZONES: [&str; 9] = [
    "Europe/Berlin",
    "Europe/London",
    "America/New_York",
    "America/St_Johns",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "Asia/Kathmandu",
    "Asia/Tokyo",
    "UTC",
];
const HOURS: [&str; 4] = [
    "Mon-Fri 09:00-17:00",
    "Sun-Thu 08:00-12:00 13:00-24:00",
    "Wed 00:00-06:00",
    "Mon-Thu 08:30-17:30, Fri 09:00-14:00",
];
/// Phrases whose reading moves with the moment they are read at.
const RELATIVE: [&str; 26] = [
    "now",
    "in 20 minutes",
    "1h30m",
    "in half an hour",
    "in 3 days",
    "in 2 weeks",
    "in 4 days 9am",
    "9am",
    "21:30",
    "noon",
    "midnight",
    "morning",
    "tomorrow",
    "tomorrow 9am",
    "day after tomorrow 14:00",
    "fri",
    "monday 11am",
    "next friday",
    "next tuesday 9am",
    "eod",
    "start of day",
    "next workday",
    "in 2 workdays",
    "next week",
    "next month",
    "1 dec 9am",
];

fn now() -> impl Strategy<Value = DateTime<Utc>> {
    let start: DateTime<Utc> = "2026-01-01T00:00:00Z".parse().unwrap();
    (0..2 * 366 * 86_400_i64).prop_map(move |seconds| start + TimeDelta::seconds(seconds))
}

fn read_at(phrase: &str, now: DateTime<Utc>, mine: &str, theirs: &str, hours: &str) -> Option<SendAt> {
    let (mine, zone) = (Zone::named(mine).unwrap(), Zone::named(theirs).unwrap());
    let theirs = Calendar { zone, hours: WorkingHours::parse(hours).unwrap(), off: DaysOff::default() };
    read(phrase, &Asked { now, clock: &mine, mine: &mine, theirs: &theirs }).ok()
}

/// Words of the grammar and of dates, in any order.
fn words() -> impl Strategy<Value = String> {
    let more = [
        "9am",
        "09:30",
        "1",
        "31",
        "2026-12-01",
        "1.12.2026",
        "dec",
        "of",
        "at",
        "on",
        "london",
        "york",
        "+3d",
    ];
    let all: Vec<&str> = WORDS.into_iter().chain(MONTHS).chain(more).collect();
    proptest::collection::vec(proptest::sample::select(all), 0..6).prop_map(|words| words.join(" "))
}

proptest! {
    #[test]
    fn any_phrase_is_read_or_refused_and_never_past(
        phrase in "\\PC{0,40}", now in now(), at in 0..ZONES.len(), hours in 0..HOURS.len()
    ) {
        let read = read_at(&phrase, now, ZONES[at], ZONES[ZONES.len() - 1 - at], HOURS[hours]);
        prop_assert!(read.is_none_or(|read| read.at >= now));
    }

    #[test]
    fn words_of_the_grammar_in_any_order_never_panic_and_are_never_past(
        phrase in words(), now in now(), at in 0..ZONES.len(), hours in 0..HOURS.len()
    ) {
        let read = read_at(&phrase, now, ZONES[at], ZONES[ZONES.len() - 1 - at], HOURS[hours]);
        prop_assert!(read.is_none_or(|read| read.at >= now), "{phrase}");
    }

    #[test]
    fn what_is_echoed_is_read_as_the_same_instant(
        which in 0..RELATIVE.len(), now in now(), at in 0..ZONES.len(), hours in 0..HOURS.len()
    ) {
        // Seconds are echoed to scripts only.
        let now = now.with_second(0).unwrap() + TimeDelta::minutes(1);
        let (mine, theirs) = (ZONES[at], ZONES[(at * 5 + 2) % ZONES.len()]);
        let Some(meant) = read_at(RELATIVE[which], now, mine, theirs, HOURS[hours]) else { return Ok(()) };
        let zone = Zone::named(theirs).unwrap();
        let again = |phrase: &str| read_at(phrase, now, mine, theirs, HOURS[hours]).map(|read| read.at);
        prop_assert_eq!(again(&zone.local(meant.at).to_rfc3339()), Some(meant.at));
        let echoed = moment::there(meant.at, &zone, &Zone::named(mine).unwrap(), now);
        // The second time a clock shows an hour is told by the distance beside it.
        let first = zone.resolve(zone.local(meant.at).naive_local());
        if first.at == meant.at {
            prop_assert_eq!(again(&echoed), Some(meant.at), "{}", echoed);
        }
    }

    #[test]
    fn what_is_asked_later_is_meant_no_earlier(
        which in 0..RELATIVE.len(), now in now(), later in 0..40 * 86_400_i64, at in 0..ZONES.len(), hours in 0..HOURS.len()
    ) {
        let (zone, hours) = (ZONES[at], HOURS[hours]);
        let asked = |now| read_at(RELATIVE[which], now, zone, zone, hours).map(|read| read.at);
        let (first, second) = (asked(now), asked(now + TimeDelta::seconds(later)));
        let (Some(first), Some(second)) = (first, second) else { return Ok(()) };
        // A time that a clock change skips moves forward, past one that came after it.
        let gap = TimeDelta::hours(1);
        prop_assert!(second + gap >= first, "{}: {first} and {second}", RELATIVE[which]);
        if zone == "UTC" || zone == "Asia/Tokyo" || zone == "Asia/Kathmandu" {
            prop_assert!(second >= first, "{}: {first} and {second}", RELATIVE[which]);
        }
    }
}
