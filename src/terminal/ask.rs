//! Questions to a person. Ctrl-C at any of them is exit code 130, and leaves the terminal as it was.

use std::io::Write;
use std::sync::{Mutex, PoisonError, mpsc};
use std::time::Duration;

use crate::failure::{Failure, Kind};

use super::interrupt;

/// Asks for yes or no; Enter alone is no.
///
/// # Errors
/// Ctrl-C, or a terminal that cannot be read.
pub fn confirm(question: &str) -> Result<bool, Failure> {
    let prompt = question.to_owned();
    answer(question, move || dialoguer::Confirm::new().with_prompt(prompt).default(false).interact())
}

/// Says what is wrong with an answer, if anything is: then the question is asked again.
pub type Wrong = fn(&str) -> Option<&'static str>;

/// Asks for a line.
///
/// # Errors
/// As [`confirm`].
pub fn line(question: &str, wrong: Wrong) -> Result<String, Failure> {
    let prompt = question.to_owned();
    let judged = move |typed: &String| wrong(typed.trim()).map_or(Ok(()), Err);
    let typed = answer(question, move || {
        dialoguer::Input::<String>::new().with_prompt(prompt).validate_with(judged).interact_text()
    });
    typed.map(|typed| typed.trim().to_owned())
}

/// Asks for a secret, unseen.
///
/// # Errors
/// As [`confirm`].
pub fn secret(question: &str, wrong: Wrong) -> Result<String, Failure> {
    let prompt = question.to_owned();
    let judged = move |typed: &String| wrong(typed.trim()).map_or(Ok(()), Err);
    let typed = answer(question, move || {
        dialoguer::Password::new().with_prompt(prompt).validate_with(judged).interact()
    });
    typed.map(|typed| typed.trim().to_owned())
}

/// Asks which of these, already escaped, is meant, and returns its place.
///
/// # Errors
/// As [`confirm`].
pub fn which(question: &str, choices: Vec<String>) -> Result<usize, Failure> {
    let prompt = question.to_owned();
    answer(question, move || {
        dialoguer::Select::new().with_prompt(prompt).items(&choices).default(0).interact()
    })
}

enum Heard<T> {
    Answer(dialoguer::Result<T>),
    Interrupt,
}

/// How long after Ctrl-C was read as a key its signal may be heard.
const SIGNAL: Duration = Duration::from_secs(1);

/// Asks on a thread of its own, so that a signal can be heard while it waits for keys.
fn answer<T: Send + 'static>(
    question: &str,
    ask: impl FnOnce() -> dialoguer::Result<T> + Send + 'static,
) -> Result<T, Failure> {
    let (tell, heard) = mpsc::channel();
    let interrupted = tell.clone();
    let listener = interrupt::listen(move |_| drop(interrupted.send(Heard::Interrupt)))
        .map_err(|error| unreadable(&error))?;
    let asked = Asked::begin(question);
    let asks = std::thread::Builder::new().spawn(move || tell.send(Heard::Answer(ask())));
    asks.map_err(|error| unreadable(&error))?;
    let mut first = heard.recv();
    if matches!(&first, Ok(Heard::Answer(Err(error))) if is_interrupt(error)) {
        // The same Ctrl-C comes as a signal too, and must not end what comes after this question.
        first = heard.recv_timeout(SIGNAL).map_err(|_| mpsc::RecvError).or(first);
    }
    drop(listener);
    // A signal that came with the answer counts.
    let last = heard.try_recv().map_err(|_| mpsc::RecvError).or(first);
    match last {
        Ok(Heard::Answer(Ok(answer))) => {
            asked.end();
            Ok(answer)
        }
        Ok(Heard::Answer(Err(error))) if !is_interrupt(&error) => {
            let dialoguer::Error::IO(error) = error;
            asked.break_off();
            Err(unreadable(&error))
        }
        Ok(Heard::Answer(Err(_)) | Heard::Interrupt) | Err(_) => {
            asked.break_off();
            Err(Failure::silent(Kind::Interrupted))
        }
    }
}

fn is_interrupt(error: &dialoguer::Error) -> bool {
    let dialoguer::Error::IO(error) = error;
    error.kind() == std::io::ErrorKind::Interrupted
}

fn unreadable(error: &std::io::Error) -> Failure {
    Failure::other("the terminal cannot be read").because(error)
}

/// The question that is asked now, for the thread that hears signals.
static ASKED: Mutex<Option<Asked>> = Mutex::new(None);

/// A question, and how the terminal was before it hid the cursor or what is typed.
#[derive(Clone)]
struct Asked {
    #[cfg(unix)]
    question: String,
    #[cfg(unix)]
    modes: Option<rustix::termios::Termios>,
}

impl Asked {
    #[cfg_attr(not(unix), expect(unused_variables, reason = "nothing is asked again there"))]
    fn begin(question: &str) -> Self {
        let asked = Self {
            #[cfg(unix)]
            question: question.to_owned(),
            #[cfg(unix)]
            modes: rustix::termios::tcgetattr(std::io::stdin()).ok(),
        };
        *ASKED.lock().unwrap_or_else(PoisonError::into_inner) = Some(asked.clone());
        asked
    }

    /// Forgets the question: it was answered.
    fn end(self) {
        *ASKED.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// Gives the terminal back as it was. The thread that asks may be about to change it, so it loses it first.
    fn break_off(self) {
        #[cfg(unix)]
        if let (Some(modes), Ok(terminal)) = (&self.modes, rustix::io::dup(std::io::stdin())) {
            let nothing = std::fs::File::open("/dev/null");
            let _ = nothing.map(rustix::stdio::dup2_stdin);
            set(&terminal, modes);
        }
        let _ = writeln!(std::io::stderr().lock(), "\u{1b}[?25h");
        self.end();
    }
}

#[cfg(unix)]
fn set(terminal: impl std::os::fd::AsFd, modes: &rustix::termios::Termios) {
    let _ = rustix::termios::tcsetattr(terminal, rustix::termios::OptionalActions::Now, modes);
}

/// A question whose terminal the shell has for a while, and how the question had left it.
#[cfg(unix)]
pub(super) type GivenBack = Option<(String, rustix::termios::Termios)>;

/// Gives the terminal back as it was before the question, if one is asked, for the program is about to be stopped.
#[cfg(unix)]
pub(super) fn give_back() -> GivenBack {
    let asked = ASKED.lock().unwrap_or_else(PoisonError::into_inner).clone()?;
    let hidden = rustix::termios::tcgetattr(std::io::stdin()).ok()?;
    set(std::io::stdin(), asked.modes.as_ref()?);
    Some((asked.question, hidden))
}

/// Asks again after the program was stopped.
#[cfg(unix)]
pub(super) fn take_again(given_back: GivenBack) {
    if let Some((question, hidden)) = given_back {
        set(std::io::stdin(), &hidden);
        let _ = write!(std::io::stderr().lock(), "{question}: ");
    }
}

#[cfg(not(unix))]
pub(super) fn give_back() {}

#[cfg(not(unix))]
pub(super) fn take_again((): ()) {}
