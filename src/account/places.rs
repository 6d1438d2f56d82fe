//! Every place where this home may have left secrets: `logout` and `forget` look in all of them.
//!
//! Entries in the keyring carry the name of their home, and `keyring.toml` remembers each name that was used: a home
//! that was moved, or that is reached by a link, finds what it left under another.

use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::config::TokenStoreKind;
use crate::context::Paths;
use crate::disk;
use crate::failure::{Failure, Kind};
use crate::oauth::Client;

use super::issued::{self, Issued};
use super::{
    ACCESS, Account, CLIENT, PROBE, REFRESH, Secret, TYPED, TokenStore, facts, file, keyring, lock, parts,
    renewal,
};

/// A store in which this home may have left secrets.
struct Place {
    store: Box<dyn TokenStore>,
    /// Where it is, for people.
    name: String,
    /// Whether this is the store that is used now.
    is_here: bool,
    /// Whether something was certainly kept there: then a store that can't be reached is an error.
    is_certain: bool,
}

/// What was removed, and what was not.
#[derive(Debug, Default)]
pub struct Removal {
    /// Where something was, and is gone.
    pub from: Vec<String>,
    /// What could not be removed, or not be looked at, and why.
    pub left: Vec<Failure>,
    /// Other homes, whose entries were found under a name that this home had once and which stay.
    pub others: Vec<String>,
}

impl Removal {
    /// Adds what else was removed.
    pub fn join(&mut self, other: Self) {
        for place in other.from {
            if !self.from.contains(&place) {
                self.from.push(place);
            }
        }
        self.left.extend(other.left);
        self.others = other.others;
    }

    /// Returns an error that names everything that is left, if anything is.
    ///
    /// # Errors
    /// Something could not be removed.
    pub fn check(self, what: &str) -> Result<(), Failure> {
        let Some(first) = self.left.first() else { return Ok(()) };
        let is_about_keyring = self.left.iter().any(|failure| failure.kind == Kind::Keyring);
        let mut failure = Failure::new(
            if is_about_keyring { Kind::Keyring } else { first.kind },
            format!("cannot remove {what}"),
        );
        for left in self.left {
            let causes = std::iter::once(left.what).chain(left.causes);
            failure.causes.extend(causes.filter(|cause| !cause.is_empty()));
            failure.hints.extend(left.hints);
        }
        failure.causes.dedup();
        failure.hints.dedup();
        Err(failure)
    }
}

/// The tokens of an earlier login, with the integration that can revoke them.
#[derive(Debug)]
pub struct Earlier {
    /// The refresh token first.
    pub tokens: Vec<Secret>,
    /// The integration they were made for, if its secret is known.
    pub client: Option<Client>,
}

#[derive(Debug, Default, Serialize, Deserialize)]
struct Names {
    /// The homes whose names entries in the keyring carry; the default home has none.
    homes: Vec<String>,
}

fn names(paths: &Paths) -> Result<Option<Names>, Failure> {
    let Some(text) = disk::read_settings(&paths.keyring_file())? else { return Ok(None) };
    toml::from_str(&text).map(Some).map_err(|error| {
        Failure::usage(format!("cannot read `{}`", paths.keyring_file().display())).because(&error)
    })
}

/// The name that entries of this home carry in the keyring.
pub(super) fn name(paths: &Paths) -> String {
    paths.home.as_ref().map(|home| home.display().to_string()).unwrap_or_default()
}

/// Remembers that entries of this name are about to be kept in the keyring.
pub(super) fn remember(paths: &Paths) -> Result<(), Failure> {
    let (mut known, name) = (names(paths).ok().flatten().unwrap_or_default(), name(paths));
    if known.homes.contains(&name) {
        return Ok(());
    }
    known.homes.push(name);
    let text =
        toml::to_string(&known).map_err(|error| Failure::other("cannot write the names").because(&error))?;
    disk::replace(&paths.keyring_file(), text.as_bytes())
}

impl Account {
    /// Returns every place where this home may have left secrets, and other homes that have a name of this one now.
    fn places(&self) -> Result<(Vec<Place>, Vec<String>), Failure> {
        let known = names(&self.paths)?;
        let in_keyring = match facts(&self.paths) {
            Ok(Some(facts)) => facts.store == TokenStoreKind::Keyring.as_str(),
            Ok(None) => false,
            Err(_) => self.config.token_store == TokenStoreKind::Keyring,
        };
        let is_certain = known.is_some() || in_keyring;
        let mut homes = known.unwrap_or_default().homes;
        let by_link = self.paths.home.as_ref().and_then(|home| home.canonicalize().ok());
        homes.extend(by_link.map(|home| home.display().to_string()));
        homes.push(name(&self.paths));
        homes.sort();
        homes.dedup();
        let is_other = |home: &String| *home != name(&self.paths) && is_another(home, &self.paths);
        let (others, homes): (Vec<_>, Vec<_>) = homes.into_iter().partition(is_other);
        let mut places: Vec<Place> = homes.iter().map(|home| self.keyring(home, is_certain)).collect();
        places.push(self.file());
        Ok((places, others))
    }

    fn keyring(&self, home: &str, is_certain: bool) -> Place {
        let is_mine = home == name(&self.paths);
        let kept_for = (!home.is_empty()).then(|| home.to_owned());
        let store = Box::new(parts::Parts(keyring::Keyring::new(kept_for, self.patience)));
        let name = match home {
            _ if is_mine => store.place(),
            "" => format!("{} (kept for the default home)", store.place()),
            home => format!("{} (kept for {home})", store.place()),
        };
        let is_here = is_mine && self.config.token_store == TokenStoreKind::Keyring;
        Place { store, name, is_here, is_certain }
    }

    fn file(&self) -> Place {
        let store = Box::new(file::FileStore::new(self.paths.credentials_file()));
        let is_here = self.config.token_store == TokenStoreKind::File;
        Place { name: store.place(), store, is_here, is_certain: true }
    }

    /// Returns the tokens of every place that can be read.
    ///
    /// # Errors
    /// The names of this home in the keyring cannot be read.
    pub fn earlier(&self) -> Result<Vec<Earlier>, Failure> {
        let made_for = facts(&self.paths).ok().flatten().and_then(|facts| facts.client_id);
        let (places, _) = self.places()?;
        Ok(places.iter().filter_map(|place| self.earlier_in(place, made_for.as_deref())).collect())
    }

    fn earlier_in(&self, place: &Place, made_for: Option<&str>) -> Option<Earlier> {
        let read = |entry| match place.store.holds(entry) {
            Ok(true) => place.store.get(entry).ok().flatten(),
            _ => None,
        };
        let tokens: Vec<Secret> = [REFRESH, ACCESS]
            .into_iter()
            .filter_map(|entry| Some(Issued::read(&read(entry)?)?.token))
            .collect();
        if tokens.is_empty() {
            return None;
        }
        let kept = read(CLIENT).and_then(|text| issued::client(&text));
        let told = self.config.client_id.clone().zip(self.config.client_secret.clone());
        let told = told.map(|(id, secret)| Client { id, secret });
        let fits = |client: &Client| made_for.is_none_or(|id| id == client.id);
        Some(Earlier { tokens, client: kept.into_iter().chain(told).find(fits) })
    }

    /// Removes the tokens from every place, then who they belonged to; what can't be removed does not save the rest.
    pub async fn remove_tokens(&self) -> Removal {
        // A run that is renewing would write its tokens back. Nothing is locked where nothing is.
        let _lock = match self.paths.data.is_dir() {
            true => lock::lock(&self.paths).await.ok(),
            false => None,
        };
        let mut removal = self.remove(&[REFRESH, ACCESS, PROBE]);
        removal.left.extend(file::remove_unfinished(&self.paths.data).err());
        if removal.left.is_empty() {
            // While a token is left, so is the login: it can be removed again.
            self.remove_facts(&mut removal);
        }
        removal
    }

    /// Removes who was logged in.
    pub fn remove_facts(&self, removal: &mut Removal) {
        let facts = [renewal::forget(&self.paths), facts::remove(&self.paths)];
        removal.left.extend(facts.into_iter().filter_map(Result::err));
    }

    /// Removes the secret of the integration from every place, and what was remembered of those places.
    #[must_use]
    pub fn remove_client(&self) -> Removal {
        let mut removal = self.remove(&[CLIENT, TYPED]);
        if removal.left.is_empty() {
            removal.left.extend(disk::remove(&self.paths.keyring_file()).err());
        }
        removal
    }

    /// Removes what an earlier login left elsewhere than in the store that is used now.
    pub fn remove_elsewhere(&self) -> Result<(), Failure> {
        let (places, _) = self.places()?;
        let elsewhere = places.iter().filter(|place| !place.is_here && place.is_certain);
        let mut left = Removal::default();
        for place in elsewhere {
            left.left.extend(clear(place, &[REFRESH, ACCESS, CLIENT, PROBE, TYPED]).err());
        }
        left.check("what an earlier login left")
    }

    fn remove(&self, entries: &[&str]) -> Removal {
        let (places, others) = match self.places() {
            Ok(places) => places,
            Err(failure) => return Removal { left: vec![failure], ..Removal::default() },
        };
        let mut removal = Removal { others, ..Removal::default() };
        for place in &places {
            match clear(place, entries) {
                Ok(true) => removal.from.push(place.name.clone()),
                Ok(false) => {}
                Err(failure) => removal.left.push(failure),
            }
        }
        removal
    }
}

/// Removes entries from one place and looks again; returns whether there were any.
fn clear(place: &Place, entries: &[&str]) -> Result<bool, Failure> {
    let (mut had, mut failed) = (false, None);
    for entry in entries {
        match place.store.holds(entry) {
            Ok(false) => {}
            Ok(true) => {
                had = true;
                failed = place.store.discard(entry).and_then(|()| check_gone(place, entry)).err().or(failed);
            }
            // A store that can't be reached, and in which nothing was ever kept.
            Err(_) if !place.is_certain => return Ok(false),
            Err(failure) => return Err(failure),
        }
    }
    failed.map_or(Ok(had), Err)
}

fn check_gone(place: &Place, entry: &str) -> Result<(), Failure> {
    if place.store.holds(entry)? {
        let what = format!("the entry `{entry}` is still in {}", place.name);
        return Err(Failure::new(Kind::Keyring, what));
    }
    Ok(())
}

/// Checks whether a name that this home had once is that of another home now: this one is a copy then.
fn is_another(home: &str, paths: &Paths) -> bool {
    let data = match home {
        "" => Paths::default_data(),
        home => Some(Path::new(home).to_owned()),
    };
    let Some(data) = data else { return false };
    match (data.canonicalize(), paths.data.canonicalize()) {
        (Ok(there), Ok(here)) if there == here => false,
        (Ok(there), _) => ["account.toml", "keyring.toml"].iter().any(|name| there.join(name).exists()),
        (Err(error), _) => error.kind() != std::io::ErrorKind::NotFound,
    }
}
