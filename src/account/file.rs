//! The file store, only by choice: `credentials.toml`, 0600, replaced whole.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use crate::disk::{self, remove, replace};
use crate::failure::{Failure, Kind};

use super::{ACCESS, CLIENT, PROBE, REFRESH, Secret, TYPED, TokenStore};

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

    fn remove(&self) -> Result<(), Failure> {
        if let Ok(target) = std::fs::read_link(&self.path) {
            // Without its link the target would stay, and nothing would know of it.
            let (link, target) = (self.path.display(), target.display().to_string());
            let what = format!("`{link}` is a link to `{target}`, which may hold the tokens");
            return Err(
                Failure::new(Kind::Keyring, what).hint(format!("remove both: rm '{target}' '{link}'"))
            );
        }
        remove(&self.path)?;
        // After a power cut it is not there again.
        match self.path.parent() {
            Some(folder) => {
                disk::sync_folder(folder).map_err(|error| disk::failure("cannot sync", folder, &error))
            }
            None => Ok(()),
        }
    }

    fn write(&self, entries: &BTreeMap<String, String>) -> Result<(), Failure> {
        if entries.is_empty() {
            return self.remove();
        }
        let text = toml::to_string(entries).map_err(|_| Failure::other("cannot write the token file"))?;
        replace(&self.path, text.as_bytes())
    }
}

/// Removes what a killed run was about to put in the place of `credentials.toml`.
pub(super) fn remove_unfinished(folder: &Path) -> Result<(), Failure> {
    let names =
        disk::names(folder).into_iter().filter(|name| name.starts_with('.') && name.ends_with(".tmp"));
    for path in names.map(|name| folder.join(name)) {
        let text = disk::read_named(&path, 64 * 1024).unwrap_or_default();
        if [ACCESS, CLIENT, PROBE, REFRESH, TYPED]
            .iter()
            .any(|entry| text.starts_with(&format!("{entry} = ")))
        {
            remove(&path)?;
        }
    }
    Ok(())
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
        self.delete(entry).or_else(|_| self.remove())
    }

    fn holds(&self, entry: &str) -> Result<bool, Failure> {
        match self.path.symlink_metadata() {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
            // What can't be read may hold it.
            _ => Ok(self.read().map_or(true, |entries| entries.contains_key(entry))),
        }
    }

    fn place(&self) -> String {
        format!("the file {}", self.path.display())
    }
}
