//! An address book: whoever is in it can be written to, has the hours that were written, and is found again.

use std::path::Path;

use mindful::people::{Book, Person};
use mindful::schedule::{DaysOff, WorkingHours, Zone};
use toml::{Table, Value};

/// An address book is read or refused, and read again as the same one when it is written anew.
pub(super) fn people_toml(text: &str) {
    let Ok(book) = read(text) else { return };
    let mut again = Table::new();
    for person in book.people() {
        let alias = person.alias.clone().expect("entries have names");
        can_be_used(&book, person, &alias);
        again.insert(alias, Value::Table(entry(person)));
    }
    let groups = book.groups();
    let group = |name: &String| (name.clone(), strings(book.members(name).expect("a group")));
    if !groups.is_empty() {
        again.insert("groups".to_owned(), Value::Table(groups.iter().map(group).collect()));
    }
    let again = read(&again.to_string()).expect("what was read can be written");
    assert_eq!(format!("{:?}", again.people()), format!("{:?}", book.people()));
    assert!(again.broken().is_empty(), "{again:?}");
    assert!(book.groups().iter().all(|group| again.members(group) == book.members(group)), "{again:?}");
    for group in groups {
        let members = book.members(&group).expect("a group").len();
        assert!(book.group(&group).expect("a group").map_or(true, |found| found.len() == members));
    }
}

fn read(text: &str) -> Result<Book, mindful::failure::Failure> {
    Book::parse(Path::new("people.toml"), text)
}

fn can_be_used(book: &Book, person: &Person, alias: &str) {
    let addresses = [&person.email, &person.person_id, &person.space];
    assert!(addresses.into_iter().flatten().all(|address| !address.trim().is_empty()), "{person:?}");
    if let Some(email) = &person.email {
        let (local, domain) = email.split_once('@').expect("an @");
        assert!(!local.is_empty() && domain.contains('.') && !domain.contains('@'), "{email:?}");
        assert!(!email.contains(|sign: char| sign.is_whitespace() || sign.is_control()), "{email:?}");
        assert!(book.by_email(&email.to_uppercase()).is_some() || !email.is_ascii(), "{email:?}");
    }
    assert_eq!(book.find(alias).and_then(|found| found.alias.as_deref()), Some(alias));
    let zone = Zone::named("Europe/Berlin").expect("a zone");
    let (calendar, _) = person.calendar(&zone, "Mon-Fri 09:00-17:00").expect("a calendar");
    assert_eq!(calendar.zone.name(), person.timezone.as_deref().unwrap_or("Europe/Berlin"));
    let now = "2026-11-24T09:00:00Z".parse().expect("a moment");
    let opening = calendar.next_opening(now);
    assert!(
        opening.is_none_or(|at| at >= now && calendar.is_open(at) && (at == now || !calendar.is_day_off(at)))
    );
    if let Some(hours) = &person.hours {
        assert_eq!(WorkingHours::parse(&hours.to_string()).as_ref(), Ok(hours));
        assert!(is_a_week(&hours.to_string()), "{hours}");
    }
    assert_eq!(DaysOff::parse(&person.off.texts()).as_ref(), Ok(&person.off));
}

/// Days by their names or the first letters of these, and a few words between windows of a day.
fn is_a_week(text: &str) -> bool {
    let days = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    let others = [
        "am", "pm", "a", "m", "p", "and", "to", "until", "till", "weekdays", "workdays", "weekend",
        "weekends", "daily",
    ];
    let day = |word: &str| word.len() >= 2 && days.iter().any(|day| day.starts_with(word));
    let lower = text.to_lowercase();
    let mut words = lower.split(|sign: char| !sign.is_alphabetic()).filter(|word| !word.is_empty());
    words.all(|word| day(word) || others.contains(&word)) && text.contains(|sign: char| sign.is_ascii_digit())
}

fn entry(person: &Person) -> Table {
    let mut table = Table::new();
    let mut with = |key: &str, value: Option<&String>| {
        table.extend(value.map(|value| (key.to_owned(), Value::String(value.clone()))));
    };
    with("email", person.email.as_ref());
    with("person_id", person.person_id.as_ref());
    with("space", person.space.as_ref());
    with("name", person.name.as_ref());
    with("timezone", person.timezone.as_ref());
    with("hours", person.hours.as_ref().map(ToString::to_string).as_ref());
    table.insert("off".to_owned(), strings(&person.off.texts()));
    table.insert("any_time".to_owned(), Value::Boolean(person.any_time));
    table
}

fn strings(texts: &[String]) -> Value {
    Value::Array(texts.iter().map(|text| Value::String(text.clone())).collect())
}
