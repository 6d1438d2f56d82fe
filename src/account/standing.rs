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

/// The program that owns the keyring service; each is unlocked in another way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Owner {
    Gnome,
    KWallet,
    KeePassXc,
    Unknown,
}

impl Owner {
    /// Says how a person unlocks it.
    const fn unlock(self) -> &'static str {
        match self {
            Self::KWallet => {
                "open the wallet in KWalletManager, or: kwallet-query -l kdewallet; it opens at login if its password is \
                 your login password (kwallet-pam)"
            }
            Self::KeePassXc => {
                "unlock the database in KeePassXC, and keep it unlocked while messages wait; in Settings > Secret Service \
                 Integration turn off the confirmation when passwords are retrieved: a timer cannot give it"
            }
            Self::Gnome | Self::Unknown => {
                "log in at the desktop, or: printf %s \"$PASSWORD\" | gnome-keyring-daemon --replace --unlock"
            }
        }
    }

    /// Says what to do when it does not answer.
    const fn restart(self) -> &'static str {
        match self {
            Self::Gnome => {
                "restart it: gnome-keyring-daemon --replace --components=secrets; or log out and in"
            }
            Self::KWallet => {
                "end kwalletd, it starts again by itself: killall kwalletd5 kwalletd6; or log out and in"
            }
            Self::KeePassXc => {
                "KeePassXC may be asking for a confirmation: in Settings > Secret Service Integration turn off the \
                 confirmation when passwords are retrieved"
            }
            Self::Unknown => {
                "end its service (gnome-keyring-daemon, kwalletd), which starts again by itself; or log out and in"
            }
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Gnome => " (gnome-keyring)",
            Self::KWallet => " (KWallet)",
            Self::KeePassXc => " (KeePassXC)",
            Self::Unknown => "",
        }
    }
}

const INSTEAD: &str = "or keep the tokens in a file only you can read: MINDFUL_TOKEN_STORE=file mindful login \
                       (`mindful config set login.token_store file` to stay with it)";

fn unusable(what: impl Into<String>, way_out: &str) -> Failure {
    Failure::new(Kind::Keyring, what).hint(way_out)
}

pub(super) fn locked() -> Failure {
    let owner = owner();
    let failure =
        unusable(format!("the keyring is locked{}", owner.name()), &format!("unlock it: {}", owner.unlock()));
    let failure = match owner {
        Owner::Gnome | Owner::Unknown => {
            failure.hint("with autologin the keyring stays locked until its password is typed once")
        }
        Owner::KWallet | Owner::KeePassXc => failure,
    };
    failure.hint(INSTEAD)
}

pub(super) fn never_set_up() -> Failure {
    let words = "the keyring was never set up: its service has nothing to keep a secret in";
    let way_out = match owner() {
        Owner::KeePassXc => {
            "in KeePassXC, share a group under Database > Database Settings > Secret Service Integration"
        }
        owner => owner.unlock(),
    };
    unusable(words, way_out).hint(INSTEAD)
}

pub(super) fn silent() -> Failure {
    let owner = owner();
    unusable(format!("the keyring does not answer within five seconds{}", owner.name()), owner.restart())
        .hint(INSTEAD)
}

pub(super) fn no_service() -> Failure {
    unusable(
        "there is no keyring service on the session bus",
        "install gnome-keyring, KWallet or KeePassXC, then log in again",
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
        format!("the entry `{entry}` in the keyring is not mindful's: it isn't text"),
        "`mindful logout` removes it; then run `mindful login`",
    )
}

#[cfg(all(unix, not(target_os = "macos")))]
use secret_service::owner;
#[cfg(all(unix, not(target_os = "macos")))]
pub(super) use secret_service::{count, of, remove_all};

#[cfg(all(unix, not(target_os = "macos")))]
mod secret_service {
    //! The Secret Service (<https://specifications.freedesktop.org/secret-service/latest/>): searching and asking
    //! whether something is locked never prompts.

    use std::io::ErrorKind;
    use std::time::Duration;

    use ::secret_service::blocking::{Item, SecretService};
    use ::secret_service::{EncryptionType, Error};
    use zbus::blocking::Connection;
    use zbus::blocking::fdo::DBusProxy;

    use super::super::keyring::SERVICE;
    use super::{INSTEAD, Owner, Standing, no_service, refuses, unusable};
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
        match decide(found.unlocked.len(), found.locked.len(), collection) {
            Standing::Locked if wallet_is_open() => Ok(Standing::Open),
            standing => Ok(standing),
        }
    }

    /// Upper bound for two questions to the bus itself, which answers when the keyring does not.
    const QUESTION: Duration = Duration::from_secs(1);

    /// Returns who owns the keyring service, by the other names that the same program has on the bus.
    pub(super) fn owner() -> Owner {
        asked(|bus| {
            let dbus = DBusProxy::new(bus).ok()?;
            let owner_of = |name: &'static str| dbus.get_name_owner(name.try_into().ok()?).ok();
            let service = owner_of("org.freedesktop.secrets")?;
            let names = [
                ("org.gnome.keyring", Owner::Gnome),
                ("org.kde.kwalletd5", Owner::KWallet),
                ("org.kde.kwalletd6", Owner::KWallet),
                ("org.keepassxc.KeePassXC.MainWindow", Owner::KeePassXc),
            ];
            names
                .into_iter()
                .find_map(|(name, owner)| (owner_of(name).as_ref() == Some(&service)).then_some(owner))
        })
        .unwrap_or(Owner::Unknown)
    }

    /// Returns true if KWallet's own interface says that the wallet is open: one that was opened at login is reported as
    /// locked until a client unlocks it, which then asks nothing.
    fn wallet_is_open() -> bool {
        let is_open = |bus: &Connection, name: &'static str, path: &'static str| {
            let network =
                bus.call_method(Some(name), path, Some("org.kde.KWallet"), "networkWallet", &()).ok()?;
            let wallet: String = network.body().deserialize().ok()?;
            let open =
                bus.call_method(Some(name), path, Some("org.kde.KWallet"), "isOpen", &(wallet,)).ok()?;
            open.body().deserialize::<bool>().ok()
        };
        owner() == Owner::KWallet
            && asked(move |bus| {
                is_open(bus, "org.kde.kwalletd6", "/modules/kwalletd6")
                    .or_else(|| is_open(bus, "org.kde.kwalletd5", "/modules/kwalletd5"))
            })
            .unwrap_or(false)
    }

    /// Asks the session bus something on a thread of its own, for a moment.
    fn asked<T: Send + 'static>(
        question: impl FnOnce(&Connection) -> Option<T> + Send + 'static,
    ) -> Option<T> {
        let (tell, told) = std::sync::mpsc::channel();
        std::thread::spawn(move || tell.send(Connection::session().ok().and_then(|bus| question(&bus))));
        told.recv_timeout(QUESTION).ok().flatten()
    }

    /// Counts the entries of a name, locked ones too.
    pub(in super::super) fn count(user: &str) -> Result<Option<usize>, Failure> {
        let service = connect()?;
        let found = service.search_items(wanted(user)).map_err(|error| failed(&error))?;
        Ok(Some(found.unlocked.len() + found.locked.len()))
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
                "the session bus belongs to another user, and so does the keyring",
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
const fn owner() -> Owner {
    Owner::Unknown
}

#[cfg(not(all(unix, not(target_os = "macos"))))]
pub(super) fn of(_user: &str) -> Result<Standing, Failure> {
    Ok(Standing::Unknown)
}

#[cfg(not(all(unix, not(target_os = "macos"))))]
pub(super) fn remove_all(_user: &str) -> Result<(), Failure> {
    Ok(())
}

#[cfg(not(all(unix, not(target_os = "macos"))))]
pub(super) fn count(_user: &str) -> Result<Option<usize>, Failure> {
    Ok(None)
}
