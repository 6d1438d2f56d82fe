//! A time as people type it: what is shown beforehand is what is scheduled, on the clock that the one rule gives.

use chrono::{DateTime, Datelike, Days, NaiveDate, Utc, Weekday};
use serde_json::Value;

use crate::home::{Home, Ran};

const PEOPLE: &str = r#"
[ada]
email = "ada@example.com"
timezone = "America/New_York"
hours = "Mon-Fri 09:00-17:00"
[kim]
email = "kim@example.com"
timezone = "Pacific/Auckland"
hours = "Mon-Sun 08:00-16:00"
[boss]
email = "boss@example.com"
timezone = "Asia/Tokyo"
any_time = true
[groups]
team = ["ada", "kim"]
"#;

fn home() -> Home {
    let home = Home::new("http://127.0.0.1:9");
    home.write("people.toml", PEOPLE);
    home
}

/// Returns a Monday of next January, when no zone of these tests has summer time, and the Tuesday after it.
fn days() -> (String, String) {
    let tenth = NaiveDate::from_ymd_opt(Utc::now().year() + 1, 1, 10).unwrap();
    let monday = tenth.iter_days().find(|day| day.weekday() == Weekday::Mon).unwrap();
    (monday.to_string(), (monday + Days::new(1)).to_string())
}

fn json(ran: &Ran) -> Value {
    serde_json::from_str(&ran.stdout).unwrap_or_else(|_| panic!("{ran:?}"))
}

fn instant(value: &Value) -> DateTime<Utc> {
    value.as_str().unwrap().parse().unwrap()
}

/// Returns the values in backticks of the hints.
fn suggestions(ran: &Ran) -> Vec<String> {
    let hints = ran.stderr.lines().filter_map(|line| line.strip_prefix("hint: "));
    hints.flat_map(|hint| hint.split('`').skip(1).step_by(2)).map(str::to_owned).collect()
}

fn notes(ran: &Ran) -> Vec<String> {
    ran.stderr.lines().filter_map(|line| line.strip_prefix("note: ")).map(str::to_owned).collect()
}

#[test]
fn when_shows_exactly_what_schedule_would_do() {
    for off_hours in ["warn", "refuse", "move"] {
        let home = home();
        home.write("config.toml", &format!("[delivery]\noff_hours = \"{off_hours}\"\n"));
        for who in ["ada", "boss", "stranger@example.com", "@team"] {
            for at in [
                "monday morning",
                "tomorrow 03:10 theirs",
                "sunday 9am",
                "friday at 3",
                "eod",
                "tomorrow 9am Tokyo",
            ] {
                let when = home.run(&["when", at, "--to", who]);
                let schedule = home.run(&["schedule", "--dry-run", "--to", who, "--at", at, "x"]);
                assert_eq!(when.code, schedule.code, "{who} {at}: {when:?} {schedule:?}");
                assert_eq!(notes(&when), notes(&schedule), "{who} {at}");
                // The id differs each time; the name and the clocks do not.
                let lines = |ran: &Ran, skipped: usize| {
                    let words = ran
                        .stdout
                        .lines()
                        .map(|line| line.splitn(2, "  ").nth(skipped).unwrap_or("").to_owned());
                    words.collect::<Vec<_>>()
                };
                let without_id: Vec<String> = lines(&schedule, 1);
                let whole: Vec<String> = when.stdout.lines().map(str::to_owned).collect();
                assert_eq!(whole, without_id, "{who} {at}");
                if when.code != 0 {
                    assert_eq!(suggestions(&when), suggestions(&schedule), "{who} {at}");
                }
            }
        }
        assert!(!home.data("queue").exists());
    }
}

#[test]
fn the_end_of_their_hours_that_is_asked_for_is_inside_them_under_every_rule() {
    for off_hours in ["warn", "refuse", "move"] {
        let home = home();
        home.write("config.toml", &format!("[delivery]\noff_hours = \"{off_hours}\"\n"));
        let (monday, _) = days();
        for at in ["eod", "end of next week", "end of next month", &format!("{monday} eod")] {
            let ran = home.run(&["when", at, "--to", "ada"]);
            assert_eq!((ran.code, notes(&ran)), (0, Vec::new()), "{off_hours} {at}: {ran:?}");
            assert!(ran.stdout.contains("17:00"), "{off_hours} {at}: {ran:?}");
        }
        let after = home.run(&["when", &format!("{monday} 17:01 theirs"), "--to", "ada"]);
        assert!(after.stderr.contains("outside the hours"), "{off_hours}: {after:?}");
    }
}

#[test]
fn a_zone_option_that_cannot_apply_is_told_of() {
    let home = home();
    let told = |at: &str, tz: &str| {
        let ran = home.run(&["when", at, "--to", "ada", "--tz", tz]);
        assert_eq!(ran.code, 0, "{ran:?}");
        notes(&ran).iter().any(|note| *note == format!("--tz doesn't apply: `{at}` is on their clock"))
    };
    for at in ["eod", "friday", "tomorrow morning", "next workday"] {
        assert!(told(at, "Tokyo"), "{at}");
        assert!(!told(at, "theirs"), "{at}");
    }
    assert!(!told("tomorrow 9am", "Tokyo") && !told("in 2 hours", "Tokyo"));
}

#[test]
fn when_takes_its_words_unquoted_and_shows_a_line_for_each_of_a_group() {
    let home = home();
    let (monday, _) = days();
    let quoted = home.ok(&["when", &format!("{monday} 09:00 London"), "--to", "ada"]);
    assert_eq!(home.ok(&["when", &monday, "09:00", "London", "--to", "ada"]), quoted);
    let team = home.ok(&["when", "tomorrow", "9am", "--to", "@team"]);
    assert_eq!(team.lines().count(), 2, "{team}");
    assert!(team.contains("New York") && team.contains("Auckland"), "{team}");
    let all = json(&home.run(&["when", "tomorrow", "9am", "--to", "@team", "--json"]));
    assert_eq!(all.as_array().unwrap().len(), 2);
    assert_eq!(json(&home.run(&["when", "tomorrow", "9am", "--to", "ada", "--json"]))["to"], "ada");
}

#[test]
fn the_zone_that_was_used_is_named_and_one_that_was_named_is_echoed() {
    let home = home();
    let (monday, _) = days();
    let mine = home.run(&["when", &format!("{monday} 09:00"), "--to", "ada"]);
    assert!(mine.stderr.contains("your clock: Europe/Berlin"), "{mine:?}");
    let theirs = home.run(&["when", &monday, "--to", "ada"]);
    assert!(theirs.stderr.contains("their clock: America/New_York"), "{theirs:?}");
    let tokyo = home.run(&["when", &format!("{monday} 09:00 Tokyo"), "--to", "ada"]);
    assert!(tokyo.stderr.contains("Asia/Tokyo") && tokyo.stdout.contains("Mon 09:00 Tokyo"), "{tokyo:?}");
    let shown = json(&home.run(&["when", &format!("{monday} 09:00 Tokyo"), "--to", "ada", "--json"]));
    assert_eq!(shown["read"]["zone"], "Asia/Tokyo");
    let scheduled = home.ok(&["schedule", "--to", "ada", "--at", &format!("{monday} 09:00 Tokyo"), "x"]);
    assert!(scheduled.contains("Mon 09:00 Tokyo"), "{scheduled}");
    let refused = home.run(&["when", "friday Tokyo", "--to", "ada"]);
    assert!(refused.code == 2 && refused.stderr.contains("`Tokyo` can't apply"), "{refused:?}");
}

#[test]
fn the_setting_changes_whose_clock_a_time_is_on_and_an_option_goes_before_it() {
    let home = home();
    let (monday, tuesday) = days();
    let at = |args: &[&str]| {
        let shown =
            json(&home.run(&[&["when", &format!("{monday} 09:00"), "--to", "ada", "--json"], args].concat()));
        shown["due"].as_str().unwrap().to_owned()
    };
    assert_eq!(at(&[]), format!("{monday}T08:00:00Z"));
    home.ok(&["config", "set", "me.clock", "theirs"]);
    assert_eq!(at(&[]), format!("{monday}T14:00:00Z"));
    assert_eq!(at(&["--tz", "mine"]), format!("{monday}T08:00:00Z"));
    let id = home.schedule(&["--to", "ada", "--at", &format!("{monday} 09:00"), "x"]);
    assert_eq!(home.show(&id)["due"], format!("{monday}T14:00:00Z"));
    home.ok(&["move", &id, "--at", &format!("{tuesday} 09:00")]);
    assert_eq!(home.show(&id)["due"], format!("{tuesday}T14:00:00Z"));
    assert_eq!(home.run(&["config", "set", "me.clock", "yours"]).code, 2);
}

#[test]
fn a_limit_that_is_a_day_is_its_end_on_the_clock_of_the_message() {
    let home = home();
    let (monday, tuesday) = days();
    let limit = |at: &str, limit: &str| {
        let id = home.schedule(&["--to", "ada", "--at", at, "--not-after", limit, "x"]);
        home.show(&id)["not_after"].as_str().unwrap().to_owned()
    };
    assert_eq!(limit(&format!("{monday} 09:00"), &monday), format!("{monday}T22:59:59Z"));
    assert_eq!(limit(&monday, &monday), format!("{tuesday}T04:59:59Z"));
    assert_eq!(limit(&format!("{monday} 09:00 theirs"), &monday), format!("{tuesday}T04:59:59Z"));
    assert_eq!(
        limit(&format!("{monday} 09:00 theirs"), &format!("{monday} 18:00")),
        format!("{monday}T17:00:00Z")
    );
    let series = ["--at", &format!("{monday} 21:00 theirs"), "--every", "day", "--until", &tuesday, "x"];
    let id = home.schedule(&[&["--to", "ada"], &series[..]].concat());
    assert_eq!(home.show(&id)["next"].as_array().map_or(0, Vec::len), 1, "{}", home.show(&id));
}

#[test]
fn what_a_hint_suggests_is_accepted() {
    let home = home();
    for bad in [
        "9",
        "friday at 3",
        "friday midnight",
        "6M",
        "1 dec 2020",
        "half nine",
        "tommorow 9am",
        "9am EST",
        "9am GMT+5",
        "eod Tokyo",
        "30",
        "1/2",
        "01/02/27",
        "first monday",
        "in a month",
        "yesterday",
        "tomorrow 9am please",
        "2 days 3 hours",
        "9am local time",
        "24:00",
        "this week",
        "friday monday",
        "9am Berln",
        "now UTC",
    ] {
        let ran = home.run(&["when", bad, "--to", "ada"]);
        let suggested = suggestions(&ran);
        assert!(ran.code == 2 && !suggested.is_empty(), "{bad}: {ran:?}");
        for value in suggested {
            let again = home.run(&["when", &value, "--to", "ada"]);
            assert_eq!(again.code, 0, "{bad}: {value}: {again:?}");
        }
    }
}

#[test]
fn a_distance_may_be_an_option_and_has_whole_seconds() {
    let home = home();
    let id = home.schedule(&["--to", "ada", "--in", "2h", "x"]);
    let away = instant(&home.show(&id)["due"]) - Utc::now();
    assert!((7_100..=7_200).contains(&away.num_seconds()), "{away}");
    home.ok(&["move", &id, "--in", "3 days"]);
    let due = home.show(&id)["due"].as_str().unwrap().to_owned();
    assert_eq!(due.len(), "2026-11-24T09:00:00Z".len(), "{due}");
    let file = home.ls("scheduled").remove(0);
    let text = std::fs::read_to_string(home.data("queue").join("scheduled").join(file)).unwrap();
    let wall = text.lines().find(|line| line.starts_with("time = ")).unwrap();
    assert!(!wall.contains('.'), "{wall}");
    assert_eq!(home.run(&["schedule", "--to", "ada", "--in", "2h", "--at", "9am", "x"]).code, 2);
    assert_eq!(home.run(&["move", &id]).code, 2);
}

#[test]
fn help_states_whose_clock_a_time_is_on() {
    let home = home();
    for command in ["schedule", "move", "when"] {
        let help = home.ok(&[command, "--help"]);
        assert!(help.contains("A time of day is on the clock of --tz"), "{help}");
    }
}
