//! Where the words of a message come from: the argument, a file, a pipe or an editor.

use std::io::Read;
use std::path::Path;
use std::process::Command;

use crate::context::Context;
use crate::failure::Failure;
use crate::message::MAX_TEXT;

/// More than this is not even read: the limit is far below.
const MAX_READ: u64 = 1024 * 1024;

/// Reads the text; the last line's end is not part of it.
pub(super) fn read(
    argument: Option<&str>,
    file: Option<&Path>,
    optional: bool,
    context: &Context,
) -> Result<String, Failure> {
    match (argument, file) {
        (Some("-"), _) => from_stdin(),
        (Some(text), _) => Ok(text.to_owned()),
        (None, Some(path)) => from_file(path),
        (None, None) if optional => Ok(String::new()),
        (None, None) if context.stdin_is_terminal => from_editor(context),
        (None, None) => from_stdin(),
    }
}

fn from_stdin() -> Result<String, Failure> {
    read_all(std::io::stdin().lock(), "stdin")
}

fn from_file(path: &Path) -> Result<String, Failure> {
    let name = path.display().to_string();
    let file = std::fs::File::open(path)
        .map_err(|error| Failure::usage(format!("cannot read `{name}`")).because(&error))?;
    read_all(file, &name)
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

/// Opens the person's editor on an empty file; what they typed survives an editor that crashes.
fn from_editor(context: &Context) -> Result<String, Failure> {
    let queue = crate::queue::Queue::open(&context.paths.queue())?;
    let draft = queue.draft("")?;
    let text = in_editor(&draft, context)?;
    crate::message::check_text(&text, false)
        .map_err(|failure| failure.hint(format!("what was typed is kept in `{}`", draft.display())))?;
    let _ = std::fs::remove_file(&draft);
    Ok(text)
}

/// Opens the person's editor on a file and reads what it holds afterwards; the file stays.
pub(super) fn in_editor(draft: &Path, context: &Context) -> Result<String, Failure> {
    let editor = context.variable("VISUAL").or_else(|| context.variable("EDITOR")).unwrap_or("vi");
    let kept = format!("what was typed is kept in `{}`", draft.display());
    let mut words = editor.split_whitespace();
    let status = Command::new(words.next().unwrap_or("vi"))
        .args(words)
        .arg(draft)
        .env_remove("MINDFUL_CLIENT_SECRET")
        .env_remove("MINDFUL_ACCESS_TOKEN")
        .env_remove("WEBEX_ACCESS_TOKEN")
        .status()
        .map_err(|error| {
            Failure::other(format!("cannot start the editor `{editor}`"))
                .because(&error)
                .hint("set EDITOR, or give the text as an argument")
        })?;
    if !status.success() {
        return Err(Failure::other(format!("the editor `{editor}` ended with {status}")).hint(kept));
    }
    from_file(draft).map_err(|failure| failure.hint(kept))
}
