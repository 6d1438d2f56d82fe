//! Never lost, never twice: every command that changes the queue killed before each of its system calls, and each of
//! them failing once.
//!
//! `strace` kills or fails the n-th call of a kind; n goes up until nothing is left to spoil. Afterwards normal runs
//! bring the queue to rest, and then the law holds: one file, delivered once or known not to be, and whatever the
//! command said is true.

use std::collections::BTreeMap;
use std::process::{Command, Output, Stdio};

use webex_sandbox::{Answer, Sandbox};

use crate::home::Home;

/// Calls that change or read something outside the process; between two of them nothing can be seen.
const CALLS: &str = "openat,rename,renameat,renameat2,unlink,unlinkat,mkdir,mkdirat,fsync,fdatasync,write,writev,\
                     sendto,sendmsg,recvfrom,read,connect,socket,flock,getdents64,copy_file_range,ftruncate,close,statx";
/// std panics when closing a folder fails, which no kernel does.
const NEVER_FAILS: &str = "close";
/// What a disk can say to any call, and what a network can.
const ERRNOS: [&str; 6] = ["ENOSPC", "EIO", "EROFS", "EDQUOT", "EACCES", "ECONNRESET"];
const SOCKET_ONLY: [&str; 1] = ["ECONNRESET"];

/// How one run is spoiled.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Spoil<'a> {
    Kill,
    Fail(&'a str),
}

/// The n-th call of one kind.
#[derive(Debug, Clone)]
pub(crate) struct Point {
    pub(crate) name: String,
    pub(crate) n: usize,
    /// Whether it is about a connection or a stream, not a file.
    pub(crate) socket: bool,
}

impl Point {
    /// Tells whether this call can fail in this way.
    pub(crate) fn can(&self, spoil: Spoil<'_>) -> bool {
        match spoil {
            Spoil::Kill => true,
            Spoil::Fail(_) if self.name == NEVER_FAILS => false,
            Spoil::Fail(errno) => self.socket || !SOCKET_ONLY.contains(&errno),
        }
    }
}

/// A command about one message.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Verb {
    Schedule,
    SendDue,
    Cancel,
    Edit,
    Move,
    Retry,
}

/// One message, and the command that will be spoiled.
pub(crate) struct Case {
    verb: Verb,
    pub(crate) home: Home,
    /// What tells this message's posts from others'.
    text: String,
    /// Empty where the command is to make it.
    id: String,
}

impl Case {
    /// Prepares the message in a home at a place of its own.
    pub(crate) fn new(verb: Verb, sandbox: &Sandbox, text: &str, mut home: Home) -> Self {
        let text = format!("{verb:?} {text}");
        home.set("MINDFUL_API_URL", &sandbox.api_url());
        home.set("MINDFUL_ACCESS_TOKEN", "sandbox-token");
        let id = match verb {
            // The folders are there, as after any command.
            Verb::Schedule => home.schedule(&["--to", "grace@example.com", "--at", "in 2 hours", "another"]),
            _ => home.schedule(&["--to", "ada@example.com", "--at", "now", &text]),
        };
        if verb == Verb::Retry {
            sandbox.script_to("ada@example.com", Answer::status(400));
            assert_eq!(home.run(&["send-due"]).code, 7);
        }
        if verb == Verb::Edit {
            let path = home.path().join("mindful/editor");
            std::fs::write(&path, "#!/bin/sh\nsed -i '1s/$/, edited/' \"$1\"\n").unwrap();
            home.set("EDITOR", &format!("sh {}", path.display()));
        }
        let id = if verb == Verb::Schedule { String::new() } else { id };
        Self { verb, home, text, id }
    }

    pub(crate) fn args(&self) -> Vec<&str> {
        match self.verb {
            Verb::Schedule => vec!["-q", "schedule", "--to", "ada@example.com", "--at", "now", &self.text],
            Verb::SendDue => vec!["send-due"],
            Verb::Cancel => vec!["cancel", &self.id],
            Verb::Edit => vec!["edit", &self.id],
            Verb::Move => vec!["move", &self.id, "--at", "in 3 hours"],
            Verb::Retry => vec!["retry", &self.id],
        }
    }

    /// Runs the command with one call spoiled.
    pub(crate) fn spoiled(&self, point: &Point, spoil: Spoil<'_>) -> Output {
        spoiled(&self.home, &self.args(), point, spoil)
    }

    /// What must be true once the queue came to rest.
    pub(crate) fn check(&self, sandbox: &Sandbox, output: &Output, point: &str) {
        let (posts, taken) = self.delivered(sandbox);
        let succeeded = output.status.success();
        assert!(taken.len() <= 1, "{point}: {taken:?} arrived");
        let mine = self.places();
        let printed = String::from_utf8_lossy(&output.stdout).trim().to_owned();
        if self.verb == Verb::Schedule && !succeeded && printed.is_empty() {
            // Nothing was promised; if it is there nevertheless it is whole.
            assert!(mine.len() == taken.len(), "{point}: {mine:?} and {taken:?}");
            let denied = String::from_utf8_lossy(&output.stderr).contains("nothing was scheduled");
            assert!(!denied || mine.is_empty(), "{point}: {mine:?}, and it was said that there is nothing");
        } else {
            assert_eq!(mine.len(), 1, "{point}: {mine:?}");
            let attempts = posts - usize::from(self.verb == Verb::Retry);
            match (mine[0].as_str(), self.verb) {
                ("sent", _) => assert_eq!((attempts, taken.len()), (1, 1), "{point}: sent"),
                ("unconfirmed", _) => assert!(attempts <= 1, "{point}: unconfirmed with {attempts} posts"),
                ("cancelled", Verb::Cancel) | ("scheduled", Verb::Move) | ("failed", Verb::Retry) => {
                    assert_eq!(attempts, 0, "{point}");
                }
                (state, _) => panic!("{point}: it is {state}"),
            }
        }
        if succeeded {
            self.check_word(&mine, &taken, point);
        }
        assert!(self.home.ls("damaged").is_empty(), "{point}: a short file");
    }

    /// Whatever the command said is true.
    fn check_word(&self, mine: &[String], taken: &[String], point: &str) {
        let truth = match self.verb {
            Verb::Schedule | Verb::SendDue => mine[0] != "scheduled",
            Verb::Retry => mine[0] == "sent" || mine[0] == "unconfirmed",
            Verb::Cancel => mine[0] == "cancelled",
            Verb::Edit => taken.iter().all(|text| text.ends_with(", edited")),
            Verb::Move => mine[0] == "scheduled",
        };
        assert!(truth, "{point}: success was told, and it is {mine:?} {taken:?}");
    }

    /// How often it was posted, and what arrived.
    fn delivered(&self, sandbox: &Sandbox) -> (usize, Vec<String>) {
        let is_mine = |text: &str| text.strip_suffix(", edited").unwrap_or(text) == self.text;
        let posts = sandbox.posts();
        let posts = posts.iter().filter(|post| post.json()["text"].as_str().is_some_and(is_mine)).count();
        let taken = sandbox.messages().into_iter().filter_map(|message| message.text);
        (posts, taken.filter(|text| is_mine(text)).collect())
    }

    /// The folders in which a file of this message lies.
    fn places(&self) -> Vec<String> {
        let folders =
            ["scheduled", "sending", "sent", "failed", "held", "unconfirmed", "expired", "cancelled"];
        let mut found = Vec::new();
        for folder in folders {
            for name in self.home.ls(folder) {
                let path = self.home.data("queue").join(folder).join(name);
                let text = std::fs::read_to_string(&path).unwrap_or_default();
                if text.contains(&self.text) {
                    found.push(folder.to_owned());
                }
            }
        }
        found
    }
}

/// Runs the program with one call spoiled.
pub(crate) fn spoiled(home: &Home, args: &[&str], point: &Point, spoil: Spoil<'_>) -> Output {
    let Point { name, n, .. } = point;
    let how = match spoil {
        Spoil::Kill => format!("inject={name}:signal=SIGKILL:when={n}"),
        Spoil::Fail(errno) => format!("inject={name}:error={errno}:when={n}"),
    };
    let (output, _) = strace(home, args, &["-e", &how]);
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
    // What could not connect waits for a minute or two, which no test does.
    for name in home.ls("scheduled").iter().filter(|name| !name.contains(".a0.")) {
        home.run(&["send", name.split('.').nth(1).unwrap_or_default()]);
    }
}

/// What must be true of one message that was due after the queue came to rest.
pub(crate) fn check_law(home: &Home, id: &str, posts: usize, taken: usize, point: &str) {
    let folders = ["scheduled", "sending", "sent", "failed", "held", "unconfirmed", "expired", "cancelled"];
    let holds = |folder: &&str| home.ls(folder).iter().any(|name| name.contains(id));
    let mine: Vec<_> = folders.into_iter().filter(holds).collect();
    match mine[..] {
        ["sent"] => assert_eq!((posts, taken), (1, 1), "{point}: sent"),
        ["unconfirmed"] => assert!(posts <= 1 && taken <= 1, "{point}: unconfirmed with {posts} posts"),
        _ => panic!("{point}: {mine:?}"),
    }
    assert!(home.ls("damaged").is_empty(), "{point}: a short file");
}

pub(crate) fn strace(home: &Home, args: &[&str], more: &[&str]) -> (Output, String) {
    let log = home.path().join("strace");
    let program = home.command(args);
    let mut strace = Command::new("strace");
    strace.args(["-f", "-qq", "-y", "-o", log.to_str().unwrap(), "-e", &format!("trace={CALLS}")]);
    strace.args(more).arg("--").arg(program.get_program()).args(program.get_args()).env_clear();
    strace.envs(program.get_envs().filter_map(|(name, value)| Some((name, value?))));
    let output = strace.current_dir(home.path()).stdin(Stdio::null()).output().expect("strace runs");
    (output, std::fs::read_to_string(log).unwrap_or_default())
}

/// Runs the command unspoiled and lists those of its calls that touch its home, a socket or a stream; `strace` counts
/// each kind for itself. What comes before - libraries, zones, the trust store - is read only.
pub(crate) fn points(home: &Home, args: &[&str]) -> Vec<Point> {
    points_until(home, args, 0)
}

/// As [`points`], of a command that ends with this code.
pub(crate) fn points_until(home: &Home, args: &[&str], code: i32) -> Vec<Point> {
    let (output, log) = strace(home, args, &[]);
    assert_eq!(output.status.code(), Some(code), "{output:?}");
    let home = home.path().to_str().unwrap();
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    let mut points = Vec::new();
    for line in log.lines().filter(|line| !line.contains("resumed>")) {
        let Some((name, rest)) = line.split_once(' ').and_then(|(_, call)| call.trim().split_once('('))
        else {
            continue;
        };
        let count = counts.entry(name.to_owned()).or_default();
        *count += 1;
        // The folder the program stands in is named with every path; it says nothing.
        let rest = rest.replace(&format!("AT_FDCWD<{home}>"), "");
        let outside = [home, "socket:", "SOCK_STREAM"].iter().any(|mark| rest.contains(mark));
        if outside || rest.starts_with("1<") || rest.starts_with("2<") {
            points.push(Point { name: name.to_owned(), n: *count, socket: !rest.contains(home) });
        }
    }
    assert!(points.len() > 20, "only {} calls were seen", points.len());
    points
}

/// Spoils a command at every point and checks the law each time.
fn matrix(verb: Verb, spoils: &[Spoil<'_>]) {
    let sandbox = Sandbox::start();
    let case = |text: &str| Case::new(verb, &sandbox, text, Home::in_memory(&sandbox.api_url()));
    let unspoiled = case("unspoiled");
    let points = points(&unspoiled.home, &unspoiled.args());
    let mut tried = 0;
    for spoil in spoils {
        for point in &points {
            if !point.can(*spoil) {
                continue;
            }
            let how = if let Spoil::Fail(errno) = spoil { errno } else { "SIGKILL" };
            let text = format!("{how} {} {}", point.name, point.n);
            let case = case(&text);
            let output = case.spoiled(point, *spoil);
            if verb == Verb::SendDue && output.status.success() {
                assert!(
                    case.home.ls("scheduled").is_empty(),
                    "{text}: exit code 0 while something due stayed"
                );
            }
            to_rest(&case.home);
            case.check(&sandbox, &output, &text);
            tried += 1;
        }
    }
    println!("{verb:?}: {} calls, {tried} points tried, bad = 0", points.len());
}

fn killed(verb: Verb) {
    matrix(verb, &[Spoil::Kill]);
}

fn failing(verb: Verb) {
    matrix(verb, &ERRNOS.map(Spoil::Fail));
}

#[test]
#[ignore = "needs strace"]
fn syscalls_of_schedule_can_each_be_its_last() {
    killed(Verb::Schedule);
}

#[test]
#[ignore = "needs strace"]
fn syscalls_of_send_due_can_each_be_its_last() {
    killed(Verb::SendDue);
}

#[test]
#[ignore = "needs strace"]
fn syscalls_of_cancel_can_each_be_its_last() {
    killed(Verb::Cancel);
}

#[test]
#[ignore = "needs strace"]
fn syscalls_of_edit_can_each_be_its_last() {
    killed(Verb::Edit);
}

#[test]
#[ignore = "needs strace"]
fn syscalls_of_move_can_each_be_its_last() {
    killed(Verb::Move);
}

#[test]
#[ignore = "needs strace"]
fn syscalls_of_retry_can_each_be_its_last() {
    killed(Verb::Retry);
}

#[test]
#[ignore = "needs strace"]
fn syscalls_of_schedule_can_each_fail() {
    failing(Verb::Schedule);
}

#[test]
#[ignore = "needs strace"]
fn syscalls_of_send_due_can_each_fail() {
    failing(Verb::SendDue);
}

#[test]
#[ignore = "needs strace"]
fn syscalls_of_cancel_can_each_fail() {
    failing(Verb::Cancel);
}

#[test]
#[ignore = "needs strace"]
fn syscalls_of_edit_can_each_fail() {
    failing(Verb::Edit);
}

#[test]
#[ignore = "needs strace"]
fn syscalls_of_move_can_each_fail() {
    failing(Verb::Move);
}

#[test]
#[ignore = "needs strace"]
fn syscalls_of_retry_can_each_fail() {
    failing(Verb::Retry);
}
