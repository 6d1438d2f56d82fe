//! `mindful config`: the settings in hand.

use crate::home::Home;

const COMMENTED: &str =
    "# mine\n[me] # who\ntimezone = 'Europe/Berlin'   # here\n\n[delivery]\ngrace = \"15m\"\n";

fn home(settings: &str) -> Home {
    let home = Home::new("http://127.0.0.1:1/v1");
    home.write("config.toml", settings);
    home
}

fn settings(home: &Home) -> String {
    std::fs::read_to_string(home.data("config.toml")).unwrap()
}

#[test]
fn a_setting_is_changed_where_it_stands_and_everything_else_stays() {
    let home = home(COMMENTED);
    home.ok(&["config", "set", "me.timezone", "Asia/Tokyo"]);
    home.ok(&["config", "set", "delivery.hold_while", "DoNotDisturb", "meeting"]);
    let expected = COMMENTED.replace("'Europe/Berlin'", "\"Asia/Tokyo\"")
        + "hold_while = [\"DoNotDisturb\", \"meeting\"]\n";
    assert_eq!(settings(&home), expected);
    assert_eq!(home.ok(&["config", "get", "me.timezone"]), "Asia/Tokyo\n");
    assert_eq!(home.ok(&["config", "path"]).trim(), home.data("config.toml").to_str().unwrap());
}

#[test]
fn what_is_no_setting_or_makes_no_sense_changes_nothing() {
    let home = home(COMMENTED);
    for (args, words) in [
        (["me.timezon", "UTC"], "did you mean `me.timezone`?"),
        (["webex.client_secret", "x"], "secrets are never in config.toml"),
        (["me.timezone", "Mars/Base"], "Mars/Base"),
        (["delivery.concurrency", "many"], "`many` isn't a number"),
        (["delivery.grace", "soon"], "isn't a duration"),
        (["delivery.off_hours", "perhaps"], "perhaps"),
    ] {
        let ran = home.run(&[&["config", "set"][..], &args[..]].concat());
        assert!(ran.code == 2 && ran.stderr.contains(words), "{args:?}: {ran:?}");
    }
    assert_eq!(settings(&home), COMMENTED);
}

#[test]
fn a_setting_that_is_not_in_the_file_is_printed_with_the_default_that_holds() {
    let home = home("[delivery]\ngrace = \"20m\"\n");
    assert_eq!(home.ok(&["config", "get", "hours.work"]), "Mon-Fri 09:00-17:00\n");
    let listed: serde_json::Value = serde_json::from_str(&home.ok(&["config", "list", "--json"])).unwrap();
    assert_eq!(listed["delivery.grace"], serde_json::json!({ "value": "20m", "default": false }));
    assert_eq!(listed["me.timezone"], serde_json::json!({ "value": "Europe/Berlin", "default": true }));
    assert!(home.ok(&["config", "list"]).contains("delivery.grace = 20m\n"));
    assert!(home.ok(&["config", "list"]).contains("delivery.give_up = 3d  (default)\n"));
    let ran = home.run(&["config", "get", "webex.client_id"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (5, ""), "{ran:?}");
}

#[test]
fn unset_goes_back_to_the_default_and_keeps_everything_else() {
    let home = home(COMMENTED);
    let kept = |text: &str| -> Vec<String> { text.lines().map(str::to_owned).collect() };
    home.ok(&["config", "unset", "me.timezone"]);
    let (before, after) = (kept(COMMENTED), kept(&settings(&home)));
    assert!(after.iter().all(|line| before.contains(line)), "{after:?}");
    assert!(!after.iter().any(|line| line.starts_with("timezone")), "{after:?}");
    let ran = home.run(&["config", "unset", "me.timezone"]);
    assert!(ran.code == 0 && ran.stderr.contains("was not set"), "{ran:?}");
}

#[test]
fn an_edit_that_cannot_be_read_is_refused_kept_and_gone_on_with() {
    let mut home = home(COMMENTED);
    home.editor("sed -i 's/timezone/timezon/' \"$1\"");
    let ran = home.run(&["config", "edit"]);
    assert!(ran.code == 2 && ran.stderr.contains("did you mean `timezone`?"), "{ran:?}");
    let draft = home.data("config.toml.draft");
    assert!(ran.stderr.contains(draft.to_str().unwrap()), "{ran:?}");
    assert_eq!(settings(&home), COMMENTED);
    assert!(std::fs::read_to_string(&draft).unwrap().contains("timezon ="));
    home.editor("sed -i 's/timezon /timezone /; s/Berlin/Paris/' \"$1\"");
    assert_eq!(home.run(&["config", "edit"]).code, 0);
    assert_eq!(settings(&home), COMMENTED.replace("Berlin", "Paris"));
    assert!(!draft.exists());
}

#[test]
fn settings_that_cannot_be_read_can_still_be_found_and_mended() {
    let mut home = home("[me]\ntimezon = 'UTC'\n");
    let ran = home.run(&["list"]);
    assert!(ran.code == 2 && ran.stderr.contains("line 2") && ran.stderr.contains("`timezone`"), "{ran:?}");
    assert_eq!(home.run(&["config", "path"]).code, 0);
    let ran = home.run(&["doctor"]);
    assert!(ran.code != 0 && ran.stdout.contains("bad   settings"), "{ran:?}");
    home.editor("sed -i 's/timezon/timezone/' \"$1\"");
    assert_eq!(home.run(&["config", "edit"]).code, 0);
    assert_eq!(home.run(&["list"]).code, 0);
}

#[test]
fn every_setting_is_told_in_the_manual() {
    let listed = home("").ok(&["config", "list", "--json"]);
    let known: serde_json::Map<String, serde_json::Value> = serde_json::from_str(&listed).unwrap();
    let manual = concat!(env!("CARGO_MANIFEST_DIR"), "/man/mindful-config.5");
    let manual = std::fs::read_to_string(manual).unwrap();
    for key in known.keys() {
        let (section, name) = key.split_once('.').unwrap();
        let section =
            manual.split(&format!(".SS [{section}]\n")).nth(1).unwrap_or_else(|| panic!("no {section}"));
        let section = section.split("\n.SS ").next().unwrap();
        assert!(section.contains(&format!("\n.BR {name} \" (")), "{key} is not told");
    }
}
