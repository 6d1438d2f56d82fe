//! Exactly one successor: what comes again, killed before each system call and each of them failing once.

use webex_sandbox::Sandbox;

use crate::home::Home;
use crate::matrix::{Point, Spoil, files, points, spoiled, to_rest};

/// Calls that only look: a kill before one is a kill before the next that changes something.
const LOOKS: [&str; 6] = ["openat", "read", "getdents64", "statx", "flock", "close"];
/// Of the looks that fail, one in so many is enough: a series is looked at many times.
const ONE_IN: usize = 20;

/// Tells whether a point differs from the others in what it can break.
pub(crate) fn is_worth(point: &Point, spoil: Spoil<'_>) -> bool {
    let looks = LOOKS.contains(&point.name.as_str());
    match spoil {
        Spoil::Kill => !looks,
        Spoil::Fail(_) => point.can(spoil) && (!looks || point.n.is_multiple_of(ONE_IN)),
    }
}

/// Says which of a message's files waits where; `None` if nothing of the series is there at all.
fn reached(home: &Home, first: &str, point: &str) -> Option<u64> {
    assert!(home.ls("damaged").is_empty(), "{point}: {:?}", home.ls("damaged"));
    let staged: Vec<_> = home.ls("tmp").into_iter().filter(|name| name.ends_with(".toml")).collect();
    let series = home.ls("series");
    let Some(name) = series.first() else {
        assert!(files(home).is_empty(), "{point}: {:?}", files(home));
        return None;
    };
    assert!(staged.is_empty(), "{point}: {staged:?} was never enqueued");
    assert_eq!(series.len(), 1, "{point}: {series:?}");
    let number = name.strip_prefix(first).and_then(|rest| rest.strip_prefix(".n")?.strip_suffix(".toml"));
    Some(number.unwrap_or_else(|| panic!("{point}: {series:?}")).parse().unwrap())
}

/// What must be true of a daily message after its first one was due.
fn check_law(home: &Home, sandbox: &Sandbox, first: &str, text: &str) {
    assert_eq!(reached(home, first, text), Some(2), "{text}");
    let files = files(home);
    let (mine, others): (Vec<_>, Vec<_>) = files.iter().partition(|name| name.contains(first));
    let posts =
        sandbox.posts().iter().filter(|post| String::from_utf8_lossy(&post.body).contains(text)).count();
    match mine[..] {
        [name] if name.starts_with("sent/") => assert_eq!(posts, 1, "{text}"),
        [name] if name.starts_with("unconfirmed/") => assert!(posts <= 1, "{text}: {posts} posts"),
        _ => panic!("{text}: {files:?}"),
    }
    assert!(others.len() == 1 && others[0].starts_with("scheduled/"), "{text}: {files:?}");
    let waits = home.list(&["--state", "scheduled"]).remove(0);
    assert_eq!((&waits["number"], &waits["text"]), (&2.into(), &text.into()), "{text}");
    // It is whole, with its file, and the third follows on it.
    let second = waits["id"].as_str().unwrap().to_owned();
    if posts == 1 {
        home.ok(&["send", &second]);
        let sent = sandbox.posts().pop().unwrap();
        let body = String::from_utf8_lossy(&sent.body).into_owned();
        assert!(body.contains(text) && body.contains("the numbers"), "{text}: {body}");
        assert_eq!(reached(home, first, text), Some(3), "{text}");
    }
}

fn daily(text: &str) -> Vec<&str> {
    vec!["--to", "ada@example.com", "--at", "now", "--every", "day", "--attach", "note.txt", text]
}

fn scheduled(text: &str) -> Vec<&str> {
    [vec!["--quiet", "schedule"], daily(text)].concat()
}

fn home(sandbox: &Sandbox) -> Home {
    let home = Home::with_token(sandbox);
    std::fs::write(home.path().join("note.txt"), "the numbers").unwrap();
    home
}

/// Spoils `send-due` at every point with one message of a series due.
fn spoil_send_due(spoil: Spoil<'_>) {
    let sandbox = Sandbox::start();
    let due = |text: &str| {
        let home = home(&sandbox);
        let id = home.schedule(&daily(text));
        (home, id)
    };
    let points = points(&due("unspoiled").0, &["send-due"]);
    for point in points.into_iter().filter(|point| is_worth(point, spoil)) {
        let text = format!("{} {}", point.name, point.n);
        let (home, id) = due(&text);
        spoiled(&home, &["send-due"], &point, spoil);
        to_rest(&home);
        check_law(&home, &sandbox, &id, &text);
    }
}

#[test]
#[ignore = "needs strace"]
fn syscalls_of_send_due_with_a_series_can_each_be_its_last() {
    spoil_send_due(Spoil::Kill);
}

#[test]
#[ignore = "needs strace"]
fn syscalls_of_send_due_with_a_series_can_each_fail() {
    spoil_send_due(Spoil::Fail("EIO"));
}

/// Spoils `schedule --every` at every point: either nothing of it is there, or all.
fn spoil_schedule(spoil: Spoil<'_>) {
    let sandbox = Sandbox::start();
    let points = points(&home(&sandbox), &scheduled("unspoiled"));
    for point in points.into_iter().filter(|point| is_worth(point, spoil)) {
        let text = format!("{} {}", point.name, point.n);
        let home = home(&sandbox);
        let output = spoiled(&home, &scheduled(&text), &point, spoil);
        let printed = String::from_utf8(output.stdout).unwrap();
        to_rest(&home);
        let begun = home.ls("series").first().map(|name| name.split('.').next().unwrap().to_owned());
        match begun {
            Some(first) => check_law(&home, &sandbox, &first, &text),
            None => assert_eq!(reached(&home, "", &text), None),
        }
        let told = !printed.is_empty() || output.status.success();
        assert!(!told || !home.ls("sent").is_empty(), "{text}: success was told and nothing arrived");
    }
}

#[test]
#[ignore = "needs strace"]
fn syscalls_of_schedule_every_can_each_be_its_last() {
    spoil_schedule(Spoil::Kill);
}

#[test]
#[ignore = "needs strace"]
fn syscalls_of_schedule_every_can_each_fail() {
    spoil_schedule(Spoil::Fail("ENOSPC"));
}

#[test]
#[ignore = "needs strace"]
fn syscalls_of_skip_pause_and_resume_can_each_be_the_last() {
    let sandbox = Sandbox::start();
    let waiting = |command: &str| {
        let home = Home::with_token(&sandbox);
        let id = home.schedule(&["--to", "ada@example.com", "--at", "tomorrow 9am", "--every", "day", "x"]);
        if command == "resume" {
            home.ok(&["pause", &id]);
        }
        (home, id)
    };
    for command in ["skip", "pause", "resume"] {
        let (first, id) = waiting(command);
        let points = points(&first, &[command, &id]);
        for point in points.into_iter().filter(|point| is_worth(point, Spoil::Kill)) {
            let (home, id) = waiting(command);
            spoiled(&home, &[command, &id], &point, Spoil::Kill);
            to_rest(&home);
            let point = format!("{command} {point:?}");
            assert_eq!(reached(&home, &id, &point), Some(1), "{point}");
            let files = files(&home);
            let kept =
                files.len() == 1 && (files[0].starts_with("scheduled/") || files[0].starts_with("held/"));
            assert!(kept && !files[0].contains("from-"), "{point}: {files:?}");
            assert!(command != "skip" || files[0].starts_with("scheduled/"), "{point}: {files:?}");
        }
    }
    assert!(sandbox.posts().is_empty());
}
