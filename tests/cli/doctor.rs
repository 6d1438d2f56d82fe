//! `mindful doctor` is right: whenever a message would not go it says so with a way out, and whenever it finds nothing
//! bad the message goes.

use std::process::{Child, Command, Stdio};

use serde_json::Value;
use webex_sandbox::Sandbox;

use crate::home::{Home, Ran, ended};
use crate::timer::{CRONTAB, bring, logged_in};

/// A person who is logged in, has a timer and a message that is due.
struct Person {
    home: Home,
    sandbox: Sandbox,
    id: String,
    /// A process that has to end with the test.
    beside: Option<Child>,
}

impl Drop for Person {
    fn drop(&mut self) {
        for child in self.beside.iter_mut() {
            let _ = child.kill().and_then(|()| child.wait());
        }
    }
}

impl Person {
    fn new() -> Self {
        let sandbox = Sandbox::start();
        let home = logged_in(&sandbox);
        home.ok(&["timer", "install", "--cron"]);
        let id = home.schedule(&["--to", "ada@example.com", "--at", "now", "--any-time", "hello"]);
        Self { home, sandbox, id, beside: None }
    }

    /// Runs what is in the crontab as cron does: with HOME, PATH and nothing else.
    fn cron(&self) -> Option<Ran> {
        let crontab = std::fs::read_to_string(self.home.path().join("crontab")).ok()?;
        let line = crontab.lines().find(|line| line.contains("send-due"))?;
        let command = line.splitn(6, ' ').nth(5).unwrap().replace(r"\%", "%");
        let mut shell = Command::new("/bin/sh");
        shell.args(["-c", &command]).env_clear().env("HOME", self.home.path()).env("PATH", "/usr/bin:/bin");
        // The desktop and the keyring of the person who runs the tests are no part of this.
        shell.env(
            "DBUS_SESSION_BUS_ADDRESS",
            format!("unix:path={}", self.home.path().join("no-bus").display()),
        );
        shell.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        Some(ended(shell.spawn().unwrap()))
    }

    /// Returns the exit code and what is bad, each with its hint.
    fn doctor(&self) -> (i32, Vec<String>) {
        let ran = self.home.run(&["doctor", "--json"]);
        let findings: Vec<Value> = serde_json::from_str(&ran.stdout).expect("an array");
        let bad = findings.iter().filter(|finding| finding["health"] == "bad");
        (ran.code, bad.map(|finding| format!("{} | {}", finding["says"], finding["hint"])).collect())
    }

    fn replace(&self, name: &str, from: &str, to: &str) {
        let path = self.home.data(name);
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(text.contains(from), "{text}");
        std::fs::write(path, text.replace(from, to)).unwrap();
    }

    fn message(&self) -> String {
        format!("queue/scheduled/{}", self.home.ls("scheduled")[0])
    }
}

/// What is wrong, what doctor must say of it, and what it must hint at.
type Situation = (&'static str, fn(&mut Person), &'static str, &'static str);

const SITUATIONS: [Situation; 17] = [
    (
        "a variable that only this shell has",
        |person| {
            person.home.set("MINDFUL_API_URL", "http://127.0.0.1:1/v1");
            person.home.ok(&["timer", "install", "--cron"]);
            person.home.set("MINDFUL_API_URL", &person.sandbox.api_url());
        },
        "this shell has MINDFUL_API_URL",
        "run `mindful timer install`",
    ),
    (
        "a store that is empty",
        |person| std::fs::remove_file(person.home.data("credentials.toml")).unwrap(),
        "holds no token",
        "run `mindful login`",
    ),
    (
        "another store than the timer's",
        |person| {
            person.home.set("MINDFUL_TOKEN_STORE", "keyring");
            person.home.ok(&["timer", "install", "--cron"]);
            person.home.set("MINDFUL_TOKEN_STORE", "file");
        },
        "this shell has MINDFUL_TOKEN_STORE",
        "run `mindful timer install`",
    ),
    (
        "a scope that is missing",
        |person| person.replace("account.toml", "spark:messages_write", "spark:rooms_read"),
        "spark:messages_write is missing",
        "tick that scope",
    ),
    (
        "a message of another account",
        |person| {
            let me: Value = serde_json::from_str(&person.home.ok(&["show", &person.id, "--json"])).unwrap();
            assert!(me["id"].is_string());
            let text = std::fs::read_to_string(person.home.data(&person.message())).unwrap();
            let line = text.lines().find(|line| line.starts_with("account = ")).unwrap().to_owned();
            person.replace(&person.message(), &line, "account = \"another\"");
        },
        "1 message scheduled as another account",
        "log in as that account",
    ),
    (
        "a login that has expired",
        |person| {
            std::fs::remove_file(person.home.data("account.toml")).unwrap();
        },
        "you are not logged in",
        "run `mindful login`",
    ),
    (
        "a token that Webex refuses",
        |person| {
            person.home.obtain_tokens_at("2020-01-01T00:00:00Z");
            person.sandbox.revoke_all();
        },
        "the login has ended",
        "run `mindful login`",
    ),
    (
        "a message that cannot be read",
        |person| std::fs::write(person.home.data(&person.message()), "half a mess").unwrap(),
        "not be read",
        "mend ",
    ),
    (
        "an attachment that is gone",
        |person| {
            let file = person.home.path().join("notes.txt");
            std::fs::write(&file, "notes").unwrap();
            let args = [
                "--to",
                "grace@example.com",
                "--at",
                "now",
                "--any-time",
                "--attach",
                file.to_str().unwrap(),
                "x",
            ];
            let id = person.home.schedule(&args);
            std::fs::remove_file(person.home.data("queue/attachments").join(id)).unwrap();
        },
        "1 message whose attachment is gone",
        "cancel each and schedule it again",
    ),
    (
        "a limit of Webex's",
        |person| {
            let until = chrono::Utc::now() + chrono::TimeDelta::minutes(20);
            std::fs::write(person.home.data("queue/pause"), until.to_rfc3339()).unwrap();
        },
        "Webex limits this account",
        "nothing is lost",
    ),
    (
        "a run that is stopped",
        |person| {
            let lock = person.home.data("queue/lock");
            let mut holder = Command::new("flock");
            let holder = holder
                .arg("--no-fork")
                .arg(lock)
                .args(["sh", "-c", "echo held; exec sleep 600"])
                .stdout(Stdio::piped());
            let mut child = holder.spawn().unwrap();
            let mut said = std::io::BufReader::new(child.stdout.take().unwrap());
            std::io::BufRead::read_line(&mut said, &mut String::new()).unwrap();
            let id = child.id().to_string();
            assert!(Command::new("kill").args(["-STOP", &id]).status().unwrap().success());
            person.beside = Some(child);
        },
        "and is stopped; nothing is sent until it ends",
        "kill -CONT ",
    ),
    (
        "a queue that others may write to",
        |person| {
            let folder = person.home.data("queue");
            std::fs::set_permissions(folder, std::os::unix::fs::PermissionsExt::from_mode(0o777)).unwrap();
        },
        "others may write to it",
        "chmod go-w",
    ),
    (
        "settings that cannot be read",
        |person| person.home.write("config.toml", "[delivry]\n"),
        "cannot read",
        "did you mean `delivery`?",
    ),
    (
        "a clock that is wrong",
        |person| person.sandbox.set(|settings| settings.date_skew = chrono::TimeDelta::hours(1)),
        "clock is wrong",
        "set the clock",
    ),
    (
        "a program that is gone",
        |person| {
            let crontab = person.home.path().join("crontab");
            let text = std::fs::read_to_string(&crontab).unwrap();
            std::fs::write(crontab, text.replace(env!("CARGO_BIN_EXE_mindful"), "/gone/mindful")).unwrap();
        },
        "runs `/gone/mindful`, which does not exist",
        "run `mindful timer install`",
    ),
    (
        "another home",
        |person| {
            person.home.ok(&["cancel", &person.id]);
            let folder = person.home.path().join("elsewhere");
            std::fs::create_dir(&folder).unwrap();
            std::fs::set_permissions(&folder, std::os::unix::fs::PermissionsExt::from_mode(0o700)).unwrap();
            person.home.set("MINDFUL_HOME", folder.to_str().unwrap());
            person.home.ok(&["schedule", "--to", "ada@example.com", "--at", "now", "hello"]);
        },
        "not installed: scheduled messages will NOT be sent",
        "run `mindful timer install`",
    ),
    (
        "no timer, and a run by hand",
        |person| {
            person.home.ok(&["timer", "uninstall", "--cron"]);
            person.home.run(&["send-due"]);
            person.id =
                person.home.schedule(&["--to", "ada@example.com", "--at", "now", "--any-time", "again"]);
        },
        "NOT be sent; last run now, but no timer started it",
        "run `mindful timer install`",
    ),
];

/// Whether everything that was scheduled here was sent.
fn is_sent(person: &Person) -> bool {
    let elsewhere = ["scheduled", "held", "failed", "damaged", "sending", "unconfirmed"];
    elsewhere.iter().all(|folder| person.home.ls(folder).is_empty()) && !person.home.ls("sent").is_empty()
}

#[test]
fn whatever_keeps_a_message_from_going_is_bad_with_a_hint_that_fits() {
    for (name, spoil, says, hint) in SITUATIONS {
        let mut person = Person::new();
        assert_eq!(person.doctor(), (0, vec![]), "{name}");
        spoil(&mut person);
        // Before a run meets it, and after.
        for _ in 0..2 {
            let (code, bad) = person.doctor();
            let fits = |line: &String| line.contains(says) && line.contains(hint);
            assert!(code != 0 && bad.iter().any(fits), "{name}: {code} {bad:#?}");
            let ran = person.cron();
            assert!(!is_sent(&person), "{name}: {ran:?}");
            if !person.home.ls("failed").is_empty() {
                break; // What failed waits no more; it is said beside what does.
            }
        }
    }
}

#[test]
fn whenever_nothing_is_bad_the_message_goes() {
    let mut went = 0;
    for number in 0..SITUATIONS.len() {
        let mut person = Person::new();
        // Two at a time, and the second mended by what was hinted at where that is a command.
        for at in [number, (number * 5 + 1) % SITUATIONS.len()] {
            let (name, spoil, ..) = SITUATIONS[at];
            let alone = ["another home", "settings that cannot be read", "a queue that others may write to"];
            let is_whole =
                ["credentials.toml", "account.toml"].iter().all(|name| person.home.data(name).exists());
            if !alone.contains(&name) && is_whole && !person.home.ls("scheduled").is_empty() {
                spoil(&mut person);
            }
        }
        let hints = person.doctor().1.concat();
        if hints.contains("`mindful timer install`") {
            person.home.run(&["timer", "install", "--cron"]);
        }
        if hints.contains("`mindful login`") {
            person.home.set("MINDFUL_CLIENT_SECRET", "sandbox-secret");
            crate::browser::log_in(&person.home);
        }
        let (code, bad) = person.doctor();
        let _ = person.cron();
        assert!(code != 0 || is_sent(&person), "doctor found nothing bad: {number}");
        assert_eq!(code == 0, bad.is_empty(), "{bad:?}");
        went += usize::from(code == 0);
    }
    assert!(went >= 3, "{went} of them were mended");
}

#[test]
fn a_run_that_is_stopped_is_named_by_the_next_run_and_the_next_command() {
    let mut person = Person::new();
    (SITUATIONS.iter().find(|(name, ..)| *name == "a run that is stopped").unwrap().1)(&mut person);
    let process = person.beside.as_ref().unwrap().id().to_string();
    let words = format!("another `send-due` (process {process}) has been running for 0 min and is stopped");
    let ran = person.home.run(&["-v", "send-due"]);
    assert!(ran.code == 0 && ran.stderr.contains(&words), "{ran:?}");
    let silent = person.home.run(&["send-due"]);
    assert_eq!((silent.code, silent.stderr.as_str()), (0, ""));
    let typed = format!("{} list", env!("CARGO_BIN_EXE_mindful"));
    let mut terminal = Command::new("script");
    terminal.args(["-qec", &typed, "/dev/null"]).env_clear().stdin(Stdio::null()).stdout(Stdio::piped());
    terminal.envs(person.home.environment());
    let said = String::from_utf8(terminal.output().unwrap().stdout).unwrap();
    let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(said.contains(&words) && said.contains(&format!("kill -CONT {process}")), "{said}");
}

#[test]
fn a_timer_that_runs_every_hour_is_not_late_after_twelve_minutes() {
    let mut home = Home::new("http://127.0.0.1:1/v1");
    bring(&mut home, "crontab", CRONTAB);
    let ran = home.run(&["timer", "install", "--cron", "--every", "1h"]);
    assert!(ran.code == 2 && ran.stderr.contains("would make messages late"), "{ran:?}");
    let hint = "hint: use `--every 15m`, or `mindful config set delivery.grace 1h`";
    assert!(ran.stderr.contains(hint), "{ran:?}");
    home.ok(&["config", "set", "delivery.grace", "1h"]);
    home.ok(&["timer", "install", "--cron", "--every", "1h"]);
    let id = home.schedule(&["--to", "ada@example.com", "--at", "now", "hello"]);
    let ago =
        |minutes| (chrono::Utc::now() - chrono::TimeDelta::minutes(minutes)).format("%FT%TZ").to_string();
    let says = || home.run(&["doctor"]).stdout;
    home.backdate(&id, &ago(12));
    assert!(!says().contains("overdue"), "{}", says());
    home.backdate(&id, &ago(71));
    assert!(says().contains("1 message overdue"), "{}", says());
}

#[test]
#[ignore = "needs root, unshare and mount"]
fn root_a_disk_that_became_read_only_is_bad() {
    let person = Person::new();
    let apart = crate::apart::Apart::new();
    let data = person.home.data("");
    let data = data.to_str().unwrap();
    apart.run(&["mount", "--bind", data, data]);
    apart.run(&["mount", "-o", "remount,bind,ro", data]);
    let run = |args: &[&str]| {
        let mut command = apart.within(&person.home.command(args));
        command.env("PATH", format!("{}:/usr/bin:/bin", person.home.path().join("bin").display()));
        ended(command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap())
    };
    let ran = run(&["doctor"]);
    assert!(
        ran.code != 0 && ran.stdout.contains("bad   folders") && ran.stdout.contains("Read-only"),
        "{ran:?}"
    );
    assert!(
        ran.stdout.contains("the queue cannot be written to") && ran.stdout.contains("read-only"),
        "{ran:?}"
    );
    assert_eq!(run(&["send-due"]).code, 1);
    assert_eq!(person.sandbox.posts().len(), 0);
}
