//! Numbers as people write them: `20`, `ten`, `twenty five`, `15th`, `fifteenth`.

const UNITS: [&str; 20] = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
];
const TENS: [(&str, u32); 8] = [
    ("twenty", 20),
    ("thirty", 30),
    ("forty", 40),
    ("fifty", 50),
    ("sixty", 60),
    ("seventy", 70),
    ("eighty", 80),
    ("ninety", 90),
];
const ORDINALS: [&str; 20] = [
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
    "seventeenth",
    "eighteenth",
    "nineteenth",
    "twentieth",
];
/// A larger count of any unit is further away than two years.
const LARGEST: u32 = 1_000_000;

/// Tells whether a text is digits and nothing else.
pub(super) fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Reads a count of things; `a` and `an` are one, `a couple of` is two.
pub(super) fn count(words: &[&str]) -> Option<(u32, usize)> {
    match words {
        ["a", "couple", "of", ..] => Some((2, 3)),
        ["a", "couple", ..] | ["couple", "of", ..] => Some((2, 2)),
        ["a" | "an", ..] => Some((1, 1)),
        _ => cardinal(words),
    }
}

/// Reads digits or a number's name.
pub(super) fn cardinal(words: &[&str]) -> Option<(u32, usize)> {
    let word = words.first()?;
    if is_digits(word) {
        return word.parse().ok().filter(|number| *number <= LARGEST).map(|number| (number, 1));
    }
    if let Some((tens, unit)) = word.split_once('-') {
        return Some((ten(tens)? + unit_name(unit).filter(|unit| (1..10).contains(unit))?, 1));
    }
    if let Some(tens) = ten(word) {
        let unit = words.get(1).and_then(|unit| unit_name(unit)).filter(|unit| (1..10).contains(unit));
        return Some(unit.map_or((tens, 1), |unit| (tens + unit, 2)));
    }
    unit_name(word).filter(|number| *number > 0).map(|number| (number, 1))
}

fn ten(word: &str) -> Option<u32> {
    TENS.iter().find(|(name, _)| *name == word).map(|(_, number)| *number)
}

fn unit_name(word: &str) -> Option<u32> {
    u32::try_from(UNITS.iter().position(|name| *name == word)?).ok()
}

/// Reads `15th` and `fifteenth`, 1 to 31.
pub(super) fn ordinal(word: &str) -> Option<u32> {
    let named = || ORDINALS.iter().position(|name| *name == word).and_then(|at| u32::try_from(at + 1).ok());
    let composed = || {
        let (tens, unit) = word.split_once('-')?;
        let unit = ORDINALS[..9].iter().position(|name| *name == unit)?;
        Some(ten(tens)? + u32::try_from(unit + 1).ok()?)
    };
    let digits = || {
        let digits = ["st", "nd", "rd", "th"].iter().find_map(|end| word.strip_suffix(end))?;
        digits.parse().ok().filter(|_| digits.len() <= 2 && is_digits(digits))
    };
    digits().or_else(named).or_else(composed).filter(|number| (1..=31).contains(number))
}

/// Reads the number of a day of the month: `1`, `01`, `1st`, `first`.
pub(super) fn day(word: &str) -> Option<u32> {
    let plain = || word.parse().ok().filter(|_| word.len() <= 2 && is_digits(word));
    ordinal(word).or_else(plain).filter(|number| (1..=31).contains(number))
}

/// Reads an hour's name or number, without minutes.
pub(super) fn hour(word: &str) -> Option<u32> {
    let plain = || word.parse().ok().filter(|_| word.len() <= 2 && is_digits(word));
    plain().or_else(|| unit_name(word).filter(|hour| (1..=12).contains(hour)))
}
