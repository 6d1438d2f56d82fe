//! The systemd unit, judged by systemd itself. `tests/run` sees to it that it is there.

use std::process::Command;

use webex_sandbox::Sandbox;

use crate::home::Home;
use crate::matrix::strace;

/// Writes both unit files as `timer install` would.
fn units(home: &Home) -> [std::path::PathBuf; 2] {
    let print = home.ok(&["timer", "install", "--systemd", "--print"]);
    let (service, timer) = print.split_once("\n# ").expect("two files");
    let [service_path, timer_path] = ["mindful.service", "mindful.timer"].map(|name| home.path().join(name));
    std::fs::write(&service_path, service).unwrap();
    std::fs::write(&timer_path, timer.split_once('\n').unwrap().1).unwrap();
    [service_path, timer_path]
}

fn analyze(args: &[&str]) -> (bool, String) {
    // For root it leaves a mark in /run: what it writes there goes into memory that nothing else sees.
    let apart = ["unshare", "--mount", "--propagation", "private", "sh", "-c"];
    let script = "mount -t tmpfs tmpfs /run && exec systemd-analyze \"$@\"";
    let is_root =
        std::fs::metadata("/proc/self").is_ok_and(|me| std::os::unix::fs::MetadataExt::uid(&me) == 0);
    let words: Vec<&str> =
        if is_root { apart.into_iter().chain([script, "sh"]).collect() } else { vec!["systemd-analyze"] };
    let output = Command::new(words[0])
        .args(&words[1..])
        .args(args)
        .env("LC_ALL", "C")
        .env("XDG_RUNTIME_DIR", "/tmp")
        .output()
        .unwrap();
    let said = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).unwrap());
    (output.status.success(), said.join(""))
}

#[test]
#[ignore = "needs systemd-analyze"]
fn unit_is_accepted_by_systemd_without_a_word() {
    let home = Home::new("http://127.0.0.1:1/v1");
    for path in units(&home) {
        // The man page is not installed here.
        let (accepted, said) = analyze(&["verify", "--user", "--man=no", path.to_str().unwrap()]);
        let ours: Vec<_> = said.lines().filter(|line| line.contains("mindful")).collect();
        assert!(accepted && ours.is_empty(), "{said}");
    }
}

#[test]
#[ignore = "needs systemd-analyze"]
fn unit_may_do_little() {
    let home = Home::new("http://127.0.0.1:1/v1");
    let [service, _] = units(&home);
    let (_, said) = analyze(&["security", "--offline=true", "--no-pager", service.to_str().unwrap()]);
    let level = said.split("Overall exposure level for mindful.service: ").nth(1).expect("a verdict");
    let level: f64 = level.split_whitespace().next().unwrap().parse().unwrap();
    assert!(level < 2.5, "{said}");
}

/// Runs `send-due` with something to send and returns its calls.
fn calls(home: &Home) -> String {
    let (output, log) = strace(home, &["send-due"], &["-e", "trace=all"]);
    assert!(output.status.success(), "{output:?}");
    log
}

#[test]
#[ignore = "needs systemd-analyze and strace"]
fn unit_allows_every_call_that_sending_makes_and_every_place_it_writes_to() {
    let sandbox = Sandbox::start();
    let home = Home::with_token(&sandbox);
    home.schedule(&["--to", "ada@example.com", "--at", "now", "hello"]);
    let calls = calls(&home);
    assert_eq!(sandbox.messages().len(), 1);
    let filter = |set: &str| analyze(&["syscall-filter", set]).1;
    let (denied, allowed) = (filter("@privileged") + &filter("@resources"), filter("@system-service"));
    let names: std::collections::BTreeSet<_> = calls
        .lines()
        .filter_map(|line| line.split_whitespace().nth(1)?.split_once('('))
        .map(|(name, _)| name)
        .collect();
    assert!(names.contains("renameat2") && names.contains("connect"), "{names:?}");
    for name in names {
        assert!(!known(&denied, name), "{name} is denied");
        assert!(known(&allowed, name), "{name} is not allowed");
    }
    let data = home.data("");
    let opened = calls.lines().filter(|line| line.contains(" openat("));
    let writes = |line: &&str| ["O_WRONLY", "O_RDWR", "O_CREAT"].iter().any(|flag| line.contains(flag));
    for line in opened.filter(writes) {
        let path = line.split('"').nth(1).unwrap_or_default();
        let ours =
            path.starts_with(data.to_str().unwrap().trim_end_matches('/')) || path.starts_with("/dev/");
        assert!(ours, "a write elsewhere: {line}");
    }
}

/// A set is indented under its name, and may name other sets.
fn known(set: &str, call: &str) -> bool {
    set.lines().filter(|line| line.starts_with(' ')).map(str::trim).any(|word| {
        word == call || word.starts_with('@') && known(&analyze(&["syscall-filter", word]).1, call)
    })
}
