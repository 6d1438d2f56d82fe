//! The OS keyring: Keychain, Credential Manager, Secret Service.
//!
//! Every call runs on a plain thread with a deadline: a keyring that waits for a dialog, or whose daemon is
//! stopped, would hold the process for ever. What state it is in is asked first, without a dialog.

use std::sync::mpsc::{self, Receiver, Sender};
use std::time::Duration;

use keyring::{Entry, Error};

use crate::failure::{Failure, Kind};

use super::standing::{self, Standing};
use super::{Patience, Secret, TokenStore};

pub(super) const SERVICE: &str = "mindful";
/// What a keyring that need not ask anybody is given.
const ANSWER: Duration = Duration::from_secs(5);
/// What a person is given to find their password.
const PERSON: Duration = Duration::from_secs(120);

/// Secrets in the OS keyring; entries of different homes are kept apart.
#[derive(Debug)]
pub(super) struct Keyring {
    home: Option<String>,
    patience: Patience,
}

/// What the thread that talks to the keyring has to say.
enum Told<T> {
    /// It waits for a person.
    Waits,
    /// It is through.
    Done(Result<T, Failure>),
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

    /// Does `work` on a thread of its own, once it is known how the keyring stands.
    fn call<T: Send + 'static>(
        &self,
        entry: &str,
        work: impl FnOnce(&str, Standing) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Failure> {
        let (user, patience) = (self.user(entry), self.patience);
        let (tell, told) = mpsc::channel();
        let asks = std::thread::Builder::new().spawn(move || {
            let done = standing::of(&user).and_then(|standing| {
                may_go(standing, patience, &tell)?;
                work(&user, standing)
            });
            let _ = tell.send(Told::Done(done));
        });
        asks.map_err(|error| Failure::new(Kind::Keyring, "the keyring cannot be asked").because(&error))?;
        wait(&told)
    }
}

/// Refuses what only a person could open if nobody is there, and says that it waits if somebody is.
fn may_go<T>(standing: Standing, patience: Patience, tell: &Sender<Told<T>>) -> Result<(), Failure> {
    match (standing, patience) {
        (Standing::Locked, Patience::Unattended) => Err(standing::locked()),
        (Standing::Locked | Standing::Unknown, Patience::Interactive) => {
            let _ = tell.send(Told::Waits);
            Ok(())
        }
        (Standing::Open | Standing::Unknown | Standing::NeverSetUp | Standing::Several(_), _) => Ok(()),
    }
}

fn wait<T>(told: &Receiver<Told<T>>) -> Result<T, Failure> {
    match told.recv_timeout(ANSWER) {
        Ok(Told::Done(done)) => done,
        Ok(Told::Waits) => wait_for_person(told),
        Err(_) => Err(standing::silent()),
    }
}

fn wait_for_person<T>(told: &Receiver<Told<T>>) -> Result<T, Failure> {
    let mut told_them = false;
    let mut patience = Duration::from_millis(500);
    loop {
        match told.recv_timeout(patience) {
            Ok(Told::Done(done)) => return done,
            Ok(Told::Waits) => {}
            Err(_) if told_them => {
                return Err(standing::locked().cause("it was not unlocked within two minutes"));
            }
            Err(_) => {
                crate::terminal::say(
                    "the keyring is locked; unlock it in the window that opened (Ctrl-C ends)",
                );
                (told_them, patience) = (true, PERSON);
            }
        }
    }
}

impl TokenStore for Keyring {
    fn get(&self, entry: &str) -> Result<Option<Secret>, Failure> {
        let name = entry.to_owned();
        self.call(entry, move |user, standing| {
            match standing {
                Standing::NeverSetUp => return Err(standing::never_set_up()),
                Standing::Several(count) => return Err(standing::several(count, &name)),
                Standing::Open | Standing::Locked | Standing::Unknown => {}
            }
            let bytes = match open(user)?.get_secret() {
                Ok(bytes) => bytes,
                Err(Error::NoEntry) => return Ok(None),
                Err(error) => return Err(explained(&error)),
            };
            String::from_utf8(bytes).map(|text| Some(Secret::new(text))).map_err(|_| standing::foreign(&name))
        })
    }

    fn set(&self, entry: &str, secret: &Secret) -> Result<(), Failure> {
        let secret = secret.clone();
        self.call(entry, move |user, standing| {
            match standing {
                Standing::NeverSetUp => return Err(standing::never_set_up()),
                Standing::Several(_) => standing::remove_all(user)?,
                Standing::Open | Standing::Locked | Standing::Unknown => {}
            }
            // Bytes, not a password: Windows would store that in UTF-16 and take half as much.
            open(user)?.set_secret(secret.expose().as_bytes()).map_err(|error| explained(&error))
        })
    }

    fn delete(&self, entry: &str) -> Result<(), Failure> {
        self.call(entry, |user, standing| match standing {
            Standing::NeverSetUp => Ok(()),
            Standing::Several(_) => standing::remove_all(user),
            Standing::Open | Standing::Locked | Standing::Unknown => match open(user)?.delete_credential() {
                Ok(()) | Err(Error::NoEntry) => Ok(()),
                Err(error) => Err(explained(&error)),
            },
        })
    }

    fn holds(&self, entry: &str) -> Result<bool, Failure> {
        let user = self.user(entry);
        let (tell, told) = mpsc::channel();
        std::thread::spawn(move || tell.send(standing::count(&user)));
        match told.recv_timeout(ANSWER).unwrap_or_else(|_| Err(standing::silent()))? {
            Some(count) => Ok(count > 0),
            None => self.get(entry).map(|found| found.is_some()),
        }
    }

    fn place(&self) -> String {
        "the OS keyring".to_owned()
    }
}

fn open(user: &str) -> Result<Entry, Failure> {
    Entry::new(SERVICE, user).map_err(|error| explained(&error))
}

/// Says what a keyring's error means. `Debug` of these errors can hold the secret; only `Display` is used.
fn explained(error: &Error) -> Failure {
    let status = Entry::store_status().as_ref().err().map(ToString::to_string);
    let failure = match error {
        Error::NoDefaultStore => standing::no_service(),
        Error::NoStorageAccess(_) => standing::locked(),
        _ => standing::refuses(),
    };
    status.into_iter().fold(failure.cause(error), |failure, status| failure.cause(status))
}
