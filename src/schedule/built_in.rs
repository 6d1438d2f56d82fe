//! The zones the program carries, for systems that have none of their own: chrono-tz's, as text (see `build.rs`).

use tz::timezone::TransitionRule;
use tz::{LocalTimeType, TimeZone, TzError};

/// `Name number` a line, in alphabetical order.
const NAMES: &str = include_str!(concat!(env!("OUT_DIR"), "/zone_names.txt"));
/// Line by line: an offset from UTC in seconds, then `second:offset` for each change.
const RULES: &str = include_str!(concat!(env!("OUT_DIR"), "/zone_rules.txt"));

/// Lists the names of all zones.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    NAMES.lines().filter_map(|line| Some(line.split_once(' ')?.0))
}

/// Returns the rules of a zone by its exact name.
pub(super) fn rules(name: &str) -> Option<TimeZone> {
    let mut lines = NAMES.lines().filter_map(|line| line.split_once(' '));
    let number: usize = lines.find(|(known, _)| *known == name)?.1.parse().ok()?;
    read(RULES.lines().nth(number)?)
}

fn read(line: &str) -> Option<TimeZone> {
    let (first, changes) = line.split_once(' ').unwrap_or((line, ""));
    let changes: Option<Vec<(i64, i32)>> = changes
        .split_whitespace()
        .map(|change| {
            let (second, offset) = change.split_once(':')?;
            Some((second.parse().ok()?, offset.parse().ok()?))
        })
        .collect();
    zone(first.parse().ok()?, &changes?).ok()
}

/// Makes a zone of offsets; the last one stays.
fn zone(first: i32, changes: &[(i64, i32)]) -> Result<TimeZone, TzError> {
    let mut types = vec![LocalTimeType::with_ut_offset(first)?];
    let mut transitions = Vec::new();
    for (second, offset) in changes {
        let known = types.iter().position(|known| known.ut_offset() == *offset);
        let index = known.unwrap_or(types.len());
        if index == types.len() {
            types.push(LocalTimeType::with_ut_offset(*offset)?);
        }
        transitions.push(tz::timezone::Transition::new(*second, index));
    }
    let last = changes.last().map_or(first, |change| change.1);
    let last = TransitionRule::Fixed(LocalTimeType::with_ut_offset(last)?);
    TimeZone::new(transitions, types, Vec::new(), Some(last))
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Offset, TimeZone, Utc};

    use super::*;

    #[test]
    fn every_zone_of_chrono_tz_is_carried_with_the_same_offsets() {
        let start = "2000-01-01T00:00:00Z".parse::<DateTime<Utc>>().unwrap().timestamp();
        assert_eq!(names().count(), chrono_tz::TZ_VARIANTS.len());
        for known in chrono_tz::TZ_VARIANTS {
            let carried = rules(known.name()).unwrap();
            // A prime number of hours, so that every hour of the day and day of the week comes up.
            for second in (start..start + 40 * 365 * 86_400).step_by(31 * 3600) {
                let at = DateTime::from_timestamp(second, 0).unwrap().naive_utc();
                let expected = known.offset_from_utc_datetime(&at).fix().local_minus_utc();
                let found = carried.find_local_time_type(second).unwrap().ut_offset();
                assert_eq!(found, expected, "{} at {at}", known.name());
            }
        }
    }

    #[test]
    fn a_clock_changes_at_the_very_second_and_the_last_offset_stays() {
        let berlin = rules("Europe/Berlin").unwrap();
        let offset = |at: &str| {
            let second = at.parse::<DateTime<Utc>>().unwrap().timestamp();
            berlin.find_local_time_type(second).unwrap().ut_offset()
        };
        assert_eq!([offset("2027-03-28T00:59:59Z"), offset("2027-03-28T01:00:00Z")], [3600, 7200]);
        assert_eq!(offset("2150-07-01T00:00:00Z"), 3600);
        assert!(rules("Europe/Nowhere").is_none() && rules("europe/berlin").is_none());
    }
}
