//! Where it runs: settings, zone data, folders, and whoever wakes us.

use std::path::Path;

use crate::commands::remind::ASLEEP;
use crate::commands::watch::{self, Tried};
use crate::context::Context;
use crate::failure::{Failure, Kind};
use crate::people::Book;
use crate::terminal::moment;
use crate::timer::{Installed, Scheduler};

use super::Finding;

pub(super) fn settings(context: &Context) -> Finding {
    if let Some(failure) = &context.unread_settings {
        return Finding::bad("settings", failure);
    }
    match Book::read(&context.paths.people_file()) {
        Ok(book) => {
            let count = book.aliases().len();
            Finding::ok("settings", format!("config.toml and people.toml can be read ({count} entries)"))
        }
        Err(failure) => Finding::bad("settings", &failure),
    }
}

pub(super) fn zones(context: &Context) -> Finding {
    let mine = match context.my_zone_name() {
        Ok(mine) => mine,
        Err(failure) => return Finding::bad("zones", &failure),
    };
    if crate::schedule::zone::has_system_rules() {
        return Finding::ok("zones", format!("the system's zone rules are used; yours is {mine}"));
    }
    let hint = "install the tzdata package; the built-in rules are as old as this program";
    Finding::warn("zones", format!("the system has no zone rules; yours is {mine}"), hint)
}

/// Nobody else may look into what is ours.
pub(super) fn folders(context: &Context) -> Vec<Finding> {
    let paths = &context.paths;
    let ours = [paths.config.clone(), paths.data.clone(), paths.queue(), paths.credentials_file()];
    let mut open: Vec<String> =
        ours.iter().filter(|path| others_may_look(path)).map(|path| path.display().to_string()).collect();
    open.dedup();
    match open.as_slice() {
        [] => vec![Finding::ok("folders", format!("only you can look into {}", paths.data.display()))],
        open => {
            let hint = format!(
                "chmod go= {}",
                open.iter().map(|path| format!("'{path}'")).collect::<Vec<_>>().join(" ")
            );
            vec![Finding::warn("folders", format!("others may look into {}", open.join(", ")), &hint)]
        }
    }
}

#[cfg(unix)]
fn others_may_look(path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    path.metadata().is_ok_and(|facts| facts.mode() & 0o077 != 0)
}

#[cfg(not(unix))]
const fn others_may_look(_path: &Path) -> bool {
    false // A profile's folders are its owner's there.
}

pub(super) fn timer(context: &Context) -> Finding {
    let found =
        crate::commands::timer::job("1m", context).and_then(|job| crate::commands::timer::installed(&job));
    let found = match found {
        Ok(found) => found,
        Err(failure) => return Finding::bad("timer", &failure),
    };
    let ran = watch::ran(context);
    let last = ran.map_or_else(
        || "it never ran".to_owned(),
        |ran| format!("last run {}", moment::away(ran - context.now)),
    );
    let recent = ran.is_some_and(|ran| context.now - ran < ASLEEP);
    if let (true, Some(Tried { failed: Some(why), .. })) = (recent, watch::last(context).login) {
        return unreadable(&why);
    }
    match (found, recent) {
        (Some((scheduler, installed)), _) => of(scheduler, &installed, recent, &last),
        (None, true) => Finding::ok("timer", format!("something of yours runs `send-due`; {last}")),
        (None, false) => {
            Finding::warn("timer", format!("nothing runs `send-due`; {last}"), "`mindful timer install`")
        }
    }
}

/// What the store shows to a person at the terminal it may not show to the timer.
fn unreadable(why: &str) -> Finding {
    let failure = Failure::new(Kind::Keyring, "the timer cannot read your login").cause(why);
    Finding::bad("timer", &failure.hint("unlock the keyring, or: MINDFUL_TOKEN_STORE=file mindful login"))
}

fn of(scheduler: Scheduler, installed: &Installed, recent: bool, last: &str) -> Finding {
    let name = scheduler.name();
    match (installed.is_this, installed.active, recent) {
        (false, _, _) => Finding::warn(
            "timer",
            format!("{name} runs another program than this one: {}", installed.runs),
            "`mindful timer install` puts this one there",
        ),
        (true, false, _) => {
            Finding::warn("timer", format!("{name} has it switched off; {last}"), "`mindful timer install`")
        }
        (true, true, false) => Finding::warn(
            "timer",
            format!("{name} is set up, and {last}"),
            "see `mindful timer status`; a systemd user timer rests while you are logged out",
        ),
        (true, true, true) => Finding::ok("timer", format!("{name}; {last}")),
    }
}
