//! Settings: flags over environment over `config.toml` over defaults.
//!
//! An unknown key names the file, the line and the nearest known key. A secret is never read from here.

mod value;

use std::collections::HashMap;
use std::path::Path;
use std::time::Duration;

use serde::Deserialize;

use crate::account::Secret;
use crate::failure::Failure;
use crate::terminal::nearest;

pub use value::{duration, is_loopback};

/// Where Webex's API is unless a setting says otherwise.
pub const DEFAULT_API_URL: &str = "https://webexapis.com/v1";
/// The redirect URI proposed to everybody; Webex compares it character by character.
pub const DEFAULT_REDIRECT_URI: &str = "http://127.0.0.1:17321/callback";
/// What every login asks for: without the one nothing is sent, without the other nobody knows who logged in.
const ALWAYS: [&str; 2] = ["spark:messages_write", "spark:people_read"];

/// What an explicit `--at` outside their hours leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum OffHours {
    /// Enqueue and say so.
    #[default]
    Warn,
    /// Exit 2.
    Refuse,
    /// Wait for their next working hours.
    Move,
}

/// Whose clock a time of day is on where nothing says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Clock {
    /// That of the person at this terminal.
    #[default]
    Mine,
    /// The recipient's.
    Theirs,
}

/// Where secrets are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TokenStoreKind {
    /// The keyring of the operating system.
    #[default]
    Keyring,
    /// `credentials.toml`, 0600, only by choice.
    File,
}

impl TokenStoreKind {
    /// Returns its name in settings.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Keyring => "keyring",
            Self::File => "file",
        }
    }
}

/// Every setting of a run.
#[derive(Debug, Clone)]
pub struct Config {
    /// Base of the API, without a slash at the end; https, or http to loopback.
    pub api_url: String,
    /// The integration's client id.
    pub client_id: Option<String>,
    /// The integration's secret, if the environment holds it.
    pub client_secret: Option<Secret>,
    /// A ready token of the environment: no keyring, no refresh.
    pub access_token: Option<Secret>,
    /// Registered redirect URIs, tried in order.
    pub redirect_uris: Vec<String>,
    /// Scopes asked for at login: the two that are always needed, then those of the settings.
    pub scopes: Vec<String>,
    /// The user's zone, if set.
    pub timezone: Option<String>,
    /// Whose clock a time of day is on.
    pub clock: Clock,
    /// Working hours of people without hours of their own.
    pub work: String,
    /// What an explicit time outside their hours leads to.
    pub off_hours: OffHours,
    /// How late still counts as on time.
    pub grace: Duration,
    /// After this much lateness a message expires.
    pub give_up: Duration,
    /// Presence that holds every message.
    pub hold_while: Vec<String>,
    /// Conversations written to at once.
    pub concurrency: usize,
    /// If not empty, recipients elsewhere are refused.
    pub allowed_domains: Vec<String>,
    /// Where secrets are kept.
    pub token_store: TokenStoreKind,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct File {
    webex: Webex,
    me: Me,
    hours: Hours,
    delivery: Delivery,
    login: Login,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Webex {
    client_id: Option<String>,
    redirect_uri: Option<OneOrMany>,
    scopes: Option<Vec<String>>,
    api_url: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum OneOrMany {
    One(String),
    Many(Vec<String>),
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Me {
    timezone: Option<String>,
    clock: Clock,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Hours {
    work: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Delivery {
    off_hours: OffHours,
    grace: Option<String>,
    give_up: Option<String>,
    hold_while: Vec<String>,
    concurrency: Option<usize>,
    allowed_domains: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Login {
    token_store: TokenStoreKind,
}

impl Config {
    /// Reads `config.toml` if there is one and lays the environment over it.
    ///
    /// # Errors
    /// A file that cannot be read, an unknown key or a value that makes no sense: exit code 2.
    pub fn read(path: &Path, environment: &HashMap<String, String>) -> Result<Self, Failure> {
        let text = crate::disk::read_settings(path)?.unwrap_or_default();
        let file: File = toml::from_str(&text).map_err(|error| unreadable(path, &text, &error))?;
        let bad = |failure: Failure| failure.cause(format!("in `{}` or the environment", path.display()));
        merge(file, environment).map_err(bad)
    }
}

impl Config {
    /// Returns the defaults under the environment, where the file is of no use.
    ///
    /// # Errors
    /// An environment that makes no sense.
    pub fn of(environment: &HashMap<String, String>) -> Result<Self, Failure> {
        merge(File::default(), environment)
    }
}

/// Checks settings that are about to be written, and returns them as they will be without an environment.
///
/// # Errors
/// As [`Config::read`], so that nothing is written that cannot be read.
pub fn check(path: &Path, text: &str) -> Result<Config, Failure> {
    let file: File = toml::from_str(text).map_err(|error| unreadable(path, text, &error))?;
    merge(file, &HashMap::new())
}

fn merge(file: File, environment: &HashMap<String, String>) -> Result<Config, Failure> {
    let variable = |name: &str| environment.get(name).filter(|value| !value.is_empty()).cloned();
    let secret = |name: &str| {
        let text = variable(name).filter(|text| !text.trim().is_empty());
        let text = match (text, variable("CREDENTIALS_DIRECTORY")) {
            (None, Some(folder)) => value::credential(name, Path::new(&folder))?,
            (text, _) => text,
        };
        text.map(|text| value::secret(name, &text)).transpose()
    };
    let api_url = variable("MINDFUL_API_URL").or(file.webex.api_url);
    Ok(Config {
        api_url: value::api_url(api_url.as_deref().unwrap_or(DEFAULT_API_URL))?,
        client_id: variable("MINDFUL_CLIENT_ID").or(file.webex.client_id),
        client_secret: secret("MINDFUL_CLIENT_SECRET")?,
        access_token: secret("MINDFUL_ACCESS_TOKEN")?.or(secret("WEBEX_ACCESS_TOKEN")?),
        redirect_uris: value::redirect_uris(file.webex.redirect_uri)?,
        scopes: scopes(&file.webex.scopes.unwrap_or_default())?,
        timezone: value::known_zone(file.me.timezone)?,
        clock: file.me.clock,
        work: value::working_hours(file.hours.work)?,
        off_hours: file.delivery.off_hours,
        grace: duration("delivery.grace", file.delivery.grace.as_deref().unwrap_or("15m"))?,
        give_up: duration("delivery.give_up", file.delivery.give_up.as_deref().unwrap_or("3d"))?,
        hold_while: value::presence(&file.delivery.hold_while)?,
        concurrency: value::concurrency(file.delivery.concurrency.unwrap_or(8))?,
        allowed_domains: file.delivery.allowed_domains,
        token_store: value::token_store(variable("MINDFUL_TOKEN_STORE"), file.login.token_store)?,
    })
}

/// Adds scopes to those that every login asks for.
///
/// # Errors
/// One that isn't a single word.
pub fn scopes(more: &[String]) -> Result<Vec<String>, Failure> {
    let mut all = ALWAYS.map(str::to_owned).to_vec();
    for scope in more {
        if scope.is_empty() || !scope.chars().all(|sign| sign.is_ascii_graphic()) {
            return Err(Failure::usage(format!("`{scope}` isn't a valid scope"))
                .hint("a scope is one word such as spark:messages_read; separate several with commas"));
        }
        if !all.contains(scope) {
            all.push(scope.clone());
        }
    }
    Ok(all)
}

/// Says where and why a TOML file cannot be read, with the nearest known key.
#[must_use]
pub fn unreadable(path: &Path, text: &str, error: &toml::de::Error) -> Failure {
    let start = error.span().map_or(0, |span| span.start).min(text.len());
    let line = text.as_bytes()[..start].iter().filter(|byte| **byte == b'\n').count() + 1;
    let failure = Failure::usage(format!("cannot read `{}`, line {line}", path.display()))
        .cause(error.message().to_owned());
    match nearest::suggestion(error.message()) {
        _ if error.message().contains("`client_secret`, expected") => failure.hint(
            "a secret is never kept in settings: set MINDFUL_CLIENT_SECRET, or use --client-secret-stdin; \
                   and take that line out",
        ),
        Some(key) => failure.hint(format!("did you mean `{key}`?")),
        None => failure.hint("correct that line; nothing was changed"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, variables: &[(&str, &str)]) -> Result<Config, Failure> {
        let environment = variables.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect();
        merge(toml::from_str(text).unwrap(), &environment)
    }

    #[test]
    fn the_environment_wins_over_the_file() {
        let file = "[webex]\nclient_id = \"file\"";
        assert_eq!(read(file, &[]).unwrap().client_id.as_deref(), Some("file"));
        let config = read(file, &[("MINDFUL_CLIENT_ID", "env")]).unwrap();
        assert_eq!(config.client_id.as_deref(), Some("env"));
    }
}
