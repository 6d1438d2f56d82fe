//! Spaces.

use serde_json::{Value, json};

use crate::directory::Space;
use crate::reply::Reply;
use crate::request::Request;
use crate::state::{State, page};

pub(crate) fn answer(state: &State, request: &Request, path: &[&str]) -> Reply {
    if let Err(reply) = state.admit(request, "spark:rooms_read") {
        return reply;
    }
    match path {
        [] => list(state, request),
        [id] => {
            match state.spaces.iter().map(as_json).chain(conversations(state)).find(|room| room["id"] == *id)
            {
                Some(room) => Reply::json(&room),
                None => Reply::error(404, "The requested resource could not be found."),
            }
        }
        _ => Reply::error(404, "The requested resource could not be found."),
    }
}

fn list(state: &State, request: &Request) -> Reply {
    let groups = state.spaces.iter().map(as_json);
    let rooms: Vec<_> = match request.parameter("type") {
        None => groups.chain(conversations(state)).collect(),
        Some("group") => groups.collect(),
        Some("direct") => conversations(state).collect(),
        Some(_) => return Reply::error(400, "type must be one of: direct, group"),
    };
    let (items, next) = page(rooms, request, 100);
    let reply = Reply::json(&json!({ "items": items }));
    match next {
        Some(next) => reply.with("link", &state.link(request, next)),
        None => reply,
    }
}

/// Conversations of two in which something was said.
fn conversations(state: &State) -> impl Iterator<Item = Value> + '_ {
    state.people.iter().skip(1).filter_map(|person| {
        let message = state.messages.iter().find(|message| message.to == person.email)?;
        let room = Space { id: message.room_id.clone(), title: person.name.clone() };
        let mut room = as_json(&room);
        room["type"] = json!("direct");
        Some(room)
    })
}

fn as_json(space: &Space) -> Value {
    json!({
        "id": space.id,
        "title": space.title,
        "type": "group",
        "isLocked": false,
        "lastActivity": "2026-11-01T00:00:00.000Z",
        "creatorId": crate::directory::id("PEOPLE", "me@example.com"),
        "created": "2026-01-01T00:00:00.000Z",
    })
}
