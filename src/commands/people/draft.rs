//! The address book about to be changed: written only if it can be read afterwards.

use std::fs::File;
use std::path::PathBuf;

use toml_edit::{DocumentMut, Item, Table, TableLike};

use crate::commands::document;
use crate::context::Context;
use crate::failure::Failure;
use crate::people::Book;

/// The file, what it says, and the right to change it.
pub(super) struct Draft {
    _alone: File,
    path: PathBuf,
    document: DocumentMut,
    /// What it said when it was opened.
    pub(super) book: Book,
}

impl Draft {
    pub(super) fn open(context: &Context) -> Result<Self, Failure> {
        let _alone = document::alone(context)?;
        let path = context.paths.people_file();
        let book = Book::read(&path)?;
        Ok(Self { _alone, document: document::read(&path)?, path, book })
    }

    /// Writes it, if what was made of it can be read. An entry that could not be read before may stay so, and is named.
    pub(super) fn keep(&self) -> Result<(), Failure> {
        let text = self.document.to_string();
        let was_broken = |name: &str| self.book.broken().iter().any(|entry| entry.name == name);
        let (still, new): (Vec<_>, Vec<_>) = Book::parse(&self.path, &text)?
            .broken()
            .iter()
            .cloned()
            .partition(|entry| was_broken(&entry.name));
        if let Some(broken) = new.into_iter().next() {
            return Err(broken.failure);
        }
        document::keep(&self.path, &text)?;
        still.iter().for_each(super::warn);
        Ok(())
    }

    /// Finds the name of an entry that is to be changed, whether or not it can be read.
    pub(super) fn alias(&self, who: &str) -> Result<String, Failure> {
        if self.book.broken().iter().any(|entry| entry.name == who) {
            return Ok(who.to_owned());
        }
        Ok(super::find(&self.book, who)?.alias.clone().unwrap_or_default())
    }

    /// Returns an entry, or `groups`, as a table; a new one stands at the end.
    pub(super) fn table(&mut self, name: &str) -> Result<&mut dyn TableLike, Failure> {
        if !self.document.contains_key(name) {
            let mut table = Table::new();
            if !self.document.is_empty() {
                table.decor_mut().set_prefix("\n");
            }
            self.document.insert(name, Item::Table(table));
        }
        let table = self.document.get_mut(name).and_then(Item::as_table_like_mut);
        table.ok_or_else(|| Failure::usage(format!("`{name}` in `{}` isn't a table", self.path.display())))
    }

    /// Removes an entry; what stands above it, but for the lines right above, stays.
    pub(super) fn remove(&mut self, name: &str) {
        let Some(Item::Table(gone)) = self.document.remove(name) else { return };
        let above = gone.decor().prefix().and_then(|prefix| prefix.as_str()).unwrap_or_default();
        let Some((kept, _)) = above.rsplit_once("\n\n") else { return };
        let kept = format!("{kept}\n");
        let after = |table: &Table| table.position() > gone.position();
        let tables = self.document.iter_mut().filter_map(|(_, item)| item.as_table_mut());
        match tables.filter(|table| after(table)).min_by_key(|table| table.position()) {
            Some(next) => {
                let prefix = next.decor().prefix().and_then(|prefix| prefix.as_str()).unwrap_or_default();
                let prefix = format!("{kept}{prefix}");
                next.decor_mut().set_prefix(prefix);
            }
            None => {
                let trailing = self.document.trailing().as_str().unwrap_or_default();
                let trailing = format!("{kept}{trailing}");
                self.document.set_trailing(trailing);
            }
        }
    }
}
