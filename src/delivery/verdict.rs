//! What an answer means for the message; a table, nothing else.

use std::time::Duration;

use crate::message::Outcome as Word;
use crate::webex::{Error, Posted};

/// What an answer means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Webex took it.
    Sent,
    /// Certainly not taken; again later, no earlier than Webex said.
    Deferred(Option<Duration>),
    /// Certainly not taken; the whole account waits.
    Paused(Duration),
    /// Certainly not taken: the token is refused although it was renewed.
    Unauthorized,
    /// Something between us and Webex answered; the message is untouched.
    InTheWay,
    /// Webex will never take it.
    Refused,
    /// Perhaps taken.
    Unconfirmed,
}

/// A 429 without a word about how long.
const PAUSE: Duration = Duration::from_secs(60);

impl Verdict {
    /// Judges an answer. Whatever is not listed as certainly not taken is unconfirmed.
    #[must_use]
    pub fn of(answer: &Result<Posted, Error>) -> Self {
        match answer {
            Ok(_) => Self::Sent,
            Err(Error::Unsent(_) | Error::NotConnected(_)) => Self::Deferred(None),
            Err(Error::Unfit(_)) => Self::Refused,
            Err(Error::Lost(_) | Error::Silent | Error::Unexpected(_)) => Self::Unconfirmed,
            Err(Error::Status { status, retry_after, .. }) => of_status(status.as_u16(), *retry_after),
        }
    }

    /// Returns the word for it in reports and receipts.
    #[must_use]
    pub const fn word(self) -> Word {
        match self {
            Self::Sent => Word::Sent,
            Self::Deferred(_) | Self::Paused(_) | Self::Unauthorized | Self::InTheWay => Word::Deferred,
            Self::Refused => Word::Failed,
            Self::Unconfirmed => Word::Unconfirmed,
        }
    }
}

const fn of_status(status: u16, retry_after: Option<Duration>) -> Verdict {
    match status {
        401 => Verdict::Unauthorized,
        423 | 425 | 503 => Verdict::Deferred(retry_after),
        429 => Verdict::Paused(match retry_after {
            Some(wait) => wait,
            None => PAUSE,
        }),
        300..=399 | 407 | 511 => Verdict::InTheWay,
        408 => Verdict::Unconfirmed,
        400..=499 | 501 => Verdict::Refused,
        _ => Verdict::Unconfirmed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use reqwest::StatusCode;

    fn status(code: u16) -> Verdict {
        Verdict::of(&Err(Error::Status {
            status: StatusCode::from_u16(code).unwrap(),
            retry_after: None,
            words: None,
            tracking_id: None,
        }))
    }

    #[test]
    fn every_status_from_100_to_599_has_the_class_of_the_contract() {
        for code in 100..=599 {
            let expected = match code {
                401 => Verdict::Unauthorized,
                423 | 425 | 503 => Verdict::Deferred(None),
                429 => Verdict::Paused(PAUSE),
                300..=399 | 407 | 511 => Verdict::InTheWay,
                400..=407 | 409..=499 | 501 => Verdict::Refused,
                _ => Verdict::Unconfirmed,
            };
            assert_eq!(status(code), expected, "{code}");
        }
    }

    #[test]
    fn only_a_failed_connect_proves_that_nothing_was_sent() {
        assert_eq!(Verdict::of(&Err(Error::NotConnected(String::new()))), Verdict::Deferred(None));
        assert_eq!(Verdict::of(&Err(Error::Unsent(String::new()))), Verdict::Deferred(None));
        assert_eq!(Verdict::of(&Err(Error::Unfit(String::new()))), Verdict::Refused);
        assert_eq!(Verdict::of(&Err(Error::Lost(String::new()))), Verdict::Unconfirmed);
        assert_eq!(Verdict::of(&Err(Error::Silent)), Verdict::Unconfirmed);
        assert_eq!(Verdict::of(&Err(Error::Unexpected(String::new()))), Verdict::Unconfirmed);
    }
}
