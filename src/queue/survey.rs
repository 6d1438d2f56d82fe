//! Looking at all messages while others move them: none that exists is missed.
//!
//! One scan follows the flow, so it misses nothing that goes forward meanwhile. A message that goes back - deferred, put
//! back after a change - can pass behind it; so scans are repeated until two agree.

use std::collections::HashMap;

use crate::failure::Failure;
use crate::message::{Id, Message};

use super::{Entry, Queue, State, Unreadable};

/// Where a message lies and what its file holds.
pub type Seen = (Entry, Result<Message, Unreadable>);

/// Nobody moves the same message to and fro as often as this within milliseconds.
const MOST: usize = 8;

impl Queue {
    /// Lists the messages of several states, earliest first, however much moves meanwhile.
    ///
    /// # Errors
    /// A folder that cannot be read.
    pub fn survey(&self, states: &[State]) -> Result<Vec<Entry>, Failure> {
        self.survey_of("", states)
    }

    /// Lists the messages of all states whose ids begin so, however much moves meanwhile.
    ///
    /// # Errors
    /// A folder that cannot be read.
    pub fn beginning(&self, prefix: &str) -> Result<Vec<Entry>, Failure> {
        self.survey_of(prefix, &State::ALL)
    }

    fn survey_of(&self, prefix: &str, states: &[State]) -> Result<Vec<Entry>, Failure> {
        let mut seen: HashMap<Id, Entry> = HashMap::new();
        let mut before: Option<Vec<Entry>> = None;
        for _ in 0..MOST {
            let now = self.entries_of(prefix, states)?;
            seen.extend(now.iter().map(|entry| (entry.name.id.clone(), entry.clone())));
            if before.as_ref() == Some(&now) {
                break;
            }
            before = Some(now);
        }
        let mut entries: Vec<Entry> = seen.into_values().collect();
        entries.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(entries)
    }

    /// Reads the messages of several states; one that moves while it is read is followed.
    ///
    /// # Errors
    /// A folder that cannot be read.
    pub fn messages(&self, states: &[State]) -> Result<Vec<Seen>, Failure> {
        let mut found: HashMap<Id, Seen> = HashMap::new();
        for _ in 0..MOST {
            let mut moved = false;
            for entry in self.survey(states)? {
                let known = found.get(&entry.name.id).is_some_and(|(seen, _)| *seen == entry);
                if !known {
                    let message = self.read(&entry);
                    moved |= message == Err(Unreadable::Gone);
                    found.insert(entry.name.id.clone(), (entry, message));
                }
            }
            if !moved {
                break;
            }
        }
        let (gone, mut seen): (Vec<Seen>, Vec<Seen>) =
            found.into_values().partition(|(_, message)| *message == Err(Unreadable::Gone));
        for (entry, _) in gone {
            seen.extend(self.followed(&entry.name.id, states)?);
        }
        Ok(seen)
    }

    /// Reads a message that moved each time all were looked at: alone it is faster than whoever moves it.
    fn followed(&self, id: &Id, states: &[State]) -> Result<Option<Seen>, Failure> {
        for _ in 0..MOST {
            let Some(entry) = self.survey_of(id.as_str(), states)?.pop() else { return Ok(None) };
            let message = self.read(&entry);
            if message != Err(Unreadable::Gone) {
                return Ok(Some((entry, message)));
            }
        }
        Ok(None)
    }
}
