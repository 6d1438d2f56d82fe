//! `Retry-After`: whatever it says, one second to one hour.
#![no_main]

use std::time::Duration;

use chrono::{DateTime, Utc};
use libfuzzer_sys::fuzz_target;
use mindful::webex::retry_after;

fuzz_target!(|text: &str| {
    let sent: DateTime<Utc> = "2026-11-24T09:00:00Z".parse().expect("a moment");
    for sent in [None, Some(sent)] {
        let wait = retry_after(text, sent);
        assert!(wait >= Duration::from_secs(1) && wait <= Duration::from_secs(3600), "{text}: {wait:?}");
    }
});
