//! From nothing to `scheduled`: written whole, synced, then named; only then is the id anybody's.

use std::path::PathBuf;

use crate::failure::Failure;
use crate::message::{Message, render_new};

use super::{Name, Queue, State, disk};

impl Queue {
    /// Puts messages into `scheduled`, all or none.
    ///
    /// A process killed between two of them may leave the first ones scheduled; no id was printed then.
    ///
    /// # Errors
    /// A disk that refuses: nothing is scheduled then, or the failure names what is nevertheless.
    pub fn enqueue(&self, messages: &[Message]) -> Result<(), Failure> {
        let mut written = Vec::new();
        let result = messages.iter().try_for_each(|message| {
            written.push((
                self.write_tmp(message, &render_new(message)?)?,
                Name::new(message.due, message.id.clone()),
            ));
            Ok(())
        });
        let again: Vec<&Message> = messages.iter().filter(|message| message.series.is_some()).collect();
        result
            .and_then(|()| self.begin_series(&again))
            .and_then(|()| self.name_all(&written, !again.is_empty()))
            .or_else(|failure| self.withdraw(messages, written.len(), failure))
    }

    /// Writes the text of a message whole, where nothing sends it yet.
    pub(super) fn write_tmp(&self, message: &Message, text: &str) -> Result<PathBuf, Failure> {
        let path = self.staged(&message.id);
        disk::write_new(&path, text.as_bytes()).map_err(|error| nothing_scheduled(&path, &error))?;
        Ok(path)
    }

    fn name_all(&self, written: &[(PathBuf, Name)], in_series: bool) -> Result<(), Failure> {
        for (tmp, name) in written {
            let path = self.path(State::Scheduled, name);
            match disk::rename(tmp, &path) {
                // A delivery saw the series and enqueued its first message for us.
                Err(error) if in_series && super::is_absent(&error) => {}
                named => named.map_err(|error| nothing_scheduled(&path, &error))?,
            }
        }
        let folder = self.folder(State::Scheduled);
        disk::sync_folder(&folder).map_err(|error| nothing_scheduled(&folder, &error))
    }

    /// Returns where a message lies whole before it has a name.
    pub(super) fn staged(&self, id: &crate::message::Id) -> PathBuf {
        self.root.join("tmp").join(format!("{id}.toml"))
    }
}

pub(super) fn nothing_scheduled(path: &std::path::Path, error: &std::io::Error) -> Failure {
    disk::failure("cannot write", path, error)
        .hint("nothing was scheduled; free some space or mend the folder and try again")
}

impl Queue {
    /// Makes a file for an editor, where only we can read it.
    ///
    /// # Errors
    /// A disk that refuses.
    pub fn draft(&self, text: &str) -> Result<PathBuf, Failure> {
        let id = crate::message::Id::random()
            .map_err(|error| Failure::other("the operating system has no randomness").because(&error))?;
        let path = self.root.join("tmp").join(format!("draft-{id}.md"));
        disk::write_new(&path, text.as_bytes())
            .map_err(|error| disk::failure("cannot write", &path, &error))?;
        Ok(path)
    }
}
