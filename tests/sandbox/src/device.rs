//! The device grant (RFC 8628), with Webex's 428 for "pending".

use std::collections::HashMap;

use serde_json::json;

use crate::oauth::{SCOPES, check_client, granted};
use crate::reply::{Reply, uuid};
use crate::request::Request;
use crate::settings::Device;
use crate::state::State;

/// Device codes, how often they were asked for, and what for.
#[derive(Debug, Default)]
pub(crate) struct Grants(HashMap<String, (u32, Vec<String>)>);

pub(crate) fn authorize(state: &mut State, request: &Request) -> Reply {
    if request.field("client_id").as_deref() != Some("sandbox") {
        return Reply::error(400, "Client Id is invalid");
    }
    let scope = request.field("scope").unwrap_or_default();
    let scopes: Vec<String> = scope.split_whitespace().map(str::to_owned).collect();
    if scopes.is_empty() || !scopes.iter().all(|scope| SCOPES.contains(&scope.as_str())) {
        return Reply::error(400, "The requested scope is invalid");
    }
    let code = uuid();
    let verify = format!("http://127.0.0.1:{}/verify", state.port);
    let body = json!({
        "device_code": code,
        "expires_in": state.settings.device_life.as_secs(),
        "user_code": "729703",
        "verification_uri": verify,
        "verification_uri_complete": format!("{verify}?userCode=729703"),
        "interval": 1,
    });
    state.grants.0.insert(code, (0, scopes));
    Reply::json(&body)
}

pub(crate) fn token(state: &mut State, request: &Request) -> Reply {
    if request.header("authorization").is_none() {
        return Reply::error(401, "Basic authentication is required");
    }
    if let Err(reply) = check_client(request) {
        return reply;
    }
    if request.field("grant_type").as_deref() != Some("urn:ietf:params:oauth:grant-type:device_code") {
        return Reply::error(400, "unsupported_grant_type");
    }
    let code = request.field("device_code").unwrap_or_default();
    let Some((asked, scopes)) = state.grants.0.get_mut(&code) else {
        return Reply::error(400, "invalid_request: the device code is not known");
    };
    *asked += 1;
    let scopes = scopes.clone();
    match state.settings.device {
        Device::PendingThenYes(times) if *asked <= times => Reply::error(428, "authorization_pending"),
        Device::Denied => Reply::error(400, "access_denied"),
        Device::Expired => Reply::error(400, "expired_token"),
        Device::PendingThenYes(_) => {
            state.grants.0.remove(&code);
            let tokens = state.issue(&scopes);
            granted(state, &tokens, true, &scopes)
        }
    }
}
