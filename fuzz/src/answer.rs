//! Answers of the API: nothing is taken for sent, granted or found that the answer does not say.

use std::collections::HashSet;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use mindful::account::Tokens;
use mindful::delivery::{Found, Search, Verdict};
use mindful::message::parse;
use mindful::webex::{Conversation, Listed, Page, page, posted};
use mindful::{http, oauth};
use serde_json::Value;

/// A message that was perhaps sent.
pub(super) const MESSAGE: &str = r#"version = 1
id = "k3f9x2ab7m"
created = "2026-11-23T17:00:00Z"
due = "2026-11-24T09:00:00Z"
at_given = true
to_email = "ada@example.com"
their_zone = "Europe/London"
their_zone_assumed = false
any_time = false
format = "text"
text = "the words that are looked for"
"#;

/// The text is a status, lines of headers, an empty line and a body; it answers a post, and a request for tokens.
pub(super) fn api_answer(text: &str) {
    let (head, body) = text.split_once("\n\n").unwrap_or((text, ""));
    let mut lines = head.lines();
    let Some(status) = lines.next().and_then(|line| line.trim().parse().ok()) else { return };
    let mut answer = hyper::Response::builder().status::<u16>(status);
    for (name, value) in lines.filter_map(|line| line.split_once(':')) {
        answer = answer.header(name, value.trim());
    }
    let Ok(answer) = answer.body(body.to_owned()) else { return };
    let runtime = http::runtime().expect("a runtime");
    let answer = runtime.block_on(posted(answer.into()));
    let verdict = Verdict::of(&answer);
    assert!(is_fair(status, verdict), "{status}: {verdict:?}");
    if let Ok(sent) = answer {
        let (id, room) = (word(body, "id"), word(body, "roomId"));
        let strange = serde_json::from_str::<Value>(body).is_err();
        assert!(strange || id.as_deref() == Some(&sent.id) && room.is_some(), "{body}");
        assert!(!sent.id.is_empty() && body.trim_start().starts_with('{'), "{body}");
    }
    tokens(body);
}

/// The table of the contract, written once more.
fn is_fair(status: u16, verdict: Verdict) -> bool {
    let bounded = |wait: Duration| (1..=3600).contains(&wait.as_secs());
    match (status, verdict) {
        (200..=299, verdict) => matches!(verdict, Verdict::Sent | Verdict::Unconfirmed),
        (401, verdict) => verdict == Verdict::Unauthorized,
        (423 | 425 | 503, Verdict::Deferred(wait)) => wait.is_none_or(bounded),
        (429, Verdict::Paused(wait)) => bounded(wait),
        (300..=399 | 407 | 511, verdict) => verdict == Verdict::InTheWay,
        (423 | 425 | 503 | 429, _) => false,
        (400..=407 | 409..=499 | 501, verdict) => verdict == Verdict::Refused,
        (_, verdict) => verdict == Verdict::Unconfirmed,
    }
}

fn tokens(body: &str) {
    let Ok(grant) = oauth::grant(body.as_bytes()) else { return };
    let token = word(body, "access_token");
    assert!(token.is_none_or(|token| !token.is_empty() && grant.access_token.expose() == token), "{body}");
    assert!(body.contains("\"access_token\"") || body.contains('\\'), "{body}");
    let now = now();
    let tokens = Tokens::granted(&grant, now);
    let ends = [tokens.access_expires(), tokens.refresh_expires()];
    assert!(ends.into_iter().flatten().all(|end| end >= now), "{ends:?}");
    assert!(grant.scopes().is_none_or(|scopes| scopes.iter().all(|scope| !scope.trim().is_empty())));
}

/// Returns what an object has under a key, if that is text; there is none where a number beside it, which nobody asked
/// for, is too large to be one.
fn word(body: &str, key: &str) -> Option<String> {
    let object: Value = serde_json::from_str(body).ok()?;
    Some(object.as_object()?.get(key)?.as_str()?.to_owned())
}

fn now() -> DateTime<Utc> {
    "2026-11-24T09:00:00Z".parse().expect("a moment")
}

/// A conversation as Webex lists it: a message is found if it is there, and absent if it is not.
pub(super) fn conversation(text: &str) {
    let answer = format!("{{\"items\":{text}}}");
    let Ok(Page { items, odd }) = page::<Listed>(answer.as_bytes()) else { return };
    // A number that nobody asked for may be too large for a value.
    let Ok(values) = serde_json::from_str::<Vec<Value>>(text) else { return };
    let message = parse(MESSAGE).expect("a message");
    let (attempted, known) = (now(), HashSet::new());
    let search = Search { message: &message, me: "me", attempted, now: attempted, known, twins: 0 };
    let whole = odd.is_empty();
    let found = search.look(&Conversation { items, reaches_back: whole });
    let mine: Vec<&Value> = values.iter().filter(|value| is_mine(value)).collect();
    match &found {
        Found::There(id) => {
            let is_it = |value: &&Value| value["id"] == **id && says(value, &message.body.text);
            assert!(!id.is_empty() && mine.iter().any(is_it), "{id:?}");
        }
        Found::Absent => assert!(mine.is_empty(), "nothing accounts for {mine:?}"),
        Found::Unclear(_) => {
            assert!(!whole || !mine.is_empty(), "nothing is there that may be it");
            let it = mine.iter().find(|value| value["personId"] == "me" && says(value, &message.body.text));
            assert!(it.is_none_or(|value| created(value) < Some(now() - TimeDelta::seconds(30))), "{it:?}");
        }
    }
}

/// Mine or of an author who isn't named, and no earlier than a clock may be wrong.
fn is_mine(value: &Value) -> bool {
    let author = value["personId"].as_str().is_none_or(|author| author == "me");
    let recent = created(value).is_some_and(|at| at >= now() - TimeDelta::minutes(5));
    value["id"].as_str().is_some_and(|id| !id.is_empty()) && author && recent
}

fn created(value: &Value) -> Option<DateTime<Utc>> {
    value["created"].as_str()?.parse().ok()
}

fn says(value: &Value, text: &str) -> bool {
    let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    value["text"].as_str().is_some_and(|said| words(said) == words(text))
}
