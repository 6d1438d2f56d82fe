//! Which words name a time zone, and what else a word could have meant.
//!
//! The tables are text: a table of pointers would be relocated at every start of the program, used or not.

use crate::failure::Failure;
use crate::terminal::nearest;

use super::built_in;

/// Abbreviations and the zones whose clocks show them. None of them is accepted as a zone, not even those that are
/// also IANA names: `EST` has no summer time there, and who writes it in July means New York.
const ABBREVIATIONS: &str = "\
ACDT Australia/Adelaide
ACST Australia/Darwin Australia/Adelaide
ACT Australia/Adelaide Australia/Darwin
ADT America/Halifax
AEDT Australia/Sydney
AEST Australia/Sydney Australia/Brisbane
AET Australia/Sydney Australia/Brisbane
AFT Asia/Kabul
AKDT America/Anchorage
AKST America/Anchorage
AKT America/Anchorage
ALMT Asia/Almaty
AMT America/Manaus Asia/Yerevan
ARST America/Argentina/Buenos_Aires
ART America/Argentina/Buenos_Aires
AST America/Halifax America/Puerto_Rico Asia/Riyadh
AWST Australia/Perth
AZT Asia/Baku
BDT Asia/Dhaka
BNT Asia/Brunei
BOT America/La_Paz
BRT America/Sao_Paulo
BST Europe/London Asia/Dhaka
BTT Asia/Thimphu
CAT Africa/Maputo Africa/Johannesburg
CCT Asia/Shanghai Indian/Cocos
CDT America/Chicago America/Havana
CEST Europe/Berlin Europe/Paris
CET Europe/Berlin Europe/Paris Africa/Algiers
CHAST Pacific/Chatham
CHST Pacific/Guam
CLST America/Santiago
CLT America/Santiago
COT America/Bogota
CST America/Chicago Asia/Shanghai America/Havana
CT America/Chicago
EAT Africa/Nairobi
ECT America/Guayaquil
EDT America/New_York
EEST Europe/Athens Europe/Kyiv Europe/Helsinki
EET Europe/Athens Europe/Kyiv Africa/Cairo
EST America/New_York America/Panama Australia/Sydney
ET America/New_York
FJT Pacific/Fiji
FKST Atlantic/Stanley
GET Asia/Tbilisi
GMT UTC Europe/London Africa/Accra
GST Asia/Dubai Atlantic/South_Georgia
GYT America/Guyana
HADT America/Adak
HAST America/Adak
HDT America/Adak
HKT Asia/Hong_Kong
HST Pacific/Honolulu America/Adak
ICT Asia/Bangkok Asia/Ho_Chi_Minh
IDT Asia/Jerusalem
IOT Indian/Chagos
IRDT Asia/Tehran
IRST Asia/Tehran
IST Asia/Kolkata Asia/Jerusalem Europe/Dublin
JST Asia/Tokyo
KGT Asia/Bishkek
KST Asia/Seoul
LINT Pacific/Kiritimati
MDT America/Denver
MEST Europe/Berlin Europe/Paris
MESZ Europe/Berlin Europe/Vienna
MET Europe/Berlin Europe/Paris
MEZ Europe/Berlin Europe/Vienna
MMT Asia/Yangon
MSD Europe/Moscow
MSK Europe/Moscow
MST America/Denver America/Phoenix Asia/Kuala_Lumpur
MT America/Denver America/Phoenix
MUT Indian/Mauritius
MVT Indian/Maldives
MYT Asia/Kuala_Lumpur
NDT America/St_Johns
NPT Asia/Kathmandu
NST America/St_Johns
NZDT Pacific/Auckland
NZST Pacific/Auckland
NZT Pacific/Auckland
PDT America/Los_Angeles
PET America/Lima
PGT Pacific/Port_Moresby
PHST Asia/Manila
PHT Asia/Manila
PKT Asia/Karachi
PST America/Los_Angeles Asia/Manila
PT America/Los_Angeles
PYT America/Asuncion
SAST Africa/Johannesburg
SCT Indian/Mahe
SGT Asia/Singapore
SLST Asia/Colombo
SRT America/Paramaribo
SST Pacific/Pago_Pago Asia/Singapore
TJT Asia/Dushanbe
TMT Asia/Ashgabat
TOT Pacific/Tongatapu
TRT Europe/Istanbul
UYT America/Montevideo
UZT Asia/Tashkent
VET America/Caracas
WAST Africa/Windhoek Africa/Lagos
WAT Africa/Lagos
WEST Europe/Lisbon Atlantic/Canary
WET Europe/Lisbon Atlantic/Canary
WIB Asia/Jakarta
WIT Asia/Jayapura
WITA Asia/Makassar
";

/// Offsets from UTC in minutes and zones that have them, at least for half of the year.
const OFFSETS: &str = "\
-660 Pacific/Pago_Pago
-600 Pacific/Honolulu
-570 Pacific/Marquesas
-540 America/Anchorage
-480 America/Los_Angeles America/Anchorage
-420 America/Denver America/Phoenix America/Los_Angeles
-360 America/Chicago America/Mexico_City America/Denver
-300 America/New_York America/Bogota America/Chicago
-240 America/Halifax America/Puerto_Rico America/New_York
-210 America/St_Johns
-180 America/Sao_Paulo America/Argentina/Buenos_Aires
-150 America/St_Johns
-120 America/Noronha America/Nuuk
-60 Atlantic/Azores Atlantic/Cape_Verde
0 UTC Europe/London Africa/Accra
60 Europe/Berlin Africa/Lagos Europe/London
120 Europe/Athens Africa/Johannesburg Europe/Berlin
180 Europe/Moscow Europe/Istanbul Africa/Nairobi
210 Asia/Tehran
240 Asia/Dubai
270 Asia/Kabul
300 Asia/Karachi Asia/Tashkent
330 Asia/Kolkata
345 Asia/Kathmandu
360 Asia/Dhaka
390 Asia/Yangon
420 Asia/Bangkok Asia/Jakarta
480 Asia/Shanghai Asia/Singapore Australia/Perth
525 Australia/Eucla
540 Asia/Tokyo Asia/Seoul
570 Australia/Adelaide Australia/Darwin
600 Australia/Sydney Australia/Brisbane
630 Australia/Lord_Howe Australia/Adelaide
660 Australia/Sydney Pacific/Guadalcanal
720 Pacific/Auckland Pacific/Fiji
765 Pacific/Chatham
780 Pacific/Auckland Pacific/Tongatapu
825 Pacific/Chatham
840 Pacific/Kiritimati
";

/// Large cities that have no zone of their own name.
const CITIES: &str = "\
Europe/Berlin Munich Hamburg Frankfurt Cologne Stuttgart Germany
Europe/London Edinburgh Manchester Glasgow Cardiff England
Europe/Paris Lyon Marseille Toulouse France
Europe/Madrid Barcelona Spain
Europe/Rome Milan Turin Naples Italy
Europe/Zurich Geneva Basel Bern Switzerland
Europe/Amsterdam Rotterdam Netherlands
Europe/Stockholm Gothenburg Sweden
Europe/Warsaw Krakow
America/New_York NYC Boston Washington Philadelphia Atlanta Miami Charlotte
America/Chicago Houston Dallas Austin Minneapolis
America/Los_Angeles San_Francisco Seattle San_Jose San_Diego Portland Las_Vegas
America/Toronto Ottawa
America/Edmonton Calgary
America/Sao_Paulo Rio_de_Janeiro Brasilia
Asia/Shanghai Beijing Shenzhen Guangzhou China
Asia/Kolkata Mumbai Delhi New_Delhi Bangalore Bengaluru Hyderabad Chennai Pune India
Asia/Tokyo Osaka Kyoto Yokohama
Asia/Seoul Busan
Asia/Dubai Abu_Dhabi
Asia/Ho_Chi_Minh Hanoi Vietnam
Asia/Riyadh Jeddah
Africa/Johannesburg Cape_Town Durban
Pacific/Auckland Wellington Christchurch
";

/// Names of zones that are not taken for a city: ordinary words, given names and surnames, states, and places whose
/// better known namesake has another clock.
const MISTAKABLE: &str = " act acre beulah canary casey center chagos chatham christmas cocos cordoba creston currie \
    davis dawson easter enderbury gambier jersey johnston knox la_rioja lhi lindeman macquarie marengo marquesas mawson \
    mcmurdo mendoza merida midway monticello new_salem nome norfolk north nsw oral palmer petersburg regina resolute reunion rosario \
    rothera samoa san_juan san_luis santa_isabel santarem shiprock south south_georgia south_pole stanley \
    syowa tell_city troll truk vevay victoria vincennes virgin vostok wake wallis west yap ";

/// Regions whose zones are named after cities.
const REGIONS: &str = "Africa America Arctic Asia Atlantic Australia Europe Indian Pacific";

/// Returns a zone's name as it is spelled, however it was typed.
pub(super) fn spelled(name: &str) -> &str {
    built_in::names().find(|known| known.eq_ignore_ascii_case(name)).unwrap_or(name)
}

/// Returns the name that a person means: one of the database that is not also an abbreviation, or a city's.
pub(super) fn meant(text: &str) -> Option<&'static str> {
    if ambiguous(text).is_some() {
        return None;
    }
    built_in::names().find(|known| known.eq_ignore_ascii_case(text)).or_else(|| of_city(text))
}

/// Returns the zone of a city, however it was typed; where one has two names, they are the same place.
#[must_use]
pub(super) fn of_city(city: &str) -> Option<&'static str> {
    let city = plain(city);
    if is_mistakable(&city) {
        return None;
    }
    // Asked for each of the thousands a group may have: nothing is written anew to be compared.
    let is_same = |last: &str| {
        let mut pairs = last.bytes().zip(city.bytes());
        last.len() == city.len()
            && pairs
                .all(|(known, typed)| known.to_ascii_lowercase() == typed || (known, typed) == (b'-', b'_'))
    };
    built_in::names().find(|name| {
        let last = name.rsplit('/').next().unwrap_or(name);
        is_same(last) && name.split_once('/').is_some_and(|(region, _)| is_region(region))
    })
}

/// Says what could be meant by an abbreviation, or by an offset such as `GMT+5`; `None` for any other word.
pub(super) fn refusal(name: &str) -> Option<Failure> {
    let upper = name.to_ascii_uppercase();
    let names_utc = upper.starts_with("GMT") || upper.starts_with("UTC");
    let is_offset = names_utc && offset(name).is_some() && meant(name).is_none();
    (is_offset || ambiguous(name).is_some()).then(|| unknown(name))
}

/// Returns the zones an abbreviation could mean, if it is one.
fn ambiguous(name: &str) -> Option<Vec<&'static str>> {
    listed(ABBREVIATIONS, |short| short.eq_ignore_ascii_case(name))
}

/// Says that a name isn't a zone's, and what could be meant.
#[must_use]
pub fn unknown(name: &str) -> Failure {
    if let Some(zones) = ambiguous(name) {
        return Failure::usage(format!("`{name}` is an abbreviation, not a time zone"))
            .hint(format!("use {}", either(&zones)));
    }
    if let Some(minutes) = offset(name) {
        let failure = Failure::usage(format!("`{name}` is an offset from UTC, not a time zone"));
        let zones = listed(OFFSETS, |known| known.parse() == Ok(minutes));
        return failure.hint(zones.map_or_else(common, |zones| format!("use {}", either(&zones))));
    }
    let failure = Failure::usage(format!("unknown time zone `{name}`"));
    match similar(name) {
        Some(near) => failure.hint(format!("did you mean `{near}`?")),
        None => failure.hint(common()),
    }
}

fn common() -> String {
    "use an IANA name such as `Europe/Berlin` or `America/New_York`, or a city such as `London`".to_owned()
}

fn either(zones: &[&str]) -> String {
    let zones: Vec<String> = zones.iter().map(|zone| format!("`{zone}`")).collect();
    match zones.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{} or {last}", others.join(", ")),
        None => common(),
    }
}

/// Returns the other words of a line whose first word fits.
fn listed(table: &'static str, fits: impl Fn(&str) -> bool) -> Option<Vec<&'static str>> {
    table.lines().find_map(|line| {
        let (first, rest) = line.split_once(' ')?;
        fits(first).then(|| rest.split(' ').collect())
    })
}

/// Writes a name as it is compared: `Port-au-Prince` and `port au prince` are one.
fn plain(name: &str) -> String {
    name.to_lowercase().replace([' ', '-'], "_")
}

fn is_region(region: &str) -> bool {
    REGIONS.split(' ').any(|known| known == region)
}

/// Returns what a zone is called where people read it: its city, unless that is not the name of this zone alone.
pub(super) fn shown(name: &str) -> String {
    let Some((region, rest)) = name.split_once('/') else { return name.to_owned() };
    let city = rest.rsplit('/').next().unwrap_or(rest);
    match is_region(region) && !is_mistakable(&plain(city)) {
        true => city.replace('_', " "),
        false => name.to_owned(),
    }
}

fn is_mistakable(plain_city: &str) -> bool {
    MISTAKABLE.contains(&format!(" {plain_city} "))
}

/// Reads `GMT+5`, `UTC-08:00`, `+0530` as minutes east of UTC.
fn offset(text: &str) -> Option<i32> {
    let upper = text.to_ascii_uppercase();
    let rest = upper.strip_prefix("GMT").or_else(|| upper.strip_prefix("UTC")).unwrap_or(&upper);
    let rest = rest.trim_start();
    let sign = if rest.starts_with('-') { -1 } else { 1 };
    let digits = rest.strip_prefix(['+', '-'])?;
    let (hours, minutes) = match (digits.split_once(':'), digits.len()) {
        (Some(parts), _) => parts,
        (None, 3 | 4) => digits.split_at_checked(digits.len() - 2)?,
        (None, _) => (digits, "0"),
    };
    let number = |part: &str| part.parse::<i32>().ok().filter(|_| (1..=2).contains(&part.len()));
    Some(sign * (number(hours)? * 60 + number(minutes)?))
}

/// Returns the zone whose name or city is near what was typed.
fn similar(name: &str) -> Option<&'static str> {
    let typed = plain(name);
    if is_mistakable(&typed) {
        return None;
    }
    if let Some(zone) = CITIES.lines().find(|line| line.split(' ').skip(1).any(|city| plain(city) == typed)) {
        return zone.split(' ').next();
    }
    let city = |zone: &'static str| plain(zone.rsplit('/').next().unwrap_or(zone));
    if let Some(zone) = suggested().find(|zone| city(zone) == typed) {
        return Some(zone);
    }
    // Every short word is near some city, and another first letter is seldom a slip.
    let starts = |word: &str| typed.len() >= 5 && word.get(..1) == typed.get(..1);
    let whole = || nearest::nearest(name, suggested().filter(|zone| starts(&zone.to_lowercase())));
    let cities: Vec<(String, &str)> = suggested()
        .map(|zone| (city(zone), zone))
        .filter(|(city, _)| starts(city) && !is_mistakable(city))
        .collect();
    let by_city = nearest::nearest(&typed, cities.iter().map(|(city, _)| city.as_str()));
    match by_city.and_then(|near| cities.iter().find(|(city, _)| city == near)) {
        Some((_, zone)) => Some(zone),
        None => whole(),
    }
}

/// Lists the zones that may be suggested: the sign of `Etc/GMT-5` says the opposite of what people mean by it.
fn suggested() -> impl Iterator<Item = &'static str> {
    built_in::names().filter(|name| name.contains('/') && !name.starts_with("Etc/"))
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Utc};

    use super::super::Zone;
    use super::*;

    fn suggestions(failure: &Failure) -> Vec<String> {
        let hints = failure.hints.join(" ");
        hints.split('`').skip(1).step_by(2).map(str::to_owned).collect()
    }

    fn offsets(zone: &str) -> [i32; 2] {
        ["2027-01-15T12:00:00Z", "2027-07-15T12:00:00Z"].map(|at| {
            let at: DateTime<Utc> = at.parse().unwrap();
            Zone::typed(zone).unwrap().local(at).offset().local_minus_utc() / 60
        })
    }

    #[test]
    fn an_abbreviation_is_refused_in_any_case_and_every_zone_it_suggests_is_accepted() {
        for line in ABBREVIATIONS.lines() {
            let short = line.split(' ').next().unwrap();
            for typed in [short.to_owned(), short.to_lowercase()] {
                let failure = Zone::typed(&typed).unwrap_err();
                let zones = suggestions(&failure);
                assert!(failure.what.contains("abbreviation") && !zones.is_empty(), "{failure:?}");
                zones.iter().for_each(|zone| assert_eq!(Zone::typed(zone).unwrap().name(), zone, "{typed}"));
            }
        }
    }

    #[test]
    fn the_zones_an_abbreviation_suggests_have_clocks_that_show_its_offset() {
        for (short, hours) in [
            ("EST", vec![-5, 10, 11]),
            ("EDT", vec![-4]),
            ("CST", vec![-6, 8, -5]),
            ("MST", vec![-7, 8]),
            ("HST", vec![-10]),
            ("PST", vec![-8, 8]),
            ("JST", vec![9]),
            ("CET", vec![1]),
            ("WEST", vec![1]),
            ("GMT", vec![0]),
            ("NZDT", vec![13]),
            ("AKDT", vec![-8]),
            ("BST", vec![1, 6]),
            ("GST", vec![4, -2]),
            ("SAST", vec![2]),
            ("MSK", vec![3]),
            ("AEST", vec![10]),
        ] {
            for zone in ambiguous(short).unwrap() {
                assert!(
                    offsets(zone).iter().any(|minutes| hours.contains(&(minutes / 60))),
                    "{short} {zone}"
                );
            }
        }
    }

    #[test]
    fn an_offset_is_refused_and_the_zones_it_suggests_have_it_in_winter_or_summer() {
        for line in OFFSETS.lines() {
            let minutes: i32 = line.split(' ').next().unwrap().parse().unwrap();
            let sign = if minutes < 0 { '-' } else { '+' };
            let (hours, rest) = (minutes.abs() / 60, minutes.abs() % 60);
            for typed in [format!("UTC{sign}{hours}:{rest:02}"), format!("gmt{sign}{hours:02}{rest:02}")] {
                let failure = Zone::typed(&typed).unwrap_err();
                for zone in suggestions(&failure) {
                    assert!(
                        offsets(&zone).contains(&minutes),
                        "{typed} suggests {zone}: {:?}",
                        offsets(&zone)
                    );
                }
            }
        }
        for (typed, zone) in
            [("GMT-5", "America/New_York"), ("UTC+5:30", "Asia/Kolkata"), ("+8", "Asia/Shanghai")]
        {
            assert!(suggestions(&Zone::typed(typed).unwrap_err()).contains(&zone.to_owned()), "{typed}");
        }
        assert!(suggestions(&Zone::typed("UTC+23").unwrap_err()).contains(&"Europe/Berlin".to_owned()));
    }

    #[test]
    fn etc_zones_with_an_offset_are_never_suggested_and_every_suggestion_is_accepted() {
        let words = "GMT-5 GMT+5 UTC-8 Etc/GMT5 Etc/GMT-15 GMT5 EST5 Berln Europe/Berln londn Londonn Munich Mumbai \
                     America/NewYork US/East Europe/Beijing Zurch Tokio Sidney Mosow Washington Petersburg \
                     christmas monday x 30 9am Factory posixrules localtime Europe/ /etc/localtime ÄÖÜ San_Juan";
        for word in words.split_whitespace() {
            let failure = Zone::typed(word).unwrap_err();
            let zones = suggestions(&failure);
            assert!(!zones.is_empty(), "{word}");
            for zone in zones {
                assert!(!zone.contains("GMT") && Zone::typed(&zone).is_ok(), "{word} suggests {zone}");
            }
        }
        for (word, zone) in [
            ("Berln", "Europe/Berlin"),
            ("Europe/Berln", "Europe/Berlin"),
            ("Mumbai", "Asia/Kolkata"),
            ("new delhi", "Asia/Kolkata"),
            ("Ushuaya", "America/Argentina/Ushuaia"),
            ("Londn", "Europe/London"),
        ] {
            assert_eq!(suggestions(&unknown(word)), [zone], "{word}");
        }
    }

    #[test]
    fn legacy_names_of_the_database_that_have_one_meaning_are_accepted() {
        let names = "CST6CDT Cuba EST5EDT Egypt Eire GB GB-Eire GMT+0 GMT-0 GMT0 Greenwich Hongkong Iceland Iran \
                     Israel Jamaica Japan Kwajalein Libya MST7MDT NZ NZ-CHAT Navajo PRC PST8PDT Poland Portugal ROC \
                     ROK Singapore Turkey UCT UTC Universal W-SU Zulu US/Eastern Canada/Pacific Etc/UTC Etc/GMT+5";
        for name in names.split_whitespace() {
            assert_eq!(Zone::typed(name).unwrap().name(), name);
            assert_eq!(Zone::typed(&name.to_lowercase()).unwrap().name(), name);
        }
        let refused = "CET EET EST GMT HST MET MST WET";
        let single: Vec<&str> = built_in::names().filter(|name| !name.contains('/')).collect();
        for name in single {
            assert_eq!(Zone::typed(name).is_ok(), !refused.split(' ').any(|short| short == name), "{name}");
        }
    }

    #[test]
    fn a_city_is_accepted_by_its_own_name_and_an_ordinary_word_is_not() {
        for (city, zone) in [
            ("London", "Europe/London"),
            ("new york", "America/New_York"),
            ("PORT AU PRINCE", "America/Port-au-Prince"),
            ("Sao_Paulo", "America/Sao_Paulo"),
            ("Reykjavik", "Atlantic/Reykjavik"),
            ("Honolulu", "Pacific/Honolulu"),
            ("ushuaia", "America/Argentina/Ushuaia"),
        ] {
            assert_eq!(Zone::typed(city).unwrap().name(), zone);
        }
        let words = "christmas west east north south norfolk davis samoa easter center wake midway reunion troll casey \
                     act oral resolute virgin yap victoria petersburg jersey stanley palmer general central mountain \
                     pacific atlantic eastern continental";
        for word in words.split_whitespace() {
            let failure = Zone::typed(word).unwrap_err();
            assert!(of_city(word).is_none(), "{word}");
            assert!(suggestions(&failure).iter().all(|zone| Zone::typed(zone).is_ok()), "{failure:?}");
        }
    }

    #[test]
    fn what_a_zone_is_called_is_accepted_and_has_its_clock() {
        for name in built_in::names().filter(|name| Zone::typed(name).is_ok()) {
            let shown = Zone::named(name).unwrap().city();
            assert_eq!(offsets(&shown), offsets(name), "{name} is called {shown}");
        }
        assert_eq!(shown("America/New_York"), "New York");
        assert_eq!(shown("Pacific/Samoa"), "Pacific/Samoa");
        assert_eq!(shown("US/Eastern"), "US/Eastern");
    }
}
