//! What a test can change about this Webex.

use std::time::Duration;

use chrono::TimeDelta;

use crate::answer::Answer;
use crate::rewrite::Markdown;

/// What happens to somebody who asks for consent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Consent {
    /// The redirect comes at once.
    #[default]
    Now,
    /// A page with buttons asks first.
    Page,
    /// The redirect says no: error and description.
    Deny(String, String),
}

/// What a refresh returns beside the access token.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Rotate {
    /// The refresh token that was given, as Webex does today.
    #[default]
    Same,
    /// A new one; the old one ends, and given again it ends the login.
    New,
    /// None at all; the old one stays good.
    None,
}

/// What `Date` says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum DateHeader {
    /// The time.
    #[default]
    Right,
    /// Nothing: a proxy removed it.
    Missing,
    /// This.
    Says(String),
}

/// How the device grant goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Device {
    /// So many times "pending", then consent.
    PendingThenYes(u32),
    /// The person says no.
    Denied,
    /// Nobody comes before the code ends.
    Expired,
}

/// What a test can change.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Life of new access tokens.
    pub access_token_life: Duration,
    /// Life of new refresh tokens; none are given without.
    pub refresh_token_life: Option<Duration>,
    /// Whether answers tell the lives.
    pub tell_lives: bool,
    /// What a refresh returns.
    pub rotate: Rotate,
    /// How consent is given.
    pub consent: Consent,
    /// How the device grant goes.
    pub device: Device,
    /// How long every answer takes.
    pub latency: Duration,
    /// Life of a device code.
    pub device_life: Duration,
    /// How posts that no script is for end, one after the other and again from the first; as usual without any.
    pub posts: Vec<Answer>,
    /// How far this clock is ahead, in `Date`.
    pub date_skew: TimeDelta,
    /// How much further `Date` is ahead than the times of messages: a proxy's clock.
    pub date_lead: TimeDelta,
    /// What `Date` says.
    pub date: DateHeader,
    /// Whether messages are listed with their Markdown.
    pub markdown: Markdown,
    /// Lists what is said spoiled at random, by this seed.
    pub garble: Option<u64>,
    /// What is granted instead of what is asked for, or was granted before.
    pub granted_scopes: Option<Vec<String>>,
    /// What is registered with the integration.
    pub redirect_uris: Vec<String>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            access_token_life: Duration::from_secs(1_209_599),
            refresh_token_life: Some(Duration::from_secs(7_775_999)),
            tell_lives: true,
            rotate: Rotate::Same,
            consent: Consent::Now,
            device: Device::PendingThenYes(1),
            latency: Duration::ZERO,
            device_life: Duration::from_secs(300),
            posts: Vec::new(),
            date_skew: TimeDelta::zero(),
            date_lead: TimeDelta::zero(),
            date: DateHeader::Right,
            markdown: Markdown::default(),
            garble: None,
            granted_scopes: None,
            redirect_uris: [
                "http://127.0.0.1:17321/callback",
                "http://localhost:17321/callback",
                "http://127.0.0.1:17322/callback",
            ]
            .map(str::to_owned)
            .to_vec(),
        }
    }
}
