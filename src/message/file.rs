//! A message as a TOML file: `version` first and the text last, so that a file cut anywhere never reads as whole.

use chrono::{DateTime, NaiveDateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Attachment, Body, Format, Id, Message, Recipient, To, Wall, in_calendar, series};

/// A message file is never larger.
pub const MAX_FILE: u64 = 64 * 1024;
const VERSION: u32 = 1;

/// The file, key by key; flat, because TOML puts tables after values and the text must stay last.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    version: u32,
    id: String,
    created: DateTime<Utc>,
    due: DateTime<Utc>,
    #[serde(skip_serializing_if = "Option::is_none")]
    wall_time: Option<NaiveDateTime>,
    #[serde(skip_serializing_if = "Option::is_none")]
    wall_zone: Option<String>,
    at_given: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    to_email: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    to_person_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    to_space: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    to_other: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    to_name: Option<String>,
    their_zone: String,
    their_zone_assumed: bool,
    any_time: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    not_after: Option<DateTime<Utc>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    hold_while: Vec<String>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    unless_reply: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    account: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    key: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    series: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reply_to: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    attachment_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    attachment_bytes: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    card: Option<String>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    placeholders: bool,
    format: String,
    text: String,
}

/// Writes a message as the text of its file, and reads it back as a delivery will.
///
/// Every command that stores a message comes through here, so a message that no run could read is refused while
/// the person who wrote it is still there.
///
/// # Errors
/// Says why the file would be set aside: too large, an empty address, a date outside the calendar.
pub fn render(message: &Message) -> Result<String, String> {
    let text = toml::to_string(&File::from(message)).map_err(|error| error.to_string())?;
    if text.len() as u64 > MAX_FILE {
        let size = text.len();
        return Err(format!("it needs {size} bytes on disk, and a message file holds at most {MAX_FILE}"));
    }
    let read = parse(&text)?;
    // A wall time is read by today's rules of its zone, so `due` may differ; the rest may not.
    let same = Message { due: message.due, ..read } == *message;
    if same { Ok(text) } else { Err("its file would not be read back as it was written".to_owned()) }
}

/// Reads the text of a message file.
///
/// # Errors
/// Says what is wrong with it: cut, misspelt, contradictory or from a newer `mindful`.
pub fn parse(text: &str) -> Result<Message, String> {
    match toml::from_str::<File>(text) {
        Ok(file) if file.version == VERSION => Message::try_from(file),
        // What a newer version adds is no misspelling.
        read => Err(version(text)
            .and_then(|()| read.map(drop).map_err(|error| error.message().to_owned()))
            .err()
            .unwrap_or_else(|| "it cannot be read".to_owned())),
    }
}

fn version(text: &str) -> Result<(), String> {
    match toml::from_str::<Version>(text).map_err(|error| error.message().to_owned())?.version {
        VERSION => Ok(()),
        other => Err(format!("it has version {other}; this mindful knows {VERSION}")),
    }
}

#[derive(Deserialize)]
struct Version {
    version: u32,
}

impl From<&Message> for File {
    fn from(message: &Message) -> Self {
        let body = &message.body;
        let of = |wanted: &To, address: &str| (message.to.to == *wanted).then(|| address.to_owned());
        let address = message.to.to.address().to_owned();
        Self {
            version: VERSION,
            id: message.id.to_string(),
            created: message.created,
            due: message.due,
            wall_time: message.wall.as_ref().map(|wall| wall.time),
            wall_zone: message.wall.as_ref().map(|wall| wall.zone.clone()),
            at_given: message.at_given,
            to_email: of(&To::Email(address.clone()), &address),
            to_person_id: of(&To::PersonId(address.clone()), &address),
            to_space: of(&To::Space(address.clone()), &address),
            to_other: message.to.other.clone(),
            to_name: message.to.name.clone(),
            their_zone: message.to.zone.clone(),
            their_zone_assumed: message.to.zone_assumed,
            any_time: message.any_time,
            not_after: message.not_after,
            hold_while: message.hold_while.clone(),
            unless_reply: message.unless_reply,
            account: message.account.clone(),
            key: message.key.clone(),
            series: message.series.as_ref().map(series::words).unwrap_or_default(),
            reply_to: body.reply_to.clone(),
            attachment_name: body.attachment.as_ref().map(|file| file.name.clone()),
            attachment_bytes: body.attachment.as_ref().map(|file| file.bytes),
            card: body.card.clone(),
            placeholders: body.placeholders,
            format: body.format.as_str().to_owned(),
            text: body.text.clone(),
        }
    }
}

impl TryFrom<File> for Message {
    type Error = String;

    fn try_from(file: File) -> Result<Self, String> {
        let to = one_address(file.to_email, file.to_person_id, file.to_space)?;
        let body = Body {
            format: format(&file.format)?,
            attachment: both(file.attachment_name, file.attachment_bytes, "attachment")?
                .map(|(name, bytes)| Attachment { name, bytes }),
            card: file.card.map(card).transpose()?,
            placeholders: file.placeholders,
            reply_to: file.reply_to,
            text: file.text,
        };
        super::check_text(&body.text, body.attachment.is_some() || body.card.is_some())
            .map_err(|failure| failure.what)?;
        let wall = both(file.wall_time, file.wall_zone, "wall")?
            .map(|(time, zone)| Ok::<_, String>(Wall { time: in_calendar(time, "wall time")?, zone }));
        let wall = wall.transpose()?;
        Ok(Self {
            id: Id::parse(&file.id).ok_or("its id is none")?,
            created: in_calendar(file.created, "creation")?,
            // Of a zone that is not known any more, the instant that was reckoned once is the best there is.
            due: in_calendar(wall.as_ref().and_then(Wall::at).unwrap_or(file.due), "due time")?,
            wall,
            at_given: file.at_given,
            to: Recipient {
                to,
                other: file.to_other,
                name: file.to_name,
                zone: file.their_zone,
                zone_assumed: file.their_zone_assumed,
            },
            any_time: file.any_time,
            not_after: file.not_after.map(|at| in_calendar(at, "end")).transpose()?,
            hold_while: file.hold_while,
            unless_reply: file.unless_reply,
            account: file.account,
            key: file.key,
            series: series::parse(&file.series)?,
            body,
        })
    }
}

fn one_address(email: Option<String>, person: Option<String>, space: Option<String>) -> Result<To, String> {
    let to = match (email, person, space) {
        (Some(email), None, None) => To::Email(email),
        (None, Some(id), None) => To::PersonId(id),
        (None, None, Some(id)) => To::Space(id),
        _ => return Err("it must have exactly one of to_email, to_person_id and to_space".to_owned()),
    };
    if to.address().trim().is_empty() {
        return Err("the address it goes to is empty".to_owned());
    }
    Ok(to)
}

/// A card that is none would be left out.
fn card(text: String) -> Result<String, String> {
    match serde_json::from_str::<serde_json::Map<String, serde_json::Value>>(&text) {
        Ok(_) => Ok(text),
        Err(error) => Err(format!("its card cannot be read: {error}")),
    }
}

fn format(word: &str) -> Result<Format, String> {
    match word {
        "text" => Ok(Format::Text),
        "markdown" => Ok(Format::Markdown),
        other => Err(format!("its format is `{other}`, neither text nor markdown")),
    }
}

fn both<A, B>(one: Option<A>, other: Option<B>, what: &str) -> Result<Option<(A, B)>, String> {
    match (one, other) {
        (Some(one), Some(other)) => Ok(Some((one, other))),
        (None, None) => Ok(None),
        _ => Err(format!("only half of its {what} is there")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message() -> Message {
        let mut message = Message {
            created: "2026-11-23T17:00:00Z".parse().unwrap(),
            wall: Some(Wall {
                time: "2026-11-24T09:00:00".parse().unwrap(),
                zone: "Europe/London".to_owned(),
            }),
            hold_while: vec!["DoNotDisturb".to_owned()],
            unless_reply: true,
            account: Some("me".to_owned()),
            ..Message::sample()
        };
        message.to.name = Some("Ada \u{1b}[31m \"Lovelace\"".to_owned());
        message.to.zone = "Europe/London".to_owned();
        message.body.text = "line one\r\n\"\"\"two\"\"\"\n\ttail \\ ".to_owned();
        message
    }

    #[test]
    fn braces_of_a_file_that_was_written_without_placeholders_stay() {
        let mut message = message();
        message.body.text = "Hi {name}".to_owned();
        let file = render(&message).unwrap();
        assert!(!file.contains("placeholders"));
        assert_eq!(parse(&file).unwrap().text_at(message.due), "Hi {name}");
        message.body.placeholders = true;
        assert_eq!(parse(&render(&message).unwrap()).unwrap(), message);
    }

    #[test]
    fn a_message_is_read_back_as_it_was_written() {
        assert_eq!(parse(&render(&message()).unwrap()).unwrap(), message());
    }

    #[test]
    fn a_message_that_no_reader_accepts_is_not_written() {
        let refused = |change: &dyn Fn(&mut Message)| {
            let mut message = message();
            change(&mut message);
            render(&message).unwrap_err()
        };
        assert!(refused(&|message| message.to.to = To::Space(" ".to_owned())).contains("address"));
        assert!(refused(&|message| message.body.text.clear()).contains("empty"));
        assert!(refused(&|message| message.body.card = Some("[]".to_owned())).contains("card"));
        assert!(
            refused(&|message| message.created = DateTime::UNIX_EPOCH - chrono::TimeDelta::days(1))
                .contains("1969")
        );
        let large = format!("{{\"a\":\"{}\"}}", "x".repeat(MAX_FILE as usize));
        assert!(refused(&|message| message.body.card = Some(large.clone())).contains("at most 65536"));
    }

    #[test]
    fn a_file_cut_at_any_byte_is_never_another_message() {
        let whole = render(&message()).unwrap();
        for end in 0..whole.len() {
            if let Some(Ok(cut)) = whole.get(..end).map(parse) {
                assert_eq!(cut, message(), "cut at {end}");
            }
        }
    }

    #[test]
    fn a_misspelt_key_and_a_newer_version_are_refused() {
        let whole = render(&message()).unwrap();
        assert!(parse(&whole.replace("any_time", "anytime")).is_err());
        assert!(parse(&whole.replace("version = 1", "version = 2")).unwrap_err().contains("version 2"));
        assert!(parse(&format!("to_space = \"x\"\n{whole}")).is_err());
    }

    #[test]
    fn what_could_be_neither_reckoned_with_nor_sent_is_refused() {
        let whole = render(&message()).unwrap();
        let with = |old: &str, new: &str| parse(&whole.replacen(old, new, 1));
        for year in ["+262142", "9999", "1969"] {
            for key in ["created = \"", "due = \"", "wall_time = \""] {
                let old = format!("{key}2026");
                let why = parse(
                    &whole.replacen("wall_zone = \"Europe/London\"", "wall_zone = \"Gone\"", 1).replacen(
                        &old,
                        &format!("{key}{year}"),
                        1,
                    ),
                );
                assert!(why.as_ref().is_err_and(|why| why.contains("nobody means")), "{key}{year}: {why:?}");
            }
        }
        assert!(with("format", "not_after = \"9999-12-31T00:00:00Z\"\nformat").unwrap_err().contains("9999"));
        assert!(with("ada@example.com", " ").unwrap_err().contains("address"));
        for bad in ["{", "[]", "7"] {
            assert!(
                with("format", &format!("card = \"{bad}\"\nformat")).unwrap_err().contains("card"),
                "{bad}"
            );
        }
        assert!(with("format", "card = \"{}\"\nformat").is_ok());
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
