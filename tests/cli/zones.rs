//! Zones: the system's rules come first, a waiting wall time follows them, and a zone that is gone stops nobody else.

use std::path::Path;

use serde_json::Value;
use webex_sandbox::Sandbox;

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
    release(&home, "2026y", 5);
    assert!(due(&wall).ends_with("T04:00:00Z"), "shown by today's rules");
    assert_eq!(home.run(&["send-due"]).code, 0);
    assert_eq!(due(&distance), stays);
    let stamp = due(&wall).replace(['-', ':'], "");
    assert!(home.ls("scheduled").iter().any(|name| name.starts_with(&stamp)), "{:?}", home.ls("scheduled"));
    assert_eq!(sandbox.requests().iter().filter(|request| request.path == "/v1/people/me").count(), 0);
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
