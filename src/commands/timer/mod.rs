//! `mindful timer`: lets the machine run `send-due`.

mod job;
mod status;

use clap::{Args, Subcommand};

use crate::context::Context;
use crate::failure::Failure;
use crate::terminal;
use crate::timer::{Installed, Job, Scheduler};

use super::watch;

pub(super) use job::job;

const EXAMPLES: &str = "\
Examples:
  $ mindful timer install
  $ mindful timer install --cron --every 5m --print";

const INSTALL: &str = "\
Examples:
  $ mindful timer install
  $ mindful timer install --systemd --print";

const UNINSTALL: &str = "\
Examples:
  $ mindful timer uninstall
  $ mindful timer uninstall --cron";

const STATUS: &str = "\
Examples:
  $ mindful timer status
  $ mindful timer status --json";

/// Manage the background timer
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Timer {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Install or update the timer
    #[command(after_help = INSTALL)]
    Install(Wish),
    /// Remove the timer
    #[command(after_help = UNINSTALL)]
    Uninstall(Wish),
    /// Show timer status and the last run
    #[command(after_help = STATUS)]
    Status(Wish),
}

#[derive(Args)]
struct Wish {
    /// Use a systemd user timer
    #[arg(long, group = "scheduler")]
    systemd: bool,
    /// Use cron
    #[arg(long, group = "scheduler")]
    cron: bool,
    /// Use launchd (macOS)
    #[arg(long, group = "scheduler")]
    launchd: bool,
    /// Use Task Scheduler (Windows)
    #[arg(long, group = "scheduler")]
    task_scheduler: bool,
    /// Interval between runs
    #[arg(long, value_name = "SPAN", default_value = "1m")]
    every: String,
    /// Print what would be written, without installing
    #[arg(long)]
    print: bool,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn run(args: &Timer, context: &Context) -> Result<(), Failure> {
    match &args.what {
        What::Install(wish) => install(wish, context),
        What::Uninstall(wish) => uninstall(wish, context),
        What::Status(wish) => status::show(wish, context),
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
        match self.named() {
            Some(named) if self.print || named.is_present() => Ok(named),
            Some(named) => Err(Failure::other(format!("{} cannot be reached here", named.name()))
                .hint("`--print` shows what would be installed")),
            None => match Scheduler::present().first() {
                Some(present) => Ok(*present),
                None if self.print => Ok(Scheduler::usual()),
                None => Err(Failure::other("neither systemd nor cron is here")
                    .hint("install cron, or run `mindful send-due` every minute by other means")),
            },
        }
    }
}

fn install(wish: &Wish, context: &Context) -> Result<(), Failure> {
    let (scheduler, job) = (wish.scheduler()?, job(&wish.every, context)?);
    if wish.print {
        terminal::out(scheduler.text(&job).trim_end());
        warn_of_what_is_left_out(context);
        return Ok(());
    }
    watch::try_login(context)?;
    let remark = scheduler.install(&job)?;
    terminal::say(&format!("{} runs `mindful send-due` every {}", scheduler.name(), wish.every));
    remark.into_iter().for_each(terminal::warn);
    retire_others(scheduler, &job)?;
    terminal::say("`mindful timer status` tells whether its first run could read your login");
    if scheduler == Scheduler::Systemd {
        terminal::say(LINGER);
    }
    warn_of_what_is_left_out(context);
    Ok(())
}

/// One is enough: whoever ran it before does no longer.
fn retire_others(chosen: Scheduler, job: &Job) -> Result<(), Failure> {
    for other in Scheduler::present().into_iter().filter(|other| *other != chosen) {
        if other.installed(job)?.is_some() {
            other.uninstall(job)?;
            terminal::say(&format!("{} no longer does", other.name()));
        }
    }
    Ok(())
}

const LINGER: &str =
    "It runs while you are logged in. `loginctl enable-linger` lets it run from boot on, but a keyring stays
locked until you log in; messages wait for that.";

fn warn_of_what_is_left_out(context: &Context) {
    for job::LeftOut { name, why } in job::left_out(context) {
        terminal::warn(&format!("the timer does not get {name}: {why}"));
    }
}

fn uninstall(wish: &Wish, context: &Context) -> Result<(), Failure> {
    let job = job(&wish.every, context)?;
    let schedulers = wish.named().map_or_else(Scheduler::present, |scheduler| vec![scheduler]);
    let mut removed = false;
    for scheduler in schedulers {
        if scheduler.installed(&job)?.is_some() {
            scheduler.uninstall(&job)?;
            removed = true;
            terminal::say(&format!("{} no longer runs `mindful send-due`", scheduler.name()));
        }
    }
    if !removed {
        terminal::say("no timer is installed");
    }
    Ok(())
}

/// Finds the scheduler that runs us.
pub(super) fn installed(job: &Job) -> Result<Option<(Scheduler, Installed)>, Failure> {
    for scheduler in Scheduler::present() {
        if let Some(installed) = scheduler.installed(job)? {
            return Ok(Some((scheduler, installed)));
        }
    }
    Ok(None)
}
