//! `mindful doctor`: looks at everything a message needs tonight, and says what to do about what is wrong.

use chrono::TimeDelta;
use clap::Args;
use serde::Serialize;

use crate::account::{self, Account, Facts, Patience};
use crate::config::TokenStoreKind;
use crate::context::Context;
use crate::failure::{Failure, Kind};
use crate::people::Book;
use crate::queue::{Queue, State};
use crate::terminal::{self, moment, table};

use super::session::Session;
use super::{timer, watch};

const EXAMPLES: &str = "\
Examples:
  $ mindful doctor
  $ mindful doctor --json";

/// A timer that runs every minute has missed several by then.
const ASLEEP: TimeDelta = TimeDelta::minutes(10);

/// Look whether everything is as it must be
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Doctor {
    /// Print the findings as JSON
    #[arg(long)]
    json: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
enum Health {
    Ok,
    Warn,
    Bad,
}

#[derive(Serialize)]
struct Finding {
    check: &'static str,
    health: Health,
    says: String,
    hint: Option<String>,
    #[serde(skip)]
    kind: Kind,
}

impl Finding {
    fn ok(check: &'static str, says: impl Into<String>) -> Self {
        Self { check, health: Health::Ok, says: says.into(), hint: None, kind: Kind::Other }
    }

    fn warn(check: &'static str, says: impl Into<String>, hint: &str) -> Self {
        Self { health: Health::Warn, hint: Some(hint.to_owned()), ..Self::ok(check, says) }
    }

    fn bad(check: &'static str, failure: &Failure) -> Self {
        let says = [std::slice::from_ref(&failure.what), &failure.causes[..]].concat().join(": ");
        let hint = (!failure.hints.is_empty()).then(|| failure.hints.join("; "));
        Self { health: Health::Bad, hint, kind: failure.kind, ..Self::ok(check, says) }
    }
}

pub(super) fn run(args: &Doctor, context: &Context) -> Result<(), Failure> {
    let facts = account::facts(&context.paths).ok().flatten();
    let mut findings = vec![settings(context), zones(context), login(facts.as_ref(), context)];
    findings.push(store(context));
    findings.push(webex(context));
    findings.push(timer_found(context));
    findings.extend(queue(context));
    if args.json {
        terminal::json(&findings);
    } else {
        let width = table::width(context.stdout_is_terminal);
        findings.iter().for_each(|finding| show(finding, width));
    }
    worst(&findings)
}

fn show(finding: &Finding, width: Option<u16>) {
    let word = match finding.health {
        Health::Ok => terminal::painted("ok  ", "32"),
        Health::Warn => terminal::painted("warn", "33"),
        Health::Bad => terminal::painted("bad ", "1;31"),
    };
    // Folded before the word is painted: colour has no width.
    let label = format!("{:6}{:<9} ", "", finding.check);
    let says = table::labelled(&label, &finding.says, width);
    terminal::out(&format!("{word}{}", &says[4..]));
    if let Some(hint) = &finding.hint {
        terminal::out(&table::labelled(&" ".repeat(label.len()), hint, width));
    }
}

/// Chooses the exit code of the worst: keyring, login, network, anything else.
fn worst(findings: &[Finding]) -> Result<(), Failure> {
    let bad =
        |kind: Kind| findings.iter().any(|finding| finding.health == Health::Bad && finding.kind == kind);
    let order = [Kind::Keyring, Kind::Login, Kind::Unreachable, Kind::NeedsPerson, Kind::Usage, Kind::Other];
    match order.into_iter().find(|kind| bad(*kind)) {
        Some(kind) => Err(Failure::silent(kind)),
        None => Ok(()),
    }
}

fn settings(context: &Context) -> Finding {
    if let Some(failure) = &context.unread_settings {
        return Finding::bad("settings", failure);
    }
    match Book::read(&context.paths.people_file()) {
        Ok(book) => {
            let count = book.aliases().len();
            Finding::ok("settings", format!("config.toml and people.toml can be read ({count} entries)"))
        }
        Err(failure) => Finding::bad("settings", &failure),
    }
}

fn zones(context: &Context) -> Finding {
    let mine = context.my_zone_name();
    if crate::schedule::zone::has_system_rules() {
        return Finding::ok("zones", format!("the system's zone rules are used; yours is {mine}"));
    }
    let hint = "install the tzdata package; the built-in rules are as old as this program";
    Finding::warn("zones", format!("the system has no zone rules; yours is {mine}"), hint)
}

fn login(facts: Option<&Facts>, context: &Context) -> Finding {
    if context.config.access_token.is_some() {
        return Finding::ok("login", "the token of the environment is used; nothing renews it");
    }
    let Some(facts) = facts else { return Finding::bad("login", &account::not_logged_in()) };
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
        Some(end) => Finding::ok("login", format!("{who}, until {}", super::whoami::day(end))),
        None => Finding::ok("login", who),
    }
}

/// Looks at the store as the timer would: no dialog, five seconds.
fn store(context: &Context) -> Finding {
    if context.config.access_token.is_some() {
        return Finding::ok("store", "not needed");
    }
    let account = Account::open(context, Patience::Unattended);
    match (account.kept(), context.config.token_store) {
        (Err(failure), _) => Finding::bad("store", &failure),
        (Ok(_), TokenStoreKind::File) => Finding::warn(
            "store",
            format!("the tokens are in {}", account.place()),
            "whoever reads your files can send as you; the keyring is safer where there is one",
        ),
        (Ok(_), TokenStoreKind::Keyring) => {
            Finding::ok("store", format!("{} can be read unattended", account.place()))
        }
    }
}

fn webex(context: &Context) -> Finding {
    let asked = crate::http::runtime()
        .and_then(|runtime| runtime.block_on(Session::open(context, Patience::Unattended)));
    match asked {
        Ok(session) => {
            let skew = session.me.date.map_or(0, |date| (date - context.now).num_seconds());
            Finding::ok(
                "webex",
                format!("answers as {}; the clocks differ by {} s", session.me.email, skew.abs()),
            )
        }
        Err(failure) => Finding::bad("webex", &failure),
    }
}

fn timer_found(context: &Context) -> Finding {
    let job = match timer::job("1m", context) {
        Ok(job) => job,
        Err(failure) => return Finding::bad("timer", &failure),
    };
    let ran = watch::ran(context);
    let last = ran.map_or_else(
        || "it never ran".to_owned(),
        |ran| format!("last run {}", moment::away(ran - context.now)),
    );
    let recent = ran.is_some_and(|ran| context.now - ran < ASLEEP);
    match (timer::installed(&job), recent) {
        (Some((scheduler, _)), true) => Finding::ok("timer", format!("{}; {last}", scheduler.name())),
        (Some((scheduler, _)), false) => {
            let hint = "see `mindful timer status`; a systemd user timer rests while you are logged out";
            Finding::warn("timer", format!("{} is set up, and {last}", scheduler.name()), hint)
        }
        (None, true) => Finding::ok("timer", format!("something of yours runs `send-due`; {last}")),
        (None, false) => {
            Finding::warn("timer", format!("nothing runs `send-due`; {last}"), "`mindful timer install`")
        }
    }
}

fn queue(context: &Context) -> Vec<Finding> {
    let queue = match Queue::existing(&context.paths.queue()) {
        Ok(Some(queue)) => queue,
        Ok(None) => return vec![Finding::ok("queue", "nothing was ever scheduled")],
        Err(failure) => return vec![Finding::bad("queue", &failure)],
    };
    match waiting(&queue, context) {
        Ok(findings) => findings,
        Err(failure) => vec![Finding::bad("queue", &failure)],
    }
}

fn waiting(queue: &Queue, context: &Context) -> Result<Vec<Finding>, Failure> {
    let scheduled = queue.names(State::Scheduled)?;
    let overdue = scheduled.iter().filter(|name| name.not_before + ASLEEP < context.now).count();
    let mut findings = vec![match overdue {
        0 => Finding::ok("queue", format!("{} messages wait", scheduled.len())),
        _ => Finding::warn(
            "queue",
            format!("{overdue} messages are overdue"),
            "run `mindful send-due` and see what it says",
        ),
    }];
    let stuck = [State::Failed, State::Unconfirmed].map(|state| queue.names(state).map(|names| names.len()));
    let [failed, unconfirmed] = stuck;
    let (failed, unconfirmed, damaged) = (failed?, unconfirmed?, queue.damaged()?);
    if failed + unconfirmed > 0 {
        let says = format!("{failed} messages failed and {unconfirmed} are unconfirmed");
        findings.push(Finding::warn(
            "queue",
            says,
            "`mindful list` shows them; `retry`, `confirm` or `cancel` each",
        ));
    }
    if damaged > 0 {
        let says = format!("{damaged} files could not be read and lie in the folder `damaged`");
        findings.push(Finding::warn("queue", says, "look into them; nothing in there is ever sent"));
    }
    Ok(findings)
}
