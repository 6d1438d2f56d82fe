//! Writes chrono-tz's zones as two text files that the program carries, so that it starts without them.
//!
//! As a crate of the program chrono-tz is 29,000 pointers, which the loader puts right at every start, used or
//! not: more than everything else an idle `send-due` does. As text they are not touched until a zone is asked
//! for that the operating system does not know.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;
use std::{env, error, fs};

use chrono::{DateTime, Offset, TimeDelta, TimeZone, Utc};
use chrono_tz::{TZ_VARIANTS, Tz};

/// Nothing is scheduled before the one; no rule is believed after the other.
const YEARS: (i32, i32) = (2000, 2100);
/// No zone has ever changed its offset twice within such a span.
const STEP: TimeDelta = TimeDelta::days(2);

#[expect(clippy::disallowed_methods, reason = "cargo tells a build script by the environment")]
fn main() -> Result<(), Box<dyn error::Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    let out = env::var("OUT_DIR")?;
    let (mut names, mut rules) = (String::new(), BTreeMap::<String, usize>::new());
    for zone in TZ_VARIANTS {
        let next = rules.len();
        let number = *rules.entry(rule(zone)).or_insert(next);
        writeln!(names, "{} {number}", zone.name())?;
    }
    let mut lines: Vec<_> = rules.into_iter().collect();
    lines.sort_by_key(|(_, number)| *number);
    let lines: Vec<_> = lines.into_iter().map(|(rule, _)| rule).collect();
    fs::write(Path::new(&out).join("zone_names.txt"), names)?;
    fs::write(Path::new(&out).join("zone_rules.txt"), lines.join("\n"))?;
    Ok(())
}

/// Writes one zone's offsets: the first one, then `second:offset` for each change.
fn rule(zone: Tz) -> String {
    let [mut at, end] =
        [YEARS.0, YEARS.1].map(|year| Utc.with_ymd_and_hms(year, 1, 1, 0, 0, 0).single().unwrap_or_default());
    let mut line = offset(zone, at).to_string();
    while at < end {
        let next = at + STEP;
        if offset(zone, at) != offset(zone, next) {
            let change = change(zone, at, next);
            line += &format!(" {}:{}", change.timestamp(), offset(zone, change));
        }
        at = next;
    }
    line
}

/// Finds the first second at which the offset differs from the one at `from`.
fn change(zone: Tz, mut from: DateTime<Utc>, mut to: DateTime<Utc>) -> DateTime<Utc> {
    while to - from > TimeDelta::seconds(1) {
        let middle = from + (to - from) / 2;
        if offset(zone, middle) == offset(zone, from) { from = middle } else { to = middle }
    }
    to
}

fn offset(zone: Tz, at: DateTime<Utc>) -> i32 {
    zone.offset_from_utc_datetime(&at.naive_utc()).fix().local_minus_utc()
}
