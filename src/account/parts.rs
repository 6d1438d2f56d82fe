//! A secret longer than the smallest keyring takes is kept in parts: a Windows credential holds 2560 bytes, and
//! an access token may be a JWT of more.
//!
//! The first part names the others, which are written before it and removed after it was replaced, so that a run
//! that is killed leaves the old secret or the new one.

use crate::failure::{Failure, Kind};
use crate::message::Id;

use super::{Secret, TokenStore};

/// What a part may hold, with room for what a platform adds.
const MOST: usize = 2400;
/// How a first part begins; JSON never does.
const MARK: &str = "parts ";

/// A store whose entries may be of any length.
#[derive(Debug)]
pub(super) struct Parts<S>(pub(super) S);

/// Reads a first part: the names of the others.
fn others(first: &Secret) -> Vec<String> {
    let names = first.expose().strip_prefix(MARK);
    names.map(|names| names.split_whitespace().map(str::to_owned).collect()).unwrap_or_default()
}

impl<S: TokenStore> Parts<S> {
    /// Writes the parts and returns the entry that names them.
    fn scatter(&self, entry: &str, secret: &str) -> Result<Secret, Failure> {
        let mut first = MARK.to_owned();
        for piece in secret.as_bytes().chunks(MOST) {
            let id = Id::random()
                .map_err(|error| Failure::other("the system gives no randomness").because(&error))?;
            let name = format!("{entry}.{id}");
            let piece = std::str::from_utf8(piece).map_err(|_| odd(entry))?;
            self.0.set(&name, &Secret::new(piece))?;
            first += &format!("{name} ");
        }
        Ok(Secret::new(first.trim_end()))
    }
}

fn odd(entry: &str) -> Failure {
    Failure::new(Kind::Keyring, format!("the entry `{entry}` is not whole"))
        .hint("`mindful logout` removes it; then run `mindful login`")
}

impl<S: TokenStore> TokenStore for Parts<S> {
    fn get(&self, entry: &str) -> Result<Option<Secret>, Failure> {
        let Some(first) = self.0.get(entry)? else { return Ok(None) };
        if !first.expose().starts_with(MARK) {
            return Ok(Some(first));
        }
        let mut whole = String::new();
        for name in others(&first) {
            whole += self.0.get(&name)?.ok_or_else(|| odd(entry))?.expose();
        }
        Ok(Some(Secret::new(whole)))
    }

    fn set(&self, entry: &str, secret: &Secret) -> Result<(), Failure> {
        let before = self.0.get(entry).ok().flatten().map(|first| others(&first)).unwrap_or_default();
        match secret.expose() {
            long if long.len() > MOST => self.0.set(entry, &self.scatter(entry, long)?)?,
            _ => self.0.set(entry, secret)?,
        }
        before.iter().try_for_each(|name| self.0.delete(name))
    }

    fn delete(&self, entry: &str) -> Result<(), Failure> {
        let before = self.0.get(entry).ok().flatten().map(|first| others(&first)).unwrap_or_default();
        self.0.delete(entry)?;
        before.iter().try_for_each(|name| self.0.delete(name))
    }

    fn holds(&self, entry: &str) -> Result<bool, Failure> {
        self.0.holds(entry)
    }

    fn place(&self) -> String {
        self.0.place()
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;
    use std::collections::BTreeMap;

    use super::*;

    /// A keyring that takes what Windows takes, and ends after so many writes.
    #[derive(Debug, Default)]
    struct Small {
        entries: RefCell<BTreeMap<String, String>>,
        writes_left: std::cell::Cell<usize>,
    }

    impl TokenStore for Small {
        fn get(&self, entry: &str) -> Result<Option<Secret>, Failure> {
            Ok(self.entries.borrow().get(entry).map(Secret::new))
        }

        fn set(&self, entry: &str, secret: &Secret) -> Result<(), Failure> {
            if secret.expose().len() > 2560 || self.writes_left.get() == 0 {
                return Err(Failure::other("full"));
            }
            self.writes_left.set(self.writes_left.get() - 1);
            self.entries.borrow_mut().insert(entry.to_owned(), secret.expose().to_owned());
            Ok(())
        }

        fn delete(&self, entry: &str) -> Result<(), Failure> {
            self.entries.borrow_mut().remove(entry);
            Ok(())
        }

        fn place(&self) -> String {
            "here".to_owned()
        }
    }

    fn store(writes: usize) -> Parts<Small> {
        Parts(Small { writes_left: writes.into(), ..Small::default() })
    }

    #[test]
    fn a_secret_of_any_length_comes_back_and_leaves_nothing() {
        let store = store(usize::MAX);
        for length in [0, 1, MOST, MOST + 1, 2 * MOST, 20_000, 10] {
            let secret = Secret::new("x".repeat(length));
            store.set("access", &secret).unwrap();
            assert_eq!(store.get("access").unwrap(), Some(secret), "{length}");
            let parts = if length > MOST { length.div_ceil(MOST) + 1 } else { 1 };
            assert_eq!(store.0.entries.borrow().len(), parts, "{length}");
        }
        store.delete("access").unwrap();
        assert!(store.0.entries.borrow().is_empty());
    }

    #[test]
    fn a_write_that_stops_anywhere_leaves_the_old_secret_or_the_new_one() {
        let (old, new) = (Secret::new("o".repeat(6000)), Secret::new("n".repeat(6000)));
        for writes in 0..4 {
            let store = store(4);
            store.set("access", &old).unwrap();
            store.0.writes_left.set(writes);
            assert!(store.set("access", &new).is_err(), "{writes}");
            assert_eq!(store.get("access").unwrap().as_ref(), Some(&old), "{writes}");
        }
    }
}
