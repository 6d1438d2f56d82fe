//! Nobody watches a timer: when `send-due` last ran and what it had to say, kept for the next person who types.

use std::fs::{File, OpenOptions};
use std::path::PathBuf;
use std::time::SystemTime;

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::context::Context;
use crate::failure::{Failure, Kind};
use crate::queue::{Queue, State};
use crate::terminal::{self, moment};

/// The same complaint is repeated once a day.
const AGAIN: TimeDelta = TimeDelta::hours(24);
/// A timer that runs every minute has missed several by then.
const ASLEEP: TimeDelta = TimeDelta::minutes(10);

/// What the last run that had something to do came to.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Last {
    /// Its exit code.
    pub(super) code: u8,
    /// Its complaint, if it had one.
    pub(super) complaint: Option<String>,
    /// When that complaint was said.
    said: Option<DateTime<Utc>>,
}

fn path(context: &Context) -> PathBuf {
    context.paths.data.join("last-run.toml")
}

/// Returns what the last run with something to do came to.
pub(super) fn last(context: &Context) -> Last {
    let text = std::fs::read_to_string(path(context)).unwrap_or_default();
    toml::from_str(&text).unwrap_or_default()
}

/// Returns when `send-due` last ran at all.
pub(super) fn ran(context: &Context) -> Option<DateTime<Utc>> {
    Some(path(context).metadata().ok()?.modified().ok()?.into())
}

/// Notes that a run had nothing to do: a time stamp, and nothing is written.
pub(super) fn idle(context: &Context) {
    let mut options = OpenOptions::new();
    options.append(true).create(context.paths.data.is_dir());
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    // Who wakes us is a courtesy to people; a disk that refuses changes nothing.
    let _ =
        options.open(path(context)).and_then(|file: File| file.set_modified(SystemTime::from(context.now)));
}

/// Notes what a run came to, and keeps a complaint that was made within a day from being made every minute.
pub(super) fn note(end: Result<(), Failure>, verbose: bool, context: &Context) -> Result<(), Failure> {
    let before = last(context);
    let complaint =
        end.as_ref().err().filter(|failure| !failure.what.is_empty()).map(|failure| failure.what.clone());
    let repeated = complaint.is_some()
        && complaint == before.complaint
        && before.said.is_some_and(|said| (context.now - said).abs() < AGAIN);
    let said = if repeated { before.said } else { Some(context.now) };
    let code = end.as_ref().map_or_else(|failure| failure.kind.code(), |()| 0);
    if let Ok(text) = toml::to_string(&Last { code, complaint, said }) {
        let _ = crate::disk::replace(&path(context), text.as_bytes());
    }
    match end {
        Err(failure) if repeated && !verbose && !context.stderr_is_terminal && nags(failure.kind) => {
            Err(Failure::silent(failure.kind))
        }
        end => end,
    }
}

/// What a person must do once and cron would mail every minute until then.
fn nags(kind: Kind) -> bool {
    matches!(kind, Kind::Login | Kind::Keyring | Kind::Unreachable)
}

/// Tells somebody at a terminal that messages are overdue and nothing sends them.
pub(super) fn remind(queue: &Queue, context: &Context) {
    if !context.stderr_is_terminal {
        return;
    }
    let overdue = queue.names(State::Scheduled).unwrap_or_default();
    let overdue = overdue.iter().filter(|name| name.not_before + ASLEEP < context.now).count();
    if overdue == 0 {
        return;
    }
    let words = match ran(context) {
        Some(ran) if ran + ASLEEP > context.now => match last(context).complaint {
            Some(complaint) => format!("the last `send-due` said: {}", terminal::escape(&complaint)),
            None => return,
        },
        Some(ran) => {
            format!("`send-due` last ran {}; see `mindful timer status`", moment::away(ran - context.now))
        }
        None => "nothing has ever run `send-due`; see `mindful timer install`".to_owned(),
    };
    terminal::warn(&format!("{overdue} messages are overdue: {words}"));
}
