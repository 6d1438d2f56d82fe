//! The directory: who the token belongs to, and who else there is.

use serde_json::{Value, json};

use crate::directory::Person;
use crate::reply::Reply;
use crate::request::Request;
use crate::state::{State, page};

pub(crate) fn answer(state: &State, request: &Request, path: &[&str]) -> Reply {
    if let Err(reply) = state.admit(request, "spark:people_read") {
        return reply;
    }
    match path {
        ["me"] => Reply::json(&as_json(state.me())),
        [id] => match state.people.iter().find(|person| person.id == *id) {
            Some(person) => Reply::json(&as_json(person)),
            None => Reply::error(404, "The requested resource could not be found."),
        },
        [] => list(state, request),
        _ => Reply::error(404, "The requested resource could not be found."),
    }
}

fn list(state: &State, request: &Request) -> Reply {
    let (email, name, ids) =
        (request.parameter("email"), request.parameter("displayName"), request.parameter("id"));
    if email.is_none() && name.is_none() && ids.is_none() {
        return Reply::error(400, "Email, displayName or id should be specified.");
    }
    if name.is_some_and(|name| name.chars().count() < 3) {
        return Reply::error(400, "displayName must have at least 3 characters.");
    }
    let fits = |person: &&Person| {
        email.is_none_or(|email| person.email.eq_ignore_ascii_case(email))
            && name.is_none_or(|name| person.name.to_lowercase().starts_with(&name.to_lowercase()))
            && ids.is_none_or(|ids| ids.split(',').any(|id| id == person.id))
    };
    let found: Vec<_> = state.people.iter().filter(fits).map(as_json).collect();
    let (items, next) = page(found, request, 100);
    let reply = Reply::json(&json!({ "notFoundIds": null, "items": items }));
    match next {
        Some(next) => reply.with("link", &state.link(request, next)),
        None => reply,
    }
}

fn as_json(person: &Person) -> Value {
    let mut body = json!({
        "id": person.id,
        "emails": [person.email],
        "phoneNumbers": [],
        "displayName": person.name,
        "nickName": person.name.split(' ').next(),
        "orgId": crate::directory::id("ORGANIZATION", "sandbox"),
        "created": "2026-01-01T00:00:00.000Z",
        "type": "person",
    });
    if let Some(timezone) = &person.timezone {
        body["timezone"] = json!(timezone);
    }
    if let Some(status) = &person.status {
        body["status"] = json!(status);
    }
    body
}
