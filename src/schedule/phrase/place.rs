//! Whose clock: `London`, `New York`, `Europe/Berlin`, `theirs`, `mine`, `UTC`, `London time`, `in London`.

use std::collections::HashSet;
use std::sync::OnceLock;

use super::Why;
use super::words::Word;
use crate::failure::Failure;
use crate::schedule::{Asked, Zone, zone};

/// Reads a zone at the beginning of the words and says how many it took.
pub(super) fn read(words: &[Word], asked: &Asked<'_>) -> Result<Option<(Zone, usize)>, Why> {
    let lead = usize::from(words.len() > 1 && words[0].low == "in");
    let rest = &words[lead..];
    let Some((zone, used)) = named(rest, asked).map_err(|why| why.later(lead))? else { return Ok(None) };
    let time = usize::from(rest.get(used).is_some_and(|word| matches!(word.low.as_str(), "time" | "clock")));
    Ok(Some((zone, lead + used + time)))
}

fn named(words: &[Word], asked: &Asked<'_>) -> Result<Option<(Zone, usize)>, Why> {
    let Some(first) = words.first() else { return Ok(None) };
    let next = words.get(1).map(|word| word.low.as_str());
    match first.low.as_str() {
        "theirs" => return Ok(Some((asked.theirs.zone.clone(), 1))),
        "mine" => return Ok(Some((asked.mine.clone(), 1))),
        "their" if next == Some("time") => return Ok(Some((asked.theirs.zone.clone(), 1))),
        "my" if next == Some("time") => return Ok(Some((asked.mine.clone(), 1))),
        "local" if next == Some("time") => {
            let why = Why::said("`local time` can be theirs or mine".to_owned()).span(2);
            return Err(why.swap("theirs").swap("mine"));
        }
        "z" => return Ok(Zone::typed("UTC").ok().map(|zone| (zone, 1))),
        _ => {}
    }
    if let Some(found) = city(words) {
        return Ok(Some(found));
    }
    if let Some(refusal) = zone::refusal(&first.shown) {
        return Err(refused(&refusal));
    }
    // A single short word is rather a slip than `Cuba`; `Europe/Berln` can be nothing but a zone.
    match Zone::typed(&first.shown) {
        Ok(zone) if first.low.len() > 3 || zone.name() == first.shown || first.low == "utc" => {
            Ok(Some((zone, 1)))
        }
        Err(failure) if is_written_like_a_zone(&first.low) => Err(refused(&failure)),
        _ => Ok(None),
    }
}

/// Reads a city of two or three words, which may begin like something else: `Jan Mayen`.
pub(super) fn of_several_words(words: &[Word]) -> Option<(Zone, usize)> {
    static FIRST_WORDS: OnceLock<HashSet<String>> = OnceLock::new();
    let first_words = || {
        let cities = zone::names().filter_map(|zone| zone.rsplit('/').next()?.split_once(['_', '-']));
        cities.map(|(first, _)| first.to_lowercase()).collect()
    };
    FIRST_WORDS.get_or_init(first_words).get(words.first()?.low.as_str())?;
    let (zone, used) = city(words).filter(|(_, used)| *used > 1)?;
    let time = usize::from(words.get(used).is_some_and(|word| word.low == "time"));
    Some((zone, used + time))
}

/// Reads a city of up to three words.
fn city(words: &[Word]) -> Option<(Zone, usize)> {
    (1..=words.len().min(3)).rev().find_map(|count| {
        let name = words[..count].iter().map(|word| word.low.as_str()).collect::<Vec<_>>().join(" ");
        Some((Zone::typed(zone::of_city(&name)?).ok()?, count))
    })
}

fn is_written_like_a_zone(word: &str) -> bool {
    let letters = word.find(|sign: char| !sign.is_ascii_alphabetic()).unwrap_or(word.len());
    letters > 1 && word[letters..].starts_with('/')
}

/// Offers the zones that the list of zones offers, in place of the word.
fn refused(failure: &Failure) -> Why {
    let hints = failure.hints.join(" ");
    let zones: Vec<&str> =
        hints.split('`').skip(1).step_by(2).filter(|word| zone::is_known(word)).take(3).collect();
    let why = Why::said(match zones[..] {
        [only] if hints.contains("did you mean") => format!("{}; did you mean `{only}`?", failure.what),
        _ => format!("{}: {hints}", failure.what),
    });
    zones.into_iter().fold(why, Why::swap)
}

/// Returns the zone that a name which isn't one may stand for: `Munich` has the clock of Berlin.
pub(super) fn suggested(name: &str) -> Option<String> {
    let failure = zone::unknown(name);
    let hint = failure.hints.iter().find(|hint| hint.starts_with("did you mean"))?;
    hint.split('`').nth(1).map(str::to_owned)
}
