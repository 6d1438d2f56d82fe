//! How the keyring stands, found out without a dialog, and what to say of each state.

use crate::failure::{Failure, Kind};

/// How the keyring stands for one entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// The entry can be read or made.
    Open,
    /// A person must unlock it first.
    Locked,
    /// There is a service, and nothing to keep an entry in.
    NeverSetUp,
    /// So many entries go by the same name.
    Several(usize),
    /// The platform does not tell.
    #[cfg_attr(all(unix, not(target_os = "macos")), expect(dead_code, reason = "a Secret Service tells"))]
    Unknown,
}

const UNLOCK: &str =
    "log in at the desktop, or: printf %s \"$PASSWORD\" | gnome-keyring-daemon --replace --unlock";
const INSTEAD: &str = "or keep the tokens in a file only you can read: MINDFUL_TOKEN_STORE=file mindful login \
                       (`mindful config set login.token_store file` to stay with it)";

fn unusable(what: impl Into<String>, way_out: &str) -> Failure {
    Failure::new(Kind::Keyring, what).hint(way_out)
}

pub(super) fn locked() -> Failure {
    unusable("the keyring is locked", &format!("unlock it: {UNLOCK}"))
        .hint("with autologin the keyring stays locked until its password is typed once")
        .hint(INSTEAD)
}

pub(super) fn never_set_up() -> Failure {
    unusable("the keyring was never set up: its service has nothing to keep a secret in", UNLOCK)
        .hint(INSTEAD)
}

pub(super) fn silent() -> Failure {
    unusable(
        "the keyring does not answer within five seconds",
        "end its service (gnome-keyring-daemon, kwalletd), it starts anew; or log out and in",
    )
    .hint(INSTEAD)
}

pub(super) fn no_service() -> Failure {
    unusable(
        "there is no keyring service on the session bus",
        "install gnome-keyring, KWallet or KeePassXC and log in anew",
    )
    .hint(INSTEAD)
}

pub(super) fn refuses() -> Failure {
    unusable("the keyring refuses", "see what its own program says of it").hint(INSTEAD)
}

pub(super) fn several(count: usize, entry: &str) -> Failure {
    unusable(
        format!("the keyring holds {count} entries called `{entry}` of mindful's"),
        "`mindful logout` removes them all; then run `mindful login`",
    )
}

pub(super) fn foreign(entry: &str) -> Failure {
    unusable(
        format!("the entry `{entry}` in the keyring is not mindful's: it is no text"),
        "`mindful logout` removes it; then run `mindful login`",
    )
}

#[cfg(all(unix, not(target_os = "macos")))]
pub(super) use secret_service::{of, remove_all};

#[cfg(all(unix, not(target_os = "macos")))]
mod secret_service {
    //! The Secret Service (<https://specifications.freedesktop.org/secret-service/latest/>): searching and asking
    //! whether something is locked never prompts.

    use std::io::ErrorKind;

    use ::secret_service::blocking::{Item, SecretService};
    use ::secret_service::{EncryptionType, Error};

    use super::super::keyring::SERVICE;
    use super::{INSTEAD, Standing, no_service, refuses, unusable};
    use crate::failure::Failure;

    /// Finds out how the keyring stands for one entry.
    pub(in super::super) fn of(user: &str) -> Result<Standing, Failure> {
        let service = connect()?;
        let found = service.search_items(wanted(user)).map_err(|error| failed(&error))?;
        let collection = match service.get_default_collection() {
            Ok(collection) => Some(collection.is_locked().map_err(|error| failed(&error))?),
            Err(Error::NoResult) => None,
            Err(error) => return Err(failed(&error)),
        };
        Ok(decide(found.unlocked.len(), found.locked.len(), collection))
    }

    /// Decides from the entries found and from whether the default collection is there and locked.
    fn decide(unlocked: usize, locked: usize, collection: Option<bool>) -> Standing {
        match (unlocked + locked, locked, collection) {
            (0, _, None) => Standing::NeverSetUp,
            (0, _, Some(false)) => Standing::Open,
            (0, _, Some(true)) => Standing::Locked,
            (_, 1.., _) => Standing::Locked,
            (1, 0, _) => Standing::Open,
            (count, 0, _) => Standing::Several(count),
        }
    }

    /// Removes every entry of this name.
    pub(in super::super) fn remove_all(user: &str) -> Result<(), Failure> {
        let service = connect()?;
        let found = service.search_items(wanted(user)).map_err(|error| failed(&error))?;
        let remove = |item: &Item<'_>| item.delete().map_err(|error| failed(&error));
        found.unlocked.iter().chain(&found.locked).try_for_each(remove)
    }

    fn wanted(user: &str) -> std::collections::HashMap<&str, &str> {
        [("service", SERVICE), ("username", user)].into_iter().collect()
    }

    fn connect() -> Result<SecretService<'static>, Failure> {
        let bus = zbus::blocking::Connection::session().map_err(|error| no_bus(&error))?;
        SecretService::connect_with_existing(EncryptionType::Dh, bus).map_err(|error| failed(&error))
    }

    /// A bus that cannot be spoken to: none there, or somebody else's.
    fn no_bus(error: &zbus::Error) -> Failure {
        let anothers = match error {
            zbus::Error::Connection(error, _) | zbus::Error::InputOutput(error) => {
                matches!(
                    error.kind(),
                    ErrorKind::PermissionDenied | ErrorKind::BrokenPipe | ErrorKind::ConnectionReset
                )
            }
            zbus::Error::Handshake(_) => true,
            _ => false,
        };
        let failure = if anothers {
            unusable(
                "the session bus is somebody else's, and with it the keyring",
                "run mindful as the user whose desktop it is, without sudo",
            )
        } else {
            unusable(
                "there is no session bus, so the keyring cannot be reached",
                "log in at the desktop; for a timer of a user who is not logged in: loginctl enable-linger",
            )
        };
        let failure = match error {
            zbus::Error::Connection(_, address) => failure.cause(format!("tried {address}")),
            _ => failure,
        };
        failure.cause(error).hint(INSTEAD)
    }

    fn failed(error: &Error) -> Failure {
        let words = error.to_string();
        let absent = ["ServiceUnknown", "NameHasNoOwner", "org.freedesktop.DBus.Error.Spawn"];
        let failure = if absent.iter().any(|name| words.contains(name)) { no_service() } else { refuses() };
        failure.cause(words)
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn every_state_of_a_keyring_has_its_own_name() {
            for (unlocked, locked, collection, standing) in [
                (1, 0, Some(false), Standing::Open),
                (0, 0, Some(false), Standing::Open),
                (1, 0, None, Standing::Open),
                (0, 1, Some(true), Standing::Locked),
                (0, 0, Some(true), Standing::Locked),
                (1, 1, Some(false), Standing::Locked),
                (0, 0, None, Standing::NeverSetUp),
                (2, 0, Some(false), Standing::Several(2)),
            ] {
                assert_eq!(
                    decide(unlocked, locked, collection),
                    standing,
                    "{unlocked} {locked} {collection:?}"
                );
            }
        }
    }
}

#[cfg(not(all(unix, not(target_os = "macos"))))]
pub(super) fn of(_user: &str) -> Result<Standing, Failure> {
    Ok(Standing::Unknown)
}

#[cfg(not(all(unix, not(target_os = "macos"))))]
pub(super) fn remove_all(_user: &str) -> Result<(), Failure> {
    Ok(())
}
