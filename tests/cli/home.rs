//! A home of its own for one test, and the real program run in it.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use serde_json::Value;
use webex_sandbox::Sandbox;

/// Always at work, so that no test depends on the hour it runs at.
pub(crate) const ALWAYS: &str = "[hours]\nwork = \"Mon-Sun 00:00-24:00\"\n";

/// Programs that stand in for those that act on the person who runs the tests; first on the PATH.
pub(crate) const GUARD: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/guard");

/// Where one test keeps everything.
pub(crate) struct Home {
    folder: tempfile::TempDir,
    environment: Vec<(String, String)>,
}

/// What a run left behind.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Home {
    /// A home whose owner holds a token of the sandbox that is always good.
    pub(crate) fn with_token(sandbox: &Sandbox) -> Self {
        let mut home = Self::new(&sandbox.api_url());
        home.set("MINDFUL_ACCESS_TOKEN", "sandbox-token");
        home
    }

    /// A home with nobody logged in.
    pub(crate) fn new(api_url: &str) -> Self {
        Self::within(tempfile::tempdir().expect("a temporary folder"), api_url)
    }

    /// A home whose disk is memory, where there is some: for thousands of messages.
    pub(crate) fn in_memory(api_url: &str) -> Self {
        let folder = tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir());
        Self::within(folder.expect("a temporary folder"), api_url)
    }

    /// A home on a disk of the test's own.
    pub(crate) fn beneath(folder: &Path, api_url: &str) -> Self {
        Self::within(tempfile::tempdir_in(folder).expect("a temporary folder"), api_url)
    }

    fn within(folder: tempfile::TempDir, api_url: &str) -> Self {
        let path = format!("{GUARD}:{}", std::env::var("PATH").unwrap_or_default());
        let within = |name: &str| folder.path().join(name).to_str().expect("a path in UTF-8").to_owned();
        let environment = [
            ("PATH", path),
            ("HOME", within("")),
            ("MINDFUL_HOME", within("mindful")),
            ("MINDFUL_API_URL", api_url.to_owned()),
            ("MINDFUL_TOKEN_STORE", "file".to_owned()),
            ("TZ", "Europe/Berlin".to_owned()),
            ("NO_PROXY", "127.0.0.1,localhost".to_owned()),
            // Without these the session bus of the person who runs the tests is found: keyring, notifications, timers.
            ("XDG_RUNTIME_DIR", within("no-runtime")),
            ("DBUS_SESSION_BUS_ADDRESS", format!("unix:path={}", within("no-bus"))),
        ];
        let environment = environment.map(|(name, value)| (name.to_owned(), value)).to_vec();
        let home = Self { folder, environment };
        home.write("config.toml", ALWAYS);
        home
    }

    /// Another home in which everything is as it is here.
    #[cfg(unix)]
    pub(crate) fn copied(&self) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let all = format!("{}/.", self.path().display());
        let copied = Command::new("cp").args(["-a", &all]).arg(folder.path()).status().expect("cp runs");
        assert!(copied.success());
        let (here, there) = (self.path().to_str().unwrap(), folder.path().to_str().unwrap());
        let moved = |(name, value): (String, String)| (name, value.replace(here, there));
        let environment = self.environment().map(moved).collect();
        Self { folder, environment }
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Where `mindful` keeps its things.
    pub(crate) fn data(&self, name: &str) -> PathBuf {
        self.file("mindful").join(name)
    }

    pub(crate) fn set(&mut self, name: &str, value: &str) {
        self.unset(name);
        self.environment.push((name.to_owned(), value.to_owned()));
    }

    /// The variables every run in this home gets.
    pub(crate) fn environment(&self) -> impl Iterator<Item = (String, String)> {
        self.environment.iter().cloned()
    }

    /// Sets an editor that does this to the file it is given.
    pub(crate) fn editor(&mut self, script: &str) {
        let path = self.file("editor");
        std::fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
        #[cfg(unix)]
        std::fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(0o700)).unwrap();
        self.set("EDITOR", path.to_str().unwrap());
    }

    /// Returns the words that editors left behind.
    pub(crate) fn drafts(&self) -> Vec<String> {
        let kept = self.ls("tmp").into_iter().filter(|name| name.starts_with("draft-"));
        kept.map(|name| std::fs::read_to_string(self.data("queue/tmp").join(name)).unwrap()).collect()
    }

    pub(crate) fn unset(&mut self, name: &str) {
        self.environment.retain(|(known, _)| known != name);
    }

    /// Writes a file among the program's own.
    pub(crate) fn write(&self, name: &str, text: &str) {
        let path = self.data(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(path, text).expect("a file");
    }

    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_mindful"));
        command.env_clear().envs(self.environment.iter().cloned()).args(args).current_dir(self.path());
        command
    }

    /// Starts the program and leaves it running.
    pub(crate) fn start(&self, args: &[&str]) -> Child {
        let mut command = self.command(args);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command.spawn().expect("the program starts")
    }

    pub(crate) fn run(&self, args: &[&str]) -> Ran {
        self.run_with(args, b"")
    }

    /// Runs the program with something on stdin.
    pub(crate) fn run_with(&self, args: &[&str], stdin: &[u8]) -> Ran {
        let mut child = self.start(args);
        // A program that does not read it closes the pipe; that is not an error.
        let _ = child.stdin.take().expect("a pipe").write_all(stdin);
        ended(child)
    }

    /// Runs the program, expects success, and returns stdout.
    pub(crate) fn ok(&self, args: &[&str]) -> String {
        let ran = self.run(args);
        assert_eq!(ran.code, 0, "mindful {args:?}: {ran:?}");
        ran.stdout
    }

    /// Schedules a message and returns its id.
    pub(crate) fn schedule(&self, args: &[&str]) -> String {
        let all = [&["--quiet", "schedule"], args].concat();
        self.ok(&all).trim().to_owned()
    }

    /// Returns what `list` tells scripts.
    pub(crate) fn list(&self, args: &[&str]) -> Vec<Value> {
        let all = [&["list", "--json"], args].concat();
        serde_json::from_str(&self.ok(&all)).expect("a JSON array")
    }

    /// Returns a message as scripts see it.
    pub(crate) fn show(&self, id: &str) -> Value {
        serde_json::from_str(&self.ok(&["show", id, "--json"])).expect("a JSON object")
    }

    pub(crate) fn state(&self, id: &str) -> String {
        self.show(id)["state"].as_str().expect("a state").to_owned()
    }

    /// Returns the names in one folder of the queue, as `ls` would.
    pub(crate) fn ls(&self, folder: &str) -> Vec<String> {
        let Ok(listing) = std::fs::read_dir(self.data("queue").join(folder)) else { return Vec::new() };
        let mut names: Vec<_> =
            listing.map(|entry| entry.expect("a name").file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    /// Makes the tokens as old as if they had been obtained at the turn of the year.
    pub(crate) fn age_tokens(&self) {
        self.obtain_tokens_at("2026-01-01T00:00:00Z");
    }

    /// Makes the tokens as old as if they had been obtained then.
    pub(crate) fn obtain_tokens_at(&self, obtained: &str) {
        let path = self.data("credentials.toml");
        let mut entries: toml::Table = std::fs::read_to_string(&path).unwrap().parse().unwrap();
        for name in ["access", "refresh"] {
            let mut entry: Value = serde_json::from_str(entries[name].as_str().unwrap()).unwrap();
            entry["obtained"] = obtained.into();
            entries[name] = entry.to_string().into();
        }
        std::fs::write(path, entries.to_string()).unwrap();
    }

    /// Returns the name that says when the login is renewed next.
    pub(crate) fn renewal(&self) -> Option<String> {
        let listing = std::fs::read_dir(self.data("")).unwrap();
        let mut names = listing.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned());
        names.find(|name| name.starts_with("renew."))
    }

    /// Makes the time for renewing the login come.
    pub(crate) fn let_renewal_come(&self) {
        let name = self.renewal().expect("a time for renewing");
        std::fs::rename(self.data(&name), self.data("renew.20260101T000000Z")).unwrap();
    }

    /// Makes a message as old as if it had been due at `due`: what a machine that slept comes back to.
    pub(crate) fn backdate(&self, id: &str, due: &str) {
        let names = self.ls("scheduled");
        let old = names.iter().find(|name| name.contains(id)).expect("a scheduled message");
        let folder = self.data("queue").join("scheduled");
        let text = std::fs::read_to_string(folder.join(old)).expect("a message");
        // Without its wall time the due time in the file counts.
        let (before, wall) = text.split_once("[message.wall]\n").unwrap_or((&text, ""));
        let after = wall.find("\n[").map_or("", |end| &wall[end + 1..]);
        let text: String =
            before
                .lines()
                .chain(after.lines())
                .map(|line| {
                    if line.starts_with("due = ") {
                        format!("due = \"{due}\"\n")
                    } else {
                        format!("{line}\n")
                    }
                })
                .collect();
        std::fs::write(folder.join(old), text).expect("a message");
        let stamp: String = due.chars().filter(|sign| !matches!(sign, '-' | ':')).collect();
        let rest = old.split_once('.').expect("a stamp").1;
        std::fs::rename(folder.join(old), folder.join(format!("{stamp}.{rest}"))).expect("a rename");
    }
}

/// Waits for a child to end and reads what it said.
pub(crate) fn ended(child: Child) -> Ran {
    let output = child.wait_with_output().expect("the program ends");
    Ran {
        code: output.status.code().unwrap_or(-1),
        stdout: String::from_utf8(output.stdout).expect("UTF-8"),
        stderr: String::from_utf8(output.stderr).expect("UTF-8"),
    }
}
