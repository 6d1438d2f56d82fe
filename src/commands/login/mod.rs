//! `mindful login`: the person agrees somewhere, the answer comes back to this machine.
//!
//! The order is a promise: the store is tried and the port bound before anything opens, the tokens are kept
//! and read back before anybody is told that it worked.

mod another;
mod browser;
mod consent;
mod device;
mod integration;
mod refusal;

use std::time::Duration;

use clap::Args;

use crate::account::{Account, Facts, Patience, Tokens};
use crate::config;
use crate::context::Context;
use crate::failure::{Failure, Kind};
use crate::http::Client as Http;
use crate::oauth::{Client, Grant};
use crate::terminal::{self, interrupt};
use crate::webex::{Me, Webex};

use another::Previous;

use super::whoami;

const EXAMPLES: &str = "\
Examples:
  $ mindful login
  $ printf %s \"$SECRET\" | mindful login --no-browser --client-id C0ffee --client-secret-stdin";

/// Log in to Webex with your browser
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Login {
    /// Print the URL instead of opening a browser (the default over SSH and without a display)
    #[arg(long)]
    pub(super) no_browser: bool,
    /// Log in on another device: print a code, a URL and a QR code
    #[arg(long, conflicts_with = "no_browser")]
    device: bool,
    /// Client ID of your integration
    #[arg(long, value_name = "ID")]
    client_id: Option<String>,
    /// Read the client secret from the first line of stdin
    #[arg(long)]
    client_secret_stdin: bool,
    /// Ask for another scope than the two that are always needed (can be repeated)
    #[arg(long, value_name = "SCOPE", value_delimiter = ',')]
    scope: Vec<String>,
    /// How long to wait for the browser
    #[arg(long, value_name = "SPAN", default_value = "5m")]
    timeout: String,
}

pub(super) fn run(args: &Login, context: &Context) -> Result<(), Failure> {
    let timeout = config::duration("--timeout", &args.timeout)?;
    let mut context = context.clone();
    context.config.scopes = config::scopes(&[&context.config.scopes[..], &args.scope].concat())?;
    let context = &context;
    let account = Account::open(context, Patience::of(context));
    let runtime = crate::http::runtime()?;
    let known = integration::known(args.client_id.as_deref(), args.client_secret_stdin, &account, context)?;
    // Before anybody types a secret that could not be kept.
    runtime.block_on(account.try_store())?;
    let client = integration::complete(known, &account, context, &runtime)?;
    let mut pressed = interrupt::Pressed::listen()
        .map_err(|error| Failure::other("the terminal cannot be listened to").because(&error))?;
    runtime.block_on(async {
        tokio::select! {
            biased; // Ctrl-C is listened for before anything is shown.
            () = pressed.next() => Err(Failure::silent(Kind::Interrupted)),
            end = log_in(args, client, &account, timeout, context) => end,
        }
    })
}

async fn log_in(
    args: &Login,
    client: Client,
    account: &Account,
    timeout: Duration,
    context: &Context,
) -> Result<(), Failure> {
    let facts = if args.device {
        device::log_in(&client, account, timeout, context).await?
    } else {
        consent::log_in(&client, account, timeout, args.no_browser, context).await?
    };
    welcome(&facts, account, context);
    Ok(())
}

/// Learns who logged in and keeps it.
pub(super) async fn keep(
    http: &Http,
    client: &Client,
    grant: &Grant,
    account: &Account,
    context: &Context,
) -> Result<Facts, Failure> {
    let webex = Webex::new(http.clone(), &context.config.api_url, grant.access_token.clone());
    let me = webex.me().await.map_err(|error| refusal::unknown_person(&error))?;
    let now = (context.clock())();
    let tokens = Tokens::granted(grant, now);
    let facts = facts(me, grant, &tokens, client, context);
    let previous = Previous::read(account, context);
    account.keep(client, &tokens, &facts, now).await?;
    previous.replaced(&facts, context).await;
    if let Err(failure) = account.remove_elsewhere() {
        let why = failure.causes.first().cloned().unwrap_or_default();
        terminal::warn(&format!("{}: {}", failure.what, terminal::escape(&why)));
    }
    Ok(facts)
}

fn facts(me: Me, grant: &Grant, tokens: &Tokens, client: &Client, context: &Context) -> Facts {
    Facts {
        person_id: me.id,
        email: me.email,
        name: me.name,
        timezone: me.timezone,
        scopes: grant.scopes().unwrap_or_else(|| context.config.scopes.clone()),
        access_token_expires: tokens.access_expires(),
        refresh_token_expires: tokens.refresh_expires(),
        store: context.config.token_store.as_str().to_owned(),
        client_id: Some(client.id.clone()),
        renewable: tokens.is_renewable(),
    }
}

fn welcome(facts: &Facts, account: &Account, context: &Context) {
    let who = terminal::escape(&format!("{} <{}>", facts.name, facts.email));
    terminal::out(&format!("Logged in as {who}"));
    let until = facts.ends().map_or_else(|| "an unknown day".to_owned(), whoami::day);
    let renewed = if facts.renewable { "is renewed as it is used" } else { "cannot be renewed" };
    terminal::say(&format!(
        "The tokens are in {}; the login lasts until {until} and {renewed}.",
        account.place()
    ));
    if !facts.allows("spark:messages_write") {
        terminal::warn("the scope spark:messages_write was not granted: nothing can be sent");
    }
    if context.config.access_token.is_some() {
        terminal::warn("MINDFUL_ACCESS_TOKEN or WEBEX_ACCESS_TOKEN is set and is used instead of this login");
    }
}
