//! Zones: rules from the operating system first, chrono-tz's behind; all zone arithmetic stands here.
//!
//! chrono-tz has the rules of its release; countries change theirs more often than crates appear.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use chrono::{DateTime, FixedOffset, NaiveDateTime, Offset, TimeDelta, TimeZone, Utc};

use crate::failure::Failure;
use crate::terminal::nearest;

use super::built_in;

const FOLDERS: [&str; 3] = ["/usr/share/zoneinfo", "/usr/lib/zoneinfo", "/usr/share/lib/zoneinfo"];
static FOLDER: OnceLock<PathBuf> = OnceLock::new();
/// Zones that were found in this run.
static READ: Mutex<Vec<Zone>> = Mutex::new(Vec::new());

/// Abbreviations that are several zones at once, with what they could mean.
const AMBIGUOUS: [(&str, &str); 12] = [
    ("EST", "America/New_York, Australia/Sydney"),
    ("EDT", "America/New_York"),
    ("CST", "America/Chicago, Asia/Shanghai, America/Havana"),
    ("CDT", "America/Chicago, America/Havana"),
    ("MST", "America/Denver, America/Phoenix"),
    ("PST", "America/Los_Angeles, Asia/Manila"),
    ("PDT", "America/Los_Angeles"),
    ("IST", "Asia/Kolkata, Asia/Jerusalem, Europe/Dublin"),
    ("BST", "Europe/London, Asia/Dhaka"),
    ("CET", "Europe/Berlin, Europe/Paris"),
    ("CEST", "Europe/Berlin, Europe/Paris"),
    ("GMT", "UTC, Europe/London"),
];

/// Reads the system's rules from this folder before the usual ones.
pub fn use_folder(folder: PathBuf) {
    let _ = FOLDER.set(folder);
}

/// Tells whether a name is a zone's.
#[must_use]
pub fn is_known(name: &str) -> bool {
    Zone::find(name).is_some()
}

/// Returns the names of all zones.
pub fn names() -> impl Iterator<Item = &'static str> {
    built_in::names()
}

/// Says that a name is no zone's, and what could be meant.
#[must_use]
pub fn unknown(name: &str) -> Failure {
    let failure = Failure::usage(format!("unknown time zone `{name}`"));
    if let Some((_, zones)) = ambiguous(name) {
        return failure.hint(format!("an abbreviation can be several zones; use {zones}"));
    }
    let city = |zone: &'static str| zone.rsplit('/').next().unwrap_or(zone);
    let by_city = built_in::names().find(|zone| city(zone).eq_ignore_ascii_case(&name.replace(' ', "_")));
    match by_city.or_else(|| nearest::nearest(name, built_in::names())) {
        Some(near) => failure.hint(format!("did you mean `{near}`?")),
        None => failure.hint("use an IANA name such as Europe/Berlin or America/New_York"),
    }
}

/// Names the release of the rules in use: other rules have another name.
#[must_use]
pub fn release() -> String {
    let folder = folders().into_iter().find(|folder| folder.is_dir());
    let Some(folder) = folder else { return format!("built-in {}", env!("CARGO_PKG_VERSION")) };
    let list = folder.join("tzdata.zi");
    let first = std::fs::File::open(&list).ok().and_then(|file| BufReader::new(file).lines().next()?.ok());
    let changed =
        |path: &Path| path.metadata().and_then(|facts| facts.modified()).map(DateTime::<Utc>::from).ok();
    let changed = changed(&list).or_else(|| changed(folder)).unwrap_or_default();
    let version = first.unwrap_or_default();
    format!("{} {} {}", folder.display(), version.trim_start_matches(['#', ' ']), changed.format("%FT%TZ"))
}

/// Tells whether the operating system has rules of its own.
#[must_use]
pub fn has_system_rules() -> bool {
    from_system("Europe/London").is_some()
}

/// Returns a zone's name as it is spelled, however it was typed.
#[must_use]
pub fn spelled(name: &str) -> &str {
    built_in::names().find(|known| known.eq_ignore_ascii_case(name)).unwrap_or(name)
}

/// Cities that are English words too.
const WORDS: [&str; 5] = ["Center", "Easter", "Midway", "Reunion", "Wake"];

/// Returns the zone of a city, however it was typed; where one has two names, they are the same place.
#[must_use]
pub(super) fn of_city(city: &str) -> Option<&'static str> {
    const REGIONS: [&str; 10] = [
        "Africa",
        "America",
        "Antarctica",
        "Arctic",
        "Asia",
        "Atlantic",
        "Australia",
        "Europe",
        "Indian",
        "Pacific",
    ];
    let is_it = |name: &&str| {
        let (region, last) = (name.split('/').next(), name.rsplit('/').next());
        let known = region.is_some_and(|region| REGIONS.contains(&region));
        known && last.is_some_and(|last| last.eq_ignore_ascii_case(city) && !WORDS.contains(&last))
    };
    built_in::names().find(is_it)
}

/// Returns the zones an abbreviation could mean.
#[must_use]
pub(super) fn ambiguous(name: &str) -> Option<(&'static str, &'static str)> {
    AMBIGUOUS.into_iter().find(|(short, _)| short.eq_ignore_ascii_case(name))
}

/// A named zone and its rules.
#[derive(Debug, Clone)]
pub struct Zone {
    name: String,
    rules: Arc<tz::TimeZone>,
}

/// An instant for a wall time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resolved {
    /// The instant.
    pub at: DateTime<Utc>,
    /// What a clock change did to it.
    pub note: Option<String>,
}

impl Zone {
    /// Finds a zone by its IANA name.
    ///
    /// # Errors
    /// No zone has that name: exit code 2, with what could be meant.
    pub fn named(name: &str) -> Result<Self, Failure> {
        Self::find(name).ok_or_else(|| unknown(name))
    }

    /// Returns the IANA name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns the place as people say it: `London`, `New York`, `UTC`.
    #[must_use]
    pub fn city(&self) -> String {
        self.name.rsplit('/').next().unwrap_or(&self.name).replace('_', " ")
    }

    /// Returns what the clock there shows at an instant.
    #[must_use]
    pub fn local(&self, at: DateTime<Utc>) -> DateTime<FixedOffset> {
        at.with_timezone(&self.offset(at))
    }

    /// Finds the instant of a wall time: one that does not exist moves forward by the gap, one that exists
    /// twice is the first; both say so.
    #[must_use]
    pub fn resolve(&self, wall: NaiveDateTime) -> Resolved {
        let guess = wall.and_utc();
        let (before, after) =
            (self.offset(guess - TimeDelta::hours(36)), self.offset(guess + TimeDelta::hours(36)));
        let fits = |offset: FixedOffset| {
            let at = offset.from_local_datetime(&wall).single()?.to_utc();
            (self.offset(at) == offset).then_some(at)
        };
        match (fits(before), fits(after)) {
            (Some(first), Some(second)) if first != second => {
                Resolved { at: first.min(second), note: Some(self.twice(wall)) }
            }
            (Some(at), _) | (None, Some(at)) => Resolved { at, note: None },
            (None, None) => self.skipped(wall, before),
        }
    }

    /// A wall time in a gap, read with the offset before it, lands as far behind the gap as it stood in it.
    fn skipped(&self, wall: NaiveDateTime, before: FixedOffset) -> Resolved {
        let at = (wall - TimeDelta::seconds(before.local_minus_utc().into())).and_utc();
        let shown = self.local(at).format("%a %-d %b %H:%M");
        let asked = wall.format("%a %-d %b %H:%M");
        Resolved { at, note: Some(format!("the clocks in {} skip {asked}; it becomes {shown}", self.city())) }
    }

    fn twice(&self, wall: NaiveDateTime) -> String {
        let asked = wall.format("%a %-d %b %H:%M");
        format!("the clocks in {} show {asked} twice; the first is meant", self.city())
    }

    fn offset(&self, at: DateTime<Utc>) -> FixedOffset {
        let kind = self.rules.find_local_time_type(at.timestamp());
        let seconds = kind.map_or(0, tz::LocalTimeType::ut_offset);
        FixedOffset::east_opt(seconds).unwrap_or_else(|| Utc.fix())
    }

    fn find(name: &str) -> Option<Self> {
        if !is_well_formed(name) {
            return None;
        }
        // Ten thousand messages are to people in a few zones.
        let mut read = READ.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(zone) = read.iter().find(|zone| zone.name == name) {
            return Some(zone.clone());
        }
        let rules = from_system(name).or_else(|| built_in::rules(name))?;
        read.push(Self { name: name.to_owned(), rules: Arc::new(rules) });
        read.last().cloned()
    }
}

/// A name that can be no path out of the zone folder.
fn is_well_formed(name: &str) -> bool {
    let sign = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'+' | b'-' | b'/');
    let starts = name.as_bytes().first().is_some_and(u8::is_ascii_uppercase);
    starts && name.len() <= 64 && name.bytes().all(sign) && !name.contains("//") && !name.ends_with('/')
}

fn folders() -> Vec<&'static Path> {
    FOLDER.get().map(PathBuf::as_path).into_iter().chain(FOLDERS.iter().map(Path::new)).collect()
}

fn from_system(name: &str) -> Option<tz::TimeZone> {
    let bytes = folders().into_iter().find_map(|folder| std::fs::read(folder.join(name)).ok())?;
    tz::TimeZone::from_tz_data(&bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resolve(zone: &str, wall: &str) -> (String, bool) {
        let resolved = Zone::named(zone).unwrap().resolve(wall.parse().unwrap());
        (resolved.at.format("%FT%TZ").to_string(), resolved.note.is_some())
    }

    #[test]
    fn a_wall_time_that_does_not_exist_moves_forward_by_the_gap_and_says_so() {
        assert_eq!(resolve("Europe/Berlin", "2027-03-28T02:30:00"), ("2027-03-28T01:30:00Z".into(), true));
        assert_eq!(resolve("America/New_York", "2027-03-14T02:30:00"), ("2027-03-14T07:30:00Z".into(), true));
        assert_eq!(
            resolve("Australia/Lord_Howe", "2027-10-03T02:15:00"),
            ("2027-10-02T15:45:00Z".into(), true)
        );
        assert_eq!(resolve("Pacific/Apia", "2011-12-30T12:00:00"), ("2011-12-30T22:00:00Z".into(), true));
    }

    #[test]
    fn a_wall_time_that_exists_twice_is_the_first_and_says_so() {
        assert_eq!(resolve("Europe/Berlin", "2027-10-31T02:30:00"), ("2027-10-31T00:30:00Z".into(), true));
        assert_eq!(
            resolve("Australia/Lord_Howe", "2027-04-04T01:45:00"),
            ("2027-04-03T14:45:00Z".into(), true)
        );
        assert_eq!(resolve("Europe/Berlin", "2027-10-31T03:30:00"), ("2027-10-31T02:30:00Z".into(), false));
    }

    #[test]
    fn a_name_that_is_a_path_or_an_abbreviation_is_no_zone() {
        for bad in ["../../etc/passwd", "/etc/localtime", "Europe//Berlin", "", "Europe/Nowhere", "IST"] {
            assert!(!is_known(bad), "{bad}");
        }
        assert!(unknown("IST").hints[0].contains("Asia/Kolkata"));
        assert!(unknown("berlin").hints[0].contains("Europe/Berlin"));
    }
}
