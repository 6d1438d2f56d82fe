//! What starts the runs: the timer, when it last ran and what came of that.

use chrono::TimeDelta;

use crate::commands::remind::asleep;
use crate::commands::watch::{self, Tried};
use crate::context::Context;
use crate::failure::{Failure, Kind};
use crate::queue::{Queue, State};
use crate::terminal::moment;
use crate::timer::{Installed, Job, Scheduler};

use super::Finding;

const INSTALL: &str = "run `mindful timer install`";

/// The timer of this home.
pub(super) struct Timer {
    scheduler: Scheduler,
    installed: Installed,
    /// What an installation would install now.
    pub(super) job: Job,
}

impl Timer {
    /// Returns every variable that a run gets.
    pub(super) fn variables(&self) -> Vec<(String, String)> {
        [self.scheduler.surroundings(&self.job), self.installed.environment.clone()].concat()
    }
}

/// Finds the timer of this home.
pub(super) fn installed(context: &Context) -> Result<Option<Timer>, Failure> {
    let job = crate::commands::timer::job("1m", context)?;
    let found = crate::commands::timer::installed(&job)?;
    Ok(found.map(|(scheduler, installed)| Timer { scheduler, installed, job }))
}

/// Checks that something runs `send-due`, and often enough.
pub(super) fn timer(timer: Option<&Timer>, context: &Context) -> Finding {
    let ran = watch::ran(context);
    let last = match ran {
        Some(ran) => format!("last run {}", moment::away(ran - context.now)),
        None => "it never ran".to_owned(),
    };
    let recent = ran.is_some_and(|ran| (context.now - ran).abs() < asleep(context));
    match timer {
        Some(timer) => of(timer, recent, &last, context),
        None => by_hand(recent, &last, context),
    }
}

/// Checks a timer that mindful did not install.
fn by_hand(recent: bool, last: &str, context: &Context) -> Finding {
    let job = crate::commands::timer::job("1m", context);
    let line =
        job.ok().and_then(|job| Scheduler::supported().into_iter().find_map(|each| each.line_by_hand(&job)));
    match line {
        Some(line) if recent => Finding::ok("timer", format!("`{line}` in your crontab; {last}")),
        Some(line) => bad(format!("`{line}` is in your crontab, and {last}"), "check that cron is running"),
        None => not_installed(recent, last, context),
    }
}

fn not_installed(recent: bool, last: &str, context: &Context) -> Finding {
    let ran = if recent { format!("; {last}, but no timer started it") } else { String::new() };
    let says = format!("not installed: scheduled messages will NOT be sent{ran}");
    let queue = Queue::existing(&context.paths.queue()).ok().flatten();
    let waits =
        queue.and_then(|queue| queue.names(State::Scheduled).ok()).is_some_and(|names| !names.is_empty());
    if waits { bad(says, INSTALL) } else { Finding::warn("timer", says, INSTALL) }
}

fn bad(says: impl Into<String>, hint: &str) -> Finding {
    Finding::bad("timer", &Failure::other(says).hint(hint))
}

fn of(timer: &Timer, recent: bool, last: &str, context: &Context) -> Finding {
    let Timer { scheduler, installed, job } = timer;
    let name = scheduler.name();
    let runs = installed.program.as_ref();
    if !installed.active {
        return bad(format!("{name} has it switched off; {last}"), INSTALL);
    }
    if let Some(gone) = runs.filter(|program| !program.is_file()) {
        return bad(format!("{name} runs `{}`, which does not exist", gone.display()), INSTALL);
    }
    if runs.is_none() && !installed.is_this {
        return bad(format!("{name} runs something else: {}", installed.runs), INSTALL);
    }
    if let Some(trouble) = scheduler.trouble(job) {
        return bad(trouble, INSTALL);
    }
    let every = installed.minutes.map(|minutes| format!(", every {minutes} min")).unwrap_or_default();
    let grace = context.config.grace.as_secs() / 60;
    if installed.minutes.is_some_and(|minutes| minutes > grace) {
        let says = format!("{name}{every}: messages will be late, because `delivery.grace` is {grace} min");
        return bad(says, "run `mindful timer install`, or raise it: mindful config set delivery.grace 1d");
    }
    if !recent {
        return bad(format!("{name}{every}, but {last}"), asleep_hint(*scheduler));
    }
    if !installed.is_this {
        let says = format!("{name} runs another program than this one: {}", installed.runs);
        return Finding::warn("timer", says, INSTALL);
    }
    Finding::ok("timer", format!("{name}{every}; {last}"))
}

const fn asleep_hint(scheduler: Scheduler) -> &'static str {
    match scheduler {
        Scheduler::Systemd => {
            "see `systemctl --user list-timers`; user timers stop when you log out, unless: loginctl enable-linger"
        }
        Scheduler::Cron => "check that cron is running: systemctl status cron",
        Scheduler::Launchd | Scheduler::TaskScheduler => INSTALL,
    }
}

/// Checks what came of the last run: it may have failed for a reason that only a run meets.
pub(super) fn last_run(context: &Context) -> Option<Finding> {
    let last = watch::last(context);
    let recent = |at: chrono::DateTime<chrono::Utc>| {
        (context.now - at).abs() < watch::interval(context) * 2 + TimeDelta::minutes(1)
    };
    let when = |at: chrono::DateTime<chrono::Utc>| moment::away(at - context.now);
    if let Some(Tried { at, failed: Some(why), hints }) = &last.login
        && watch::ran(context).is_some_and(|ran| (context.now - ran).abs() < asleep(context))
    {
        let kind = if last.code == Kind::Login.code() { Kind::Login } else { Kind::Keyring };
        let failure =
            Failure::new(kind, format!("the timer could not read your login {}", when(*at))).cause(why);
        return Some(Finding::bad(
            "last run",
            &hints.iter().fold(failure, |failure, hint| failure.hint(hint)),
        ));
    }
    let (Some(at), Some(complaint)) = (last.at, &last.complaint) else { return None };
    let says = format!("failed {} with exit code {}: {complaint}", when(at), last.code);
    let failure = Failure::new(Kind::of(last.code), says.clone());
    let failure = last.hints.iter().fold(failure, |failure, hint| failure.hint(hint));
    let hint = "if the next run fails as well: run `mindful -v send-due`";
    Some(if recent(at) { Finding::bad("last run", &failure) } else { Finding::warn("last run", says, hint) })
}
