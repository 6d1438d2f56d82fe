//! `mindful logout`: revokes what it can, removes the tokens from every store, keeps the queue.

use clap::Args;

use crate::account::{self, Account, Earlier, Patience, Removal};
use crate::config;
use crate::context::Context;
use crate::failure::Failure;
use crate::oauth;
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
    let gone = tokens_gone(&account, context)?;
    if gone.removal.left.is_empty() {
        let words =
            if gone.had { "Logged out; the queue is kept" } else { "There was no login; nothing to do" };
        terminal::say(words);
    }
    gone.tell("tokens");
    if context.config.access_token.is_some() {
        terminal::warn("MINDFUL_ACCESS_TOKEN or WEBEX_ACCESS_TOKEN is still set, and still used");
    }
    gone.removal.check("every token").map_err(|failure| failure.hint("then run `mindful logout` again"))
}

/// What became of the tokens.
pub(super) struct Gone {
    /// Whether there was a login.
    pub(super) had: bool,
    pub(super) removal: Removal,
    /// Whether Webex may still accept what was removed.
    is_unconfirmed: bool,
}

impl Gone {
    /// Prints what was removed from where, and what stays.
    pub(super) fn tell(&self, what: &str) {
        for place in &self.removal.from {
            terminal::say(&format!("Removed the {what} from {}", terminal::escape(place)));
        }
        for home in &self.removal.others {
            let home = if home.is_empty() { "the default home" } else { home };
            terminal::say(&format!(
                "Kept what the keyring holds for {}: that is another home",
                terminal::escape(home)
            ));
        }
        if self.is_unconfirmed {
            terminal::say("Webex did not confirm that the tokens are revoked");
            terminal::say(&format!("to end them there as well: {PROFILE}"));
        }
    }
}

/// Revokes and removes the tokens, wherever they are and whatever happens on the way. Prints nothing.
pub(super) fn tokens_gone(account: &Account, context: &Context) -> Result<Gone, Failure> {
    let known = account::facts(&context.paths);
    // What can't be read can be removed all the same.
    let earlier = account.earlier().unwrap_or_default();
    crate::http::runtime()?.block_on(async {
        let is_revoked = revoked(&earlier, context).await;
        let removal = account.remove_tokens().await;
        let had = !matches!(known, Ok(None)) || !removal.from.is_empty();
        Ok(Gone { had, is_unconfirmed: !removal.from.is_empty() && !is_revoked, removal })
    })
}

/// Asks Webex to end tokens; tells whether it ended all.
pub(super) async fn revoked(earlier: &[Earlier], context: &Context) -> bool {
    let Ok(http) = crate::http::client(context) else { return false };
    let endpoint = endpoint(&context.config.api_url);
    let calls = earlier.iter().flat_map(|earlier| {
        let client = earlier.client.as_ref();
        earlier.tokens.iter().map(|token| revoke(&http, &endpoint, client, token)).collect::<Vec<_>>()
    });
    let answers = futures_util::future::join_all(calls).await;
    !answers.is_empty() && !answers.contains(&false)
}

async fn revoke(
    http: &crate::http::Client,
    endpoint: &str,
    client: Option<&oauth::Client>,
    token: &account::Secret,
) -> bool {
    match client {
        Some(client) => oauth::revoke(http, endpoint, client, token).await,
        None => false,
    }
}

/// Another base revokes where it does everything else.
fn endpoint(api_url: &str) -> String {
    if api_url == config::DEFAULT_API_URL { REVOKE.to_owned() } else { format!("{api_url}/revoke") }
}
