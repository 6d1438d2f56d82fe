//! Words in braces that are filled in as a message goes: `{first_name}`, `{name}`, `{day}`, `{date}`, `{time}`.
//!
//! A placeholder is a brace, a lower-case word and a brace. `{{` is a brace, and a `}}` that closes it is one;
//! every other brace - of JSON, of code - stands for itself. What comes out depends on the message and the moment
//! of its claim alone, so that an unconfirmed message is looked for by the words it was sent with.

mod values;

use std::borrow::Cow;

use chrono::{DateTime, Utc};

use crate::failure::Failure;
use crate::terminal::nearest;

use super::{Message, To, check_text};
use values::Values;

/// What can be filled in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Placeholder {
    FirstName,
    Name,
    Day,
    Date,
    Time,
}

const WORDS: [(&str, Placeholder); 5] = [
    ("first_name", Placeholder::FirstName),
    ("name", Placeholder::Name),
    ("day", Placeholder::Day),
    ("date", Placeholder::Date),
    ("time", Placeholder::Time),
];

/// A text taken apart.
#[derive(Debug, PartialEq, Eq)]
enum Piece<'a> {
    Plain(&'a str),
    Word(&'a str),
}

impl<'a> Piece<'a> {
    fn word(&self) -> Option<&'a str> {
        match *self {
            Self::Word(word) => Some(word),
            Self::Plain(_) => None,
        }
    }
}

impl Message {
    /// Returns the words that are sent if the message is claimed at this moment.
    #[must_use]
    pub fn text_at(&self, at: DateTime<Utc>) -> Cow<'_, str> {
        if !self.body.placeholders {
            return Cow::Borrowed(&self.body.text);
        }
        Cow::Owned(filled(&self.body.text, &Values::at(&self.to, self.body.format, at)))
    }

    /// Returns the message as it is sent if it is claimed at this moment: nothing is left to fill in.
    #[must_use]
    pub fn filled(&self, at: DateTime<Utc>) -> Self {
        let mut message = self.clone();
        message.body.text = self.text_at(at).into_owned();
        message.body.placeholders = false;
        message
    }

    /// Refuses a text that cannot be filled in, or that may be too long once it is.
    ///
    /// # Errors
    /// A first name or name that is not known, or more bytes than Webex takes: exit code 2.
    pub fn check_filling(&self, name_is_known: bool) -> Result<(), Failure> {
        if !self.body.placeholders {
            return Ok(());
        }
        let pieces = pieces(&self.body.text);
        let asks =
            |wanted| pieces.iter().filter_map(Piece::word).filter_map(find).any(|found| found == wanted);
        let space = matches!(self.to.to, To::Space(_));
        if space && asks(Placeholder::FirstName) {
            return Err(Failure::usage("a space has no first name")
                .hint("write `{name}` for its title, or `{{first_name}}` for the word in braces"));
        }
        if !name_is_known && (asks(Placeholder::FirstName) || asks(Placeholder::Name)) {
            let label = self.to.label();
            return Err(Failure::usage(format!(
                "the name of `{label}` is not known, and the text asks for it"
            ))
            .hint("put their name into the address book: `mindful people add` or `mindful people set`"));
        }
        let longest = filled(&self.body.text, &Values::longest(&self.to, self.body.format));
        check_text(&longest, true).map_err(|failure| failure.cause("with the placeholders filled in"))
    }
}

/// Tells whether a text has anything to fill in.
///
/// # Errors
/// A word in braces that is no placeholder, with the nearest that is: exit code 2.
pub fn placeholders(text: &str) -> Result<bool, Failure> {
    let pieces = pieces(text);
    let words: Vec<_> = pieces.iter().filter_map(Piece::word).collect();
    match words.iter().find(|word| find(word).is_none()) {
        Some(word) => Err(unknown(word)),
        None => Ok(!words.is_empty() || text.contains("{{")),
    }
}

fn unknown(word: &str) -> Failure {
    let failure = Failure::usage(format!("unknown placeholder `{{{word}}}`"));
    let names = WORDS.map(|(name, _)| name);
    let failure = match nearest::nearest(&word.to_lowercase(), names) {
        Some(near) => failure.hint(format!("did you mean `{{{near}}}`?")),
        None => failure.hint(format!("there are {}", names.map(|name| format!("`{{{name}}}`")).join(", "))),
    };
    failure.hint(format!("write `{{{{{word}}}}}` for the word in braces, or add --literal"))
}

fn find(word: &str) -> Option<Placeholder> {
    WORDS.iter().find(|(name, _)| *name == word).map(|(_, placeholder)| *placeholder)
}

fn pieces(text: &str) -> Vec<Piece<'_>> {
    let (mut pieces, mut rest, mut open) = (Vec::new(), text, 0_usize);
    while let Some(at) = rest.find(['{', '}']) {
        let (before, braces) = rest.split_at(at);
        let (piece, used) = match word(braces) {
            _ if braces.starts_with("{{") => {
                open += 1;
                (Piece::Plain("{"), 2)
            }
            _ if open > 0 && braces.starts_with("}}") => {
                open -= 1;
                (Piece::Plain("}"), 2)
            }
            Some(word) => (Piece::Word(word), word.len() + 2),
            None => (Piece::Plain(&braces[..1]), 1),
        };
        pieces.extend([Piece::Plain(before), piece]);
        rest = &braces[used..];
    }
    pieces.push(Piece::Plain(rest));
    pieces
}

/// The word between these braces, if it looks like a placeholder: lower-case, or one of ours in another case.
fn word(braces: &str) -> Option<&str> {
    let (word, _) = braces.strip_prefix('{')?.split_once('}')?;
    let sign = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'_' | b'-');
    let lower = word.starts_with(|sign: char| sign.is_ascii_lowercase()) && word.bytes().all(sign);
    (lower || find(&word.to_lowercase()).is_some()).then_some(word)
}

fn filled(text: &str, values: &Values) -> String {
    let piece = |piece: Piece<'_>| match piece {
        Piece::Plain(text) => text.to_owned(),
        // A file edited by hand may hold a word that was never checked: it stays as it stands.
        Piece::Word(word) => {
            find(word).map_or_else(|| format!("{{{word}}}"), |found| values.of(found).to_owned())
        }
    };
    pieces(text).into_iter().map(piece).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::{Body, Format};

    fn message(text: &str, name: &str, format: Format) -> Message {
        let mut message = Message::sample();
        message.to.name = Some(name.to_owned());
        message.to.zone = "Asia/Tokyo".to_owned();
        message.body = Body { text: text.to_owned(), placeholders: true, format, ..Body::default() };
        message
    }

    fn sent(text: &str, name: &str, format: Format) -> String {
        message(text, name, format).text_at("2026-11-24T15:30:59Z".parse().unwrap()).into_owned()
    }

    #[test]
    fn words_are_filled_in_and_all_other_braces_stay() {
        for (text, expected) in [
            ("Hi {first_name}", "Hi Ada"),
            ("{name}, {day}", "Ada Lovelace, Wednesday"),
            ("{date} {time}", "25 November 2026 00:30"),
            ("{{name}}", "{name}"),
            ("{{{name}}}", "{Ada Lovelace}"),
            ("a {{ b", "a { b"),
            ("{{ github.ref }}", "{ github.ref }"),
            ("{\"a\":{\"b\":{}}}", "{\"a\":{\"b\":{}}}"),
            ("fn x() { y }", "fn x() { y }"),
            ("{0} {} { name } {x y} }}", "{0} {} { name } {x y} }}"),
            ("{é} é{name}é", "{é} éAda Lovelaceé"),
        ] {
            assert_eq!(sent(text, "Ada Lovelace", Format::Text), expected, "{text}");
        }
    }

    #[test]
    fn a_word_that_is_no_placeholder_is_refused_with_the_nearest() {
        for (text, near) in [
            ("{frist_name}", "{first_name}"),
            ("{firstname}", "{first_name}"),
            ("{first-name}", "{first_name}"),
            ("{Name}", "{name}"),
            ("{dates}", "{date}"),
        ] {
            assert!(placeholders(text).unwrap_err().hints[0].contains(near), "{text}");
        }
        assert!(placeholders("{zebra_crossing}").unwrap_err().hints[0].contains("`{day}`"));
        assert!(!placeholders("plain { text } {\"a\": {}}").unwrap());
        assert!(placeholders("{{").unwrap() && placeholders("{time}").unwrap());
    }

    #[test]
    fn a_name_steers_no_markdown() {
        let name = "<@all> [x](http://e)";
        assert_eq!(sent("{name}", name, Format::Markdown), "\\<@all\\> \\[x\\](http://e)");
        assert_eq!(sent("{name}", name, Format::Text), name);
    }

    #[test]
    fn what_may_be_too_long_once_filled_is_refused() {
        let room = "x".repeat(7439 - "Wednesday".len());
        let check = |text: &str, known| message(text, "Ada Lovelace", Format::Text).check_filling(known);
        assert!(check(&format!("{{day}}{room}"), false).is_ok());
        assert!(check(&format!("{{day}}{room}y"), false).is_err());
        assert!(check("{name}", true).is_ok() && check("{name}", false).is_err());
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_filled_without_a_panic_and_one_without_braces_stays(text in "\\PC{0,60}") {
            let filled = sent(&text, "Ada", Format::Text);
            if !text.contains(['{', '}']) {
                proptest::prop_assert_eq!(&filled, &text);
            }
        }
    }
}
