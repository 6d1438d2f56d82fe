//! Who we are: a token that is good now, or "log in".
//!
//! The store holds three small entries (a Windows credential takes 2560 bytes): `refresh`, `access`, `client`.

mod facts;
mod file;
mod issued;
mod keyring;
mod refresh;
mod secret;

use chrono::{DateTime, Utc};
use reqwest::Client as Http;

use crate::config::{Config, TokenStoreKind};
use crate::context::{Context, Paths};
use crate::failure::{Failure, Kind};
use crate::oauth::Client;

pub use facts::{Facts, allows, facts};
pub use issued::Tokens;
pub use secret::Secret;

use issued::Issued;

const ACCESS: &str = "access";
const REFRESH: &str = "refresh";
const CLIENT: &str = "client";
const PROBE: &str = "probe";

/// Where secrets are kept.
trait TokenStore: std::fmt::Debug {
    /// Reads an entry; `None` when there is none.
    fn get(&self, entry: &str) -> Result<Option<Secret>, Failure>;
    /// Writes an entry over what was there.
    fn set(&self, entry: &str, secret: &Secret) -> Result<(), Failure>;
    /// Removes an entry; one that is not there is removed.
    fn delete(&self, entry: &str) -> Result<(), Failure>;
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
                Box::new(keyring::Keyring::new(home, patience))
            }
        };
        Self { paths: context.paths.clone(), config: context.config.clone(), store }
    }

    /// Returns a token that is good at `now`, renewing it if its end is near.
    ///
    /// # Errors
    /// Nobody is logged in, the login has ended, or the store cannot be reached.
    pub async fn token(&self, http: &Http, now: DateTime<Utc>) -> Result<Secret, Failure> {
        if let Some(token) = &self.config.access_token {
            return Ok(token.clone());
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
    pub async fn renew(&self, http: &Http, now: DateTime<Utc>, rejected: &Secret) -> Result<Secret, Failure> {
        if self.config.access_token.is_some() {
            return Err(Failure::new(Kind::Login, "Webex refuses the token of the environment")
                .hint("set MINDFUL_ACCESS_TOKEN anew, or unset it and run `mindful login`"));
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
        let stored = self.store.get(CLIENT)?.and_then(|text| issued::client(&text));
        Ok(match stored {
            Some(stored) if id.as_ref().is_none_or(|id| *id == stored.id) => {
                Partial { id: Some(stored.id), secret: secret.or(Some(stored.secret)) }
            }
            _ => Partial { id, secret },
        })
    }

    /// Writes, reads and removes an entry: a store that fails must fail before a browser opens.
    ///
    /// # Errors
    /// The store does not keep what it is given.
    pub fn probe(&self) -> Result<(), Failure> {
        let canary = Secret::new("mindful looks whether this can be kept");
        self.store.set(PROBE, &canary)?;
        let kept = self.store.get(PROBE)?;
        self.store.delete(PROBE)?;
        if kept.as_ref() == Some(&canary) {
            return Ok(());
        }
        Err(Failure::new(Kind::Keyring, format!("{} does not keep what it is given", self.store.place())))
    }

    /// Keeps a new login: secrets, then facts, each read back; a failure puts back what was there.
    ///
    /// # Errors
    /// The store or the disk refuses.
    pub fn keep(&self, client: &Client, tokens: &Tokens, facts: &Facts) -> Result<(), Failure> {
        let before: Vec<_> = [REFRESH, ACCESS, CLIENT]
            .map(|entry| (entry, self.store.get(entry).ok().flatten()))
            .into_iter()
            .collect();
        let kept = self.keep_all(client, tokens).and_then(|()| facts::write(&self.paths, facts));
        kept.inspect_err(|_| {
            for (entry, secret) in &before {
                let _ = match secret {
                    Some(secret) => self.store.set(entry, secret),
                    None => self.store.delete(entry),
                };
            }
        })
    }

    fn keep_all(&self, client: &Client, tokens: &Tokens) -> Result<(), Failure> {
        self.keep_tokens(tokens)?;
        if tokens.refresh.is_none() {
            self.store.delete(REFRESH)?;
        }
        self.set(CLIENT, &issued::client_entry(client))
    }

    /// The refresh token first: without it the login would end with the access token.
    fn keep_tokens(&self, tokens: &Tokens) -> Result<(), Failure> {
        if let Some(refresh) = &tokens.refresh {
            self.set(REFRESH, &refresh.entry())?;
        }
        self.set(ACCESS, &tokens.access.entry())
    }

    fn set(&self, entry: &str, secret: &Secret) -> Result<(), Failure> {
        self.store.set(entry, secret)?;
        if self.store.get(entry)?.as_ref() == Some(secret) {
            return Ok(());
        }
        Err(Failure::new(Kind::Keyring, format!("{} does not keep what it is given", self.store.place())))
    }

    fn issued(&self, entry: &str) -> Result<Option<Issued>, Failure> {
        Ok(self.store.get(entry)?.and_then(|text| Issued::read(&text)))
    }

    /// Returns the tokens that are kept, the refresh token first.
    ///
    /// # Errors
    /// A store that cannot be reached.
    pub fn kept(&self) -> Result<Vec<Secret>, Failure> {
        let mut kept = Vec::new();
        for entry in [REFRESH, ACCESS] {
            kept.extend(self.issued(entry)?.map(|issued| issued.token));
        }
        Ok(kept)
    }

    /// Removes the tokens and who they belonged to.
    ///
    /// # Errors
    /// The store or the disk refuses.
    pub fn forget_tokens(&self) -> Result<(), Failure> {
        self.store.delete(ACCESS)?;
        self.store.delete(REFRESH)?;
        facts::remove(&self.paths)
    }

    /// Removes the integration's secret as well.
    ///
    /// # Errors
    /// The store refuses.
    pub fn forget_client(&self) -> Result<(), Failure> {
        self.store.delete(CLIENT)
    }

    /// Says where secrets are kept, for people.
    #[must_use]
    pub fn place(&self) -> String {
        self.store.place()
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
