//! Questions to a person. Ctrl-C at any of them is exit code 130, and leaves the terminal as it was.

use std::io::Write;
use std::sync::mpsc;

use crate::failure::{Failure, Kind};

use super::interrupt;

/// Asks for yes or no; Enter alone is no.
///
/// # Errors
/// Ctrl-C, or a terminal that cannot be read.
pub fn confirm(question: &str) -> Result<bool, Failure> {
    let question = question.to_owned();
    answer(move || dialoguer::Confirm::new().with_prompt(question).default(false).interact())
}

/// Says what is wrong with an answer, if anything is: then the question is asked again.
pub type Wrong = fn(&str) -> Option<&'static str>;

/// Asks for a line.
///
/// # Errors
/// As [`confirm`].
pub fn line(question: &str, wrong: Wrong) -> Result<String, Failure> {
    let question = question.to_owned();
    let judged = move |typed: &String| wrong(typed.trim()).map_or(Ok(()), Err);
    let typed = answer(move || {
        dialoguer::Input::<String>::new().with_prompt(question).validate_with(judged).interact_text()
    });
    typed.map(|typed| typed.trim().to_owned())
}

/// Asks for a secret, unseen.
///
/// # Errors
/// As [`confirm`].
pub fn secret(question: &str, wrong: Wrong) -> Result<String, Failure> {
    let question = question.to_owned();
    let judged = move |typed: &String| wrong(typed.trim()).map_or(Ok(()), Err);
    let typed =
        answer(move || dialoguer::Password::new().with_prompt(question).validate_with(judged).interact());
    typed.map(|typed| typed.trim().to_owned())
}

/// Asks which of these, already escaped, is meant, and returns its place.
///
/// # Errors
/// As [`confirm`].
pub fn which(question: &str, choices: Vec<String>) -> Result<usize, Failure> {
    let question = question.to_owned();
    answer(move || dialoguer::Select::new().with_prompt(question).items(&choices).default(0).interact())
}

enum Heard<T> {
    Answer(dialoguer::Result<T>),
    Interrupt,
}

/// Asks on a thread of its own, so that Ctrl-C can be heard meanwhile.
fn answer<T: Send + 'static>(
    ask: impl FnOnce() -> dialoguer::Result<T> + Send + 'static,
) -> Result<T, Failure> {
    let (tell, heard) = mpsc::channel();
    let interrupt = tell.clone();
    interrupt::hear(move || interrupt.send(Heard::Interrupt).is_ok()).map_err(|error| unreadable(&error))?;
    let before = State::keep();
    let asks = std::thread::Builder::new().spawn(move || tell.send(Heard::Answer(ask())));
    asks.map_err(|error| unreadable(&error))?;
    match heard.recv() {
        Ok(Heard::Answer(Ok(answer))) => Ok(answer),
        Ok(Heard::Answer(Err(dialoguer::Error::IO(error))))
            if error.kind() != std::io::ErrorKind::Interrupted =>
        {
            Err(unreadable(&error))
        }
        Ok(Heard::Answer(Err(_)) | Heard::Interrupt) | Err(_) => {
            before.restore();
            Err(Failure::silent(Kind::Interrupted))
        }
    }
}

fn unreadable(error: &std::io::Error) -> Failure {
    Failure::other("the terminal cannot be read").because(error)
}

/// How the terminal was before a question hid the cursor or what is typed.
struct State {
    #[cfg(unix)]
    modes: Option<rustix::termios::Termios>,
}

impl State {
    fn keep() -> Self {
        Self {
            #[cfg(unix)]
            modes: rustix::termios::tcgetattr(std::io::stdin()).ok(),
        }
    }

    fn restore(&self) {
        #[cfg(unix)]
        if let Some(modes) = &self.modes {
            let now = rustix::termios::OptionalActions::Now;
            let _ = rustix::termios::tcsetattr(std::io::stdin(), now, modes);
        }
        let _ = writeln!(std::io::stderr().lock(), "\u{1b}[?25h");
    }
}
