//! Days off out of a calendar file (RFC 5545): whole days, repeated ones for the next two years.
//!
//! Calendars disagree with the standard in many ways. An event that can't be understood is left out and named; the
//! others are read.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::{DateTime, Days, Months, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Utc};

use crate::schedule::{DayRule, Zone, day_in, wall};

use super::content_lines::{Calendar, Calendars, Event, Property};

/// Nothing is scheduled further ahead, so no day off matters there.
const AHEAD: Months = Months::new(24);
/// Upper bound for the days of one event: longer than any leave.
const LONGEST: i64 = 10_000;

/// What a calendar file says about days off.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Holidays {
    /// First and last day of each, earliest first; none is over.
    pub days: Vec<(NaiveDate, NaiveDate)>,
    /// Names of events that have a time of day, and so are no days off.
    pub timed: Vec<String>,
    /// Names of events that can't be understood, and why.
    pub unreadable: Vec<(String, String)>,
}

/// Reads the days off that are not over on `today`; `mine` is the zone of dates in UTC that name no other.
///
/// # Errors
/// Bytes that are no calendar, or not the whole of one.
pub fn holidays(bytes: &[u8], today: NaiveDate, mine: &Zone) -> Result<Holidays, String> {
    let file = Calendars::read(bytes)?;
    let mut found = Holidays::default();
    let mut entries = Vec::new();
    for event in &file.events {
        match Entry::read(event, &file.calendars[event.calendar], mine) {
            Ok(entry) => entries.push(entry),
            Err(why) => found.unreadable.push((name(event), why)),
        }
    }
    let series = Changes::of(&entries);
    for entry in entries.iter().filter(|entry| series.counts(entry)) {
        match entry.days {
            Some(_) => found.days.extend(series.occurrences(entry, today)),
            None => found.timed.push(entry.name.clone()),
        }
    }
    found.days.retain(|(_, last)| *last >= today);
    found.days.sort_unstable();
    found.days.dedup();
    Ok(found)
}

/// Whole days: the first, and how many.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Span {
    first: NaiveDate,
    days: u64,
}

impl Span {
    fn ends(self) -> Option<(NaiveDate, NaiveDate)> {
        Some((self.first, self.first.checked_add_days(Days::new(self.days - 1))?))
    }
}

/// An event as it is written: a series, a single event, or a change to one instance of a series.
#[derive(Debug)]
struct Entry {
    name: String,
    uid: Option<String>,
    sequence: i64,
    cancelled: bool,
    /// Its whole calendar takes back what it names.
    recalls: bool,
    /// The day of the instance that it changes, and whether all later ones change likewise.
    instance: Option<(NaiveDate, bool)>,
    /// `None` when it has a time of day.
    days: Option<Span>,
    rules: Vec<DayRule>,
    more: Vec<Span>,
    except: HashSet<NaiveDate>,
    except_by_rule: Vec<DayRule>,
}

impl Entry {
    fn read(event: &Event, calendar: &Calendar, mine: &Zone) -> Result<Self, String> {
        let reader = Reader { event, zone: zone(event, calendar, mine) };
        let says = |name: &str, word: &str| {
            reader.value(name).is_some_and(|value| value.trim().eq_ignore_ascii_case(word))
        };
        let cancelled = calendar.cancels || says("STATUS", "CANCELLED");
        let instance = reader.instance()?;
        let mut entry = Self {
            name: name(event),
            uid: reader.value("UID").map(|uid| uid.trim().to_owned()).filter(|uid| !uid.is_empty()),
            sequence: reader.value("SEQUENCE").and_then(|number| number.trim().parse().ok()).unwrap_or(0),
            cancelled,
            recalls: calendar.cancels,
            instance,
            days: None,
            rules: Vec::new(),
            more: Vec::new(),
            except: HashSet::new(),
            except_by_rule: Vec::new(),
        };
        if cancelled {
            return Ok(entry); // Its dates do not matter, and are often missing.
        }
        entry.days = reader.span()?;
        if let Some(span) = entry.days {
            entry.rules = reader.rules("RRULE", span.first)?;
            entry.more = reader.more(span)?;
            entry.except = reader.days("EXDATE")?;
            entry.except_by_rule = reader.rules("EXRULE", span.first)?;
        }
        Ok(entry)
    }
}

/// The changes to instances that stand beside the series they belong to, by the `UID` they share.
struct Changes<'a> {
    instances: HashMap<&'a str, BTreeMap<NaiveDate, &'a Entry>>,
    /// Series that are cancelled, and the highest `SEQUENCE` that was.
    recalled: HashMap<&'a str, i64>,
    /// `UID`s of which a series or single event still stands; without one, changes to it are stale.
    standing: HashSet<&'a str>,
    cancelled: HashSet<&'a str>,
}

impl<'a> Changes<'a> {
    fn of(entries: &'a [Entry]) -> Self {
        let mut changes = Self {
            instances: HashMap::new(),
            recalled: HashMap::new(),
            standing: HashSet::new(),
            cancelled: HashSet::new(),
        };
        for entry in entries {
            let Some(uid) = entry.uid.as_deref() else { continue };
            match entry.instance {
                Some((day, _)) => changes.instance(uid, day, entry),
                None if entry.recalls => {
                    let highest = changes.recalled.entry(uid).or_insert(entry.sequence);
                    *highest = entry.sequence.max(*highest);
                }
                None if entry.cancelled => drop(changes.cancelled.insert(uid)),
                None => drop(changes.standing.insert(uid)),
            }
        }
        changes
    }

    /// Of several changes to one instance the one with the highest `SEQUENCE` counts, and the last of these.
    fn instance(&mut self, uid: &'a str, day: NaiveDate, entry: &'a Entry) {
        let known = self.instances.entry(uid).or_default().entry(day).or_insert(entry);
        if entry.sequence >= known.sequence {
            *known = entry;
        }
    }

    /// Tells whether an event takes place at all.
    fn counts(&self, entry: &Entry) -> bool {
        let Some(uid) = entry.uid.as_deref() else { return !entry.cancelled };
        let recalled = self.recalled.get(uid).is_some_and(|highest| entry.sequence <= *highest);
        let changes = self.instances.get(uid);
        let stands = match entry.instance {
            None => true,
            Some((day, _)) => {
                let latest = changes.and_then(|days| days.get(&day));
                let is_stale = self.cancelled.contains(uid) && !self.standing.contains(uid);
                latest.is_some_and(|latest| std::ptr::eq(*latest, entry)) && !is_stale
            }
        };
        !entry.cancelled && !recalled && stands
    }

    fn occurrences(&self, entry: &Entry, today: NaiveDate) -> Vec<(NaiveDate, NaiveDate)> {
        let spans = match (entry.days, entry.instance) {
            (None, _) => Vec::new(),
            (Some(span), Some(_)) => vec![span],
            (Some(span), None) => self.of_series(entry, span, today),
        };
        spans.into_iter().filter_map(Span::ends).collect()
    }

    fn of_series(&self, entry: &Entry, span: Span, today: NaiveDate) -> Vec<Span> {
        let from = today.checked_sub_days(Days::new(span.days)).unwrap_or(today);
        let until = today.checked_add_months(AHEAD).unwrap_or(today);
        let all =
            |rules: &[DayRule]| rules.iter().flat_map(|rule| rule.days(from, until)).collect::<Vec<_>>();
        let mut except: HashSet<NaiveDate> = all(&entry.except_by_rule).into_iter().collect();
        except.extend(&entry.except);
        let repeated = all(&entry.rules).into_iter().map(|first| Span { first, ..span });
        let single = entry.rules.is_empty().then_some(span);
        let spans = single.into_iter().chain(repeated).chain(entry.more.iter().copied());
        let changes = entry.uid.as_deref().and_then(|uid| self.instances.get(uid));
        let kept = spans.filter(|span| !except.contains(&span.first));
        kept.filter_map(|span| changes.map_or(Some(span), |changes| changed(span, changes))).collect()
    }
}

/// Returns an instance as the changes leave it; `None` for one that has an event of its own, or is cancelled.
fn changed(span: Span, changes: &BTreeMap<NaiveDate, &Entry>) -> Option<Span> {
    if changes.contains_key(&span.first) {
        return None;
    }
    let earlier = changes.range(..span.first).rev();
    let Some((day, entry)) = earlier.into_iter().find(|(_, entry)| matches!(entry.instance, Some((_, true))))
    else {
        return Some(span);
    };
    // All from that day on are moved as that one is.
    let moved = entry.days.filter(|_| !entry.cancelled)?;
    let first = span.first.checked_add_signed(moved.first - *day)?;
    Some(Span { first, days: moved.days })
}

fn name(event: &Event) -> String {
    let summary = event.properties.iter().find(|property| property.name == "SUMMARY");
    let text = summary.and_then(|property| property.value.as_deref()).unwrap_or_default();
    let text = text.replace("\\n", " ").replace("\\N", " ").replace("\\,", ",").replace("\\;", ";");
    match text.trim() {
        "" => "an event without a name".to_owned(),
        name => name.to_owned(),
    }
}

/// Returns the zone of an event's dates: its own, else its calendar's, else mine.
fn zone(event: &Event, calendar: &Calendar, mine: &Zone) -> Zone {
    let start = event.properties.iter().find(|property| property.name == "DTSTART");
    let own = start.and_then(|start| start.parameter("TZID")).and_then(named);
    own.or_else(|| calendar.zone.as_deref().and_then(named)).unwrap_or_else(|| mine.clone())
}

/// Finds a zone by the name that a calendar gives it: IANA's, with a path before it, or Windows'.
fn named(name: &str) -> Option<Zone> {
    let name = name.trim().trim_matches('"');
    let windows =
        || WINDOWS.lines().filter_map(|line| line.split_once('=')).find(|(known, _)| *known == name);
    let tail = |parts: usize| name.rsplitn(parts + 1, '/').take(parts).collect::<Vec<_>>();
    let after_a_path = |parts: usize| {
        let mut words = tail(parts);
        words.reverse();
        (words.len() == parts).then(|| words.join("/")).and_then(|name| Zone::typed(&name).ok())
    };
    match windows() {
        Some((_, zone)) => Zone::typed(zone).ok(),
        None if name.contains('/') => after_a_path(3).or_else(|| after_a_path(2)).or_else(|| after_a_path(1)),
        None => Zone::typed(name).ok(),
    }
}

/// Reads the dates of one event.
struct Reader<'a> {
    event: &'a Event,
    zone: Zone,
}

/// A date as it is written.
enum When {
    Day(NaiveDate),
    /// On the clock of the event's zone.
    Wall(NaiveDateTime),
}

impl When {
    fn day(&self) -> NaiveDate {
        match self {
            Self::Day(day) => *day,
            Self::Wall(wall) => wall.date(),
        }
    }

    /// A date, or the midnight that some programs write for one.
    fn whole_day(&self) -> Option<NaiveDate> {
        match self {
            Self::Day(day) => Some(*day),
            Self::Wall(wall) => (wall.time() == NaiveTime::MIN).then(|| wall.date()),
        }
    }
}

impl Reader<'_> {
    fn all(&self, name: &str) -> impl Iterator<Item = &Property> {
        self.event.properties.iter().filter(move |property| property.name == name)
    }

    fn value(&self, name: &str) -> Option<&str> {
        self.all(name).find_map(|property| property.value.as_deref())
    }

    /// Reads a property that may be missing, but not be there without a date.
    fn date(&self, name: &str) -> Result<Option<When>, String> {
        // Where the colon is missing, name and value run together.
        let broken = self
            .event
            .properties
            .iter()
            .find(|property| property.value.is_none() && property.name.starts_with(name));
        if broken.is_some() {
            return Err(format!("the {name} has no value"));
        }
        let Some(property) = self.all(name).next() else { return Ok(None) };
        let text = property.value.as_deref().unwrap_or_default().trim();
        let when = self.when(text, property).ok_or_else(|| format!("the {name} `{text}` isn't a date"))?;
        Ok(Some(when))
    }

    /// Reads `20261224`, `20261224T000000` on the property's clock, or `20261223T230000Z`.
    fn when(&self, text: &str, property: &Property) -> Option<When> {
        let text = text.trim().to_ascii_uppercase();
        if text.len() == 8 {
            return day_in(&text, &self.zone).map(When::Day);
        }
        let own = property.parameter("TZID").and_then(named).unwrap_or_else(|| self.zone.clone());
        match text.strip_suffix('Z') {
            Some(utc) => {
                let at = DateTime::<Utc>::from_naive_utc_and_offset(wall(utc)?, Utc);
                Some(When::Wall(self.zone.local(at).naive_local()))
            }
            None if own.name() == self.zone.name() => wall(&text).map(When::Wall),
            None => {
                let at = own.resolve(wall(&text)?).at;
                Some(When::Wall(self.zone.local(at).naive_local()))
            }
        }
    }

    /// Returns the whole days of an event; `None` when it has a time of day.
    fn span(&self) -> Result<Option<Span>, String> {
        let start = self.date("DTSTART")?.ok_or("it has no DTSTART")?;
        let end = self.date("DTEND")?;
        let duration = self.value("DURATION").map(str::trim).filter(|text| !text.is_empty());
        let Some(first) = start.whole_day() else { return Ok(None) };
        let days = match (end, duration) {
            (Some(end), _) => match end.whole_day() {
                // The end is the day after the last; some programs write the last.
                Some(end) if end >= first => (end - first).num_days().max(1),
                Some(end) => return Err(format!("its end {end} is before its start")),
                None => return Ok(None),
            },
            (None, Some(text)) => {
                let length = duration_of(text).ok_or_else(|| format!("the DURATION `{text}` isn't one"))?;
                match (length.num_seconds() % 86_400, &start) {
                    (0, _) => length.num_days().max(1),
                    (_, When::Wall(_)) => return Ok(None),
                    (_, When::Day(_)) => return Err(format!("the DURATION `{text}` is not of whole days")),
                }
            }
            (None, None) => 1,
        };
        match days {
            1..=LONGEST => Ok(Some(Span { first, days: days.unsigned_abs() })),
            _ => Err(format!("it has {days} days")),
        }
    }

    fn instance(&self) -> Result<Option<(NaiveDate, bool)>, String> {
        let Some(when) = self.date("RECURRENCE-ID")? else { return Ok(None) };
        let range = self.all("RECURRENCE-ID").find_map(|property| property.parameter("RANGE"));
        Ok(Some((when.day(), range.is_some_and(|range| range.eq_ignore_ascii_case("THISANDFUTURE")))))
    }

    fn rules(&self, name: &str, first: NaiveDate) -> Result<Vec<DayRule>, String> {
        let texts = self.all(name).map(|property| property.value.as_deref().unwrap_or_default().trim());
        let read = |text| DayRule::parse(text, first, &self.zone);
        let rules = texts.filter(|text| !text.is_empty()).map(read).collect::<Result<_, _>>();
        rules.map_err(|why| format!("the {name} can't be read: {why}"))
    }

    /// Reads the days of all properties of a name.
    fn days(&self, name: &str) -> Result<HashSet<NaiveDate>, String> {
        let mut days = HashSet::new();
        for property in self.all(name) {
            for text in property
                .value
                .as_deref()
                .unwrap_or_default()
                .split(',')
                .filter(|text| !text.trim().is_empty())
            {
                let text = text.trim().to_ascii_uppercase();
                let day = match text.ends_with('Z') {
                    true => day_in(&text, &self.zone),
                    false => self.when(&text, property).map(|when| when.day()),
                };
                days.insert(day.ok_or_else(|| format!("the {name} `{text}` isn't a date"))?);
            }
        }
        Ok(days)
    }

    /// Reads the instances that are added one by one: dates, or periods with a length of their own.
    fn more(&self, span: Span) -> Result<Vec<Span>, String> {
        let mut spans = Vec::new();
        for property in self.all("RDATE") {
            let texts = property.value.as_deref().unwrap_or_default().split(',');
            for text in texts.map(str::trim).filter(|text| !text.is_empty()) {
                let read = self.added(text, property, span);
                spans.push(read.ok_or_else(|| format!("the RDATE `{text}` isn't a day"))?);
            }
        }
        Ok(spans)
    }

    fn added(&self, text: &str, property: &Property, span: Span) -> Option<Span> {
        let Some((start, end)) = text.split_once('/') else {
            return Some(Span { first: self.when(text, property)?.day(), ..span });
        };
        let first = self.when(start, property)?.whole_day()?;
        let days = match duration_of(end) {
            Some(length) if length.num_seconds() % 86_400 == 0 => length.num_days(),
            Some(_) => return None,
            None => (self.when(end, property)?.whole_day()? - first).num_days(),
        };
        (1..=LONGEST).contains(&days).then(|| Span { first, days: days.unsigned_abs() })
    }
}

/// Reads `P1D`, `+P2W`, `PT86400S`, `P1DT12H` (RFC 5545, section 3.3.6); none is negative.
fn duration_of(text: &str) -> Option<TimeDelta> {
    let upper = text.trim().to_ascii_uppercase();
    let parts = upper.strip_prefix('+').unwrap_or(&upper).strip_prefix('P')?;
    let (date, time) = parts.split_once('T').unwrap_or((parts, ""));
    if parts.is_empty() || parts.ends_with('T') {
        return None;
    }
    let date = seconds(date, &[('W', 604_800), ('D', 86_400)])?;
    let time = seconds(time, &[('H', 3_600), ('M', 60), ('S', 1)])?;
    TimeDelta::try_seconds(date.checked_add(time)?)
}

/// Adds numbers with their units, each at most once and in their order.
fn seconds(text: &str, units: &[(char, i64)]) -> Option<i64> {
    let (mut sum, mut rest) = (0_i64, text);
    for (unit, worth) in units {
        if let Some((number, after)) = rest.split_once(*unit) {
            let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
            let number: i64 = number.parse().ok().filter(|_| is_number)?;
            sum = sum.checked_add(number.checked_mul(*worth)?)?;
            rest = after;
        }
    }
    rest.is_empty().then_some(sum)
}

/// Names that Windows, Outlook and Exchange give to zones (Unicode CLDR, `windowsZones`).
const WINDOWS: &str = "\
AUS Central Standard Time=Australia/Darwin
AUS Eastern Standard Time=Australia/Sydney
Afghanistan Standard Time=Asia/Kabul
Alaskan Standard Time=America/Anchorage
Arab Standard Time=Asia/Riyadh
Arabian Standard Time=Asia/Dubai
Arabic Standard Time=Asia/Baghdad
Argentina Standard Time=America/Argentina/Buenos_Aires
Atlantic Standard Time=America/Halifax
Azerbaijan Standard Time=Asia/Baku
Azores Standard Time=Atlantic/Azores
Bangladesh Standard Time=Asia/Dhaka
Belarus Standard Time=Europe/Minsk
Canada Central Standard Time=America/Regina
Cape Verde Standard Time=Atlantic/Cape_Verde
Caucasus Standard Time=Asia/Yerevan
Cen. Australia Standard Time=Australia/Adelaide
Central America Standard Time=America/Guatemala
Central Asia Standard Time=Asia/Bishkek
Central Brazilian Standard Time=America/Cuiaba
Central Europe Standard Time=Europe/Budapest
Central European Standard Time=Europe/Warsaw
Central Pacific Standard Time=Pacific/Guadalcanal
Central Standard Time=America/Chicago
Central Standard Time (Mexico)=America/Mexico_City
China Standard Time=Asia/Shanghai
E. Africa Standard Time=Africa/Nairobi
E. Australia Standard Time=Australia/Brisbane
E. Europe Standard Time=Europe/Chisinau
E. South America Standard Time=America/Sao_Paulo
Eastern Standard Time=America/New_York
Egypt Standard Time=Africa/Cairo
Ekaterinburg Standard Time=Asia/Yekaterinburg
FLE Standard Time=Europe/Kyiv
Fiji Standard Time=Pacific/Fiji
GMT Standard Time=Europe/London
GTB Standard Time=Europe/Bucharest
Georgian Standard Time=Asia/Tbilisi
Greenwich Standard Time=Atlantic/Reykjavik
Hawaiian Standard Time=Pacific/Honolulu
India Standard Time=Asia/Kolkata
Iran Standard Time=Asia/Tehran
Israel Standard Time=Asia/Jerusalem
Jordan Standard Time=Asia/Amman
Korea Standard Time=Asia/Seoul
Middle East Standard Time=Asia/Beirut
Montevideo Standard Time=America/Montevideo
Morocco Standard Time=Africa/Casablanca
Mountain Standard Time=America/Denver
Mountain Standard Time (Mexico)=America/Mazatlan
Myanmar Standard Time=Asia/Yangon
N. Central Asia Standard Time=Asia/Novosibirsk
Namibia Standard Time=Africa/Windhoek
Nepal Standard Time=Asia/Kathmandu
New Zealand Standard Time=Pacific/Auckland
Newfoundland Standard Time=America/St_Johns
North Asia East Standard Time=Asia/Irkutsk
North Asia Standard Time=Asia/Krasnoyarsk
Pacific SA Standard Time=America/Santiago
Pacific Standard Time=America/Los_Angeles
Pacific Standard Time (Mexico)=America/Tijuana
Pakistan Standard Time=Asia/Karachi
Paraguay Standard Time=America/Asuncion
Romance Standard Time=Europe/Paris
Russian Standard Time=Europe/Moscow
SA Eastern Standard Time=America/Cayenne
SA Pacific Standard Time=America/Bogota
SA Western Standard Time=America/La_Paz
SE Asia Standard Time=Asia/Bangkok
Samoa Standard Time=Pacific/Apia
Singapore Standard Time=Asia/Singapore
South Africa Standard Time=Africa/Johannesburg
Sri Lanka Standard Time=Asia/Colombo
Syria Standard Time=Asia/Damascus
Taipei Standard Time=Asia/Taipei
Tasmania Standard Time=Australia/Hobart
Tokyo Standard Time=Asia/Tokyo
Tonga Standard Time=Pacific/Tongatapu
Turkey Standard Time=Europe/Istanbul
US Eastern Standard Time=America/Indiana/Indianapolis
US Mountain Standard Time=America/Phoenix
UTC=UTC
Ulaanbaatar Standard Time=Asia/Ulaanbaatar
Venezuela Standard Time=America/Caracas
Vladivostok Standard Time=Asia/Vladivostok
W. Australia Standard Time=Australia/Perth
W. Central Africa Standard Time=Africa/Lagos
W. Europe Standard Time=Europe/Berlin
West Asia Standard Time=Asia/Tashkent
West Pacific Standard Time=Pacific/Port_Moresby
Yakutsk Standard Time=Asia/Yakutsk
";

#[cfg(test)]
mod tests {
    use super::*;

    fn berlin() -> Zone {
        Zone::named("Europe/Berlin").unwrap()
    }

    fn holidays(text: &str, today: NaiveDate) -> Result<Holidays, String> {
        super::holidays(text.as_bytes(), today, &berlin())
    }

    fn read(events: &str) -> Result<Holidays, String> {
        let text = format!("BEGIN:VCALENDAR\nVERSION:2.0\n{events}\nEND:VCALENDAR\n").replace('\n', "\r\n");
        holidays(&text, "2026-11-23".parse().unwrap())
    }

    fn days(event: &str) -> String {
        let found = read(&format!("BEGIN:VEVENT\nSUMMARY:Off\n{event}\nEND:VEVENT")).unwrap();
        let text = |(first, last): &(NaiveDate, NaiveDate)| match first == last {
            true => first.to_string(),
            false => format!("{first}..{last}"),
        };
        found.days.iter().map(text).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn whole_days_are_read_and_the_end_is_the_day_after_the_last() {
        for (event, expected) in [
            ("DTSTART;VALUE=DATE:20261225", "2026-12-25"),
            ("DTSTART;VALUE=DATE:20261224\nDTEND;VALUE=DATE:20270103", "2026-12-24..2027-01-02"),
            ("DTSTART;VALUE=DATE:20261225\nDTEND;VALUE=DATE:20261226", "2026-12-25"),
            ("DTSTART;VALUE=DATE:20261225\nDTEND;VALUE=DATE:20261225", "2026-12-25"),
            ("DTSTART;VALUE=DATE:20261225\nDURATION:P2D", "2026-12-25..2026-12-26"),
            ("DTSTART:20261225T000000\nDTEND:20261227T000000", "2026-12-25..2026-12-26"),
            ("DTSTART;VALUE=DATE:20261120\nDTEND;VALUE=DATE:20261125", "2026-11-20..2026-11-24"),
            ("DTSTART;VALUE=DATE:20261120", ""),
            ("DTSTART;VALUE=DATE:20261225\nSTATUS:CANCELLED", ""),
            ("DTSTART:20261225T090000Z\nDTEND:20261225T100000Z", ""),
        ] {
            assert_eq!(days(event), expected, "{event}");
        }
    }

    #[test]
    fn a_rule_is_followed_for_two_years_and_its_exceptions_are_none() {
        for (event, expected) in [
            ("DTSTART;VALUE=DATE:19700101\nRRULE:FREQ=YEARLY", "2027-01-01 2028-01-01"),
            (
                "DTSTART;VALUE=DATE:20261126\nRRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=4TH",
                "2026-11-26 2027-11-25 2028-11-23",
            ),
            ("DTSTART;VALUE=DATE:20210531\nRRULE:FREQ=YEARLY;BYMONTH=5;BYDAY=-1MO", "2027-05-31 2028-05-29"),
            (
                "DTSTART;VALUE=DATE:20241226\nDTEND;VALUE=DATE:20241228\nRRULE:FREQ=YEARLY;UNTIL=20261226",
                "2026-12-26..2026-12-27",
            ),
            ("DTSTART;VALUE=DATE:20261224\nRRULE:FREQ=YEARLY;COUNT=2", "2026-12-24 2027-12-24"),
            ("DTSTART;VALUE=DATE:20251224\nRRULE:FREQ=YEARLY\nEXDATE;VALUE=DATE:20261224", "2027-12-24"),
            ("DTSTART;VALUE=DATE:20240229\nRRULE:FREQ=YEARLY", "2028-02-29"),
        ] {
            assert_eq!(days(event), expected, "{event}");
        }
    }

    #[test]
    fn what_is_no_calendar_or_cannot_be_read_is_an_error_that_names_the_event() {
        let today = "2026-11-23".parse().unwrap();
        assert!(holidays("hello", today).is_err());
        let cut = "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20261225\r\nEND:VEVENT\r\n";
        assert!(holidays(cut, today).unwrap_err().contains("`BEGIN:VCALENDAR` has no end"));
        let run_together =
            cut.replace("END:VEVENT\r\n", "END:VEVENTBEGIN:VEVENT\r\nEND:VEVENT\r\nEND:VCALENDAR");
        assert!(holidays(&run_together, today).unwrap_err().contains("ends what was not begun"));
        let mixed = "BEGIN:VCALENDAR\nVERSION:2.0\nBEGIN:VEVENT\nDTSTART;VALUE=DATE:20261225\nSUMMARY:x\r\nEND:VEVENT\nEND:VCALENDAR\n";
        assert_eq!(holidays(mixed, today).unwrap().days.len(), 1, "one line ends as on Windows");
        for bad in [
            "DTSTART;VALUE=DATE:20261345",
            "DTSTART;VALUE=DATE:20261224\nDTEND;VALUE=DATE20261226",
            "DTSTART;VALUE=DATE:2026124",
            "SUMMARY:x",
            "DTSTART;VALUE=DATE:20261124\nDTEND;VALUE=DATE:2026125",
            "DTSTART;VALUE=DATE:20261225\nRRULE:FREQ=NEVER",
            "DTSTART;VALUE=DATE:20261225\nDTEND;VALUE=DATE:soon",
            "DTSTART;VALUE=DATE:20261225\nDTEND;VALUE=DATE:20261224",
        ] {
            let why = read(&format!("BEGIN:VEVENT\nSUMMARY:Founders Day\n{bad}\nEND:VEVENT"));
            let left_out = why.unwrap().unreadable;
            assert!(left_out.len() == 1 && left_out[0].0 == "Founders Day", "{bad}: {left_out:?}");
        }
        let meeting = "BEGIN:VEVENT\nSUMMARY:Board\nDTSTART:20261225T090000Z\nEND:VEVENT";
        assert_eq!(read(meeting).unwrap().timed, ["Board"]);
    }

    /// Reads whole calendars, each a list of lines, and writes what is found.
    fn found(text: &str) -> String {
        let read = holidays(text, "2026-11-23".parse().unwrap()).unwrap();
        let range = |(first, last): &(NaiveDate, NaiveDate)| match first == last {
            true => first.to_string(),
            false => format!("{first}..{last}"),
        };
        let days = read.days.iter().map(range);
        let left = read.unreadable.iter().map(|(name, why)| format!("left out {name}: {why}"));
        let timed = read.timed.iter().map(|name| format!("timed {name}"));
        days.chain(timed).chain(left).collect::<Vec<_>>().join(" ")
    }

    fn calendar(lines: &str) -> String {
        format!("BEGIN:VCALENDAR\nVERSION:2.0\n{lines}\nEND:VCALENDAR\n")
    }

    fn event(lines: &str) -> String {
        format!("BEGIN:VEVENT\n{lines}\nEND:VEVENT")
    }

    #[test]
    fn an_instance_is_moved_or_cancelled_by_an_event_that_names_it() {
        let series = event("UID:u\nSUMMARY:Easter\nDTSTART;VALUE=DATE:20250402\nRRULE:FREQ=YEARLY");
        let change = |lines: &str| calendar(&[series.clone(), event(&format!("UID:u\n{lines}"))].join("\n"));
        for (lines, expected) in [
            // As Thunderbird's holidays of the United Kingdom have Good Friday.
            ("RECURRENCE-ID;VALUE=DATE:20270402\nDTSTART;VALUE=DATE:20270326", "2027-03-26 2028-04-02"),
            (
                "RECURRENCE-ID;VALUE=DATE:20270402\nDTSTART;VALUE=DATE:20270402\nSTATUS:Cancelled",
                "2028-04-02",
            ),
            ("RECURRENCE-ID:20270401T220000Z\nDTSTART;VALUE=DATE:20270326", "2027-03-26 2028-04-02"),
            ("RECURRENCE-ID;TZID=Europe/Berlin:20270402T000000\nSTATUS:cancelled", "2028-04-02"),
            (
                "RECURRENCE-ID;VALUE=DATE:20270402\nDTSTART:20270402T090000\nSUMMARY:Only the morning",
                "2028-04-02 timed Only the morning",
            ),
            (
                "RECURRENCE-ID;VALUE=DATE;RANGE=THISANDFUTURE:20270402\nDTSTART;VALUE=DATE:20270403\nDURATION:P2D",
                "2027-04-03..2027-04-04 2028-04-03..2028-04-04",
            ),
            (
                "RECURRENCE-ID;VALUE=DATE:20270402\nSUMMARY:Moved\nDTSTART;VALUE=DATE:soon",
                "2027-04-02 2028-04-02 left out Moved: the DTSTART `soon` isn't a date",
            ),
        ] {
            assert_eq!(found(&change(lines)), expected, "{lines}");
        }
        let twice = format!(
            "{series}\n{}\n{}",
            event("UID:u\nSEQUENCE:2\nRECURRENCE-ID;VALUE=DATE:20270402\nDTSTART;VALUE=DATE:20270326"),
            event("UID:u\nSEQUENCE:1\nRECURRENCE-ID;VALUE=DATE:20270402\nDTSTART;VALUE=DATE:20270319")
        );
        assert_eq!(found(&calendar(&twice)), "2027-03-26 2028-04-02", "the highest SEQUENCE counts");
    }

    #[test]
    fn what_a_calendar_takes_back_is_no_day_off() {
        let event = |lines: &str| event(&format!("SUMMARY:Off\nDTSTART;VALUE=DATE:20261224\n{lines}"));
        assert_eq!(found(&calendar(&format!("METHOD:CANCEL\n{}", event("UID:u")))), "");
        assert_eq!(found(&calendar(&format!("METHOD:PUBLISH\n{}", event("UID:u")))), "2026-12-24");
        assert_eq!(found(&calendar(&event("status:cancelled"))), "");
        let taken_back = calendar(&format!("METHOD:cancel\n{}", event("UID:u\nSEQUENCE:1")));
        assert_eq!(found(&(calendar(&event("UID:u")) + &taken_back)), "", "two calendars in one file");
        assert_eq!(
            found(&(taken_back.clone() + &calendar(&event("UID:u\nSEQUENCE:2")))),
            "2026-12-24",
            "planned again"
        );
        assert_eq!(found(&(calendar(&event("UID:v")) + &taken_back)), "2026-12-24");
        let instance =
            calendar("METHOD:CANCEL\nBEGIN:VEVENT\nUID:u\nRECURRENCE-ID;VALUE=DATE:20261225\nEND:VEVENT");
        let series = calendar(&event("UID:u\nRRULE:FREQ=DAILY;COUNT=3"));
        assert_eq!(found(&(series + &instance)), "2026-12-24 2026-12-26");
    }

    #[test]
    fn dates_that_others_write_are_the_days_they_mean() {
        let midnight = "DTSTART;TZID=W. Europe Standard Time:20261223T000000\nDTEND;TZID=W. Europe Standard Time:20261224T000000";
        for (lines, expected) in [
            // Added days, and the first day that is outside its own rule.
            (
                "DTSTART;VALUE=DATE:20261201\nRDATE;VALUE=DATE:20261208,20261210\nRDATE:20261214T230000Z",
                "2026-12-01 2026-12-08 2026-12-10 2026-12-15",
            ),
            (
                "DTSTART;VALUE=DATE:20261201\nRDATE;VALUE=PERIOD:20261208T000000/P2D",
                "2026-12-01 2026-12-08..2026-12-09",
            ),
            (
                "DTSTART;VALUE=DATE:20261201\nRRULE:FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=24;COUNT=2",
                "2026-12-01 2026-12-24",
            ),
            // Moments in UTC are days on the event's clock.
            (
                &format!("{midnight}\nRRULE:FREQ=DAILY;UNTIL=20261226T230000Z\nEXDATE:20261223T230000Z"),
                "2026-12-23 2026-12-25 2026-12-26 2026-12-27",
            ),
            (
                &format!(
                    "{midnight}\nRRULE:FREQ=DAILY;COUNT=3\nEXDATE;TZID=Europe/Berlin:20261224T000000,20261225T000000"
                ),
                "2026-12-23",
            ),
            (
                "DTSTART:20261223T230000Z\nDTEND:20261224T230000Z\nX-MICROSOFT-CDO-ALLDAYEVENT:TRUE",
                "2026-12-24",
            ),
            (
                "DTSTART;TZID=America/New_York:20261224T000000\nRRULE:FREQ=DAILY;UNTIL=20261226T050000Z",
                "2026-12-24 2026-12-25 2026-12-26",
            ),
            (
                "DTSTART;TZID=\"/freeassociation.sourceforge.net/Europe/Berlin\":20261224T000000\nEXDATE:20261224T230000Z\nRRULE:FREQ=DAILY;COUNT=2",
                "2026-12-24",
            ),
            // Lengths.
            ("DTSTART;VALUE=DATE:20261224\nDURATION:PT86400S", "2026-12-24"),
            ("DTSTART;VALUE=DATE:20261224\nDURATION:PT48H", "2026-12-24..2026-12-25"),
            ("DTSTART;VALUE=DATE:20261224\nDURATION:+P2D", "2026-12-24..2026-12-25"),
            ("DTSTART;VALUE=DATE:20261224\nDURATION:p1w", "2026-12-24..2026-12-30"),
            ("DTSTART;VALUE=DATE:20261224\nDURATION:P1DT24H0M0S", "2026-12-24..2026-12-25"),
            ("DTSTART;VALUE=DATE:20261224\nDURATION:P0D", "2026-12-24"),
            ("DTSTART:20261224T000000\nDURATION:PT36H", "timed Off"),
            ("DTSTART;VALUE=DATE:20261224\nDURATION:-P1D", "left out Off: the DURATION `-P1D` isn't one"),
            (
                "DTSTART;VALUE=DATE:20261224\nDURATION:PT36H",
                "left out Off: the DURATION `PT36H` is not of whole days",
            ),
            ("DTSTART;VALUE=DATE:20261224\nDURATION:", "2026-12-24"),
            // Rules.
            ("DTSTART;VALUE=DATE:20261224\nRRULE:", "2026-12-24"),
            ("dtstart;value=date:20261224\nrrule:freq=yearly;count=2", "2026-12-24 2027-12-24"),
            (
                "DTSTART;VALUE=DATE:20261224\nRRULE:FREQ=YEARLY;COUNT=1\nRRULE:FREQ=DAILY;COUNT=2",
                "2026-12-24 2026-12-25",
            ),
            (
                "DTSTART;VALUE=DATE:20261224\nRRULE:FREQ=DAILY;COUNT=3\nEXRULE:FREQ=DAILY;INTERVAL=2",
                "2026-12-25",
            ),
            (
                "DTSTART;VALUE=DATE:20261130\nRRULE:FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1;COUNT=2",
                "2026-11-30 2026-12-31",
            ),
            (
                "DTSTART;VALUE=DATE:20261224\nRRULE:FREQ=YEARLY;BYEASTER=0",
                "left out Off: the RRULE can't be read: `BYEASTER=0` is not understood",
            ),
            (
                "DTSTART;VALUE=DATE:16010101\nRRULE:FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=25",
                "2026-12-25 2027-12-25",
            ),
            ("DTST\n ART;VALUE=DA\n\tTE:20261224", "2026-12-24"),
        ] {
            assert_eq!(found(&calendar(&event(&format!("SUMMARY:Off\n{lines}")))), expected, "{lines}");
        }
    }

    #[test]
    fn an_event_that_is_not_understood_is_named_and_the_others_are_read() {
        let good = event("SUMMARY:Christmas\nDTSTART;VALUE=DATE:20261225");
        let odd = event("SUMMARY:Founders\\, Day\nDTSTART;VALUE=DATE:20261224\nRRULE:FREQ=SECONDLY");
        let text = calendar(&format!("{odd}\n{good}"));
        assert_eq!(
            found(&text),
            "2026-12-25 left out Founders, Day: the RRULE can't be read: `FREQ=SECONDLY` is not understood"
        );
    }

    #[test]
    fn calendars_as_programs_publish_them_are_read() {
        let google = "PRODID:-//Google Inc//Google Calendar 70.9054//EN\nMETHOD:PUBLISH\nX-WR-CALNAME:Holidays\nX-WR-TIMEZONE:UTC\n\
            BEGIN:VEVENT\nDTSTART;VALUE=DATE:20261225\nDTEND;VALUE=DATE:20261226\nDTSTAMP:20261101T000000Z\nUID:20261225_a@google.com\n\
            CLASS:PUBLIC\nSTATUS:CONFIRMED\nSUMMARY:Christmas Day\nTRANSP:TRANSPARENT\nEND:VEVENT";
        let apple = "CALSCALE:GREGORIAN\nPRODID:-//Apple Inc.//iCal 5.0//EN\nX-WR-TIMEZONE:Europe/Berlin\nBEGIN:VEVENT\n\
            DTSTART;VALUE=DATE:20251003\nDURATION:P1D\nRRULE:FREQ=YEARLY;UNTIL=20281002T215959Z\nSUMMARY;LANGUAGE=de:Tag der\n  Einheit\nUID:b\n\
            BEGIN:VALARM\nTRIGGER:-PT15H\nDURATION:PT5M\nACTION:NONE\nEND:VALARM\nEND:VEVENT";
        let outlook = "METHOD:PUBLISH\nPRODID:-//Microsoft Corporation//Outlook 16.0 MIMEDIR//EN\nBEGIN:VTIMEZONE\n\
            TZID:W. Europe Standard Time\nBEGIN:STANDARD\nDTSTART:16011028T030000\nRRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10\nTZOFFSETFROM:+0200\n\
            TZOFFSETTO:+0100\nEND:STANDARD\nEND:VTIMEZONE\nBEGIN:VEVENT\nDTSTART;TZID=\"W. Europe Standard Time\":20261224T000000\n\
            DTEND;TZID=\"W. Europe Standard Time\":20270102T000000\nSUMMARY:Shutdown\nUID:040000008200E00074C5B7101A82E008\n\
            X-MICROSOFT-CDO-ALLDAYEVENT:TRUE\nX-MICROSOFT-CDO-BUSYSTATUS:OOF\nEND:VEVENT";
        let exchange = "METHOD:PUBLISH\nPRODID:Microsoft Exchange Server 2010\nX-WR-CALNAME:Calendar\nBEGIN:VEVENT\nRRULE:FREQ=WEEKLY;UNTIL=2026121\n \
            0T230000Z;INTERVAL=1;BYDAY=FR;WKST=MO\nEXDATE;TZID=W. Europe Standard Time:20261204T000000\nUID:c\nSUMMARY:Free Friday\n\
            DTSTART;TZID=W. Europe Standard Time:20261127T000000\nDTEND;TZID=W. Europe Standard Time:20261128T000000\nEND:VEVENT\nBEGIN:VEVENT\n\
            UID:c\nRECURRENCE-ID;TZID=W. Europe Standard Time:20261211T000000\nSUMMARY:Free Thursday\n\
            DTSTART;TZID=W. Europe Standard Time:20261210T000000\nDTEND;TZID=W. Europe Standard Time:20261211T000000\nEND:VEVENT";
        let thunderbird = "PRODID:-//Mozilla.org/NONSGML Mozilla Calendar V1.1//EN\nBEGIN:VEVENT\nUID:d\nSUMMARY:Good Friday\n\
            DTSTART;VALUE=DATE:20070406\nDTEND;VALUE=DATE:20070407\nRRULE:FREQ=YEARLY\nX-MOZ-GENERATION:1\nEND:VEVENT\nBEGIN:VEVENT\nUID:d\n\
            SUMMARY:Good Friday\nRECURRENCE-ID;VALUE=DATE:20270406\nDTSTART;VALUE=DATE:20270326\nDTEND;VALUE=DATE:20270327\nEND:VEVENT\n\
            BEGIN:VEVENT\nUID:d\nRECURRENCE-ID;VALUE=DATE:20280406\nDTSTART;VALUE=DATE:20280414\nDTEND;VALUE=DATE:20280415\nEND:VEVENT";
        for (program, lines, expected) in [
            ("Google", google, "2026-12-25"),
            ("Apple", apple, "2027-10-03"),
            ("Outlook", outlook, "2026-12-24..2027-01-01"),
            ("Exchange", exchange, "2026-11-27 2026-12-10"),
            ("Thunderbird", thunderbird, "2027-03-26 2028-04-14"),
        ] {
            assert_eq!(found(&calendar(lines)), expected, "{program}");
        }
        let all: String = [google, apple, outlook, exchange, thunderbird].into_iter().map(calendar).collect();
        assert_eq!(holidays(&all, "2026-11-23".parse().unwrap()).unwrap().days.len(), 7, "all in one file");
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read_or_refused_without_a_panic(text in "\\PC{0,80}") {
            let _ = read(&format!("BEGIN:VEVENT\n{text}\nEND:VEVENT"));
            let _ = read(&format!("BEGIN:VEVENT\nDTSTART;VALUE=DATE:20261225\nRRULE:{text}\nEND:VEVENT"));
        }
    }
}
