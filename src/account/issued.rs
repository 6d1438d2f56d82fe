//! Tokens as they are kept: what, since when, for how long. ASCII JSON, for some keyrings spoil other bytes.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::oauth::{Client, Grant};

use super::Secret;

/// A token with its life.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Issued {
    pub(super) token: Secret,
    pub(super) obtained: DateTime<Utc>,
    /// `None` when the server did not say (RFC 6749, section 5.1).
    pub(super) life: Option<TimeDelta>,
    /// How many renewals of this day only a refusal asked for, this one included.
    pub(super) forced: u32,
}

/// The tokens of a login.
#[derive(Debug, Clone)]
pub struct Tokens {
    pub(super) access: Issued,
    pub(super) refresh: Option<Issued>,
}

impl Tokens {
    /// Takes what the token endpoint granted at `now`.
    #[must_use]
    pub fn granted(grant: &Grant, now: DateTime<Utc>) -> Self {
        let issued = |token: &Secret, seconds| Issued {
            token: token.clone(),
            obtained: now,
            life: life(seconds),
            forced: 0,
        };
        Self {
            access: issued(&grant.access_token, grant.expires_in),
            refresh: grant.refresh_token.as_ref().map(|token| issued(token, grant.refresh_token_expires_in)),
        }
    }

    /// Takes what a refresh token was exchanged for at `now`; what the answer leaves out stays as it was.
    pub(super) fn renewed(before: &Issued, grant: &Grant, now: DateTime<Utc>) -> Self {
        let granted = Self::granted(grant, now);
        let refresh = match granted.refresh {
            Some(fresh) if fresh.life.is_some() || fresh.token != before.token => fresh,
            // It was good a moment ago: an end that has passed was not its end.
            _ => Issued { life: before.life.filter(|_| before.ends() > Some(now)), ..before.clone() },
        };
        Self { access: granted.access, refresh: Some(refresh) }
    }

    /// Returns when the access token ends, if that is known.
    #[must_use]
    pub fn access_expires(&self) -> Option<DateTime<Utc>> {
        self.access.ends()
    }

    /// Tells whether there is a refresh token.
    #[must_use]
    pub const fn is_renewable(&self) -> bool {
        self.refresh.is_some()
    }

    /// Returns when the refresh token ends, if that is known.
    #[must_use]
    pub fn refresh_expires(&self) -> Option<DateTime<Utc>> {
        self.refresh.as_ref().and_then(Issued::ends)
    }
}

/// A century is longer than any token; more would leave the calendar.
fn life(seconds: Option<u64>) -> Option<TimeDelta> {
    seconds.map(|seconds| TimeDelta::seconds(i64::try_from(seconds).unwrap_or(i64::MAX).min(3_155_760_000)))
}

#[derive(Serialize, Deserialize)]
struct Entry {
    token: String,
    obtained: DateTime<Utc>,
    expires_in: Option<u64>,
    #[serde(default)]
    forced: u32,
}

impl Issued {
    pub(super) fn ends(&self) -> Option<DateTime<Utc>> {
        self.life.and_then(|life| self.obtained.checked_add_signed(life))
    }

    pub(super) fn read(text: &Secret) -> Option<Self> {
        let entry: Entry = serde_json::from_str(text.expose()).ok()?;
        Some(Self {
            token: Secret::new(entry.token),
            obtained: entry.obtained,
            life: life(entry.expires_in),
            forced: entry.forced,
        })
    }

    pub(super) fn entry(&self) -> Secret {
        let entry = Entry {
            token: self.token.expose().to_owned(),
            obtained: self.obtained,
            expires_in: self.life.and_then(|life| u64::try_from(life.num_seconds()).ok()),
            forced: self.forced,
        };
        ascii(&serde_json::to_string(&entry).expect("plain fields are JSON"))
    }
}

#[derive(Serialize, Deserialize)]
struct ClientEntry {
    id: String,
    secret: String,
}

pub(super) fn client(text: &Secret) -> Option<Client> {
    let entry: ClientEntry = serde_json::from_str(text.expose()).ok()?;
    Some(Client { id: entry.id, secret: Secret::new(entry.secret) })
}

pub(super) fn client_entry(client: &Client) -> Secret {
    let entry = ClientEntry { id: client.id.clone(), secret: client.secret.expose().to_owned() };
    ascii(&serde_json::to_string(&entry).expect("two plain fields are JSON"))
}

/// Writes JSON in ASCII: KWallet destroys other bytes (<https://github.com/open-source-cooperative/keyring-rs/issues/284>).
fn ascii(json: &str) -> Secret {
    let mut text = String::with_capacity(json.len());
    for sign in json.chars() {
        if sign.is_ascii() {
            text.push(sign);
        } else {
            text.extend(sign.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("\\u{unit:04x}")));
        }
    }
    Secret::new(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_comes_back_from_its_entry_as_it_was() {
        let obtained = "2026-11-24T09:00:00Z".parse().unwrap();
        for life in [None, Some(TimeDelta::seconds(1_209_599))] {
            let issued = Issued { token: Secret::new("t\"ö😀"), obtained, life, forced: 2 };
            assert!(issued.entry().expose().is_ascii());
            assert_eq!(Issued::read(&issued.entry()), Some(issued));
        }
    }

    #[test]
    fn a_life_longer_than_the_calendar_is_a_century() {
        assert_eq!(life(Some(u64::MAX)).unwrap().num_days(), 36_525);
    }
}
