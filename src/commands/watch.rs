//! Nobody watches a timer: when `send-due` last ran and what it had to say, kept for the next person who types.
//!
//! Only runs that nobody watches are noted: one typed by hand says nothing about the timer.

use std::fs::{File, OpenOptions};
use std::path::PathBuf;
use std::time::SystemTime;

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::account::{Account, Patience};
use crate::context::Context;
use crate::delivery::Report;
use crate::disk;
use crate::failure::{Failure, Kind};
use crate::message::Outcome;
use crate::terminal::{self, notification};

use super::strays::Remark;
use super::view::Ids;

/// The same complaint is repeated once a day.
const AGAIN: TimeDelta = TimeDelta::hours(24);
/// So many messages are named to the next person who types.
const NAMED: usize = 5;

/// What the last run that had something to do came to.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Last {
    /// Its exit code.
    pub(super) code: u8,
    /// When it was.
    pub(super) at: Option<DateTime<Utc>>,
    /// Its complaint, if it had one.
    pub(super) complaint: Option<String>,
    /// What to do about that.
    pub(super) hints: Vec<String>,
    /// When that complaint was said.
    said: Option<DateTime<Utc>>,
    /// What needs a person and was not told at a terminal yet.
    untold: Vec<String>,
    /// What was remarked and is still so.
    remarked: Vec<String>,
    /// Whether the login could be read, when that was last tried.
    pub(super) login: Option<Tried>,
}

/// Whether a run without a person could read the login.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Tried {
    /// When it was tried.
    pub(super) at: DateTime<Utc>,
    /// Why it could not be read.
    pub(super) failed: Option<String>,
    /// What to do about that.
    #[serde(default)]
    pub(super) hints: Vec<String>,
}

impl Tried {
    fn new(at: DateTime<Utc>, failed: Option<&Failure>) -> Self {
        let hints = failed.map(|failure| failure.hints.clone()).unwrap_or_default();
        Self { at, failed: failed.map(in_a_line), hints }
    }
}

/// Returns a failure and its causes in one line.
fn in_a_line(failure: &Failure) -> String {
    [std::slice::from_ref(&failure.what), &failure.causes[..]].concat().join(": ")
}

fn path(context: &Context) -> PathBuf {
    context.paths.data.join("last-run.toml")
}

/// A file that asks the next run to try whether it can read the login.
fn request(context: &Context) -> PathBuf {
    context.paths.data.join("try-login")
}

/// Returns what the last run with something to do came to.
pub(super) fn last(context: &Context) -> Last {
    let text = disk::read_settings(&path(context)).ok().flatten().unwrap_or_default();
    toml::from_str(&text).unwrap_or_default()
}

/// Returns when `send-due` last ran at all.
pub(super) fn ran(context: &Context) -> Option<DateTime<Utc>> {
    Some(path(context).metadata().ok()?.modified().ok()?.into())
}

/// Tells whether nobody looks at what this run says.
pub(super) const fn is_unwatched(context: &Context) -> bool {
    !context.stdin_is_terminal && !context.stderr_is_terminal
}

/// Asks the next run that nobody watches to try whether it can read the login.
pub(super) fn try_login(context: &Context) -> Result<(), Failure> {
    crate::disk::replace(&request(context), b"")
}

/// Reads the login as a run does, and expects one.
fn readable(context: &Context) -> Result<(), Failure> {
    match context.config.access_token {
        Some(_) => Ok(()),
        None => Account::open(context, Patience::Unattended).check_kept(),
    }
}

/// Returns where the interval of the installed timer is noted: a command must not ask systemd and cron for it.
fn interval_file(context: &Context) -> PathBuf {
    context.paths.data.join("timer.toml")
}

#[derive(Serialize, Deserialize)]
struct Interval {
    minutes: u32,
}

/// Notes how often the timer runs.
pub(super) fn keep_interval(minutes: u64, context: &Context) -> Result<(), Failure> {
    crate::disk::replace(&interval_file(context), format!("minutes = {minutes}\n").as_bytes())
}

/// Removes that note.
pub(super) fn forget_interval(context: &Context) -> Result<(), Failure> {
    crate::disk::remove(&interval_file(context))
}

/// Tells whether a timer was installed from here and not removed since.
pub(super) fn has_interval(context: &Context) -> bool {
    interval_file(context).exists()
}

/// Returns how often the timer runs; every minute where none is installed.
pub(super) fn interval(context: &Context) -> TimeDelta {
    let text = std::fs::read_to_string(interval_file(context)).unwrap_or_default();
    let minutes = toml::from_str(&text).map_or(1, |Interval { minutes }| minutes);
    TimeDelta::minutes(i64::from(minutes.min(1440)))
}

/// Notes that a run had nothing to do: a time stamp, and nothing is written.
pub(super) fn idle(context: &Context) {
    if !is_unwatched(context) {
        return;
    }
    if std::fs::remove_file(request(context)).is_ok() {
        let failed = readable(context).err();
        write(&Last { login: Some(Tried::new(context.now, failed.as_ref())), ..last(context) }, context);
    }
    let mut options = OpenOptions::new();
    options.append(true).create(context.paths.data.is_dir());
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    // Who wakes us is a courtesy to people; a disk that refuses changes nothing.
    let _ =
        options.open(path(context)).and_then(|file: File| file.set_modified(SystemTime::from(context.now)));
}

/// Notes what a run came to, tells the desktop what needs a person, and keeps a complaint that was made within
/// a day from being made every minute.
pub(super) fn note(
    end: Result<(), Failure>,
    reports: &[Report],
    verbose: bool,
    context: &Context,
) -> Result<(), Failure> {
    if !is_unwatched(context) {
        return end;
    }
    let before = last(context);
    let complaint = end.as_ref().err().map(|failure| failure.what.clone()).filter(|what| !what.is_empty());
    let repeated = complaint.is_some()
        && complaint == before.complaint
        && before.said.is_some_and(|said| (context.now - said).abs() < AGAIN);
    let stuck = stuck(reports);
    tell_desktop(&stuck, end.as_ref().err().filter(|_| !repeated));
    write(
        &Last {
            code: end.as_ref().map_or_else(|failure| failure.kind.code(), |()| 0),
            at: Some(context.now),
            hints: end.as_ref().err().map(|failure| failure.hints.clone()).unwrap_or_default(),
            said: if repeated { before.said } else { Some(context.now) },
            untold: before.untold.into_iter().chain(stuck).collect(),
            remarked: before.remarked,
            login: tried(&end, reports, context.now).or(before.login),
            complaint,
        },
        context,
    );
    match end {
        Err(failure) if repeated && !verbose && nags(failure.kind) => Err(Failure::silent(failure.kind)),
        end => end,
    }
}

/// Warns of what nobody asked for; where nobody watches, the next person who types is told as well.
pub(super) fn tell(words: &str, context: &Context) {
    terminal::warn(&terminal::escape(words));
    if is_unwatched(context) {
        let mut last = last(context);
        last.untold.push(words.to_owned());
        write(&last, context);
    }
}

/// Warns of messages that a person must help and of other things in the queue's folders; an unattended run says each
/// once. Returns true if it says something new about a message.
pub(super) fn remark(messages: Vec<Remark>, others: Vec<Remark>, context: &Context) -> bool {
    let before = if is_unwatched(context) { last(context) } else { Last::default() };
    let is_new = |remark: &&Remark| !before.remarked.contains(&remark.says);
    let newly = messages.iter().any(|remark| is_new(&remark));
    let remarks = messages.into_iter().chain(others).collect::<Vec<_>>();
    remarks.iter().filter(is_new).for_each(Remark::warn);
    let remarked: Vec<String> = remarks.into_iter().map(|remark| remark.says).collect();
    if is_unwatched(context) && remarked != before.remarked {
        write(&Last { remarked, ..before }, context);
    }
    newly
}

fn write(last: &Last, context: &Context) {
    if let Ok(text) = toml::to_string(last) {
        let _ = crate::disk::replace(&path(context), text.as_bytes());
    }
}

/// Says which messages this run left to a person.
fn stuck(reports: &[Report]) -> Vec<String> {
    let needs_person = |report: &&Report| match report.outcome {
        Outcome::Failed | Outcome::Expired | Outcome::Unconfirmed => true,
        Outcome::Sent | Outcome::Deferred | Outcome::Held => false,
    };
    reports.iter().filter(needs_person).map(|report| super::send_due::line(report, &Ids::Whole, "")).collect()
}

/// What was sent proves that the login was read; what failed for want of it proves the contrary.
fn tried(end: &Result<(), Failure>, reports: &[Report], now: DateTime<Utc>) -> Option<Tried> {
    match end {
        Err(failure) if matches!(failure.kind, Kind::Login | Kind::Keyring) => {
            Some(Tried::new(now, Some(failure)))
        }
        _ if reports.iter().any(|report| report.outcome == Outcome::Sent) => Some(Tried::new(now, None)),
        _ => None,
    }
}

/// What a person must do once and cron would mail every minute until then.
fn nags(kind: Kind) -> bool {
    matches!(kind, Kind::Login | Kind::Keyring | Kind::Unreachable)
}

/// What the network will mend by itself is nothing to interrupt anybody for.
fn tell_desktop(stuck: &[String], failure: Option<&Failure>) {
    if let Some(failure) = failure.filter(|failure| matches!(failure.kind, Kind::Login | Kind::Keyring)) {
        let hint = failure.hints.first().map(|hint| format!(": {hint}")).unwrap_or_default();
        notification::notify("mindful cannot send", &format!("{}{hint}", failure.what));
    }
    if !stuck.is_empty() {
        let title = format!("mindful: {}", needs_you(stuck.len()));
        notification::notify(&title, &stuck.iter().take(NAMED).cloned().collect::<Vec<_>>().join("\n"));
    }
}

fn needs_you(messages: usize) -> String {
    format!(
        "{} you",
        if messages == 1 { "1 message needs".to_owned() } else { format!("{messages} messages need") }
    )
}

/// Takes what was not told yet, so that it is told once.
pub(super) fn take_untold(context: &Context) -> Vec<String> {
    let mut last = last(context);
    let untold = std::mem::take(&mut last.untold);
    if !untold.is_empty() {
        let ran = ran(context);
        write(&last, context);
        // The file's time says when a run was, and this is none.
        let when = ran.map_or(SystemTime::from(context.now), SystemTime::from);
        let _ = OpenOptions::new().append(true).open(path(context)).and_then(|file| file.set_modified(when));
    }
    untold
}

/// Says in a line what was left to a person.
pub(super) fn told(untold: &[String]) -> Vec<String> {
    let more = untold.len().saturating_sub(NAMED);
    let named = untold.iter().take(NAMED).map(|line| terminal::escape(line));
    let rest = (more > 0).then(|| format!("and {more} more; see `mindful list`"));
    named.chain(rest).collect()
}
