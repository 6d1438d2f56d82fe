//! Suggests the known word that a misspelled one was probably meant to be.

/// Returns the known word nearest to a misspelled one, if it is near enough: about one letter in three may differ.
#[must_use]
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let limit = (word.chars().count() / 3).max(1) + 1;
    known
        .into_iter()
        .map(|candidate| (strsim::osa_distance(word, candidate), candidate))
        .filter(|(distance, _)| *distance <= limit)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// Returns the nearest expected key named in serde's "unknown field `x`, expected one of `a`, `b`".
#[must_use]
pub fn suggestion(message: &str) -> Option<&str> {
    let mut words = message.split('`').skip(1).step_by(2);
    let unknown = words.next().filter(|_| message.starts_with("unknown "))?;
    nearest(unknown, words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_key_is_named_and_a_far_one_is_not() {
        let message = "unknown field `timezon`, expected one of `timezone`, `hours`";
        assert_eq!(suggestion(message), Some("timezone"));
        assert_eq!(nearest("zebra", ["timezone", "hours"]), None);
        assert_eq!(suggestion("invalid type: `x`"), None);
    }

    #[test]
    fn two_letters_in_the_wrong_order_are_one_mistake() {
        assert_eq!(nearest("shcedule", ["send-due", "schedule", "send"]), Some("schedule"));
        assert_eq!(nearest("wekedya", ["weekday", "week"]), Some("weekday"));
    }
}
