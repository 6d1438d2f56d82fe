//! Where the words of a message come from: the argument, a file, a pipe or an editor.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use crate::context::Context;
use crate::disk;
use crate::failure::Failure;
use crate::message::MAX_TEXT;

use super::draft::Draft;

/// More than this is not even read: the limit is far below.
const MAX_READ: u64 = 1024 * 1024;

/// The words of a message; those typed in an editor are kept in a draft until they are enqueued.
pub(super) struct Words {
    /// The words.
    pub(super) text: String,
    draft: Option<Draft>,
}

impl Words {
    /// No words yet.
    pub(super) const fn none() -> Self {
        Self { text: String::new(), draft: None }
    }

    /// Ends the draft if all went well, else says where it is kept.
    pub(super) fn settled<T>(self, end: Result<T, Failure>) -> Result<T, Failure> {
        match (self.draft, end) {
            (Some(draft), Ok(done)) => {
                draft.done();
                Ok(done)
            }
            (Some(draft), Err(failure)) => Err(draft.kept(failure)),
            (None, end) => end,
        }
    }
}

/// Reads the text; the last line's end is not part of it.
pub(super) fn read(argument: Option<&str>, file: Option<&Path>, optional: bool) -> Result<Words, Failure> {
    let text = match (argument, file) {
        (Some("-"), _) => from_stdin(),
        (Some(text), _) => Ok(text.to_owned()),
        (None, Some(path)) => from_file(path),
        (None, None) if optional => Ok(String::new()),
        (None, None) => from_stdin(),
    };
    Ok(Words { text: text?, draft: None })
}

fn from_stdin() -> Result<String, Failure> {
    read_all(std::io::stdin().lock(), "stdin")
}

/// Reads a file; the last line's end is not part of it.
pub(super) fn from_file(path: &Path) -> Result<String, Failure> {
    let name = path.display().to_string();
    let file = open(path).map_err(|error| Failure::usage(format!("cannot read `{name}`")).because(&error))?;
    read_all(file, &name)
}

/// Opens a regular file; what the shell passed on, as in `--file <(command)`, may be a pipe.
fn open(path: &Path) -> io::Result<File> {
    let is_passed_on = ["/dev/stdin", "/dev/fd", "/proc/self/fd"].iter().any(|known| path.starts_with(known));
    if is_passed_on { File::open(path) } else { disk::open_regular(path).map(|(file, _)| file) }
}

fn read_all(source: impl Read, name: &str) -> Result<String, Failure> {
    let mut bytes = Vec::new();
    source
        .take(MAX_READ + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| Failure::usage(format!("cannot read `{name}`")).because(&error))?;
    if bytes.len() as u64 > MAX_READ {
        return Err(Failure::usage(format!("the text from `{name}` is far longer than {MAX_TEXT} bytes"))
            .hint("send it as a file with --attach"));
    }
    let text = String::from_utf8(bytes).map_err(|_| {
        Failure::usage(format!("the text from `{name}` is not UTF-8")).hint("send it as a file with --attach")
    })?;
    Ok(text
        .strip_suffix('\n')
        .map(|text| text.strip_suffix('\r').unwrap_or(text))
        .unwrap_or(&text)
        .to_owned())
}

/// Opens the person's editor on an empty draft with notes; what they typed survives an editor that crashes.
pub(super) fn from_editor(notes: &[String], context: &Context) -> Result<Words, Failure> {
    let queue = crate::queue::Queue::open(&context.paths.queue())?;
    let draft = Draft::with_notes(&queue, "", notes)?;
    // An editor leaves the empty line under the words that the draft began with.
    let text = draft.edit(context)?.trim_end_matches(['\n', '\r']).to_owned();
    Ok(Words { text, draft: Some(draft) })
}
