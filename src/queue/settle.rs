//! Out of `sending` by what came of the attempt. The folder first, the receipt second.

use chrono::{DateTime, TimeDelta, Utc};

use crate::failure::Failure;
use crate::message::Id;

use super::name::Search;
use super::{Claim, Entry, Lock, Name, Queue, State, undecided};

/// Between two looks; a request can arrive for a while after its sender died.
const APART: TimeDelta = TimeDelta::minutes(2);
/// Absence counts from here on after the attempt, and only the second time.
const VERDICT: TimeDelta = TimeDelta::minutes(5);

/// What came of a claim; decides the folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Webex took it.
    Sent,
    /// Certainly not sent, through no fault of the message: back under its old name.
    Untouched,
    /// Certainly not sent: counted, and again at that moment.
    Deferred {
        /// When to try again.
        until: DateTime<Utc>,
    },
    /// Hopeless.
    Refused,
    /// Perhaps sent.
    Unconfirmed,
}

impl Claim<'_> {
    /// Moves the message to where its outcome belongs.
    ///
    /// # Errors
    /// A disk that refuses: the message stays in `sending` and the next run calls it unconfirmed.
    pub fn settle(self, outcome: Outcome) -> Result<(), Failure> {
        let (state, name) = match outcome {
            Outcome::Sent => (State::Sent, self.name.clone()),
            // What waited for a person does so again: its moment never comes.
            Outcome::Untouched if self.before.not_before >= undecided() => (State::Held, self.before.clone()),
            Outcome::Untouched => (State::Scheduled, self.before.clone()),
            Outcome::Deferred { until } => (State::Scheduled, retried(&self.name, until)),
            Outcome::Refused => (State::Failed, self.name.clone()),
            Outcome::Unconfirmed => (State::Unconfirmed, unconfirmed(&self.name)),
        };
        let moved = self.queue.transition_under(self.lock, (State::Sending, &self.name), (state, &name))?;
        tracing::debug!("settled {}: {}", self.name.id, state.as_str());
        moved.then_some(()).ok_or_else(|| {
            Failure::other(format!("message `{}` vanished from `sending` while it was sent", self.name.id))
                .hint("another program changed the queue; look into it with `mindful list --all`")
        })
    }

    /// Returns which message this is.
    #[must_use]
    pub const fn id(&self) -> &Id {
        &self.name.id
    }

    /// Returns the moment of the claim as the name keeps it.
    #[must_use]
    pub fn at(&self) -> DateTime<Utc> {
        self.name.not_before
    }
}

impl Queue {
    /// Moves a message that nobody claimed, under the lock: late, held, too late, found or absent.
    ///
    /// # Errors
    /// A disk that refuses.
    pub fn refile(&self, lock: &Lock, entry: &Entry, state: State, name: &Name) -> Result<bool, Failure> {
        let Some(_hold) = self.hold_taken(entry)? else { return Ok(false) };
        self.transition_under(lock, (entry.state, &entry.name), (state, name))
    }
}

/// Names a message that was tried once more in vain.
pub(super) fn retried(name: &Name, until: DateTime<Utc>) -> Name {
    Name { attempts: name.attempts.saturating_add(1), ..name.plain().at(until) }
}

/// Names a claimed message whose fate is open: it may be looked for at once, for what is found is there.
pub(super) fn unconfirmed(claimed: &Name) -> Name {
    let attempted = claimed.not_before;
    let search = Some(Search { absences: 0, attempted });
    Name { search, ..claimed.clone() }
}

impl Name {
    /// Names an unconfirmed message that was not found; `None` once that is the verdict.
    #[must_use]
    pub fn absent(&self, now: DateTime<Utc>) -> Option<Name> {
        let search = self.search.as_ref()?;
        if search.absences > 0 && now >= search.attempted + VERDICT {
            return None;
        }
        let second = (search.attempted + VERDICT).max(now + APART);
        let search = Search { absences: search.absences.saturating_add(1), attempted: search.attempted };
        Some(Name { search: Some(search), ..self.at(second) })
    }

    /// Names a message that is scheduled again although it was tried: the attempt counts.
    #[must_use]
    pub fn again(&self, at: DateTime<Utc>) -> Name {
        retried(self, at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_attempt_beyond_ten_thousand_has_a_name_that_is_read_again() {
        for attempts in [9_999, 10_000, u32::MAX] {
            let name = Name { attempts, ..Name::parse("20261124T090000Z.k3f9x2ab7m.a0.toml").unwrap() };
            let next = retried(&name, name.not_before);
            assert_eq!(Name::parse(&next.to_string()), Some(next));
        }
    }

    #[test]
    fn absence_counts_only_twice_two_minutes_apart_and_five_after_the_attempt() {
        let claimed = Name::parse("20261124T090000Z.k3f9x2ab7m.a0.toml").unwrap();
        let attempted = claimed.not_before;
        let waiting = unconfirmed(&claimed);
        assert_eq!(waiting.not_before, attempted);
        let once = waiting.absent(attempted).unwrap();
        assert_eq!(once.not_before, attempted + TimeDelta::minutes(5));
        assert_eq!(once.absent(attempted + TimeDelta::minutes(5)), None);
        let slept = waiting.absent(attempted + TimeDelta::hours(8)).unwrap();
        assert_eq!(slept.not_before, attempted + TimeDelta::hours(8) + TimeDelta::minutes(2));
        assert_eq!(slept.search.unwrap().attempted, attempted);
    }
}
