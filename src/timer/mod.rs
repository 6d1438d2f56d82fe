//! Who wakes us: systemd, cron, launchd or Task Scheduler run `mindful send-due`.
//!
//! Each says what it would write, writes it, takes it away again, and tells whether it is there.

mod cron;
mod launchd;
mod systemd;
mod task_scheduler;

use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::failure::Failure;

/// A program of the system that runs others at times.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scheduler {
    /// systemd's user manager.
    Systemd,
    /// cron.
    Cron,
    /// macOS.
    Launchd,
    /// Windows.
    TaskScheduler,
}

/// What is to be run, how often, for which home.
#[derive(Debug, Clone)]
pub struct Job {
    /// This program.
    pub program: PathBuf,
    /// Minutes between two runs.
    pub minutes: u64,
    /// Variables that a run needs to find this home; never a secret.
    pub environment: Vec<(String, String)>,
    /// The person's home folder.
    pub home: PathBuf,
    /// Where the program writes.
    pub data: PathBuf,
    /// Sets apart the jobs of different homes; empty for the default one.
    pub suffix: String,
}

impl Scheduler {
    /// Returns the name people know.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Systemd => "systemd",
            Self::Cron => "cron",
            Self::Launchd => "launchd",
            Self::TaskScheduler => "Task Scheduler",
        }
    }

    /// Returns what this machine has, the better first.
    #[must_use]
    pub fn present() -> Vec<Self> {
        let all = [Self::Systemd, Self::Cron, Self::Launchd, Self::TaskScheduler];
        all.into_iter().filter(|scheduler| scheduler.is_present()).collect()
    }

    fn is_present(self) -> bool {
        match self {
            Self::Systemd => {
                cfg!(target_os = "linux") && succeeds("systemctl", &["--user", "show-environment"])
            }
            Self::Cron => cfg!(unix) && !cfg!(target_os = "macos") && exists("crontab"),
            Self::Launchd => cfg!(target_os = "macos"),
            Self::TaskScheduler => cfg!(windows),
        }
    }

    /// Returns what an installation would write, for people to read.
    #[must_use]
    pub fn text(self, job: &Job) -> String {
        match self {
            Self::Systemd => systemd::text(job),
            Self::Cron => cron::block(job),
            Self::Launchd => launchd::plist(job),
            Self::TaskScheduler => task_scheduler::command_line(job),
        }
    }

    /// Installs the job over an older one.
    ///
    /// # Errors
    /// The scheduler refuses.
    pub fn install(self, job: &Job) -> Result<(), Failure> {
        match self {
            Self::Systemd => systemd::install(job),
            Self::Cron => cron::install(job),
            Self::Launchd => launchd::install(job),
            Self::TaskScheduler => task_scheduler::install(job),
        }
    }

    /// Removes the job; one that is not there is removed.
    ///
    /// # Errors
    /// The scheduler refuses.
    pub fn uninstall(self, job: &Job) -> Result<(), Failure> {
        match self {
            Self::Systemd => systemd::uninstall(job),
            Self::Cron => cron::uninstall(job),
            Self::Launchd => launchd::uninstall(job),
            Self::TaskScheduler => task_scheduler::uninstall(job),
        }
    }

    /// Tells whether the job is installed, and with which program.
    #[must_use]
    pub fn installed(self, job: &Job) -> Option<String> {
        match self {
            Self::Systemd => systemd::installed(job),
            Self::Cron => cron::installed(job),
            Self::Launchd => launchd::installed(job),
            Self::TaskScheduler => task_scheduler::installed(job),
        }
    }
}

/// Reads how often: whole minutes that divide an hour, or whole hours that divide a day.
///
/// # Errors
/// Anything no scheduler can do evenly.
pub fn minutes(every: Duration) -> Result<u64, Failure> {
    let minutes = every.as_secs() / 60;
    let even = (1..60).contains(&minutes) && 60 % minutes == 0
        || (60..=1440).contains(&minutes) && minutes.is_multiple_of(60) && 1440 % minutes == 0;
    if even && every.as_secs().is_multiple_of(60) {
        return Ok(minutes);
    }
    Err(Failure::usage(format!("a timer cannot run every {} seconds", every.as_secs()))
        .hint("use 1m, 2m, 5m, 10m, 15m, 30m, 1h or more hours that divide a day"))
}

fn exists(program: &str) -> bool {
    Command::new(program)
        .arg("-l")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .is_ok_and(|mut child| {
            let _ = child.wait();
            true
        })
}

fn succeeds(program: &str, args: &[&str]) -> bool {
    let mut command = Command::new(program);
    command.args(args).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

/// Runs a program of the system, with something on stdin; what it says is part of a failure.
fn run(program: &str, args: &[&str], stdin: &str) -> Result<String, Failure> {
    let failed =
        |why: String| Failure::other(format!("`{program} {}` does not work", args.join(" "))).cause(why);
    let mut command = Command::new(program);
    command.args(args).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().map_err(|error| failed(error.to_string()))?;
    let written = child.stdin.take().map_or(Ok(()), |mut pipe| pipe.write_all(stdin.as_bytes()));
    let output = child.wait_with_output().map_err(|error| failed(error.to_string()))?;
    let said = String::from_utf8_lossy(&output.stderr).trim().to_owned();
    match (output.status.success(), written) {
        (true, Ok(())) => Ok(String::from_utf8_lossy(&output.stdout).into_owned()),
        (true, Err(error)) => Err(failed(error.to_string())),
        (false, _) => Err(failed(said)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    pub(super) fn job() -> Job {
        Job {
            program: "/opt/my tools/100%/mindful".into(),
            minutes: 5,
            environment: vec![("MINDFUL_HOME".into(), "/home/me/second \"home\"".into())],
            home: "/home/me".into(),
            data: "/home/me/.local/share/mindful".into(),
            suffix: String::new(),
        }
    }

    #[test]
    fn only_spans_that_come_out_even_are_taken() {
        let read = |seconds| minutes(Duration::from_secs(seconds)).ok();
        assert_eq!([read(60), read(300), read(3600), read(7200)], [Some(1), Some(5), Some(60), Some(120)]);
        for bad in [0, 30, 90, 420, 59 * 60, 25 * 3600, 5 * 3600] {
            assert_eq!(read(bad), None, "{bad}");
        }
    }
}
