//! What a shell offers while a command is typed: ids, people, groups and spaces, from local files alone.
//!
//! The scripts that `completions` prints ask the program itself, with `MINDFUL_COMPLETE` set; nothing here may
//! touch the network or the keyring, and a home that cannot be read offers nothing.

use std::ffi::OsStr;

use clap::builder::StyledStr;
use clap_complete::CompleteEnv;
use clap_complete::engine::{ArgValueCompleter, CompletionCandidate};

use crate::context::Context;
use crate::failure::Failure;
use crate::people::{Book, Memory};
use crate::queue::{Entry, Queue, State};
use crate::schedule::zone;
use crate::terminal;

use super::{cancel, confirm, edit, move_to, recall, restore, retry, send};

/// The variable that asks for completions instead of a run.
pub(super) const VARIABLE: &str = "MINDFUL_COMPLETE";
/// More messages than this are offered by their ids alone.
const DESCRIBED: usize = 100;

/// Which messages a command can do something with; any other command takes every message.
const FITTING: [(&str, &[State]); 8] = [
    ("cancel", &cancel::STATES),
    ("confirm", &confirm::STATES),
    ("edit", &edit::STATES),
    ("move", &move_to::STATES),
    ("recall", &recall::STATES),
    ("restore", &restore::STATES),
    ("retry", &retry::STATES),
    ("send", &send::STATES),
];

/// Answers a shell that asks; tells whether one did.
pub(super) fn answered() -> bool {
    let asked = CompleteEnv::with_factory(definition).var(VARIABLE);
    let folder = std::env::current_dir().ok();
    asked.try_complete(std::env::args_os(), folder.as_deref()).unwrap_or_else(|error| {
        let _ = error.print();
        true
    })
}

/// The command line, with what can be offered for each argument.
fn definition() -> clap::Command {
    offering(super::cli())
}

fn offering(command: clap::Command) -> clap::Command {
    let states = FITTING
        .iter()
        .find(|(name, _)| *name == command.get_name())
        .map_or(&State::ALL[..], |(_, states)| states);
    command.mut_args(|arg| offered(arg, states)).mut_subcommands(offering)
}

/// Chooses by what the help calls the value.
fn offered(arg: clap::Arg, states: &'static [State]) -> clap::Arg {
    let named = arg.get_value_names().and_then(|names| names.first()).map(ToString::to_string);
    let completer = match named.as_deref() {
        Some("ID") if arg.get_id().as_str() != "client_id" => {
            ArgValueCompleter::new(move |word: &OsStr| ids(word, states).unwrap_or_default())
        }
        Some("WHO") => ArgValueCompleter::new(|word: &OsStr| who(word).unwrap_or_default()),
        Some("NAME") => ArgValueCompleter::new(|word: &OsStr| aliases(word).unwrap_or_default()),
        Some("SPACE") => ArgValueCompleter::new(|word: &OsStr| spaces(word).unwrap_or_default()),
        Some("ZONE") => ArgValueCompleter::new(zones),
        Some("STATE") => ArgValueCompleter::new(states_by_name),
        Some("KEY") if arg.is_positional() => ArgValueCompleter::new(settings),
        _ => return arg,
    };
    arg.add(completer)
}

fn ids(word: &OsStr, states: &[State]) -> Result<Vec<CompletionCandidate>, Failure> {
    let (context, word) = (Context::read()?, word.to_string_lossy());
    let Some(queue) = Queue::existing(&context.paths.queue())? else { return Ok(Vec::new()) };
    let mut entries = queue.entries(states)?;
    entries.retain(|entry| entry.name.id.as_str().starts_with(&*word));
    let few = entries.len() <= DESCRIBED;
    let described = |entry: &Entry| few.then(|| queue.read(entry).ok()).flatten();
    Ok(entries
        .iter()
        .map(|entry| match described(entry) {
            Some(message) => {
                let text = message.body.text.lines().next().unwrap_or_default();
                candidate(entry.name.id.as_str(), &format!("{}: {text}", message.to.label()))
            }
            None => candidate(entry.name.id.as_str(), entry.state.as_str()),
        })
        .collect())
}

/// Everybody the address book or an earlier question to the directory knows, and the groups.
fn who(word: &OsStr) -> Result<Vec<CompletionCandidate>, Failure> {
    let context = Context::read()?;
    let book = Book::read(&context.paths.people_file())?;
    let memory = Memory::read(&context.paths.directory_file());
    let groups = book.groups().into_iter().map(|group| (format!("@{group}"), "group".to_owned()));
    let emails = book.people().iter().filter_map(|person| Some((person.email.clone()?, name(person))));
    let known = memory.emails().map(|(email, name)| (email.to_owned(), name.to_owned()));
    Ok(fitting(word, people(&book).chain(groups).chain(emails).chain(known)))
}

fn people(book: &Book) -> impl Iterator<Item = (String, String)> + '_ {
    book.people()
        .iter()
        .filter(|person| person.space.is_none())
        .filter_map(|person| Some((person.alias.clone()?, name(person))))
}

fn name(person: &crate::people::Person) -> String {
    person.name.clone().or_else(|| person.email.clone()).unwrap_or_default()
}

/// Every entry of the address book, spaces and groups too.
fn aliases(word: &OsStr) -> Result<Vec<CompletionCandidate>, Failure> {
    let book = Book::read(&Context::read()?.paths.people_file())?;
    let groups = book.groups().into_iter().map(|group| (format!("@{group}"), "group".to_owned()));
    let all = book.people().iter().filter_map(|person| Some((person.alias.clone()?, name(person))));
    Ok(fitting(word, all.chain(groups)))
}

fn spaces(word: &OsStr) -> Result<Vec<CompletionCandidate>, Failure> {
    let book = Book::read(&Context::read()?.paths.people_file())?;
    let spaces = book.people().iter().filter(|person| person.space.is_some());
    Ok(fitting(word, spaces.filter_map(|person| Some((person.alias.clone()?, name(person))))))
}

fn zones(word: &OsStr) -> Vec<CompletionCandidate> {
    let words = ["mine", "theirs"].into_iter().chain(zone::names());
    fitting(word, words.map(|zone| (zone.to_owned(), String::new())))
}

/// States are separated by commas: the last one is being typed.
fn states_by_name(word: &OsStr) -> Vec<CompletionCandidate> {
    let word = word.to_string_lossy();
    let before = word.rfind(',').map_or("", |comma| &word[..=comma]);
    let states = State::ALL.map(|state| (format!("{before}{}", state.as_str()), String::new()));
    fitting(OsStr::new(&*word), states)
}

fn settings(word: &OsStr) -> Vec<CompletionCandidate> {
    fitting(word, super::config::KEYS.map(|key| (key.name.to_owned(), String::new())))
}

/// Keeps what begins as typed and no shell would take apart.
fn fitting(word: &OsStr, all: impl IntoIterator<Item = (String, String)>) -> Vec<CompletionCandidate> {
    let word = word.to_string_lossy().to_lowercase();
    let plain = |value: &str| value.chars().all(|sign| sign.is_alphanumeric() || "@._+-/,".contains(sign));
    let mut seen = std::collections::HashSet::new();
    all.into_iter()
        .filter(|(value, _)| {
            value.to_lowercase().starts_with(&word) && plain(value) && seen.insert(value.clone())
        })
        .map(|(value, help)| candidate(&value, &help))
        .collect()
}

fn candidate(value: &str, help: &str) -> CompletionCandidate {
    let help = (!help.is_empty()).then(|| StyledStr::from(terminal::escape(help)));
    CompletionCandidate::new(value).help(help)
}
