//! Zones: the system's rules come first, a waiting wall time follows them, and a zone that is gone stops nobody else.

use std::path::Path;

use serde_json::Value;
use webex_sandbox::{Person, Sandbox};

use crate::home::Home;

/// Writes a zone that is always so many hours ahead of UTC, as RFC 8536 has it.
fn write_zone(folder: &Path, name: &str, hours: i32) {
    let counts = [0, 0, 0, 0, 1, 4_u32].map(u32::to_be_bytes).concat();
    let block =
        [b"TZif2".as_slice(), &[0; 15], &counts, &(hours * 3600).to_be_bytes(), &[0, 0], b"XXX\0"].concat();
    let path = folder.join(name);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, [&block, &block, format!("\nXXX{}\n", -hours).as_bytes()].concat()).unwrap();
}

/// A release of the rules, in which Berlin is so many hours ahead.
fn release(home: &Home, version: &str, hours: i32) {
    let folder = home.path().join("zoneinfo");
    write_zone(&folder, "Europe/Berlin", hours);
    std::fs::write(folder.join("tzdata.zi"), format!("# version {version}\n")).unwrap();
}

fn home(sandbox: &Sandbox) -> Home {
    let mut home = Home::with_token(sandbox);
    release(&home, "2026x", 1);
    let folder = home.path().join("zoneinfo");
    home.set("TZDIR", folder.to_str().unwrap());
    home
}

#[test]
fn the_systems_rules_come_before_the_built_in_ones() {
    let sandbox = Sandbox::start();
    let mut home = home(&sandbox);
    let due = |home: &Home, phrase: &str| {
        let shown: Value = serde_json::from_str(&home.ok(&["when", phrase, "--json"])).unwrap();
        shown["due"].as_str().unwrap()[10..].to_owned()
    };
    release(&home, "2026y", 5);
    assert_eq!(due(&home, "tomorrow 09:00 Europe/Berlin"), "T04:00:00Z");
    assert_eq!(due(&home, "tomorrow 09:00 Asia/Tokyo"), "T00:00:00Z");
    home.set("TZDIR", "/nowhere");
    assert!(["T07:00:00Z", "T08:00:00Z"].contains(&due(&home, "tomorrow 09:00 Europe/Berlin").as_str()));
}

#[test]
fn a_waiting_wall_time_moves_when_the_rules_do_and_a_distance_does_not() {
    let sandbox = Sandbox::start();
    let home = home(&sandbox);
    let wall = home.schedule(&["--to", "ada@example.com", "--at", "tomorrow 09:00 Europe/Berlin", "x"]);
    let distance = home.schedule(&["--to", "ada@example.com", "--at", "in 30h", "y"]);
    let due = |id: &str| home.show(id)["due"].as_str().unwrap().to_owned();
    let (before, stays) = (due(&wall), due(&distance));
    assert!(before.ends_with("T08:00:00Z"), "{before}");
    let asked = sandbox.requests().len();
    release(&home, "2026y", 5);
    assert!(due(&wall).ends_with("T04:00:00Z"), "shown by today's rules");
    assert_eq!(home.run(&["send-due"]).code, 0);
    assert_eq!(due(&distance), stays);
    let stamp = due(&wall).replace(['-', ':'], "");
    assert!(home.ls("scheduled").iter().any(|name| name.starts_with(&stamp)), "{:?}", home.ls("scheduled"));
    assert_eq!(sandbox.requests().len(), asked);
}

#[test]
fn a_message_whose_hour_has_come_by_new_rules_goes_with_the_next_run() {
    let sandbox = Sandbox::start();
    let home = home(&sandbox);
    let soon =
        (chrono::Utc::now() + chrono::TimeDelta::hours(3)).format("%Y-%m-%d %H:%M Europe/Berlin").to_string();
    let id = home.schedule(&["--to", "ada@example.com", "--at", &soon, "x"]);
    assert_eq!(home.run(&["send-due"]).code, 0);
    assert_eq!(home.state(&id), "scheduled");
    release(&home, "2026y", 4);
    assert_eq!(home.run(&["send-due"]).code, 0);
    assert_eq!((home.state(&id).as_str(), sandbox.posts().len()), ("sent", 1));
}

#[test]
fn a_zone_that_is_not_known_any_more_holds_its_message_and_no_other() {
    let sandbox = Sandbox::start();
    let home = home(&sandbox);
    write_zone(&home.path().join("zoneinfo"), "Europe/Utopia", 1);
    home.write("people.toml", "[tom]\nemail = \"alan@example.com\"\ntimezone = \"Europe/Utopia\"\n");
    let lost = home.schedule(&["--to", "tom", "--at", "now", "where are you?"]);
    let other = home.schedule(&["--to", "ada@example.com", "--at", "now", "hello"]);
    std::fs::remove_file(home.data("people.toml")).unwrap();
    std::fs::remove_file(home.path().join("zoneinfo/Europe/Utopia")).unwrap();
    let ran = home.run(&["send-due"]);
    assert!(ran.code == 0 && ran.stderr.contains("Europe/Utopia"), "{ran:?}");
    assert_eq!([home.state(&lost), home.state(&other)], ["held", "sent"]);
    assert!(home.ok(&["list"]).contains("unknown time zone `Europe/Utopia`"));
    assert!(home.ok(&["show", &lost]).contains("where are you?"));
    let ran = home.run(&["send-due"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    home.ok(&["send", &lost]);
    assert_eq!(home.state(&lost), "sent");
}

/// Words that people write for a zone, and a zone that each of them could be.
const NOT_ZONES: [(&str, &str); 14] = [
    ("EST", "America/New_York"),
    ("est", "America/New_York"),
    ("MST", "America/Denver"),
    ("HST", "Pacific/Honolulu"),
    ("CST", "Asia/Shanghai"),
    ("IST", "Asia/Kolkata"),
    ("ET", "America/New_York"),
    ("PT", "America/Los_Angeles"),
    ("JST", "Asia/Tokyo"),
    ("CET", "Europe/Berlin"),
    ("GMT", "Europe/London"),
    ("GMT-5", "America/New_York"),
    ("UTC-8", "America/Los_Angeles"),
    ("UTC+5:30", "Asia/Kolkata"),
];

#[test]
fn an_abbreviation_or_an_offset_is_refused_wherever_a_zone_is_named_with_zones_that_it_could_be() {
    let sandbox = Sandbox::start();
    let home = Home::with_token(&sandbox);
    home.ok(&["people", "add", "ada", "ada@example.com"]);
    for (word, zone) in NOT_ZONES {
        let refused = |args: &[&str]| {
            let ran = home.run(args);
            assert!(ran.code == 2 && ran.stderr.contains(&format!("`{zone}`")), "{args:?}: {ran:?}");
            assert!(!ran.stderr.contains("Etc/"), "{args:?}: {ran:?}");
        };
        refused(&["when", &format!("tomorrow 9am {word}")]);
        refused(&["when", "tomorrow 9am", "--tz", word]);
        refused(&["schedule", "--to", "ada", "--at", "tomorrow 9am", "--tz", word, "x"]);
        refused(&["people", "add", "grace", "grace@example.com", "--timezone", word]);
        refused(&["people", "set", "ada", "timezone", word]);
        refused(&["config", "set", "me.timezone", word]);
    }
    for (word, zone) in [("EST", "America/New_York"), ("GMT+5", "Asia/Karachi")] {
        let hurt = Home::with_token(&sandbox);
        hurt.write("config.toml", &format!("[me]\ntimezone = \"{word}\"\n"));
        let ran = hurt.run(&["when", "tomorrow 9am"]);
        assert!(ran.code == 2 && ran.stderr.contains(zone) && ran.stderr.contains("config.toml"), "{ran:?}");
        hurt.write("config.toml", "");
        hurt.write("people.toml", &format!("[ada]\nemail = \"ada@example.com\"\ntimezone = \"{word}\"\n"));
        let ran = hurt.run(&["schedule", "--to", "ada", "--at", "tomorrow 9am", "x"]);
        assert!(ran.code == 2 && ran.stderr.contains(zone) && ran.stderr.contains("line 3"), "{ran:?}");
    }
    assert!(home.ls("scheduled").is_empty());
}

#[test]
fn an_abbreviation_in_the_directory_is_named_and_not_used() {
    let sandbox = Sandbox::start();
    let home = Home::with_token(&sandbox);
    sandbox.add_person(Person::new("Eastman", "eastman@example.com", Some("EST")));
    let ran = home.run(&["schedule", "--to", "eastman@example.com", "--at", "in 2 hours", "--json", "x"]);
    assert!(
        ran.code == 0 && ran.stderr.contains("`EST`") && ran.stderr.contains("America/New_York"),
        "{ran:?}"
    );
    let stored: Value = serde_json::from_str(&ran.stdout).unwrap();
    let theirs = &stored[0]["theirs"];
    assert_eq!((theirs["zone"].as_str(), theirs["assumed"].as_bool()), (Some("Europe/Berlin"), Some(true)));
}

#[test]
fn a_city_names_a_zone_wherever_one_is_named_and_an_ordinary_word_does_not() {
    let sandbox = Sandbox::start();
    let home = Home::with_token(&sandbox);
    let due = |args: &[&str]| {
        let shown: Value = serde_json::from_str(&home.ok(&[args, &["--json"]].concat())).unwrap();
        shown["due"].as_str().unwrap()[10..].to_owned()
    };
    for (city, zone) in
        [("London", "Europe/London"), ("new york", "America/New_York"), ("tokyo", "Asia/Tokyo")]
    {
        let expected = due(&["when", &format!("2027-01-12 09:00 {zone}")]);
        assert_eq!(due(&["when", "2027-01-12 09:00", "--tz", city]), expected, "{city}");
        assert_eq!(due(&["when", &format!("2027-01-12 09:00 {city}")]), expected, "{city}");
        home.ok(&["people", "add", &zone[..4], "x@example.com", "--timezone", city]);
        assert!(home.ok(&["people", "list"]).contains(zone));
        home.ok(&["config", "set", "me.timezone", city]);
        assert_eq!(due(&["when", "2027-01-12 09:00 mine"]), expected, "{city}");
    }
    for word in
        ["christmas", "west", "north", "norfolk", "davis", "samoa", "easter", "troll", "casey", "center"]
    {
        assert_eq!(home.run(&["when", &format!("2027-01-12 09:00 {word}")]).code, 2, "{word}");
        assert_eq!(home.run(&["when", "2027-01-12 09:00", "--tz", word]).code, 2, "{word}");
        assert_eq!(home.run(&["people", "set", "Euro", "timezone", word]).code, 2, "{word}");
    }
}

#[test]
fn a_tz_with_rules_or_a_path_is_used_and_any_other_is_named() {
    let sandbox = Sandbox::start();
    let mut home = Home::with_token(&sandbox);
    if !Path::new("/usr/share/zoneinfo/Europe/Berlin").exists() {
        return;
    }
    let copy = home.path().join("rules");
    std::fs::copy("/usr/share/zoneinfo/Europe/Berlin", &copy).unwrap();
    let copy = format!(":{}", copy.display());
    for tz in [
        "CET-1CEST,M3.5.0,M10.5.0/3",
        ":/usr/share/zoneinfo/Europe/Berlin",
        "/usr/share/zoneinfo/Europe/Berlin",
        ":Europe/Berlin",
        "Europe/Berlin",
        &copy,
    ] {
        home.set("TZ", tz);
        for (phrase, due) in [("2027-01-12 09:00", "T08:00:00Z"), ("2027-07-12 09:00", "T07:00:00Z")] {
            let shown: Value = serde_json::from_str(&home.ok(&["when", phrase, "--json"])).unwrap();
            assert!(shown["due"].as_str().unwrap().ends_with(due), "{tz} {shown}");
        }
        let id = home.schedule(&["--to", "ada@example.com", "--at", "2027-07-12 09:00", "x"]);
        home.unset("TZ");
        assert_eq!(home.show(&id)["due"], "2027-07-12T07:00:00Z", "{tz}");
        assert!(home.ok(&["list"]).contains(&id[..4]));
    }
    home.set("TZ", "/etc/localtime");
    assert_eq!(home.run(&["when", "tomorrow 9am"]).code, 0);
    for tz in ["Europe/Nowhere", ":/nowhere", "/etc/passwd", "CET-1CEST,M3"] {
        home.set("TZ", tz);
        let ran = home.run(&["when", "tomorrow 9am"]);
        assert!(ran.code == 2 && ran.stderr.contains(&format!("TZ is `{tz}`")), "{ran:?}");
        assert_eq!(home.run(&["send-due"]).code, 0, "what is due has a zone of its own");
        let doctor = home.run(&["doctor"]);
        assert!(doctor.stdout.contains(tz), "{doctor:?}");
    }
}
