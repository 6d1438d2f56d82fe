//! The tests themselves: they touch nothing of the person who runs them, however they end.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use crate::apart::Apart;
use crate::real::Part;

/// What a person has: settings, a queue, a keyring, units, a crontab.
const CANARIES: [&str; 6] = [
    ".config/mindful/config.toml",
    ".config/systemd/user/mindful.timer",
    ".config/chromium/Default/Preferences",
    ".local/share/mindful/queue/scheduled/20300101T000000Z.k3f9x2ab7m.a0.toml",
    ".local/share/keyrings/login.keyring",
    ".bash_history",
];
const CRONTAB: &str =
    "# canary\n0 5 * * 1 true\n# BEGIN mindful\n* * * * * /usr/bin/mindful send-due\n# END mindful\n";

/// Returns every file below a folder with what is in it.
fn everything(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(everything(&path));
        } else {
            found.insert(path.display().to_string(), std::fs::read(path).unwrap());
        }
    }
    found
}

/// A person on a machine apart, where even a test that does harm does none.
struct Canary {
    apart: Apart,
}

impl Canary {
    fn new() -> Self {
        let apart = Apart::new();
        for name in CANARIES {
            let path = apart.path().join("person").join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, "canary").unwrap();
        }
        let mut crontab = apart.command("crontab").arg("-").stdin(Stdio::piped()).spawn().unwrap();
        crontab.stdin.take().unwrap().write_all(CRONTAB.as_bytes()).unwrap();
        assert!(crontab.wait().unwrap().success());
        Self { apart }
    }

    /// Returns what this person and this machine have, a line each.
    fn everything(&self) -> BTreeSet<String> {
        let files = everything(&self.apart.path().join("person"));
        let files =
            files.into_iter().map(|(name, bytes)| format!("{name}: {}", String::from_utf8_lossy(&bytes)));
        let machine = [&["crontab", "-l"][..], &["cat", "/etc/passwd"], &["find", "/run", "/etc"]];
        let machine = machine.map(|words| self.apart.run(words)).concat();
        files.chain(machine.lines().map(str::to_owned)).collect()
    }

    /// Expects that nothing came and nothing went.
    fn check(&self, before: &BTreeSet<String>) {
        let after = self.everything();
        let changed: Vec<_> = before.symmetric_difference(&after).collect();
        assert!(changed.is_empty(), "{changed:#?}");
    }

    /// Starts these tests as this person; returns their process number in there.
    fn start(&self, tests: &[&str]) -> (Part, String) {
        let person = self.apart.path().join("person");
        let mut run = self.apart.command("sh");
        run.args(["-c", "echo $$; exec \"$@\"", "sh"]).arg(std::env::current_exe().unwrap());
        run.args(["--include-ignored", "--test-threads=2"]).args(tests).env("HOME", &person);
        for (name, folder) in [
            ("XDG_CONFIG_HOME", ".config"),
            ("XDG_DATA_HOME", ".local/share"),
            ("XDG_RUNTIME_DIR", "runtime"),
            ("MINDFUL_HOME", ".local/share/mindful"),
        ] {
            run.env(name, person.join(folder));
        }
        run.env("DBUS_SESSION_BUS_ADDRESS", format!("unix:path={}/runtime/bus", person.display()));
        let mut run = Part(run.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap());
        let mut said = BufReader::new(run.0.stdout.take().unwrap());
        let mut id = String::new();
        said.read_line(&mut id).unwrap();
        std::thread::spawn(move || said.lines().map_while(Result::ok).for_each(drop));
        (run, id.trim().to_owned())
    }

    fn runs(&self, program: &str) -> bool {
        self.apart.command("pgrep").args(["-x", program]).output().unwrap().status.success()
    }

    fn wait(&self, wanted: &str, there: impl Fn() -> bool) {
        let deadline = Instant::now() + Duration::from_secs(60);
        while !there() {
            assert!(Instant::now() < deadline, "{wanted}");
        }
    }
}

#[test]
#[ignore = "needs root, cron, dbus-daemon, gnome-keyring-daemon and secret-tool"]
fn cron_keyring_and_timer_tests_leave_a_person_as_they_were() {
    let canary = Canary::new();
    let before = canary.everything();
    let tests =
        ["timer::", "unwatched::", "notification_tells", "keyring_keeps_the_login", "unit::", "readme::"];
    let (mut run, _) = canary.start(&tests);
    assert!(run.0.wait().unwrap().success());
    canary.check(&before);
}

#[test]
#[ignore = "needs root, cron, dbus-daemon and gnome-keyring-daemon"]
fn cron_tests_that_are_killed_or_interrupted_leave_a_person_as_they_were() {
    for signal in ["-INT", "-KILL"] {
        let canary = Canary::new();
        let before = canary.everything();
        let (mut run, id) = canary.start(&["cron_runs_send_due", "cron_of_a_real_user"]);
        canary.wait("cron starts", || canary.runs("cron"));
        canary.apart.run(&["kill", signal, &id]);
        let _ = run.0.wait().unwrap();
        canary.wait("cron ends with its test", || !canary.runs("cron"));
        canary.check(&before);
    }
}
