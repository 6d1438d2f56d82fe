//! Calendars made at random, read by `mindful` and by Python's `recurring_ical_events`: both find the same days off.

use std::process::Command;

use chrono::NaiveDate;
use mindful::people::holidays;
use mindful::schedule::Zone;

const CALENDARS: usize = 400;

#[test]
#[ignore = "needs Python, icalendar and recurring_ical_events; tests/run sees to it"]
fn calendars_made_at_random_have_the_days_off_that_another_program_finds() {
    let root = env!("CARGO_MANIFEST_DIR");
    let folder = tempfile::tempdir().unwrap();
    let mut python = Command::new(format!("{root}/target/calendars/bin/python"));
    python.arg(format!("{root}/tests/calendars.py")).arg(folder.path()).arg(CALENDARS.to_string());
    let ran = python.output().expect("a Python with the two packages");
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    let [today, until] = ["2026-11-23", "2028-11-23"].map(|day| day.parse::<NaiveDate>().unwrap());
    let berlin = Zone::named("Europe/Berlin").unwrap();
    let (mut wrong, mut days) = (Vec::new(), 0);
    for number in 0..CALENDARS {
        let text = std::fs::read(folder.path().join(format!("{number}.ics"))).unwrap();
        let expected = std::fs::read(folder.path().join(format!("{number}.json"))).unwrap();
        let expected: Vec<(NaiveDate, NaiveDate)> = serde_json::from_slice(&expected).unwrap();
        let read = holidays(&text, today, &berlin).unwrap();
        assert_eq!(read.unreadable, [], "calendar {number}");
        let within = read.days.into_iter().filter(|(first, _)| *first <= until);
        let within: Vec<(NaiveDate, NaiveDate)> = within.collect();
        days += expected.len();
        let only = |here: &[(NaiveDate, NaiveDate)], there: &[(NaiveDate, NaiveDate)]| {
            here.iter().filter(|day| !there.contains(day)).take(3).copied().collect::<Vec<_>>()
        };
        let (more, less) = (only(&within, &expected), only(&expected, &within));
        if !more.is_empty() || !less.is_empty() {
            wrong.push(format!(
                "{number}: too many {more:?}, missing {less:?}\n{}",
                String::from_utf8_lossy(&text)
            ));
        }
    }
    println!("{CALENDARS} calendars with {days} days off: {} differ", wrong.len());
    assert!(wrong.is_empty() && days > 5_000, "{days} days\n{}", wrong.join("\n"));
}
