//! The file store, only by choice: `credentials.toml`, 0600, replaced whole.

use std::collections::BTreeMap;
use std::io;
use std::path::PathBuf;

use crate::disk::{self, remove, replace};
use crate::failure::{Failure, Kind};

use super::{Secret, TokenStore};

/// Secrets in a file that only we can read.
#[derive(Debug)]
pub(super) struct FileStore {
    path: PathBuf,
}

impl FileStore {
    pub(super) fn new(path: PathBuf) -> Self {
        Self { path }
    }

    fn read(&self) -> Result<BTreeMap<String, String>, Failure> {
        let failed = |error: &dyn std::error::Error| {
            Failure::new(Kind::Keyring, format!("cannot use the token file `{}`", self.path.display()))
                .because(error)
                .hint(disk::way_to_privacy(&self.path))
        };
        match disk::read_secret(&self.path) {
            // toml's own error would quote the line, and with it the secret.
            Ok(text) => toml::from_str(&text).map_err(|_| {
                failed(&io::Error::other("it is not TOML"))
                    .hint("`mindful login` writes it again once it is removed")
            }),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(BTreeMap::new()),
            Err(error) => Err(failed(&error)),
        }
    }

    fn write(&self, entries: &BTreeMap<String, String>) -> Result<(), Failure> {
        if entries.is_empty() {
            return remove(&self.path);
        }
        let text = toml::to_string(entries).map_err(|_| Failure::other("cannot write the token file"))?;
        replace(&self.path, text.as_bytes())
    }
}

impl TokenStore for FileStore {
    fn get(&self, entry: &str) -> Result<Option<Secret>, Failure> {
        Ok(self.read()?.remove(entry).map(Secret::new))
    }

    fn set(&self, entry: &str, secret: &Secret) -> Result<(), Failure> {
        let mut entries = self.read()?;
        entries.insert(entry.to_owned(), secret.expose().to_owned());
        self.write(&entries)
    }

    fn delete(&self, entry: &str) -> Result<(), Failure> {
        let mut entries = self.read()?;
        match entries.remove(entry) {
            Some(_) => self.write(&entries),
            None => Ok(()),
        }
    }

    fn discard(&self, entry: &str) -> Result<(), Failure> {
        // A file that is not as it must be is removed whole: what is in it is not to stay.
        self.delete(entry).or_else(|_| remove(&self.path))
    }

    fn place(&self) -> String {
        format!("the file {}", self.path.display())
    }
}
