//! What is told of a run, and the exit code it ends with.

use crate::commands::view::Ids;
use crate::delivery::Report;
use crate::failure::{Failure, Kind};
use crate::message::Outcome;
use crate::terminal;

/// Says what a run did, or would do, as far as somebody wants to know.
pub(super) fn show(reports: &[Report], ids: &Ids, dry_run: bool, talkative: bool) {
    for report in reports {
        let line = line(report, ids, if dry_run { "would be " } else { "" });
        match report.outcome {
            Outcome::Failed | Outcome::Expired | Outcome::Unconfirmed => terminal::warn(&line),
            // Held again for the same reason: that was said.
            Outcome::Held if !report.waits => terminal::warn(&line),
            Outcome::Sent | Outcome::Deferred | Outcome::Held if talkative => terminal::say(&line),
            Outcome::Sent | Outcome::Deferred | Outcome::Held => {}
        }
    }
}

/// Says in a line what a run did, or would do, with a message.
pub(in crate::commands) fn line(report: &Report, ids: &Ids, would: &str) -> String {
    let why = report.reason.as_deref().map(|why| format!(": {}", terminal::escape(why))).unwrap_or_default();
    let label = terminal::escape(report.to.label());
    format!("{}  {would}{}  {label}{why}", ids.shown(&report.id), report.outcome.as_str())
}

/// Chooses the exit code: 4, 3, 7, 6, 0 in this order; what is beside these comes first.
pub(super) fn worst(reports: &[Report], end: Result<(), Failure>) -> Result<(), Failure> {
    let needs_person = reports
        .iter()
        .any(|report| matches!(report.outcome, Outcome::Failed | Outcome::Expired | Outcome::Unconfirmed));
    let deferred = reports.iter().any(|report| report.outcome == Outcome::Deferred && !report.waits);
    match end {
        Err(failure) if needs_person && failure.kind == Kind::Unreachable => {
            terminal::failure(&failure);
            Err(Failure::silent(Kind::NeedsPerson))
        }
        Err(failure) => Err(failure),
        Ok(()) if needs_person => Err(Failure::silent(Kind::NeedsPerson)),
        Ok(()) if deferred => Err(Failure::silent(Kind::Unreachable)),
        Ok(()) => Ok(()),
    }
}
