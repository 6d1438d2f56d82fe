//! What came from outside reaches no terminal raw: control, bidirectional and invisible characters are shown,
//! not obeyed (CWE-150).

use std::fmt::Write;

/// Makes text from outside safe to print on one line.
#[must_use]
pub fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for sign in text.chars() {
        match sign {
            '\n' => safe.push_str("\\n"),
            '\t' => safe.push_str("\\t"),
            '\r' => safe.push_str("\\r"),
            sign if is_hostile(sign) => {
                let _ = write!(safe, "\\u{{{:x}}}", u32::from(sign));
            }
            sign => safe.push(sign),
        }
    }
    safe
}

/// Tells characters that steer a terminal, turn text around or hide.
pub(super) fn is_hostile(sign: char) -> bool {
    sign.is_control()
        || matches!(sign,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200c}' | '\u{200e}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_steers_a_terminal_passes() {
        let hostile = "a\u{1b}]52;c;x\u{7}\u{9b}2J\rb\u{202e}c\u{200b}";
        let safe = escape(hostile);
        assert!(safe.chars().all(|sign| !is_hostile(sign)), "{safe}");
        assert!(safe.starts_with("a\\u{1b}]52;c;x\\u{7}"));
        assert_eq!(escape("Zoë 👩‍💻 日本"), "Zoë 👩‍💻 日本");
    }
}
