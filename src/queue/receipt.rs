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
        self.read_receipt(id).unwrap_or_default()
    }

    /// Reads a message's receipt; an error is a disk that does not show it.
    fn read_receipt(&self, id: &Id) -> std::io::Result<Receipt> {
        match disk::read_private(&self.receipt_path(id), MAX_RECEIPT) {
            Ok(text) => Ok(toml::from_str(&text).unwrap_or_default()),
            Err(error) if super::is_absent(&error) || disk::is_about_the_file(&error) => {
                Ok(Receipt::default())
            }
            Err(error) => Err(error),
        }
    }

    /// Changes a message's receipt. The message itself is not touched.
    ///
    /// # Errors
    /// A disk that refuses; the old receipt stays.
    pub fn note(&self, id: &Id, change: impl FnOnce(&mut Receipt)) -> Result<(), Failure> {
        let failed = |error| disk::failure("cannot read", &self.receipt_path(id), &error);
        let mut receipt = self.read_receipt(id).map_err(failed)?;
        change(&mut receipt);
        let old = receipt.attempts.len().saturating_sub(MAX_ATTEMPTS);
        receipt.attempts.drain(..old);
        let text = toml::to_string(&receipt)
            .map_err(|error| Failure::other("cannot write a receipt").because(&error))?;
        let (path, tmp) = (self.receipt_path(id), self.root.join("tmp").join(format!("{id}.receipt")));
        let _ = std::fs::remove_file(&tmp); // A killed run may have left it.
        disk::write_new(&tmp, text.as_bytes())
            .and_then(|()| std::fs::rename(&tmp, &path))
            .map_err(|error| disk::failure("cannot write", &path, &error))
    }

    pub(super) fn receipt_path(&self, id: &Id) -> std::path::PathBuf {
        self.root.join("receipts").join(format!("{id}.toml"))
    }
}
