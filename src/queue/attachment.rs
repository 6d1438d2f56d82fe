//! Files that go with messages, copied when they are scheduled and kept until the message is purged.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use crate::failure::Failure;
use crate::message::{Id, MAX_ATTACHMENT, Message};

use super::{Queue, Unreadable, disk, is_absent};

impl Queue {
    /// Returns where a message's file lies.
    fn attachment(&self, id: &Id) -> PathBuf {
        self.root.join("attachments").join(id.as_str())
    }

    /// Opens what goes with a message, if it is what was scheduled; `None` where nothing does.
    ///
    /// # Errors
    /// A file that is gone, is no plain file of ours, has another length, or is not shown by the disk.
    pub fn open_attachment(&self, message: &Message) -> Result<Option<File>, Unreadable> {
        let Some(attachment) = &message.body.attachment else { return Ok(None) };
        let path = self.attachment(&message.id);
        let bad = |why: &str| Unreadable::Bad(format!("`{}` cannot be sent: {why}", path.display()));
        match disk::open_private(&path, MAX_ATTACHMENT) {
            Ok((file, length)) if length == attachment.bytes => Ok(Some(file)),
            Ok((_, length)) => Err(bad(&format!("it had {} bytes and has {length}", attachment.bytes))),
            Err(error) if is_absent(&error) => Err(bad("it is gone")),
            Err(error) if disk::is_about_the_file(&error) => Err(bad(&error.to_string())),
            Err(error) => Err(Unreadable::NotNow(format!("`{}` cannot be read: {error}", path.display()))),
        }
    }

    /// Copies a file beside the queue for all of these messages, down to the disk, and notes how many bytes it has.
    ///
    /// # Errors
    /// A file that cannot be read or is larger than Webex takes; nothing lies beside the queue then.
    pub fn attach(&self, from: &Path, messages: &mut [Message]) -> Result<(), Failure> {
        let attached = self.attach_to_each(from, messages);
        attached.inspect_err(|_| messages.iter().for_each(|message| self.drop_attachment(&message.id)))
    }

    fn attach_to_each(&self, from: &Path, messages: &mut [Message]) -> Result<(), Failure> {
        let Some(first) = messages.first().map(|message| message.id.clone()) else { return Ok(()) };
        let bytes = self.copy_attachment(from, &first)?;
        for message in messages {
            if message.id != first {
                self.share_attachment(&first, &message.id)?;
            }
            if let Some(attachment) = &mut message.body.attachment {
                attachment.bytes = bytes;
            }
        }
        Ok(())
    }

    /// Copies a file and says how many bytes it has.
    fn copy_attachment(&self, from: &Path, id: &Id) -> Result<u64, Failure> {
        let to = self.attachment(id);
        let bytes = copy(from, &to).map_err(|error| {
            Failure::usage(format!("cannot attach `{}`", from.display()))
                .because(&error)
                .hint("give a readable file of at most 100 MB")
        })?;
        let folder = self.root.join("attachments");
        disk::sync_folder(&folder).map_err(|error| disk::failure("cannot sync", &folder, &error))?;
        Ok(bytes)
    }

    /// Gives one message's file to another as well; its bytes lie there once. What is gone is told when it is sent.
    pub(super) fn share_attachment(&self, from: &Id, to: &Id) -> Result<(), Failure> {
        let (source, target) = (self.attachment(from), self.attachment(to));
        self.drop_attachment(to); // A killed run may have left it.
        let shared = std::fs::hard_link(&source, &target).or_else(|error| match error.kind() {
            io::ErrorKind::NotFound => Ok(()),
            _ => copy(&source, &target).map(drop), // Not every file system has links.
        });
        let folder = self.root.join("attachments");
        shared
            .and_then(|()| disk::sync_folder(&folder))
            .map_err(|error| disk::failure("cannot share", &source, &error))
    }

    pub(super) fn drop_attachment(&self, id: &Id) {
        let _ = std::fs::remove_file(self.attachment(id));
    }
}

fn copy(from: &Path, to: &Path) -> io::Result<u64> {
    let (source, _) = disk::open_regular(from)?;
    disk::write_new(to, b"")?;
    let mut target = File::options().write(true).open(to)?;
    let bytes = io::copy(&mut source.take(MAX_ATTACHMENT + 1), &mut target)?;
    if bytes > MAX_ATTACHMENT {
        return Err(io::Error::other(format!("it is larger than {} MB", MAX_ATTACHMENT / 1_000_000)));
    }
    if bytes == 0 {
        return Err(io::Error::other("it is empty"));
    }
    target.sync_all()?;
    Ok(bytes)
}
