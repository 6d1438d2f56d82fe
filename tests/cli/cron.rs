//! A real cron: what a person scheduled goes out by itself, with nothing but HOME and PATH to find the keyring by.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use serde_json::Value;
use webex_sandbox::Sandbox;

use crate::browser::{free_port, home, log_in};
use crate::http;
use crate::real::Part;

/// Two crons refuse each other.
static ONE_CRON: Mutex<()> = Mutex::new(());

/// The crontab of whoever runs the tests, put back as it was.
struct Crontab(String);

impl Crontab {
    fn read() -> String {
        let output = Command::new("crontab").arg("-l").output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    }

    fn write(text: &str) {
        let mut crontab = Command::new("crontab").arg("-").stdin(Stdio::piped()).spawn().unwrap();
        crontab.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
        assert!(crontab.wait().unwrap().success());
    }
}

impl Drop for Crontab {
    fn drop(&mut self) {
        Self::write(&self.0);
    }
}

#[test]
#[ignore = "needs cron and crontab, and takes a minute"]
fn cron_runs_send_due_and_a_message_arrives() {
    let sandbox = Sandbox::start();
    let mut home = home(&sandbox);
    log_in(&home);
    let _alone = ONE_CRON.lock().unwrap_or_else(PoisonError::into_inner);
    let _before = Crontab(Crontab::read());
    let others = "# somebody else's\nMAILTO=\"\"\n0 5 * * 1 true 100\\% \n";
    Crontab::write(others);
    home.unset("MINDFUL_CLIENT_SECRET");
    home.ok(&["timer", "install", "--cron"]);
    home.ok(&["timer", "install", "--cron"]);
    assert_eq!(Crontab::read().matches("send-due").count(), 1);
    let id = home.schedule(&["--to", "ada@example.com", "--at", "now", "--any-time", "by cron"]);
    let mut cron = Command::new("cron");
    let _cron = Part(cron.arg("-f").env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin").spawn().unwrap());
    sandbox.wait_for_requests(1, "/v1/messages");
    let deadline = Instant::now() + Duration::from_secs(20);
    // What a run came to is noted when it ends, a moment after the message is settled.
    let status = loop {
        let ran = home.run(&["timer", "status", "--cron", "--json"]);
        if home.state(&id) == "sent" && ran.code == 0 {
            break serde_json::from_str::<Value>(&ran.stdout).unwrap();
        }
        assert!(Instant::now() < deadline, "{ran:?}");
    };
    assert_eq!(status["scheduler"], "cron");
    home.ok(&["timer", "uninstall", "--cron"]);
    assert_eq!(Crontab::read(), others);
    assert_eq!(sandbox.messages()[0].text.as_deref(), Some("by cron"));
}

/// Somebody with an account of their own on this machine, logged in: a session bus and an open keyring.
struct Somebody {
    name: String,
    uid: String,
    parts: Vec<Part>,
}

impl Somebody {
    fn new() -> Self {
        let name = format!("mindful{}", std::process::id());
        run(&["useradd", "--create-home", "--shell", "/bin/sh", &name]);
        let uid = Command::new("id").args(["-u", &name]).output().unwrap().stdout;
        let uid = String::from_utf8(uid).unwrap().trim().to_owned();
        let mut somebody = Self { name, uid, parts: Vec::new() };
        let runtime = somebody.runtime();
        run(&["install", "-d", "-m", "700", "-o", &somebody.name, runtime.to_str().unwrap()]);
        run(&["install", "-D", env!("CARGO_BIN_EXE_mindful"), somebody.program().to_str().unwrap()]);
        let address = format!("unix:path={}/bus", runtime.display());
        let mut bus = somebody.command("dbus-daemon");
        bus.args(["--session", "--nofork", "--print-address=1", &format!("--address={address}")]);
        let mut bus = Part(bus.stdout(Stdio::piped()).spawn().unwrap());
        BufReader::new(bus.0.stdout.take().unwrap()).read_line(&mut String::new()).unwrap();
        let mut keyring = somebody.command("gnome-keyring-daemon");
        keyring.args(["--foreground", "--unlock", "--components=secrets"]).stdin(Stdio::piped());
        keyring.env("XDG_RUNTIME_DIR", &runtime).env("DBUS_SESSION_BUS_ADDRESS", &address);
        let mut keyring = Part(keyring.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap());
        keyring.0.stdin.take().unwrap().write_all(b"a password").unwrap();
        somebody.parts = vec![keyring, bus];
        somebody
    }

    fn home(&self) -> PathBuf {
        Path::new("/home").join(&self.name)
    }

    fn runtime(&self) -> PathBuf {
        Path::new("/run/user").join(&self.uid)
    }

    fn program(&self) -> PathBuf {
        self.home().join("bin/mindful")
    }

    /// A command of theirs with nothing but HOME and PATH.
    fn command(&self, program: &str) -> Command {
        let mut command = Command::new("setpriv");
        command
            .arg(format!("--reuid={}", self.uid))
            .arg(format!("--regid={}", self.uid))
            .arg("--init-groups");
        command.arg(program).env_clear().env("HOME", self.home()).env("PATH", "/usr/bin:/bin");
        command.current_dir(self.home());
        command
    }

    fn mindful(&self, args: &[&str]) -> Command {
        let mut command = self.command(self.program().to_str().unwrap());
        command.args(args);
        command
    }
}

impl Drop for Somebody {
    fn drop(&mut self) {
        self.parts.clear();
        let _ = Command::new("crontab").args(["-u", &self.name, "-r"]).output();
        let _ = std::fs::remove_dir_all(self.runtime());
        let _ = Command::new("userdel").args(["--remove", "--force", &self.name]).output();
    }
}

fn run(words: &[&str]) {
    let output = Command::new(words[0]).args(&words[1..]).output().unwrap();
    assert!(output.status.success(), "{words:?}: {output:?}");
}

#[test]
#[ignore = "needs root, useradd, cron, dbus-daemon and gnome-keyring-daemon, and takes a minute"]
fn cron_of_a_real_user_finds_the_keyring_by_home_and_path_alone() {
    let _alone = ONE_CRON.lock().unwrap_or_else(PoisonError::into_inner);
    let sandbox = Sandbox::start();
    let somebody = Somebody::new();
    let redirect = format!("http://127.0.0.1:{}/callback", free_port());
    sandbox.set(|settings| settings.redirect_uris.push(redirect.clone()));
    let settings = format!(
        "[webex]\nclient_id = \"sandbox\"\napi_url = \"{}\"\nredirect_uri = \"{redirect}\"\n",
        sandbox.api_url()
    );
    let folder = somebody.home().join(".config/mindful");
    run(&["install", "-d", "-o", &somebody.name, folder.to_str().unwrap()]);
    std::fs::write(folder.join("config.toml"), settings).unwrap();
    let mut login = somebody.mindful(&["login", "--no-browser", "--client-secret-stdin"]);
    let mut login = login.stdin(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    login.stdin.take().unwrap().write_all(b"sandbox-secret\n").unwrap();
    let mut said = BufReader::new(login.stderr.take().unwrap()).lines().map_while(Result::ok);
    let address = said.find(|line| line.starts_with("http")).expect("an address");
    http::get(http::get(&address).header("location").unwrap());
    assert!(login.wait().unwrap().success(), "{:?}", said.collect::<Vec<_>>());
    let text = "by cron and keyring";
    let schedule = ["schedule", "--to", "ada@example.com", "--at", "now", "--any-time", text];
    assert!(somebody.mindful(&schedule).status().unwrap().success());
    let mut crontab =
        Command::new("crontab").args(["-u", &somebody.name, "-"]).stdin(Stdio::piped()).spawn().unwrap();
    let line = format!("* * * * * {} send-due\n", somebody.program().display());
    crontab.stdin.take().unwrap().write_all(line.as_bytes()).unwrap();
    assert!(crontab.wait().unwrap().success());
    let mut cron = Command::new("cron");
    let _cron = Part(cron.arg("-f").env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin").spawn().unwrap());
    sandbox.wait_for_requests(1, "/v1/messages");
    let deadline = Instant::now() + Duration::from_secs(20);
    while sandbox.messages().is_empty() {
        assert!(Instant::now() < deadline, "the request did not become a message");
    }
    assert_eq!(sandbox.messages()[0].text.as_deref(), Some(text));
    assert!(!somebody.home().join(".local/share/mindful/credentials.toml").exists());
}
