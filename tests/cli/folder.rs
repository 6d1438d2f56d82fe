//! Bad things in the queue's folders: none is sent, none is lost, none stops the rest.

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use chrono::{TimeDelta, Utc};
use webex_sandbox::{Answer, Sandbox};

use crate::home::{Home, Ran, ended};

/// The stamp of somebody who is due.
const DUE: &str = "20261101T090000Z";

/// A good message in another conversation; whatever lies beside it must not stop it.
fn good(home: &Home) -> String {
    home.schedule(&["--to", "grace@example.com", "--at", "now", "good"])
}

/// The text of a message's file that was due long ago, under another id.
fn file(home: &Home, id: &str) -> String {
    let made = home.schedule(&["--to", "ada@example.com", "--at", "now", "bad"]);
    let path = home
        .data("queue/scheduled")
        .join(home.ls("scheduled").iter().find(|name| name.contains(&made)).unwrap());
    let text = std::fs::read_to_string(&path).unwrap().replace(&made, id);
    std::fs::remove_file(path).unwrap();
    text
}

fn place(home: &Home, id: &str) -> PathBuf {
    home.data("queue/scheduled").join(format!("{DUE}.{id}.a0.toml"))
}

/// Whatever lies there is set aside and reported, and the good message goes.
fn set_aside(name: &str, home: &Home, sandbox: &Sandbox, good: &str, ids: &[&str]) {
    let ran = home.run(&["send-due"]);
    assert_eq!((ran.code, home.state(good).as_str()), (7, "sent"), "{name}: {ran:?}");
    let texts: Vec<_> = sandbox.messages().into_iter().filter_map(|message| message.text).collect();
    assert_eq!(texts, ["good"], "{name}");
    for id in ids {
        assert!(ran.stderr.contains(id) && ran.stderr.contains("set aside"), "{name}: {ran:?}");
        assert!(home.ls("damaged").iter().any(|file| file.contains(id)), "{name}");
    }
    assert_eq!(home.run(&["send-due"]).code, 0, "{name}: reported once");
    assert!(home.run(&["list"]).stderr.contains("damaged"), "{name}");
}

fn with_bad(name: &str, put: impl Fn(&Path, String)) {
    let sandbox = Sandbox::start();
    let home = Home::with_token(&sandbox);
    let text = file(&home, "aaaaaaaaaa");
    put(&place(&home, "aaaaaaaaaa"), text);
    let good = good(&home);
    set_aside(name, &home, &sandbox, &good, &["aaaaaaaaaa"]);
}

fn mode(path: &Path, mode: u32) {
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
}

#[test]
fn what_is_no_plain_file_of_ours_is_set_aside_and_stops_nothing_else() {
    let run = |command: &str, args: &[&str], path: &Path| {
        assert!(Command::new(command).args(args).arg(path).status().unwrap().success());
    };
    with_bad("symlink", |path, _| std::os::unix::fs::symlink("/etc/hostname", path).unwrap());
    with_bad("dangling symlink", |path, _| std::os::unix::fs::symlink("/nowhere", path).unwrap());
    with_bad("symlink to a message", |path, text| {
        let elsewhere = path.with_file_name("elsewhere");
        std::fs::write(&elsewhere, text).unwrap();
        std::os::unix::fs::symlink(elsewhere, path).unwrap();
    });
    with_bad("FIFO", |path, _| run("mkfifo", &["-m", "600"], path));
    with_bad("socket", |path, _| drop(std::os::unix::net::UnixListener::bind(path).unwrap()));
    with_bad("folder", |path, _| std::fs::create_dir(path).unwrap());
    with_bad("group may write", |path, text| {
        std::fs::write(path, text).unwrap();
        mode(path, 0o660);
    });
}

#[test]
fn what_is_not_a_whole_message_is_set_aside_and_stops_nothing_else() {
    let write = |path: &Path, bytes: Vec<u8>| {
        std::fs::write(path, bytes).unwrap();
        mode(path, 0o600);
    };
    with_bad("empty", |path, _| write(path, Vec::new()));
    with_bad("binary", |path, _| write(path, (0..=255).cycle().take(4096).collect()));
    with_bad("zeros", |path, _| write(path, vec![0; 4096]));
    with_bad("huge", |path, text| write(path, [text.into_bytes(), vec![b' '; 70_000]].concat()));
    with_bad("unknown key", |path, text| write(path, format!("txet = \"x\"\n{text}").into_bytes()));
    with_bad("another id", |path, text| write(path, text.replace("aaaaaaaaaa", "bbbbbbbbbb").into_bytes()));
    with_bad("two addresses", |path, text| {
        write(path, text.replace("\nemail = ", "\nspace = \"x\"\nemail = ").into_bytes());
    });
}

#[test]
fn a_file_of_a_newer_version_is_left_where_it_is_said_once_and_stops_nothing_else() {
    let sandbox = Sandbox::start();
    let home = Home::with_token(&sandbox);
    let text = file(&home, "aaaaaaaaaa").replace("version = 2", "version = 999\nfuture = \"key\"");
    let path = place(&home, "aaaaaaaaaa");
    std::fs::write(&path, &text).unwrap();
    mode(&path, 0o600);
    let good = good(&home);
    let ran = home.run(&["send-due"]);
    assert_eq!((ran.code, home.state(&good).as_str()), (7, "sent"), "{ran:?}");
    let said = |ran: &Ran| ran.stderr.contains("version 999") && ran.stderr.contains("update mindful");
    assert!(said(&ran) && ran.stderr.contains(path.to_str().unwrap()), "{ran:?}");
    let again = home.run(&["send-due"]);
    assert_eq!((again.code, again.stderr.as_str()), (0, ""), "cron would mail it every minute");
    for args in [&["list"][..], &["show", "aaaaaaaaaa"], &["edit", "aaaaaaaaaa"], &["send", "aaaaaaaaaa"]] {
        assert!(said(&home.run(args)), "{args:?}");
    }
    assert!(home.run(&["doctor"]).stdout.contains("update mindful"));
    assert_eq!(std::fs::read_to_string(&path).unwrap(), text);
    assert_eq!((home.ls("damaged").len(), sandbox.posts().len()), (0, 1));
}

#[test]
fn a_file_cut_at_any_byte_is_set_aside_or_whole() {
    let sandbox = Sandbox::start();
    let home = Home::in_memory(&sandbox.api_url());
    let mut home = home;
    home.set("MINDFUL_ACCESS_TOKEN", "sandbox-token");
    let text = file(&home, "aaaaaaaaaa");
    let whole = text.trim_end().len();
    for cut in 0..whole {
        let id = format!("c{cut:09}");
        let text = text.replace("aaaaaaaaaa", &id);
        std::fs::write(place(&home, &id), &text[..cut]).unwrap();
        mode(&place(&home, &id), 0o600);
    }
    let good = good(&home);
    let ran = home.run(&["send-due"]);
    assert_eq!((ran.code, home.state(&good).as_str()), (7, "sent"));
    assert_eq!((home.ls("damaged").len(), sandbox.posts().len()), (whole, 1));
    println!("cut at each of {whole} bytes: 0 sent");
}

#[test]
fn an_id_in_two_folders_is_never_sent_twice() {
    for later in ["sent", "failed", "expired", "cancelled", "unconfirmed", "held"] {
        let sandbox = Sandbox::start();
        let home = Home::with_token(&sandbox);
        let text = file(&home, "aaaaaaaaaa");
        let name = match later {
            "held" => "99991230T000000Z.aaaaaaaaaa.a0.toml".to_owned(),
            "unconfirmed" => format!("{DUE}.aaaaaaaaaa.a0.n0.t{DUE}.toml"),
            _ => format!("{DUE}.aaaaaaaaaa.a0.toml"),
        };
        for path in [place(&home, "aaaaaaaaaa"), home.data("queue").join(later).join(name)] {
            std::fs::write(&path, &text).unwrap();
            mode(&path, 0o600);
        }
        let good = good(&home);
        if matches!(later, "held" | "unconfirmed") {
            // Once it is decided what became of it the other copy is set aside.
            assert_eq!((home.run(&["send-due"]).code, sandbox.posts().len()), (0, 1));
        } else {
            set_aside(later, &home, &sandbox, &good, &["aaaaaaaaaa"]);
        }
        assert_eq!(home.state("aaaaaaaaaa"), later);
    }
}

#[test]
fn an_id_twice_in_one_folder_or_under_a_second_link_is_sent_once() {
    for link in [false, true] {
        let sandbox = Sandbox::start();
        let home = Home::with_token(&sandbox);
        let text = home.schedule(&["--to", "ada@example.com", "--at", "now", "hello"]);
        let folder = home.data("queue/scheduled");
        let name = home.ls("scheduled").remove(0);
        let second = folder.join(name.replace(".a0.", ".a1."));
        if link {
            std::fs::hard_link(folder.join(&name), second).unwrap();
        } else {
            std::fs::copy(folder.join(&name), second).unwrap();
        }
        for _ in 0..3 {
            home.run(&["send-due"]);
        }
        assert_eq!((home.state(&text).as_str(), sandbox.posts().len()), ("sent", 1), "link: {link}");
        assert_eq!(home.ls("damaged").len(), 1);
    }
}

#[test]
fn names_that_are_not_ours_are_left_alone() {
    let sandbox = Sandbox::start();
    let home = Home::with_token(&sandbox);
    let text = file(&home, "aaaaaaaaaa");
    let names = [
        format!("{DUE}.aaaaaaaaaa.a0.sync-conflict-20261124-090000-ABCDEFG.toml"),
        format!("{DUE}.aaaaaaaaaa.a0 (conflicted copy).toml"),
        format!("{DUE}.aaaaaaaaaa.a0.toml~"),
        format!(".{DUE}.aaaaaaaaaa.a0.toml.swp"),
        format!(".#{DUE}.aaaaaaaaaa.a0.toml"),
        format!("#{DUE}.aaaaaaaaaa.a0.toml#"),
        format!("{DUE}.aaaaaaaaaa.a0.toml.part"),
        "Thumbs.db".to_owned(),
        "\u{202e}lmot.0a".to_owned(),
    ];
    for name in &names {
        std::fs::write(home.data("queue/scheduled").join(name), &text).unwrap();
    }
    let good = good(&home);
    let ran = home.run(&["send-due"]);
    assert_eq!((ran.code, home.state(&good).as_str(), sandbox.posts().len()), (0, "sent", 1), "{ran:?}");
    assert_eq!(home.ls("scheduled").len(), names.len());
}

#[test]
fn a_queue_that_is_not_ours_alone_is_refused_and_nothing_is_touched() {
    let refused = |name: &str, spoil: &dyn Fn(&Home)| {
        let sandbox = Sandbox::start();
        let home = Home::with_token(&sandbox);
        good(&home);
        spoil(&home);
        for args in [&["send-due"][..], &["list"], &["schedule", "--to", "ada@example.com", "hello"]] {
            let ran = home.run(args);
            assert_eq!(ran.code, 1, "{name} {args:?}: {ran:?}");
            assert!(ran.stderr.contains("is refused") && ran.stderr.contains("hint: "), "{name}: {ran:?}");
        }
        assert!(sandbox.posts().is_empty(), "{name}");
    };
    let away = |home: &Home, folder: &str| {
        let (from, to) = (home.data(folder), home.path().join("elsewhere"));
        std::fs::rename(&from, &to).unwrap();
        std::os::unix::fs::symlink(to, from).unwrap();
    };
    refused("a queue that is a symlink", &|home| away(home, "queue"));
    refused("a state that is a symlink", &|home| away(home, "queue/sending"));
    refused("a folder that is a symlink", &|home| away(home, "queue/tmp"));
    refused("world-writable", &|home| mode(&home.data("queue"), 0o777));
    refused("a group-writable state", &|home| mode(&home.data("queue/scheduled"), 0o770));
    refused("a file", &|home| {
        std::fs::remove_dir_all(home.data("queue")).unwrap();
        std::fs::write(home.data("queue"), "").unwrap();
    });
}

#[test]
fn a_lock_that_is_no_file_of_ours_sends_nothing() {
    let tried = |name: &str, put: &dyn Fn(&Path)| {
        let sandbox = Sandbox::start();
        let home = Home::with_token(&sandbox);
        good(&home);
        std::fs::remove_file(home.data("queue/lock")).unwrap();
        put(&home.data("queue/lock"));
        let ran = home.run(&["send-due"]);
        assert_eq!((ran.code, sandbox.posts().len()), (1, 0), "{name}: {ran:?}");
    };
    tried("symlink", &|path| std::os::unix::fs::symlink("/nowhere/else", path).unwrap());
    tried("folder", &|path| std::fs::create_dir(path).unwrap());
    tried("FIFO", &|path| assert!(Command::new("mkfifo").arg(path).status().unwrap().success()));
}

#[test]
fn what_lies_unreadable_in_sending_or_unconfirmed_is_set_aside_too() {
    for (folder, name) in [
        ("sending", format!("{DUE}.aaaaaaaaaa.a0.toml")),
        ("unconfirmed", format!("{DUE}.aaaaaaaaaa.a0.n0.t{DUE}.toml")),
    ] {
        let sandbox = Sandbox::start();
        let home = Home::with_token(&sandbox);
        let good = good(&home);
        std::fs::write(home.data("queue").join(folder).join(name), "version = 1\n").unwrap();
        set_aside(folder, &home, &sandbox, &good, &["aaaaaaaaaa"]);
    }
}

#[test]
fn an_unreadable_file_is_exit_7_even_when_webex_cannot_be_reached() {
    let sandbox = Sandbox::start();
    let home = Home::with_token(&sandbox);
    good(&home);
    std::fs::write(place(&home, "aaaaaaaaaa"), "").unwrap();
    sandbox.script("GET /v1/people/me", Answer::status(500));
    let ran = home.run(&["send-due"]);
    assert_eq!(ran.code, 7, "{ran:?}");
    assert!(ran.stderr.contains("set aside") && ran.stderr.contains("cannot be reached"), "{ran:?}");
}

#[test]
fn a_run_that_was_frozen_keeps_its_lock_and_goes_on_where_it_was() {
    let sandbox = Sandbox::start();
    let home = Home::with_token(&sandbox);
    let first = home.schedule(&["--to", "ada@example.com", "--at", "now", "one"]);
    let second = home.schedule(&["--to", "ada@example.com", "--at", "now", "two"]);
    sandbox.script("POST /v1/messages", Answer::pass().delay(std::time::Duration::from_secs(2)));
    let run = home.start(&["send-due"]);
    sandbox.wait_for_requests(1, "/v1/messages");
    let signal = |name: &str| {
        assert!(Command::new("kill").args([name, &run.id().to_string()]).status().unwrap().success())
    };
    signal("-STOP");
    // Others see that it is at work, for the kernel keeps its lock.
    let beside = home.run(&["send-due"]);
    assert_eq!((beside.code, home.state(&first).as_str()), (0, "sending"));
    assert_eq!(home.state(&second), "scheduled");
    signal("-CONT");
    let ran = ended(run);
    assert_eq!((ran.code, sandbox.posts().len()), (0, 2), "{ran:?}");
    assert_eq!([first, second].map(|id| home.state(&id)), ["sent", "sent"]);
}

#[test]
#[ignore = "needs faketime"]
fn clock_that_jumps_during_a_run_ends_it_before_the_next_claim() {
    for jump in ["+10m", "-10m"] {
        let sandbox = Sandbox::start();
        let mut home = Home::with_token(&sandbox);
        let first = home.schedule(&["--to", "ada@example.com", "--at", "now", "one"]);
        let second = home.schedule(&["--to", "ada@example.com", "--at", "now", "two"]);
        sandbox.script("POST /v1/messages", Answer::pass().delay(std::time::Duration::from_secs(2)));
        let stamp = home.path().join("clock");
        std::fs::write(&stamp, "+0").unwrap();
        fake_clock(&mut home, &stamp);
        let run = home.start(&["send-due"]);
        sandbox.wait_for_requests(1, "/v1/messages");
        std::fs::write(&stamp, jump).unwrap();
        let ran = ended(run);
        assert_eq!((ran.code, sandbox.posts().len()), (6, 1), "{jump}: {ran:?}");
        home.unset("LD_PRELOAD");
        assert_eq!([&first, &second].map(|id| home.state(id)), ["sent", "scheduled"], "{jump}");
        assert_eq!((home.run(&["send-due"]).code, home.state(&second).as_str()), (0, "sent"));
    }
}

#[test]
#[ignore = "needs faketime"]
fn clock_after_a_machine_slept_in_the_middle_of_a_post_is_believed_and_nothing_else_is_claimed() {
    for (slept, codes, states) in [
        // What Webex said while the machine slept waits in the socket.
        (Answer::pass(), [6, 0], ["sent", "sent"]),
        // Or the connection has gone meanwhile.
        (Answer::close_after(), [7, 0], ["unconfirmed", "sent"]),
    ] {
        let sandbox = Sandbox::start();
        let mut home = Home::with_token(&sandbox);
        let ids = ["ada@example.com", "grace@example.com"]
            .map(|to| home.schedule(&["--to", to, "--at", "now", "--any-time", "hello"]));
        home.write("config.toml", "[delivery]\nconcurrency = 1\n");
        sandbox.script("POST /v1/messages", slept.delay(std::time::Duration::from_secs(1)));
        let stamp = home.path().join("clock");
        std::fs::write(&stamp, "+0").unwrap();
        fake_clock(&mut home, &stamp);
        let run = home.start(&["send-due"]);
        sandbox.wait_for_requests(1, "/v1/messages");
        let signal = |name: &str| {
            assert!(Command::new("kill").args([name, &run.id().to_string()]).status().unwrap().success())
        };
        signal("-STOP");
        let answered = std::time::Instant::now() + std::time::Duration::from_millis(1500);
        std::fs::write(&stamp, "+8h").unwrap();
        std::thread::sleep(answered.saturating_duration_since(std::time::Instant::now()));
        signal("-CONT");
        let ran = ended(run);
        assert_eq!((ran.code, sandbox.posts().len()), (codes[0], 1), "{ran:?}");
        home.unset("LD_PRELOAD");
        assert_eq!(home.run(&["send-due"]).code, codes[1]);
        assert_eq!([&ids[0], &ids[1]].map(|id| home.state(id)), states);
        assert_eq!(sandbox.posts().len(), 2);
    }
}

#[test]
#[ignore = "needs faketime"]
fn clock_after_a_machine_slept_before_the_second_post_puts_the_message_back() {
    let sandbox = Sandbox::start();
    let mut home = crate::browser::home(&sandbox);
    crate::browser::log_in(&home);
    let id = home.schedule(&["--to", "ada@example.com", "--at", "now", "hello"]);
    let before = home.ls("scheduled");
    // Refused once: the token is renewed, and the message would be posted again.
    sandbox.script("POST /v1/messages", Answer::status(401).delay(std::time::Duration::from_secs(2)));
    let stamp = home.path().join("clock");
    std::fs::write(&stamp, "+0").unwrap();
    fake_clock(&mut home, &stamp);
    let run = home.start(&["send-due"]);
    sandbox.wait_for_requests(1, "/v1/messages");
    std::fs::write(&stamp, "+14h").unwrap();
    let ran = ended(run);
    home.unset("LD_PRELOAD");
    assert_eq!((ran.code, sandbox.posts().len(), home.ls("scheduled")), (6, 1, before), "{ran:?}");
    assert_eq!((home.run(&["send-due"]).code, home.state(&id).as_str()), (0, "sent"));
}

/// Lets the program's clock be what a file says, and its stopwatch what it is.
fn fake_clock(home: &mut Home, stamp: &Path) {
    for (name, value) in [
        ("LD_PRELOAD", crate::week::preload().as_str()),
        ("FAKETIME_TIMESTAMP_FILE", stamp.to_str().unwrap()),
        ("FAKETIME_NO_CACHE", "1"),
        ("DONT_FAKE_MONOTONIC", "1"),
    ] {
        home.set(name, value);
    }
}

/// Runs the program under another clock.
fn faked(home: &Home, offset: &str, args: &[&str]) -> Ran {
    let mut command = home.command(args);
    let library = crate::week::preload();
    command.envs([("LD_PRELOAD", library.as_str()), ("FAKETIME", offset), ("DONT_FAKE_MONOTONIC", "1")]);
    let child =
        command.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped()).spawn().unwrap();
    ended(child)
}

#[test]
#[ignore = "needs faketime"]
fn clock_a_day_wrong_either_way_sends_nothing_and_touches_nothing() {
    for offset in ["-1d", "+1d", "+10d", "+400d"] {
        let sandbox = Sandbox::start();
        let home = Home::with_token(&sandbox);
        good(&home);
        home.schedule(&["--to", "ada@example.com", "--at", "in 2 hours", "later"]);
        let before = home.ls("scheduled");
        let ran = faked(&home, offset, &["send-due"]);
        let code = if offset.starts_with('-') { 0 } else { 6 };
        assert_eq!((ran.code, sandbox.posts().len()), (code, 0), "{offset}: {ran:?}");
        assert_eq!(home.ls("scheduled"), before, "{offset}");
        assert_eq!(home.run(&["send-due"]).code, 0);
        assert_eq!(sandbox.posts().len(), 1);
    }
}

#[test]
fn a_message_that_is_not_due_by_the_wall_is_not_sent_however_its_name_says() {
    let sandbox = Sandbox::start();
    let home = Home::with_token(&sandbox);
    let id = home.schedule(&["--to", "ada@example.com", "--at", "in 2 hours", "later"]);
    let folder = home.data("queue/scheduled");
    let name = home.ls("scheduled").remove(0);
    let early = (Utc::now() - TimeDelta::hours(1)).format("%Y%m%dT%H%M%SZ").to_string();
    std::fs::rename(folder.join(&name), folder.join(format!("{early}{}", &name[16..]))).unwrap();
    assert_eq!(home.run(&["send-due"]).code, 0);
    assert_eq!(
        (home.state(&id).as_str(), sandbox.posts().len(), home.ls("scheduled")),
        ("scheduled", 0, vec![name])
    );
}
