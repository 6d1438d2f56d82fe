//! Who sends: the login, where it is kept, whether Webex takes it, and whose clock is right.

use crate::account::clock::{UNCHECKED_CLOCK, WRONG_CLOCK};
use crate::account::{self, Account, Patience};
use crate::commands::send_due::may_send;
use crate::commands::send_due::session::Session;
use crate::commands::whoami;
use crate::config::TokenStoreKind;
use crate::context::Context;
use crate::failure::{Failure, Kind};
use crate::http::Budget;
use crate::terminal::moment;

use super::Finding;

/// Clocks that differ by more than this are worth a look; five minutes send nothing at all.
const CLOSE: u64 = 30;

pub(super) fn login(context: &Context) -> Finding {
    if context.config.access_token.is_some() {
        return Finding::ok("login", "using MINDFUL_ACCESS_TOKEN or WEBEX_ACCESS_TOKEN (not renewed)");
    }
    let facts = match account::facts(&context.paths) {
        Ok(Some(facts)) => facts,
        Ok(None) => return Finding::bad("login", &account::not_logged_in()),
        Err(failure) => return Finding::bad("login", &failure),
    };
    if let Err(failure) = may_send(context) {
        return Finding::bad("login", &failure);
    }
    let who = format!("{} <{}>", facts.name, facts.email);
    match facts.ends() {
        Some(end) if end <= context.now => Finding::bad(
            "login",
            &Failure::new(Kind::Login, format!("the login of {who} has ended")).hint("run `mindful login`"),
        ),
        Some(end) if facts.ends_soon(context.now) => {
            let says = format!("the login of {who} ends {}", moment::away(end - context.now));
            Finding::warn("login", says, "run `mindful login`")
        }
        Some(end) => {
            let left = moment::length(end - context.now);
            Finding::ok("login", format!("{who}; {left} left, until {}", whoami::day(end)))
        }
        None => Finding::ok("login", who),
    }
}

/// Looks at the store as the timer would: no dialog, five seconds.
pub(super) fn store(context: &Context) -> Finding {
    if context.config.access_token.is_some() {
        return Finding::ok("store", "not needed");
    }
    let account = Account::open(context, Patience::Unattended);
    match (account.check_kept(), context.config.token_store) {
        (Err(failure), _) => Finding::bad("store", &failure),
        (Ok(_), TokenStoreKind::File) => Finding::warn(
            "store",
            format!("the tokens are in {}", account.place()),
            "a program that can read your files can send as you; a keyring is safer where there is one",
        ),
        (Ok(_), TokenStoreKind::Keyring) => {
            Finding::ok("store", format!("{} can be read unattended", account.place()))
        }
    }
}

/// Asks Webex once who we are, and compares the clocks; returns our id as well.
pub(super) fn webex(context: &Context) -> (Vec<Finding>, Option<String>) {
    let asked = crate::http::runtime().and_then(|runtime| {
        runtime.block_on(Session::open(context, Patience::Unattended, Budget::since(context.started)))
    });
    match asked {
        Ok(session) => {
            let answers = Finding::ok("webex", format!("authenticated as {}", session.me.email));
            let skew = (session.time() - context.now).num_seconds().unsigned_abs();
            (vec![answers, clock(skew)], Some(session.me.id))
        }
        Err(failure) if [WRONG_CLOCK, UNCHECKED_CLOCK].contains(&failure.what.as_str()) => {
            (vec![Finding::bad("clock", &failure)], None)
        }
        Err(failure) => (vec![Finding::bad("webex", &failure)], None),
    }
}

fn clock(skew: u64) -> Finding {
    match skew {
        ..=CLOSE => Finding::ok("clock", format!("in sync with Webex ({skew} s)")),
        _ => Finding::warn(
            "clock",
            format!("{skew} s off from Webex's clock"),
            "turn on time synchronization: with a clock five minutes off nothing is sent",
        ),
    }
}
