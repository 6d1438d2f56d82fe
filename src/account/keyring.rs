//! The OS keyring: Keychain, Credential Manager, Secret Service.
//!
//! Every call runs on a plain thread with a deadline: a keyring that waits for a dialog, or whose daemon is
//! stopped, would hold the process for ever. Unattended, whether it is locked is asked first, without a dialog.

use std::sync::mpsc;
use std::time::Duration;

use keyring::{Entry, Error};

use crate::failure::{Failure, Kind};

use super::{Patience, Secret, TokenStore};

const SERVICE: &str = "mindful";
const UNATTENDED: Duration = Duration::from_secs(5);
const HINT_AFTER: Duration = Duration::from_secs(2);
const INTERACTIVE: Duration = Duration::from_secs(120);

/// Secrets in the OS keyring; entries of different homes are kept apart.
#[derive(Debug)]
pub(super) struct Keyring {
    home: Option<String>,
    patience: Patience,
}

impl Keyring {
    pub(super) const fn new(home: Option<String>, patience: Patience) -> Self {
        Self { home, patience }
    }

    fn user(&self, entry: &str) -> String {
        match &self.home {
            Some(home) => format!("{entry}@{home}"),
            None => entry.to_owned(),
        }
    }

    fn call<T: Send + 'static>(
        &self,
        entry: &str,
        work: impl FnOnce(&Entry) -> Result<T, Error> + Send + 'static,
    ) -> Result<Option<T>, Failure> {
        let user = self.user(entry);
        let patience = self.patience;
        let (answer, answered) = mpsc::channel();
        std::thread::spawn(move || {
            let result = reachable(&user, patience).and_then(|()| {
                let entry = Entry::new(SERVICE, &user).map_err(|error| explained(&error))?;
                match work(&entry) {
                    Ok(value) => Ok(Some(value)),
                    Err(Error::NoEntry) => Ok(None),
                    Err(error) => Err(explained(&error)),
                }
            });
            let _ = answer.send(result);
        });
        self.wait(&answered)
    }

    fn wait<T>(&self, answered: &mpsc::Receiver<Result<T, Failure>>) -> Result<T, Failure> {
        let silent = |_| Err(unreachable("the keyring does not answer"));
        match self.patience {
            Patience::Unattended => answered.recv_timeout(UNATTENDED).unwrap_or_else(silent),
            Patience::Interactive => answered.recv_timeout(HINT_AFTER).unwrap_or_else(|_| {
                crate::terminal::say(
                    "the keyring is locked; unlock it in the window that opened (Ctrl-C ends)",
                );
                answered.recv_timeout(INTERACTIVE).unwrap_or_else(silent)
            }),
        }
    }
}

impl TokenStore for Keyring {
    fn get(&self, entry: &str) -> Result<Option<Secret>, Failure> {
        let Some(bytes) = self.call(entry, Entry::get_secret)? else { return Ok(None) };
        let text = String::from_utf8(bytes).map_err(|_| unreachable("what the keyring holds is not ours"))?;
        Ok(Some(Secret::new(text)))
    }

    fn set(&self, entry: &str, secret: &Secret) -> Result<(), Failure> {
        let secret = secret.clone();
        // Bytes, not a password: Windows would store that in UTF-16 and take half as much.
        self.call(entry, move |entry| entry.set_secret(secret.expose().as_bytes())).map(drop)
    }

    fn delete(&self, entry: &str) -> Result<(), Failure> {
        self.call(entry, Entry::delete_credential).map(drop)
    }

    fn place(&self) -> String {
        "the OS keyring".to_owned()
    }
}

/// Says what a keyring's error means. `Debug` of these errors can hold the secret; only `Display` is used.
fn explained(error: &Error) -> Failure {
    let status = || Entry::store_status().as_ref().err().map(|error| error.to_string());
    let failure = match error {
        Error::NoDefaultStore => unreachable("there is no keyring service"),
        Error::NoStorageAccess(_) => unreachable("the keyring is locked, or was never set up"),
        _ => unreachable("the keyring refuses"),
    };
    let failure = failure.cause(error);
    match status() {
        Some(status) => failure.cause(status),
        None => failure,
    }
}

fn unreachable(what: &str) -> Failure {
    Failure::new(Kind::Keyring, what)
        .hint("unlock it by logging in at the desktop, or: printf %s \"$PASSWORD\" | gnome-keyring-daemon --replace --unlock")
        .hint("with autologin the keyring stays locked until its password is typed once")
        .hint("or keep the tokens in a file only you can read: MINDFUL_TOKEN_STORE=file mindful login")
}

/// Unattended, refuses a locked keyring before anything could open a dialog.
#[cfg(all(unix, not(target_os = "macos")))]
fn reachable(user: &str, patience: Patience) -> Result<(), Failure> {
    use secret_service::EncryptionType;
    use secret_service::blocking::SecretService;
    if patience == Patience::Interactive {
        return Ok(());
    }
    let failed = |error: secret_service::Error| unreachable("there is no keyring service").cause(error);
    let service = SecretService::connect(EncryptionType::Dh).map_err(failed)?;
    let wanted = [("service", SERVICE), ("username", user)].into_iter().collect();
    let found = service.search_items(wanted).map_err(failed)?;
    if !found.unlocked.is_empty() {
        return Ok(());
    }
    let collection = service.get_default_collection();
    let locked = match &collection {
        Ok(collection) => collection.is_locked().map_err(failed)?,
        Err(_) => return Err(unreachable("the keyring was never set up")),
    };
    if locked || !found.locked.is_empty() {
        return Err(unreachable("the keyring is locked"));
    }
    Ok(())
}

#[cfg(not(all(unix, not(target_os = "macos"))))]
fn reachable(_user: &str, _patience: Patience) -> Result<(), Failure> {
    Ok(())
}
