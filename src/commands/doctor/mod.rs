//! `mindful doctor`: looks at everything a message needs tonight, and says what to do about what is wrong.

mod login;
mod machine;
mod queue;

use clap::Args;
use serde::Serialize;

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
    let mut findings = vec![machine::settings(context), machine::zones(context)];
    findings.extend(machine::folders(context));
    findings.extend([login::login(context), login::store(context)]);
    findings.extend(login::webex(context));
    findings.push(machine::timer(context));
    findings.extend(queue::queue(context));
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
    let order = [Kind::Keyring, Kind::Login, Kind::Unreachable, Kind::NeedsPerson, Kind::Usage, Kind::Other];
    match order.into_iter().find(|kind| bad(*kind)) {
        Some(kind) => Err(Failure::silent(kind)),
        None => Ok(()),
    }
}
