//! What Webex's "no" means, and what to change where.

use std::time::Duration;

use crate::failure::{Failure, Kind};
use crate::oauth::{Client, Error};
use crate::terminal;
use crate::webex;

/// Where integrations are looked after.
const APPS: &str = "https://developer.webex.com/my-apps";
/// Where old sessions are ended.
const PROFILE: &str = "https://idbroker.webex.com/idb/profile";

/// What is wrong, as far as the words of the token endpoint tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reason {
    Declined,
    CodeEnded,
    Scope,
    Redirect,
    ClientId,
    ClientSecret,
    TooManyTokens,
    Unknown,
}

/// Tells from Webex's words what is wrong; the first that fits.
fn reason(status: u16, words: &str) -> Reason {
    let words = words.to_lowercase();
    let known = [
        (Reason::Declined, &["access_denied"][..]),
        (Reason::CodeEnded, &["expired_token"]),
        (Reason::TooManyTokens, &["tokenlimit_reached"]),
        (Reason::Scope, &["invalid_scope", "requested scope"]),
        (Reason::Redirect, &["redirect_uri", "redirect uri"]),
        (Reason::ClientSecret, &["client_secret", "client secret", "invalid_client"]),
        (Reason::ClientId, &["client_id", "client id", "unauthorized_client"]),
    ];
    let told = known.iter().find(|(_, signs)| signs.iter().any(|sign| words.contains(sign)));
    match told {
        Some((reason, _)) => *reason,
        None if status == 401 => Reason::ClientSecret,
        None => Reason::Unknown,
    }
}

/// Says what an `error` at the redirect URI means.
pub(super) fn denied(error: &str, description: Option<String>, scopes: &[String]) -> Failure {
    let failure = Failure::other(format!("Webex refuses the login: {error}"));
    let failure = match &description {
        Some(description) => failure.cause(description),
        None => failure,
    };
    match reason(0, error) {
        Reason::Declined => declined(failure),
        Reason::Scope => scope(failure, scopes),
        _ => failure.hint("run `mindful login` again in a while"),
    }
}

fn declined(failure: Failure) -> Failure {
    failure.hint("run `mindful login` again and accept").hint(
        "if Webex let you choose nothing: your administrator must allow the integration in Control Hub, Apps > Integrations",
    )
}

fn scope(failure: Failure, scopes: &[String]) -> Failure {
    failure
        .hint(format!("choose your integration at {APPS} and tick the scopes: {}", scopes.join(", ")))
        .hint("or ask for fewer: mindful config unset webex.scopes")
}

fn redirect(failure: Failure, uri: &str) -> Failure {
    failure.hint(format!("choose your integration at {APPS} and add this redirect URI, exactly: {uri}"))
}

fn client_id(failure: Failure, client: &Client) -> Failure {
    failure
        .hint(format!("the client id in use is `{}`; compare it with your integration at {APPS}", client.id))
        .hint("it is --client-id, else MINDFUL_CLIENT_ID, else `webex.client_id` in config.toml")
}

fn client_secret(failure: Failure, client: &Client) -> Failure {
    failure
        .hint(format!("the client secret must be that of the client id `{}`; a new one is made at {APPS}", client.id))
        .hint("try again: printf %s \"$SECRET\" | mindful login --client-secret-stdin (or set MINDFUL_CLIENT_SECRET)")
}

/// Checks whether Webex refuses the integration itself: what was typed of it is wrong.
pub(super) fn is_about_integration(error: &Error) -> bool {
    let Error::Refused { status, words } = error else { return false };
    matches!(reason(*status, words.as_deref().unwrap_or_default()), Reason::ClientId | Reason::ClientSecret)
}

/// Says why a code gave no tokens.
pub(super) fn not_exchanged(error: &Error, client: &Client, uri: &str) -> Failure {
    let Error::Refused { status, words } = error else { return unfinished(error) };
    let failure = |what: &str| Failure::other(what).because(error);
    match reason(*status, words.as_deref().unwrap_or_default()) {
        Reason::Declined => declined(failure("Webex refuses the login: access_denied")),
        Reason::Redirect => redirect(failure("Webex refuses the redirect URI"), uri),
        Reason::ClientId => client_id(failure("Webex does not know the client id"), client),
        Reason::ClientSecret => client_secret(failure("Webex refuses the client secret"), client),
        Reason::TooManyTokens => failure("Webex gives this account no more tokens")
            .hint(format!("end old sessions at {PROFILE}, then run `mindful login` again")),
        Reason::CodeEnded | Reason::Scope | Reason::Unknown => unfinished(error),
    }
}

fn unfinished(error: &Error) -> Failure {
    let kind = match error {
        Error::Unreachable(_) => Kind::Unreachable,
        Error::Refused { status: 500.., .. } | Error::Refused { .. } | Error::Unexpected => Kind::Other,
    };
    Failure::new(kind, "the login cannot be finished")
        .because(error)
        .hint("run `mindful login` again; a code is good once and for a minute")
}

/// Says why no code for another device came.
pub(super) fn no_device_code(error: &Error, client: &Client, scopes: &[String]) -> Failure {
    let what = "Webex gives no code for another device";
    let Error::Refused { status, words } = error else {
        let kind = if *error == Error::Unexpected { Kind::Other } else { Kind::Unreachable };
        return Failure::new(kind, what).because(error).hint("run `mindful login --device` again in a while");
    };
    let failure = Failure::other(what).because(error);
    match reason(*status, words.as_deref().unwrap_or_default()) {
        Reason::Redirect => helpers(failure),
        Reason::Scope => scope(failure, scopes),
        Reason::ClientId => client_id(failure, client),
        Reason::ClientSecret => client_secret(failure, client),
        Reason::Declined => declined(failure),
        Reason::TooManyTokens | Reason::CodeEnded | Reason::Unknown => {
            failure.hint("check client id and scopes with your integration")
        }
    }
}

/// The device grant needs redirect URIs of Webex's own
/// (<https://developer.webex.com/create/docs/login-with-webex>).
fn helpers(failure: Failure) -> Failure {
    let uris = ["a", "r", "k", "d"].map(|region| {
        format!("https://oauth-helper-{region}.wbx2.com/helperservice/v1/actions/device/callback")
    });
    failure.hint(format!(
        "choose your integration at {APPS} and add these redirect URIs, which a login on another device needs: {}",
        uris.join(" ")
    ))
}

/// Says why a device code gave no tokens.
pub(super) fn no_device_token(error: &Error, client: &Client) -> Failure {
    let Error::Refused { status, words } = error else { return unfinished(error) };
    match reason(*status, words.as_deref().unwrap_or_default()) {
        Reason::CodeEnded => Failure::other("timed out waiting for the code to be entered")
            .because(error)
            .hint("run `mindful login --device` again"),
        Reason::Redirect => helpers(Failure::other("Webex refuses the redirect URI").because(error)),
        Reason::Declined | Reason::Scope | Reason::ClientId | Reason::ClientSecret => {
            not_exchanged(error, client, "")
        }
        Reason::TooManyTokens | Reason::Unknown => not_exchanged(error, client, ""),
    }
}

/// Says that the deadline has passed.
pub(super) fn nobody_came(timeout: Duration) -> Failure {
    Failure::other(format!("timed out: no login within {} seconds", timeout.as_secs()))
        .hint("run `mindful login` again, with `--timeout 15m` for more time")
        .hint("if Webex's page named the redirect URI, register it with your integration exactly as in the address")
}

/// Somebody may be looking at a page that never leads back: Webex shows these complaints and redirects nowhere.
pub(super) fn nobody_came_yet(uri: &str, client: &Client) {
    terminal::say(
        "Still waiting. If Webex's page complains instead of asking you, compare with your integration",
    );
    terminal::say(&format!("at {APPS}: the redirect URI must be there as {uri}"));
    terminal::say(&format!("and its client id must be {}", terminal::escape(&client.id)));
}

/// Says that Webex did not tell who logged in.
pub(super) fn unknown_person(error: &webex::Error) -> Failure {
    let kind = if error.status().is_some_and(|status| status.is_client_error()) {
        Kind::Other
    } else {
        Kind::Unreachable
    };
    Failure::new(kind, "Webex does not say who logged in").because(error).hint(format!(
        "the scope spark:people_read is needed: tick it at {APPS}; then run `mindful login` again"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_webex_tell_what_to_change() {
        for (status, words, expected) in [
            (400, "access_denied: The resource owner denied", Reason::Declined),
            (400, "expired_token", Reason::CodeEnded),
            (400, "The requested scope is invalid", Reason::Scope),
            (400, "redirect_uri does not match", Reason::Redirect),
            (400, "Client Id is invalid", Reason::ClientId),
            (401, "Invalid client_secret", Reason::ClientSecret),
            (400, "client_secret cannot be null or empty", Reason::ClientSecret),
            (400, "invalid_client: Client authentication failed", Reason::ClientSecret),
            (401, "", Reason::ClientSecret),
            (400, "tokenlimit_reached", Reason::TooManyTokens),
            (400, "The authorization code is invalid", Reason::Unknown),
        ] {
            assert_eq!(reason(status, words), expected, "{words}");
        }
    }
}
