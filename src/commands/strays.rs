//! What lies in the queue's folders and is never sent, in words, with a way out.

use std::path::Path;

use crate::delivery::succession::Stuck;
use crate::failure::Failure;
use crate::queue::{Queue, Stray, StrayKind};
use crate::terminal::{self, count};

/// So many are named.
const NAMED: usize = 5;

/// Something that is never sent.
pub(super) struct Remark {
    pub(super) says: String,
    pub(super) way_out: String,
}

impl Remark {
    /// Warns of it in a line.
    pub(super) fn warn(&self) {
        terminal::warn(&terminal::escape(&format!("{}; {}", self.says, self.way_out)));
    }

    /// Says of a message's file why it cannot be read.
    pub(super) fn unreadable(path: &Path, why: &str) -> Self {
        Self {
            says: format!("`{}` cannot be read: {why}", path.display()),
            way_out: "mend it (chown, chmod or an editor) or remove it".to_owned(),
        }
    }

    /// Says of a series why it does not go on.
    pub(super) fn stuck(stuck: &Stuck) -> Self {
        let says = format!(
            "the series `{}` cannot go on: {}; its file is `{}`",
            stuck.series,
            stuck.why,
            stuck.file.display()
        );
        Self { says, way_out: stuck.way_out.clone() }
    }

    /// Says of a file that this version of mindful is too old for it.
    pub(super) fn newer(path: &Path, why: &str) -> Self {
        Self {
            says: format!("`{}` is left where it is: {why}", path.display()),
            way_out: "a newer mindful wrote it and can read it".to_owned(),
        }
    }

    fn of(stray: &Stray) -> Self {
        let path = stray.path.display();
        let (what, way_out) = match &stray.kind {
            StrayKind::Conflict(id) => (
                format!("a copy of message `{id}` that a sync program made"),
                "remove it, and keep the queue out of synced folders".to_owned(),
            ),
            StrayKind::Copy(id) => (
                format!("a copy of message `{id}` under another name"),
                format!("`mindful show {id}` shows the message; remove the copy"),
            ),
            StrayKind::Unknown => ("no file of mindful's".to_owned(), "move it elsewhere".to_owned()),
        };
        Self { says: format!("`{path}` is {what}, and never sent"), way_out }
    }
}

/// Says what lies among the messages and is none.
pub(super) fn among(queue: &Queue) -> Result<Vec<Remark>, Failure> {
    let strays = queue.strays()?;
    let mut remarks: Vec<Remark> = strays.iter().take(NAMED).map(Remark::of).collect();
    if strays.len() > NAMED {
        let more = count(strays.len() - NAMED, "file");
        let says = format!("{more} more in the queue's folders are no messages, and never sent");
        remarks.push(Remark { says, way_out: "look at their names".to_owned() });
    }
    Ok(remarks)
}

/// Says what was set aside, if anything was.
pub(super) fn set_aside(queue: &Queue) -> Result<Option<Remark>, Failure> {
    let (number, folder) = queue.damaged()?;
    Ok((number > 0).then(|| Remark {
        says: format!("{} that could not be read in `{}`", there(number), folder.display()),
        way_out: "mend each and move it back to `scheduled`, or remove it; nothing in there is sent"
            .to_owned(),
    }))
}

fn there(number: usize) -> String {
    format!("there {} {}", if number == 1 { "is" } else { "are" }, count(number, "file"))
}
