//! From what a person typed to one message: every command that takes an id asks here.

use std::collections::BTreeSet;

use crate::failure::Failure;
use crate::message::Id;

use super::{Entry, Queue, Reached, State};

/// The fewest characters that name a message: one or two match by accident.
pub const SHORTEST: usize = 3;

/// What an id, or the beginning of one, names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// This message and no other.
    One(Entry),
    /// A series whose first message, which gave it the id, is gone.
    Series(Reached),
    /// Several messages: all of their ids begin so.
    Several(Vec<Id>),
    /// No message.
    Nothing,
    /// Fewer characters than name a message.
    TooShort,
}

impl Queue {
    /// Finds the one message, or series, whose id begins with what was typed.
    ///
    /// # Errors
    /// A folder that cannot be read.
    pub fn find(&self, typed: &str) -> Result<Found, Failure> {
        if typed.len() < SHORTEST {
            return Ok(Found::TooShort);
        }
        let mut entries = self.beginning(typed)?;
        let mut series = self.series()?;
        series.retain(|reached| reached.series.as_str().starts_with(typed));
        series.retain(|reached| entries.iter().all(|entry| entry.name.id != reached.series));
        Ok(match (entries.len(), series.len()) {
            (0, 0) => Found::Nothing,
            (1, 0) => Found::One(entries.remove(0)),
            (0, 1) => Found::Series(series.remove(0)),
            _ => {
                let ids = entries.into_iter().map(|entry| entry.name.id);
                let ids: BTreeSet<Id> = ids.chain(series.into_iter().map(|reached| reached.series)).collect();
                Found::Several(ids.into_iter().collect())
            }
        })
    }

    /// Lists every id that can be typed, as text: those of all messages and of all series.
    ///
    /// # Errors
    /// A folder that cannot be read.
    pub fn ids(&self) -> Result<Vec<String>, Failure> {
        let message = |text: &str| super::name::id_part(text).map(str::to_owned);
        let series = |text: &str| text.split_once(".n").map(|(id, _)| id.to_owned());
        let mut ids = self.listing("series", series)?;
        for state in State::ALL {
            ids.extend(self.listing(state.as_str(), message)?);
        }
        ids.sort_unstable();
        ids.dedup();
        Ok(ids)
    }
}
