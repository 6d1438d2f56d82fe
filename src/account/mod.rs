//! Who we are: a token that is good now, or "log in".
//!
//! The store holds three small entries: `refresh`, `access`, `client`.

pub mod clock;
mod facts;
mod file;
mod issued;
mod keep;
mod keyring;
mod lock;
mod parts;
mod places;
mod refresh;
mod renewal;
mod secret;
mod standing;

use chrono::{DateTime, Utc};

use crate::config::{Config, TokenStoreKind};
use crate::context::{Context, Paths};
use crate::failure::{Failure, Kind};
use crate::http::Client as Http;

pub use facts::{Facts, allows, facts};
pub use issued::Tokens;
pub use places::{Earlier, Removal};
pub use renewal::{ENDS_SOON, wants_renewal};
pub use secret::Secret;

const ACCESS: &str = "access";
const REFRESH: &str = "refresh";
const CLIENT: &str = "client";
const PROBE: &str = "probe";
/// The integration that was typed for a login that has not completed.
const TYPED: &str = "typed";

/// Where secrets are kept.
trait TokenStore: std::fmt::Debug {
    /// Reads an entry; `None` when there is none.
    fn get(&self, entry: &str) -> Result<Option<Secret>, Failure>;
    /// Writes an entry over what was there.
    fn set(&self, entry: &str, secret: &Secret) -> Result<(), Failure>;
    /// Removes an entry; one that is not there is removed.
    fn delete(&self, entry: &str) -> Result<(), Failure>;
    /// Removes an entry for good, even one that cannot be read.
    fn discard(&self, entry: &str) -> Result<(), Failure> {
        self.delete(entry)
    }
    /// Checks whether there is an entry, readable or not; never asks a person.
    fn holds(&self, entry: &str) -> Result<bool, Failure> {
        self.get(entry).map(|found| found.is_some())
    }
    /// Says where this is, for people.
    fn place(&self) -> String;
}

/// Whether somebody is there to unlock a keyring.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Patience {
    /// Cron: never a dialog, five seconds.
    Unattended,
    /// A person at a terminal: the keyring may ask.
    Interactive,
}

impl Patience {
    /// Tells whether somebody sits at the terminal of this run.
    #[must_use]
    pub const fn of(context: &Context) -> Self {
        if context.stdin_is_terminal { Self::Interactive } else { Self::Unattended }
    }
}

/// The login of one home.
#[derive(Debug)]
pub struct Account {
    paths: Paths,
    config: Config,
    patience: Patience,
    store: Box<dyn TokenStore>,
}

impl Account {
    /// Opens the login of this home; nothing is read yet.
    #[must_use]
    pub fn open(context: &Context, patience: Patience) -> Self {
        let store: Box<dyn TokenStore> = match context.config.token_store {
            TokenStoreKind::File => Box::new(file::FileStore::new(context.paths.credentials_file())),
            TokenStoreKind::Keyring => {
                let home = context.paths.home.as_ref().map(|home| home.display().to_string());
                Box::new(parts::Parts(keyring::Keyring::new(home, patience)))
            }
        };
        Self { paths: context.paths.clone(), config: context.config.clone(), patience, store }
    }

    /// Returns a token that is good at `now`, renewing it if its end is near.
    ///
    /// # Errors
    /// Nobody is logged in, the login has ended, or the store cannot be reached.
    pub async fn token(&self, http: &Http, now: DateTime<Utc>) -> Result<Good, Failure> {
        if let Some(token) = &self.config.access_token {
            return Ok(token.clone().into());
        }
        if facts(&self.paths)?.is_none() {
            return Err(not_logged_in());
        }
        refresh::token(self, http, now, None).await
    }

    /// Returns another token than `rejected`, which Webex refused.
    ///
    /// # Errors
    /// As [`Account::token`]; a token of the environment cannot be renewed.
    pub async fn renew(&self, http: &Http, now: DateTime<Utc>, rejected: &Secret) -> Result<Good, Failure> {
        if self.config.access_token.is_some() {
            return Err(Failure::new(Kind::Login, "Webex refuses the token of the environment")
                .hint("set MINDFUL_ACCESS_TOKEN to a new token, or unset it and run `mindful login`"));
        }
        refresh::token(self, http, now, Some(rejected)).await
    }

    /// Returns the integration: settings first, then the store.
    ///
    /// # Errors
    /// A store that cannot be reached.
    pub fn client(&self, id: Option<&str>, secret: Option<&Secret>) -> Result<Partial, Failure> {
        let id = id.map(str::to_owned).or_else(|| self.config.client_id.clone());
        let secret = secret.cloned().or_else(|| self.config.client_secret.clone());
        if let (Some(id), Some(secret)) = (&id, &secret) {
            return Ok(Partial { id: Some(id.clone()), secret: Some(secret.clone()) });
        }
        let stored = self.stored_client(id.as_deref())?;
        Ok(Partial { id: id.or(stored.id), secret: secret.or(stored.secret) })
    }

    /// Returns what the store holds of an integration, whatever the settings say.
    fn stored_client(&self, id: Option<&str>) -> Result<Partial, Failure> {
        let stored = self.store.get(CLIENT)?.and_then(|text| issued::client(&text));
        Ok(match stored.filter(|stored| id.is_none_or(|id| id == stored.id)) {
            Some(stored) => Partial { id: Some(stored.id), secret: Some(stored.secret) },
            None => Partial { id: None, secret: None },
        })
    }

    /// Says where secrets are kept, for people.
    #[must_use]
    pub fn place(&self) -> String {
        self.store.place()
    }
}

/// A token that is good now.
#[derive(Debug, Clone)]
pub struct Good {
    /// The token.
    pub token: Secret,
    /// Why it could not be kept, if it was just renewed and the store refused it.
    pub not_kept: Option<Failure>,
}

impl From<Secret> for Good {
    fn from(token: Secret) -> Self {
        Self { token, not_kept: None }
    }
}

/// What is known of the integration so far.
#[derive(Debug, Clone)]
pub struct Partial {
    /// Its id.
    pub id: Option<String>,
    /// Its secret.
    pub secret: Option<Secret>,
}

/// Says that there is no login.
#[must_use]
pub fn not_logged_in() -> Failure {
    Failure::new(Kind::Login, "you are not logged in").hint("run `mindful login`; the queue is kept")
}
