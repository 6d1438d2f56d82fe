//! A time as people type it: read for a moment that is ahead, or refused.
#![no_main]

use chrono::{DateTime, TimeDelta, Utc};
use libfuzzer_sys::fuzz_target;
use mindful::people::Book;
use mindful::schedule::{Asked, Zone, read};

fuzz_target!(|text: &str| {
    let now: DateTime<Utc> = "2026-11-24T09:00:00Z".parse().expect("a moment");
    let zone = Zone::named("Europe/Berlin").expect("a zone");
    let book = "[ada]\nemail = \"ada@example.com\"\ntimezone = \"Europe/London\"\n";
    let book = Book::parse("people.toml".as_ref(), book).expect("an address book");
    let (theirs, _) =
        book.find("ada").expect("ada").calendar(&zone, "Mon-Fri 09:00-17:00").expect("a calendar");
    if let Ok(at) = read(text, &Asked { now, clock: &zone, mine: &zone, theirs: &theirs }) {
        assert!(at.at >= now && at.at <= now + TimeDelta::days(2 * 366 + 1), "{text}: {}", at.at);
    }
});
