//! What holds of everything that is read from outside, whatever it is: it is refused, or it is what it says.
//!
//! The fuzz targets feed these checks, and `tests/cli/shapes.rs` includes this very file, so that the two cannot
//! drift apart.

mod answer;
mod book;
mod calendar;
mod callback;
mod message;
mod name;
mod phrase;
mod settings;
mod terminal;
mod wait;

/// Panics where something was accepted that is not what it says.
pub type Check = fn(&str);

/// Every target with its check.
pub const TARGETS: [(&str, Check); 12] = [
    ("api_answer", answer::api_answer),
    ("callback_request", callback::callback_request),
    ("config_toml", settings::config_toml),
    ("conversation", answer::conversation),
    ("holiday_calendar", calendar::holiday_calendar),
    ("message_file", message::message_file),
    ("people_toml", book::people_toml),
    ("queue_file_name", name::queue_file_name),
    ("recurrence_rule", phrase::recurrence_rule),
    ("retry_after", wait::retry_after),
    ("terminal_text", terminal::terminal_text),
    ("time_phrase", phrase::time_phrase),
];

/// Runs the check of a target.
///
/// # Panics
/// Something was accepted that is not what it says, or there is no such target.
pub fn check(target: &str, text: &str) {
    let found = TARGETS.iter().find(|(name, _)| *name == target);
    let (_, check) = found.unwrap_or_else(|| panic!("there is no target {target}"));
    check(text);
}

/// Returns a text without what is behind a byte, or behind the letter it is part of.
fn cut(text: &str, at: usize) -> &str {
    (0..=at).rev().find_map(|at| text.get(..at)).unwrap_or_default()
}
