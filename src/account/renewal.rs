//! The refresh token is kept alive: a queue whose next message is months away must not find the login dead.
//!
//! When to renew it next stands in the name of an empty file, `renew.20261224T090000Z`, so that an idle run
//! opens no file. Webex renews a refresh token when it is used, and at most once a day
//! (<https://github.com/WebexSamples/integration-refresh>).

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};

use crate::context::Paths;
use crate::disk;
use crate::failure::{Failure, Kind};
use crate::http::Client as Http;

use super::issued::{Issued, Tokens};
use super::{Account, REFRESH, clock, facts, refresh};

/// Late enough before the end to say so.
pub const ENDS_SOON: TimeDelta = TimeDelta::days(7);
const DAY: TimeDelta = TimeDelta::days(1);
/// Without network or keyring it is tried again sooner, and nobody needs to hear of it yet.
const AGAIN: TimeDelta = TimeDelta::hours(1);
/// Upper bound for how far ahead it is renewed: a third of what Webex's refresh tokens last.
const FURTHEST: TimeDelta = TimeDelta::days(30);
const PREFIX: &str = "renew.";
const STAMP: &str = "%Y%m%dT%H%M%SZ";

/// Tells whether the refresh token wants to be renewed, by names only.
#[must_use]
pub fn wants_renewal(paths: &Paths, now: DateTime<Utc>) -> bool {
    let names = disk::names(&paths.data);
    match names.iter().filter_map(|name| stamp(name)).min() {
        // One that is further ahead than any is noted was noted by a clock that was wrong.
        Some(next) => next <= now || next > now + FURTHEST + DAY,
        // A login from before there were such names.
        None => names.iter().any(|name| paths.account_file().ends_with(name)),
    }
}

fn stamp(name: &str) -> Option<DateTime<Utc>> {
    let time = NaiveDateTime::parse_from_str(name.strip_prefix(PREFIX)?, STAMP).ok()?;
    Some(time.and_utc())
}

/// Decides when to renew next: after a third of the token's life, so that a machine may rest for the other
/// two, and in any case before its last week.
fn next(refresh: &Issued, now: DateTime<Utc>) -> DateTime<Utc> {
    let Some(life) = refresh.life else { return now + FURTHEST };
    let last_week = refresh.ends().map_or(now, |end| end - ENDS_SOON);
    (now + (life / 3).min(FURTHEST)).min(last_week)
}

/// Notes when these tokens, just obtained by a login, want to be renewed.
pub(super) fn plan_login(paths: &Paths, tokens: &Tokens, now: DateTime<Utc>) -> Result<(), Failure> {
    match &tokens.refresh {
        Some(refresh) => note(paths, next(refresh, now)),
        None => forget(paths),
    }
}

/// Notes when these tokens, just renewed, want to be renewed again: not within a day.
pub(super) fn plan_renewed(paths: &Paths, tokens: &Tokens, now: DateTime<Utc>) -> Result<(), Failure> {
    match &tokens.refresh {
        Some(refresh) => note(paths, next(refresh, now).max(now + DAY)),
        None => forget(paths),
    }
}

fn note(paths: &Paths, at: DateTime<Utc>) -> Result<(), Failure> {
    let name = format!("{PREFIX}{}", at.format(STAMP));
    let path = paths.data.join(&name);
    if !path.exists() {
        disk::write_new(&path, b"").map_err(|error| disk::failure("cannot write", &path, &error))?;
    }
    let others = disk::names(&paths.data).into_iter().filter(|other| *other != name);
    others.filter(|other| stamp(other).is_some()).try_for_each(|other| disk::remove(&paths.data.join(other)))
}

/// Removes the note.
pub(super) fn forget(paths: &Paths) -> Result<(), Failure> {
    let notes = disk::names(&paths.data).into_iter().filter(|name| stamp(name).is_some());
    notes.into_iter().try_for_each(|name| disk::remove(&paths.data.join(name)))
}

impl Account {
    /// Renews the refresh token if its time has come.
    ///
    /// # Errors
    /// The login has ended; or it ends soon and cannot be renewed.
    pub async fn keep_alive(&self, http: &Http, now: DateTime<Utc>) -> Result<(), Failure> {
        let _lock = super::lock::lock_within(&self.paths, http.patience()).await?;
        if !wants_renewal(&self.paths, now) {
            return Ok(()); // Another run was faster.
        }
        let Some(known) = facts(&self.paths)? else { return Ok(()) };
        match clock::prove(http, &self.config.api_url, now).await {
            Ok(()) => {}
            // Not even a note: it would be one of that clock.
            Err(failure) if http.seen().time().is_some() => return Err(failure),
            Err(failure) => {
                let _ = note(&self.paths, now + AGAIN);
                return if known.ends_soon(now) || http.seen().limit().is_some() {
                    Err(failure)
                } else {
                    Ok(())
                };
            }
        }
        if note(&self.paths, now + AGAIN).is_err() {
            return Ok(()); // Without a note it would be renewed every minute.
        }
        match self.renewed(http, now).await {
            Err(failure) if failure.kind == Kind::Login => {
                let _ = note(&self.paths, now + DAY);
                Err(failure)
            }
            // A limit is said by whichever call met it.
            Err(_) if !known.ends_soon(now) && http.seen().limit().is_none() => Ok(()),
            end => end,
        }
    }

    async fn renewed(&self, http: &Http, now: DateTime<Utc>) -> Result<(), Failure> {
        match self.issued(REFRESH)? {
            Some(token) => refresh::exchange(self, http, now, &token, 0).await?.not_kept.map_or(Ok(()), Err),
            None => forget(&self.paths),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::account::Secret;

    #[test]
    fn a_third_of_the_life_or_a_week_before_the_end_whichever_is_first() {
        let now: DateTime<Utc> = "2026-11-24T09:00:00Z".parse().unwrap();
        let after = |days: Option<i64>| {
            let refresh =
                Issued { token: Secret::new("r"), obtained: now, life: days.map(TimeDelta::days), forced: 0 };
            (next(&refresh, now) - now).num_days()
        };
        assert_eq!(after(Some(90)), 30);
        assert_eq!(after(Some(60)), 20);
        assert_eq!(after(Some(3650)), 30);
        assert_eq!(after(Some(9)), 2);
        assert_eq!(after(Some(2)), -5);
        assert_eq!(after(None), 30);
    }

    #[test]
    fn only_names_of_ours_are_read_as_notes() {
        assert_eq!(stamp("renew.20261224T090000Z"), Some("2026-12-24T09:00:00Z".parse().unwrap()));
        for other in ["renew.", "renew.lock", "20261224T090000Z", "renew.20261224T090000Z.tmp", "renew.2026"]
        {
            assert_eq!(stamp(other), None, "{other}");
        }
    }
}
