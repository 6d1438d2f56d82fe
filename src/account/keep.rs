//! What is kept: entries written, read back and removed, tokens and facts together.

use chrono::{DateTime, Utc};

use crate::config::TokenStoreKind;
use crate::failure::{Failure, Kind};
use crate::oauth::Client;

use super::issued::{self, Issued};
use super::{
    ACCESS, Account, CLIENT, Facts, PROBE, REFRESH, Secret, TYPED, Tokens, facts, lock, places, renewal,
};

impl Account {
    /// Writes, reads and removes an entry: a store that fails must fail before a browser opens.
    ///
    /// # Errors
    /// The store does not keep what it is given.
    pub async fn try_store(&self) -> Result<(), Failure> {
        let _lock = lock::lock(&self.paths).await?;
        self.probe()
    }

    pub(super) fn probe(&self) -> Result<(), Failure> {
        if self.config.token_store == TokenStoreKind::Keyring {
            places::remember(&self.paths)?;
        }
        self.set(PROBE, &Secret::new("mindful looks whether this can be kept"))?;
        self.store.delete(PROBE)
    }

    /// Keeps a new login: secrets, then facts, each read back; a failure puts back what was there.
    ///
    /// # Errors
    /// The store or the disk refuses.
    pub async fn keep(
        &self,
        client: &Client,
        tokens: &Tokens,
        facts: &Facts,
        now: DateTime<Utc>,
    ) -> Result<(), Failure> {
        // A run that is renewing the earlier login would write its tokens over the new ones.
        let _lock = lock::lock(&self.paths).await?;
        let before = [REFRESH, ACCESS, CLIENT].map(|entry| (entry, self.store.get(entry).ok().flatten()));
        let kept = self.keep_all(client, tokens).and_then(|()| facts::write(&self.paths, facts));
        kept.inspect_err(|_| {
            for (entry, secret) in &before {
                let _ = match secret {
                    Some(secret) => self.store.set(entry, secret),
                    None => self.store.delete(entry),
                };
            }
        })?;
        // Without the note the next idle run renews, and then notes.
        let _ = renewal::plan_login(&self.paths, tokens, now);
        Ok(())
    }

    fn keep_all(&self, client: &Client, tokens: &Tokens) -> Result<(), Failure> {
        self.keep_tokens(tokens)?;
        if tokens.refresh.is_none() {
            self.store.delete(REFRESH)?;
        }
        self.set(CLIENT, &issued::client_entry(client))?;
        // With the login it is kept as the client; a leftover is only offered for the next one.
        self.forget_typed();
        Ok(())
    }

    /// The refresh token first: without it the login would end with the access token.
    pub(super) fn keep_tokens(&self, tokens: &Tokens) -> Result<(), Failure> {
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

    /// Keeps an integration that was typed until its login completes; that of the login that is there stays as it is.
    ///
    /// # Errors
    /// The store refuses.
    pub async fn keep_typed(&self, client: &Client) -> Result<(), Failure> {
        let _lock = lock::lock(&self.paths).await?;
        self.set(TYPED, &issued::client_entry(client))
    }

    /// Returns the integration that was typed for a login that did not complete.
    #[must_use]
    pub fn typed(&self) -> Option<Client> {
        issued::client(&self.store.get(TYPED).ok()??)
    }

    /// Forgets the integration that was typed: it is wrong.
    pub fn forget_typed(&self) {
        let _ = self.store.discard(TYPED);
    }

    pub(super) fn issued(&self, entry: &str) -> Result<Option<Issued>, Failure> {
        let Some(text) = self.store.get(entry)? else { return Ok(None) };
        Issued::read(&text).map(Some).ok_or_else(|| {
            Failure::new(Kind::Keyring, format!("the entry `{entry}` in {} is not mindful's", self.place()))
                .hint("`mindful logout` removes it; then run `mindful login`")
        })
    }

    /// Returns the tokens that are kept, the refresh token first.
    ///
    /// # Errors
    /// A store that cannot be reached, or an entry that is not ours.
    pub fn kept(&self) -> Result<Vec<Secret>, Failure> {
        let mut kept = Vec::new();
        for entry in [REFRESH, ACCESS] {
            kept.extend(self.issued(entry)?.map(|issued| issued.token));
        }
        Ok(kept)
    }

    /// Checks that the store can be read and holds a token.
    ///
    /// # Errors
    /// As [`Account::kept`]; a store without a token.
    pub fn check_kept(&self) -> Result<(), Failure> {
        if self.kept()?.is_empty() { Err(super::refresh::missing(self)) } else { Ok(()) }
    }
}
