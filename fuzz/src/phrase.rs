//! A time or a rule as people type it: what is read means what its words say, whatever else they could mean.

use chrono::{DateTime, Datelike, Months, NaiveDate, NaiveTime, Utc, Weekday};
use mindful::schedule::recurrence::{self, Against, Recurrence};
use mindful::schedule::{Asked, Calendar, DaysOff, SendAt, WorkingHours, Zone, read};

/// When it is read, on whose clocks, and when they work.
const ASKED: [(&str, &str, &str, &str); 3] = [
    ("2026-11-24T09:00:00Z", "Europe/Berlin", "Europe/London", "Mon-Fri 09:00-17:00"),
    ("2027-03-27T23:45:10Z", "America/New_York", "Europe/Berlin", "Sun-Thu 08:00-12:00 13:00-24:00"),
    ("2026-12-31T23:59:59Z", "Pacific/Apia", "Australia/Lord_Howe", "Wed 00:00-06:00"),
];
/// Every word of the grammar that is no weekday, month, number, clock time or zone.
const WORDS: &str = "now in at on this the of a an one two three half hour hours h hr hrs minute minutes min mins m second \
    seconds sec secs s day days d week weeks wk wks w workday workdays business working work month next after today tonight \
    tomorrow tmrw tmr tmw morning noon midday afternoon evening midnight lunchtime lunch start beginning end close eod cob \
    eow eom eoy am pm theirs mine their my time clock utc z mon tue wed weds thu fri sat sun jan feb mar apr may sept year \
    and quarter quarters couple from later past to o'clock first last thing coming hours play @ a.m. p.m. second third \
    fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth \
    eighteenth nineteenth twentieth four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen \
    seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety";
const NAMES: &str = "monday tuesday wednesday thursday friday saturday sunday january february march april may june july \
    august september october november december";

/// A phrase is a moment ahead that its own words name, or refused.
pub(super) fn time_phrase(text: &str) {
    for (now, mine, theirs, hours) in ASKED {
        let now: DateTime<Utc> = now.parse().expect("a moment");
        let (mine, zone) = (Zone::named(mine).expect("a zone"), Zone::named(theirs).expect("a zone"));
        let hours = WorkingHours::parse(hours).expect("hours");
        let theirs = Calendar { zone, hours, off: DaysOff::default() };
        let asked = Asked { now, clock: &mine, mine: &mine, theirs: &theirs };
        let Ok(meant) = read(text, &asked) else { continue };
        assert!(meant.at >= now, "{text:?} is past: {}", meant.at);
        assert!(meant.at <= now + Months::new(24), "{text:?} is too far: {}", meant.at);
        if let Some(wall) = meant.wall {
            assert_eq!(meant.zone.resolve(wall).at, meant.at, "{text:?}");
        }
        says_so(text, &meant);
        at_work(text, &meant, &theirs);
        let again = |text: &str| read(text, &asked).map(|meant| meant.at).ok();
        // `20M` may be months.
        let has_minutes = text
            .split_whitespace()
            .any(|word| word.ends_with('m') && !word.ends_with("am") && !word.ends_with("pm"));
        if !has_minutes {
            assert_eq!(again(&text.to_ascii_uppercase()), Some(meant.at), "{text:?} in capitals");
        }
        let spaced = text.split_whitespace().collect::<Vec<_>>().join("  ");
        assert_eq!(again(&format!(" {spaced}\t")), Some(meant.at), "{text:?} with blanks");
    }
}

/// Every word is one of the grammar, and a clock time, a date or a weekday among them is the one that was read.
fn says_so(text: &str, meant: &SendAt) {
    let lower = text.to_lowercase();
    if is_exact(lower.trim()) {
        return assert!(meant.wall.is_none(), "{text:?}");
    }
    let words: Vec<&str> = lower.split_whitespace().map(|word| word.trim_end_matches([',', '.'])).collect();
    let strange = words.split(|word| is_word(word)).filter(|group| !group.is_empty());
    for place in strange {
        let is_zone = |words: &[&str]| Zone::typed(&words.join("_")).is_ok();
        let splits = (0..=place.len())
            .any(|at| [&place[..at], &place[at..]].iter().all(|part| part.is_empty() || is_zone(part)));
        assert!(splits || spans_a_zone(&words, place), "{text:?} has words that mean nothing: {place:?}");
    }
    for word in words {
        let (day, time) = word.split_once('t').unwrap_or((word, word));
        if let (Ok(time), Some(wall)) = (NaiveTime::parse_from_str(time, "%H:%M"), meant.wall) {
            assert!(time.to_string()[..5] != *word || wall.time() == time, "{text:?}: {wall}");
        }
        let date = day.parse::<NaiveDate>().ok().filter(|date| date.to_string() == day);
        let ends_at_midnight = meant.wall.is_some_and(|wall| wall.time() == NaiveTime::MIN);
        if let (Some(date), Some(wall)) = (date, meant.wall) {
            assert!(wall.date() == date || ends_at_midnight, "{text:?}: {wall}");
        }
        if let (Some(weekday), Some(wall)) = (weekday(word), meant.wall) {
            assert!(wall.weekday() == weekday || ends_at_midnight, "{text:?}: {wall}");
        }
    }
}

fn weekday(word: &str) -> Option<Weekday> {
    word.ends_with("day").then(|| word.parse().ok()).flatten()
}

fn is_word(word: &str) -> bool {
    let is_part = |name: &str| word.len() >= 3 && name.starts_with(word);
    WORDS.split(' ').any(|known| known == word)
        || word.is_empty()
        || NAMES.split(' ').any(is_part)
        || is_number(word)
}

/// Names of cities have words of the grammar in them: `Port of Spain`.
fn spans_a_zone(words: &[&str], place: &[&str]) -> bool {
    let joined = |from: usize, count: usize| words.get(from..from + count).map(|words| words.join("_"));
    (0..words.len()).flat_map(|from| (1..=3).filter_map(move |count| joined(from, count))).any(|name| {
        place.iter().all(|word| name.split('_').any(|part| part == *word)) && Zone::typed(&name).is_ok()
    })
}

/// An instant with an offset, or seconds since 1970.
fn is_exact(text: &str) -> bool {
    let ends_in_offset =
        text.ends_with('z') || text.rfind(['+', '-']).is_some_and(|at| text[at + 1..].len() <= 5 && at > 10);
    let begins_with_year = text.get(..4).is_some_and(|year| year.bytes().all(|byte| byte.is_ascii_digit()));
    text.starts_with('@') && text[1..].bytes().all(|byte| byte.is_ascii_digit())
        || begins_with_year && ends_in_offset && text.split_whitespace().count() <= 3
        || DateTime::parse_from_rfc2822(text).is_ok()
}

/// A number as it stands in a date, a clock time or a distance.
fn is_number(word: &str) -> bool {
    let (distance, digits) = match word.strip_prefix('+') {
        Some(rest) => (true, rest),
        None => (false, word),
    };
    let units = digits.ends_with(['h', 'm', 's', 'd', 'w']);
    let signs =
        digits.chars().all(|sign| sign.is_ascii_alphanumeric() || matches!(sign, ':' | '-' | '/' | '.'));
    let digits = digits.strip_prefix('@').unwrap_or(digits);
    digits.starts_with(|sign: char| sign.is_ascii_digit()) && signs && (!distance || units)
}

/// So many of their working days ahead, and no time beside them, is in their hours.
fn at_work(text: &str, meant: &SendAt, theirs: &Calendar) {
    let lower = text.to_lowercase();
    let words: Vec<&str> = lower.split_whitespace().collect();
    if matches!(words[..], ["next", "workday" | "week" | "month"] | ["in", _, "workdays"]) {
        assert!(theirs.is_open(meant.at), "{text:?} is {}", meant.at);
    }
}

/// A rule is shown as it is read, and its occurrences only go forward.
pub(super) fn recurrence_rule(text: &str) {
    let Ok(rule) = recurrence::read(text) else { return };
    assert_eq!(recurrence::read(&rule.to_string()).ok(), Some(rule), "{text:?} is shown as `{rule}`");
    assert_eq!(recurrence::read(&text.to_ascii_uppercase()).ok(), Some(rule), "{text:?} in capitals");
    let zone = Zone::named("Europe/London").expect("a zone");
    let hours = WorkingHours::parse("Mon-Fri 09:00-17:00").expect("hours");
    let theirs = Calendar { zone: zone.clone(), hours, off: DaysOff::default() };
    let first = NaiveDate::from_ymd_opt(2026, 1, 31).expect("a day");
    let recurrence = Recurrence {
        rule,
        first,
        time: NaiveTime::from_hms_opt(9, 0, 0),
        zone: zone.name().to_owned(),
        until: None,
        count: None,
        on_day_off: None,
        any_time: false,
        within_hours: false,
    };
    let against = Against { clock: &zone, theirs: &theirs };
    let mut last = DateTime::<Utc>::UNIX_EPOCH;
    for _ in 0..3 {
        let Some(next) = recurrence.next(first, last, against) else { return };
        assert!(next.at > last && next.day >= first, "{text:?}: {next:?} after {last}");
        last = next.at;
    }
}
