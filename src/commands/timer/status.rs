//! `mindful timer status`: what is installed, when it ran, what came of it, when it runs next.

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use serde_json::{Value, json};

use crate::commands::recipients;
use crate::commands::watch::{self, Last, Tried};
use crate::context::Context;
use crate::failure::Failure;
use crate::terminal::{self, moment, table};
use crate::timer::{Installed, Job, Scheduler};

use super::{Wish, installed, job};

/// Shows everything that is known of the timer.
pub(super) fn show(wish: &Wish, context: &Context) -> Result<(), Failure> {
    let job = job(&wish.every, context)?;
    let found = match wish.named() {
        Some(scheduler) => scheduler.installed(&job)?.map(|installed| (scheduler, installed)),
        None => installed(&job)?,
    };
    let status = Status { found, ran: watch::ran(context), last: watch::last(context), job: &job };
    if wish.json {
        terminal::json(&status.as_json(context)?);
    } else {
        let width = table::width(context.stdout_is_terminal);
        for (label, words) in status.lines(context)? {
            terminal::out(&table::labelled(&format!("{label:<11}"), &words, width));
        }
    }
    Ok(())
}

/// Everything that is known of the timer.
struct Status<'a> {
    found: Option<(Scheduler, Installed)>,
    ran: Option<DateTime<Utc>>,
    last: Last,
    job: &'a Job,
}

impl Status<'_> {
    fn as_json(&self, context: &Context) -> Result<Value, Failure> {
        let utc = |at: DateTime<Utc>| at.to_rfc3339_opts(SecondsFormat::Secs, true);
        let installed = self.found.as_ref().map(|(_, installed)| installed);
        let login = self.last.login.as_ref();
        Ok(json!({
            "scheduler": self.found.as_ref().map(|(scheduler, _)| scheduler.name()),
            "runs": installed.map(|installed| &installed.runs),
            "is_this_program": installed.map(|installed| installed.is_this),
            "active": installed.map(|installed| installed.active),
            "every_minutes": installed.and_then(|installed| installed.minutes),
            "last_run": self.ran.map(utc),
            "last_exit_code": self.ran.map(|_| self.last.code),
            "last_complaint": self.last.complaint,
            "login_readable": login.map(|tried| tried.failed.is_none()),
            "login_tried": login.map(|tried| utc(tried.at)),
            "next_run": self.next(context)?.map(utc),
        }))
    }

    fn lines(&self, context: &Context) -> Result<Vec<(&'static str, String)>, Failure> {
        let away = |at: DateTime<Utc>| moment::away(at - context.now);
        let mut lines = match &self.found {
            Some((scheduler, installed)) => self.found_lines(*scheduler, installed),
            None => vec![(
                "installed",
                "no: scheduled messages will NOT be sent; run `mindful timer install`".to_owned(),
            )],
        };
        lines.push(("last run", self.ran.map_or_else(|| "never".to_owned(), away)));
        if let Some(complaint) = &self.last.complaint {
            lines.push(("it said", format!("{complaint} (exit code {})", self.last.code)));
        }
        lines.push((
            "your login",
            match &self.last.login {
                Some(Tried { at, failed: None, .. }) => format!("could be read {}", away(*at)),
                Some(Tried { at, failed: Some(why), .. }) => {
                    format!("could not be read {}: {why}", away(*at))
                }
                None => "not used yet".to_owned(),
            },
        ));
        lines.extend(self.next(context)?.map(|next| ("next run", away_exactly(next - context.now))));
        Ok(lines)
    }

    fn found_lines(&self, scheduler: Scheduler, installed: &Installed) -> Vec<(&'static str, String)> {
        let every = installed.minutes.map(|minutes| format!(", every {minutes} min")).unwrap_or_default();
        let rests = if installed.active { "" } else { "; switched off, run `mindful timer install`" };
        let mut lines = vec![
            ("installed", format!("{}{every}{rests}", scheduler.name())),
            ("runs", installed.runs.clone()),
        ];
        if !installed.is_this {
            let this = self.job.program.display();
            lines.push(("but this is", format!("{this}; run `mindful timer install` to use it")));
        }
        lines
    }

    /// Works out when the next run begins, on this person's clock.
    fn next(&self, context: &Context) -> Result<Option<DateTime<Utc>>, Failure> {
        let local = recipients::my_zone(context)?.local(context.now).time();
        let seconds = u64::from(chrono::Timelike::num_seconds_from_midnight(&local));
        let next = self.found.as_ref().and_then(|(_, installed)| installed.next_in(seconds));
        Ok(next
            .and_then(|seconds| i64::try_from(seconds).ok())
            .map(|seconds| context.now + TimeDelta::seconds(seconds)))
    }
}

fn away_exactly(span: TimeDelta) -> String {
    match span.num_seconds() {
        seconds @ ..=90 => format!("in {seconds} s"),
        _ => moment::away(span),
    }
}
