//! The protocol: authorization code with PKCE over a loopback redirect (RFC 6749, 7636, 8252).
//!
//! Knows neither Webex nor where tokens are kept.

mod authorize;
mod device;
mod exchange;
mod judge;
mod loopback;
mod pkce;

pub use authorize::{Authorization, Redirect};
pub use device::{DeviceCode, device_code, device_token};
pub use exchange::{Error, code, grant, refresh, revoke};
pub use judge::{Asked, Judge, Judgement};
pub use loopback::{Answered, Heard, Listener, Page};

use crate::account::Secret;

/// Who asks: the integration.
#[derive(Debug, Clone)]
pub struct Client {
    /// Its public id.
    pub id: String,
    /// Its secret; Webex has no login without one, PKCE or not.
    pub secret: Secret,
}

/// What the token endpoint gave (RFC 6749, section 5.1).
#[derive(Debug, Clone)]
pub struct Grant {
    /// Good for calls.
    pub access_token: Secret,
    /// Its life in seconds, if told.
    pub expires_in: Option<u64>,
    /// Good for another access token; when renewing, none means that the old one stays.
    pub refresh_token: Option<Secret>,
    /// Its life in seconds, if told.
    pub refresh_token_expires_in: Option<u64>,
    /// What was granted, if told; otherwise what was asked for.
    pub scope: Option<String>,
}

impl Grant {
    /// Returns what was granted, if told.
    #[must_use]
    pub fn scopes(&self) -> Option<Vec<String>> {
        let scopes = self.scope.as_deref()?.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
        (!scopes.is_empty()).then_some(scopes)
    }
}
