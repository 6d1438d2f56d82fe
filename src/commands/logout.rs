//! `mindful logout`: revokes what it can, removes the tokens, keeps the queue.

use clap::Args;

use crate::account::{Account, Patience};
use crate::config;
use crate::context::Context;
use crate::failure::Failure;
use crate::oauth::{self, Client};
use crate::terminal;

/// Cisco's own SDK revokes here; the API documents no place
/// (<https://github.com/webex/webex-js-sdk>, `credentials-config.js`).
const REVOKE: &str = "https://idbroker.webex.com/idb/oauth2/v1/revoke";

const EXAMPLES: &str = "\
Examples:
  $ mindful logout
  $ MINDFUL_HOME=~/second-account mindful logout";

/// Log out; the queue is kept
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Logout {}

pub(super) fn run(_args: &Logout, context: &Context) -> Result<(), Failure> {
    let patience = Patience::of(context);
    let account = Account::open(context, patience);
    let had = tokens_gone(&account, context)?;
    terminal::say(if had { "Logged out; the queue is kept" } else { "There was no login; nothing to do" });
    if context.config.access_token.is_some() {
        terminal::warn("MINDFUL_ACCESS_TOKEN or WEBEX_ACCESS_TOKEN is still set, and still used");
    }
    Ok(())
}

/// Revokes and removes the tokens; tells whether there were any.
pub(super) fn tokens_gone(account: &Account, context: &Context) -> Result<bool, Failure> {
    let known = crate::account::facts(&context.paths).ok().flatten();
    let kept = account.kept()?;
    let client = account.client(known.as_ref().and_then(|facts| facts.client_id.as_deref()), None)?;
    if let (false, Some(id), Some(secret)) = (kept.is_empty(), client.id, client.secret) {
        let client = Client { id, secret };
        let http = crate::http::client()?;
        let revoked = crate::http::runtime()?.block_on(async {
            let endpoint = endpoint(&context.config.api_url);
            let calls = kept.iter().map(|token| oauth::revoke(&http, &endpoint, &client, token));
            futures_util::future::join_all(calls).await
        });
        if revoked.contains(&false) {
            terminal::say(
                "Webex did not confirm that the tokens are revoked; they are removed from this machine",
            );
            terminal::say("to end them there as well: https://idbroker.webex.com/idb/profile");
        }
    }
    account.forget_tokens()?;
    Ok(!kept.is_empty() || known.is_some())
}

/// A Webex on loopback revokes where it does everything else.
fn endpoint(api_url: &str) -> String {
    if api_url == config::DEFAULT_API_URL { REVOKE.to_owned() } else { format!("{api_url}/revoke") }
}
