//! What is said: text or Markdown, a file or a card, in answer to something or not.

use serde::{Deserialize, Serialize};

use crate::failure::Failure;

/// Webex takes this many bytes of UTF-8 in `text` and in `markdown`.
/// <https://developer.webex.com/messaging/docs/api/v1/messages/create-a-message>
pub const MAX_TEXT: usize = 7439;
/// Webex takes files up to 100 MB. <https://developer.webex.com/docs/basics>
pub const MAX_ATTACHMENT: u64 = 100 * 1000 * 1000;

/// How the text is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// As it stands.
    #[default]
    Text,
    /// Webex's Markdown.
    Markdown,
}

impl Format {
    /// Returns the word for files and JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Markdown => "markdown",
        }
    }
}

/// A file that goes with the message; its bytes lie in the queue's `attachments` under the message's id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Attachment {
    /// The name people see.
    pub name: String,
    /// How many bytes were copied.
    pub bytes: u64,
}

/// What is said.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Body {
    /// The words; may be empty only beside a file or a card.
    pub text: String,
    /// Words in braces are filled in as it goes.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub placeholders: bool,
    /// How the words are meant.
    pub format: Format,
    /// One file.
    pub attachment: Option<Attachment>,
    /// One adaptive card, as JSON.
    pub card: Option<String>,
    /// The message this one answers.
    pub reply_to: Option<String>,
}

/// Refuses what Webex would refuse at nine tomorrow.
///
/// # Errors
/// Nothing to say, or more than Webex takes: exit code 2.
pub fn check_text(text: &str, beside_file_or_card: bool) -> Result<(), Failure> {
    if text.trim().is_empty() && !beside_file_or_card {
        return Err(Failure::usage("the message is empty")
            .hint("give the text as an argument, on stdin, or with --file PATH"));
    }
    if text.len() > MAX_TEXT {
        let over = text.len() - MAX_TEXT;
        return Err(Failure::usage(format!(
            "the message has {} bytes of UTF-8, {over} more than Webex takes ({MAX_TEXT})",
            text.len()
        ))
        .hint("shorten it, split it in two, or send it as a file with --attach"));
    }
    if text.contains('\0') {
        return Err(
            Failure::usage("the message holds a NUL byte").hint("send binary data with --attach FILE")
        );
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_limit_counts_bytes_and_not_characters() {
        assert!(check_text(&"x".repeat(MAX_TEXT), false).is_ok());
        assert!(check_text(&"x".repeat(MAX_TEXT + 1), false).is_err());
        assert!(check_text(&"é".repeat(MAX_TEXT / 2 + 1), false).is_err());
    }

    #[test]
    fn an_empty_text_needs_a_file_beside_it() {
        assert!(check_text(" \n", false).is_err());
        assert!(check_text("", true).is_ok());
    }
}
