//! `cargo bench --bench inside`: the small sums that are done for every message.

#![allow(missing_docs, clippy::unwrap_used, reason = "a benchmark has no callers")]

use std::hint::black_box;

use chrono::{DateTime, Days, NaiveDate, Utc};
use criterion::{Criterion, criterion_group, criterion_main};
use mindful::message;
use mindful::people;
use mindful::queue::{Name, Queue, State};
use mindful::schedule::{self, Asked, Calendar, DaysOff, WorkingHours, Zone};

const NAME: &str = "20261124T090000Z.k3f9x2ab7m.a0.toml";
const MESSAGE: &str = r#"version = 2

[message]
id = "k3f9x2ab7m"
created = "2026-11-23T17:00:00Z"
due = "2026-11-24T09:00:00Z"
at_given = true
any_time = false

[message.wall]
time = "2026-11-24T09:00:00"
zone = "Europe/London"

[message.to]
name = "Ada Lovelace"
zone = "Europe/London"
zone_assumed = false

[message.to.address]
email = "ada@example.com"

[message.body]
text = "Shall we look at the numbers?"
format = "text"

[end]
"#;

fn calendar(zone: &str) -> Calendar {
    let hours = WorkingHours::parse("Mon-Thu 08:30-12:00 13:00-17:30, Fri 09:00-14:00").unwrap();
    Calendar { zone: Zone::named(zone).unwrap(), hours, off: DaysOff::default() }
}

fn files(criterion: &mut Criterion) {
    criterion.bench_function("a name is read", |bench| bench.iter(|| Name::parse(black_box(NAME)).unwrap()));
    criterion.bench_function("a message is read", |bench| {
        bench.iter(|| message::parse(black_box(MESSAGE)).unwrap())
    });
    let message = message::parse(MESSAGE).unwrap();
    criterion
        .bench_function("a message is written", |bench| bench.iter(|| message::render(&message).unwrap()));
    let home = tempfile::tempdir().unwrap();
    let queue = Queue::open(&home.path().join("queue")).unwrap();
    for number in 0..10_000 {
        let name = NAME.replace("k3f9x2ab7m", &format!("m{number:09}"));
        std::fs::write(home.path().join("queue/scheduled").join(name), MESSAGE).unwrap();
    }
    criterion.bench_function("10,000 names are listed", |bench| {
        bench.iter(|| assert_eq!(queue.names(State::Scheduled).unwrap().len(), 10_000));
    });
}

fn times(criterion: &mut Criterion) {
    let now: DateTime<Utc> = "2026-11-23T09:15:00Z".parse().unwrap();
    let (mine, theirs) = (Zone::named("Europe/Berlin").unwrap(), calendar("America/New_York"));
    let asked = Asked { now, clock: &mine, mine: &mine, theirs: &theirs };
    criterion.bench_function("`next friday 11am` is read", |bench| {
        bench.iter(|| schedule::read(black_box("next friday 11am"), &asked).unwrap());
    });
    criterion.bench_function("their next opening is found", |bench| {
        bench.iter(|| theirs.next_opening(black_box(now)).unwrap());
    });
}

fn calendars(criterion: &mut Criterion) {
    let first: NaiveDate = "1998-01-05".parse().unwrap();
    let event = |number: u64| {
        let day = (first + Days::new(number)).format("%Y%m%d").to_string();
        let rule = ["", "RRULE:FREQ=YEARLY\r\n"][usize::from(number.is_multiple_of(4))];
        format!(
            "BEGIN:VEVENT\r\nUID:{number}\r\nSUMMARY:Day\r\nDTSTART;VALUE=DATE:{day}\r\n{rule}END:VEVENT\r\n"
        )
    };
    let events: String = (0..16_000).map(event).collect();
    let text = format!("BEGIN:VCALENDAR\r\n{events}END:VCALENDAR\r\n");
    let (today, mine) = ("2026-11-23".parse().unwrap(), Zone::named("Europe/Berlin").unwrap());
    criterion.bench_function("a calendar of 16,000 events is read", |bench| {
        bench.iter(|| people::holidays(black_box(text.as_bytes()), today, &mine).unwrap());
    });
}

criterion_group!(benches, files, times, calendars);
criterion_main!(benches);
