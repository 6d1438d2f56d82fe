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
    /// Variables that a run needs to behave as in this shell; never a secret.
    pub environment: Vec<(String, String)>,
    /// The person's home folder.
    pub home: PathBuf,
    /// Where the program writes.
    pub data: PathBuf,
    /// Sets apart the jobs of different homes; empty for the default one.
    pub suffix: String,
}

/// What a scheduler has of us.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Installed {
    /// What it runs.
    pub runs: String,
    /// Whether that is this program.
    pub is_this: bool,
    /// The program it runs, if that can be read.
    pub program: Option<PathBuf>,
    /// The variables it sets.
    pub environment: Vec<(String, String)>,
    /// Minutes between two runs, if they can be read.
    pub minutes: Option<u64>,
    /// Whether the scheduler will run it at all.
    pub active: bool,
}

/// Every span a timer can have, in minutes.
const SPANS: [u64; 18] = [1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30, 60, 120, 180, 240, 360, 720, 1440];

impl Installed {
    /// Reads what is installed: which of the spans has this `schedule`.
    fn read(runs: &str, is_this: bool, schedule: &str, when: impl Fn(u64) -> String) -> Self {
        Self {
            runs: runs.trim().to_owned(),
            is_this,
            program: None,
            environment: Vec::new(),
            minutes: SPANS.into_iter().find(|minutes| when(*minutes) == schedule),
            active: true,
        }
    }

    /// Returns in how many seconds the next run begins, so many seconds after midnight.
    #[must_use]
    pub fn next_in(&self, since_midnight: u64) -> Option<u64> {
        let span = self.minutes.filter(|_| self.active)? * 60;
        Some(span - since_midnight % span)
    }
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

    /// Returns the schedulers of this operating system, the better first.
    #[must_use]
    pub fn supported() -> Vec<Self> {
        match (cfg!(windows), cfg!(target_os = "macos")) {
            (true, _) => vec![Self::TaskScheduler],
            (false, true) => vec![Self::Launchd],
            (false, false) => vec![Self::Systemd, Self::Cron],
        }
    }

    /// Returns what machines of this kind usually have.
    #[must_use]
    pub const fn usual() -> Self {
        match (cfg!(windows), cfg!(target_os = "macos")) {
            (true, _) => Self::TaskScheduler,
            (false, true) => Self::Launchd,
            (false, false) => Self::Systemd,
        }
    }

    /// Checks that this person may use it here. Writes nothing.
    ///
    /// # Errors
    /// Why it cannot be used.
    pub fn check(self) -> Result<(), Failure> {
        match self {
            _ if !Self::supported().contains(&self) => {
                Err(Failure::other("it does not exist on this operating system"))
            }
            Self::Systemd => systemd::check(),
            Self::Cron => cron::check(),
            Self::Launchd | Self::TaskScheduler => Ok(()),
        }
    }

    /// Returns the variables that it gives to every run, whatever a job adds.
    #[must_use]
    pub fn surroundings(self, job: &Job) -> Vec<(String, String)> {
        let given = if self == Self::Systemd { systemd::surroundings() } else { Vec::new() };
        let home = job.home.to_string_lossy().into_owned();
        let own = [("HOME", home.as_str()), ("PATH", "/usr/bin:/bin")];
        let mut all: Vec<_> = own.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
        all.retain(|(name, _)| !given.iter().any(|(known, _)| known == name));
        all.extend(given);
        all
    }

    /// Returns what an installation would write, for people to read.
    #[must_use]
    pub fn text(self, job: &Job) -> String {
        match self {
            Self::Systemd => systemd::text(job),
            Self::Cron => cron::text(job),
            Self::Launchd => launchd::plist(job),
            Self::TaskScheduler => task_scheduler::command_line(job),
        }
    }

    /// Installs the job over an older one and runs it once; what cannot be run is not left behind.
    ///
    /// # Errors
    /// The scheduler refuses, or cannot start the program.
    pub fn install(self, job: &Job) -> Result<Option<&'static str>, Failure> {
        match self {
            Self::Systemd => systemd::install(job),
            Self::Cron => cron::install(job).map(|()| None),
            Self::Launchd => launchd::install(job).map(|()| None),
            Self::TaskScheduler => task_scheduler::install(job).map(|()| None),
        }
    }

    /// Removes the job, if it is there; returns what is left to the person.
    ///
    /// # Errors
    /// The scheduler refuses.
    pub fn uninstall(self, job: &Job) -> Result<Option<&'static str>, Failure> {
        match self {
            Self::Systemd => systemd::uninstall(job),
            Self::Cron => cron::uninstall(job).map(|()| None),
            Self::Launchd => launchd::uninstall(job).map(|()| None),
            Self::TaskScheduler => task_scheduler::uninstall(job).map(|()| None),
        }
    }

    /// Returns a line of the person's own that runs `send-due`, if there is one.
    #[must_use]
    pub fn line_by_hand(self, job: &Job) -> Option<String> {
        if self == Self::Cron { cron::line_by_hand(job) } else { None }
    }

    /// Returns why it could not start the program the last time, if it says so.
    #[must_use]
    pub fn trouble(self, job: &Job) -> Option<String> {
        if self == Self::Systemd { systemd::trouble(job) } else { None }
    }

    /// Tells whether the job is installed, and how.
    ///
    /// # Errors
    /// What is installed cannot be read.
    pub fn installed(self, job: &Job) -> Result<Option<Installed>, Failure> {
        match self {
            Self::Systemd => Ok(systemd::installed(job)),
            Self::Cron => cron::installed(job),
            Self::Launchd => Ok(launchd::installed(job)),
            Self::TaskScheduler => Ok(task_scheduler::installed(job)),
        }
    }
}

/// Reads how often: whole minutes that divide an hour, or whole hours that divide a day.
///
/// # Errors
/// Anything no scheduler can do evenly.
pub fn minutes(every: Duration) -> Result<u64, Failure> {
    let minutes = SPANS.into_iter().find(|minutes| minutes * 60 == every.as_secs());
    if let Some(minutes) = minutes {
        return Ok(minutes);
    }
    Err(Failure::usage(format!("a timer cannot run every {} seconds", every.as_secs()))
        .hint("use 1m, 2m, 5m, 10m, 15m, 30m, 1h or more hours that divide a day"))
}

/// Returns the longest interval, in minutes, that is not over `span`.
#[must_use]
pub fn longest(span: Duration) -> Option<u64> {
    SPANS.into_iter().rev().find(|minutes| minutes * 60 <= span.as_secs())
}

fn succeeds(program: &str, args: &[&str]) -> bool {
    let mut command = Command::new(program);
    command.args(args).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

/// Runs a program of the system, with something on stdin; what it says is part of a failure.
fn run(program: &str, args: &[&str], stdin: &[u8]) -> Result<Vec<u8>, Failure> {
    let failed =
        |why: String| Failure::other(format!("`{program} {}` does not work", args.join(" "))).cause(why);
    let mut command = Command::new(program);
    command.args(args).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().map_err(|error| failed(error.to_string()))?;
    let written = child.stdin.take().map_or(Ok(()), |mut pipe| pipe.write_all(stdin));
    let output = child.wait_with_output().map_err(|error| failed(error.to_string()))?;
    let said = String::from_utf8_lossy(&output.stderr).trim().to_owned();
    match (output.status.success(), written) {
        (true, Ok(())) => Ok(output.stdout),
        (true, Err(error)) => Err(failed(error.to_string())),
        (false, _) => Err(failed(said)),
    }
}

/// Runs a program of the system and reads what it prints.
fn text_of(program: &str, args: &[&str]) -> Result<String, Failure> {
    run(program, args, b"").map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
}

/// Returns what stands between two words.
fn between<'a>(text: &'a str, before: &str, after: &str) -> Option<&'a str> {
    Some(text.split_once(before)?.1.split_once(after)?.0)
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
        for span in SPANS {
            assert!(60 % span == 0 || span % 60 == 0 && 1440 % span == 0, "{span}");
        }
    }

    #[test]
    fn the_next_run_is_at_the_next_even_minute() {
        let every = |minutes, active| Installed {
            runs: String::new(),
            is_this: true,
            program: None,
            environment: Vec::new(),
            minutes,
            active,
        };
        let noon = 12 * 3600;
        assert_eq!(every(Some(1), true).next_in(noon + 10), Some(50));
        assert_eq!(every(Some(5), true).next_in(noon + 61), Some(239));
        assert_eq!(every(Some(120), true).next_in(noon), Some(7200));
        assert_eq!((every(None, true).next_in(noon), every(Some(1), false).next_in(noon)), (None, None));
    }

    #[test]
    fn every_scheduler_knows_its_own_line_again_and_anothers_not() {
        for span in SPANS {
            let job = Job { minutes: span, ..job() };
            let moved = Job { program: "/elsewhere/mindful".into(), ..job.clone() };
            let knows = |text: &str, read: fn(&str, &Job) -> Installed| {
                let found = read(text, &job);
                assert_eq!((found.minutes, found.is_this), (Some(span), true), "{text}");
                assert!(!read(text, &moved).is_this, "{text}");
            };
            knows(&cron::block(&job), |ours, job| cron::read(ours, "", job));
            knows(&systemd::text(&job), systemd::read);
            knows(&launchd::plist(&job), launchd::read);
        }
    }
}
