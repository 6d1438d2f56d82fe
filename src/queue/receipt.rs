//! What is known of a message beyond its name: attempts, reasons, Webex's ids.

use crate::failure::Failure;
use crate::message::{Id, Receipt};

use super::{Queue, disk};

const MAX_RECEIPT: u64 = 256 * 1024;
/// Older attempts than these are forgotten, so that a year of retries stays a small file.
const MAX_ATTEMPTS: usize = 50;

impl Queue {
    /// Reads a message's receipt; one that is absent or cannot be understood is an empty one.
    #[must_use]
    pub fn receipt(&self, id: &Id) -> Receipt {
        self.read_receipt(id).ok().flatten().unwrap_or_default()
    }

    /// Reads a message's receipt; `None` is one that cannot be understood, an error a disk that does not show it.
    fn read_receipt(&self, id: &Id) -> std::io::Result<Option<Receipt>> {
        match disk::read_private(&self.receipt_path(id), MAX_RECEIPT) {
            Ok(text) => Ok(Receipt::parse(&text)),
            Err(error) if super::is_absent(&error) => Ok(Some(Receipt::default())),
            Err(error) if disk::is_about_the_file(&error) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Changes a message's receipt. The message itself is not touched.
    ///
    /// # Errors
    /// A disk that refuses; the old receipt stays.
    pub fn note(&self, id: &Id, change: impl FnOnce(&mut Receipt)) -> Result<(), Failure> {
        let failed = |error| disk::failure("cannot read", &self.receipt_path(id), &error);
        let read = self.read_receipt(id).map_err(failed)?;
        let is_unreadable = read.is_none();
        let mut receipt = read.unwrap_or_default();
        change(&mut receipt);
        let old = receipt.attempts.len().saturating_sub(MAX_ATTEMPTS);
        receipt.attempts.drain(..old);
        let text =
            receipt.render().map_err(|error| Failure::other("cannot write a receipt").because(&error))?;
        let (path, tmp) = (self.receipt_path(id), self.root.join("tmp").join(format!("{id}.receipt")));
        let _ = std::fs::remove_file(&tmp); // A killed run may have left it.
        if is_unreadable {
            // A person may still read what this program cannot.
            let kept = path.with_extension("toml.unreadable");
            std::fs::rename(&path, kept).map_err(|error| disk::failure("cannot move", &path, &error))?;
        }
        disk::write_new(&tmp, text.as_bytes())
            .and_then(|()| std::fs::rename(&tmp, &path))
            .map_err(|error| disk::failure("cannot write", &path, &error))
    }

    pub(super) fn receipt_path(&self, id: &Id) -> std::path::PathBuf {
        self.root.join("receipts").join(format!("{id}.toml"))
    }
}
