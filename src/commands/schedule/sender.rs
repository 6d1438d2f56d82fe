//! Who sends what is scheduled now, and what time it is at Webex: asked only where the login does not tell.

use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};

use crate::account::{Account, Facts, Patience, clock};
use crate::commands::limit;
use crate::context::Context;
use crate::failure::Failure;
use crate::http::{Budget, Client};
use crate::webex::Webex;

/// Upper bound for both questions: scheduling works offline too.
const WAIT: Duration = Duration::from_secs(3);

/// A clock that is told in whole seconds, and after a while on the line, is no better than one this close to it.
const PRECISION: TimeDelta = TimeDelta::seconds(3);

/// Who sends a message, and when it was scheduled.
pub(super) struct Sender {
    /// Webex's id of them; `None` where it is not known.
    pub(super) account: Option<String>,
    /// When; by Webex's clock where it was asked and differs from this machine's.
    pub(super) created: DateTime<Utc>,
    /// What could not be asked, in words.
    pub(super) notes: Vec<String>,
}

impl Sender {
    /// Stands for the sender while a message is only checked.
    pub(super) const fn unknown(now: DateTime<Utc>) -> Self {
        Self { account: None, created: now, notes: Vec::new() }
    }
}

/// Finds who would send now. A token of the environment is somebody's who need not be the one logged in. What they
/// write back is compared with Webex's clock, so `--unless-reply` asks for that.
pub(super) fn find(unless_reply: bool, facts: Option<&Facts>, context: &Context) -> Result<Sender, Failure> {
    let by_token = context.config.access_token.is_some();
    let is_known = !by_token && (!unless_reply || context.seen.time().is_some());
    let mut notes = Vec::new();
    let mut account = facts.filter(|_| !by_token).map(|facts| facts.person_id.clone());
    if !is_known {
        let asked = limit::check(context).and_then(|()| crate::http::client(context)).map(|http| {
            let http = http.within(Budget::of(WAIT, Instant::now()));
            ask(by_token, http, context)
        });
        match asked.and_then(|asked| asked) {
            Ok(owner) => account = account.or(owner),
            Err(failure) if by_token => notes.push(format!(
                "Webex was not asked whose the token of the environment is ({}); the message goes as the owner of the \
                 token or login that is in use when it is due",
                why(&failure)
            )),
            Err(_) => {}
        }
    }
    if unless_reply && context.seen.time().is_none() {
        notes.push(
            "Webex's clock is not known, so replies are compared with the clock of this machine".to_owned(),
        );
    }
    let told = context.seen.time().filter(|told| unless_reply && (*told - context.now).abs() > PRECISION);
    Ok(Sender { account, created: told.unwrap_or(context.now), notes })
}

/// Asks whose the token of the environment is, else only for the time.
fn ask(by_token: bool, http: Client, context: &Context) -> Result<Option<String>, Failure> {
    crate::http::runtime()?.block_on(async {
        if !by_token {
            return clock::prove(&http, &context.config.api_url, context.now).await.map(|()| None);
        }
        let token = Account::open(context, Patience::Unattended).token(&http, context.now).await?.token;
        let me = Webex::new(http, &context.config.api_url, token).me().await;
        me.map(|me| Some(me.id)).map_err(|error| Failure::other("no answer").because(&error))
    })
}

fn why(failure: &Failure) -> &str {
    failure.causes.first().map_or(failure.what.as_str(), String::as_str)
}
