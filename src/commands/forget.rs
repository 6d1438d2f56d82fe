//! `mindful forget`: as if it had never been here.

use std::io;
use std::path::Path;

use clap::Args;

use crate::account::{Account, Patience};
use crate::context::{Context, Paths};
use crate::disk;
use crate::failure::{Failure, Kind};
use crate::queue::Queue;
use crate::terminal;

use super::logout;

const EXAMPLES: &str = "\
Examples:
  $ mindful forget
  $ mindful forget --yes";

/// Delete tokens, client secret, queue, history and address book
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Forget {
    /// Skip the confirmation prompt
    #[arg(long)]
    yes: bool,
}

pub(super) fn run(args: &Forget, context: &Context) -> Result<(), Failure> {
    if !args.yes && !confirmed(context)? {
        return Err(Failure::silent(Kind::Other));
    }
    let patience = Patience::of(context);
    let account = Account::open(context, patience);
    let queue = Queue::existing(&context.paths.queue())?;
    // Nobody may be sending what is being removed.
    let lock = queue.as_ref().map(Queue::lock).transpose()?;
    if matches!(lock, Some(None)) {
        return Err(Failure::other("another `mindful` is sending right now").hint("try again in a moment"));
    }
    // A keyring that refuses does not keep the rest from being removed.
    let secrets = logout::tokens_gone(&account, context).and(account.forget_client());
    queue_gone(&context.paths.queue())?;
    files_gone(&context.paths)?;
    secrets.map_err(|failure| failure.hint("everything else is removed; run `mindful forget` again then"))?;
    let settings = context.paths.config_file();
    terminal::say(&match settings.exists() {
        true => format!("Everything is removed but the settings in {}", settings.display()),
        false => "Everything is removed".to_owned(),
    });
    Ok(())
}

/// Removes what is ours by name, and the folders if nothing else is in them.
fn files_gone(paths: &Paths) -> Result<(), Failure> {
    let data = &paths.data;
    disk::remove(&paths.people_file())?;
    disk::remove(&paths.directory_file())?;
    disk::remove(&paths.refresh_lock())?;
    disk::remove(&data.join("last-run.toml"))?;
    disk::remove(&data.join("try-login"))?;
    // What a killed run was about to put in place.
    let unfinished =
        disk::names(data).into_iter().filter(|name| name.starts_with('.') && name.ends_with(".tmp"));
    unfinished.into_iter().try_for_each(|name| disk::remove(&data.join(name)))?;
    for folder in [data, &paths.config] {
        let _ = std::fs::remove_dir(folder); // Only if it is empty.
    }
    Ok(())
}

fn confirmed(context: &Context) -> Result<bool, Failure> {
    if !context.stdin_is_terminal {
        return Err(Failure::usage(
            "`forget` asks before it removes every message, and can't prompt: not a terminal",
        )
        .hint("run `mindful forget --yes` if that is meant"));
    }
    terminal::say("This removes the login, every message that is waiting, the history and the address book.");
    terminal::ask::confirm("Remove them?")
}

fn queue_gone(path: &Path) -> Result<(), Failure> {
    match std::fs::remove_dir_all(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(disk::failure("cannot remove", path, &error))
        }
        _ => Ok(()),
    }
}
