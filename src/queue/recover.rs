//! What a run that was killed left behind. Only under the lock, so that nobody's request is still on its way
//! from this machine without our knowing.

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

    /// Returns the messages that lie in a later state too, as a restored backup or a torn rename leaves them.
    ///
    /// # Errors
    /// A folder that cannot be read.
    pub fn settled_ids(&self, but: State) -> Result<std::collections::HashSet<Id>, Failure> {
        let later =
            [State::Sent, State::Failed, State::Expired, State::Unconfirmed, State::Held, State::Cancelled];
        let later: Vec<State> = later.into_iter().filter(|state| *state != but).collect();
        Ok(self.entries(&later)?.into_iter().map(|entry| entry.name.id).collect())
    }
}
