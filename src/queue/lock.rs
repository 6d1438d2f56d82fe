//! One delivery at a time. The kernel frees the lock when its holder dies, so it is never broken by age.

use std::cell::RefCell;
use std::fs::{File, TryLockError};

use crate::failure::Failure;

use super::{Queue, SetAside, disk};

/// The right to deliver; whoever holds it is the only one who may look into `sending`.
#[derive(Debug)]
#[must_use]
pub struct Lock {
    _file: File,
    set_aside: RefCell<Vec<SetAside>>,
}

impl Lock {
    /// Notes a file that was set aside while the lock was held.
    pub(super) fn note(&self, aside: SetAside) {
        self.set_aside.borrow_mut().push(aside);
    }

    /// Takes what was set aside since the last call: each is reported once.
    #[must_use]
    pub fn take_set_aside(&self) -> Vec<SetAside> {
        self.set_aside.take()
    }
}

/// The right to take a key; whoever holds it is the only one who looks whether it is free.
#[derive(Debug)]
#[must_use]
pub struct KeyLock {
    _file: File,
}

impl Queue {
    /// Waits for the right to take a key.
    ///
    /// # Errors
    /// A file system that cannot lock.
    pub fn lock_keys(&self) -> Result<KeyLock, Failure> {
        disk::wait_for_lock(&self.root.join("keys")).map(|file| KeyLock { _file: file })
    }

    /// Takes the lock, or tells by `None` that another process has it.
    ///
    /// # Errors
    /// A file system that cannot lock; a queue that another machine used last.
    pub fn lock(&self) -> Result<Option<Lock>, Failure> {
        let path = self.root.join("lock");
        let file = disk::lock_file(&path).map_err(|error| disk::failure("cannot open", &path, &error))?;
        match file.try_lock() {
            Ok(()) => {
                self.claim_for_this_machine()?;
                Ok(Some(Lock { _file: file, set_aside: RefCell::default() }))
            }
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(disk::failure("cannot lock", &path, &error)
                .hint("this file system cannot lock; keep the queue on a local one with MINDFUL_HOME")),
        }
    }
}
