//! An address book: read or refused, and whoever is in it has a calendar or an error.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mindful::people::Book;
use mindful::schedule::Zone;

fuzz_target!(|text: &str| {
    if let Ok(book) = Book::parse("people.toml".as_ref(), text) {
        let zone = Zone::named("Europe/Berlin").expect("a zone");
        for person in book.people() {
            let _ = person.calendar(&zone, "Mon-Fri 09:00-17:00");
        }
        for group in book.groups() {
            let _ = book.group(&group);
        }
    }
});
