//! `mindful logout`: revokes what it can, removes the tokens, keeps the queue.

use clap::Args;

use crate::account::{self, Account, Patience, Secret};
use crate::config;
use crate::context::Context;
use crate::failure::Failure;
use crate::oauth::{self, Client};
use crate::terminal;

/// Cisco's own SDK revokes here; the API documents no place
/// (<https://github.com/webex/webex-js-sdk>, `credentials-config.js`).
const REVOKE: &str = "https://idbroker.webex.com/idb/oauth2/v1/revoke";
const PROFILE: &str = "https://idbroker.webex.com/idb/profile";

const EXAMPLES: &str = "\
Examples:
  $ mindful logout
  $ MINDFUL_HOME=~/second-account mindful logout";

/// Log out (keeps the queue)
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Logout {}

pub(super) fn run(_args: &Logout, context: &Context) -> Result<(), Failure> {
    let account = Account::open(context, Patience::of(context));
    let had = tokens_gone(&account, context)?;
    terminal::say(if had { "Logged out; the queue is kept" } else { "There was no login; nothing to do" });
    if context.config.access_token.is_some() {
        terminal::warn("MINDFUL_ACCESS_TOKEN or WEBEX_ACCESS_TOKEN is still set, and still used");
    }
    Ok(())
}

/// Revokes and removes the tokens, whatever happens on the way; tells whether there were any.
pub(super) fn tokens_gone(account: &Account, context: &Context) -> Result<bool, Failure> {
    let known = account::facts(&context.paths);
    let kept = account.kept();
    // What cannot be read can be removed all the same.
    let had = !matches!(known, Ok(None)) || !matches!(&kept, Ok(kept) if kept.is_empty());
    let made_for = known.ok().flatten().and_then(|facts| facts.client_id);
    crate::http::runtime()?.block_on(async {
        if had && !revoked(account, made_for.as_deref(), &kept.unwrap_or_default(), context).await {
            terminal::say(
                "Webex did not confirm that the tokens are revoked; they are removed from this machine",
            );
            terminal::say(&format!("to end them there as well: {PROFILE}"));
        }
        account.forget_tokens().await
    })?;
    Ok(had)
}

/// Asks Webex to end the tokens; tells whether it ended all.
async fn revoked(account: &Account, made_for: Option<&str>, tokens: &[Secret], context: &Context) -> bool {
    let client = account.client(made_for, None).ok().and_then(|known| Some((known.id?, known.secret?)));
    let (Some((id, secret)), Ok(http)) = (client, crate::http::client(context)) else { return false };
    let client = Client { id, secret };
    let endpoint = endpoint(&context.config.api_url);
    let calls = tokens.iter().map(|token| oauth::revoke(&http, &endpoint, &client, token));
    let answers = futures_util::future::join_all(calls).await;
    !answers.is_empty() && !answers.contains(&false)
}

/// Another base revokes where it does everything else.
fn endpoint(api_url: &str) -> String {
    if api_url == config::DEFAULT_API_URL { REVOKE.to_owned() } else { format!("{api_url}/revoke") }
}
