//! `mindful` alone on a terminal: what comes next and what needs attention, or how to get started.

use crate::account;
use crate::context::Context;
use crate::failure::Failure;
use crate::message::Message;
use crate::queue::{Entry, Queue, State};
use crate::terminal::{self, moment, table};

use super::recipients;
use super::rows::Rows;
use super::{timer, watch, whoami};

/// How many of the next messages are shown.
const NEXT: usize = 5;
/// What is not sent until a person does something.
const NEEDS_ATTENTION: [State; 3] = [State::Failed, State::Unconfirmed, State::Expired];

const FIRST_STEPS: &str = "\
Welcome to mindful. Three steps to your first message:

  1. mindful login            Log in to Webex
  2. mindful timer install    Send messages in the background
  3. mindful schedule --to ada@example.com \"See you at eleven\"

`mindful --help` lists every command.";

pub(super) fn run(context: &Context) -> Result<(), Failure> {
    let queue = Queue::existing(&context.paths.queue())?;
    let login = account::facts(&context.paths)?;
    if queue.is_none() && login.is_none() && context.config.access_token.is_none() {
        terminal::out(FIRST_STEPS);
        return Ok(());
    }
    let width = table::width(context.stdout_is_terminal);
    match &queue {
        Some(queue) => next(queue, width, context)?,
        None => terminal::out("No messages are scheduled.\n"),
    }
    let mut lines = Vec::new();
    lines.extend(queue.as_ref().map(attention).transpose()?.flatten().map(|words| ("attention", words)));
    lines.push(("login", logged_in(login.as_ref(), context)));
    lines.push(("timer", timed(context)?));
    for (label, words) in lines {
        terminal::out(&table::labelled(&format!("{label:<11}"), &words, width));
    }
    Ok(())
}

/// Shows the messages that go next.
fn next(queue: &Queue, width: Option<u16>, context: &Context) -> Result<(), Failure> {
    let mine = recipients::my_zone(context)?;
    let mut entries = queue.entries(&[State::Scheduled, State::Held])?;
    entries.sort_by_key(|entry| entry.name.not_before);
    let count = entries.len();
    let readable = |entry: Entry| queue.read(&entry).ok().map(|message| (entry, message));
    let shown: Vec<(Entry, Message)> = entries.into_iter().filter_map(readable).take(NEXT).collect();
    if shown.is_empty() {
        terminal::out("No messages are scheduled.");
    } else {
        let rows = Rows::new(queue, &mine, context.now);
        let text = width.map_or_else(|| rows.for_pipe(&shown), |width| rows.for_person(&shown, width));
        terminal::out(&text);
    }
    if count > shown.len() {
        terminal::out(&format!("… and {} more: `mindful list`", count - shown.len()));
    }
    terminal::out("");
    Ok(())
}

/// Counts the messages that need a person, by state.
fn attention(queue: &Queue) -> Result<Option<String>, Failure> {
    let mut words = Vec::new();
    let mut states = Vec::new();
    for state in NEEDS_ATTENTION {
        let count = queue.names(state)?.len();
        if count > 0 {
            words.push(format!("{count} {}", state.as_str()));
            states.push(state.as_str());
        }
    }
    Ok((!words.is_empty())
        .then(|| format!("{}: `mindful list --state {}`", words.join(", "), states.join(","))))
}

fn logged_in(facts: Option<&account::Facts>, context: &Context) -> String {
    if context.config.access_token.is_some() {
        return "using the access token from the environment (not renewed)".to_owned();
    }
    let Some(facts) = facts else { return "not logged in: `mindful login`".to_owned() };
    let who = format!("{} <{}>", facts.name, facts.email);
    match facts.ends() {
        Some(end) if end <= context.now => format!("{who}, expired: `mindful login`"),
        Some(end) if facts.ends_soon(context.now) => {
            format!("{who}, expires {}: `mindful login`", moment::away(end - context.now))
        }
        Some(end) => format!("{who}, until {}", whoami::day(end)),
        None => who,
    }
}

fn timed(context: &Context) -> Result<String, Failure> {
    let found = timer::installed(&timer::job("1m", context)?)?;
    let last = watch::ran(context).map_or_else(
        || "never ran".to_owned(),
        |ran| format!("last run {}", moment::away(ran - context.now)),
    );
    Ok(match found {
        Some((scheduler, installed)) if installed.active => format!("{}, {last}", scheduler.name()),
        Some((scheduler, _)) => format!("{} is switched off: `mindful timer install`", scheduler.name()),
        None => "not installed, so messages will NOT be sent: `mindful timer install`".to_owned(),
    })
}
