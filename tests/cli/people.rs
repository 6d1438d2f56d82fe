//! `people`: the address book is changed with its comments and order, holidays come from a calendar file.

use serde_json::{Value, json};
use webex_sandbox::{Person, Sandbox};

use crate::home::{Home, ended};

const BOOK: &str = "\
# My people, kept by hand.

# The office in London.
[ada]
email = \"ada@example.com\"   # work
name = \"Ada Lovelace\"
timezone = \"Europe/London\"
off = [
  \"2026-12-24..2027-01-02\", # winter
]

# Never sleeps.
[boss]
email = \"boss@example.com\"
any_time = true

[groups]
team = [\"ada\", \"grace@example.com\"] # all of them
";

fn home() -> Home {
    let home = Home::new("http://127.0.0.1:1/v1");
    home.write("people.toml", BOOK);
    home
}

fn book(home: &Home) -> String {
    std::fs::read_to_string(home.data("people.toml")).unwrap()
}

/// Runs what must be refused: its code, its words, and not a byte changed.
fn refused(home: &Home, args: &[&str], code: i32, words: &str) {
    let before = book(home);
    let ran = home.run(&[&["people"], args].concat());
    assert_eq!(ran.code, code, "{args:?}: {ran:?}");
    assert!(ran.stderr.starts_with("error: ") && ran.stderr.contains(words), "{args:?}: {ran:?}");
    assert_eq!(book(home), before, "{args:?}");
}

#[test]
fn comments_and_order_survive_every_change() {
    let home = home();
    home.ok(&["people", "set", "ada", "timezone", "europe/berlin"]);
    home.ok(&["people", "set", "boss", "--name", "Big Boss", "--unset", "any_time"]);
    home.ok(&["people", "add", "apollo", "--space", "room-1", "--hours", "Sun-Thu 10:00-24:00"]);
    home.ok(&["people", "add", "@team", "boss", "ada"]);
    home.ok(&["people", "add", "@night", "boss"]);
    let expected = BOOK
        .replace("Europe/London", "Europe/Berlin")
        .replace("any_time = true", "name = \"Big Boss\"")
        .replace("[\"ada\", \"grace@example.com\"]", "[\"ada\", \"grace@example.com\", \"boss\"]")
        + "night = [\"boss\"]\n\n[apollo]\nspace = \"room-1\"\nhours = \"Sun-Thu 10:00-24:00\"\n";
    assert_eq!(book(&home), expected);
    home.ok(&["people", "remove", "apollo"]);
    home.ok(&["people", "remove", "@night"]);
    home.ok(&["people", "remove", "@team", "ada"]);
    home.ok(&["people", "remove", "ada"]);
    let kept = book(&home);
    assert!(kept.starts_with("# My people, kept by hand.\n") && !kept.contains("London"), "{kept}");
    assert!(kept.contains("# Never sleeps.\n[boss]") && kept.contains("# all of them"), "{kept}");
}

#[test]
fn a_new_book_is_for_its_owner_alone_and_what_it_says_is_shown() {
    let home = Home::new("http://127.0.0.1:1/v1");
    assert_eq!(home.ok(&["people", "list", "--json"]), "[]\n");
    home.ok(&["people", "add", "ada", "ada@example.com", "--tz", "Europe/London", "--off", "2027-03-17"]);
    home.ok(&["people", "add", "@team", "ada", "grace@example.com"]);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = home.data("people.toml").metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    let listed: Value = serde_json::from_str(&home.ok(&["people", "list", "--json"])).unwrap();
    assert_eq!(listed[0]["alias"], "ada");
    assert_eq!((&listed[0]["off"], &listed[0]["groups"]), (&json!(["2027-03-17"]), &json!(["team"])));
    let shown: Value =
        serde_json::from_str(&home.ok(&["people", "show", "ada@example.com", "--json"])).unwrap();
    assert_eq!((&shown["timezone"], &shown["now"]["at_work"]), (&json!("Europe/London"), &json!(true)));
    assert_eq!(home.ok(&["people", "show", "@team"]), "ada\ngrace@example.com\n");
    home.schedule(&["--to", "@team", "--at", "in 1 hour", "x"]);
    assert_eq!(home.ls("scheduled").len(), 2);
}

#[test]
fn what_makes_no_sense_is_refused_and_nothing_is_lost() {
    let home = home();
    for (args, code, words) in [
        (&["add", "ada", "other@example.com"][..], 1, "already"),
        (&["add", "grace"], 2, "no address"),
        (&["add", "grace", "grace"], 2, "isn't an e-mail address"),
        (&["add", "grace@example.com"], 2, "people add grace grace@example.com"),
        (&["add", "groups", "g@example.com"], 2, "groups"),
        (&["add", "g", "g@example.com", "--timezone", "Berln"], 2, "did you mean `Europe/Berlin`?"),
        (&["add", "g", "g@example.com", "--hours", "9-5"], 2, "Mon-Fri 09:00-17:00"),
        (&["add", "g", "g@example.com", "--off", "2027-02-30"], 2, "2027-02-30"),
        (&["add", "g", "g@example.com", "--space", "room-1"], 2, "either a person or a space"),
        (&["add", "@team", "nobody"], 5, "nobody"),
        (&["add", "@team"], 2, "members"),
        (&["set", "ada", "timezon", "Europe/Berlin"], 2, "did you mean `timezone`?"),
        (&["set", "ada", "any_time", "perhaps"], 2, "true nor false"),
        (&["set", "ada", "--unset", "email"], 2, "no address"),
        (&["set", "ada"], 2, "nothing to change"),
        (&["set", "adda", "name", "x"], 5, "did you mean `ada`?"),
        (&["remove", "ada"], 1, "@team"),
        (&["remove", "nobody"], 5, "nobody"),
        (&["remove", "@team", "boss"], 5, "not in `@team`"),
        (&["show", "@tem"], 5, "did you mean `@team`?"),
    ] {
        refused(&home, args, code, words);
    }
}

#[test]
fn a_night_shift_is_one_shift_for_start_end_and_next_workday() {
    let mut home = Home::new("http://127.0.0.1:1/v1");
    home.set("TZ", "UTC");
    let hours = "Mon-Fri 22:00-24:00, Tue-Sat 00:00-06:00";
    home.ok(&["people", "add", "ada", "ada@example.com", "--tz", "UTC", "--hours", hours]);
    let due = |phrase: &str| {
        let shown = home.ok(&["when", phrase, "--to", "ada", "--json"]);
        let shown: Value = serde_json::from_str(&shown).unwrap();
        shown["due"].as_str().unwrap().parse::<chrono::DateTime<chrono::Utc>>().unwrap()
    };
    let (start, end, next, second) =
        (due("start of day"), due("eod"), due("next workday"), due("in 2 workdays"));
    let clock = |at: chrono::DateTime<chrono::Utc>| at.format("%H:%M").to_string();
    assert_eq!([start, end, next, second].map(clock), ["22:00", "06:00", "22:00", "22:00"]);
    let weekday = |at: chrono::DateTime<chrono::Utc>| at.format("%u").to_string().parse::<u32>().unwrap();
    assert!(
        [start, next, second].iter().all(|at| weekday(*at) <= 5),
        "each begins on a day from Monday to Friday"
    );
    let apart = (second - next).num_hours();
    assert!([24, 72].contains(&apart), "the second workday is the night after, not the same: {apart} h");
}

#[test]
fn hours_are_read_as_people_write_them_and_kept_as_they_wrote_them() {
    let home = home();
    for hours in ["9-17", "9am-5pm", "Mon–Fri 9:00–17:00", "Mo-Fr 9-17; Sa 10-14", "24/7"] {
        home.ok(&["people", "set", "boss", "hours", hours]);
        let shown: Value = serde_json::from_str(&home.ok(&["people", "show", "boss", "--json"])).unwrap();
        assert_eq!(shown["hours"], hours);
        home.ok(&["config", "set", "hours.work", hours]);
    }
    for (hours, words) in
        [("22:00-06:00", "Mon-Fri 22:00-24:00, Tue-Sat 00:00-06:00"), ("1-5", "13:00-17:00")]
    {
        refused(&home, &["set", "boss", "hours", hours], 2, words);
        let ran = home.run(&["config", "set", "hours.work", hours]);
        assert!(ran.code == 2 && ran.stderr.contains(words), "{ran:?}");
    }
}

/// An entry that can't be read beside one that can: the text, the line, words of the reason, and a repair.
const BROKEN: [(&str, u32, &str, &[&str]); 8] = [
    (
        "email = \"ada@example.com\"\n\nhuors = \"Mon 09:00-10:00\"",
        6,
        "did you mean `hours`?",
        &["unset", "ada", "huors"],
    ),
    ("email = \"ada@example.com\"\nhours = \"Mon 9-5\"", 5, "`9-5`", &["set", "ada", "hours", "9-17"]),
    (
        "email = \"ada@example.com\"\ntimezone = \"Berln\"",
        5,
        "Europe/Berlin",
        &["set", "ada", "timezone", "Berlin"],
    ),
    ("email = \"ada@example.com\"\noff = [\"soon\"]", 5, "`soon`", &["unset", "ada", "off"]),
    (
        "name = \"x\"\nemail = \"ada\"",
        5,
        "isn't an e-mail address",
        &["set", "ada", "email", "ada@example.com"],
    ),
    ("email = 3", 4, "string", &["set", "ada", "email", "ada@example.com"]),
    ("email = \"ada@example.com\"\nspace = \"room-1\"", 5, "person or a space", &["unset", "ada", "space"]),
    ("email = \"ada@example.com\"\nemial = \"x\"", 5, "did you mean `email`?", &["remove", "ada"]),
];

#[test]
fn an_entry_that_cannot_be_read_stops_only_what_needs_it_and_can_be_repaired() {
    let home = home();
    for (entry, line, words, repair) in BROKEN {
        home.write("people.toml", &format!("[bob]\nemail = \"bob@example.com\"\n[ada]\n{entry}\n"));
        let needs = [
            &["schedule", "--to", "ada", "--at", "in 1 hour", "x"][..],
            &["schedule", "--to", "bob", "--to", "ada", "--at", "in 1 hour", "x"],
            &["people", "show", "ada"],
            &["people", "add", "ada", "new@example.com"],
        ];
        for args in needs {
            let ran = home.run(args);
            let names = ran.stderr.contains("people.toml") && ran.stderr.contains(&format!("line {line}"));
            assert!(ran.code == 2 && names && ran.stderr.contains(words), "{args:?} {entry}: {ran:?}");
        }
        assert!(home.ls("scheduled").is_empty(), "{entry}");
        let id = home.schedule(&["--to", "bob", "--at", "in 1 hour", "x"]);
        home.ok(&["cancel", &id]);
        home.ok(&["people", "show", "bob"]);
        home.ok(&["people", "set", "bob", "name", "Bob"]);
        let listed = home.run(&["people", "list"]);
        assert!(listed.code == 0 && listed.stdout.starts_with("bob\t"), "{listed:?}");
        assert!(listed.stderr.contains(&format!("line {}", line + 1)), "{listed:?}");
        assert!(home.run(&["doctor"]).stdout.contains("`ada`"), "{entry}");
        home.ok(&[&["people"], repair].concat());
        let listed = home.run(&["people", "list"]);
        assert!(listed.code == 0 && listed.stderr.is_empty(), "{repair:?}: {listed:?}\n{}", book(&home));
        home.write("people.toml", "");
    }
}

#[test]
fn an_entry_that_cannot_be_read_stops_no_message_to_others() {
    let sandbox = Sandbox::start();
    let home = Home::with_token(&sandbox);
    home.write("people.toml", "[alan]\nemail = \"alan@example.com\"\n");
    let other = home.schedule(&["--to", "ada@example.com", "--at", "now", "x"]);
    home.write("people.toml", "[alan]\nemail = \"alan@example.com\"\nhours = \"soon\"\n");
    assert_eq!(home.run(&["send-due"]).code, 0);
    assert_eq!(home.state(&other), "sent");
}

#[test]
fn a_book_that_is_not_toml_is_named_with_its_line_and_left_as_it_is() {
    let home = home();
    for (text, line) in [("not toml\n", 1), ("[ada]\nemail = \"ada@example.com\"\nname = \"\n", 3)] {
        home.write("people.toml", text);
        refused(&home, &["set", "ada", "name", "x"], 2, &format!("line {line}"));
        refused(&home, &["list"], 2, &format!("line {line}"));
        assert!(home.run(&["schedule", "--to", "ada", "x"]).stderr.contains("people.toml"));
    }
    home.write("people.toml", "[ada]\nemail = \"ada@example.com\"\n[groups]\nteam = \"ada\"\n");
    assert_eq!(home.run(&["schedule", "--to", "@team", "--at", "in 1 hour", "x"]).code, 2);
    home.schedule(&["--to", "ada", "--at", "in 1 hour", "x"]);
    home.ok(&["people", "remove", "@team"]);
    home.ok(&["people", "add", "@team", "ada"]);
}

#[test]
fn a_change_that_would_make_an_entry_unreadable_is_refused() {
    let home = home();
    refused(&home, &["set", "ada", "space", "room-1"], 2, "person or a space");
    home.ok(&["people", "set", "ada", "--space", "room-1", "--unset", "email"]);
    refused(&home, &["set", "ada", "email", "ada@example.com"], 2, "person or a space");
}

#[cfg(unix)]
#[test]
fn the_address_book_is_edited_and_what_cannot_be_read_is_kept_as_a_draft() {
    let mut home = home();
    let text = "[ada]\nemail = \"ada@example.com\"\ntimezone = \"Berln\"\n";
    home.write("people.toml", text);
    home.editor("echo 'nonsense' >> \"$1\"");
    let ran = home.run(&["people", "edit"]);
    assert!(ran.code == 2 && ran.stderr.contains("people.toml.draft"), "{ran:?}");
    assert_eq!(book(&home), text, "the file is as it was");
    home.editor("sed -i -e 's/Berln/Europe\\/Berlin/' -e '/nonsense/d' \"$1\"");
    home.ok(&["people", "edit"]);
    assert!(
        home.ok(&["people", "list"]).contains("Europe/Berlin") && !home.data("people.toml.draft").exists()
    );
}

#[test]
fn days_off_are_added_and_fields_are_removed() {
    let home = home();
    home.ok(&["people", "set", "ada", "off", "2027-03-17", "2026-12-24..2027-01-02"]);
    home.ok(&["people", "set", "ada", "--off", "2027-05-01"]);
    let off = |home: &Home| {
        let shown: Value = serde_json::from_str(&home.ok(&["people", "show", "ada", "--json"])).unwrap();
        shown["off"].clone()
    };
    assert_eq!(off(&home), json!(["2026-12-24..2027-01-02", "2027-03-17", "2027-05-01"]));
    assert!(book(&home).contains("# winter"));
    home.ok(&["people", "unset", "ada", "off", "timezone"]);
    assert_eq!(off(&home), json!([]));
    let shown: Value = serde_json::from_str(&home.ok(&["people", "show", "ada", "--json"])).unwrap();
    assert_eq!(shown["timezone"], Value::Null);
    refused(&home, &["unset", "ada", "email"], 2, "no address");
    refused(&home, &["unset", "ada", "timezon"], 2, "did you mean `timezone`?");
    refused(&home, &["unset", "adda", "name"], 5, "did you mean `ada`?");
    home.ok(&["people", "set", "ada", "off", "2027-03-17"]);
    assert_eq!(off(&home), json!(["2027-03-17"]), "off after unset replaces");
}

#[test]
fn ten_thousand_members_of_a_group_are_found_at_once() {
    let home = home();
    let entries: String =
        (0..10_000).map(|n| format!("[p{n}]\nemail = \"p{n}@example.com\"\nname = \"P {n}\"\n")).collect();
    let members: Vec<String> = (0..100_000).map(|n| format!("\"p{n}@example.com\"")).collect();
    home.write(
        "people.toml",
        &format!(
            "{entries}[groups]\nall = [{}]\nsome = [{}]\n",
            members.join(","),
            members[9_000..11_000].join(",")
        ),
    );
    let shown = home.ok(&["people", "show", "@all"]);
    assert_eq!(shown.lines().count(), 100_000);
    let listed: Value = serde_json::from_str(&home.ok(&["people", "list", "--json"])).unwrap();
    assert_eq!(listed.as_array().unwrap().len(), 10_000);
    home.ok(&["people", "add", "@all", "p1", "new@example.com"]);
    let ran = home.run(&["schedule", "--to", "@some", "--at", "in 1 hour", "--dry-run", "--quiet", "x"]);
    assert_eq!(ran.code, 0, "{}", &ran.stderr[..ran.stderr.len().min(300)]);
}

#[cfg(unix)]
#[test]
fn a_book_that_is_a_link_into_dotfiles_stays_one() {
    let home = home();
    let real = home.path().join("dotfiles.toml");
    std::fs::rename(home.data("people.toml"), &real).unwrap();
    std::os::unix::fs::symlink(&real, home.data("people.toml")).unwrap();
    home.ok(&["people", "set", "ada", "name", "Countess"]);
    assert!(home.data("people.toml").is_symlink());
    assert!(std::fs::read_to_string(real).unwrap().contains("Countess"));
}

const CALENDAR: &str = "BEGIN:VCALENDAR\r
VERSION:2.0\r
BEGIN:VEVENT\r
SUMMARY:New Year's Day\r
DTSTART;VALUE=DATE:19700101\r
RRULE:FREQ=YEARLY\r
TRANSP:TRANSPARENT\r
END:VEVENT\r
BEGIN:VEVENT\r
SUMMARY:Board meeting\r
DTSTART:20370105T090000Z\r
DTEND:20370105T100000Z\r
END:VEVENT\r
BEGIN:VEVENT\r
SUMMARY:Company holidays that are folded over\r
  two lines\r
DTSTART;VALUE=DATE:20370101\r
DTEND;VALUE=DATE:20370106\r
END:VEVENT\r
END:VCALENDAR\r
";

#[test]
fn holidays_of_a_calendar_file_become_days_off_once() {
    let home = home();
    std::fs::write(home.path().join("holidays.ics"), CALENDAR).unwrap();
    let printed = home.ok(&["people", "import", "holidays.ics", "--for", "ada", "--json"]);
    let printed: Value = serde_json::from_str(&printed).unwrap();
    let year = chrono::Datelike::year(&chrono::Utc::now());
    let off = printed["added"][0]["off"].as_array().unwrap();
    assert_eq!(off.last().unwrap(), "2037-01-01..2037-01-05");
    assert!(off.contains(&json!(format!("{}-01-01", year + 2))), "{printed}");
    assert_eq!(printed["left_out"], json!(["Board meeting"]));
    assert!(book(&home).contains("# winter") && !home.ok(&["people", "show", "boss"]).contains("off "));
    let before = book(&home);
    let ran = home.run(&["people", "import", "holidays.ics", "--for", "ada"]);
    assert!(
        ran.code == 0 && ran.stdout.contains("nothing new") && ran.stderr.contains("Board meeting"),
        "{ran:?}"
    );
    assert_eq!(book(&home), before);
    home.ok(&["people", "import", "holidays.ics", "--dry-run"]);
    assert_eq!(book(&home), before);
    home.ok(&["people", "import", "holidays.ics"]);
    assert!(home.ok(&["people", "show", "boss"]).contains("2037-01-01..2037-01-05"));
}

#[test]
fn a_day_off_that_was_imported_moves_a_message_to_the_day_after() {
    let home = Home::new("http://127.0.0.1:1/v1");
    home.ok(&["people", "add", "ada", "ada@example.com", "--tz", "UTC", "--hours", "Mon-Sun 00:00-24:00"]);
    let today = chrono::Utc::now().date_naive();
    let end = today + chrono::TimeDelta::days(3);
    let event =
        format!("DTSTART;VALUE=DATE:{}\r\nDTEND;VALUE=DATE:{}", today.format("%Y%m%d"), end.format("%Y%m%d"));
    let text =
        format!("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:x\r\n{event}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n");
    std::fs::write(home.path().join("off.ics"), text).unwrap();
    home.ok(&["people", "import", "off.ics"]);
    let id = home.schedule(&["--to", "ada", "x"]);
    assert_eq!(home.show(&id)["due"], format!("{end}T00:00:00Z"));
}

#[test]
fn a_calendar_file_that_cannot_be_read_changes_nothing() {
    let home = home();
    for (name, text, words) in [
        ("empty.ics", "", "BEGIN:VCALENDAR"),
        ("cut.ics", &CALENDAR.replace("END:VCALENDAR\r\n", ""), "has no end"),
        (
            "odd.ics",
            "BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:Odd\nEND:VEVENT\nEND:VCALENDAR",
            "`Odd`: it has no DTSTART",
        ),
    ] {
        std::fs::write(home.path().join(name), text).unwrap();
        refused(&home, &["import", name], 2, words);
    }
    refused(&home, &["import", "missing.ics"], 2, "missing.ics");
    std::fs::write(home.path().join("good.ics"), CALENDAR).unwrap();
    refused(&home, &["import", "good.ics", "--for", "nobody"], 5, "nobody");
    refused(&home, &["import", "good.ics", "--for", "@team"], 5, "grace@example.com");
}

#[test]
fn an_event_that_is_not_understood_is_left_out_by_its_name_and_the_rest_is_imported() {
    let home = home();
    for (name, text, words) in [
        ("rule.ics", CALENDAR.replace("FREQ=YEARLY", "FREQ=SOMETIMES"), "`FREQ=SOMETIMES`"),
        ("date.ics", CALENDAR.replace("19700101", "19701301"), "DTSTART"),
    ] {
        std::fs::write(home.path().join(name), text).unwrap();
        let ran = home.run(&["people", "import", name, "--dry-run", "--json"]);
        assert!(ran.code == 0 && ran.stderr.contains("left out `New Year's Day`"), "{ran:?}");
        assert!(ran.stderr.contains(words), "{ran:?}");
        let printed: Value = serde_json::from_str(&ran.stdout).unwrap();
        assert_eq!(printed["added"][0]["off"], json!(["2037-01-01..2037-01-05"]));
        assert_eq!(printed["unreadable"][0]["name"], "New Year's Day");
    }
}

#[test]
fn a_calendar_file_of_any_depth_is_read_without_a_crash() {
    let home = home();
    let deep = format!("{}{}", "BEGIN:VALARM\r\n".repeat(8_000), "END:VALARM\r\n".repeat(8_000));
    let text = CALENDAR.replacen("TRANSP:TRANSPARENT\r\n", &deep, 1);
    std::fs::write(home.path().join("deep.ics"), text).unwrap();
    assert!(home.ok(&["people", "import", "deep.ics", "--dry-run"]).contains("2037-01-01..2037-01-05"));
    std::fs::write(home.path().join("open.ics"), "BEGIN:VCALENDAR\r\n".repeat(8_000)).unwrap();
    refused(&home, &["import", "open.ics"], 2, "has no end");
}

#[test]
fn the_directory_is_searched_by_name_and_by_address() {
    let sandbox = Sandbox::start();
    sandbox.add_person(Person::new("Ada Byron", "byron@example.com", Some("Asia/Tokyo")));
    let home = Home::with_token(&sandbox);
    home.write("people.toml", BOOK);
    let found = home.ok(&["people", "search", "Ada"]);
    assert_eq!(
        found,
        "Ada Lovelace\tada@example.com\tEurope/London\tada\nAda Byron\tbyron@example.com\tAsia/Tokyo\t\n"
    );
    let found: Value =
        serde_json::from_str(&home.ok(&["people", "search", "byron@example.com", "--json"])).unwrap();
    assert_eq!((&found[0]["name"], &found[0]["alias"]), (&json!("Ada Byron"), &Value::Null));
    let ran = home.run(&["people", "search", "Nobody", "--json"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (5, "[]\n"), "{ran:?}");
    assert_eq!(Home::new(&sandbox.api_url()).run(&["people", "search", "Ada"]).code, 3);
}

#[test]
fn of_many_changes_at_once_none_is_undone_by_another() {
    let home = home();
    let adds: Vec<_> = (0..12)
        .map(|number| {
            let (name, email) = (format!("p{number}"), format!("p{number}@example.com"));
            home.start(&["people", "add", &name, &email])
        })
        .collect();
    for add in adds {
        let ran = ended(add);
        assert_eq!(ran.code, 0, "{ran:?}");
    }
    let people: Vec<Value> = serde_json::from_str(&home.ok(&["people", "list", "--json"])).unwrap();
    assert_eq!(people.len(), 2 + 12, "{}", book(&home));
    assert!(book(&home).starts_with("# My people, kept by hand."));
}
