//! Authorization code with PKCE, refresh and revocation, as strict as the real ones.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::reply::{Reply, uuid};
use crate::request::Request;
use crate::settings::{Consent, Rotate};
use crate::state::{State, Tokens};

const CLIENT: &str = "sandbox";
const SECRET: &str = "sandbox-secret";
/// What the integration may ask for.
pub(crate) const SCOPES: [&str; 7] = [
    "spark:messages_write",
    "spark:messages_read",
    "spark:people_read",
    "spark:rooms_read",
    "spark:memberships_read",
    "spark:kms",
    "spark:all",
];

/// A code and what it was given for.
#[derive(Debug, Clone)]
pub(crate) struct Code {
    redirect_uri: String,
    challenge: Option<String>,
    scopes: Vec<String>,
    state: Option<String>,
    ends: DateTime<Utc>,
    /// Whether the person agreed.
    good: bool,
}

pub(crate) fn authorize(state: &mut State, request: &Request) -> Reply {
    let given = |name: &str| request.parameter(name).unwrap_or_default().to_owned();
    let redirect_uri = given("redirect_uri");
    if given("client_id") != CLIENT || !state.settings.redirect_uris.contains(&redirect_uri) {
        // Never sent to an address that is not registered (RFC 6749, section 4.1.2.1).
        return Reply::html(
            400,
            "<h1>redirect_uri_mismatch</h1><p>Client or redirect URI is not known.</p>".into(),
        );
    }
    let asked: Vec<String> = given("scope").split_whitespace().map(str::to_owned).collect();
    let echo = request.parameter("state").map(str::to_owned);
    let refuse = |error: &str, words: &str| {
        Reply::redirect(back(&redirect_uri, &echo, &[("error", error), ("error_description", words)]))
    };
    if given("response_type") != "code" {
        return refuse("unsupported_response_type", "Only code is supported");
    }
    if asked.is_empty() || !asked.iter().all(|scope| SCOPES.contains(&scope.as_str())) {
        return refuse("invalid_scope", "The requested scope is invalid");
    }
    if request.parameter("code_challenge").is_some() && given("code_challenge_method") != "S256" {
        return refuse("invalid_request", "This sandbox takes S256 and nothing weaker");
    }
    if let Consent::Deny(error, words) = &state.settings.consent {
        return refuse(error, words);
    }
    let code = Code {
        redirect_uri,
        challenge: request.parameter("code_challenge").map(str::to_owned),
        scopes: asked,
        state: echo,
        ends: Utc::now() + TimeDelta::seconds(60),
        good: false,
    };
    let name = format!("code-{}", uuid());
    state.codes.insert(name.clone(), code);
    match state.settings.consent {
        Consent::Page => Reply::html(200, page(&name)),
        _ => agreed(state, &name),
    }
}

/// The page with the buttons.
fn page(code: &str) -> String {
    format!(
        "<!doctype html><meta charset=\"utf-8\"><title>Webex sandbox</title><h1>May mindful send messages as you?</h1>\
         <form method=\"post\" action=\"/v1/authorize/consent\"><input type=\"hidden\" name=\"ticket\" value=\"{code}\">\
         <button id=\"accept\" name=\"decision\" value=\"accept\">Accept</button>\
         <button id=\"deny\" name=\"decision\" value=\"deny\">Decline</button></form>"
    )
}

pub(crate) fn consent(state: &mut State, request: &Request) -> Reply {
    let ticket = request.field("ticket").unwrap_or_default();
    if request.field("decision").as_deref() == Some("accept") {
        return agreed(state, &ticket);
    }
    match state.codes.remove(&ticket) {
        Some(code) => Reply::redirect(back(
            &code.redirect_uri,
            &code.state,
            &[("error", "access_denied"), ("error_description", "The resource owner denied the request")],
        )),
        None => Reply::html(400, "<h1>This question is over</h1>".into()),
    }
}

fn agreed(state: &mut State, name: &str) -> Reply {
    match state.codes.get_mut(name) {
        Some(code) => {
            code.good = true;
            Reply::redirect(back(&code.redirect_uri, &code.state, &[("code", name)]))
        }
        None => Reply::html(400, "<h1>This question is over</h1>".into()),
    }
}

fn back(redirect_uri: &str, state: &Option<String>, pairs: &[(&str, &str)]) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(pairs);
    if let Some(state) = state {
        query.append_pair("state", state);
    }
    format!("{redirect_uri}?{}", query.finish())
}

/// Lets no other client by.
pub(crate) fn check_client(request: &Request) -> Result<(), Reply> {
    match request.client() {
        (Some(id), _) if id != CLIENT => Err(Reply::error(400, "Client Id is invalid")),
        (None, _) => Err(Reply::error(400, "client_id cannot be null or empty")),
        (_, None) => Err(Reply::error(400, "client_secret cannot be null or empty")),
        (_, Some(secret)) if secret.is_empty() => {
            Err(Reply::error(400, "client_secret cannot be null or empty"))
        }
        (_, Some(secret)) if secret != SECRET => Err(Reply::error(401, "Invalid client_secret")),
        _ => Ok(()),
    }
}

pub(crate) fn access_token(state: &mut State, request: &Request) -> Reply {
    if let Err(reply) = check_client(request) {
        return reply;
    }
    let granted = match request.field("grant_type").as_deref() {
        Some("authorization_code") => by_code(state, request),
        Some("refresh_token") => by_refresh(state, request),
        _ => Err(Reply::error(400, "unsupported_grant_type")),
    };
    granted.unwrap_or_else(|reply| reply)
}

fn by_code(state: &mut State, request: &Request) -> Result<Reply, Reply> {
    let refused = || Reply::error(400, "The authorization code is invalid, expired or was used before");
    let name = request.field("code").unwrap_or_default();
    // A code is good once, whatever comes of it.
    let code =
        state.codes.remove(&name).filter(|code| code.good && code.ends > Utc::now()).ok_or_else(refused)?;
    if request.field("redirect_uri").as_deref() != Some(&code.redirect_uri) {
        return Err(Reply::error(400, "redirect_uri does not match"));
    }
    if let Some(challenge) = &code.challenge {
        let verifier = request.field("code_verifier").unwrap_or_default();
        if BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(&verifier)) != *challenge {
            return Err(Reply::error(400, "code_verifier does not match code_challenge"));
        }
    }
    let scopes = state.settings.granted_scopes.clone().unwrap_or(code.scopes);
    let tokens = state.issue(&scopes);
    Ok(granted(state, &tokens, true, &scopes))
}

fn by_refresh(state: &mut State, request: &Request) -> Result<Reply, Reply> {
    let given = request.field("refresh_token").unwrap_or_default();
    let known = state.tokens.get(&given).filter(|token| token.refresh && token.ends > Utc::now()).cloned();
    let dead = || Reply::error(400, "The refresh token provided is expired, revoked, malformed, or invalid");
    let Some(known) = known else {
        if state.spent.contains(&given) {
            // Given twice, one of the two was stolen: the whole login ends (RFC 9700, section 4.14.2).
            state.tokens.clear();
        }
        return Err(dead());
    };
    let scopes = state.settings.granted_scopes.clone().unwrap_or(known.scopes);
    let fresh = format!("access-{}", uuid());
    state.keep(&fresh, false, &scopes);
    let refresh = match state.settings.rotate {
        Rotate::New => {
            state.tokens.remove(&given);
            state.spent.insert(given);
            format!("refresh-{}", uuid())
        }
        Rotate::Same | Rotate::None => given,
    };
    // Used is renewed.
    state.keep(&refresh, true, &scopes);
    let tell_refresh = state.settings.rotate != Rotate::None;
    Ok(granted(state, &Tokens { access: fresh, refresh }, tell_refresh, &scopes))
}

/// The token endpoint's good answer (RFC 6749, section 5.1).
pub(crate) fn granted(state: &State, tokens: &Tokens, tell_refresh: bool, scopes: &[String]) -> Reply {
    let mut body =
        json!({ "access_token": tokens.access, "token_type": "Bearer", "scope": scopes.join(" ") });
    if state.settings.tell_lives {
        body["expires_in"] = json!(state.settings.access_token_life.as_secs());
    }
    if let Some(life) = state.settings.refresh_token_life.filter(|_| tell_refresh) {
        body["refresh_token"] = json!(tokens.refresh);
        if state.settings.tell_lives {
            body["refresh_token_expires_in"] = json!(life.as_secs());
        }
    }
    Reply::json(&body)
}

/// RFC 7009: unknown tokens are revoked as well.
pub(crate) fn revoke(state: &mut State, request: &Request) -> Reply {
    if let Err(reply) = check_client(request) {
        return reply;
    }
    state.tokens.remove(&request.field("token").unwrap_or_default());
    Reply::empty(200)
}
