//! Messages: posted, read and removed.

use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::{Value, json};

use crate::directory::{Person, id};
use crate::draft::Draft;
use crate::reply::{Reply, uuid};
use crate::request::Request;
use crate::rewrite;
use crate::state::{State, page};

/// Bytes of UTF-8 in a text (<https://developer.webex.com/docs/api/v1/messages/create-a-message>).
const MAX_TEXT: usize = 7439;
const NOT_FOUND: &str = "The requested resource could not be found.";

/// A file as it was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Its name.
    pub name: String,
    /// Its media type.
    pub media: String,
    /// What is in it.
    pub bytes: Vec<u8>,
}

impl File {
    pub(crate) fn linked(address: &str) -> Self {
        Self { name: address.to_owned(), media: "text/uri-list".to_owned(), bytes: Vec::new() }
    }
}

/// A message that was taken.
#[derive(Debug, Clone, PartialEq)]
pub struct Message {
    /// Its id.
    pub id: String,
    /// The conversation it is in.
    pub room_id: String,
    /// Whom it is for: an e-mail address, or a space's id.
    pub to: String,
    /// What it says.
    pub text: Option<String>,
    /// What it says in Markdown.
    pub markdown: Option<String>,
    /// What it answers.
    pub parent_id: Option<String>,
    /// What is attached.
    pub file: Option<File>,
    /// Its card.
    pub card: Option<Value>,
    /// Who wrote it.
    pub person_id: String,
    /// Who wrote it.
    pub person_email: String,
    /// When.
    pub created: DateTime<Utc>,
    /// When its words were changed.
    pub updated: Option<DateTime<Utc>>,
}

/// Returns whom a post is for.
pub(crate) fn recipient_of(request: &Request) -> Option<String> {
    Draft::read(request)?.recipient().map(str::to_owned)
}

pub(crate) fn create(state: &mut State, request: &Request) -> Reply {
    match state.admit(request, "spark:messages_write").and_then(|()| checked(state, request)) {
        Ok(message) => {
            state.messages.push(message);
            state
                .messages
                .last()
                .map_or_else(|| Reply::empty(500), |message| Reply::json(&as_json(state, message)))
        }
        Err(reply) => reply,
    }
}

fn checked(state: &State, request: &Request) -> Result<Message, Reply> {
    let refuse = |words: &str| Reply::error(400, words);
    let draft =
        Draft::read(request).ok_or_else(|| refuse("The request could not be understood by the server."))?;
    if draft.recipient().is_none() {
        return Err(refuse(
            "Message destination could not be determined. Provide only one destination in the roomId, \
             toPersonEmail, or toPersonId field",
        ));
    }
    if draft.text.is_none() && draft.markdown.is_none() && draft.files.is_empty() && draft.cards.is_empty() {
        return Err(refuse("Both text and file cannot be empty."));
    }
    if [&draft.text, &draft.markdown].into_iter().flatten().any(|text| text.len() > MAX_TEXT) {
        return Err(refuse(
            "Unable to post message to room: Message length limited to 7439 characters before encryption and \
             10000 characters after encryption.",
        ));
    }
    if draft.files.len() > 1 || draft.cards.len() > 1 {
        return Err(refuse("Only one file or card can be attached to a message."));
    }
    if draft
        .parent_id
        .as_ref()
        .is_some_and(|parent| !state.messages.iter().any(|message| message.id == *parent))
    {
        return Err(Reply::error(404, "Parent activity could not be found."));
    }
    let (room_id, to) = destination(state, &draft)?;
    Ok(accepted(state, draft, room_id, to))
}

fn destination(state: &State, draft: &Draft) -> Result<(String, String), Reply> {
    if let Some(room) = &draft.room_id {
        let space = state.spaces.iter().any(|space| space.id == *room);
        let direct =
            state.people.iter().find(|person| direct_room(&state.me().email, &person.email) == *room);
        return match (space, direct) {
            (true, _) => Ok((room.clone(), room.clone())),
            (false, Some(person)) => Ok((room.clone(), person.email.clone())),
            (false, None) => Err(Reply::error(404, NOT_FOUND)),
        };
    }
    let fits = |person: &&Person| {
        draft.person_id.as_ref().is_some_and(|id| person.id == *id)
            || draft.email.as_ref().is_some_and(|email| person.email.eq_ignore_ascii_case(email))
    };
    let words =
        if draft.email.is_some() { "Failed to find user with specified email address." } else { NOT_FOUND };
    let person = state.people.iter().find(fits).ok_or_else(|| Reply::error(404, words))?;
    Ok((direct_room(&state.me().email, &person.email), person.email.clone()))
}

fn accepted(state: &State, draft: Draft, room_id: String, to: String) -> Message {
    Message {
        id: id("MESSAGE", &uuid()),
        room_id,
        to,
        text: draft.text.or_else(|| draft.markdown.clone()),
        markdown: draft.markdown,
        parent_id: draft.parent_id,
        file: draft.files.into_iter().next(),
        card: draft.cards.into_iter().next(),
        person_id: state.me().id.clone(),
        person_email: state.me().email.clone(),
        created: state.now(),
        updated: None,
    }
}

/// Two people have one conversation, whoever began it.
fn direct_room(one: &str, other: &str) -> String {
    let (first, second) = if one < other { (one, other) } else { (other, one) };
    id("ROOM", &format!("{first}+{second}"))
}

impl State {
    pub(crate) fn post_as(&mut self, author: &str, recipient: &str, text: &str) -> String {
        let person =
            self.people.iter().find(|person| person.email == author).expect("a known person").clone();
        let message = Message {
            id: id("MESSAGE", &uuid()),
            room_id: direct_room(author, recipient),
            to: recipient.to_owned(),
            text: Some(text.to_owned()),
            markdown: None,
            parent_id: None,
            file: None,
            card: None,
            person_id: person.id,
            person_email: person.email,
            created: self.now(),
            updated: None,
        };
        self.messages.push(message);
        self.messages.last().map(|message| message.id.clone()).unwrap_or_default()
    }
}

pub(crate) fn read(state: &State, request: &Request, path: &[&str]) -> Reply {
    if let Err(reply) = state.admit(request, "spark:messages_read") {
        return reply;
    }
    match path {
        ["direct"] => direct(state, request),
        [] => match request.parameter("roomId") {
            Some(room) if is_room(state, room) => list(state, request, room),
            Some(_) => Reply::error(404, NOT_FOUND),
            None => Reply::error(400, "roomId cannot be empty."),
        },
        [id] => match state.messages.iter().find(|message| message.id == *id) {
            Some(message) => Reply::json(&as_json(state, message)),
            None => Reply::error(404, NOT_FOUND),
        },
        _ => Reply::error(404, NOT_FOUND),
    }
}

fn is_room(state: &State, room: &str) -> bool {
    state.spaces.iter().any(|space| space.id == room)
        || state.messages.iter().any(|message| message.room_id == room)
}

fn direct(state: &State, request: &Request) -> Reply {
    let (email, id) = (request.parameter("personEmail"), request.parameter("personId"));
    if email.is_some() == id.is_some() {
        return Reply::error(400, "Provide only one destination in the personId and personEmail fields");
    }
    let fits = |person: &&Person| email == Some(person.email.as_str()) || id == Some(person.id.as_str());
    let room = state.people.iter().find(fits).map(|person| direct_room(&state.me().email, &person.email));
    match room.filter(|room| state.messages.iter().any(|message| message.room_id == *room)) {
        Some(room) => list(state, request, &room),
        None => Reply::error(404, "Failed to get one on one conversation"),
    }
}

/// Newest first, as Webex lists them.
fn list(state: &State, request: &Request, room: &str) -> Reply {
    let before = request.parameter("before").and_then(|text| text.parse::<DateTime<Utc>>().ok());
    let found: Vec<_> = state
        .messages
        .iter()
        .rev()
        .filter(|message| message.room_id == room && before.is_none_or(|before| message.created < before))
        .map(|message| as_json(state, message))
        .collect();
    let (items, next) = page(found, request, 50);
    let reply = Reply::json(&json!({ "items": items }));
    match next {
        Some(next) => reply.with("link", &state.link(request, next)),
        None => reply,
    }
}

pub(crate) fn delete(state: &mut State, request: &Request, id: &str) -> Reply {
    if let Err(reply) = state.admit(request, "spark:messages_write") {
        return reply;
    }
    let mine = state.me().id.clone();
    match state.messages.iter().position(|message| message.id == id) {
        Some(at) if state.messages[at].person_id == mine => {
            state.messages.remove(at);
            Reply::empty(204)
        }
        Some(_) => Reply::error(403, "You can only delete your own messages."),
        None => Reply::error(404, NOT_FOUND),
    }
}

/// Changes the words of a message of one's own; not of one with a file or a card.
pub(crate) fn update(state: &mut State, request: &Request, id: &str) -> Reply {
    if let Err(reply) = state.admit(request, "spark:messages_write") {
        return reply;
    }
    let (draft, now, mine) = (Draft::read(request).unwrap_or_default(), state.now(), state.me().id.clone());
    let Some(message) = state.messages.iter_mut().find(|message| message.id == id) else {
        return Reply::error(404, NOT_FOUND);
    };
    let words = draft.text.is_some() || draft.markdown.is_some();
    if draft.room_id.as_deref() != Some(message.room_id.as_str()) || !words {
        return Reply::error(400, "roomId and text or markdown are required.");
    }
    if message.person_id != mine || message.file.is_some() || message.card.is_some() {
        return Reply::error(400, "This message cannot be edited.");
    }
    message.text = draft.text.or_else(|| draft.markdown.clone());
    (message.markdown, message.updated) = (draft.markdown, Some(now));
    let message = message.clone();
    Reply::json(&as_json(state, &message))
}

/// A message as Webex shows it, which is not as it was posted.
fn as_json(state: &State, message: &Message) -> Value {
    let number = state.messages.iter().position(|known| known.id == message.id).unwrap_or_default();
    let shown = rewrite::shown(message, number, state.settings.markdown, &state.people);
    let shown = match state.settings.garble {
        Some(seed) => shown.garbled(seed.wrapping_add(number as u64)),
        None => shown,
    };
    let direct = message.to.contains('@');
    let mut body = json!({
        "id": message.id,
        "roomId": message.room_id,
        "roomType": if direct { "direct" } else { "group" },
        "personId": message.person_id,
        "personEmail": message.person_email,
        "created": (message.created - state.settings.date_lead).to_rfc3339_opts(SecondsFormat::Millis, true),
    });
    let optional = [
        ("text", &shown.text),
        ("markdown", &shown.markdown),
        ("html", &shown.html),
        ("parentId", &message.parent_id),
    ];
    for (name, value) in optional {
        if let Some(value) = value {
            body[name] = json!(value);
        }
    }
    if let Some(updated) = &message.updated {
        body["updated"] = json!(updated.to_rfc3339_opts(SecondsFormat::Millis, true));
    }
    if direct {
        body["toPersonEmail"] = json!(message.to);
    }
    if message.file.is_some() {
        body["files"] = json!([format!("https://webexapis.com/v1/contents/{}", message.id)]);
    }
    if let Some(card) = &message.card {
        body["attachments"] = json!([card]);
    }
    body
}
