//! Splits a phrase into words, each as it was typed and in lower case.

/// A word of a phrase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word {
    /// As it was typed, for suggestions.
    pub(super) shown: String,
    /// As it is compared.
    pub(super) low: String,
}

/// Splits a phrase at blanks, without commas and the dots of abbreviations; `@9am` is `at 9am`.
pub(super) fn split(phrase: &str) -> Vec<Word> {
    phrase.split_whitespace().flat_map(parts).filter(|word| !word.low.is_empty()).collect()
}

fn parts(typed: &str) -> Vec<Word> {
    let typed = typed.trim_end_matches(',');
    if typed == "@" {
        return vec![word("at")];
    }
    if let Some(time) = typed.strip_prefix('@').filter(|time| is_clock_time(time)) {
        return vec![word("at"), word(time)];
    }
    match date_and_time(typed) {
        Some((date, time)) => vec![word(date), word(time)],
        None => vec![word(typed)],
    }
}

fn word(typed: &str) -> Word {
    let lower = typed.to_lowercase().replace('\u{2019}', "'");
    let mut low = lower.replace("a.m", "am").replace("p.m", "pm");
    // The dot of `Dec.` and `a.m.`; that of `1.12.` is part of a date.
    if low.ends_with('.') && low.chars().rev().nth(1).is_some_and(char::is_alphabetic) {
        low.pop();
    }
    Word { shown: typed.to_owned(), low }
}

/// Tells whether what follows an `@` is a time of day and not seconds since 1970.
fn is_clock_time(text: &str) -> bool {
    let lower = text.to_lowercase();
    let digit = text.starts_with(|sign: char| sign.is_ascii_digit());
    let named = matches!(lower.as_str(), "noon" | "midday" | "midnight" | "lunchtime");
    named || (digit && (lower.contains(':') || lower.ends_with("am") || lower.ends_with("pm")))
}

/// Takes `2026-12-01T09:00` apart: without an offset it is a day and a time like any other.
fn date_and_time(typed: &str) -> Option<(&str, &str)> {
    let (date, time) = (typed.get(..10)?, typed.get(10..)?);
    let time = time.strip_prefix(['T', 't'])?;
    let signs = |(at, byte): (usize, u8)| match at {
        4 | 7 => byte == b'-',
        _ => byte.is_ascii_digit(),
    };
    date.bytes().enumerate().all(signs).then_some((date, time)).filter(|(_, time)| !time.is_empty())
}
