//! `mindful forget`: as if it had never been here.

use std::io;
use std::path::{Path, PathBuf};

use clap::Args;

use crate::account::{Account, Patience, Removal};
use crate::context::{Context, Paths};
use crate::disk;
use crate::failure::{Failure, Kind};
use crate::queue::Queue;
use crate::terminal;

use super::{logout, watch};

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
    let account = Account::open(context, Patience::of(context));
    let queue = Queue::existing(&context.paths.queue())?;
    // Nobody may be sending what is being removed.
    let lock = queue.as_ref().map(Queue::lock).transpose()?;
    if matches!(lock, Some(None)) {
        return Err(Failure::other("another `mindful` is sending right now").hint("try again in a moment"));
    }
    let has_run = watch::ran(context).is_some();
    let mut gone = logout::tokens_gone(&account, context)?;
    account.remove_facts(&mut gone.removal);
    gone.removal.join(account.remove_client());
    gone.tell("tokens and the client secret");
    remove_files(&context.paths, &mut gone.removal);
    let folders = remove_folders(&context.paths);
    if has_run {
        terminal::say("If a timer still runs `send-due`, remove it: mindful timer uninstall");
    }
    let check = gone.removal.check("everything");
    check.map_err(|failure| failure.hint("then run `mindful forget` again"))?;
    folders.iter().for_each(|line| terminal::say(line));
    Ok(())
}

/// Removes what is mindful's by name, and prints what is gone.
fn remove_files(paths: &Paths, removal: &mut Removal) {
    let named = [
        ("the queue and its history", paths.queue()),
        ("the address book", paths.people_file()),
        ("what was remembered of the directory", paths.directory_file()),
    ];
    for (what, path) in named {
        let was_there = path.symlink_metadata().is_ok();
        match remove(&path) {
            Ok(()) if was_there => {
                terminal::say(&format!("Removed {what}: {}", terminal::escape(&path.display().to_string())));
            }
            Ok(()) => {}
            Err(failure) => removal.left.push(failure),
        }
    }
    // The names in the keyring and the locks go last: with them the next run finds what is left.
    let is_clear = removal.left.is_empty();
    let notes = notes(paths).into_iter().filter(|path| is_clear || !path.ends_with("refresh.lock"));
    removal.left.extend(notes.filter_map(|path| remove(&path).err()));
}

/// Returns the files that say nothing to a person: locks, stamps, drafts, and what a killed run was about to write.
fn notes(paths: &Paths) -> Vec<PathBuf> {
    let mut notes =
        ["last-run.toml", "try-login", "settings.lock"].map(|name| paths.data.join(name)).to_vec();
    notes.push(paths.refresh_lock());
    notes.extend(["config.toml.draft", "people.toml.draft"].map(|name| paths.config.join(name)));
    for folder in [&paths.data, &paths.config] {
        let names = disk::names(folder).into_iter();
        let unfinished = names.filter(|name| name.starts_with('.') && name.ends_with(".tmp"));
        notes.extend(unfinished.map(|name| folder.join(name)));
    }
    notes
}

/// Removes a file or a folder with all that is in it.
fn remove(path: &Path) -> Result<(), Failure> {
    match path.symlink_metadata() {
        Ok(facts) if facts.is_dir() => match std::fs::remove_dir_all(path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                Err(disk::failure("cannot remove", path, &error))
            }
            _ => Ok(()),
        },
        _ => disk::remove(path),
    }
}

/// Removes the folders that are empty; says what the others still hold.
fn remove_folders(paths: &Paths) -> Vec<String> {
    let settings = paths.config_file();
    let mut lines = Vec::new();
    if settings.exists() {
        lines.push(format!("Kept the settings: {}", terminal::escape(&settings.display().to_string())));
    }
    let folders =
        if paths.data == paths.config { vec![&paths.data] } else { vec![&paths.data, &paths.config] };
    for folder in folders {
        let _ = std::fs::remove_dir(folder); // Only if it is empty.
        let others = disk::names(folder).into_iter().filter(|name| folder.join(name) != settings).count();
        if others > 0 {
            let folder = terminal::escape(&folder.display().to_string());
            lines.push(format!(
                "Kept {} in {folder} that mindful did not make",
                terminal::count(others, "file")
            ));
        }
    }
    if lines.is_empty() {
        lines.push("Nothing of mindful's is left".to_owned());
    }
    lines
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
