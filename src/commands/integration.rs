//! Which integration logs in: flags, environment, settings, the store; else the person is asked.

use crate::account::{Account, Partial, Secret};
use crate::context::Context;
use crate::failure::Failure;
use crate::oauth::Client;
use crate::terminal;

/// Where integrations are made.
const PORTAL: &str = "https://developer.webex.com/my-apps/new/integration";

/// Finds out id and secret; without a terminal says which to set.
pub(super) fn ask(
    id: Option<&str>,
    secret_on_stdin: bool,
    account: &Account,
    context: &Context,
) -> Result<Client, Failure> {
    let given = if secret_on_stdin { Some(from_stdin()?) } else { None };
    let known = match account.client(id, given.as_ref()) {
        Ok(known) => known,
        // Whether the store works is tried next, and then said.
        Err(_) => {
            Partial { id: id.map(str::to_owned).or_else(|| context.config.client_id.clone()), secret: given }
        }
    };
    match known {
        Partial { id: Some(id), secret: Some(secret) } => Ok(Client { id, secret }),
        known if context.stdin_is_terminal => from_person(known, context),
        known => Err(missing(&known, context)),
    }
}

fn from_stdin() -> Result<Secret, Failure> {
    let mut line = String::new();
    std::io::stdin()
        .read_line(&mut line)
        .map_err(|error| Failure::usage("the client secret cannot be read from stdin").because(&error))?;
    match line.trim() {
        "" => Err(Failure::usage("there is no client secret on stdin")
            .hint("printf %s \"$SECRET\" | mindful login --client-secret-stdin")),
        secret => Ok(Secret::new(secret)),
    }
}

fn missing(known: &Partial, context: &Context) -> Failure {
    let mut failure = Failure::usage("the integration is not known, and there is no terminal to ask at");
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

fn from_person(known: Partial, context: &Context) -> Result<Client, Failure> {
    explain(context);
    let failed = |error: dialoguer::Error| Failure::other("the terminal cannot be read").because(&error);
    let id = match known.id {
        Some(id) => id,
        None => dialoguer::Input::<String>::new().with_prompt("Client ID").interact_text().map_err(failed)?,
    };
    let secret = match known.secret {
        Some(secret) => secret,
        None => {
            let typed = dialoguer::Password::new().with_prompt("Client Secret (not shown)").interact();
            Secret::new(typed.map_err(failed)?.trim())
        }
    };
    Ok(Client { id: id.trim().to_owned(), secret })
}

fn explain(context: &Context) {
    terminal::say(&format!("mindful needs an integration of your own, made once at\n  {PORTAL}"));
    terminal::say("  1. name and icon as you like; it is not for a mobile SDK");
    for uri in &context.config.redirect_uris {
        terminal::say(&format!("  2. redirect URI, exactly: {uri}"));
    }
    terminal::say(&format!("  3. scopes to tick: {}", context.config.scopes.join(", ")));
    terminal::say("  4. add it, then copy its client id and secret here");
}
