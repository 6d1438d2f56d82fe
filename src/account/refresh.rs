//! Renewing a token: lock, read again, decide, probe, exchange, keep, use.
//!
//! Two processes that refresh at once is the commonest way a login is lost, so one does and the other reads
//! what it kept.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use crate::failure::{Failure, Kind};
use crate::http::Client as Http;
use crate::oauth::{self, Client, Error, Grant};

use super::issued::{Issued, Tokens};
use super::{ACCESS, Account, Good, REFRESH, Secret, clock, facts, lock, not_logged_in, renewal};

/// A store that refuses what cannot be had again is asked so often, with a moment between.
const TRIES: u32 = 3;
const MOMENT: Duration = Duration::from_millis(300);
/// So often a day is a token renewed because Webex refused the one before: each lives for two weeks, and an
/// account may have 750 (<https://developer.webex.com/docs/frequently-asked-questions>).
const FORCED: u32 = 5;
const DAY: TimeDelta = TimeDelta::days(1);

#[derive(Debug, PartialEq, Eq)]
enum Decision {
    Use,
    Refresh,
    LogIn,
}

/// Decides what to do with what the store holds.
fn decide(
    access: Option<&Issued>,
    refresh: Option<&Issued>,
    rejected: Option<&Secret>,
    now: DateTime<Utc>,
) -> Decision {
    let Some(access) = access else {
        return if refresh.is_some() { Decision::Refresh } else { Decision::LogIn };
    };
    match (is_rejected(access, rejected), refresh.is_some()) {
        (true, true) if forced(access, now) > FORCED => Decision::LogIn,
        (true, true) => Decision::Refresh,
        (true, false) => Decision::LogIn,
        (false, true) if near_its_end(access, now) => Decision::Refresh,
        (false, _) => Decision::Use,
    }
}

/// Counts the renewals of a day that a refusal asked for, with the one in question.
fn forced(access: &Issued, now: DateTime<Utc>) -> u32 {
    if (now - access.obtained).abs() < DAY { access.forced + 1 } else { 1 }
}

fn is_rejected(access: &Issued, rejected: Option<&Secret>) -> bool {
    rejected.is_some_and(|rejected| *rejected == access.token)
}

/// Under a tenth of its life is left. A clock that stands before the token was made says nothing of its end.
fn near_its_end(access: &Issued, now: DateTime<Utc>) -> bool {
    let Some(life) = access.life else { return false };
    now >= access.obtained && (access.obtained + life) - now < life / 10
}

/// Returns a token that is good at `now` and is not `rejected`.
pub(super) async fn token(
    account: &Account,
    http: &Http,
    now: DateTime<Utc>,
    rejected: Option<&Secret>,
) -> Result<Good, Failure> {
    let access = account.issued(ACCESS)?;
    // The refresh token is read only when it may be needed: one question fewer to the keyring.
    if let Some(access) = &access
        && !is_rejected(access, rejected)
        && !near_its_end(access, now)
    {
        return Ok(access.token.clone().into());
    }
    // By a clock that is years ahead every token is near its end: it would be renewed every minute.
    clock::prove(http, &account.config.api_url, now).await?;
    let _lock = lock::lock_within(&account.paths, http.patience()).await?;
    under_lock(account, http, now, rejected).await
}

async fn under_lock(
    account: &Account,
    http: &Http,
    now: DateTime<Utc>,
    rejected: Option<&Secret>,
) -> Result<Good, Failure> {
    let access = account.issued(ACCESS)?;
    let refresh = account.issued(REFRESH)?;
    match (decide(access.as_ref(), refresh.as_ref(), rejected, now), access, refresh) {
        (Decision::Use, Some(access), _) => Ok(access.token.into()),
        (Decision::Refresh, access, Some(refresh)) => {
            let refused = access.as_ref().filter(|access| is_rejected(access, rejected));
            let forced = refused.map_or(0, |access| forced(access, now));
            let renewed = exchange(account, http, now, &refresh, forced).await;
            let alive = access
                .filter(|access| !is_rejected(access, rejected) && access.ends().is_none_or(|end| end > now));
            match (renewed, alive) {
                // Unable to renew yet, and no need to: what is left of the old one carries this run.
                (Err(failure), Some(access)) if failure.kind == Kind::Unreachable => Ok(access.token.into()),
                (renewed, _) => renewed,
            }
        }
        (Decision::LogIn, _, Some(_)) => Err(ended("Webex refuses every token it renews")),
        _ if rejected.is_some() => Err(ended("Webex rejects the token, and there is no refresh token")),
        _ => Err(missing(account)),
    }
}

/// Exchanges the refresh token, keeps what came and returns it; the caller holds the lock.
pub(super) async fn exchange(
    account: &Account,
    http: &Http,
    now: DateTime<Utc>,
    refresh: &Issued,
    forced: u32,
) -> Result<Good, Failure> {
    let client = integration(account)?;
    // What is rotated and cannot be kept would be lost: better to notice before.
    account.probe()?;
    let endpoint = format!("{}/access_token", account.config.api_url);
    let grant =
        oauth::refresh(http, &endpoint, &client, &refresh.token).await.map_err(|error| refused(&error))?;
    let mut tokens = Tokens::renewed(refresh, &grant, now);
    tokens.access.forced = forced;
    let not_kept = keep(account, &tokens).await.err().map(lost);
    note_facts(account, &tokens, &grant, now);
    // The tokens are good, whatever the clock says; what the caller counts on from now is not.
    clock::check(http.seen().time(), now)?;
    Ok(Good { token: tokens.access.token, not_kept })
}

/// Keeps tokens that cannot be had again: a store may have had a bad moment.
async fn keep(account: &Account, tokens: &Tokens) -> Result<(), Failure> {
    for _ in 1..TRIES {
        match account.keep_tokens(tokens) {
            Err(_) => tokio::time::sleep(MOMENT).await,
            kept => return kept,
        }
    }
    account.keep_tokens(tokens)
}

fn lost(failure: Failure) -> Failure {
    let mut lost = Failure::new(Kind::Keyring, "the renewed token cannot be kept; it serves this run only");
    lost.causes = std::iter::once(failure.what).chain(failure.causes).collect();
    lost.hints = failure.hints;
    lost.hint("if the next run says that the login has ended: `mindful login`")
}

/// Finds the integration the tokens were made for: no other can renew them.
fn integration(account: &Account) -> Result<Client, Failure> {
    let made_for = facts(&account.paths)?.and_then(|facts| facts.client_id);
    let told = account.config.client_id.as_ref();
    let partial = match &made_for {
        // The settings name another integration since: theirs is still in the store.
        Some(id) if told.is_some_and(|told| told != id) => account.stored_client(Some(id))?,
        id => account.client(id.as_deref(), None)?,
    };
    match (partial.id, partial.secret) {
        (Some(id), Some(secret)) => Ok(Client { id, secret }),
        _ => Err(Failure::new(
            Kind::Login,
            "the integration's secret is not in the store, so the token cannot be renewed",
        )
        .hint("run `mindful login`, or set MINDFUL_CLIENT_ID and MINDFUL_CLIENT_SECRET")),
    }
}

/// What the tokens allow and when they end is for people to see; a disk that refuses it changes nothing else.
fn note_facts(account: &Account, tokens: &Tokens, grant: &Grant, now: DateTime<Utc>) {
    if let Ok(Some(mut known)) = facts(&account.paths) {
        known.access_token_expires = tokens.access_expires();
        known.refresh_token_expires = tokens.refresh_expires();
        known.scopes = grant.scopes().unwrap_or(known.scopes);
        let _ = facts::write(&account.paths, &known);
    }
    let _ = renewal::plan_renewed(&account.paths, tokens, now);
}

/// Webex calls a dead refresh token 400 `invalid_request`
/// (<https://github.com/webex/webex-js-sdk/pull/855>), so the status decides and not the words.
fn refused(error: &Error) -> Failure {
    match error {
        Error::Refused { status: 400 | 401 | 403, .. } => ended("the login has ended").because(error),
        Error::Refused { status: 429, .. } => {
            Failure::new(Kind::Unreachable, "Webex limits this account").because(error)
        }
        _ => Failure::new(Kind::Unreachable, "the token cannot be renewed now")
            .because(error)
            .hint("nothing is lost; the next run tries again"),
    }
}

fn ended(what: &str) -> Failure {
    Failure::new(Kind::Login, what).hint("run `mindful login`; tokens and queue are kept")
}

/// Says that the store holds no token, and where the login was kept.
pub(super) fn missing(account: &Account) -> Failure {
    let failure = not_logged_in().cause(format!("{} holds no token", account.place()));
    let here = account.config.token_store.as_str();
    match facts(&account.paths).ok().flatten().filter(|known| known.store != here) {
        Some(known) => failure
            .cause(format!("the login was kept in the {}", known.store))
            .hint(format!("or stay with that: mindful config set login.token_store {}", known.store)),
        // Facts without tokens: the entries in the keyring go by the path of the home they were made for.
        None if account.config.token_store == crate::config::TokenStoreKind::Keyring
            && facts(&account.paths).ok().flatten().is_some() =>
        {
            failure.cause("this home was renamed or is reached by another path than the login was made with, or the keyring was emptied")
        }
        None => failure,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn issued(token: &str, life: Option<i64>) -> Issued {
        let obtained = "2026-11-24T09:00:00Z".parse().unwrap();
        Issued { token: Secret::new(token), obtained, life: life.map(TimeDelta::seconds), forced: 0 }
    }

    fn after(seconds: i64) -> DateTime<Utc> {
        "2026-11-24T09:00:00Z".parse::<DateTime<Utc>>().unwrap() + TimeDelta::seconds(seconds)
    }

    #[test]
    fn a_token_is_renewed_under_a_tenth_of_its_life_or_when_it_was_refused() {
        let refresh = issued("r", None);
        let with = |life, now, rejected: Option<&str>| {
            let rejected = rejected.map(Secret::new);
            decide(Some(&issued("a", life)), Some(&refresh), rejected.as_ref(), now)
        };
        assert_eq!(with(Some(1000), after(0), None), Decision::Use);
        assert_eq!(with(Some(1000), after(900), None), Decision::Use);
        assert_eq!(with(Some(1000), after(901), None), Decision::Refresh);
        assert_eq!(with(Some(1000), after(5000), None), Decision::Refresh);
        assert_eq!(with(Some(1000), after(-5000), None), Decision::Use);
        assert_eq!(with(None, after(5_000_000), None), Decision::Use);
        assert_eq!(with(Some(1000), after(0), Some("a")), Decision::Refresh);
        assert_eq!(with(Some(1000), after(0), Some("older")), Decision::Use);
    }

    #[test]
    fn a_token_that_webex_refuses_however_often_it_is_renewed_is_left_alone_for_a_day() {
        let refresh = issued("r", None);
        let refused = |forced, now| {
            let access = Issued { forced, ..issued("a", Some(1_209_599)) };
            decide(Some(&access), Some(&refresh), Some(&Secret::new("a")), now)
        };
        assert_eq!(refused(0, after(60)), Decision::Refresh);
        assert_eq!(refused(FORCED - 1, after(60)), Decision::Refresh);
        assert_eq!(refused(FORCED, after(60)), Decision::LogIn);
        assert_eq!(refused(FORCED, after(86_401)), Decision::Refresh);
    }

    #[test]
    fn without_a_refresh_token_a_refused_token_means_log_in() {
        let access = issued("a", Some(1000));
        assert_eq!(decide(Some(&access), None, Some(&Secret::new("a")), after(0)), Decision::LogIn);
        assert_eq!(decide(Some(&access), None, None, after(5000)), Decision::Use);
        assert_eq!(decide(None, None, None, after(0)), Decision::LogIn);
        assert_eq!(decide(None, Some(&access), None, after(0)), Decision::Refresh);
    }
}
