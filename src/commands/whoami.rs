//! `mindful whoami`: the login, without asking Webex.

use chrono::{DateTime, SecondsFormat, Utc};
use clap::Args;
use serde_json::{Value, json};

use crate::account::{self, Account, Facts, Patience};
use crate::context::Context;
use crate::failure::{Failure, Kind};
use crate::terminal;
use crate::webex::Webex;

const EXAMPLES: &str = "\
Examples:
  $ mindful whoami
  $ mindful whoami --json";

/// Show who is logged in and until when
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Whoami {
    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn run(args: &Whoami, context: &Context) -> Result<(), Failure> {
    let facts = match context.config.access_token {
        Some(_) => of_environment(context)?,
        None => account::facts(&context.paths)?.ok_or_else(account::not_logged_in)?,
    };
    if args.json {
        terminal::json(&as_json(&facts));
    } else {
        terminal::out(&page(&facts, context));
    }
    Ok(())
}

/// A token of the environment says nothing of itself; only Webex knows whose it is.
fn of_environment(context: &Context) -> Result<Facts, Failure> {
    crate::http::runtime()?.block_on(async {
        let http = crate::http::client(context)?;
        let token = Account::open(context, Patience::Unattended).token(&http, context.now).await?.token;
        let me = Webex::new(http, &context.config.api_url, token).me().await.map_err(|error| {
            let (kind, hint) = match error.status().map(|status| status.as_u16()) {
                Some(401) => (Kind::Login, "unset it to use a login"),
                Some(403) => (Kind::Login, "it needs the scope spark:people_read; unset it to use a login"),
                _ => (Kind::Unreachable, "unset it to use a login"),
            };
            Failure::new(kind, "Webex does not say whose the token of the environment is")
                .because(&error)
                .hint(format!("it is MINDFUL_ACCESS_TOKEN, else WEBEX_ACCESS_TOKEN; {hint}"))
        })?;
        Ok(Facts {
            person_id: me.id,
            email: me.email,
            name: me.name,
            timezone: me.timezone,
            scopes: Vec::new(),
            access_token_expires: None,
            refresh_token_expires: None,
            store: "environment".to_owned(),
            client_id: None,
            renewable: false,
        })
    })
}

fn as_json(facts: &Facts) -> Value {
    let utc = |at: Option<DateTime<Utc>>| at.map(|at| at.to_rfc3339_opts(SecondsFormat::Secs, true));
    json!({
        "name": facts.name,
        "email": facts.email,
        "timezone": facts.timezone,
        "scopes": facts.scopes,
        "access_token_expires": utc(facts.access_token_expires),
        "refresh_token_expires": utc(facts.refresh_token_expires),
        "store": facts.store,
    })
}

fn page(facts: &Facts, context: &Context) -> String {
    let until = |at: Option<DateTime<Utc>>| match at {
        Some(at) if at <= context.now => format!("{} (ended)", day(at)),
        Some(at) => format!("{} ({})", day(at), terminal::moment::away(at - context.now)),
        None => "unknown".to_owned(),
    };
    let rows = [
        ("name", facts.name.clone()),
        ("e-mail", facts.email.clone()),
        ("time zone", facts.timezone.clone().unwrap_or_else(|| "unknown".to_owned())),
        ("scopes", if facts.scopes.is_empty() { "unknown".to_owned() } else { facts.scopes.join(" ") }),
        ("access token", until(facts.access_token_expires)),
        ("refresh token", until(facts.refresh_token_expires)),
        ("store", store(facts, context)),
    ];
    rows.map(|(name, value)| format!("{name:<14} {}", terminal::escape(&value))).join("\n")
}

fn store(facts: &Facts, context: &Context) -> String {
    let here = context.config.token_store.as_str();
    let place = match facts.store.as_str() {
        "file" => format!("the file {}, which only you can read", context.paths.credentials_file().display()),
        "keyring" => "the OS keyring".to_owned(),
        other => return other.to_owned(),
    };
    if facts.store == here { place } else { format!("{place}; but the settings say {here}") }
}

/// A day that is far enough away to need no clock.
pub(super) fn day(at: DateTime<Utc>) -> String {
    at.format("%-d %B %Y").to_string()
}
