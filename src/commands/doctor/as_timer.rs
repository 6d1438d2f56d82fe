//! The checks as the timer's runs would find them: by this program, in a child with the variables of a run.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde::{Deserialize, Serialize};

use crate::context::Context;
use crate::failure::{Failure, Kind};

use super::timer::Timer;
use super::{Finding, Health};

/// What a child found.
#[derive(Serialize, Deserialize)]
pub(super) struct Seen {
    /// Where it looks for the queue.
    data: PathBuf,
    findings: Vec<SeenFinding>,
}

#[derive(Serialize, Deserialize)]
struct SeenFinding {
    check: String,
    health: Health,
    says: String,
    hint: Option<String>,
    code: u8,
}

impl Seen {
    /// Describes what was found, for the process that started this one.
    pub(super) fn of(findings: Vec<Finding>, context: &Context) -> Self {
        let findings = findings.into_iter().map(|finding| SeenFinding {
            check: finding.check.into_owned(),
            health: finding.health,
            says: finding.says,
            hint: finding.hint,
            code: finding.kind.code(),
        });
        Self { data: context.paths.data.clone(), findings: findings.collect() }
    }

    fn findings(self) -> Vec<Finding> {
        let findings = self.findings.into_iter().map(|seen| Finding {
            check: seen.check.into(),
            health: seen.health,
            says: seen.says,
            hint: seen.hint,
            kind: Kind::of(seen.code),
        });
        findings.collect()
    }
}

/// Checks what a run of this timer will find.
pub(super) fn findings(timer: &Timer, context: &Context) -> Vec<Finding> {
    let variables = timer.variables();
    let seen = match ask(&variables, &timer.job.home) {
        Ok(seen) => seen,
        Err(failure) => return vec![Finding::bad("run", &failure)],
    };
    let elsewhere = (seen.data != context.paths.data).then(|| elsewhere(&seen.data, context));
    let mut findings = seen.findings();
    let is_bad = findings.iter().any(|finding| finding.health == Health::Bad);
    findings.extend(elsewhere);
    findings.extend(environment(timer, &variables, is_bad, context));
    findings
}

/// Runs the checks in a child with these variables and no others.
fn ask(variables: &[(String, String)], home: &Path) -> Result<Seen, Failure> {
    let failed = |why: &dyn std::error::Error| {
        Failure::other("cannot check what the timer's runs will find").because(why)
    };
    let program = std::env::current_exe().map_err(|error| failed(&error))?;
    let mut child = Command::new(program);
    child.args(["doctor", "--as-timer"]).env_clear().envs(variables.iter().cloned()).current_dir(home);
    let output = child.stdin(Stdio::null()).output().map_err(|error| failed(&error))?;
    serde_json::from_slice(&output.stdout).map_err(|error| {
        let said = String::from_utf8_lossy(&output.stderr);
        match said.trim() {
            "" => failed(&error),
            said => Failure::other("the timer's runs fail").cause(said.lines().next().unwrap_or(said)),
        }
    })
}

fn elsewhere(data: &Path, context: &Context) -> Finding {
    let (there, here) = (data.display(), context.paths.data.display());
    let failure =
        Failure::other(format!("the timer sends the messages in `{there}`, and yours are in `{here}`"));
    Finding::bad("run", &failure.hint("run `mindful timer install`"))
}

/// Compares the variables of a run with those of this shell.
fn environment(
    timer: &Timer,
    variables: &[(String, String)],
    is_bad: bool,
    context: &Context,
) -> Option<Finding> {
    let differs = |(name, _): &&(String, String)| {
        let value = |all: &[(String, String)]| {
            all.iter().rev().find(|(known, _)| known == name).map(|found| found.1.clone())
        };
        value(variables) != value(&timer.job.environment)
    };
    let carried: Vec<&str> =
        timer.job.environment.iter().filter(differs).map(|(name, _)| name.as_str()).collect();
    let left_out: Vec<&str> = crate::commands::timer::left_out(context)
        .map(|(name, _)| name)
        .filter(|name| !variables.iter().any(|(known, _)| known == name))
        .collect();
    let names = [carried.clone(), left_out].concat();
    if names.is_empty() {
        return None;
    }
    let hint = if carried.is_empty() {
        "the timer cannot be given them: they hold secrets; see `mindful timer install --help`"
    } else {
        "run `mindful timer install`"
    };
    let says = format!("this shell has {}, and the timer has not", names.join(", "));
    let failure = Failure::other(says.clone()).hint(hint);
    Some(if is_bad { Finding::bad("variables", &failure) } else { Finding::warn("variables", says, hint) })
}
