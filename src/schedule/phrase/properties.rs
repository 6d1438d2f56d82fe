//! What holds of every phrase, whenever and wherever it is read.

use chrono::{DateTime, TimeDelta, Timelike, Utc};
use proptest::prelude::*;

use super::date::MONTHS;
use super::hint::WORDS;
use super::{read, read_end};
use crate::failure::Failure;
use crate::schedule::{Asked, Calendar, DaysOff, SendAt, WorkingHours, Zone, zone};
use crate::terminal::moment;

/// Zones with whole, half and quarter hours, with clock changes and without, a day ahead and a day behind.
const ZONES: [&str; 12] = [
    "Europe/Berlin",
    "Europe/London",
    "America/New_York",
    "America/St_Johns",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "Pacific/Auckland",
    "Pacific/Honolulu",
    "Pacific/Kiritimati",
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
const RELATIVE: [&str; 44] = [
    "now",
    "in 20 minutes",
    "1h30m",
    "in half an hour",
    "an hour and a half",
    "2 hours from now",
    "in 3 days",
    "in 2 weeks",
    "in 4 days 9am",
    "9am",
    "21:30",
    "noon",
    "midnight",
    "half past nine",
    "morning",
    "lunchtime",
    "tonight",
    "tomorrow",
    "tomorrow 9am",
    "tomorrow afternoon",
    "tomorrow morning at 9",
    "day after tomorrow 14:00",
    "fri",
    "monday 11am",
    "monday morning",
    "first thing monday",
    "next friday",
    "next tuesday 9am",
    "tuesday next week",
    "eod",
    "start of day",
    "next workday",
    "in 2 workdays",
    "next week",
    "end of next week",
    "next month",
    "end of next month",
    "1 dec 9am",
    "the 15th 9am",
    "next month on the 2nd",
    "first monday of december",
    "last friday of january",
    "9am London",
    "tomorrow 3pm New York time",
];
/// Phrases that aren't read: ambiguous, contradictory, past or unknown.
const BAD: [&str; 40] = [
    "9",
    "tomorrow 9",
    "at 9",
    "friday at 3",
    "monday at 5 London",
    "friday midnight",
    "tomorrow 24:00",
    "24:00",
    "1 dec 2020",
    "dec 1 2040",
    "dec 1 2040 9am",
    "30",
    "930",
    "9.30",
    "tomorrow 9h30",
    "6M",
    "in 6 M",
    "in a month",
    "2 years",
    "in 3 fortnights",
    "half nine",
    "half past three",
    "9am local time",
    "first monday",
    "fifth monday of december",
    "this week",
    "this month 9am",
    "friday monday",
    "9am 10am",
    "1/12",
    "01/02/27",
    "12/11/2030",
    "20301201",
    "now UTC",
    "in 20 minutes mine",
    "in 2 days 3 hours",
    "friday night",
    "yesterday",
    "tomorrow please",
    "tonight 9am",
];

fn now() -> impl Strategy<Value = DateTime<Utc>> {
    let start: DateTime<Utc> = "2026-01-01T00:00:00Z".parse().unwrap();
    (0..2 * 366 * 86_400_000_i64).prop_map(move |millis| start + TimeDelta::milliseconds(millis))
}

fn ask(
    phrase: &str,
    now: DateTime<Utc>,
    mine: &str,
    theirs: &str,
    hours: &str,
    end: bool,
) -> Result<SendAt, Failure> {
    let (mine, zone) = (Zone::named(mine).unwrap(), Zone::named(theirs).unwrap());
    let theirs = Calendar { zone, hours: WorkingHours::parse(hours).unwrap(), off: DaysOff::default() };
    let asked = Asked { now, clock: &mine, mine: &mine, theirs: &theirs };
    if end { read_end(phrase, &asked) } else { read(phrase, &asked) }
}

fn read_at(phrase: &str, now: DateTime<Utc>, mine: &str, theirs: &str, hours: &str) -> Option<SendAt> {
    ask(phrase, now, mine, theirs, hours, false).ok()
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
        "in",
        "and",
        "half",
        "past",
        "a",
        "the",
        "15th",
        "2027",
        "mon",
        "friday",
        "hour",
        "6M",
        "time",
        "eod",
        "@",
        "to",
    ];
    let all: Vec<&str> = WORDS.into_iter().chain(MONTHS).chain(more).collect();
    proptest::collection::vec(proptest::sample::select(all), 0..6).prop_map(|words| words.join(" "))
}

/// Returns the values in backticks of the hints.
fn suggestions(failure: &Failure) -> Vec<String> {
    let hints = failure.hints.iter().flat_map(|hint| hint.split('`').skip(1).step_by(2));
    hints.map(str::to_owned).collect()
}

/// Swaps two neighbouring letters of a long word, as a quick typist does.
fn slip(phrase: &str, word: usize, letter: usize) -> Option<String> {
    let mut words: Vec<String> = phrase.split(' ').map(str::to_owned).collect();
    let long: Vec<usize> = (0..words.len())
        .filter(|at| words[*at].len() > 4 && words[*at].chars().all(char::is_alphabetic))
        .collect();
    let at = *long.get(word % long.len().max(1))?;
    let mut letters: Vec<char> = words[at].chars().collect();
    let first = letter % (letters.len() - 1);
    letters.swap(first, first + 1);
    words[at] = letters.into_iter().collect();
    Some(words.join(" ")).filter(|slipped| slipped != phrase)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, ..ProptestConfig::default() })]

    #[test]
    fn words_of_the_grammar_are_never_past_and_refused_with_suggestions_that_are_read(
        phrase in words(), now in now(), at in 0..ZONES.len(), hours in 0..HOURS.len(), end in any::<bool>()
    ) {
        let ask = |phrase: &str| ask(phrase, now, ZONES[at], ZONES[ZONES.len() - 1 - at], HOURS[hours], end);
        match ask(&phrase) {
            Ok(read) => {
                prop_assert!(read.at.timestamp() >= now.timestamp(), "{}", phrase);
                prop_assert_eq!(read.at.timestamp_subsec_nanos(), 0, "{}", phrase);
            }
            Err(failure) => {
                let suggested = suggestions(&failure);
                prop_assert!(!suggested.is_empty(), "{}: {:?}", phrase, failure);
                for value in suggested {
                    prop_assert!(ask(&value).is_ok(), "{}: {}", phrase, value);
                }
            }
        }
    }

    #[test]
    fn a_bad_phrase_is_refused_everywhere_with_suggestions_that_are_read(
        which in 0..BAD.len(), now in now(), at in 0..ZONES.len(), hours in 0..HOURS.len()
    ) {
        let ask = |phrase: &str| ask(phrase, now, ZONES[at], ZONES[(at + 5) % ZONES.len()], HOURS[hours], false);
        let refused = ask(BAD[which]);
        prop_assert!(refused.is_err(), "{} is read as {:?}", BAD[which], refused);
        for value in refused.map(|_| Vec::new()).unwrap_or_else(|failure| suggestions(&failure)) {
            prop_assert!(ask(&value).is_ok(), "{}: {}", BAD[which], value);
        }
    }
}

proptest! {
    #[test]
    fn any_phrase_is_read_or_refused_and_never_past(
        phrase in "\\PC{0,40}", now in now(), at in 0..ZONES.len(), hours in 0..HOURS.len()
    ) {
        let read = read_at(&phrase, now, ZONES[at], ZONES[ZONES.len() - 1 - at], HOURS[hours]);
        prop_assert!(read.is_none_or(|read| read.at.timestamp() >= now.timestamp()));
    }

    #[test]
    fn a_slip_of_the_keyboard_is_never_read_as_something_else_and_the_suggestion_is_what_was_meant(
        which in 0..RELATIVE.len(), word in 0..5_usize, letter in 0..9_usize, now in now(), at in 0..ZONES.len()
    ) {
        let ask = |phrase: &str| ask(phrase, now, ZONES[at], ZONES[(at + 3) % ZONES.len()], HOURS[0], false);
        let (Ok(meant), Some(slipped)) = (ask(RELATIVE[which]), slip(RELATIVE[which], word, letter)) else { return Ok(()) };
        match ask(&slipped) {
            Ok(read) => prop_assert_eq!(read.at, meant.at, "{}", slipped),
            Err(failure) if failure.what.contains("did you mean") => {
                let first = suggestions(&failure).into_iter().next().unwrap_or_default();
                prop_assert_eq!(ask(&first).ok().map(|read| read.at), Some(meant.at), "{}: {}", slipped, first);
            }
            Err(_) => {}
        }
    }

    #[test]
    fn what_is_echoed_is_read_as_the_same_instant_in_all_zones(
        which in 0..RELATIVE.len(), now in now(), mine in 0..1_000_usize, theirs in 0..1_000_usize, hours in 0..HOURS.len()
    ) {
        // Seconds are echoed to scripts only.
        let now = now.with_second(0).unwrap().with_nanosecond(0).unwrap() + TimeDelta::minutes(1);
        let zones: Vec<&str> = zone::names().filter(|name| zone::is_known(name)).collect();
        let (mine, theirs) = (zones[mine % zones.len()], zones[theirs % zones.len()]);
        let Some(meant) = read_at(RELATIVE[which], now, mine, theirs, HOURS[hours]) else { return Ok(()) };
        let zone = Zone::named(theirs).unwrap();
        let again = |phrase: &str| read_at(phrase, now, mine, theirs, HOURS[hours]).map(|read| read.at);
        prop_assert_eq!(again(&zone.local(meant.at).to_rfc3339()), Some(meant.at));
        let echoed = moment::there(meant.at, &zone, &Zone::named(mine).unwrap(), now);
        // The second time a clock shows an hour is told by the distance beside it.
        let first = zone.resolve(zone.local(meant.at).naive_local());
        if first.at == meant.at {
            prop_assert_eq!(again(&echoed), Some(meant.at), "{} echoed as {} to {}", RELATIVE[which], echoed, mine);
        }
    }

    #[test]
    fn their_hours_are_the_same_whoever_asks(
        which in 0..8_usize, now in now(), one in 0..ZONES.len(), other in 0..ZONES.len(), theirs in 0..ZONES.len()
    ) {
        let phrase = ["eod", "start of day", "next workday", "in 2 workdays", "monday", "monday morning", "tomorrow", "end of next week"][which];
        let ask = |mine: usize| read_at(phrase, now, ZONES[mine], ZONES[theirs], HOURS[0]).map(|read| read.at);
        prop_assert_eq!(ask(one), ask(other), "{}", phrase);
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
    }
}

#[test]
fn of_a_repeated_hour_the_first_that_is_still_ahead_is_meant() {
    let zone = "Europe/Berlin";
    let at = |now: &str, phrase: &str| {
        let read = read_at(phrase, now.parse().unwrap(), zone, zone, HOURS[0]).unwrap();
        (read.at.to_rfc3339(), read.notes.join(" "), read.wall.is_some())
    };
    let (first, notes, has_wall) = at("2027-10-31T00:10:00Z", "02:30");
    assert_eq!((first.as_str(), has_wall), ("2027-10-31T00:30:00+00:00", true));
    assert!(notes.contains("the first is meant"), "{notes}");
    let (second, notes, has_wall) = at("2027-10-31T00:40:00Z", "02:30");
    assert_eq!((second.as_str(), has_wall), ("2027-10-31T01:30:00+00:00", false));
    assert!(notes.contains("the second is meant"), "{notes}");
    assert_eq!(at("2027-10-31T01:40:00Z", "02:30").0, "2027-11-01T01:30:00+00:00");
    assert_eq!(at("2027-10-31T00:40:00Z", "sunday 02:30").0, "2027-10-31T01:30:00+00:00");
}

#[test]
fn a_day_that_ends_something_is_meant_to_its_end_on_the_clock_that_was_asked_for() {
    let end = |phrase: &str| {
        let now = "2026-11-23T09:15:00Z".parse().unwrap();
        let read = ask(phrase, now, "Europe/Berlin", "America/New_York", HOURS[0], true);
        read.map_or_else(|failure| failure.hints.join(" "), |read| read.at.to_rfc3339())
    };
    for (phrase, expected) in [
        ("today", "2026-11-23T22:59:59+00:00"),
        ("monday", "2026-11-23T22:59:59+00:00"),
        ("friday", "2026-11-27T22:59:59+00:00"),
        ("friday theirs", "2026-11-28T04:59:59+00:00"),
        ("31 dec", "2026-12-31T22:59:59+00:00"),
        ("2026-12-31", "2026-12-31T22:59:59+00:00"),
        ("end of month", "2026-11-30T22:59:59+00:00"),
        ("end of week", "2026-11-29T22:59:59+00:00"),
        ("friday 3pm", "2026-11-27T14:00:00+00:00"),
        ("in 3 days", "2026-11-26T09:15:00+00:00"),
        ("eod", "2026-11-23T22:00:00+00:00"),
        ("next week", "write `end of next week` or `start of next week`"),
    ] {
        assert_eq!(end(phrase), expected, "{phrase}");
    }
}
