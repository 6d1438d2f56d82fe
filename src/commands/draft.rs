//! Words in the person's editor: what was typed is kept until it lies safely somewhere else.

use std::cell::OnceCell;
use std::io;
use std::path::PathBuf;
use std::process::{Command, ExitStatus};
use std::sync::mpsc;
use std::time::Duration;

use crate::context::Context;
use crate::failure::{Failure, Kind};
use crate::queue::Queue;
use crate::terminal;
use crate::terminal::interrupt::{self, Cause, Listener};

use super::text;

/// How long after the editor a signal may be heard.
const PATIENCE: Duration = Duration::from_secs(1);

/// Begins the lines of a draft that are not part of its words. Markdown has headings, so `#` alone would not do.
const NOTE: &str = "# mindful:";

/// A file that is open in the person's editor.
pub(super) struct Draft {
    path: PathBuf,
    before: String,
    has_notes: bool,
    /// Names the file if a signal ends the program after the editor.
    listener: OnceCell<Listener>,
}

impl Draft {
    /// Takes a file that holds these words so far.
    pub(super) const fn new(path: PathBuf, before: String) -> Self {
        Self { path, before, has_notes: false, listener: OnceCell::new() }
    }

    /// Makes a file with these words, and notes under them that are not part of the words.
    pub(super) fn with_notes(queue: &Queue, words: &str, notes: &[String]) -> Result<Self, Failure> {
        // Words that look like notes would be lost among them.
        let has_notes = words.lines().all(|line| !line.starts_with(NOTE));
        let lines = ["lines that begin like this are not sent".to_owned()];
        let lines = notes.iter().chain(&lines).map(|note| format!("{NOTE} {}\n", terminal::escape(note)));
        let notes = if has_notes { lines.collect() } else { String::new() };
        let path = queue.draft(&format!("{words}\n{notes}"))?;
        Ok(Self { path, before: words.to_owned(), has_notes, listener: OnceCell::new() })
    }

    /// Returns the words that the file holds now.
    fn words(&self) -> Result<String, Failure> {
        let whole = text::from_file(&self.path)?;
        if !self.has_notes {
            return Ok(whole);
        }
        Ok(whole.split('\n').filter(|line| !line.starts_with(NOTE)).collect::<Vec<_>>().join("\n"))
    }

    /// Opens the editor and returns what the file holds afterwards; the file stays.
    pub(super) fn edit(&self, context: &Context) -> Result<String, Failure> {
        self.open(context).and_then(|()| self.words()).map_err(|failure| self.kept(failure))
    }

    fn open(&self, context: &Context) -> Result<(), Failure> {
        let editor = context.variable("VISUAL").or_else(|| context.variable("EDITOR")).unwrap_or("vi");
        let deaf = |error: io::Error| Failure::other("the terminal cannot be listened to").because(&error);
        let same = Self {
            listener: OnceCell::new(),
            before: self.before.clone(),
            path: self.path.clone(),
            has_notes: self.has_notes,
        };
        let listener = interrupt::listen(move |_| {
            terminal::failure(&same.kept(Failure::silent(Kind::Interrupted)));
            interrupt::end();
        });
        let _ = self.listener.set(listener.map_err(deaf)?);
        // Ctrl-C is the editor's while it is open; and the program must live to keep the words.
        let (tell, heard) = mpsc::channel();
        let listener = interrupt::listen(move |cause| {
            let _ = tell.send(cause);
        })
        .map_err(deaf)?;
        let status = command(editor, &self.path)
            .env_remove("MINDFUL_CLIENT_SECRET")
            .env_remove("MINDFUL_ACCESS_TOKEN")
            .env_remove("WEBEX_ACCESS_TOKEN")
            .status()
            .map_err(|error| no_editor(editor).because(&error))?;
        // What ended the editor came to us as well, and must be heard before the next listener takes it for its own.
        let patience = if is_interrupt(status) { PATIENCE } else { Duration::ZERO };
        let first = heard.recv_timeout(patience).ok();
        drop(listener);
        judge(editor, status, first.into_iter().chain(heard.try_iter()).max())
    }

    /// Adds where the words are kept to what went wrong; a file nobody wrote into is removed.
    pub(super) fn kept(&self, failure: Failure) -> Failure {
        if let Ok(words) = self.words() {
            if words == self.before || words.trim().is_empty() {
                let _ = std::fs::remove_file(&self.path);
                return failure;
            }
            // Who sends the file with --file means the words alone. If this fails, nothing is lost either.
            if text::from_file(&self.path).is_ok_and(|whole| whole != words) {
                let _ = crate::disk::replace(&self.path, format!("{words}\n").as_bytes());
            }
        }
        failure.hint(format!("your text is kept in `{}`", self.path.display()))
    }

    /// Removes the file: its words lie safely somewhere else.
    pub(super) fn done(self) {
        let _ = std::fs::remove_file(self.path);
    }
}

/// As git does it: the shell reads `EDITOR`, so that it may hold quotes and arguments.
#[cfg(unix)]
fn command(editor: &str, path: &std::path::Path) -> Command {
    let mut command = Command::new("sh");
    command.arg("-c").arg(format!("{editor} \"$@\"")).arg(editor).arg(path);
    command
}

#[cfg(not(unix))]
fn command(editor: &str, path: &std::path::Path) -> Command {
    let mut words = editor.split_whitespace();
    let mut command = Command::new(words.next().unwrap_or("notepad"));
    command.args(words).arg(path);
    command
}

fn judge(editor: &str, status: ExitStatus, heard: Option<Cause>) -> Result<(), Failure> {
    // Ctrl-C in an editor that goes on is a key of the editor's; the other signals mean the program.
    let is_meant = heard == Some(Cause::Outside) || !status.success();
    match (is_meant, heard.is_some() || is_interrupt(status), status.code()) {
        (false, _, _) => Ok(()),
        (true, true, _) => {
            Err(Failure::new(Kind::Interrupted, format!("the editor `{editor}` was interrupted")))
        }
        (true, false, Some(126 | 127)) => Err(no_editor(editor)),
        (true, false, _) => Err(Failure::other(format!("the editor `{editor}` ended with {status}"))),
    }
}

/// Tells whether Ctrl-C ended the editor; it may be known here before our own thread has heard of it.
fn is_interrupt(status: ExitStatus) -> bool {
    #[cfg(unix)]
    let by_signal = std::os::unix::process::ExitStatusExt::signal(&status) == Some(2);
    #[cfg(not(unix))]
    let by_signal = false;
    by_signal || status.code() == Some(i32::from(Kind::Interrupted.code()))
}

fn no_editor(editor: &str) -> Failure {
    Failure::other(format!("cannot start the editor `{editor}`"))
        .hint("set EDITOR to an editor that is installed, such as `EDITOR=vi`")
}
