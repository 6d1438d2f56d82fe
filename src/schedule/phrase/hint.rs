//! Why a phrase isn't read, and what to write instead: a suggestion is read before it is shown.

use chrono::{Months, NaiveDate};

use super::{Sense, date, day, find, place, words};
use crate::failure::Failure;
use crate::schedule::{Asked, Zone};

/// At most so many suggestions are shown.
const SHOWN: usize = 3;
/// Words of the grammar beside weekdays and months, for a slip of the keyboard.
pub(super) const WORDS: [&str; 30] = [
    "tomorrow",
    "today",
    "tonight",
    "midnight",
    "noon",
    "midday",
    "morning",
    "lunchtime",
    "afternoon",
    "evening",
    "now",
    "next",
    "theirs",
    "mine",
    "week",
    "weeks",
    "month",
    "workday",
    "workdays",
    "minutes",
    "minute",
    "hours",
    "hour",
    "days",
    "day",
    "seconds",
    "start",
    "end",
    "first",
    "last",
];

/// Why words aren't read: which ones, and what could stand there instead.
#[derive(Debug, Clone, Default)]
pub(super) struct Why(Box<Refusal>);

#[derive(Debug, Clone, Default)]
struct Refusal {
    at: usize,
    span: usize,
    what: What,
    swaps: Vec<String>,
    wholes: Vec<String>,
    meant: Option<String>,
    dates: Dates,
}

#[derive(Debug, Clone)]
enum What {
    /// A word that has no meaning here.
    Word(String),
    /// What is wrong, to follow the phrase.
    Said(String),
    /// The whole first line.
    Line(String),
}

impl Default for What {
    fn default() -> Self {
        Self::Line(String::new())
    }
}

/// Suggestions that depend on the day of asking.
#[derive(Debug, Clone, Default)]
enum Dates {
    #[default]
    None,
    /// So many months from now.
    Months(u32),
    /// A year that is past or too far away.
    Year(i32),
    /// Two digits that are a year beside a month.
    Century(u32),
    /// Two numbers, each of which may be the month.
    Numbers(String, String),
}

impl Why {
    /// Names a word that isn't understood.
    pub(super) fn word(word: &str) -> Self {
        Self(Box::new(Refusal { span: 1, what: What::Word(word.to_owned()), ..Refusal::default() }))
    }

    /// Says what is wrong with words that are understood.
    pub(super) fn said(sentence: String) -> Self {
        Self(Box::new(Refusal { span: 1, what: What::Said(sentence), ..Refusal::default() }))
    }

    /// Gives the whole first line of the error.
    pub(super) fn line(line: String) -> Self {
        Self(Box::new(Refusal { what: What::Line(line), ..Refusal::default() }))
    }

    /// Places it at a word of those that were read.
    pub(super) fn at(mut self, at: usize) -> Self {
        self.0.at = at;
        self
    }

    /// Moves it behind words that were read before.
    pub(super) fn later(mut self, words: usize) -> Self {
        self.0.at += words;
        self
    }

    /// Says how many words a swap replaces.
    pub(super) fn span(mut self, span: usize) -> Self {
        self.0.span = span;
        self
    }

    /// Suggests the phrase with other words in this place.
    pub(super) fn swap(mut self, words: &str) -> Self {
        self.0.swaps.push(words.to_owned());
        self
    }

    /// Suggests a whole phrase.
    pub(super) fn whole(mut self, phrase: &str) -> Self {
        self.0.wholes.push(phrase.to_owned());
        self
    }

    /// Suggests this phrase and no other.
    pub(super) fn only(mut self, phrase: &str) -> Self {
        self.0.swaps.clear();
        self.0.wholes = vec![phrase.to_owned()];
        self
    }

    /// Suggests the word that was probably meant.
    pub(super) fn meant(mut self, word: &str) -> Self {
        self.0.meant = Some(word.to_owned());
        self.swap(word)
    }

    /// Suggests the nearest of some words, if one is near enough.
    pub(super) fn near<'a>(self, known: impl IntoIterator<Item = &'a str>) -> Self {
        let What::Word(word) = &self.0.what else { return self };
        let lower = word.to_lowercase();
        match nearest(word, known).filter(|near| self.0.meant.is_none() && near.to_lowercase() != lower) {
            Some(near) => self.meant(near),
            None => self,
        }
    }

    /// Suggests the date so many months from now.
    pub(super) fn months(mut self, months: u32) -> Self {
        self.0.dates = Dates::Months(months);
        self
    }

    /// Suggests the same day in a year that is in reach.
    pub(super) fn year(mut self, year: i32) -> Self {
        self.0.dates = Dates::Year(year);
        self
    }

    /// Suggests a year for two digits, where a month is named beside them.
    pub(super) fn century(mut self, number: u32) -> Self {
        self.0.dates = Dates::Century(number);
        self
    }

    /// Suggests the dates that two numbers can be.
    pub(super) fn dates(mut self, a: &str, b: &str) -> Self {
        self.0.dates = Dates::Numbers(a.to_owned(), b.to_owned());
        self
    }

    /// Returns the error with suggestions that are read, or with the most common forms.
    pub(super) fn into_failure(self, phrase: &str, asked: &Asked<'_>, sense: Sense) -> Failure {
        let is_read = |phrase: &String| find(phrase, asked, sense).is_ok();
        let mut good: Vec<String> = self.suggestions(phrase, asked).into_iter().filter(is_read).collect();
        good.dedup();
        good.truncate(if matches!(self.0.dates, Dates::Year(_)) { 1 } else { SHOWN });
        let failure = Failure::usage(self.headline(phrase, !good.is_empty()));
        if good.is_empty() {
            let forms = forms(asked).into_iter().filter(is_read).collect::<Vec<_>>();
            return failure.hint(format!("write it like {}", list(&forms)));
        }
        failure.hint(format!("write {}", list(&good)))
    }

    fn headline(&self, phrase: &str, has_suggestion: bool) -> String {
        let meant = self
            .0
            .meant
            .as_ref()
            .filter(|_| has_suggestion)
            .map(|word| format!("; did you mean `{word}`?"))
            .unwrap_or_default();
        match &self.0.what {
            What::Word(word) => {
                let words = words::split(phrase);
                let typed = words.iter().find(|typed| typed.low == *word).map_or(word, |typed| &typed.shown);
                format!("cannot read the time `{phrase}`: `{typed}` is not understood{meant}")
            }
            What::Said(sentence) => format!("cannot read the time `{phrase}`: {sentence}"),
            What::Line(line) => line.clone(),
        }
    }

    fn suggestions(&self, phrase: &str, asked: &Asked<'_>) -> Vec<String> {
        let words = words::split(phrase);
        let shown: Vec<&str> = words.iter().map(|word| word.shown.as_str()).collect();
        let today = asked.clock.local(asked.now).date_naive();
        let mut swaps = self.0.swaps.clone();
        match &self.0.dates {
            Dates::None => {}
            Dates::Months(months) => {
                swaps.extend(today.checked_add_months(Months::new(*months)).map(|day| day.to_string()));
            }
            Dates::Numbers(a, b) => swaps.extend(both_orders(a, b, today)),
            Dates::Century(number) if words.iter().any(|word| date::month(&word.low).is_some()) => {
                swaps.push(format!("20{number}"));
            }
            Dates::Century(_) => {}
            Dates::Year(year) => return other_years(&shown, *year, today),
        }
        let swapped = swaps.iter().map(|swap| {
            let end = (self.0.at + self.0.span).min(shown.len());
            let (before, after) = (&shown[..self.0.at.min(end)], &shown[end..]);
            let phrase = [before, &[swap.as_str()], after].concat().join(" ");
            phrase.split_whitespace().collect::<Vec<_>>().join(" ")
        });
        swapped.chain(self.0.wholes.iter().cloned()).collect()
    }
}

/// The next day of each order: `1/12` is 1 December or 12 January.
fn both_orders(a: &str, b: &str, today: NaiveDate) -> Vec<String> {
    let next = |day: &str, month: &str| {
        let date = date::Date::DayMonth(day.parse().ok()?, month.parse().ok()?, None);
        date.on(today).ok().map(|date| date.to_string())
    };
    [next(b, a), next(a, b)].into_iter().flatten().collect()
}

/// The same day in years that may be in reach: the soonest first where the year is past, else the farthest.
fn other_years(shown: &[&str], year: i32, today: NaiveDate) -> Vec<String> {
    let (digits, this) = (year.to_string(), chrono::Datelike::year(&today));
    let with = |other: i32| {
        let other = other.to_string();
        let words = shown.iter().map(|word| if *word == digits { other.as_str() } else { word });
        words.collect::<Vec<_>>().join(" ")
    };
    let years = [0, 1, 2].map(|ahead| if year < this { this + ahead } else { this + 2 - ahead });
    years.map(with).into()
}

/// The most common forms, each of which is read today.
fn forms(asked: &Asked<'_>) -> Vec<String> {
    let today = asked.clock.local(asked.now).date_naive();
    let month = date::first_of(today, 1).map(|day| format!("{day} 09:00"));
    let forms = ["tomorrow 9am", "fri 14:00", "in 20 minutes"].map(str::to_owned);
    forms.into_iter().chain(month).collect()
}

/// Lists phrases as alternatives.
pub(super) fn list(phrases: &[String]) -> String {
    let quoted: Vec<String> = phrases.iter().map(|phrase| format!("`{phrase}`")).collect();
    match quoted.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} or {last}", rest.join(", ")),
        None => String::new(),
    }
}

/// Returns a suffix that puts a suggested time on a clock.
pub(super) fn on_clock(zone: &Zone, asked: &Asked<'_>) -> String {
    match zone.name() {
        name if name == asked.clock.name() => String::new(),
        name if name == asked.theirs.zone.name() => " theirs".to_owned(),
        name if name == asked.mine.name() => " mine".to_owned(),
        name => format!(" {name}"),
    }
}

/// Names a word that has no meaning, and the word of the grammar or the zone that was probably meant.
pub(super) fn strange(word: &str) -> Why {
    let lower = word.to_lowercase();
    if WORDS.contains(&lower.as_str()) {
        return Why::word(word); // It is spelled well and stands in the wrong place.
    }
    let why = Why::word(word).near(WORDS).near(day::WEEKDAYS).near(date::MONTHS);
    let is_name = word.len() > 3 && word.starts_with(|sign: char| sign.is_uppercase()) && lower != word;
    match why.0.meant.is_none().then(|| place::suggested(word)).flatten() {
        Some(zone) if is_name || nearest(word, [city_of(&zone)]).is_some() => why.meant(&zone),
        _ => why,
    }
}

fn city_of(zone: &str) -> &str {
    zone.rsplit('/').next().unwrap_or(zone)
}

/// Returns the nearest word, one slip away, or two in a long word.
pub(in crate::schedule) fn nearest<'a>(
    word: &str,
    known: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let length = word.chars().count();
    let limit = match length {
        0..=2 => return None,
        3..=6 => 1,
        _ => 2,
    };
    let lower = word.to_lowercase();
    let scored = known.into_iter().map(|known| (strsim::osa_distance(&lower, &known.to_lowercase()), known));
    scored.filter(|(slips, _)| *slips <= limit).min_by_key(|(slips, _)| *slips).map(|(_, known)| known)
}
