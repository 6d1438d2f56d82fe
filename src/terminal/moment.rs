//! A moment as people say it: on their clock, on yours, and how far away.

use chrono::{DateTime, Datelike, TimeDelta, Utc};

use crate::schedule::zone::Zone;

/// Shows a moment on both clocks: `Tue 24 Nov 09:00 London · 10:00 yours · in 16 h`.
#[must_use]
pub fn both_clocks(at: DateTime<Utc>, theirs: &Zone, mine: &Zone, now: DateTime<Utc>) -> String {
    let (there, away) = (there(at, theirs, mine, now), away(at - now));
    match here(at, theirs, mine) {
        Some(here) => format!("{there} · {here} yours · {away}"),
        None => format!("{there} · {away}"),
    }
}

/// Shows a moment on both clocks, and on the one that it was asked for on: `… · 10:00 yours · 18:00 Tokyo · in 16 h`.
#[must_use]
pub fn all_clocks(
    at: DateTime<Utc>,
    theirs: &Zone,
    mine: &Zone,
    asked: Option<&Zone>,
    now: DateTime<Utc>,
) -> String {
    let other = asked.filter(|asked| ![theirs.name(), mine.name()].contains(&asked.name()));
    let Some(other) = other else { return both_clocks(at, theirs, mine, now) };
    let there = there(at, theirs, mine, now);
    let here = here(at, theirs, mine).map(|here| format!(" · {here} yours")).unwrap_or_default();
    let clock = here_or_day(at, theirs, other);
    format!("{there}{here} · {clock} {} · {}", other.city(), away(at - now))
}

/// Shows a moment on their clock: `Tue 24 Nov 09:00 London`.
#[must_use]
pub fn there(at: DateTime<Utc>, theirs: &Zone, mine: &Zone, now: DateTime<Utc>) -> String {
    let there = theirs.local(at);
    let year = if there.year() == mine.local(now).year() { "" } else { " %Y" };
    format!("{} {}", there.format(&format!("%a %-d %b{year} %H:%M")), theirs.city())
}

/// Shows a moment on your clock, with the day where that is another; `None` when both clocks are one.
#[must_use]
pub fn here(at: DateTime<Utc>, theirs: &Zone, mine: &Zone) -> Option<String> {
    (theirs.name() != mine.name()).then(|| here_or_day(at, theirs, mine))
}

/// Shows a moment on another clock than theirs, with the day where that is another.
fn here_or_day(at: DateTime<Utc>, theirs: &Zone, other: &Zone) -> String {
    let (there, other) = (theirs.local(at), other.local(at));
    let day = if there.date_naive() == other.date_naive() { "%H:%M" } else { "%a %H:%M" };
    other.format(day).to_string()
}

/// Shows a moment on one clock.
#[must_use]
pub fn on_clock(at: DateTime<Utc>, zone: &Zone) -> String {
    zone.local(at).format("%a %-d %b %Y %H:%M").to_string()
}

/// Says how far away something is: `in 16 h`, `5 min ago`, `now`.
#[must_use]
pub fn away(span: TimeDelta) -> String {
    match (span.num_seconds().unsigned_abs() < 30, span < TimeDelta::zero()) {
        (true, _) => "now".to_owned(),
        (false, true) => format!("{} ago", length(span)),
        (false, false) => format!("in {}", length(span)),
    }
}

/// Says how long something lasts: `5 min`, `16 h`, `3 days`.
#[must_use]
pub fn length(span: TimeDelta) -> String {
    match span.num_seconds().unsigned_abs() {
        seconds @ 0..7_170 => format!("{} min", (seconds + 30) / 60),
        seconds @ 7_170..171_000 => format!("{} h", (seconds + 1_800) / 3_600),
        seconds => format!("{} days", (seconds + 43_200) / 86_400),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_distance_is_rounded_to_what_people_say() {
        for (seconds, words) in [
            (0, "now"),
            (61, "in 1 min"),
            (-300, "5 min ago"),
            (5_400, "in 90 min"),
            (7_169, "in 119 min"),
            (7_170, "in 2 h"),
            (9_000, "in 3 h"),
            (57_600, "in 16 h"),
            (172_800, "in 2 days"),
        ] {
            assert_eq!(away(TimeDelta::seconds(seconds)), words);
        }
    }

    #[test]
    fn both_clocks_are_shown_and_one_when_they_are_the_same() {
        let at = "2026-11-24T09:00:00Z".parse().unwrap();
        let now = "2026-11-23T17:00:00Z".parse().unwrap();
        let (london, berlin) = (Zone::named("Europe/London").unwrap(), Zone::named("Europe/Berlin").unwrap());
        assert_eq!(both_clocks(at, &london, &berlin, now), "Tue 24 Nov 09:00 London · 10:00 yours · in 16 h");
        assert_eq!(both_clocks(at, &berlin, &berlin, now), "Tue 24 Nov 10:00 Berlin · in 16 h");
    }
}
