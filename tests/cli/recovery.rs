//! What earlier runs, sync programs and backups leave in the folders, and a system that has nothing left to give: none
//! of it ends a run, loses a message or sends one twice.

use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::{Duration, SystemTime};

use webex_sandbox::Sandbox;

use crate::home::{Home, Ran, ended};
use crate::matrix::{Spoil, check_law, files, points_until, spoiled, strace, to_rest};
use crate::matrix_series::is_worth;

const ID: &str = "aaaaaaaaaa";

fn posts(sandbox: &Sandbox, text: &str) -> usize {
    sandbox.posts().iter().filter(|post| post.json()["text"] == text).count()
}

/// Schedules a message for now and returns its name and the text of its file.
fn due(home: &Home, text: &str) -> (String, String) {
    let id = home.schedule(&["--to", "ada@example.com", "--at", "now", text]);
    let name = home.ls("scheduled").into_iter().find(|name| name.contains(&id)).unwrap();
    let file = std::fs::read_to_string(home.data("queue/scheduled").join(&name)).unwrap();
    (name, file)
}

/// Every folder of the queue with a name that a message there can have, and whether a file under it may still be sent.
fn places(stamp: &str) -> Vec<(&'static str, String, bool)> {
    let plain = format!("{stamp}.{ID}.a0.toml");
    let searched = format!("{stamp}.{ID}.a0.n0.t{stamp}");
    let taken = |from: &str| format!("99991231T235959Z.{ID}.a0.from-{from}-{stamp}.toml");
    vec![
        ("scheduled", plain.clone(), true),
        ("scheduled", format!("{stamp}.{ID}.a1.toml"), true),
        ("held", taken("scheduled"), true),
        ("held", taken("cancelled"), false),
        ("held", taken("held"), true),
        ("held", format!("99991231T235959Z.{}.from-unconfirmed-{stamp}.toml", &searched[17..]), false),
        ("held", format!("99991230T000000Z.{ID}.a0.toml"), false),
        ("sending", plain.clone(), false),
        ("unconfirmed", format!("{searched}.toml"), false),
        ("failed", plain.clone(), false),
        ("expired", plain.clone(), false),
        ("cancelled", plain.clone(), false),
        ("sent", plain.clone(), false),
        ("damaged", plain, true),
        ("tmp", format!("{ID}.toml"), true),
    ]
}

fn everywhere(home: &Home) -> Vec<String> {
    let beside = ["damaged", "tmp"].into_iter().flat_map(|folder| home.ls(folder)).collect();
    [files(home), beside].concat().into_iter().filter(|name| name.contains(ID)).collect()
}

/// Puts a message into each of these places; then every run goes on, and the message goes once or not at all.
fn twice(copies: &[&(&str, String, bool)]) {
    let sandbox = Sandbox::start();
    let mut home = Home::in_memory(&sandbox.api_url());
    home.set("MINDFUL_ACCESS_TOKEN", "sandbox-token");
    let (name, text) = due(&home, "copied");
    std::fs::remove_file(home.data("queue/scheduled").join(&name)).unwrap();
    let text = text.replace(name.split('.').nth(1).unwrap(), ID);
    for (folder, name, _) in copies {
        std::fs::write(home.data("queue").join(folder).join(name), &text).unwrap();
    }
    let good = home.schedule(&["--to", "grace@example.com", "--at", "now", "good"]);
    let runs: Vec<Ran> = (0..4).map(|_| home.run(&["send-due"])).collect();
    assert!(runs.iter().all(|ran| matches!(ran.code, 0 | 7)), "{copies:?}: {runs:?}");
    assert_eq!((runs[3].code, runs[3].stderr.as_str()), (0, ""), "{copies:?}: said again and again");
    assert_eq!((home.state(&good).as_str(), posts(&sandbox, "good")), ("sent", 1), "{copies:?}: {runs:?}");
    let may_go = copies.iter().all(|(_, _, may_go)| *may_go);
    let waits = copies.iter().any(|(folder, _, _)| matches!(*folder, "scheduled" | "held"));
    assert_eq!(posts(&sandbox, "copied"), usize::from(may_go && waits), "{copies:?}: {runs:?}");
    assert_eq!(everywhere(&home).len(), copies.len(), "{copies:?}: a file was lost: {:?}", everywhere(&home));
}

#[test]
fn a_copy_of_a_message_in_any_folder_ends_no_run_and_is_never_sent_as_a_second_one() {
    let at = (chrono::Utc::now() - chrono::TimeDelta::minutes(1)).format("%Y%m%dT%H%M%SZ").to_string();
    let places = places(&at);
    let mut tried = 0;
    for (index, one) in places.iter().enumerate() {
        for other in &places[index + 1..] {
            twice(&[one, other]);
            tried += 1;
        }
    }
    println!("duplicates: {tried} pairs of places, bad = 0");
}

#[test]
fn a_copy_in_the_way_is_set_aside_and_named_once() {
    let at = (chrono::Utc::now() - chrono::TimeDelta::minutes(1)).format("%Y%m%dT%H%M%SZ").to_string();
    let sandbox = Sandbox::start();
    let home = Home::with_token(&sandbox);
    let (name, text) = due(&home, "copied");
    let text = text.replace(name.split('.').nth(1).unwrap(), ID);
    for (folder, name, _) in
        places(&at).iter().filter(|(folder, ..)| matches!(*folder, "sending" | "unconfirmed"))
    {
        std::fs::write(home.data("queue").join(folder).join(name), &text).unwrap();
    }
    let ran = home.run(&["send-due"]);
    assert_eq!((ran.code, home.state(ID).as_str()), (7, "unconfirmed"), "{ran:?}");
    let path = home.data("queue/damaged").join(home.ls("damaged").remove(0));
    assert!(ran.stderr.contains("was set aside from `sending`"), "{ran:?}");
    assert!(ran.stderr.contains(path.to_str().unwrap()), "{ran:?}");
    assert_eq!(home.run(&["send-due"]).code, 0);
}

#[test]
fn a_wall_time_with_a_fraction_of_a_second_is_filed_once() {
    let sandbox = Sandbox::start();
    let home = Home::with_token(&sandbox);
    for when in ["in 3 days", "in 90 minutes", "in 2 hours"] {
        home.schedule(&["--to", "ada@example.com", "--at", when, "later"]);
    }
    for name in home.ls("scheduled") {
        let text = std::fs::read_to_string(home.data("queue/scheduled").join(name)).unwrap();
        let times = text.lines().filter(|line| line.starts_with("due") || line.starts_with("time"));
        assert!(times.clone().count() > 0 && times.clone().all(|line| !line.contains('.')), "{text}");
    }
    // As older versions wrote it.
    let name = home.ls("scheduled").remove(0);
    let path = home.data("queue/scheduled").join(&name);
    let text = std::fs::read_to_string(&path).unwrap();
    let stamp = |at: &str| {
        format!("{}-{}-{}T{}:{}:{}Z", &at[..4], &at[4..6], &at[6..8], &at[9..11], &at[11..13], &at[13..15])
    };
    let fraction = stamp(&name).replace('Z', ".123456789Z");
    std::fs::write(
        &path,
        text.replace(&format!("due = \"{}\"", stamp(&name)), &format!("due = \"{fraction}\"")),
    )
    .unwrap();
    home.write("queue/zones", "another release");
    assert_eq!(home.run(&["send-due"]).code, 0);
    assert_eq!(home.ls("scheduled")[0], name);
    let zones = std::fs::read_to_string(home.data("queue/zones")).unwrap();
    assert_ne!(zones, "another release", "every idle run would look again");
}

#[test]
fn an_odd_series_file_is_named_once_and_stops_nothing_else() {
    for (what, says, spoil) in [
        ("newer", "update mindful", ("version = 2", "version = 7\nfuture = 1")),
        ("cut", "cannot go on", ("[end]", "")),
        ("a zone that is gone", "cannot go on", ("zone = \"Europe/Berlin\"", "zone = \"Mars/Olympus\"")),
    ] {
        let sandbox = Sandbox::start();
        let home = Home::with_token(&sandbox);
        let odd =
            home.schedule(&["--to", "ada@example.com", "--at", "tomorrow 9am", "--every", "day", "odd"]);
        let fine = home.schedule(&["--to", "grace@example.com", "--at", "now", "--every", "day", "fine"]);
        // Its message was removed by hand.
        let name = home.ls("scheduled").into_iter().find(|name| name.contains(&odd)).unwrap();
        std::fs::remove_file(home.data("queue/scheduled").join(name)).unwrap();
        let path = home.data("queue/series").join(format!("{odd}.n1.toml"));
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(text.contains(spoil.0), "{what}: {text}");
        std::fs::write(&path, text.replace(spoil.0, spoil.1)).unwrap();
        let ran = home.run(&["send-due"]);
        assert_eq!((ran.code, home.state(&fine).as_str()), (7, "sent"), "{what}: {ran:?}");
        assert!(ran.stderr.contains(says) && ran.stderr.contains(path.to_str().unwrap()), "{what}: {ran:?}");
        assert_eq!(home.ls("scheduled").len(), 1, "{what}: the other series goes on");
        let again = home.run(&["send-due"]);
        assert_eq!((again.code, again.stderr.as_str(), path.exists()), (0, "", true), "{what}");
    }
}

#[test]
fn a_queue_that_another_machine_used_is_refused_with_a_way_out() {
    if std::fs::read_to_string("/etc/machine-id").map_or(true, |id| id.trim().len() != 32) {
        return println!("not run: this machine has no id");
    }
    let sandbox = Sandbox::start();
    let home = Home::with_token(&sandbox);
    let id = home.schedule(&["--to", "ada@example.com", "--at", "now", "hello"]);
    let file = home.data("queue/machine");
    assert!(file.exists());
    std::fs::write(&file, "0123456789abcdef\nlaptop\n").unwrap();
    let schedule = ["schedule", "--to", "ada@example.com", "--at", "now", "more"];
    let commands: [&[&str]; 7] = [
        &["send-due"],
        &["send", &id],
        &schedule,
        &["cancel", &id],
        &["move", &id, "--at", "in 2 hours"],
        &["edit", &id],
        &["purge", "--older-than", "1s"],
    ];
    for args in commands.iter().filter(|args| args[0] != "purge") {
        let ran = home.run(args);
        assert_eq!(ran.code, 1, "{args:?}: {ran:?}");
        for word in ["another machine", "`laptop`", "MINDFUL_HOME", "rm '"] {
            assert!(ran.stderr.contains(word), "{args:?}: {word}: {ran:?}");
        }
    }
    assert!(home.run(&["doctor"]).stdout.contains("another machine"));
    assert_eq!(
        (home.state(&id).as_str(), home.ls("scheduled").len()),
        ("scheduled", 1),
        "looking is allowed"
    );
    std::fs::remove_file(&file).unwrap();
    assert_eq!((home.run(&["send-due"]).code, home.state(&id).as_str()), (0, "sent"));
    assert_ne!(std::fs::read_to_string(&file).unwrap(), "0123456789abcdef\nlaptop\n");
}

#[test]
fn what_schedule_accepts_can_be_moved_and_edited_and_is_never_set_aside() {
    let sandbox = Sandbox::start();
    let mut home = Home::with_token(&sandbox);
    let card = home.path().join("card.json");
    let schedule = |size: usize| {
        std::fs::write(&card, format!("{{\"type\": \"AdaptiveCard\", \"a\": \"{}\"}}", "x".repeat(size)))
            .unwrap();
        let card = card.to_str().unwrap();
        home.run(&["-q", "schedule", "--to", "ada@example.com", "--at", "now", "--card", card, "hello"])
    };
    let (mut fits, mut large) = (50_000, 70_000);
    while large - fits > 1 {
        let middle = (fits + large) / 2;
        let ran = schedule(middle);
        assert!(matches!(ran.code, 0 | 2), "{ran:?}");
        if ran.code == 0 {
            fits = middle;
            home.ok(&["cancel", ran.stdout.trim()]);
        } else {
            large = middle;
        }
    }
    // The fraction of a second in it is not always of one length.
    let id = schedule(fits - 20).stdout.trim().to_owned();
    home.ok(&["move", &id, "--at", "tomorrow 9am America/Argentina/ComodRivadavia"]);
    home.ok(&["move", &id, "--at", "now"]);
    // Words that need six times their length on the disk.
    home.editor("awk 'BEGIN { for (i = 0; i < 7000; i++) printf \"\\001\" }' > \"$1\"");
    let edited = home.run(&["edit", &id]);
    assert_eq!(edited.code, 2, "{edited:?}");
    assert!(edited.stderr.contains("at most") && edited.stderr.contains("hint: "), "{edited:?}");
    assert_eq!((home.run(&["send-due"]).code, home.state(&id).as_str()), (0, "sent"));
    assert!(home.ls("damaged").is_empty());
}

#[test]
fn a_copy_of_an_attachment_that_no_message_refers_to_is_swept_and_no_other() {
    let sandbox = Sandbox::start();
    let home = Home::with_token(&sandbox);
    std::fs::write(home.path().join("note.txt"), "words").unwrap();
    let attach = |at: &str, more: &[&str]| {
        let all = [&["--to", "ada@example.com", "--at", at, "--attach", "note.txt"], more, &["see"]].concat();
        home.schedule(&all)
    };
    let (waits, cancelled, recurring) =
        (attach("in 3 days", &[]), attach("in 3 days", &[]), attach("now", &["--every", "day"]));
    home.ok(&["cancel", &cancelled]);
    let attachments = home.data("queue/attachments");
    for (orphan, _) in [("zzzzzzzzzz", 0), ("yyyyyyyyyy", 0)] {
        std::fs::write(attachments.join(orphan), "left by a kill").unwrap();
    }
    let old = SystemTime::now() - Duration::from_secs(40 * 3600);
    for name in home.ls("attachments").iter().filter(|name| *name != "yyyyyyyyyy") {
        std::fs::File::options()
            .append(true)
            .open(attachments.join(name))
            .unwrap()
            .set_modified(old)
            .unwrap();
    }
    home.ok(&["send-due"]);
    let left = home.ls("attachments");
    assert!(!left.contains(&"zzzzzzzzzz".to_owned()), "{left:?}");
    for kept in [waits, cancelled, recurring, "yyyyyyyyyy".to_owned()] {
        assert!(left.contains(&kept), "{kept}: {left:?}");
    }
}

#[test]
fn a_receipt_that_is_not_understood_is_kept_when_another_attempt_is_noted() {
    let sandbox = Sandbox::start();
    let home = Home::with_token(&sandbox);
    let receipt = |id: &str| home.data("queue/receipts").join(format!("{id}.toml"));
    let newer = home.schedule(&["--to", "ada@example.com", "--at", "now", "one"]);
    let broken = home.schedule(&["--to", "grace@example.com", "--at", "now", "two"]);
    std::fs::write(
        receipt(&newer),
        "colour = \"red\"\n[[attempts]]\nat = \"2026-11-24T09:00:00Z\"\noutcome = \"teleported\"\n",
    )
    .unwrap();
    std::fs::write(receipt(&broken), "sent = \nwords of a person").unwrap();
    home.ok(&["send-due"]);
    let text = std::fs::read_to_string(receipt(&newer)).unwrap();
    assert!(
        text.contains("red") && text.contains("teleported") && text.contains("webex_message_id"),
        "{text}"
    );
    let kept = std::fs::read_to_string(receipt(&broken).with_extension("toml.unreadable")).unwrap();
    assert!(kept.contains("words of a person"));
    for id in [newer, broken] {
        assert_eq!(home.state(&id), "sent");
        home.ok(&["recall", &id]);
    }
}

/// Runs the program with less of something than it wants.
fn limited(home: &Home, limit: &str, args: &[&str]) -> Ran {
    let program = home.command(args);
    let mut shell = Command::new("bash");
    shell
        .arg("-c")
        .arg(format!("{limit}; exec \"$0\" \"$@\""))
        .arg(program.get_program())
        .args(program.get_args());
    shell.env_clear().envs(program.get_envs().filter_map(|(name, value)| Some((name, value?))));
    shell.current_dir(home.path()).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    ended(shell.spawn().unwrap())
}

fn with_due(sandbox: &Sandbox, text: &str) -> (Home, String) {
    let mut home = Home::in_memory(&sandbox.api_url());
    home.set("MINDFUL_ACCESS_TOKEN", "sandbox-token");
    let id = home.schedule(&["--to", "ada@example.com", "--at", "now", text]);
    (home, id)
}

/// A message that was not posted is not called unconfirmed, and afterwards it goes once.
fn check_untouched(sandbox: &Sandbox, home: &Home, id: &str, text: &str, ran: &Ran) {
    assert!(ran.code != 101 && !ran.stderr.contains("panicked"), "{text}: {ran:?}");
    let before = posts(sandbox, text);
    if before == 0 {
        assert!(home.ls("sending").is_empty() && home.ls("unconfirmed").is_empty(), "{text}: {ran:?}");
    }
    to_rest(home);
    check_law(home, id, posts(sandbox, text), posts(sandbox, text), text);
    assert!(before > 0 || home.state(id) == "sent", "{text}: {ran:?}");
}

#[test]
fn a_limit_on_the_size_of_files_costs_receipts_and_no_message() {
    let sandbox = crate::crowd::sandbox(7);
    let (home, id) = with_due(&sandbox, "limited");
    for person in 0..7 {
        home.schedule(&["--to", &format!("p{person}@example.com"), "--at", "now", "limited too"]);
    }
    let ran = limited(&home, "ulimit -f 0", &["schedule", "--to", "ada@example.com", "--at", "now", "no"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(ran.stderr.contains("nothing was scheduled"), "{ran:?}");
    let ran = limited(&home, "ulimit -f 0", &["send-due"]);
    assert_eq!((ran.code, home.ls("sent").len(), sandbox.posts().len()), (0, 8, 8), "{ran:?}");
    assert_eq!(home.state(&id), "sent");
}

#[test]
fn with_any_number_of_file_descriptors_a_message_goes_once_or_waits() {
    let sandbox = Sandbox::start();
    let mut sent = 0;
    for most in 3..26 {
        let text = format!("{most} descriptors");
        let (home, id) = with_due(&sandbox, &text);
        let ran = limited(&home, &format!("ulimit -n {most}"), &["send-due"]);
        sent += usize::from(posts(&sandbox, &text) == 1);
        check_untouched(&sandbox, &home, &id, &text, &ran);
    }
    assert!(sent > 3, "{sent}");
    println!("descriptors: 23 limits, {sent} sent at once, bad = 0");
}

#[test]
fn with_any_amount_of_memory_a_message_goes_once_or_waits() {
    let sandbox = Sandbox::start();
    let mut sent = 0;
    for most in (20_000..320_000).step_by(12_000) {
        let text = format!("{most} kB");
        let (home, id) = with_due(&sandbox, &text);
        let ran = limited(&home, &format!("ulimit -v {most}"), &["send-due"]);
        sent += usize::from(posts(&sandbox, &text) == 1);
        assert!(ran.code != 101 && !ran.stderr.contains("panicked"), "{text}: {ran:?}");
        to_rest(&home);
        check_law(&home, &id, posts(&sandbox, &text), posts(&sandbox, &text), &text);
    }
    println!("memory: 25 limits, {sent} sent at once, bad = 0");
}

/// What a system that has run out says to whoever asks for more.
const ASKS: [(&str, &str); 8] = [
    ("clone3", "EAGAIN"),
    ("eventfd2", "EMFILE"),
    ("epoll_create1", "EMFILE"),
    ("socketpair", "EMFILE"),
    ("socket", "EMFILE"),
    ("socket", "ENOMEM"),
    ("openat", "EMFILE"),
    ("openat", "ENOMEM"),
];

#[test]
#[ignore = "needs strace"]
fn syscalls_that_ask_for_a_thread_or_a_descriptor_can_each_be_refused() {
    let sandbox = Sandbox::start();
    // A name that has to be looked up.
    let named = sandbox.api_url().replace("127.0.0.1", "localhost");
    let case = |text: &str| {
        let mut home = Home::in_memory(&named);
        home.set("MINDFUL_ACCESS_TOKEN", "sandbox-token");
        std::fs::write(home.path().join("note.txt"), "words").unwrap();
        let id = home.schedule(&["--to", "ada@example.com", "--at", "now", "--attach", "note.txt", text]);
        (home, id)
    };
    let (first, _) = case("unspoiled");
    let (output, log) = strace(&first, &["send-due"], &["-e", "trace=all"]);
    assert!(output.status.success(), "{output:?}");
    let calls: Vec<&str> = log
        .lines()
        .filter_map(|line| line.split_once(' ')?.1.trim().split_once('(').map(|(name, _)| name))
        .collect();
    let begins = log.lines().position(|line| line.contains(first.data("").to_str().unwrap())).unwrap();
    let mut tried = 0;
    for (name, errno) in ASKS {
        let count = |calls: &[&str]| calls.iter().filter(|call| **call == name).count();
        for n in count(&calls[..begins.min(calls.len())]) + 1..=count(&calls) {
            let text = format!("{name} {errno} {n}");
            let (home, id) = case(&text);
            let (output, _) =
                strace(&home, &["send-due"], &["-e", &format!("inject={name}:error={errno}:when={n}")]);
            let ran = Ran {
                code: output.status.code().unwrap_or(-1),
                stdout: String::new(),
                stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
            };
            let posted = sandbox
                .posts()
                .iter()
                .filter(|post| String::from_utf8_lossy(&post.body).contains(&text))
                .count();
            assert!(ran.code != 101 && !ran.stderr.contains("panicked"), "{text}: {ran:?}");
            if posted == 0 {
                assert!(
                    home.ls("sending").is_empty() && home.ls("unconfirmed").is_empty(),
                    "{text}: {ran:?}"
                );
                home.run(&["send", &id]);
            }
            to_rest(&home);
            let posted = sandbox
                .posts()
                .iter()
                .filter(|post| String::from_utf8_lossy(&post.body).contains(&text))
                .count();
            check_law(&home, &id, posted, posted, &text);
            tried += 1;
        }
    }
    println!("refused threads and descriptors: {tried} points tried, bad = 0");
}

/// A home as killed runs and commands leave it: one message in `sending`, one in an editor's hands, a series behind, an
/// old file in `tmp` and in `attachments`, and one that is simply due.
struct Left {
    home: Home,
    ids: [String; 4],
    texts: [String; 4],
}

fn left(sandbox: &Sandbox, text: &str) -> Left {
    let mut home = Home::in_memory(&sandbox.api_url());
    home.set("MINDFUL_ACCESS_TOKEN", "sandbox-token");
    std::fs::write(home.path().join("note.txt"), "words").unwrap();
    let texts = ["sending", "editor", "series", "due"].map(|word| format!("{word} {text}"));
    let to = ["p1@example.com", "p2@example.com", "p3@example.com", "p4@example.com"];
    let schedule = |index: usize, more: &[&str]| {
        home.schedule(&[&["--to", to[index], "--at", "now"], more, &[texts[index].as_str()]].concat())
    };
    let series = schedule(2, &["--every", "day", "--attach", "note.txt"]);
    let ids = [schedule(0, &[]), schedule(1, &[]), series, schedule(3, &[])];
    let queue = home.data("queue");
    let name = |id: &str| home.ls("scheduled").into_iter().find(|name| name.contains(id)).unwrap();
    let moved = |id: &str, folder: &str, to: &dyn Fn(&str) -> String| {
        let name = name(id);
        std::fs::rename(queue.join("scheduled").join(&name), queue.join(folder).join(to(&name))).unwrap();
    };
    moved(&ids[0], "sending", &str::to_owned);
    let taken = |name: &str| {
        let (stamp, rest) = (&name[..16], name[17..].trim_end_matches(".toml"));
        format!("99991231T235959Z.{rest}.from-scheduled-{stamp}.toml")
    };
    moved(&ids[1], "held", &taken);
    moved(&ids[2], "sent", &str::to_owned);
    for old in ["tmp/zzzzzzzzzz.change", "attachments/zzzzzzzzzz"] {
        let path: PathBuf = queue.join(old);
        std::fs::write(&path, "left by a kill").unwrap();
        let then = SystemTime::now() - Duration::from_secs(40 * 3600);
        std::fs::File::options().append(true).open(path).unwrap().set_modified(then).unwrap();
    }
    Left { home, ids, texts }
}

impl Left {
    fn check(&self, sandbox: &Sandbox, point: &str) {
        let Self { home, ids, texts } = self;
        let posts = |index: usize| posts(sandbox, &texts[index]);
        let state = |id: &str| files(home).into_iter().filter(|name| name.contains(id)).collect::<Vec<_>>();
        let sending = state(&ids[0]);
        assert!(sending.len() == 1 && sending[0].starts_with("unconfirmed/"), "{point}: {sending:?}");
        assert_eq!((posts(0), posts(2)), (0, 0), "{point}: what may have been sent was sent again");
        for index in [1, 3] {
            check_law(home, &ids[index], posts(index), posts(index), point);
        }
        // Of the series exactly the second message waits, with its file.
        let series = home.ls("series");
        assert_eq!(series, [format!("{}.n2.toml", ids[2])], "{point}");
        let waits = home.list(&["--state", "scheduled"]);
        assert_eq!((waits.len(), &waits[0]["text"]), (1, &texts[2].as_str().into()), "{point}: {waits:?}");
        let next = waits[0]["id"].as_str().unwrap();
        assert!(home.ls("attachments").contains(&next.to_owned()), "{point}: its file is gone");
        assert!(home.ls("sending").is_empty(), "{point}");
    }
}

/// Spoils each system call of a run that begins with what others left.
fn spoil_recovery(spoils: &[Spoil<'_>]) {
    let sandbox = crate::crowd::sandbox(5);
    let first = left(&sandbox, "unspoiled");
    // What it finds needs a person, so its exit code is 7.
    let (points, mut tried) = (points_until(&first.home, &["send-due"], 7), 0);
    for spoil in spoils {
        for point in points.iter().filter(|point| is_worth(point, *spoil)) {
            let how = if let Spoil::Fail(errno) = spoil { errno } else { "SIGKILL" };
            let text = format!("{how} {} {}", point.name, point.n);
            let left = left(&sandbox, &text);
            spoiled(&left.home, &["send-due"], point, *spoil);
            to_rest(&left.home);
            left.check(&sandbox, &text);
            tried += 1;
        }
    }
    println!("recovery: {} calls, {tried} points tried, bad = 0", points.len());
}

#[test]
#[ignore = "needs strace"]
fn syscalls_of_recovery_can_each_be_its_last() {
    spoil_recovery(&[Spoil::Kill]);
}

#[test]
#[ignore = "needs strace"]
fn syscalls_of_recovery_can_each_fail() {
    spoil_recovery(&[Spoil::Fail("EIO"), Spoil::Fail("EACCES"), Spoil::Fail("ENOSPC")]);
}

#[test]
#[ignore = "needs strace"]
fn syscalls_of_purge_that_take_long_leave_what_is_restored_meanwhile_whole() {
    let sandbox = Sandbox::start();
    let home = Home::with_token(&sandbox);
    std::fs::write(home.path().join("note.txt"), "words").unwrap();
    let every = ["--every", "day"];
    for (more, back) in [(&[][..], "restore"), (&every[..], "resume"), (&[], "move")] {
        let all =
            [&["--to", "ada@example.com", "--at", "in 3 hours", "--attach", "note.txt"], more, &["see"]];
        let id = home.schedule(&all.concat());
        home.ok(&["cancel", &id]);
        // As if it had been cancelled long ago.
        let folder = home.data("queue/cancelled");
        let name = home.ls("cancelled").into_iter().find(|name| name.contains(&id)).unwrap();
        std::fs::rename(folder.join(&name), folder.join(format!("20261101T090000Z{}", &name[16..]))).unwrap();
        let program = home.command(&["purge", "--older-than", "1d"]);
        let mut slow = Command::new("strace");
        let delay = "inject=unlink,unlinkat:delay_enter=400000";
        let log = home.path().join("purge.log");
        let log = log.to_str().unwrap();
        slow.args(["-f", "-qq", "-o", log, "-e", "trace=openat,unlink,unlinkat", "-e", delay, "--"]);
        slow.arg(program.get_program()).args(program.get_args()).env_clear();
        slow.envs(program.get_envs().filter_map(|(name, value)| Some((name, value?))));
        let mut purge = slow.current_dir(home.path()).stdin(Stdio::null()).spawn().unwrap();
        let mut lives = false;
        // It has seen what it will remove.
        let has_looked = || std::fs::read_to_string(log).is_ok_and(|calls| calls.contains("queue/sent"));
        while !has_looked() && purge.try_wait().unwrap().is_none() {}
        while purge.try_wait().unwrap().is_none() {
            let at = ["--at", "in 4 hours"];
            let args = [&[back, id.as_str()][..], if back == "move" { &at } else { &[] }].concat();
            lives |= home.run(&args).code == 0;
        }
        let there = files(&home).into_iter().any(|name| name.contains(&id));
        assert_eq!(there, lives, "{back}: {:?}", files(&home));
        assert_eq!(
            home.ls("attachments").contains(&id),
            lives,
            "{back}: its file went and it did not, or the reverse"
        );
        let series = home.ls("series").iter().any(|name| name.contains(&id));
        assert_eq!(series, lives && !more.is_empty(), "{back}");
    }
}
