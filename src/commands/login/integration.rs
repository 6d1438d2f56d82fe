//! Which integration logs in: flags, environment, settings, the store; else the person is asked.

use std::io::{BufRead, Read};

use crate::account::{Account, Partial, Secret};
use crate::context::Context;
use crate::failure::Failure;
use crate::oauth::Client;
use crate::terminal::{self, ask};

/// Where integrations are made.
const PORTAL: &str = "https://developer.webex.com/my-apps/new/integration";
/// More is not read of a client secret.
const MAX_SECRET: u64 = 64 * 1024;
/// What Webex's client secrets are, and its client ids behind a `C`.
const HEX_DIGITS: usize = 64;

/// Finds out what is known of id and secret; without a terminal says which to set.
pub(super) fn known(
    id: Option<&str>,
    secret_on_stdin: bool,
    account: &Account,
    context: &Context,
) -> Result<Partial, Failure> {
    let given = if secret_on_stdin { Some(from_stdin()?) } else { None };
    let known = match account.client(id, given.as_ref()) {
        Ok(known) => known,
        // Whether the store works is tried next, and then said.
        Err(_) => {
            let secret = given.or_else(|| context.config.client_secret.clone());
            Partial { id: id.map(str::to_owned).or_else(|| context.config.client_id.clone()), secret }
        }
    };
    let known = with_typed(known, account);
    let trimmed = Partial {
        id: known.id.map(|id| id.trim().to_owned()),
        secret: known.secret.map(|secret| Secret::new(secret.expose().trim())),
    };
    let wrong =
        trimmed.id.as_deref().and_then(wrong_id).or_else(|| trimmed.secret.as_ref().and_then(wrong_secret));
    match (&trimmed.id, &trimmed.secret) {
        _ if wrong.is_some() => Err(Failure::usage(wrong.unwrap_or_default())
            .hint("copy it again from your integration at https://developer.webex.com/my-apps")),
        (Some(_), Some(_)) => Ok(trimmed),
        _ if context.stdin_is_terminal => Ok(trimmed),
        _ => Err(missing(&trimmed, context)),
    }
}

/// Fills in what was typed for an earlier login that did not complete.
fn with_typed(known: Partial, account: &Account) -> Partial {
    if known.id.is_some() && known.secret.is_some() {
        return known;
    }
    let Some(typed) = account.typed().filter(|typed| known.id.as_ref().is_none_or(|id| *id == typed.id))
    else {
        return known;
    };
    let id = terminal::escape(&typed.id);
    terminal::say(&format!(
        "Using the client id {id}, typed before (for another one: mindful login --client-id ID)"
    ));
    let secret = (!typed.secret.expose().is_empty()).then_some(typed.secret);
    Partial { id: Some(typed.id), secret: known.secret.or(secret) }
}

fn from_stdin() -> Result<Secret, Failure> {
    let mut line = String::new();
    // A device has no end of line.
    std::io::stdin()
        .lock()
        .take(MAX_SECRET)
        .read_line(&mut line)
        .map_err(|error| Failure::usage("the client secret cannot be read from stdin").because(&error))?;
    match line.trim() {
        _ if line.len() as u64 == MAX_SECRET => {
            Err(Failure::usage("the first line of stdin is too long to be a client secret"))
        }
        "" => Err(Failure::usage("there is no client secret on stdin")
            .hint("printf %s \"$SECRET\" | mindful login --client-secret-stdin")),
        secret => Ok(Secret::new(secret)),
    }
}

fn missing(known: &Partial, context: &Context) -> Failure {
    let mut failure = Failure::usage("client ID and secret are not set, and can't prompt: not a terminal");
    if known.id.is_none() {
        failure =
            failure.hint("set MINDFUL_CLIENT_ID, or `webex.client_id` in config.toml, or use --client-id");
    }
    if known.secret.is_none() {
        failure = failure.hint("set MINDFUL_CLIENT_SECRET, or use --client-secret-stdin");
    }
    failure.hint(format!(
        "an integration is made at {PORTAL} with the redirect URI {}",
        context.config.redirect_uris[0]
    ))
}

/// Says what is wrong with a client id, as far as one can see.
fn wrong_id(id: &str) -> Option<&'static str> {
    match id {
        "" => Some("the client id is empty"),
        id if id.contains(|sign: char| sign.is_whitespace() || sign.is_control()) => {
            Some("the client id has a blank in it: something else was copied")
        }
        id if is_hex(id) => Some("that client id looks like a client secret, which is kept elsewhere"),
        id if id.contains("://") => Some("that client id is an address"),
        _ => None,
    }
}

/// Says what is wrong with a client secret, as far as one can see, and never shows it.
fn wrong_secret(secret: &Secret) -> Option<&'static str> {
    match secret.expose() {
        "" => Some("the client secret is empty"),
        secret if secret.contains(|sign: char| sign.is_whitespace() || sign.is_control()) => {
            Some("the client secret has a blank in it: something else was copied")
        }
        secret if secret.strip_prefix('C').is_some_and(is_hex) => {
            Some("that client secret looks like a client id")
        }
        _ => None,
    }
}

fn is_hex(text: &str) -> bool {
    text.len() == HEX_DIGITS && text.chars().all(|sign| sign.is_ascii_hexdigit())
}

/// Asks the person for what is missing, with the steps to make an integration.
///
/// What is typed is kept at once, so that it needn't be typed again if this login doesn't complete.
pub(super) fn complete(
    known: Partial,
    account: &Account,
    context: &Context,
    runtime: &crate::http::Runtime,
) -> Result<Client, Failure> {
    if let Partial { id: Some(id), secret: Some(secret) } = known {
        return Ok(Client { id, secret });
    }
    explain(account, context);
    let keep = |client: &Client| runtime.block_on(account.keep_typed(client));
    let mut client = Client { id: known.id.clone().unwrap_or_default(), secret: Secret::new("") };
    if known.id.is_none() {
        client.id = ask::line("Client ID", wrong_id)?;
        keep(&client)?;
    }
    match known.secret {
        Some(secret) => client.secret = secret,
        None => {
            let ask = |typed: &str| wrong_secret(&Secret::new(typed));
            client.secret = Secret::new(ask::secret("Client Secret (not shown)", ask)?);
            keep(&client)?;
        }
    }
    Ok(client)
}

fn explain(account: &Account, context: &Context) {
    terminal::say("mindful sends as you; for that Webex wants an integration of your own, once.\n");
    terminal::say(&format!("1. Open  {PORTAL}"));
    terminal::say(
        "   Name, icon and description can be anything. Answer No to \"Will this use a mobile SDK?\"",
    );
    terminal::say("2. Paste as redirect URI, exactly:\n");
    context.config.redirect_uris.iter().for_each(|uri| terminal::say(uri));
    terminal::say("\n3. Tick the scopes:\n");
    context.config.scopes.iter().for_each(|scope| terminal::say(&terminal::escape(scope)));
    terminal::say("\n4. Press \"Add Integration\" and copy its client id and client secret here.");
    terminal::say("   The secret is shown there only once. It will be kept in");
    terminal::say(&format!("   {}.\n", account.place()));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_copied_instead_of_an_id_or_a_secret_is_noticed() {
        let hex = "0123456789abcdef".repeat(4);
        for good in ["C0ffee", "sandbox", &format!("C{hex}")] {
            assert_eq!(wrong_id(good), None, "{good}");
        }
        for bad in ["", "Client ID", "C0 ffee", &hex, "https://developer.webex.com/my-apps"] {
            assert!(wrong_id(bad).is_some(), "{bad}");
        }
        assert_eq!(wrong_secret(&Secret::new(&hex)), None);
        for bad in ["", "two words", &format!("C{hex}")] {
            assert!(wrong_secret(&Secret::new(bad)).is_some(), "{bad}");
        }
    }
}
