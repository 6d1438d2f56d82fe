//! How long to wait before the next attempt: 1, 2, 4 … 60 minutes, a fifth more or less.

use std::time::Duration;

const LONGEST: u64 = 60;

/// Returns the wait after so many attempts; `chance` in 0..=255 spreads it from 0.8 to 1.2 of itself.
#[must_use]
pub(super) fn wait(attempts: u32, chance: u8, at_least: Option<Duration>) -> Duration {
    if let Some(asked) = at_least {
        return asked;
    }
    let minutes = 1_u64.checked_shl(attempts.min(32)).unwrap_or(LONGEST).min(LONGEST);
    Duration::from_secs_f64(minutes as f64 * 60.0 * (0.8 + 0.4 * f64::from(chance) / 255.0))
}

/// Returns a byte of chance, so that many machines do not knock in the same second.
pub(super) fn chance() -> u8 {
    let mut byte = [128];
    // Without randomness the wait is just not spread.
    let _ = getrandom::fill(&mut byte);
    byte[0]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wait_doubles_up_to_an_hour() {
        let minutes = |attempts| wait(attempts, 128, None).as_secs_f64() / 60.0;
        for (attempts, expected) in
            [(0, 1.0), (1, 2.0), (2, 4.0), (5, 32.0), (6, 60.0), (4_000_000_000, 60.0)]
        {
            assert!((minutes(attempts) - expected).abs() < expected * 0.01, "{attempts}");
        }
        assert!(wait(3, 0, None) < wait(3, 255, None));
    }

    #[test]
    fn what_webex_asked_for_is_what_is_waited() {
        assert_eq!(wait(5, 9, Some(Duration::from_secs(3))), Duration::from_secs(3));
    }
}
