//! Zones: rules from the operating system first, chrono-tz's behind; all zone arithmetic stands here.
//!
//! chrono-tz has the rules of its release; countries change theirs more often than crates appear.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use chrono::{DateTime, FixedOffset, NaiveDateTime, Offset, TimeDelta, TimeZone, Utc};

use crate::failure::Failure;

use super::{built_in, zone_names};

pub use zone_names::unknown;
pub(super) use zone_names::{of_city, refusal};

const FOLDERS: [&str; 3] = ["/usr/share/zoneinfo", "/usr/lib/zoneinfo", "/usr/share/lib/zoneinfo"];
static FOLDER: OnceLock<PathBuf> = OnceLock::new();
/// Zones that were found in this run.
static READ: Mutex<Vec<Zone>> = Mutex::new(Vec::new());

/// Reads the system's rules from this folder before the usual ones.
pub fn use_folder(folder: PathBuf) {
    let _ = FOLDER.set(folder);
}

/// Tells whether text is the name of a zone as [`Zone::typed`] would spell it.
#[must_use]
pub fn is_known(name: &str) -> bool {
    Zone::typed(name).is_ok_and(|zone| zone.name == name)
}

/// Returns the names that are offered for a zone; `Etc/GMT-5` is accepted, but means the opposite of what it says.
pub fn names() -> impl Iterator<Item = &'static str> {
    let offered = |name: &&str| match name.contains('/') {
        true => !name.starts_with("Etc/GMT"),
        false => refusal(name).is_none(),
    };
    built_in::names().filter(offered)
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

/// Reads the variable `TZ` as the C library does: a name, a path to a file of rules, or rules in POSIX's own notation.
/// What it returns is a name that [`Zone::named`] knows.
///
/// # Errors
/// Text that the C library would take for UTC: exit code 2.
pub fn of_variable(tz: &str) -> Result<String, Failure> {
    let wanted = tz.strip_prefix(':').unwrap_or(tz);
    let name = match Path::new(wanted).is_absolute() {
        true => of_file(Path::new(wanted)),
        false => [wanted, zone_names::spelled(wanted)]
            .into_iter()
            .find(|name| Zone::find(name).is_some())
            .map(str::to_owned),
    };
    name.ok_or_else(|| {
        Failure::usage(format!("TZ is `{tz}`, which isn't a time zone"))
            .hint("set TZ to an IANA name: export TZ=Europe/Berlin")
            .hint("or say it once for mindful: mindful config set me.timezone Europe/Berlin")
    })
}

/// Returns the name of the system's own zone; a machine that does not say has UTC, as the C library has it.
#[must_use]
pub fn of_system() -> String {
    let named = iana_time_zone::get_timezone().ok().filter(|name| Zone::find(name).is_some());
    named.or_else(|| rules_of(Path::new("/etc/localtime"))).unwrap_or_else(|| "UTC".to_owned())
}

/// Names the zone of a file: by its place among the system's rules, else by the rules that it ends with.
fn of_file(path: &Path) -> Option<String> {
    if path == Path::new("/etc/localtime") && path.exists() {
        return Some(of_system());
    }
    let path = path.canonicalize().ok()?;
    let inside = |folder: &Path| path.strip_prefix(folder.canonicalize().ok()?).ok().map(Path::to_owned);
    let name = folders().into_iter().find_map(inside);
    let name = name.and_then(|name| name.to_str().map(|name| name.trim_start_matches("posix/").to_owned()));
    name.filter(|name| Zone::find(name).is_some()).or_else(|| rules_of(&path))
}

/// Returns the last line of a file of rules: what holds after its list of changes, in POSIX's notation.
fn rules_of(path: &Path) -> Option<String> {
    const LARGEST: u64 = 1 << 20; // No file of the database has a tenth of it.
    path.metadata().ok().filter(|facts| facts.is_file() && facts.len() <= LARGEST)?;
    let bytes = std::fs::read(path).ok().filter(|bytes| bytes.starts_with(b"TZif"))?;
    let text = bytes.strip_suffix(b"\n")?;
    let line = text.rsplit(|byte| *byte == b'\n').next()?;
    std::str::from_utf8(line).ok().filter(|rules| from_posix(rules).is_some()).map(str::to_owned)
}

/// Reads rules in POSIX's notation, such as `CET-1CEST,M3.5.0,M10.5.0/3`.
fn from_posix(rules: &str) -> Option<tz::TimeZone> {
    let sign = |byte: u8| byte.is_ascii_alphanumeric() || b"<>+-,./:".contains(&byte);
    if rules.len() > 128 || !rules.bytes().all(sign) || !rules.contains(|sign: char| sign.is_ascii_digit()) {
        return None;
    }
    // No file is looked for: the notation alone.
    let settings = tz::TimeZoneSettings::new(&[], |_| Err("no file".into()));
    settings.parse_posix_tz(rules).ok()
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
    /// Finds a zone by the name under which this program keeps it, or by the rules of a `TZ`.
    ///
    /// # Errors
    /// No zone has that name: exit code 2, with what could be meant.
    pub fn named(name: &str) -> Result<Self, Failure> {
        Self::find(name).ok_or_else(|| unknown(name))
    }

    /// Finds the zone that a person or the directory names: by its IANA name or its city, in any case.
    ///
    /// # Errors
    /// An abbreviation, an offset, or a name that isn't a zone's: exit code 2, with what could be meant.
    pub fn typed(text: &str) -> Result<Self, Failure> {
        let text = text.trim();
        // Nearly all are written as they are spelled; this is read at every start.
        let exact = text.contains('/').then(|| Self::listed(text)).flatten();
        exact.or_else(|| Self::listed(zone_names::meant(text)?)).ok_or_else(|| unknown(text))
    }

    /// Returns the IANA name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns the place as people say it: `London`, `New York`, `UTC`; of a `TZ` with rules the part before them.
    #[must_use]
    pub fn city(&self) -> String {
        if let Some((name, _)) = self.name.split_once(',') {
            return name.to_owned();
        }
        zone_names::shown(&self.name)
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

    /// Finds the instant of a wall time as [`Self::resolve`] does; of two, the first that is not past at `now`.
    #[must_use]
    pub fn resolve_ahead(&self, wall: NaiveDateTime, now: DateTime<Utc>) -> Resolved {
        let first = self.resolve(wall);
        let later = self.offset(wall.and_utc() + TimeDelta::hours(36));
        let second = later.from_local_datetime(&wall).single().map(|at| at.to_utc());
        match second.filter(|at| first.at < now && *at > first.at && self.local(*at).naive_local() == wall) {
            Some(at) => Resolved { at, note: Some(self.second(wall)) },
            None => first,
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

    fn second(&self, wall: NaiveDateTime) -> String {
        let asked = wall.format("%a %-d %b %H:%M");
        format!("the clocks in {} show {asked} twice; the second is meant, as the first is past", self.city())
    }

    fn offset(&self, at: DateTime<Utc>) -> FixedOffset {
        let kind = self.rules.find_local_time_type(at.timestamp());
        let seconds = kind.map_or(0, tz::LocalTimeType::ut_offset);
        FixedOffset::east_opt(seconds).unwrap_or_else(|| Utc.fix())
    }

    /// Finds a zone of the database.
    fn listed(name: &str) -> Option<Self> {
        is_well_formed(name)
            .then(|| Self::kept(name, |name| from_system(name).or_else(|| built_in::rules(name))))?
    }

    fn find(name: &str) -> Option<Self> {
        Self::listed(name).or_else(|| Self::kept(name, from_posix))
    }

    /// Returns the zone from those that were read in this run: ten thousand messages are to people in a few zones.
    fn kept(name: &str, read: impl Fn(&str) -> Option<tz::TimeZone>) -> Option<Self> {
        let mut known = READ.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(zone) = known.iter().find(|zone| zone.name == name) {
            return Some(zone.clone());
        }
        known.push(Self { name: name.to_owned(), rules: Arc::new(read(name)?) });
        known.last().cloned()
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
        for bad in
            ["../../etc/passwd", "/etc/localtime", "Europe//Berlin", "", "Europe/Nowhere", "IST", "EST5"]
        {
            assert!(!is_known(bad), "{bad}");
        }
        assert!(unknown("IST").hints[0].contains("Asia/Kolkata"));
        assert!(unknown("berlin").hints[0].contains("Europe/Berlin"));
    }

    #[test]
    fn rules_in_posix_notation_are_a_zone_of_their_own_and_nothing_that_is_typed() {
        let rules = "CET-1CEST,M3.5.0,M10.5.0/3";
        assert_eq!(of_variable(rules).unwrap(), rules);
        let zone = Zone::named(rules).unwrap();
        assert_eq!(zone.city(), "CET-1CEST");
        for wall in
            ["2027-01-15T09:00:00", "2027-07-15T09:00:00", "2027-03-28T02:30:00", "2027-10-31T02:30:00"]
        {
            let wall = wall.parse().unwrap();
            assert_eq!(
                zone.resolve(wall).at,
                Zone::named("Europe/Berlin").unwrap().resolve(wall).at,
                "{wall}"
            );
        }
        for (tz, seconds) in
            [("EST5", -18_000), ("<+0330>-3:30", 12_600), ("GMT+5", -18_000), ("EST", -18_000)]
        {
            let zone = Zone::named(&of_variable(tz).unwrap()).unwrap();
            let winter = "2027-01-15T12:00:00Z".parse().unwrap();
            assert_eq!(zone.local(winter).offset().local_minus_utc(), seconds, "{tz}");
        }
        assert!(Zone::typed(rules).is_err() && Zone::typed("GMT+5").is_err());
    }

    #[test]
    fn a_variable_that_is_no_zone_is_an_error_that_names_it() {
        for tz in [
            "Europe/Nowhere",
            ":",
            "/nowhere",
            ":/etc/passwd",
            "/dev/zero",
            "../Europe/Berlin",
            "CET-1CEST,M3",
        ] {
            assert!(of_variable(tz).unwrap_err().what.contains(tz), "{tz}");
        }
    }
}
