//! A conversation as Webex lists it: whatever it says, a message that is not there is not found.
#![no_main]

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use libfuzzer_sys::fuzz_target;
use mindful::delivery::{Found, Search};
use mindful::message::parse;
use mindful::webex::{Conversation, Listed};

const MESSAGE: &str = r#"version = 1
id = "k3f9x2ab7m"
created = "2026-11-23T17:00:00Z"
due = "2026-11-24T09:00:00Z"
at_given = true
to_email = "ada@example.com"
their_zone = "Europe/London"
their_zone_assumed = false
any_time = false
format = "text"
text = "the words that are looked for"
"#;

fuzz_target!(|text: &str| {
    let Ok(items) = serde_json::from_str::<Vec<Listed>>(text) else { return };
    let message = parse(MESSAGE).expect("a message");
    let attempted: DateTime<Utc> = "2026-11-24T09:00:00Z".parse().expect("a moment");
    let there = items.iter().any(|item| item.says(&message));
    let search =
        Search { message: &message, me: "me", attempted, known: HashSet::new(), twins: 0 };
    let found = search.look(&Conversation { items, reaches_back: true });
    assert!(there || !matches!(found, Found::There(_)), "{found:?}");
});
