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

    /// Chooses the scheduler that is named, else the best that can be used here.
    fn scheduler(&self) -> Result<Scheduler, Failure> {
        match self.named() {
            Some(named) if self.print => Ok(named),
            Some(named) => named.check().map(|()| named).map_err(|why| cannot_be_used(named, &why)),
            None => best().or_else(|failure| if self.print { Ok(Scheduler::usual()) } else { Err(failure) }),
        }
    }
}

fn cannot_be_used(scheduler: Scheduler, why: &Failure) -> Failure {
    let failure = Failure::other(format!("{} cannot be reached here", scheduler.name())).cause(&why.what);
    let failure = why.causes.iter().fold(failure, Failure::cause);
    failure.hint("`--print` shows what would be installed")
}

/// Returns the first scheduler that can be used here, or why none can.
fn best() -> Result<Scheduler, Failure> {
    let mut failure = Failure::other("neither systemd nor cron can be used here");
    for scheduler in Scheduler::supported() {
        match scheduler.check() {
            Ok(()) => return Ok(scheduler),
            Err(why) => failure = failure.cause([&[why.what][..], &why.causes].concat().join(": ")),
        }
    }
    Err(failure.hint("install cron, or let another scheduler run `mindful send-due` every minute"))
}

fn install(wish: &Wish, context: &Context) -> Result<(), Failure> {
    let job = job(&wish.every, context)?;
    check_interval(&wish.every, &job, context)?;
    if wish.print {
        terminal::out(wish.scheduler()?.text(&job).trim_end());
        warn_of_what_is_left_out(context);
        return Ok(());
    }
    let before = everywhere(&job)?;
    let scheduler = wish.scheduler()?;
    // Looked at before anything is written: a second timer would stay behind.
    check_others(scheduler, &before)?;
    watch::try_login(context)?;
    let remark = scheduler.install(&job)?;
    watch::keep_interval(job.minutes, context)?;
    terminal::say(&format!("{} runs `mindful send-due` every {}", scheduler.name(), wish.every));
    remark.into_iter().for_each(terminal::warn);
    for (other, _) in before.into_iter().filter(|(other, _)| *other != scheduler) {
        other.uninstall(&job)?.into_iter().for_each(terminal::warn);
        terminal::say(&format!("{} no longer does", other.name()));
    }
    report_first_run(context);
    if scheduler == Scheduler::Systemd {
        terminal::say(LINGER);
    }
    warn_of_what_is_left_out(context);
    Ok(())
}

/// Refuses an interval that would make messages late.
fn check_interval(every: &str, job: &Job, context: &Context) -> Result<(), Failure> {
    let grace = context.config.grace;
    if job.minutes * 60 <= grace.as_secs() {
        return Ok(());
    }
    let longest =
        crate::timer::longest(grace).map(|minutes| format!("`--every {minutes}m`, or ")).unwrap_or_default();
    Err(Failure::usage(format!("a run every {every} would make messages late"))
        .cause(format!(
            "`delivery.grace` is {} min: what is later waits for the next working hours",
            grace.as_secs() / 60
        ))
        .hint(format!("use {longest}`mindful config set delivery.grace {every}`")))
}

/// Refuses to install beside a timer that cannot be removed from here.
fn check_others(chosen: Scheduler, before: &[(Scheduler, Installed)]) -> Result<(), Failure> {
    for (other, _) in before.iter().filter(|(other, _)| *other != chosen) {
        other.check().map_err(|why| {
            let failure = Failure::other(format!("{} already runs it, and cannot be reached from here", other.name()));
            why.causes.iter().fold(failure, Failure::cause)
                .hint("in a session of your own, as after `su`, set XDG_RUNTIME_DIR first: export XDG_RUNTIME_DIR=/run/user/$(id -u)")
                .hint("`mindful timer uninstall` removes its files")
        })?;
    }
    Ok(())
}

/// Says what came of the run that the installation started.
fn report_first_run(context: &Context) {
    let last = watch::last(context);
    let failed = last.login.as_ref().and_then(|tried| tried.failed.clone());
    match last.complaint.filter(|_| last.at.is_some_and(|at| at >= context.now)).or(failed) {
        Some(why) => {
            terminal::warn(&format!("the first run failed: {}; see `mindful doctor`", terminal::escape(&why)))
        }
        None => terminal::say(
            "`mindful timer status` shows its runs, and `mindful doctor` whether messages will be sent",
        ),
    }
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
    let mut found = everywhere(&job)?;
    found.retain(|(scheduler, _)| wish.named().is_none_or(|named| named == *scheduler));
    if found.is_empty() {
        terminal::say("no timer is installed");
    }
    for (scheduler, _) in found {
        scheduler.uninstall(&job)?.into_iter().for_each(terminal::warn);
        terminal::say(&format!("{} no longer runs `mindful send-due`", scheduler.name()));
    }
    watch::forget_interval(context)
}

/// Returns the variables of this shell that the timer does not get, and why.
pub(super) fn left_out(context: &Context) -> impl Iterator<Item = (&'static str, &'static str)> {
    job::left_out(context).into_iter().map(|job::LeftOut { name, why }| (name, why))
}

/// Finds every scheduler that runs this home, whether it can be reached or not.
fn everywhere(job: &Job) -> Result<Vec<(Scheduler, Installed)>, Failure> {
    let mut found = Vec::new();
    for scheduler in Scheduler::supported() {
        found.extend(scheduler.installed(job)?.map(|installed| (scheduler, installed)));
    }
    Ok(found)
}

/// Finds the scheduler that runs this home; one that is switched off comes last.
pub(super) fn installed(job: &Job) -> Result<Option<(Scheduler, Installed)>, Failure> {
    let mut found = everywhere(job)?;
    found.sort_by_key(|(_, installed)| !installed.active);
    Ok(found.into_iter().next())
}
