//! `mindful timer`: lets the machine run `send-due`.

use clap::{Args, Subcommand};
use serde_json::json;

use crate::config;
use crate::context::Context;
use crate::failure::Failure;
use crate::terminal::{self, moment};
use crate::timer::{self, Job, Scheduler};

use super::watch;

const EXAMPLES: &str = "\
Examples:
  $ mindful timer install
  $ mindful timer install --cron --every 5m --print";

/// Let this machine run `send-due` by itself
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Timer {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Install the timer, over an older one
    Install(Wish),
    /// Remove the timer
    Uninstall(Wish),
    /// Say whether it is installed and when it last ran
    Status(Wish),
}

#[derive(Args)]
struct Wish {
    /// systemd's user manager
    #[arg(long, group = "scheduler")]
    systemd: bool,
    /// cron
    #[arg(long, group = "scheduler")]
    cron: bool,
    /// launchd (macOS)
    #[arg(long, group = "scheduler")]
    launchd: bool,
    /// Task Scheduler (Windows)
    #[arg(long, group = "scheduler")]
    task_scheduler: bool,
    /// How often
    #[arg(long, value_name = "SPAN", default_value = "1m")]
    every: String,
    /// Show what would be written and write nothing
    #[arg(long)]
    print: bool,
    /// Print the status as JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn run(args: &Timer, context: &Context) -> Result<(), Failure> {
    match &args.what {
        What::Install(wish) => install(wish, context),
        What::Uninstall(wish) => uninstall(wish, context),
        What::Status(wish) => status(wish, context),
    }
}

impl Wish {
    fn named(&self) -> Option<Scheduler> {
        let wishes = [
            (self.systemd, Scheduler::Systemd),
            (self.cron, Scheduler::Cron),
            (self.launchd, Scheduler::Launchd),
            (self.task_scheduler, Scheduler::TaskScheduler),
        ];
        wishes.into_iter().find_map(|(wished, scheduler)| wished.then_some(scheduler))
    }

    fn scheduler(&self) -> Result<Scheduler, Failure> {
        self.named().or_else(|| Scheduler::present().into_iter().next()).ok_or_else(|| {
            Failure::other("neither systemd nor cron is here")
                .hint("install cron, or run `mindful send-due` every minute by other means")
        })
    }
}

/// Describes the job for this home. Secrets are never part of it.
pub(super) fn job(every: &str, context: &Context) -> Result<Job, Failure> {
    let failed = |what: &str| Failure::other(what.to_owned());
    let program =
        std::env::current_exe().map_err(|error| failed("cannot find this program").because(&error))?;
    let home = context.variable("HOME").or_else(|| context.variable("USERPROFILE"));
    let names = ["MINDFUL_HOME", "MINDFUL_API_URL", "MINDFUL_TOKEN_STORE"];
    let environment =
        names.iter().filter_map(|name| Some(((*name).to_owned(), context.variable(name)?.to_owned())));
    Ok(Job {
        program,
        minutes: timer::minutes(config::duration("--every", every)?)?,
        environment: environment.collect(),
        home: home
            .map(Into::into)
            .ok_or_else(|| failed("your home folder cannot be found").hint("set HOME"))?,
        data: context.paths.data.clone(),
        suffix: context.paths.home.as_ref().map(|home| suffix(&home.to_string_lossy())).unwrap_or_default(),
    })
}

/// A few signs that set one home apart from another.
fn suffix(home: &str) -> String {
    use sha2::{Digest, Sha256};
    Sha256::digest(home).iter().take(4).map(|byte| format!("{byte:02x}")).collect()
}

fn install(wish: &Wish, context: &Context) -> Result<(), Failure> {
    let (scheduler, job) = (wish.scheduler()?, job(&wish.every, context)?);
    if wish.print {
        terminal::out(scheduler.text(&job).trim_end());
        return Ok(());
    }
    scheduler.install(&job)?;
    terminal::say(&format!("{} runs `mindful send-due` every {}", scheduler.name(), wish.every));
    if scheduler == Scheduler::Systemd {
        terminal::say(
            "It runs while you are logged in; `loginctl enable-linger` lets it run from boot on, but the",
        );
        terminal::say("keyring stays locked until you log in.");
    }
    if context.config.access_token.is_some() {
        terminal::warn(
            "the token of the environment is not known to the timer; `mindful login` keeps one it can read",
        );
    }
    Ok(())
}

fn uninstall(wish: &Wish, context: &Context) -> Result<(), Failure> {
    let job = job(&wish.every, context)?;
    let schedulers = wish.named().map_or_else(Scheduler::present, |scheduler| vec![scheduler]);
    for scheduler in schedulers {
        if scheduler.installed(&job).is_some() {
            scheduler.uninstall(&job)?;
            terminal::say(&format!("{} no longer runs `mindful send-due`", scheduler.name()));
        }
    }
    Ok(())
}

fn status(wish: &Wish, context: &Context) -> Result<(), Failure> {
    let job = job(&wish.every, context)?;
    let found = installed(&job);
    let (ran, last) = (watch::ran(context), watch::last(context));
    if wish.json {
        terminal::json(&json!({
            "scheduler": found.as_ref().map(|(scheduler, _)| scheduler.name()),
            "runs": found.as_ref().map(|(_, line)| line),
            "last_run": ran.map(|ran| ran.to_rfc3339_opts(chrono::SecondsFormat::Secs, true)),
            "last_exit_code": ran.map(|_| last.code),
            "last_complaint": last.complaint,
        }));
        return Ok(());
    }
    match &found {
        Some((scheduler, line)) => {
            terminal::out(&format!("installed: {}: {}", scheduler.name(), terminal::escape(line)))
        }
        None => terminal::out("installed: no; `mindful timer install` installs it"),
    }
    match ran {
        Some(ran) => terminal::out(&format!("last run: {}", moment::away(ran - context.now))),
        None => terminal::out("last run: never"),
    }
    if let Some(complaint) = last.complaint {
        terminal::out(&format!("it said: {} (exit code {})", terminal::escape(&complaint), last.code));
    }
    Ok(())
}

/// Finds the scheduler that runs us.
pub(super) fn installed(job: &Job) -> Option<(Scheduler, String)> {
    Scheduler::present().into_iter().find_map(|scheduler| Some((scheduler, scheduler.installed(job)?)))
}
