//! What people see. Only this folder prints, and it alone escapes what came from outside.
//!
//! Output never decides: a stream that is full or closed changes nothing that happens.

pub mod ask;
mod escape;
pub mod interrupt;
mod json;
mod lost;
pub mod moment;
pub mod notification;
mod progress;
pub mod table;

use std::borrow::Cow;
use std::io::Write;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU8, AtomicU16, Ordering};

use clap::ValueEnum;
use unicode_width::UnicodeWidthStr;

use crate::failure::Failure;

pub use crate::suggest as nearest;
pub use escape::escape;
pub use lost::lost_output;
pub use progress::Progress;

/// When to use colour; it never carries meaning alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// On a terminal, unless `NO_COLOR` is set.
    Auto,
    /// Also in a pipe.
    Always,
    /// Never.
    Never,
}

const QUIET: u8 = 1;
const COLOR: u8 = 2;
const COLOR_OUT: u8 = 4;
static MANNERS: AtomicU8 = AtomicU8::new(0);
/// How wide stderr is; none where it is no terminal.
static COLUMNS: AtomicU16 = AtomicU16::new(0);

/// Settles for this run whether remarks are wanted, and colour on stderr and on stdout.
pub fn set_manners(quiet: bool, color: bool, color_out: bool) {
    let manners = u8::from(quiet) * QUIET + u8::from(color) * COLOR + u8::from(color_out) * COLOR_OUT;
    MANNERS.store(manners, Ordering::Relaxed);
}

/// Folds what is said on stderr to the width of the terminal there.
pub fn fold_remarks() {
    COLUMNS.store(table::columns(std::io::stderr()), Ordering::Relaxed);
}

/// Changes a text for a person, as it is written to stderr.
type Change = Box<dyn Fn(&str) -> String + Send + Sync>;
static SHORTEN: OnceLock<Change> = OnceLock::new();

/// Lets every line on stderr show ids as short as `shorten` makes them.
pub fn shorten_ids(shorten: impl Fn(&str) -> String + Send + Sync + 'static) {
    let _ = SHORTEN.set(Box::new(shorten));
}

fn shortened(text: &str) -> Cow<'_, str> {
    SHORTEN.get().map_or(Cow::Borrowed(text), |shorten| Cow::Owned(shorten(text)))
}

/// Writes a line of data to stdout; [`lost_output`] knows whether it arrived.
pub fn out(line: &str) {
    lost::note(writeln!(std::io::stdout().lock(), "{line}"));
}

/// Writes a remark to stderr, unless `--quiet`.
pub fn say(line: &str) {
    if MANNERS.load(Ordering::Relaxed) & QUIET == 0 {
        remark(line.split('\n').map(|line| folded("", "", line)).collect());
    }
}

/// Writes a line to stderr without which nothing can go on, even with `--quiet`.
pub fn must_see(line: &str) {
    let _ = writeln!(std::io::stderr().lock(), "{}", shortened(line));
}

/// Writes a warning to stderr, even with `--quiet`.
pub fn warn(line: &str) {
    remark(vec![folded("warning: ", "33", line)]);
}

fn remark(lines: Vec<String>) {
    let _ = writeln!(std::io::stderr().lock(), "{}", lines.join("\n"));
}

/// Puts text behind a painted label and folds it at blanks: an address or a command is never taken apart.
fn folded(label: &str, style: &str, text: &str) -> String {
    let columns = usize::from(COLUMNS.load(Ordering::Relaxed));
    let text = &*shortened(text);
    let painted = if style.is_empty() { label.to_owned() } else { painted(label.trim_end(), style) + " " };
    // A picture of coloured blocks is no text.
    if columns == 0 || text.contains('\u{1b}') || label.len() + text.width() <= columns {
        return format!("{painted}{text}");
    }
    let indent = " ".repeat(label.len());
    let options = textwrap::Options::new(columns).break_words(false);
    let folded = textwrap::fill(text, options.initial_indent(&indent).subsequent_indent(&indent));
    format!("{painted}{}", &folded[indent.len()..])
}

/// Writes one JSON document to stdout; [`lost_output`] knows whether it arrived.
pub fn json(value: &impl serde::Serialize) {
    lost::note(json::write(std::io::stdout().lock(), value));
}

/// Writes help to stdout and an error of usage to stderr, which repeats what was typed.
pub fn usage(error: &clap::Error) {
    let plain = error.render().to_string();
    let safe = plain.lines().map(escape).collect::<Vec<_>>().join("\n");
    if error.use_stderr() && safe != plain.trim_end() {
        must_see(&safe);
        return;
    }
    let printed = error.print();
    if !error.use_stderr() {
        lost::note(printed);
    }
}

/// Writes a failure to stderr: what, then causes, then hints.
pub fn failure(failure: &Failure) {
    let mut lines = Vec::new();
    if !failure.what.is_empty() {
        lines.push(folded("error: ", "1;31", &escape(&failure.what)));
    }
    lines.extend(failure.causes.iter().map(|cause| folded("  caused by: ", "", &escape(cause))));
    lines.extend(failure.hints.iter().map(|hint| folded("hint: ", "36", &escape(hint))));
    if !lines.is_empty() {
        remark(lines);
    }
}

/// Lists alternatives as people do: `a`, `a or b`, `a, b or c`.
#[must_use]
pub fn either(words: &[&str]) -> String {
    match words {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [first @ .., last] => format!("{} or {last}", first.join(", ")),
    }
}

/// Counts things as people do: `1 message`, `2 messages`.
#[must_use]
pub fn count(number: usize, thing: &str) -> String {
    if number == 1 { format!("1 {thing}") } else { format!("{number} {thing}s") }
}

/// Colours a word of ours for stderr, if colour is wanted there.
#[must_use]
pub fn painted(word: &str, style: &str) -> String {
    dressed(word, style, COLOR)
}

/// Colours a word of ours for stdout, if colour is wanted there.
#[must_use]
pub fn painted_out(word: &str, style: &str) -> String {
    dressed(word, style, COLOR_OUT)
}

fn dressed(word: &str, style: &str, wanted: u8) -> String {
    if MANNERS.load(Ordering::Relaxed) & wanted == 0 {
        return word.to_owned();
    }
    format!("\u{1b}[{style}m{word}\u{1b}[0m")
}
