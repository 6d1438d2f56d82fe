//! Back out of the queue, when a disk refused in the middle of an enqueue: a delivery may have been faster.

use std::io;

use crate::failure::Failure;
use crate::message::{Id, Message};

use super::series::Reached;
use super::{Name, Queue, State, disk, is_absent};

/// What became of a message that was to be withdrawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    /// It is nowhere any more.
    Withdrawn,
    /// Somebody had moved it out of `scheduled` already.
    Taken,
    /// The disk refuses that as well: it will go.
    Stays,
}

impl Queue {
    /// Withdraws what was written and says what is true now: whoever is told that nothing was scheduled does it again.
    ///
    /// # Errors
    /// The failure, if nothing is left; the messages that are there nevertheless, unless a delivery has all of them.
    pub(super) fn withdraw(
        &self,
        messages: &[Message],
        written: usize,
        failure: Failure,
    ) -> Result<(), Failure> {
        let (written, unwritten) = messages.split_at(written);
        unwritten.iter().for_each(|message| self.drop_attachment(&message.id));
        let fates: Vec<Fate> = written.iter().map(|message| self.withdraw_one(message)).collect();
        // What is gone must not come back with the power.
        let _ = disk::sync_folder(&self.folder(State::Scheduled));
        let there = written.iter().zip(&fates).filter(|(_, fate)| **fate != Fate::Withdrawn);
        let there: Vec<&Id> = there.map(|(message, _)| &message.id).collect();
        if there.is_empty() {
            return Err(failure);
        }
        if unwritten.is_empty() && fates.iter().all(|fate| *fate == Fate::Taken) {
            return Ok(()); // Each was there and is on its way.
        }
        Err(nevertheless(&there, messages.len(), failure))
    }

    fn withdraw_one(&self, message: &Message) -> Fate {
        let begun = match message.series.is_some().then(|| self.suspend_series(&message.id)) {
            // A delivery that finds it goes on with it.
            Some(Err(error)) if !is_absent(&error) => return Fate::Stays,
            Some(Ok(())) => true,
            Some(Err(_)) | None => false,
        };
        let named = self.path(State::Scheduled, &Name::new(message.due, message.id.clone()));
        let staged = std::fs::remove_file(self.staged(&message.id));
        let fate = match staged.or_else(|_| std::fs::remove_file(named)) {
            Ok(()) => Fate::Withdrawn,
            Err(error) if is_absent(&error) => Fate::Taken,
            Err(_) => Fate::Stays,
        };
        match fate {
            Fate::Withdrawn => {
                self.forget_suspended(&message.id);
                self.drop_attachment(&message.id);
            }
            Fate::Taken | Fate::Stays if begun => drop(self.restore_series(&message.id)),
            Fate::Taken | Fate::Stays => {}
        }
        fate
    }

    /// Makes a series count for nothing until it is known what becomes of its first message.
    fn suspend_series(&self, id: &Id) -> io::Result<()> {
        disk::rename(&self.series_path(&begin(id)), &self.series_staged(id))
    }

    fn restore_series(&self, id: &Id) -> io::Result<()> {
        disk::rename(&self.series_staged(id), &self.series_path(&begin(id)))
    }

    fn forget_suspended(&self, id: &Id) {
        let _ = std::fs::remove_file(self.series_staged(id));
    }
}

fn begin(id: &Id) -> Reached {
    Reached { series: id.clone(), number: 1 }
}

fn nevertheless(there: &[&Id], of: usize, failure: Failure) -> Failure {
    let names: Vec<String> = there.iter().map(|id| format!("`{id}`")).collect();
    let (noun, verb) = if there.len() == 1 { ("message", "is") } else { ("messages", "are") };
    let others = if there.len() < of { ", the others are not" } else { "" };
    let what = format!("{noun} {} {verb} still scheduled{others}", names.join(", "));
    let causes = std::iter::once(&failure.what).chain(&failure.causes);
    causes.fold(Failure::other(what), Failure::cause).hint(format!(
        "`mindful show {}` shows what becomes of it; schedule it again only when it is cancelled",
        there[0]
    ))
}
