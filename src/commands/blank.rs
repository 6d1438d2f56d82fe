//! Refuses empty and blank values. A script that passes `"$WHO"` while WHO is unset meant something else than nothing.

use clap::error::ErrorKind;
use clap::parser::ValueSource;
use clap::{Arg, ArgMatches, Command, Error};

/// Arguments that may be empty: a file or a card can go without words.
const MAY_BE_EMPTY: [&str; 1] = ["text"];

/// Checks every value that was typed, whichever command it belongs to.
///
/// # Errors
/// Names the first option or argument whose value is blank: exit code 2.
pub(super) fn check(command: &mut Command, matches: &ArgMatches) -> Result<(), Error> {
    let blank = command.get_arguments().find(|arg| is_blank(arg, matches)).map(called);
    if let Some(name) = blank {
        return Err(command.error(ErrorKind::InvalidValue, format!("the value of {name} is empty")));
    }
    match matches.subcommand() {
        Some((name, matches)) => match command.find_subcommand_mut(name) {
            Some(command) => check(command, matches),
            None => Ok(()),
        },
        None => Ok(()),
    }
}

fn is_blank(arg: &Arg, matches: &ArgMatches) -> bool {
    let id = arg.get_id().as_str();
    let is_typed = matches!(matches.value_source(id), Some(ValueSource::CommandLine));
    if !is_typed || !arg.get_action().takes_values() || MAY_BE_EMPTY.contains(&id) {
        return false;
    }
    let values = matches.get_raw(id).into_iter().flatten();
    values.into_iter().any(|value| value.to_string_lossy().trim().is_empty())
}

/// Returns an argument as the help calls it: `--to <WHO>`, or `<ID>`.
fn called(arg: &Arg) -> String {
    let value = arg.get_value_names().and_then(|names| names.first());
    let value = value.map_or_else(|| arg.get_id().as_str().to_uppercase(), ToString::to_string);
    match arg.get_long() {
        Some(long) => format!("`--{long} <{value}>`"),
        None => format!("`<{value}>`"),
    }
}
