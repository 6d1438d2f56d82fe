//! A real cron: what a person scheduled goes out by itself, with nothing but HOME and PATH to find the keyring by.
//!
//! Everything happens on a machine apart: the crontab of the person who runs the tests is neither read nor written.

use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;
use webex_sandbox::Sandbox;

use crate::apart::Apart;
use crate::browser::{free_port, home, log_in};
use crate::home::{Ran, ended};
use crate::http;
use crate::real::Part;

/// Writes a crontab as a person would.
fn write_crontab(apart: &Apart, user: &[&str], text: &str) {
    let mut crontab = apart.command("crontab");
    let mut crontab = crontab.args(user).arg("-").stdin(Stdio::piped()).spawn().unwrap();
    crontab.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
    assert!(crontab.wait().unwrap().success());
}

fn start_cron(apart: &Apart) -> Part {
    Part(apart.command("cron").arg("-f").spawn().unwrap())
}

fn piped(mut command: Command) -> Ran {
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    ended(command.spawn().unwrap())
}

#[test]
#[ignore = "needs root, cron and crontab, and takes a minute"]
fn cron_runs_send_due_and_a_message_arrives_whatever_shell_and_variables_the_crontab_has() {
    let sandbox = Sandbox::start();
    let mut home = home(&sandbox);
    log_in(&home);
    let apart = Apart::new();
    let others =
        "# another's\nMAILTO=\"\"\nSHELL=/bin/false\nMINDFUL_HOME=/elsewhere\n0 5 * * 1 true 100\\% \n";
    write_crontab(&apart, &[], others);
    home.unset("MINDFUL_CLIENT_SECRET");
    home.set("NO_PROXY", &format!("127.0.0.1,{}", "host.example.com,".repeat(80)));
    let run = |args: &[&str]| piped(apart.within(&home.command(args)));
    assert_eq!(run(&["timer", "install", "--cron"]).code, 0);
    let ran = run(&["timer", "install", "--cron"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert_eq!(apart.run(&["crontab", "-l"]).matches("# BEGIN mindful").count(), 1);
    let id = home.schedule(&["--to", "ada@example.com", "--at", "now", "--any-time", "by cron"]);
    let _cron = start_cron(&apart);
    sandbox.wait_for_requests(1, "/v1/messages");
    let deadline = Instant::now() + Duration::from_secs(20);
    // What a run came to is noted when it ends, a moment after the message is settled.
    let status = loop {
        let ran = run(&["timer", "status", "--cron", "--json"]);
        let status: Value = serde_json::from_str(&ran.stdout).unwrap();
        if home.state(&id) == "sent" && status["last_exit_code"] == 0 {
            break status;
        }
        assert!(Instant::now() < deadline, "{ran:?}");
    };
    assert_eq!(status["scheduler"], "cron");
    let ran = run(&["timer", "uninstall", "--cron"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert_eq!(apart.run(&["crontab", "-l"]), others);
    assert_eq!(sandbox.messages()[0].text.as_deref(), Some("by cron"));
}

/// A person with an account on the machine apart, logged in: a session bus and an open keyring.
struct Somebody<'a> {
    apart: &'a Apart,
    uid: String,
    parts: Vec<Part>,
}

const NAME: &str = "mindful-test";

impl<'a> Somebody<'a> {
    fn new(apart: &'a Apart) -> Self {
        let home = apart.path().join("home");
        apart.run(&[
            "useradd",
            "--create-home",
            "--home-dir",
            home.to_str().unwrap(),
            "--shell",
            "/bin/sh",
            NAME,
        ]);
        let uid = apart.run(&["id", "-u", NAME]).trim().to_owned();
        let mut somebody = Self { apart, uid, parts: Vec::new() };
        let runtime = somebody.runtime();
        apart.run(&["install", "-d", "-m", "700", "-o", NAME, runtime.to_str().unwrap()]);
        apart.run(&["install", "-D", env!("CARGO_BIN_EXE_mindful"), somebody.program().to_str().unwrap()]);
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
        self.apart.path().join("home")
    }

    fn runtime(&self) -> PathBuf {
        PathBuf::from("/run/user").join(&self.uid)
    }

    fn program(&self) -> PathBuf {
        self.home().join("bin/mindful")
    }

    /// A command of theirs with nothing but HOME and PATH.
    fn command(&self, program: &str) -> Command {
        let mut command = self.apart.command("setpriv");
        command
            .arg(format!("--reuid={}", self.uid))
            .arg(format!("--regid={}", self.uid))
            .arg("--init-groups");
        command.arg(program).env_clear().env("HOME", self.home()).env("PATH", "/usr/bin:/bin");
        command
    }

    fn mindful(&self, args: &[&str]) -> Command {
        let mut command = self.command(self.program().to_str().unwrap());
        command.args(args);
        command
    }
}

#[test]
#[ignore = "needs root, useradd, cron, dbus-daemon and gnome-keyring-daemon, and takes a minute"]
fn cron_of_a_real_user_finds_the_keyring_by_home_and_path_alone() {
    let sandbox = Sandbox::start();
    let apart = Apart::new();
    let somebody = Somebody::new(&apart);
    let redirect = format!("http://127.0.0.1:{}/callback", free_port());
    sandbox.set(|settings| settings.redirect_uris.push(redirect.clone()));
    let settings = format!(
        "[webex]\nclient_id = \"sandbox\"\napi_url = \"{}\"\nredirect_uri = \"{redirect}\"\n",
        sandbox.api_url()
    );
    let config = somebody.home().join(".config/mindful");
    let folder = config.to_str().unwrap();
    apart.run(&["install", "-d", "-m", "700", "-o", NAME, "-g", NAME, folder]);
    std::fs::write(config.join("config.toml"), settings).unwrap();
    apart.run(&["chown", "-R", &format!("{NAME}:{NAME}"), somebody.home().join(".config").to_str().unwrap()]);
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
    let line = format!("* * * * * {} send-due\n", somebody.program().display());
    write_crontab(&apart, &["-u", NAME], &line);
    let _cron = start_cron(&apart);
    sandbox.wait_for_requests(1, "/v1/messages");
    let deadline = Instant::now() + Duration::from_secs(20);
    while sandbox.messages().is_empty() {
        assert!(Instant::now() < deadline, "the request did not become a message");
    }
    assert_eq!(sandbox.messages()[0].text.as_deref(), Some(text));
    assert!(!somebody.home().join(".local/share/mindful/credentials.toml").exists());
}
