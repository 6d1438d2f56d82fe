//! What a run that was killed left behind. Only under the lock, so that nobody's request is still on its way
//! from this machine without our knowing.

use std::collections::HashMap;

use crate::failure::Failure;
use crate::message::Id;

use super::{Entry, Lock, Queue, State, settle};

impl Queue {
    /// Makes what lies in `sending` unconfirmed and says which messages these were.
    ///
    /// # Errors
    /// A disk that refuses.
    pub fn recover(&self, _lock: &Lock) -> Result<Vec<Entry>, Failure> {
        let mut found = Vec::new();
        for name in self.names(State::Sending)? {
            let next = settle::unconfirmed(&name);
            if self.transition((State::Sending, &name), (State::Unconfirmed, &next))? {
                found.push(Entry { state: State::Unconfirmed, name: next });
            }
        }
        Ok(found)
    }

    /// Returns the latest state of every message that left `scheduled`. A restored backup leaves a copy in an
    /// earlier one, which must not go.
    ///
    /// # Errors
    /// A folder that cannot be read.
    pub fn settled(&self) -> Result<HashMap<Id, State>, Failure> {
        let left = State::ALL.into_iter().filter(|state| !matches!(state, State::Scheduled | State::Sending));
        let entries = self.entries(&left.collect::<Vec<_>>())?;
        Ok(entries.into_iter().map(|entry| (entry.name.id, entry.state)).collect())
    }
}
