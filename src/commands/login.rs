//! `mindful login`: the browser asks the person, the answer comes back to this machine.
//!
//! The order is a promise: the store is tried and the port bound before anything opens, the tokens are kept
//! and read back before anybody is told that it worked.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use clap::Args;
use reqwest::Client as Http;
use tokio::sync::mpsc;

use crate::account::{Account, Facts, Patience, Tokens};
use crate::config::{self, TokenStoreKind};
use crate::context::Context;
use crate::failure::{Failure, Kind};
use crate::oauth::{
    self, Answered, Authorization, Client, Grant, Heard, Judge, Judgement, Listener, Page, Redirect,
};
use crate::terminal;
use crate::webex::{self, Me, Webex};

use super::integration;
use super::whoami;
use super::{browser, device};

const EXAMPLES: &str = "\
Examples:
  $ mindful login
  $ printf %s \"$SECRET\" | mindful login --no-browser --client-id C0ffee --client-secret-stdin";

/// Log in to Webex with your browser
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Login {
    /// Never open a browser; the redirected address can be pasted here
    #[arg(long)]
    no_browser: bool,
    /// Log in on another device: shows a code, an address and a QR code
    #[arg(long, conflicts_with = "no_browser")]
    device: bool,
    /// Client id of your integration
    #[arg(long, value_name = "ID")]
    client_id: Option<String>,
    /// Read the client secret from the first line of stdin
    #[arg(long)]
    client_secret_stdin: bool,
    /// How long to wait for the browser
    #[arg(long, value_name = "SPAN", default_value = "5m")]
    timeout: String,
}

pub(super) fn run(args: &Login, context: &Context) -> Result<(), Failure> {
    let timeout = config::duration("--timeout", &args.timeout)?;
    let patience = Patience::of(context);
    let account = Account::open(context, patience);
    let client = integration::ask(args.client_id.as_deref(), args.client_secret_stdin, &account, context)?;
    account.probe()?;
    crate::http::runtime()?.block_on(async {
        let work = async {
            if args.device {
                return device::log_in(client, &account, timeout, context).await;
            }
            begin(client, context)?.run(&account, timeout, args.no_browser, context).await
        };
        tokio::select! {
            end = work => end,
            _ = tokio::signal::ctrl_c() => Err(Failure::silent(Kind::Interrupted)),
        }
    })
}

/// A login whose port is bound.
struct Bound {
    http: Http,
    client: Client,
    listener: Listener,
    authorization: Authorization,
}

fn begin(client: Client, context: &Context) -> Result<Bound, Failure> {
    let listener = bind(&context.config.redirect_uris)?;
    let authorization = Authorization::begin(listener.redirect().clone())
        .map_err(|error| Failure::other("the system gives no randomness").because(&error))?;
    Ok(Bound { http: crate::http::client()?, client, listener, authorization })
}

/// Binds the first redirect URI whose port is free; never a port that is not registered.
fn bind(uris: &[String]) -> Result<Listener, Failure> {
    let mut failure = Failure::other("no port to listen on");
    let mut taken = Vec::new();
    for redirect in uris.iter().filter_map(|uri| Redirect::new(uri)) {
        let (port, name) = (redirect.port(), redirect.as_str().to_owned());
        match Listener::bind(redirect) {
            Ok(listener) => return Ok(listener),
            Err(error) => {
                taken.push(port.to_string());
                failure = failure.cause(format!("port {port} of {name}: {error}"));
            }
        }
    }
    failure.what = format!("cannot listen on port {}", taken.join(" or "));
    Err(failure
        .hint("end the program that holds it (`ss -ltnp` shows it)")
        .hint("or register another redirect URI with your integration and list both as `webex.redirect_uri`"))
}

impl Bound {
    async fn run(
        self,
        account: &Account,
        timeout: Duration,
        no_browser: bool,
        context: &Context,
    ) -> Result<(), Failure> {
        let Self { http, client, listener, authorization } = self;
        let judge = Arc::new(authorization.judge());
        let (heard, mut hear) = mpsc::unbounded_channel();
        let serving = tokio::spawn(listener.serve(judge.clone(), heard.clone()));
        let endpoint = format!("{}/authorize", context.config.api_url);
        invite(
            &authorization.url(&endpoint, &client, &context.config.scopes),
            &authorization,
            no_browser,
            context,
        );
        listen_to_pastes(judge, heard);
        let (judgement, browser) =
            tokio::time::timeout(timeout, answer(&mut hear)).await.map_err(|_| nobody_came(timeout))?;
        serving.abort(); // The port is free again before the rest can take its time.
        let end = async {
            let code = code(judgement)?;
            let grant = exchange(&http, &client, &authorization, &code, context).await?;
            keep(&http, &client, &grant, account, context).await
        }
        .await;
        if let Some(browser) = browser {
            browser.tell(if end.is_ok() { Page::LoggedIn } else { Page::Failed }).await;
        }
        welcome(&end?, account, context);
        Ok(())
    }
}

/// Prints the address, alone on its line, then opens it; a browser that is missing or hangs hinders nothing.
fn invite(url: &str, authorization: &Authorization, no_browser: bool, context: &Context) {
    let over_ssh =
        ["SSH_CONNECTION", "SSH_TTY", "SSH_CLIENT"].iter().any(|name| context.variable(name).is_some());
    terminal::say("Open this address to log in:");
    terminal::must_see(url);
    if no_browser || over_ssh {
        let port = authorization.redirect().port();
        terminal::say("then paste the address the browser ends at here, even if its page cannot be shown.");
        terminal::say(&format!("(or forward the port first: ssh -L {port}:127.0.0.1:{port} this-machine)"));
    } else {
        terminal::say("The browser opens it now; the address it ends at may also be pasted here.");
        browser::open(url, context);
    }
}

/// Reads lines on a thread of its own, for a terminal cannot be read with a deadline.
fn listen_to_pastes(judge: Arc<Judge>, heard: mpsc::UnboundedSender<Heard>) {
    std::thread::spawn(move || {
        for line in std::io::stdin().lines().map_while(Result::ok).filter(|line| !line.trim().is_empty()) {
            let said = match judge.judge_pasted(&line) {
                Judgement::Ignored { why, .. } => Heard::Stray(why),
                judgement => Heard::Pasted(judgement),
            };
            if heard.send(said).is_err() {
                return;
            }
        }
    });
}

/// Waits for the one answer; says of everything else that it was ignored.
async fn answer(hear: &mut mpsc::UnboundedReceiver<Heard>) -> (Judgement, Option<Answered>) {
    loop {
        match hear.recv().await {
            Some(Heard::Answer(judgement, browser)) => return (judgement, Some(browser)),
            Some(Heard::Pasted(judgement)) => return (judgement, None),
            Some(Heard::Stray(why)) => {
                terminal::say(&format!("ignored {why}; still waiting for the browser"))
            }
            // Listener and stdin are both gone: the deadline ends this.
            None => std::future::pending().await,
        }
    }
}

pub(super) fn nobody_came(timeout: Duration) -> Failure {
    Failure::other(format!("nobody logged in within {} seconds", timeout.as_secs()))
        .hint("run `mindful login` again, with `--timeout 15m` for more time")
        .hint("if Webex's page named the redirect URI, register it with your integration exactly as in the address")
}

fn code(judgement: Judgement) -> Result<crate::account::Secret, Failure> {
    let (error, description) = match judgement {
        Judgement::Code(code) => return Ok(code),
        Judgement::Denied { error, description } => (error, description),
        Judgement::Ignored { why, .. } => (why.to_owned(), None),
    };
    let hint = match error.as_str() {
        "access_denied" => {
            "run `mindful login` again and accept, or ask your Webex administrator to allow the integration"
        }
        "invalid_scope" => "tick the scopes of `webex.scopes` with your integration, or list fewer",
        _ => "try again in a while",
    };
    let failure = Failure::other(format!("Webex refuses the login: {error}"));
    Err(match description {
        Some(description) => failure.cause(description).hint(hint),
        None => failure.hint(hint),
    })
}

async fn exchange(
    http: &Http,
    client: &Client,
    authorization: &Authorization,
    code: &crate::account::Secret,
    context: &Context,
) -> Result<Grant, Failure> {
    let endpoint = format!("{}/access_token", context.config.api_url);
    let redirect = authorization.redirect().as_str();
    let answer = oauth::code(http, &endpoint, client, code, redirect, authorization.verifier()).await;
    answer.map_err(|error| not_finished(&error))
}

pub(super) fn not_finished(error: &oauth::Error) -> Failure {
    match error {
        oauth::Error::Unreachable(_) => Failure::new(Kind::Unreachable, "the login cannot be finished")
            .because(error)
            .hint("run `mindful login` again"),
        oauth::Error::Refused { words: Some(words), .. } if words.contains("access_denied") => {
            Failure::other("Webex refuses the login: access_denied")
                .because(error)
                .hint("run `mindful login` again and accept")
        }
        oauth::Error::Refused { words: Some(words), .. } if words.contains("expired_token") => {
            Failure::other("nobody entered the code in time")
                .because(error)
                .hint("run `mindful login --device` again")
        }
        _ => Failure::other("the login cannot be finished")
            .because(error)
            .hint("check client id and client secret with your integration, then run `mindful login` again"),
    }
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
    let me = webex.me().await.map_err(|error| unknown_person(&error))?;
    let tokens = Tokens::granted(grant, (context.clock())());
    let facts = facts(me, grant, &tokens, client, context);
    account.keep(client, &tokens, &facts)?;
    Ok(facts)
}

fn unknown_person(error: &webex::Error) -> Failure {
    let kind = if error.status().is_some_and(|status| status.is_client_error()) {
        Kind::Other
    } else {
        Kind::Unreachable
    };
    Failure::new(kind, "Webex does not say who logged in")
        .because(error)
        .hint("the scope spark:people_read is needed; then run `mindful login` again")
}

fn facts(me: Me, grant: &Grant, tokens: &Tokens, client: &Client, context: &Context) -> Facts {
    let scopes = match &grant.scope {
        Some(scope) => scope.split_whitespace().map(str::to_owned).collect(),
        None => context.config.scopes.clone(),
    };
    let store = match context.config.token_store {
        TokenStoreKind::Keyring => "keyring",
        TokenStoreKind::File => "file",
    };
    Facts {
        person_id: me.id,
        email: me.email,
        name: me.name,
        timezone: me.timezone,
        scopes,
        access_token_expires: tokens.access_expires(),
        refresh_token_expires: tokens.refresh_expires(),
        store: store.to_owned(),
        client_id: Some(client.id.clone()),
    }
}

pub(super) fn welcome(facts: &Facts, account: &Account, context: &Context) {
    let who = terminal::escape(&format!("{} <{}>", facts.name, facts.email));
    terminal::out(&format!("Logged in as {who}"));
    let until = |at: Option<DateTime<Utc>>| at.map_or_else(|| "an unknown day".to_owned(), whoami::day);
    terminal::say(&format!(
        "The tokens are in {}; the login lasts until {} and is renewed as it is used.",
        account.place(),
        until(facts.refresh_token_expires.or(facts.access_token_expires))
    ));
    if !facts.allows("spark:messages_write") {
        terminal::warn("the scope spark:messages_write was not granted: nothing can be sent");
    }
    if context.config.access_token.is_some() {
        terminal::warn("MINDFUL_ACCESS_TOKEN or WEBEX_ACCESS_TOKEN is set and is used instead of this login");
    }
}
