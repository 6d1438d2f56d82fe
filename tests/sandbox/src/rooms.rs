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
        [id] => match state.spaces.iter().find(|space| space.id == *id) {
            Some(space) => Reply::json(&as_json(space)),
            None => Reply::error(404, "The requested resource could not be found."),
        },
        _ => Reply::error(404, "The requested resource could not be found."),
    }
}

fn list(state: &State, request: &Request) -> Reply {
    let (items, next) = page(state.spaces.iter().map(as_json).collect(), request, 100);
    let reply = Reply::json(&json!({ "items": items }));
    match next {
        Some(next) => reply.with("link", &state.link(request, next)),
        None => reply,
    }
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
