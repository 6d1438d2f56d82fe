//! The login of a queue whose next message may be months away: renewed in time, and said when it nears its end.

use crate::account::{self, Account, Patience, wants_renewal};
use crate::context::Context;
use crate::failure::Failure;
use crate::http::Budget;
use crate::terminal::{self, moment};

use super::limit;

/// Tells whether the login wants to be renewed; reads names only.
pub(super) fn is_due(context: &Context) -> bool {
    context.config.access_token.is_none() && wants_renewal(&context.paths, context.now)
}

/// Renews the login if its time has come, at most once a day, and warns if it ends soon all the same.
pub(super) fn keep(context: &Context) -> Result<(), Failure> {
    if !is_due(context) {
        return Ok(());
    }
    if limit::check(context).is_err() || context.limited_until().is_some() {
        return Ok(()); // Its time comes again when that is over.
    }
    let account = Account::open(context, Patience::Unattended);
    let http = crate::http::client(context)?.within(Budget::since(context.started));
    crate::http::runtime()?.block_on(account.keep_alive(&http, context.now))?;
    warn(context);
    Ok(())
}

/// Warns of a login that has ended or ends soon.
pub(super) fn warn(context: &Context) {
    let known = account::facts(&context.paths).ok().flatten();
    let Some(known) = known.filter(|known| known.ends_soon(context.now)) else { return };
    let (Some(end), None) = (known.ends(), &context.config.access_token) else { return };
    let who = terminal::escape(&known.email);
    let words = match end - context.now {
        left if left <= chrono::TimeDelta::zero() => format!("the login of {who} has ended"),
        left => format!("the login of {who} ends {}", moment::away(left)),
    };
    terminal::warn(&format!("{words}: run `mindful login`"));
}
