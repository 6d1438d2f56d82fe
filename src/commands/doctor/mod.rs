//! `mindful doctor`: checks everything that tonight's message depends on, and says what to do about what is wrong.
//!
//! It asks what `send-due` will do under *its* environment: where a timer is installed, the checks run in a child with
//! the variables that the timer gives to a run.

mod as_timer;
mod login;
mod machine;
mod queue;
mod timer;

use std::borrow::Cow;

use clap::Args;
use serde::{Deserialize, Serialize};

use crate::context::Context;
use crate::failure::{Failure, Kind};
use crate::terminal::{self, table};

const EXAMPLES: &str = "\
Examples:
  $ mindful doctor
  $ mindful doctor --json";

/// Check your setup for problems
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Doctor {
    /// Print JSON
    #[arg(long)]
    json: bool,
    /// Check in this environment only and print what another `doctor` reads
    #[arg(long, hide = true)]
    as_timer: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Health {
    Ok,
    Warn,
    Bad,
}

#[derive(Serialize)]
struct Finding {
    check: Cow<'static, str>,
    health: Health,
    says: String,
    hint: Option<String>,
    #[serde(skip)]
    kind: Kind,
}

impl Finding {
    fn ok(check: &'static str, says: impl Into<String>) -> Self {
        Self { check: check.into(), health: Health::Ok, says: says.into(), hint: None, kind: Kind::Other }
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
    if args.as_timer {
        terminal::json(&as_timer::Seen::of(look(context), context));
        return Ok(());
    }
    let findings = findings(context);
    if args.json {
        terminal::json(&findings);
    } else {
        let width = table::width(context.stdout_is_terminal);
        findings.iter().for_each(|finding| show(finding, width));
    }
    worst(&findings)
}

/// Checks what a run will find, and the timer that starts it.
fn findings(context: &Context) -> Vec<Finding> {
    let installed = timer::installed(context);
    let mut findings = match &installed {
        Ok(Some(timer)) => as_timer::findings(timer, context),
        Ok(None) | Err(_) => look(context),
    };
    findings.push(match &installed {
        Ok(found) => timer::timer(found.as_ref(), context),
        Err(failure) => Finding::bad("timer", failure),
    });
    findings.extend(timer::last_run(context));
    findings
}

/// Checks what a run in this environment will find.
fn look(context: &Context) -> Vec<Finding> {
    let mut findings = vec![machine::settings(context), machine::zones(context)];
    findings.extend(machine::folders(context));
    findings.extend([login::login(context), login::store(context)]);
    let (webex, me) = login::webex(context);
    findings.extend(webex);
    findings.extend(queue::queue(me.as_deref(), context));
    findings
}

fn show(finding: &Finding, width: Option<u16>) {
    let word = match finding.health {
        Health::Ok => terminal::painted_out("ok  ", "32"),
        Health::Warn => terminal::painted_out("warn", "33"),
        Health::Bad => terminal::painted_out("bad ", "1;31"),
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
    let order = [Kind::Keyring, Kind::Login, Kind::Unreachable, Kind::NeedsPerson, Kind::Usage];
    let kind = order.into_iter().find(|kind| bad(*kind)).unwrap_or(Kind::Other);
    match findings.iter().any(|finding| finding.health == Health::Bad) {
        true => Err(Failure::silent(kind)),
        false => Ok(()),
    }
}
