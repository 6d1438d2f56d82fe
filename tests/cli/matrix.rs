//! Never lost, never twice: the program killed before each of its system calls, and each of them failing once.
//!
//! `strace` kills or fails the n-th call of a set; n goes up until nothing is left to spoil. Afterwards normal
//! runs bring the queue to rest, and then the law holds: one file, at most one POST, and what was promised is there.

use std::process::{Command, Output, Stdio};

use webex_sandbox::Sandbox;

use crate::home::Home;

/// Calls that change or read something outside the process; between two of them nothing can be seen.
const CALLS: &str = "openat,rename,renameat,renameat2,unlink,unlinkat,mkdir,mkdirat,fsync,fdatasync,write,writev,\
                     sendto,sendmsg,recvfrom,read,connect,flock,getdents64,copy_file_range,ftruncate,close,statx";
/// std panics when closing a folder fails, which no kernel does.
pub(crate) const NEVER_FAILS: &str = "close";

/// How one run is spoiled.
#[derive(Clone, Copy)]
pub(crate) enum Spoil<'a> {
    Kill,
    Fail(&'a str),
}

/// The n-th call of one kind.
pub(crate) type Point = (String, usize);

pub(crate) fn strace(home: &Home, args: &[&str], more: &[&str]) -> (Output, String) {
    let log = home.path().join("strace");
    let program = home.command(args);
    let mut strace = Command::new("strace");
    strace.args(["-f", "-qq", "-o", log.to_str().unwrap(), "-e", &format!("trace={CALLS}")]);
    strace.args(more).arg("--").arg(program.get_program()).args(program.get_args()).env_clear();
    strace.envs(program.get_envs().filter_map(|(name, value)| Some((name, value?))));
    let output = strace.current_dir(home.path()).stdin(Stdio::null()).output().expect("strace runs");
    (output, std::fs::read_to_string(log).unwrap_or_default())
}

/// Runs the program unspoiled and lists its calls; `strace` counts each kind for itself.
pub(crate) fn points(home: &Home, args: &[&str]) -> Vec<Point> {
    let (output, log) = strace(home, args, &[]);
    assert!(output.status.success(), "{output:?}");
    let mut counts: std::collections::BTreeMap<String, usize> = std::collections::BTreeMap::new();
    for line in log.lines().filter(|line| !line.contains("resumed>")) {
        let call = line.split_whitespace().nth(1).and_then(|call| call.split_once('('));
        if let Some((name, _)) = call {
            *counts.entry(name.to_owned()).or_default() += 1;
        }
    }
    let points: Vec<_> =
        counts.into_iter().flat_map(|(name, count)| (1..=count).map(move |n| (name.clone(), n))).collect();
    assert!(points.len() > 50, "only {} calls were seen", points.len());
    points
}

/// Runs the program with one call spoiled.
pub(crate) fn spoiled(home: &Home, args: &[&str], point: &Point, spoil: Spoil<'_>) -> Output {
    let (name, n) = point;
    let how = match spoil {
        Spoil::Kill => "signal=SIGKILL".to_owned(),
        Spoil::Fail(errno) => format!("error={errno}"),
    };
    let (output, _) = strace(home, args, &["-e", &format!("inject={name}:{how}:when={n}")]);
    let stderr = String::from_utf8_lossy(&output.stderr);
    // The runtime wakes itself through an eventfd and panics if that fails, which no kernel does.
    let panicked = stderr.contains("panicked") && !stderr.contains("failed to wake I/O driver");
    assert!(!panicked, "{point:?}: {stderr}");
    output
}

/// Every file of every state, as `ls` shows them.
pub(crate) fn files(home: &Home) -> Vec<String> {
    ["scheduled", "sending", "sent", "failed", "held", "unconfirmed", "expired", "cancelled"]
        .iter()
        .flat_map(|folder| home.ls(folder).into_iter().map(move |name| format!("{folder}/{name}")))
        .collect()
}

/// Runs `send-due` until it has nothing left to do.
pub(crate) fn to_rest(home: &Home) {
    for _ in 0..3 {
        home.run(&["send-due"]);
    }
}

/// What must be true of one message after the queue came to rest.
pub(crate) fn check_law(home: &Home, id: &str, posts: usize, taken: usize, point: &str) {
    let files = files(home);
    let mine: Vec<_> = files.iter().filter(|name| name.contains(id)).collect();
    assert_eq!(mine.len(), 1, "{point}: {files:?}");
    let state = mine[0].split('/').next().unwrap();
    match state {
        "sent" => assert_eq!((posts, taken), (1, 1), "{point}: sent"),
        "unconfirmed" => assert!(posts <= 1 && taken <= 1, "{point}: unconfirmed with {posts} posts"),
        "cancelled" => assert_eq!(posts, 0, "{point}: cancelled"),
        _ => panic!("{point}: {mine:?}"),
    }
    assert!(home.ls("damaged").is_empty(), "{point}: a short file");
}

/// Spoils `send-due` at every point with one message due.
fn spoil_send_due(spoil: Spoil<'_>) {
    let sandbox = Sandbox::start();
    let due = |text: &str| {
        let home = Home::with_token(&sandbox);
        let id = home.schedule(&["--to", "ada@example.com", "--at", "now", text]);
        (home, id)
    };
    for point in points(&due("unspoiled").0, &["send-due"]) {
        if point.0 == NEVER_FAILS && matches!(spoil, Spoil::Fail(_)) {
            continue;
        }
        let text = format!("{point:?}");
        let (home, id) = due(&text);
        let output = spoiled(&home, &["send-due"], &point, spoil);
        if output.status.code() == Some(0) {
            assert!(home.ls("scheduled").is_empty(), "{point:?}: exit code 0 while something due stayed");
        }
        to_rest(&home);
        let posts = sandbox.posts().iter().filter(|post| post.json()["text"] == text.as_str()).count();
        let taken = sandbox.messages().iter().filter(|message| message.text.as_ref() == Some(&text)).count();
        check_law(&home, &id, posts, taken, &text);
    }
}

#[test]
#[ignore = "needs strace"]
fn syscalls_of_send_due_can_each_be_its_last() {
    spoil_send_due(Spoil::Kill);
}

#[test]
#[ignore = "needs strace"]
fn syscalls_of_send_due_can_each_fail_for_want_of_space_or_disk() {
    for errno in ["ENOSPC", "EIO"] {
        spoil_send_due(Spoil::Fail(errno));
    }
}

#[test]
#[ignore = "needs strace"]
fn syscalls_of_send_due_can_each_be_refused_or_reset() {
    for errno in ["EACCES", "ECONNRESET"] {
        spoil_send_due(Spoil::Fail(errno));
    }
}

#[test]
#[ignore = "needs strace"]
fn syscalls_of_send_due_can_each_meet_a_read_only_or_full_disk() {
    for errno in ["EROFS", "EDQUOT"] {
        spoil_send_due(Spoil::Fail(errno));
    }
}

/// Spoils `schedule` at every point: an id that was printed is a message that arrives.
fn spoil_schedule(spoil: Spoil<'_>) {
    let sandbox = Sandbox::start();
    let home = Home::with_token(&sandbox);
    let args = |text: &str| {
        ["--quiet", "schedule", "--to", "ada@example.com", "--at", "now", text].map(str::to_owned)
    };
    let unspoiled = args("unspoiled");
    for point in points(&home, &unspoiled.each_ref().map(String::as_str)) {
        if point.0 == NEVER_FAILS && matches!(spoil, Spoil::Fail(_)) {
            continue;
        }
        let text = format!("{point:?}");
        let output = spoiled(&home, &args(&text).each_ref().map(String::as_str), &point, spoil);
        let printed = String::from_utf8(output.stdout).unwrap();
        to_rest(&home);
        let taken = sandbox.messages().iter().filter(|message| message.text.as_ref() == Some(&text)).count();
        assert!(taken <= 1, "{text}: {taken} arrived");
        if !printed.is_empty() || output.status.success() {
            assert_eq!(taken, 1, "{text}: success was told and nothing arrived");
            assert!(files(&home).iter().any(|name| name.contains(printed.trim())), "{text}");
        }
        assert!(home.ls("damaged").is_empty(), "{text}: a short file");
    }
}

#[test]
#[ignore = "needs strace"]
fn syscalls_of_schedule_can_each_be_its_last() {
    spoil_schedule(Spoil::Kill);
}

#[test]
#[ignore = "needs strace"]
fn syscalls_of_schedule_can_each_fail() {
    for errno in ["ENOSPC", "EIO", "EROFS", "EDQUOT", "EACCES"] {
        spoil_schedule(Spoil::Fail(errno));
    }
}

#[test]
#[ignore = "needs strace"]
fn syscalls_of_cancel_can_each_be_its_last() {
    let sandbox = Sandbox::start();
    let due = |text: &str| {
        let home = Home::with_token(&sandbox);
        let id = home.schedule(&["--to", "ada@example.com", "--at", "now", text]);
        (home, id)
    };
    let (home, id) = due("unspoiled");
    for point in points(&home, &["cancel", &id]) {
        let text = format!("{point:?}");
        let (home, id) = due(&text);
        let output = spoiled(&home, &["cancel", &id], &point, Spoil::Kill);
        to_rest(&home);
        let posts = sandbox.posts().iter().filter(|post| post.json()["text"] == text.as_str()).count();
        check_law(&home, &id, posts, posts, &text);
        assert!(!output.status.success() || posts == 0, "{text}: cancelled and sent");
    }
}
