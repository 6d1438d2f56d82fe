use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};

use super::*;
use crate::schedule::{DaysOff, WorkingHours};

const TABLE: &str = include_str!("../../../tests/recurrences.tsv");

struct Row {
    recurrence: Recurrence,
    clock: Zone,
    theirs: Calendar,
    asked: NaiveDateTime,
}

fn row(cells: &[&str]) -> Result<Row, String> {
    let [rule, first, hours, off, on_day_off] = cells else { panic!("five cells: {cells:?}") };
    let (wall, zone) = first.rsplit_once(' ').unwrap();
    let clock = Zone::named(zone).unwrap();
    let off: Vec<String> = off.split(' ').filter(|day| *day != "-").map(str::to_owned).collect();
    let theirs = Calendar {
        zone: clock.clone(),
        hours: WorkingHours::parse(hours).unwrap(),
        off: DaysOff::parse(&off).unwrap(),
    };
    let rule = read(rule).map_err(|failure| format!("{} {}", failure.what, failure.hints.join(" ")))?;
    let asked = NaiveDateTime::parse_from_str(wall, "%F %H:%M").unwrap();
    let recurrence = Recurrence {
        rule,
        first: rule.first(asked.date(), |day| theirs.is_workday(day)).unwrap(),
        time: Some(asked.time()),
        zone: zone.to_owned(),
        until: None,
        count: None,
        on_day_off: match *on_day_off {
            "skip" => Some(OnDayOff::Skip),
            "next" => Some(OnDayOff::Next),
            _ => None,
        },
        any_time: false,
        within_hours: false,
    };
    Ok(Row { recurrence, clock, theirs, asked })
}

impl Row {
    fn occurrences(&self, count: usize) -> Vec<Occurrence> {
        let against = Against { clock: &self.clock, theirs: &self.theirs };
        let (mut from, mut past) = (self.asked.date(), DateTime::<Utc>::MIN_UTC);
        let mut found = Vec::new();
        while let Some(next) = self.recurrence.next(from, past, against).filter(|_| found.len() < count) {
            (from, past) = (next.day.succ_opt().unwrap(), next.at);
            found.push(next);
        }
        found
    }
}

fn answer(cells: &[&str], count: usize) -> String {
    let row = match row(cells) {
        Ok(row) => row,
        Err(why) => return format!("error: {why}"),
    };
    let found: Vec<String> =
        row.occurrences(count).iter().map(|next| next.at.format("%FT%H:%M").to_string()).collect();
    if found.is_empty() { "never".to_owned() } else { found.join(" ") }
}

#[test]
fn every_row_of_the_table_comes_again_as_it_says() {
    let rows: Vec<&str> = TABLE.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).collect();
    assert!(rows.len() >= 100, "the table has {} rows", rows.len());
    let wrong: Vec<String> = rows.into_iter().filter_map(misread).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn misread(row: &str) -> Option<String> {
    let cells: Vec<&str> = row.split('\t').collect();
    let (expected, asked) = cells.split_last().unwrap();
    let read = answer(asked, expected.split(' ').count());
    let fits = match expected.strip_prefix("error: ") {
        Some(words) => read.starts_with("error: ") && read.contains(words),
        None => read == *expected,
    };
    (!fits).then(|| format!("{row}\n    came as {read}"))
}

#[test]
fn what_is_shown_of_a_rule_is_read_back_the_same() {
    for line in TABLE.lines().filter(|line| !line.starts_with('#')) {
        if let Ok(rule) = read(line.split('\t').next().unwrap()) {
            assert_eq!(read(&rule.to_string()).unwrap(), rule, "{rule}");
        }
    }
    for rule in
        ["weekday", "mon,thu", "2 weeks", "first mon", "month on 31", "2 weeks on mon", "last workday"]
    {
        assert_eq!(read(rule).unwrap().to_string(), rule);
    }
}

#[test]
fn what_a_hint_suggests_is_a_rule() {
    let more = "2 wekks\nfirst frday\nmontly\nevery third day\n7 mon\nmonth on 40\n2 weeks on\nlast\nyear on mon\nquaterly\nhourly";
    let rules =
        TABLE.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split('\t').next());
    for rule in rules.chain(more.lines()) {
        let Err(failure) = read(rule) else { continue };
        let hints = failure.hints.join(" ");
        for value in hints.split('`').skip(1).step_by(2) {
            assert!(read(value).is_ok(), "{rule}: {value}");
        }
    }
}

#[test]
fn without_a_time_it_goes_when_they_start_and_never_on_a_day_they_do_not_work() {
    let mut row =
        row(&["day", "2026-11-26 00:00 Europe/London", "Mon-Thu 08:30-17:00, Fri 10:00-12:00", "-", "-"])
            .unwrap();
    row.recurrence.time = None;
    let at: Vec<_> = row.occurrences(3).iter().map(|next| next.at.format("%FT%H:%M").to_string()).collect();
    assert_eq!(at, ["2026-11-26T08:30", "2026-11-27T10:00", "2026-11-30T08:30"]);
}

#[test]
fn when_they_move_their_hours_move_with_them_and_a_wall_time_that_was_given_does_not() {
    let cells = ["day", "2026-11-26 08:30 Europe/London", "Mon-Sun 08:30-17:00", "-", "-"];
    let at = |row: &Row| row.occurrences(1)[0].at.format("%FT%H:%M").to_string();
    let mut row = row(&cells).unwrap();
    row.theirs.zone = Zone::named("Asia/Tokyo").unwrap();
    assert_eq!(at(&row), "2026-11-26T08:30");
    row.recurrence.time = None;
    assert_eq!(at(&row), "2026-11-25T23:30");
}

#[test]
fn any_time_is_any_day_and_a_wish_is_heard_all_the_same() {
    let cells = ["mon", "2026-11-30 09:00 UTC", "Mon-Fri 09:00-17:00", "2026-12-07", "-"];
    let mut any = row(&cells).unwrap();
    any.recurrence.any_time = true;
    let second = |row: &Row| row.occurrences(2)[1].at.format("%F").to_string();
    assert_eq!(second(&any), "2026-12-07");
    any.recurrence.on_day_off = Some(OnDayOff::Skip);
    assert_eq!(second(&any), "2026-12-14");
}

#[test]
fn nothing_is_later_than_the_end() {
    let mut row = row(&["day", "2026-11-24 09:00 UTC", "Mon-Sun 09:00-17:00", "-", "-"]).unwrap();
    row.recurrence.until = Some("2026-11-26T09:00:00Z".parse().unwrap());
    assert_eq!(row.occurrences(9).len(), 3);
}

#[test]
fn a_time_outside_their_hours_is_moved_into_them_where_that_is_the_setting() {
    let mut row = row(&["mon", "2026-11-30 20:00 UTC", "Mon-Fri 09:00-17:00", "-", "-"]).unwrap();
    row.recurrence.within_hours = true;
    let at: Vec<_> = row.occurrences(2).iter().map(|next| next.at.format("%FT%H:%M").to_string()).collect();
    assert_eq!(at, ["2026-12-01T09:00", "2026-12-08T09:00"]);
}

fn any_rule() -> impl proptest::strategy::Strategy<Value = &'static str> {
    proptest::sample::select(vec![
        "day",
        "3 days",
        "workday",
        "weekday",
        "mon,thu",
        "week",
        "2 weeks",
        "3 weeks on tue,sat",
        "first mon",
        "last fri",
        "month",
        "month on 31",
        "2 months on 30",
        "month on last day",
        "last workday",
        "year",
    ])
}

proptest::proptest! {
    #[test]
    fn any_text_is_read_or_refused_without_a_panic(text in "\\PC{0,40}") {
        let _ = read(&text);
    }

    #[test]
    fn words_of_the_grammar_in_any_order_never_panic_and_are_shown_as_they_are_read(
        picked in proptest::collection::vec(0..24_usize, 0..6)
    ) {
        let words = ["every", "day", "weeks", "month", "on", "31", "2", "first", "last", "mon", "thu", "and", "other",
            "2nd", "workday", "of", "the", "mon-fri", "0", "year", "5th", "9am", "3d", "weekend"];
        let text = picked.iter().map(|at| words[*at]).collect::<Vec<_>>().join(" ");
        if let Ok(rule) = read(&text) {
            proptest::prop_assert_eq!(read(&rule.to_string()).unwrap(), rule);
        }
    }

    #[test]
    fn occurrences_only_go_forward_and_never_drift(rule in any_rule(), days in 0..1_500_i64, skipped in 0..5_usize) {
        let first = NaiveDate::from_ymd_opt(2026, 1, 1).unwrap() + chrono::TimeDelta::days(days);
        let asked = format!("{} 09:00 Europe/Berlin", first.format("%F"));
        let row = row(&[rule, &asked, "Mon-Fri 09:00-17:00", "2026-12-24..2027-01-02", "-"]).unwrap();
        let all = row.occurrences(8);
        proptest::prop_assert_eq!(all.len(), 8);
        for pair in all.windows(2) {
            proptest::prop_assert!(pair[0].at < pair[1].at && pair[0].day < pair[1].day);
        }
        // Whoever comes late finds the same days: the day before does not matter, the first day does.
        let against = Against { clock: &row.clock, theirs: &row.theirs };
        let late = row.recurrence.next(row.recurrence.first, all[skipped].at, against).unwrap();
        proptest::prop_assert_eq!(&late, &all[skipped + 1]);
    }
}
