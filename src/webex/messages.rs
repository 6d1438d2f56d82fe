//! Messages: posted, and looked for.
//!
//! <https://developer.webex.com/messaging/docs/api/v1/messages>

use std::fs::File;
use std::io::Read;

use chrono::{DateTime, Utc};
use reqwest::multipart::{Form, Part};
use reqwest::{Body, Response};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::http::Request;
use crate::lenient::{count, text, values};
use crate::message::{Attachment, Message, To};

use super::{Error, Webex, good, read, success};

/// A message Webex took.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Posted {
    /// Webex's id of it.
    pub id: String,
}

/// A message as a conversation lists it: not as it was posted, but as Webex shows it.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Listed {
    /// Webex's id of it.
    #[serde(deserialize_with = "super::id")]
    pub id: String,
    /// Who wrote it.
    #[serde(default, deserialize_with = "text")]
    pub person_id: Option<String>,
    /// What it says, without any formatting.
    #[serde(default, deserialize_with = "text")]
    pub text: Option<String>,
    /// What it says in Markdown; a list may leave it out.
    #[serde(default, deserialize_with = "text")]
    pub markdown: Option<String>,
    /// What it says in HTML, if it was formatted.
    #[serde(default, deserialize_with = "text")]
    pub html: Option<String>,
    /// How many files it has.
    #[serde(default, deserialize_with = "count")]
    pub files: usize,
    /// Its cards.
    #[serde(default, deserialize_with = "values")]
    pub attachments: Vec<Value>,
    /// The message whose thread it is in.
    #[serde(default, deserialize_with = "text")]
    pub parent_id: Option<String>,
    /// When, by the server's clock.
    pub created: DateTime<Utc>,
}

/// What a conversation lists, newest first.
#[derive(Debug, Clone, Default)]
pub struct Conversation {
    /// Its messages.
    pub items: Vec<Listed>,
    /// Whether the list reaches back to the moment that was asked for, or to the beginning, and every message of it
    /// could be read.
    pub reaches_back: bool,
}

/// Webex's own measure of a page; a list that is shorter is whole.
const PAGE: usize = 50;
/// So much of a file is read at a time.
const CHUNK: usize = 64 * 1024;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Created {
    #[serde(deserialize_with = "super::id")]
    id: String,
    #[serde(rename = "roomId", deserialize_with = "super::id")]
    _room_id: String,
}

impl Webex {
    /// Posts a message once; `file` is what goes with it.
    ///
    /// # Errors
    /// Each says whether the message can have been sent.
    pub async fn post(&self, message: &Message, file: Option<File>) -> Result<Posted, Error> {
        let request = self.authorized(self.http.post(format!("{}/messages", self.base)));
        let request = match message.body.attachment.as_ref().zip(file) {
            Some((attachment, file)) => with_file(request, message, attachment, file)?,
            None => request.json(&as_json(message)),
        };
        let answer = crate::http::send(request).await.map_err(|error| Error::of_request(&error))?;
        posted(answer).await
    }

    /// Deletes a message of one's own.
    ///
    /// # Errors
    /// Anything but its end.
    pub async fn delete(&self, id: &str) -> Result<(), Error> {
        let request = self.authorized(self.http.delete(format!("{}/messages/{id}", self.base)));
        good(request).await.map(drop)
    }

    /// Lists a conversation back to `since`, newest first; one that does not exist yet is empty.
    ///
    /// # Errors
    /// Anything but a list.
    pub async fn conversation(&self, to: &To, since: DateTime<Utc>) -> Result<Conversation, Error> {
        let (path, key, value) = match to {
            To::Email(email) => ("/messages/direct", "personEmail", email),
            To::PersonId(id) => ("/messages/direct", "personId", id),
            To::Space(id) => ("/messages", "roomId", id),
        };
        let request = self.get(path).query(&[(key, value.as_str())]);
        let older = |items: &[Listed]| items.last().is_some_and(|item| item.created < since);
        let listed = match self.list(request, |item: &Listed| &item.id, older).await {
            Ok(listed) => listed,
            Err(Error::Status { words: Some(words), .. }) if words.contains("one on one conversation") => {
                return Ok(Conversation { reaches_back: true, ..Conversation::default() });
            }
            Err(error) => return Err(error),
        };
        // A page that is full and names no next one may have been all that Webex wants to show.
        let ended = listed.cut.is_none() && listed.last_page < PAGE;
        let reaches_back = (listed.had_enough || ended) && listed.odd.is_empty();
        Ok(Conversation { items: listed.items, reaches_back })
    }
}

/// Reads the answer to a message that was posted.
///
/// # Errors
/// Anything but a message of Webex's; each says whether it can have been sent.
pub async fn posted(answer: Response) -> Result<Posted, Error> {
    let created: Created = read(success(answer).await?).await?;
    Ok(Posted { id: created.id })
}

fn destination(to: &To) -> (&'static str, &str) {
    match to {
        To::Email(email) => ("toPersonEmail", email),
        To::PersonId(id) => ("toPersonId", id),
        To::Space(id) => ("roomId", id),
    }
}

fn as_json(message: &Message) -> Value {
    let (key, value) = destination(&message.to.to);
    let mut body = json!({ key: value });
    if !message.body.text.is_empty() {
        body[message.body.format.as_str()] = json!(message.body.text);
    }
    if let Some(parent) = &message.body.reply_to {
        body["parentId"] = json!(parent);
    }
    if let Some(card) = message.body.card.as_ref().and_then(|card| serde_json::from_str::<Value>(card).ok()) {
        body["attachments"] =
            json!([{ "contentType": "application/vnd.microsoft.card.adaptive", "content": card }]);
    }
    body
}

fn with_file(
    request: Request,
    message: &Message,
    attachment: &Attachment,
    file: File,
) -> Result<Request, Error> {
    let Attachment { name, bytes } = attachment;
    let part = Part::stream_with_length(streamed(file), *bytes).file_name(name.to_owned());
    let part = part.mime_str(mime(name)).map_err(|error| Error::of_request(&error))?;
    let (key, value) = destination(&message.to.to);
    let mut form = Form::new().text(key, value.to_owned()).part("files", part);
    if !message.body.text.is_empty() {
        form = form.text(message.body.format.as_str(), message.body.text.clone());
    }
    if let Some(parent) = &message.body.reply_to {
        form = form.text("parentId", parent.clone());
    }
    Ok(request.multipart(form).upload_of(*bytes))
}

/// Streams a file, read as it is sent. A disk answers at once, and a thread for it may not be there when it is needed.
fn streamed(mut file: File) -> Body {
    let chunks = std::iter::from_fn(move || {
        let mut chunk = vec![0; CHUNK];
        match file.read(&mut chunk) {
            Ok(0) => None,
            Ok(read) => {
                chunk.truncate(read);
                Some(Ok(chunk))
            }
            Err(error) => Some(Err(error)),
        }
    });
    Body::wrap_stream(futures_util::stream::iter(chunks))
}

/// Returns the media type by the file's ending, for the kinds Webex previews.
fn mime(name: &str) -> &'static str {
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_lowercase());
    match ending.as_deref() {
        Some("png") => "image/png",
        Some("jpg" | "jpeg") => "image/jpeg",
        Some("gif") => "image/gif",
        Some("pdf") => "application/pdf",
        Some("txt" | "log" | "md") => "text/plain",
        Some("zip") => "application/zip",
        _ => "application/octet-stream",
    }
}
