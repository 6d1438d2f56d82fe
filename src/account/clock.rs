//! This machine's clock, proven by the server's: what counts on from now counts on from a proven clock only.

use chrono::{DateTime, TimeDelta, Utc};

use crate::failure::{Failure, Kind};
use crate::http::Client as Http;

/// Upper bound for the difference; with more, their nine o'clock would not be theirs.
pub const SKEW: TimeDelta = TimeDelta::minutes(5);
/// What is said of a larger one.
pub const WRONG_CLOCK: &str = "this machine's clock is wrong";
/// What is said when Webex's answer holds no time to compare it with.
pub const UNCHECKED_CLOCK: &str = "this machine's clock can't be checked";

/// Compares this machine's clock with the server's. A server that doesn't tell the time proves nothing.
///
/// # Errors
/// They differ too much, or the server didn't tell the time.
pub fn check(server: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Result<(), Failure> {
    let Some(server) = server else {
        return Err(Failure::new(Kind::Unreachable, UNCHECKED_CLOCK)
            .cause("Webex's answer has no valid `Date` header; a proxy may have removed it")
            .hint("nothing was sent and nothing is lost; use a proxy that passes `Date` on, or none"));
    };
    if (server - now).abs() <= SKEW {
        return Ok(());
    }
    Err(Failure::new(Kind::Unreachable, WRONG_CLOCK)
        .cause(format!("it is {} here and {} at Webex", now.format("%F %T UTC"), server.format("%F %T UTC")))
        .hint("set the clock; nothing was sent and nothing is lost"))
}

/// Proves this machine's clock: by what the answers of this process have told, else by asking once. Any answer will
/// do, so no token goes along.
///
/// # Errors
/// As [`check`]; no answer came, or Webex limits the account.
pub async fn prove(http: &Http, api_url: &str, now: DateTime<Utc>) -> Result<(), Failure> {
    if http.seen().time().is_none() {
        crate::http::send(http.get(format!("{api_url}/people/me"))).await.map_err(|error| {
            Failure::new(Kind::Unreachable, "Webex cannot be reached")
                .cause(crate::http::describe(&error))
                .hint("nothing is lost; the next run tries again")
        })?;
    }
    check(http.seen().time(), now)?;
    match http.seen().limit() {
        Some(_) => Err(Failure::new(Kind::Unreachable, "Webex limits this account")),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_is_proven_only_by_one_that_was_told_and_is_close() {
        let now: DateTime<Utc> = "2026-11-24T09:00:00Z".parse().unwrap();
        assert!(check(Some(now + SKEW), now).is_ok() && check(Some(now - SKEW), now).is_ok());
        for server in [None, Some(now + SKEW + TimeDelta::seconds(1)), Some(now - TimeDelta::days(3650))] {
            assert_eq!(check(server, now).unwrap_err().kind, Kind::Unreachable, "{server:?}");
        }
    }
}
