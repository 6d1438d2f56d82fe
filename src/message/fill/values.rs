//! What the placeholders stand for: names as they are called, day and time on their clock.

use chrono::{DateTime, Utc};

use crate::message::{Format, Recipient};
use crate::schedule::Zone;

use super::Placeholder;

/// What is filled in.
pub(super) struct Values {
    first_name: String,
    name: String,
    day: String,
    date: String,
    time: String,
}

impl Values {
    /// Their day and time as the clock on their wall shows them at this moment.
    pub(super) fn at(to: &Recipient, format: Format, at: DateTime<Utc>) -> Self {
        let clock = |pattern: &str| match Zone::named(&to.zone) {
            Ok(zone) => zone.local(at).format(pattern).to_string(),
            // Delivery holds back a message whose zone is not known; this is what its reader sees meanwhile.
            Err(_) => at.format(pattern).to_string(),
        };
        Self::with(to, format, clock("%A"), clock("%-d %B %Y"), clock("%H:%M"))
    }

    /// The longest that can be filled in for them, whenever it goes.
    pub(super) fn longest(to: &Recipient, format: Format) -> Self {
        Self::with(to, format, "Wednesday".to_owned(), "30 September 2000".to_owned(), "00:00".to_owned())
    }

    fn with(to: &Recipient, format: Format, day: String, date: String, time: String) -> Self {
        let name = to.label().split_whitespace().collect::<Vec<_>>().join(" ");
        let written = |text: &str| match format {
            Format::Text => text.to_owned(),
            Format::Markdown => unmarked(text),
        };
        Self { first_name: written(first(&name)), name: written(&name), day, date, time }
    }

    pub(super) fn of(&self, placeholder: Placeholder) -> &str {
        match placeholder {
            Placeholder::FirstName => &self.first_name,
            Placeholder::Name => &self.name,
            Placeholder::Day => &self.day,
            Placeholder::Date => &self.date,
            Placeholder::Time => &self.time,
        }
    }
}

/// The first name of `Ada Lovelace`, of `Lovelace, Ada` as directories write it, and of `Dr. Ada Lovelace`.
fn first(name: &str) -> &str {
    let (last, given) = name.split_once(',').unwrap_or(("", name));
    let full = |part: &'_ str| part.split_whitespace().position(|word| !word.ends_with('.'));
    let within = if full(given).is_some() { given } else { last };
    let word = full(within).and_then(|at| within.split_whitespace().nth(at));
    word.unwrap_or(name)
}

/// A name stays a name in Markdown: it makes no link, mentions nobody and is not slanted.
fn unmarked(name: &str) -> String {
    let mut safe = String::new();
    for sign in name.chars() {
        if "\\`*_[]<>~#|".contains(sign) {
            safe.push('\\');
        }
        safe.push(sign);
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn first_names_are_found_as_people_and_directories_write_them() {
        for (name, expected) in [
            ("Ada Lovelace", "Ada"),
            ("Lovelace, Ada", "Ada"),
            ("Dr. Ada Lovelace", "Ada"),
            ("King, Jr.", "King"),
            ("Björk", "Björk"),
            ("J. R. R.", "J. R. R."),
        ] {
            assert_eq!(first(name), expected, "{name}");
        }
    }
}
