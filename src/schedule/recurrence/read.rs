//! A rule is read: generous about how it is said, strict about what is said.

use chrono::{Weekday, WeekdaySet};

use super::rule::{Nth, On, Rule, WEEKDAYS};
use crate::failure::Failure;
use crate::schedule::phrase::{WEEKDAY_NAMES, named, nearest};

const HINT: &str = "write it like `weekday`, `mon,thu`, `2 weeks`, `first mon` or `month on 31`";
/// Words of the grammar, for suggestions.
const WORDS: [&str; 26] = [
    "day",
    "days",
    "daily",
    "weekday",
    "weekdays",
    "workday",
    "workdays",
    "weekend",
    "week",
    "weeks",
    "weekly",
    "month",
    "months",
    "monthly",
    "quarter",
    "quarterly",
    "year",
    "years",
    "yearly",
    "first",
    "second",
    "third",
    "fourth",
    "last",
    "other",
    "fortnight",
];
/// Nobody means an interval longer than this.
const FARTHEST_MONTHS: u32 = 24;

/// Why a rule isn't read, and what to write instead.
struct Why {
    what: String,
    hint: String,
    /// The word that was probably meant by another.
    meant: Option<(String, &'static str)>,
}

impl Why {
    fn new(word: &str, hint: impl Into<String>) -> Self {
        Self { what: format!("`{word}` is not understood"), hint: hint.into(), meant: None }
    }

    /// Refuses a rule that is read in two ways.
    fn either(said: &str, one: &str, other: &str) -> Self {
        let hint = format!("write `{one}` or `{other}`");
        Self { what: format!("`{said}` can be `{one}` or `{other}`"), hint, meant: None }
    }

    /// Suggests the whole rule with the word that was meant, if that is a rule.
    fn into_failure(self, text: &str, words: &[&str]) -> Failure {
        let corrected = self.meant.as_ref().and_then(|(typed, meant)| {
            let other: Vec<&str> =
                words.iter().map(|word| if *word == typed { meant } else { *word }).collect();
            rule(&other).is_ok().then(|| other.join(" "))
        });
        let failure = |what: &str| Failure::usage(format!("cannot read the rule `{text}`: {what}"));
        match (corrected, &self.meant) {
            (Some(corrected), Some((_, meant))) => {
                failure(&format!("{}; did you mean `{meant}`?", self.what))
                    .hint(format!("write `{corrected}`"))
            }
            _ => failure(&self.what).hint(self.hint),
        }
    }
}

/// Reads a rule such as `weekday`, `mon,thu`, `2 weeks`, `first mon`, `month on 31`.
///
/// # Errors
/// Names the word that is not understood and what would do: exit code 2.
pub fn read(text: &str) -> Result<Rule, Failure> {
    let lower = text.to_lowercase().replace(['\u{2013}', '\u{2014}'], "-");
    let apart = lower.split(|sign: char| sign.is_whitespace() || matches!(sign, ',' | '&' | '+' | ';'));
    let said: Vec<&str> = apart.filter(|word| !word.is_empty() && !matches!(*word, "and" | "the")).collect();
    let words = said.strip_prefix(&["every"]).or(said.strip_prefix(&["each"])).unwrap_or(&said);
    if words.is_empty() {
        return Err(Failure::usage("the rule is empty").hint(HINT));
    }
    let joined = ranges(words);
    let words: Vec<&str> = joined.iter().map(String::as_str).collect();
    let is_every = words.len() < said.len() && matches!(said[0], "every" | "each");
    let read = two_readings(&words, is_every).map_or_else(|| rule(&words), Err);
    read.and_then(within_reason).map_err(|why| why.into_failure(text, &words))
}

/// Writes `mon to fri` and `mon - fri` as `mon-fri`.
fn ranges(words: &[&str]) -> Vec<String> {
    let mut joined: Vec<String> = Vec::new();
    let mut rest = words;
    while let [first, others @ ..] = rest {
        rest = match others {
            ["to" | "through" | "thru" | "until" | "-", last, ..] if weekday(&[first]).is_some() => {
                joined.push(format!("{first}-{last}"));
                &others[2..]
            }
            _ => {
                joined.push((*first).to_owned());
                others
            }
        };
    }
    joined
}

/// `every third day` and `every second monday` are intervals to some and days of the month to others.
fn two_readings(words: &[&str], is_every: bool) -> Option<Why> {
    let [which, kind] = words else { return None };
    let number = ordinal(which).filter(|number| *number > 1)?;
    let spelled = which.starts_with(char::is_alphabetic);
    let said = words.join(" ");
    if matches!(*kind, "day" | "days") {
        return Some(Why::either(&said, &format!("{number} days"), &format!("month on {number}")));
    }
    let day = weekday(&[kind]).filter(|_| is_every || spelled)?.to_string().to_lowercase();
    let weeks = format!("{number} weeks on {day}");
    match number {
        2..=4 => Some(Why::either(&said, &weeks, &format!("{} {day}", Nth::From(number)))),
        _ => Some(Why {
            what: format!("a month may have no {said}"),
            hint: format!("write `{weeks}` or `last {day}`"),
            meant: None,
        }),
    }
}

fn rule(words: &[&str]) -> Result<Rule, Why> {
    match words {
        ["daily"] => Ok(Rule::Days(1)),
        ["workday" | "workdays"] | ["working" | "business", "day" | "days"] => Ok(Rule::Workdays),
        ["weekday" | "weekdays"] => Ok(Rule::Weeks(1, WEEKDAYS)),
        ["weekly", rest @ ..] => on_weekdays(1, rest),
        ["fortnight" | "fortnightly", rest @ ..] => on_weekdays(2, rest),
        ["monthly", rest @ ..] => on_day(1, rest),
        ["quarterly", rest @ ..] => on_day(3, rest),
        ["yearly" | "annually"] => Ok(Rule::Months(12, On::Same)),
        ["on", rest @ ..] if !rest.is_empty() => rule(rest),
        ["other", rest @ ..] if weekday(rest).is_some() => weekdays(rest).map(|on| Rule::Weeks(2, on)),
        ["other", unit, rest @ ..] => counted(2, unit, rest),
        // `every third week` is an interval: no month has weeks of its own.
        [which, unit @ ("week" | "weeks" | "month" | "months" | "quarter" | "year"), rest @ ..]
            if ordinal(which).is_some_and(|number| number > 1) =>
        {
            counted(ordinal(which).unwrap_or_default(), unit, rest)
        }
        ["biweekly" | "bimonthly" | "biannually", ..] => Err(Why::new(
            words[0],
            "write the interval, such as `2 weeks` or `2 months`, or the days, such as `mon,thu`",
        )),
        [number, unit, rest @ ..] if count(number).is_some() => {
            counted(count(number).unwrap_or_default(), unit, rest)
        }
        [short, rest @ ..] if short_count(short).is_some() => {
            let (count, unit) = short_count(short).unwrap_or_default();
            counted(count, unit, rest)
        }
        [unit, rest @ ..] if is_unit(unit) => counted(1, unit, rest),
        [which, ..]
            if is_counted_day(which) && (words.len() > 1 || !which.starts_with(char::is_alphabetic)) =>
        {
            on_day(1, words)
        }
        _ => weekdays(words).map(|on| Rule::Weeks(1, on)),
    }
}

/// Tells whether a word begins a day of the month: `31st`, `first`, `last`.
fn is_counted_day(word: &str) -> bool {
    word == "last" || ordinal(word).is_some()
}

fn is_unit(word: &str) -> bool {
    matches!(
        word,
        "day" | "days" | "week" | "weeks" | "month" | "months" | "quarter" | "quarters" | "year" | "years"
    )
}

/// Reads what comes every so many units.
fn counted(count: u32, unit: &str, rest: &[&str]) -> Result<Rule, Why> {
    match (unit, rest) {
        _ if count == 0 => Err(Why::new("0", "the shortest interval is `day`")),
        ("day" | "days", []) => Ok(Rule::Days(count)),
        ("week" | "weeks", _) => on_weekdays(count, rest),
        ("month" | "months", _) => on_day(count, rest),
        ("quarter" | "quarters", _) => on_day(count.saturating_mul(3), rest),
        ("year" | "years", []) => Ok(Rule::Months(count.saturating_mul(12), On::Same)),
        ("day" | "days" | "year" | "years", [word, ..]) => {
            Err(Why::new(word, format!("write `{count} {unit}` and give the first time with --at")))
        }
        _ if weekday(&[unit]).is_some() => Err(Why::new(
            unit,
            match count {
                1..=4 => format!("write `{count} weeks on {unit}`, or `{} {unit}`", Nth::From(count)),
                _ => format!("write `{count} weeks on {unit}`"),
            },
        )),
        _ => Err(strange(unit)),
    }
}

fn on_weekdays(count: u32, rest: &[&str]) -> Result<Rule, Why> {
    match rest {
        [] => Ok(Rule::Weeks(count, WeekdaySet::EMPTY)),
        ["on"] => Err(Why::new("on", "say which days, such as `2 weeks on mon,thu`")),
        ["on", "weekday" | "weekdays"] => Ok(Rule::Weeks(count, WEEKDAYS)),
        ["on", days @ ..] | days => weekdays(days).map(|on| Rule::Weeks(count, on)),
    }
}

fn weekdays(words: &[&str]) -> Result<WeekdaySet, Why> {
    let mut on = WeekdaySet::EMPTY;
    for word in words {
        on = on.union(one_or_range(word).ok_or_else(|| strange(word))?);
    }
    Ok(on)
}

fn one_or_range(word: &str) -> Option<WeekdaySet> {
    if matches!(word, "weekend" | "weekends") {
        return Some(WeekdaySet::from_array([Weekday::Sat, Weekday::Sun]));
    }
    let Some((first, last)) = word.split_once('-') else { return weekday(&[word]).map(WeekdaySet::single) };
    let (mut day, last) = (weekday(&[first])?, weekday(&[last])?);
    let mut on = WeekdaySet::single(day);
    while day != last {
        day = day.succ();
        on.insert(day);
    }
    Some(on)
}

/// Reads the weekday the words begin with.
fn weekday(words: &[&str]) -> Option<Weekday> {
    const SHORT: [&str; 7] = ["mo", "tu", "we", "th", "fr", "sa", "su"];
    let word = words.first()?;
    if let Some(at) = SHORT.iter().position(|short| short == word) {
        return Weekday::try_from(u8::try_from(at).ok()?).ok();
    }
    let word = if *word == "weds" { &"wed" } else { word };
    let at = named(word, &WEEKDAY_NAMES).or_else(|| named(word.strip_suffix('s')?, &WEEKDAY_NAMES))?;
    Weekday::try_from(u8::try_from(at).ok()?).ok()
}

fn on_day(count: u32, rest: &[&str]) -> Result<Rule, Why> {
    let words = rest.strip_prefix(&["on"]).unwrap_or(rest);
    match words {
        [] if rest.is_empty() => Ok(Rule::Months(count, On::Same)),
        [] => Err(Why::new("on", "say which day, such as `month on 31` or `month on last day`")),
        [number] if number.parse::<u32>().is_ok() => number
            .parse()
            .ok()
            .filter(|number| (1..=31).contains(number))
            .map(|number| Rule::Months(count, On::Day(number)))
            .ok_or_else(|| {
                Why::new(number, "the days of a month are 1 to 31; `month on last day` is its last")
            }),
        _ => day_of_month(words).map_or_else(|| Err(strange_day(words)), |on| Ok(Rule::Months(count, on))),
    }
}

/// Reads `31st`, `last day`, `first mon`, `last workday`, each perhaps `of the month`.
fn day_of_month(words: &[&str]) -> Option<On> {
    let words = match words {
        [rest @ .., "of", "month"] | [rest @ .., "of", "every" | "each" | "a", "month"] => rest,
        _ => words,
    };
    match words {
        ["last"] | ["last", "day"] => Some(On::Last),
        [number] => ordinal(number).map(On::Day),
        [number, "day"] => ordinal(number).map(On::Day),
        [which, "workday"] | [which, "working" | "business", "day"] => nth(which).map(On::Workday),
        [which, day] => Some(On::Weekday(nth(which)?, weekday(&[day])?)),
        _ => None,
    }
}

fn nth(word: &str) -> Option<Nth> {
    match word {
        "last" => Some(Nth::Last),
        _ => ordinal(word).filter(|number| *number <= 4).map(Nth::From),
    }
}

fn ordinal(word: &str) -> Option<u32> {
    match word {
        "first" => return Some(1),
        "second" => return Some(2),
        "third" => return Some(3),
        "fourth" => return Some(4),
        _ => {}
    }
    let digits = ["st", "nd", "rd", "th"].iter().find_map(|end| word.strip_suffix(end))?;
    digits.parse().ok().filter(|number| (1..=31).contains(number))
}

/// Reads a number of units; a number too large to be one is refused later, with its unit.
fn count(word: &str) -> Option<u32> {
    const NAMES: [&str; 12] =
        ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];
    let digits = word.bytes().all(|byte| byte.is_ascii_digit());
    let named = || NAMES.iter().zip(1..).find(|(name, _)| *name == &word).map(|(_, number)| number);
    if digits { Some(word.parse().unwrap_or(u32::MAX)) } else { named() }
}

/// Reads `2d` and `2w`.
fn short_count(word: &str) -> Option<(u32, &'static str)> {
    let unit = match word.chars().last()? {
        'd' => "days",
        'w' => "weeks",
        _ => return None,
    };
    let digits = &word[..word.len() - 1];
    (!digits.is_empty()).then_some((count(digits).filter(|_| digits.is_ascii())?, unit))
}

fn within_reason(rule: Rule) -> Result<Rule, Why> {
    let months = match rule {
        Rule::Days(count) => count / 31,
        Rule::Workdays => 1,
        Rule::Weeks(count, _) => count / 5,
        Rule::Months(count, _) => count,
    };
    if months <= FARTHEST_MONTHS {
        return Ok(rule);
    }
    Err(Why::new(&rule.to_string(), "the longest interval is two years"))
}

fn strange(word: &str) -> Why {
    if matches!(word, "minute" | "minutes" | "hour" | "hours" | "hourly") {
        return Why::new(word, "the shortest interval is `day`");
    }
    if word == "at" || word.contains(':') || word.ends_with("am") || word.ends_with("pm") {
        return Why::new(word, "give the time with --at");
    }
    if word.parse::<u32>().is_ok_and(|number| (1..=31).contains(&number)) {
        return Why::new(word, format!("write `month on {word}`, or a unit behind it: `{word} days`"));
    }
    let near = nearest(word, WORDS.into_iter().chain(WEEKDAY_NAMES)).filter(|near| *near != word);
    Why { meant: near.map(|near| (word.to_owned(), near)), ..Why::new(word, HINT) }
}

fn strange_day(words: &[&str]) -> Why {
    let known = |word: &&&str| {
        nth(word).is_none()
            && weekday(&[word]).is_none()
            && !matches!(**word, "day" | "of" | "month" | "workday")
    };
    match words.iter().find(known) {
        Some(word) if ordinal(word).is_some() => Why::new(
            word,
            "the weekdays of a month are counted up to the fourth, and from its end: `first mon`, `4th mon` or `last mon`",
        ),
        Some(word) if nearest(word, WORDS).is_some() => strange(word),
        Some(word) => Why::new(word, "write it like `month on 31`, `month on last day` or `first mon`"),
        None => Why::new(words[0], "write it like `month on 31`, `month on last day` or `first mon`"),
    }
}
