//! How long a run may wait for Webex, in one value: renewal, proof, presence, a second try after a 401 and DNS share it.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// A timer starts the next run after a minute; the rest of it is for the disk.
const MINUTE: Duration = Duration::from_secs(57);
/// A message is claimed only while so much is left for the answer to it: a claim that runs out of time is unconfirmed.
const RESERVE: Duration = Duration::from_secs(20);

/// What is left of the minute that a run may wait for Webex.
#[derive(Debug, Clone)]
pub struct Budget {
    end: Instant,
    slowest: Arc<Mutex<Duration>>,
}

impl Budget {
    /// Begins the minute at `start`.
    #[must_use]
    pub fn since(start: Instant) -> Self {
        Self::of(MINUTE, start)
    }

    /// Begins a budget of another length at `start`.
    #[must_use]
    pub fn of(length: Duration, start: Instant) -> Self {
        Self { end: start + length, slowest: Arc::default() }
    }

    /// Returns how much is left.
    #[must_use]
    pub fn left(&self) -> Duration {
        self.end.saturating_duration_since(Instant::now())
    }

    /// Checks whether one more message may be claimed: enough is left for an answer as slow as the slowest so far.
    #[must_use]
    pub fn allows_a_claim(&self) -> bool {
        self.left() >= self.claim()
    }

    /// Checks whether one more question may be asked without using up what a claim needs.
    #[must_use]
    pub fn allows_a_question(&self) -> bool {
        self.left() >= self.claim() + self.slowest()
    }

    fn claim(&self) -> Duration {
        let slowest = self.slowest();
        RESERVE.max(slowest + slowest / 4)
    }

    fn slowest(&self) -> Duration {
        *self.slowest.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes how long an answer took.
    pub(super) fn note(&self, took: Duration) {
        let mut slowest = self.slowest.lock().unwrap_or_else(PoisonError::into_inner);
        *slowest = took.max(*slowest);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_claim_needs_time_for_an_answer_as_slow_as_the_slowest() {
        let ago = |seconds| Budget::since(Instant::now() - Duration::from_secs(seconds));
        assert!(ago(30).allows_a_claim() && !ago(40).allows_a_claim());
        let slow = ago(25);
        slow.note(Duration::from_secs(25));
        slow.note(Duration::from_secs(1));
        assert!(slow.allows_a_claim() && !slow.allows_a_question());
        slow.note(Duration::from_secs(30));
        assert!(!slow.allows_a_claim());
        assert_eq!(ago(61).left(), Duration::ZERO);
    }
}
