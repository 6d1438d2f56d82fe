//! Task Scheduler: a task of the person who is logged in, so that the Credential Manager can be read.

use crate::failure::Failure;

use super::{Job, run, succeeds};

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
    run("schtasks", &args, "").map(drop)
}

pub(super) fn uninstall(job: &Job) -> Result<(), Failure> {
    match installed(job) {
        Some(_) => run("schtasks", &["/Delete", "/F", "/TN", &name(job)], "").map(drop),
        None => Ok(()),
    }
}

pub(super) fn installed(job: &Job) -> Option<String> {
    succeeds("schtasks", &["/Query", "/TN", &name(job)]).then(|| name(job))
}
