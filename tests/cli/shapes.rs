//! Whatever is read from outside - files, settings, answers - is read or refused, and never brings the program down.

use std::collections::HashSet;
use std::path::Path;

use mindful::delivery::{Found, Search};
use mindful::message::{parse, render};
use mindful::people::Book;
use mindful::queue::Name;
use mindful::schedule::Zone;
use mindful::webex::{Conversation, Listed, retry_after};
use proptest::prelude::*;

const MESSAGE: &str = "version = 1\nid = \"k3f9x2ab7m\"\ncreated = \"2026-11-23T17:00:00Z\"\ndue = \"2026-11-24T09:00:00Z\"\n\
     at_given = true\nto_email = \"ada@example.com\"\ntheir_zone = \"Europe/London\"\ntheir_zone_assumed = false\n\
     any_time = false\nformat = \"text\"\ntext = \"the words that are looked for\"\n";

fn message_file(text: &str) {
    if let Ok(message) = parse(text) {
        assert_eq!(parse(&render(&message).unwrap()).unwrap(), message);
    }
}

fn queue_file_name(text: &str) {
    if let Some(name) = Name::parse(text) {
        assert_eq!(name.to_string(), text);
    }
}

fn people_toml(text: &str) {
    if let Ok(book) = Book::parse(Path::new("people.toml"), text) {
        let zone = Zone::named("Europe/Berlin").unwrap();
        for person in book.people() {
            let _ = person.calendar(&zone, "Mon-Fri 09:00-17:00");
        }
        book.groups().iter().for_each(|group| drop(book.group(group)));
    }
}

fn config_toml(text: &str) {
    let _ = mindful::config::check(Path::new("config.toml"), text);
    let _ = mindful::config::duration("delivery.grace", text);
}

fn waited_for(text: &str) {
    let wait = retry_after(text, "2026-11-24T09:00:00Z".parse().ok());
    assert!((1..=3600).contains(&wait.as_secs()), "{text}: {wait:?}");
}

fn api_answer(text: &str) {
    let Ok(items) = serde_json::from_str::<Vec<Listed>>(text) else { return };
    let (message, attempted) = (parse(MESSAGE).unwrap(), "2026-11-24T09:00:00Z".parse().unwrap());
    let there = items.iter().any(|item| item.says(&message));
    let search = Search { message: &message, me: "me", attempted, known: HashSet::new(), twins: 0 };
    let found = search.look(&Conversation { items, reaches_back: true });
    assert!(there || !matches!(found, Found::There(_)), "{found:?}");
}

/// A line of TOML that may be ours, misspelt, of another type, or none.
fn line() -> impl Strategy<Value = String> {
    let key =
        "(email|name|timezone|hours|off|any_time|space|groups|work|grace|give_up|concurrency|[a-z]{1,4})";
    let value = "(\"[A-Z][a-z]{2}-Fri 09:00-17:00\"|\"\\PC{0,12}\"|[0-9]{1,20}|true|\\[\\]|\\[\"2026-12-24\\.\\.2027-01-02\"\\]|-1|1e999)";
    prop_oneof![
        (key, value).prop_map(|(key, value)| format!("{key} = {value}")),
        "\\[(me|hours|delivery|webex|login|ada|groups)\\]",
        "\\PC{0,20}",
    ]
}

/// A message file with one line exchanged, doubled or cut.
fn spoiled() -> impl Strategy<Value = String> {
    (0..11_usize, 0..40_usize, "\\PC{0,10}").prop_map(|(at, cut, words)| {
        let mut lines: Vec<String> = MESSAGE.lines().map(str::to_owned).collect();
        let kept: String = lines[at].chars().take(cut).collect();
        lines[at] = format!("{kept}{words}");
        lines.join("\n")
    })
}

fn listed() -> impl Strategy<Value = String> {
    let word =
        prop_oneof![Just("\"me\""), Just("null"), Just("7"), Just("\"the words that are looked for\"")];
    let item =
        (word.clone(), word.clone(), word.clone(), word, "(2026-11-24T0[89]:0[0-9]:00Z|[0-9TZ:-]{0,20})");
    let item = item.prop_map(|(id, person, text, errors, created)| {
        format!("{{\"id\":{id},\"personId\":{person},\"text\":{text},\"errors\":{errors},\"created\":\"{created}\"}}")
    });
    prop::collection::vec(item, 0..4).prop_map(|items| format!("[{}]", items.join(",")))
}

proptest! {
    #[test]
    fn any_lines_are_settings_and_an_address_book_or_refused(lines in prop::collection::vec(line(), 0..6)) {
        let text = lines.join("\n");
        people_toml(&text);
        config_toml(&text);
    }

    #[test]
    fn a_message_file_with_a_spoiled_line_is_read_as_it_is_written_or_refused(text in spoiled()) {
        message_file(&text);
    }

    #[test]
    fn any_list_finds_only_what_is_there(text in listed()) {
        api_answer(&text);
    }

    #[test]
    fn any_name_is_ours_exactly_or_not_at_all(
        text in "[0-9]{8}T[0-9]{6}Z\\.[a-z0-9]{10}\\.a[0-9]{1,2}(\\.n[0-9]\\.t[0-9]{8}T[0-9]{6}Z)?(\\.from-(held|sent|x)-[0-9]{8}T[0-9]{6}Z)?\\.toml",
    ) {
        queue_file_name(&text);
    }

    #[test]
    fn any_span_is_waited_for_within_bounds(text in "[-+0-9.eE]{0,12}|\\PC{0,20}") {
        waited_for(&text);
        config_toml(&text);
    }
}

/// Reads everything fuzzing kept for a target.
fn kept(target: &str, read: fn(&str)) -> usize {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(target);
    let Ok(listing) = std::fs::read_dir(folder) else { return 0 };
    let texts =
        listing.filter_map(|entry| String::from_utf8(std::fs::read(entry.unwrap().path()).unwrap()).ok());
    texts.map(|text| read(&text)).count()
}

#[test]
fn what_fuzzing_kept_is_read_or_refused() {
    let count = kept("message_file", message_file)
        + kept("queue_file_name", queue_file_name)
        + kept("people_toml", people_toml)
        + kept("config_toml", config_toml)
        + kept("retry_after", waited_for)
        + kept("api_answer", api_answer);
    assert!(count > 5, "only {count} inputs were kept");
}
