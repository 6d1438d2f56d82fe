//! Task Scheduler: a task of the person who is logged in, so that the Credential Manager can be read.

use crate::failure::Failure;

use super::{Installed, Job, between, run, text_of};

fn name(job: &Job) -> String {
    if job.suffix.is_empty() { "mindful".to_owned() } else { format!("mindful-{}", job.suffix) }
}

/// A task has no environment; a shell sets it.
fn command(job: &Job) -> String {
    let program = format!("\"{}\" send-due", job.program.display());
    if job.environment.is_empty() {
        return program;
    }
    let set: String =
        job.environment.iter().map(|(name, value)| format!("set \"{name}={value}\" && ")).collect();
    format!("cmd /c {set}{program}")
}

/// Returns the command that makes the task.
pub(super) fn command_line(job: &Job) -> String {
    format!("schtasks /Create /F /TN {} /SC MINUTE /MO {} /TR '{}'\n", name(job), job.minutes, command(job))
}

pub(super) fn install(job: &Job) -> Result<(), Failure> {
    let (name, minutes, command) = (name(job), job.minutes.to_string(), command(job));
    let args = ["/Create", "/F", "/TN", &name, "/SC", "MINUTE", "/MO", &minutes, "/TR", &command];
    run("schtasks", &args, b"").map(drop)
}

pub(super) fn uninstall(job: &Job) -> Result<(), Failure> {
    match installed(job) {
        Some(_) => run("schtasks", &["/Delete", "/F", "/TN", &name(job)], b"").map(drop),
        None => Ok(()),
    }
}

pub(super) fn installed(job: &Job) -> Option<Installed> {
    let task = text_of("schtasks", &["/Query", "/TN", &name(job), "/XML"]).ok()?;
    let runs =
        between(&task, "<Exec>", "</Exec>").unwrap_or(&task).split_whitespace().collect::<Vec<_>>().join(" ");
    let interval = between(&task, "<Interval>", "</Interval>").unwrap_or_default();
    let when = |minutes: u64| match minutes {
        minutes @ ..60 => format!("PT{minutes}M"),
        1440 => "P1D".to_owned(),
        minutes => format!("PT{}H", minutes / 60),
    };
    let is_this = runs.contains(&*job.program.to_string_lossy());
    Some(Installed::read(&runs, is_this, interval, when))
}
