//! A disk that refuses in the middle of `schedule`: whatever is said of the message is true, for whoever hears that
//! nothing was scheduled does it again.

use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use webex_sandbox::{Answer, Sandbox};

use crate::home::{Home, Ran, ended};
use crate::matrix::points;

/// A home with an address book, and which of its calls makes the names of new messages durable.
fn home(sandbox: &Sandbox, args: &[&str]) -> (Home, usize) {
    let home = Home::with_token(sandbox);
    let today = chrono::Utc::now().date_naive();
    let off = format!("{}..{}", today - chrono::TimeDelta::days(1), today + chrono::TimeDelta::days(2));
    home.write("people.toml", &format!("[sleeper]\nemail = \"grace@example.com\"\noff = [\"{off}\"]\n"));
    // What is done once in a home, or once a day, is done.
    home.ok(args);
    let points = points(&home, args);
    home.ok(&["cancel", "--all", "--yes"]);
    let last = points.iter().rfind(|point| point.name == "fsync").unwrap();
    (home, last.n)
}

/// Starts the program with its last fsync failing; what else is to happen says `more`.
fn start(home: &Home, args: &[&str], fsync: usize, more: &[&str]) -> Child {
    let program = home.command(args);
    let mut strace = Command::new("strace");
    let spoil = format!("inject=fsync:error=EIO:signal=SIGSTOP:when={fsync}");
    strace.args(["-f", "-qq", "-o", home.path().join("log").to_str().unwrap(), "-e", &spoil]).args(more);
    strace.args(["-e", "trace=fsync,unlink,unlinkat"]).arg("--").arg(program.get_program());
    strace.args(program.get_args()).env_clear().current_dir(home.path());
    strace.envs(program.get_envs().filter_map(|(name, value)| Some((name, value?))));
    strace.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("strace runs")
}

/// Waits until the program stands still; returns its process.
fn stopped(home: &Home) -> String {
    let began = Instant::now();
    loop {
        let log = std::fs::read_to_string(home.path().join("log")).unwrap_or_default();
        if let Some(line) = log.lines().find(|line| line.contains("stopped by SIGSTOP")) {
            return line.split(' ').next().unwrap().to_owned();
        }
        assert!(began.elapsed() < Duration::from_secs(60), "it does not stop: {log}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

fn go_on(process: &str) {
    assert!(Command::new("kill").args(["-CONT", process]).status().unwrap().success());
}

/// Lets a delivery take what is due while the names are not durable yet, and then lets the disk refuse them.
fn raced(home: &Home, args: &[&str], fsync: usize) -> Ran {
    let scheduling = start(home, args, fsync, &[]);
    let process = stopped(home);
    assert_eq!(home.run(&["send-due"]).code, 0);
    go_on(&process);
    ended(scheduling)
}

#[test]
#[ignore = "needs strace"]
fn syscalls_that_refuse_what_a_delivery_took_already_leave_it_scheduled_and_say_its_id() {
    let sandbox = Sandbox::start();
    let args = ["-q", "schedule", "--to", "ada@example.com", "--at", "now", "hello"];
    let (home, fsync) = home(&sandbox, &args);
    let ran = raced(&home, &args, fsync);
    assert_eq!((ran.code, sandbox.posts().len()), (0, 1), "{ran:?}");
    assert_eq!(home.state(ran.stdout.trim()), "sent");
}

#[test]
#[ignore = "needs strace"]
fn syscalls_that_refuse_what_comes_again_leave_the_series_of_what_went() {
    let sandbox = Sandbox::start();
    let args = ["-q", "schedule", "--to", "ada@example.com", "--at", "now", "--every", "day", "hello"];
    let (home, fsync) = home(&sandbox, &args);
    // While the first one is on its way nothing follows it yet.
    sandbox.script("POST /v1/messages", Answer::pass().delay(Duration::from_secs(2)));
    let scheduling = start(&home, &args, fsync, &[]);
    let process = stopped(&home);
    let sending = home.start(&["send-due"]);
    sandbox.wait_for_requests(1, "/v1/messages");
    go_on(&process);
    let ran = ended(scheduling);
    assert_eq!((ran.code, home.ls("sending").len()), (0, 1), "{ran:?}");
    assert!(home.ls("series").contains(&format!("{}.n1.toml", ran.stdout.trim())), "{ran:?}");
    assert_eq!((ended(sending).code, sandbox.posts().len()), (0, 1));
    let first = home.show(ran.stdout.trim());
    assert_eq!((first["state"].as_str(), first["next"].as_array().map(Vec::len)), (Some("sent"), Some(3)));
}

#[test]
#[ignore = "needs strace"]
fn syscalls_that_refuse_some_of_several_name_those_that_go_all_the_same() {
    let sandbox = Sandbox::start();
    let args = ["schedule", "--to", "ada@example.com", "--to", "sleeper", "hello"];
    let (home, fsync) = home(&sandbox, &args);
    let ran = raced(&home, &args, fsync);
    assert_eq!((ran.code, ran.stdout.as_str(), sandbox.posts().len()), (1, "", 1), "{ran:?}");
    let sent = home.list(&["--state", "sent"]);
    let id = sent[0]["id"].as_str().unwrap();
    let said = format!("message `{id}` is still scheduled, the others are not");
    assert!(ran.stderr.contains(&said) && ran.stderr.contains("caused by: "), "{ran:?}");
    assert!(home.list(&[]).is_empty(), "{ran:?}");
}

#[test]
#[ignore = "needs strace"]
fn syscalls_that_refuse_to_take_a_message_back_name_it() {
    let sandbox = Sandbox::start();
    let args = ["schedule", "--to", "ada@example.com", "--at", "in 2 hours", "hello"];
    let (home, fsync) = home(&sandbox, &args);
    let scheduling = start(&home, &args, fsync, &["-e", "inject=unlink:error=EIO"]);
    let process = stopped(&home);
    go_on(&process);
    let ran = ended(scheduling);
    assert_eq!((ran.code, ran.stdout.as_str()), (1, ""), "{ran:?}");
    let there = home.list(&["--to", "ada"]);
    let said = format!("message `{}` is still scheduled", there[0]["id"].as_str().unwrap());
    assert!(ran.stderr.contains(&said) && !ran.stderr.contains("nothing was"), "{ran:?}");
}

#[test]
#[ignore = "needs strace"]
fn syscalls_that_refuse_a_message_nobody_took_leave_nothing() {
    let sandbox = Sandbox::start();
    let args = ["schedule", "--to", "ada@example.com", "--at", "in 2 hours", "hello"];
    let (home, fsync) = home(&sandbox, &args);
    let scheduling = start(&home, &args, fsync, &[]);
    let process = stopped(&home);
    go_on(&process);
    let ran = ended(scheduling);
    assert!(ran.code == 1 && ran.stderr.contains("nothing was scheduled"), "{ran:?}");
    assert!(home.list(&["--to", "ada"]).is_empty());
    assert!(home.ls("tmp").is_empty() && home.ls("series").is_empty());
}
