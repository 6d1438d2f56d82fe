//! Files of version 1, which end in their text and have no tables. They are read and never written.

use std::collections::BTreeMap;
use std::num::NonZeroU32;
use std::str::FromStr;

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use serde::Deserialize;

use crate::message::{Attachment, Body, Format, Id, Message, Recipient, Series, To, Wall};
use crate::schedule::recurrence::{OnDayOff, Recurrence, read};

/// The file, key by key; flat, because the text had to stay last.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Flat {
    #[serde(rename = "version")]
    _version: u32,
    id: String,
    created: DateTime<Utc>,
    due: DateTime<Utc>,
    wall_time: Option<NaiveDateTime>,
    wall_zone: Option<String>,
    at_given: bool,
    to_email: Option<String>,
    to_person_id: Option<String>,
    to_space: Option<String>,
    to_other: Option<String>,
    to_name: Option<String>,
    their_zone: String,
    their_zone_assumed: bool,
    any_time: bool,
    not_after: Option<DateTime<Utc>>,
    #[serde(default)]
    hold_while: Vec<String>,
    #[serde(default)]
    unless_reply: bool,
    account: Option<String>,
    key: Option<String>,
    #[serde(default)]
    series: Vec<String>,
    reply_to: Option<String>,
    attachment_name: Option<String>,
    attachment_bytes: Option<u64>,
    card: Option<String>,
    #[serde(default)]
    placeholders: bool,
    format: String,
    text: String,
}

impl TryFrom<Flat> for Message {
    type Error = String;

    fn try_from(file: Flat) -> Result<Self, String> {
        let to = one_address(file.to_email, file.to_person_id, file.to_space)?;
        let body = Body {
            format: format(&file.format)?,
            attachment: both(file.attachment_name, file.attachment_bytes, "attachment")?
                .map(|(name, bytes)| Attachment { name, bytes }),
            card: file.card,
            placeholders: file.placeholders,
            reply_to: file.reply_to,
            text: file.text,
        };
        let wall = both(file.wall_time, file.wall_zone, "wall")?.map(|(time, zone)| Wall { time, zone });
        Ok(Self {
            id: Id::parse(&file.id).ok_or("its id is invalid")?,
            created: file.created,
            due: file.due,
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
            not_after: file.not_after,
            hold_while: file.hold_while,
            unless_reply: file.unless_reply,
            account: file.account,
            key: file.key,
            series: series(&file.series)?,
            body,
        })
    }
}

fn one_address(email: Option<String>, person: Option<String>, space: Option<String>) -> Result<To, String> {
    match (email, person, space) {
        (Some(email), None, None) => Ok(To::Email(email)),
        (None, Some(id), None) => Ok(To::PersonId(id)),
        (None, None, Some(id)) => Ok(To::Space(id)),
        _ => Err("it must have exactly one of to_email, to_person_id and to_space".to_owned()),
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

/// Reads `series = ["id k3f9x2ab7m", "number 3", …]`; a message without these words is not recurring.
fn series(words: &[String]) -> Result<Option<Series>, String> {
    if words.is_empty() {
        return Ok(None);
    }
    let mut words = Words(words.iter().map(|word| pair(word)).collect::<Result<_, _>>()?);
    let recurrence = Recurrence {
        rule: words.take("every", |rule| read(rule).ok())?.ok_or("its rule is missing")?,
        first: words.day("first")?.ok_or("the first day of its series is missing")?,
        time: words.parsed("time")?,
        zone: words.parsed("zone")?.ok_or("the zone of its series is missing")?,
        until: words.parsed("until")?,
        count: words.parsed("count")?.map(NonZeroU32::get),
        on_day_off: words.take("on_day_off", OnDayOff::parse)?,
        any_time: words.yes("any_time")?,
        within_hours: words.yes("within_hours")?,
    };
    let series = Series {
        id: words.take("id", Id::parse)?.ok_or("the id of its series is missing")?,
        number: words.parsed("number")?.map(NonZeroU32::get).ok_or("its number is missing")?,
        day: words.day("day")?.ok_or("its day is missing")?,
        stands: words.yes("stands")?,
        recurrence,
    };
    match words.0.keys().next() {
        Some(strange) => Err(format!("its series has an unknown `{strange}`")),
        None => Ok(Some(series)),
    }
}

fn pair(word: &str) -> Result<(&str, &str), String> {
    word.split_once(' ').ok_or_else(|| format!("its series has an unknown `{word}`"))
}

/// What is not read yet, by its first word.
struct Words<'a>(BTreeMap<&'a str, &'a str>);

impl Words<'_> {
    fn take<T>(&mut self, key: &str, read: impl FnOnce(&str) -> Option<T>) -> Result<Option<T>, String> {
        let Some(value) = self.0.remove(key) else { return Ok(None) };
        read(value).map(Some).ok_or_else(|| format!("the `{key}` of its series cannot be read: `{value}`"))
    }

    fn parsed<T: FromStr>(&mut self, key: &str) -> Result<Option<T>, String> {
        self.take(key, |value| value.parse().ok())
    }

    fn day(&mut self, key: &str) -> Result<Option<NaiveDate>, String> {
        self.parsed(key)
    }

    fn yes(&mut self, key: &str) -> Result<bool, String> {
        self.take(key, |value| (value == "yes").then_some(true)).map(Option::unwrap_or_default)
    }
}
