//! A message as a TOML file. `[end]` is its last line, so that a file cut anywhere is never read as a whole one.

mod flat;

use chrono::SubsecRound;
use serde::{Deserialize, Serialize};

use super::{Message, Series, Wall, in_calendar};
use crate::failure::Failure;
use flat::Flat;

/// Upper bound for a message file, for those who write it as for those who read it.
pub const MAX_FILE: u64 = 64 * 1024;
/// A move adds a wall time and its zone, a series the digits of its number.
const SPARE: u64 = 1024;
/// What this program writes; it reads all versions up to this one.
const VERSION: u32 = 2;
/// Files of this version have flat fields and no end mark.
const FLAT: u32 = 1;
const END: &str = "[end]";

/// Why the text of a file is not a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FileError {
    /// A newer `mindful` wrote it.
    Newer {
        /// Its version of the format.
        version: u32,
    },
    /// It is cut, misspelt or contradictory; in words.
    Invalid(String),
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File<M> {
    version: u32,
    message: M,
    end: End,
}

/// The mark that the file is whole.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct End {}

/// Writes a message as the text of its file, and reads it again: what is stored can always be read.
///
/// # Errors
/// Says why no file can hold this message: it is too large, or would be read as another one.
pub fn render(message: &Message) -> Result<String, Failure> {
    within(message, MAX_FILE)
}

/// Writes a new message, with room for what is added when it is moved or another one of its series follows.
///
/// # Errors
/// As [`render`].
pub fn render_new(message: &Message) -> Result<String, Failure> {
    within(message, MAX_FILE - SPARE)
}

fn within(message: &Message, limit: u64) -> Result<String, Failure> {
    let unwritten = |why: String| Failure::other("cannot write the message").cause(why);
    let file = File { version: VERSION, message, end: End {} };
    let text = toml::to_string(&file).map_err(|error| unwritten(error.to_string()))?;
    if text.len() as u64 > limit {
        return Err(Failure::usage(format!("the message needs {} bytes on disk", text.len()))
            .cause(format!("a message file holds at most {limit}"))
            .hint("shorten the text or make the card smaller"));
    }
    match parse(&text) {
        Ok(read) if read == *message => Ok(text),
        Ok(_) => Err(unwritten("it would be read as another message".to_owned())),
        Err(error) => Err(unwritten(format!("it could not be read again: {error}"))),
    }
}

/// Reads the text of a message file.
///
/// # Errors
/// The file is from a newer `mindful`, or is no whole message.
pub fn parse(text: &str) -> Result<Message, FileError> {
    let message = match toml::from_str::<File<Message>>(text) {
        Ok(file) if file.version == VERSION && text.trim_end().ends_with(END) => file.message,
        read => match version(text)? {
            FLAT => flat(text)?,
            VERSION => {
                let why = read.err().map_or("it does not end in [end]".to_owned(), |error| words(&error));
                return Err(FileError::Invalid(why));
            }
            version => return Err(FileError::Newer { version }),
        },
    };
    checked(message).map_err(FileError::Invalid)
}

fn flat(text: &str) -> Result<Message, FileError> {
    let file = toml::from_str::<Flat>(text).map_err(|error| FileError::Invalid(words(&error)))?;
    Message::try_from(file).map_err(FileError::Invalid)
}

/// Reads the version alone: what a newer one adds is not a misspelling.
fn version(text: &str) -> Result<u32, FileError> {
    #[derive(Deserialize)]
    struct Version {
        version: u32,
    }
    let read = toml::from_str::<Version>(text).map_err(|error| FileError::Invalid(words(&error)))?;
    match read.version {
        0 => Err(FileError::Invalid("it has version 0, which never existed".to_owned())),
        version => Ok(version),
    }
}

fn words(error: &toml::de::Error) -> String {
    error.message().to_owned()
}

impl std::fmt::Display for FileError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Newer { version } => {
                write!(f, "it has version {version}; this mindful knows up to {VERSION}: update mindful")
            }
            Self::Invalid(why) => f.write_str(why),
        }
    }
}

/// Refuses what can be neither reckoned with nor sent, and brings times to what names can hold.
fn checked(mut message: Message) -> Result<Message, String> {
    let body = &message.body;
    super::check_text(&body.text, body.attachment.is_some() || body.card.is_some())
        .map_err(|failure| failure.what)?;
    body.card.as_deref().map(check_card).transpose()?;
    if message.to.to.address().trim().is_empty() {
        return Err("the address it goes to is empty".to_owned());
    }
    in_calendar(message.created, "creation")?;
    message.not_after.map(|at| in_calendar(at, "end")).transpose()?;
    if let Some(wall) = &mut message.wall {
        wall.time = in_calendar(wall.time, "wall time")?.trunc_subsecs(0);
    }
    // Of a zone that is not known any more, the instant that was reckoned once is the best there is.
    let due = message.wall.as_ref().and_then(Wall::at).unwrap_or(message.due);
    message.due = in_calendar(due, "due time")?.trunc_subsecs(0);
    if let Some(series) = &mut message.series {
        check_series(series)?;
        series.recurrence.time = series.recurrence.time.map(|time| time.trunc_subsecs(0));
    }
    Ok(message)
}

/// Refuses a card that Webex would be sent without a word of it.
fn check_card(text: &str) -> Result<(), String> {
    serde_json::from_str::<serde_json::Map<String, serde_json::Value>>(text)
        .map(drop)
        .map_err(|error| format!("its card cannot be read: {error}"))
}

fn check_series(series: &Series) -> Result<(), String> {
    let recurrence = &series.recurrence;
    if series.number == 0 || recurrence.count == Some(0) {
        return Err("a series is counted from 1".to_owned());
    }
    in_calendar(series.day, "day")?;
    in_calendar(recurrence.first, "first day")?;
    recurrence.until.map(|at| in_calendar(at, "until")).transpose()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::To;
    use crate::schedule::recurrence::{OnDayOff, Recurrence, read};

    /// A file of version 1 as it was written by mindful 0.1, with everything a message can have.
    const OLD: &str = include_str!("version1.toml");

    fn invalid(text: &str) -> String {
        match parse(text) {
            Err(FileError::Invalid(why)) => why,
            other => panic!("{other:?}"),
        }
    }

    fn why(message: &Message) -> String {
        render(message).unwrap_err().causes.join("; ")
    }

    fn series(rule: &str) -> Series {
        Series {
            id: crate::message::Id::parse("aaaaaaaaaa").unwrap(),
            number: 3,
            day: "2026-12-07".parse().unwrap(),
            stands: true,
            recurrence: Recurrence {
                rule: read(rule).unwrap(),
                first: "2026-11-23".parse().unwrap(),
                time: Some("09:00:00".parse().unwrap()),
                zone: "Europe/London".to_owned(),
                until: Some("2027-03-01T17:00:00Z".parse().unwrap()),
                count: Some(9),
                on_day_off: Some(OnDayOff::Skip),
                any_time: true,
                within_hours: true,
            },
        }
    }

    fn message() -> Message {
        let mut message = Message {
            created: "2026-11-23T17:00:00.123456789Z".parse().unwrap(),
            wall: Some(Wall {
                time: "2026-11-24T09:00:00".parse().unwrap(),
                zone: "Europe/London".to_owned(),
            }),
            hold_while: vec!["DoNotDisturb".to_owned()],
            unless_reply: true,
            account: Some("me".to_owned()),
            not_after: Some("2026-11-24T12:00:00Z".parse().unwrap()),
            key: Some("a key".to_owned()),
            series: Some(series("mon,thu")),
            ..Message::sample()
        };
        message.to.name = Some("Ada \u{1b}[31m \"Lovelace\"".to_owned());
        message.to.zone = "Europe/London".to_owned();
        message.body.text = "line one\r\n\"\"\"two\"\"\"\n\ttail \\ \n[end]\n".to_owned();
        message.body.card = Some("{\"type\": \"AdaptiveCard\"}".to_owned());
        message.body.reply_to = Some("Y2lz".to_owned());
        message.body.attachment = Some(crate::message::Attachment { name: "a.pdf".to_owned(), bytes: 9 });
        message
    }

    #[test]
    fn braces_of_a_file_that_was_written_without_placeholders_stay() {
        let mut message = message();
        message.body.text = "Hi {name}".to_owned();
        let file = render(&message).unwrap();
        assert_eq!(parse(&file).unwrap().text_at(message.due), "Hi {name}");
        message.body.placeholders = true;
        assert_eq!(parse(&render(&message).unwrap()).unwrap(), message);
    }

    #[test]
    fn a_message_is_read_back_as_it_was_written() {
        for to in [To::Space("Y2lz".to_owned()), To::PersonId("p".to_owned()), To::Email("a@b.c".to_owned())]
        {
            let mut message = message();
            message.to.to = to;
            assert_eq!(parse(&render(&message).unwrap()).unwrap(), message);
        }
        for rule in ["mon,thu", "2 weeks", "first mon", "month on 31", "workday"] {
            let message = Message { series: Some(series(rule)), ..message() };
            assert_eq!(parse(&render(&message).unwrap()).unwrap(), message);
        }
    }

    #[test]
    fn a_file_cut_at_any_byte_is_never_another_message() {
        let whole = render(&message()).unwrap();
        assert!(whole.ends_with("[end]\n"), "{whole}");
        for end in 0..whole.len() - 1 {
            let cut = whole.get(..end).map(parse);
            assert!(!matches!(cut, Some(Ok(_))), "cut at {end}");
        }
    }

    #[test]
    fn a_file_of_version_1_is_read_as_ever() {
        let old = parse(OLD).unwrap();
        let expected = Message { created: "2026-11-23T17:00:00Z".parse().unwrap(), ..message() };
        assert_eq!(old, expected);
        assert_eq!(parse(&render(&old).unwrap()).unwrap(), old);
        for end in 0..OLD.trim_end().len() {
            assert!(!matches!(OLD.get(..end).map(parse), Some(Ok(_))), "cut at {end}");
        }
    }

    #[test]
    fn a_word_of_an_old_series_that_is_missing_or_strange_is_refused() {
        for missing in ["id aaaaaaaaaa", "number 3", "day 2026-12-07", "every mon,thu", "first 2026-11-23"] {
            let less = OLD.replace(&format!("\"{missing}\", "), "");
            assert!(less != OLD && parse(&less).is_err(), "without {missing}");
        }
        for strange in ["colour", "colour red", "stands no", "count many", "number 0", "on_day_off never"] {
            let more = OLD.replace("\"stands yes\"", &format!("\"{strange}\""));
            assert!(more != OLD && parse(&more).is_err(), "with {strange}");
        }
    }

    #[test]
    fn nanoseconds_of_an_old_file_are_dropped_where_a_name_cannot_hold_them() {
        let old = OLD.replace("2026-11-24T09:00:00", "2026-11-24T09:00:00.987654321");
        assert_eq!(parse(&old).unwrap().due, message().due);
        let old = old.replace("wall_zone = \"Europe/London\"", "wall_zone = \"Gone/Zone\"");
        assert_eq!(parse(&old).unwrap().due, message().due);
    }

    #[test]
    fn a_misspelt_key_is_refused_and_a_newer_version_is_said_to_be_newer() {
        let whole = render(&message()).unwrap();
        assert!(invalid(&whole.replace("any_time", "anytime")).contains("anytime"));
        assert!(invalid(&whole.replace("[end]", "[over]")).contains("over"));
        assert!(invalid(&format!("{whole}[end.more]\n")).contains("more"));
        // The mark in front says nothing of what follows it.
        let early = whole.replace("[end]\n", "").replacen("\n", "\n[end]\n", 1);
        assert!(early.starts_with("version = 2\n[end]\n\n[message]") && !invalid(&early).is_empty());
        for (newer, version) in [("version = 3\nfuture = 1", 3), ("version = 4000000000", 4_000_000_000)] {
            let text = whole.replace("version = 2", newer);
            assert_eq!(parse(&text), Err(FileError::Newer { version }));
        }
        assert!(invalid(&whole.replace("version = 2", "version = 0")).contains("version 0"));
    }

    #[test]
    fn a_message_that_no_file_can_hold_is_not_written() {
        let mut message = message();
        message.body.card = Some(format!("{{\"a\": \"{}\"}}", "x".repeat(70_000)));
        assert_eq!(why(&message), "a message file holds at most 65536");
        // What was scheduled can be moved.
        message.body.card = None;
        let whole = render(&message).unwrap().len();
        message.body.card = Some(format!("{{\"a\": \"{}\"}}", "x".repeat(65_536 - 1_000 - whole)));
        assert!(render_new(&message).is_err() && render(&message).is_ok());
        let read_as_another = Message { due: "2026-11-24T10:00:00Z".parse().unwrap(), ..Message::sample() };
        let wall = Some(Wall { time: "2026-11-24T09:00:00".parse().unwrap(), zone: "UTC".to_owned() });
        assert!(why(&Message { wall, ..read_as_another }).contains("another"));
        let refused = |change: &dyn Fn(&mut Message)| {
            let mut message = Message::sample();
            change(&mut message);
            why(&message)
        };
        assert!(refused(&|message| message.body.text = " ".to_owned()).contains("empty"));
        assert!(refused(&|message| message.to.to = To::Space(" ".to_owned())).contains("address"));
        assert!(refused(&|message| message.created -= chrono::TimeDelta::days(36_500)).contains("1926"));
    }

    #[test]
    fn what_could_be_neither_reckoned_with_nor_sent_is_refused() {
        let gone = |text: &str| text.replacen("zone = \"Europe/London\"", "zone = \"Gone\"", 1);
        let whole = gone(&render(&message()).unwrap());
        for year in ["+262142", "9999", "1969"] {
            for key in ["created = \"", "due = \"", "[message.wall]\ntime = \"", "not_after = \""] {
                let old = format!("{key}2026");
                assert!(whole.contains(&old), "{key}");
                let why = invalid(&whole.replacen(&old, &format!("{key}{year}"), 1));
                assert!(why.contains("out of range"), "{key}{year}: {why}");
            }
        }
        let address = "email = \"ada@example.com\"";
        assert!(invalid(&whole.replace(address, "email = \" \"")).contains("address"));
        assert!(parse(&whole.replace(address, &format!("{address}\nspace = \"x\""))).is_err());
        for bad in ["{", "[]", "7"] {
            let mut message = message();
            message.body.card = Some(bad.to_owned());
            assert!(why(&message).contains("card"), "{bad}");
        }
        for (good, bad) in
            [("number = 3", "number = 0"), ("count = 9", "count = 0"), ("rule = \"mon,thu\"", "rule = \"x\"")]
        {
            assert!(whole.contains(good) && parse(&whole.replacen(good, bad, 1)).is_err(), "{bad}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_are_read_or_refused_without_a_panic(text in "\\PC*") {
            let _ = parse(&text);
        }

        #[test]
        fn any_text_survives_the_file(text in "(?s).{1,300}") {
            // What cannot be scheduled - blank text, a NUL - is not stored either.
            let text = format!(".{}", text.replace('\0', "\u{1}"));
            let mut message = message();
            message.body.text = text;
            proptest::prop_assert_eq!(parse(&render(&message).unwrap()).unwrap(), message);
        }
    }
}
