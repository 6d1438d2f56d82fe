//! The only error `main` sees: what kind it is, what failed, and the ways out.
//!
//! The kind is the exit code. Text is a lower-case fragment; causes and hints stand on their own lines.

use std::error::Error;
use std::fmt::Display;

/// Why a command ended without success; each kind has one exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Something that has no kind of its own.
    Other,
    /// Wrong usage, an unreadable or past time, bad settings.
    Usage,
    /// Not logged in, or the login has ended.
    Login,
    /// The keyring cannot be reached or is locked.
    Keyring,
    /// Nobody and nothing by that name, or more than one.
    Unknown,
    /// Webex cannot be reached or limits us.
    Unreachable,
    /// A message needs a person.
    NeedsPerson,
    /// Ctrl-C.
    Interrupted,
}

impl Kind {
    /// Returns the exit code of this kind.
    #[must_use]
    pub const fn code(self) -> u8 {
        match self {
            Self::Other => 1,
            Self::Usage => 2,
            Self::Login => 3,
            Self::Keyring => 4,
            Self::Unknown => 5,
            Self::Unreachable => 6,
            Self::NeedsPerson => 7,
            Self::Interrupted => 130,
        }
    }
}

impl Kind {
    /// Returns the kind that has this exit code.
    #[must_use]
    pub fn of(code: u8) -> Self {
        let all = [
            Self::Usage,
            Self::Login,
            Self::Keyring,
            Self::Unknown,
            Self::Unreachable,
            Self::NeedsPerson,
            Self::Interrupted,
        ];
        all.into_iter().find(|kind| kind.code() == code).unwrap_or(Self::Other)
    }
}

/// What went wrong, why, and what a person can do about it.
#[derive(Debug, Clone)]
pub struct Failure {
    /// Decides the exit code.
    pub kind: Kind,
    /// What failed; empty when everything was already said.
    pub what: String,
    /// Why, outermost first.
    pub causes: Vec<String>,
    /// Ways out.
    pub hints: Vec<String>,
}

impl Failure {
    /// Makes a failure of a kind.
    pub fn new(kind: Kind, what: impl Into<String>) -> Self {
        Self { kind, what: what.into(), causes: Vec::new(), hints: Vec::new() }
    }

    /// Makes a failure of usage: exit code 2.
    pub fn usage(what: impl Into<String>) -> Self {
        Self::new(Kind::Usage, what)
    }

    /// Makes a failure without a kind of its own: exit code 1.
    pub fn other(what: impl Into<String>) -> Self {
        Self::new(Kind::Other, what)
    }

    /// Ends the run with this kind's code and no further word.
    #[must_use]
    pub fn silent(kind: Kind) -> Self {
        Self::new(kind, "")
    }

    /// Adds an error and everything that caused it.
    #[must_use]
    pub fn because(mut self, error: &dyn Error) -> Self {
        let mut next = Some(error);
        while let Some(error) = next {
            self.causes.push(error.to_string());
            next = error.source();
        }
        self
    }

    /// Adds a cause in words.
    #[must_use]
    pub fn cause(mut self, cause: impl Display) -> Self {
        self.causes.push(cause.to_string());
        self
    }

    /// Adds a way out.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_the_exit_code_of_the_contract() {
        let kinds = [
            (Kind::Other, 1),
            (Kind::Usage, 2),
            (Kind::Login, 3),
            (Kind::Keyring, 4),
            (Kind::Unknown, 5),
            (Kind::Unreachable, 6),
            (Kind::NeedsPerson, 7),
            (Kind::Interrupted, 130),
        ];
        for (kind, code) in kinds {
            assert_eq!(kind.code(), code);
        }
    }

    #[test]
    fn a_cause_brings_its_own_causes() {
        let inner = std::io::Error::other("disk on fire");
        let failure = Failure::other("cannot read").because(&inner);
        assert_eq!(failure.causes, ["disk on fire"]);
    }
}
