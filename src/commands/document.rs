//! TOML files that people edit by hand, changed in place: comments and order stay.

use std::fs::File;
use std::path::{Path, PathBuf};

use toml_edit::{DocumentMut, Item, TableLike, Value};

use crate::context::Context;
use crate::disk;
use crate::failure::Failure;

/// Waits for the right to change settings or address book: of two commands at once neither undoes the other's change.
pub(super) fn alone(context: &Context) -> Result<File, Failure> {
    for folder in [&context.paths.config, &context.paths.data] {
        disk::check_home(folder)?;
    }
    disk::make_private_folders(&context.paths.data)?;
    disk::wait_for_lock(&context.paths.data.join("settings.lock"))
}

/// Reads a file to be changed; an absent one is empty.
pub(super) fn read(path: &Path) -> Result<DocumentMut, Failure> {
    contents(path)?.parse().map_err(|error: toml_edit::TomlError| {
        Failure::usage(format!("cannot read `{}`", path.display())).cause(error.message())
    })
}

/// Reads a file as it stands, sense or not; an absent one is empty.
pub(super) fn contents(path: &Path) -> Result<String, Failure> {
    path.parent().map_or(Ok(()), disk::check_home)?;
    Ok(disk::read_settings(path)?.unwrap_or_default())
}

/// Sets a value; a comment behind the old one stays.
pub(super) fn put(table: &mut dyn TableLike, key: &str, mut value: Value) {
    match table.get_mut(key).and_then(Item::as_value_mut) {
        Some(old) => {
            *value.decor_mut() = old.decor().clone();
            *old = value;
        }
        None => drop(table.insert(key, toml_edit::value(value))),
    }
}

/// Writes a file whole; one that is a link into somebody's dotfiles stays a link.
pub(super) fn keep(path: &Path, text: &str) -> Result<(), Failure> {
    let target: PathBuf = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    disk::replace(&target, text.as_bytes())
}
