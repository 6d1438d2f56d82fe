//! Whom: the address book, their hours and days off.

mod book;
mod content_lines;
mod holidays;
mod remembered;

pub use book::{Book, Broken, Person};
pub use holidays::{Holidays, holidays};
pub use remembered::{Memory, Remembered};

/// Tells whether text is an e-mail address as Webex takes it.
#[must_use]
pub fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.split_once('@') else { return false };
    let plain = |part: &str| {
        part.chars().all(|sign| !sign.is_whitespace() && !sign.is_control() && !"@,;<>\"()".contains(sign))
    };
    let labels = domain.split('.').all(|label| !label.is_empty());
    text.len() <= 254 && !local.is_empty() && domain.contains('.') && labels && plain(local) && plain(domain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_one_at_and_a_domain_with_a_dot() {
        assert!(is_email("ada@example.com") && is_email("ada+x@sub.example.com"));
        for bad in [
            "ada",
            "ada@",
            "@example.com",
            "ada@localhost",
            "a b@example.com",
            "a@b@example.com",
            "ada@example..com",
            "ada@example.com\n",
            "Ada <ada@example.com>",
        ] {
            assert!(!is_email(bad), "{bad}");
        }
    }
}
