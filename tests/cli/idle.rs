//! Light as a shell built-in: what an idle `send-due` asks of the system, held against a committed budget.
//!
//! No timed test: system calls are counted. A new file, thread or connection at every minute of a laptop's day is
//! seen here; if it is meant, `tests/idle.txt` says so in the same change.

use crate::home::Home;
use crate::matrix::strace;

const BUDGET: &str = include_str!("../idle.txt");

/// What the program did after the loader and the runtime were done: its own files opened, and calls by name.
struct Seen {
    opened: Vec<String>,
    calls: Vec<String>,
}

fn idle_run(home: &Home) -> Seen {
    let (output, log) = strace(home, &["send-due"], &["-e", "trace=all"]);
    assert!(output.status.success() && output.stdout.is_empty() && output.stderr.is_empty(), "{output:?}");
    let within = home.data("");
    let ours = log.lines().skip_while(|line| !line.contains(within.to_str().unwrap()));
    let calls: Vec<&str> =
        ours.filter_map(|line| line.split_once(' ').map(|(_, call)| call.trim())).collect();
    // Where the system keeps its zone rules differs from one to the next.
    let opened = calls.iter().filter(|call| call.starts_with("open")).filter_map(|call| {
        let path = std::path::Path::new(call.split('"').nth(1)?).strip_prefix(&within).ok()?;
        Some(path.to_str()?.to_owned())
    });
    let name = |call: &&str| call.split('(').next().unwrap_or_default().to_owned();
    Seen { opened: opened.collect(), calls: calls.iter().map(name).collect() }
}

fn budget(word: &str) -> Vec<&'static str> {
    BUDGET.lines().filter_map(|line| line.strip_prefix(word)).map(str::trim).collect()
}

#[test]
#[ignore = "needs strace; tests/run sees to it"]
fn syscalls_of_an_idle_run_are_those_of_the_budget() {
    let home = Home::new("http://127.0.0.1:9/v1");
    home.schedule(&["--to", "ada@example.com", "--at", "in 3 days", "later"]);
    home.ok(&["send-due"]);
    let seen = idle_run(&home);
    assert_eq!(seen.opened, budget("open"), "files opened by an idle run");
    for never in budget("never ") {
        assert!(!seen.calls.iter().any(|call| call == never), "an idle run calls {never}: {:?}", seen.calls);
    }
    let most: usize = budget("calls ")[0].parse().expect("a number");
    assert!(seen.calls.len() <= most, "{} calls in an idle run: {:?}", seen.calls.len(), seen.calls);
}

#[test]
#[ignore = "needs strace; tests/run sees to it"]
fn syscalls_of_an_idle_run_do_not_grow_with_the_messages_that_wait() {
    let home = Home::new("http://127.0.0.1:9/v1");
    home.schedule(&["--to", "ada@example.com", "--at", "in 3 days", "later"]);
    home.ok(&["send-due"]);
    let few = idle_run(&home);
    for _ in 0..20 {
        home.schedule(&["--to", "ada@example.com", "--at", "in 3 days", "later"]);
    }
    let many = idle_run(&home);
    assert_eq!(few.opened, many.opened);
    assert_eq!(few.calls.len(), many.calls.len());
}
