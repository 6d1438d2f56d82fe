//! What lies in the folders and is no message, or not ours: never sent, never waited for, said with a way out.

use std::os::unix::fs::{PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use webex_sandbox::Sandbox;

use crate::home::{Home, Ran, ended};

/// Who has nothing to do with whoever runs the tests.
const NOBODY: u32 = 65534;

/// Schedules a message for now and says where its file lies.
fn due(home: &Home, to: &str) -> (String, PathBuf) {
    let id = home.schedule(&["--to", to, "--at", "now", "hello"]);
    let name = home.ls("scheduled").into_iter().find(|name| name.contains(&id)).unwrap();
    (id, home.data("queue/scheduled").join(name))
}

fn said(home: &Home, args: &[&str]) -> String {
    let Ran { stdout, stderr, .. } = home.run(args);
    stdout + &stderr
}

#[test]
fn copies_by_sync_programs_and_editors_are_never_sent_and_said_with_a_way_out() {
    let sandbox = Sandbox::start();
    let home = Home::with_token(&sandbox);
    let (id, file) = due(&home, "ada@example.com");
    let folder = home.data("queue/scheduled");
    let stem = file.file_stem().unwrap().to_str().unwrap().to_owned();
    let conflict = format!("a copy of message `{id}` that a sync program made");
    let copy = format!("a copy of message `{id}` under another name");
    let copies = [
        (format!("{stem} (conflicted copy 2026-11-24).toml"), conflict.as_str()),
        (format!("{stem}.sync-conflict-20261124-090000-ABCDEFG.toml"), &conflict),
        (format!("{stem}.toml~"), &copy),
        (format!("{stem}.toml.orig"), &copy),
        (format!("{stem} 2.toml"), &copy),
    ];
    for (name, what) in &copies {
        std::fs::copy(&file, folder.join(name)).unwrap();
        for args in [&["list"][..], &["list", "--all", "--json"], &["doctor"]] {
            let said = said(&home, args);
            assert!(said.contains(&folder.join(name).display().to_string()), "{args:?}: {said}");
            assert!(said.contains(what) && said.contains("remove"), "{name} {args:?}: {said}");
        }
    }
    let ran = home.run(&["send-due"]);
    assert_eq!((ran.code, home.state(&id).as_str(), sandbox.posts().len()), (0, "sent", 1), "{ran:?}");
    assert!(copies.iter().all(|(name, _)| ran.stderr.contains(name)), "{ran:?}");
    assert_eq!(home.ls("scheduled").len(), copies.len(), "they are left where they are");
    // Cron would mail it every minute.
    due(&home, "ada@example.com");
    let ran = home.run(&["send-due"]);
    assert_eq!((ran.code, ran.stderr.as_str(), sandbox.posts().len()), (0, "", 2));
}

#[test]
fn what_programs_hide_while_they_work_is_nobodys_concern() {
    let sandbox = Sandbox::start();
    let home = Home::with_token(&sandbox);
    let (_, file) = due(&home, "ada@example.com");
    let name = file.file_name().unwrap().to_str().unwrap();
    for hidden in [format!(".{name}.swp"), format!(".#{name}"), format!("#{name}#"), ".stfolder".to_owned()] {
        std::fs::copy(&file, file.with_file_name(hidden)).unwrap();
    }
    assert_eq!(home.run(&["list"]).stderr, "");
    assert!(!home.run(&["doctor"]).stdout.contains("never sent"));
    let ran = home.run(&["send-due"]);
    assert_eq!((ran.code, ran.stderr.as_str(), sandbox.posts().len()), (0, "", 1));
}

#[test]
fn a_file_beside_a_message_that_is_not_what_was_scheduled_is_not_sent() {
    let spoilt = |name: &str, reason: &str, spoil: &dyn Fn(&Path)| {
        let sandbox = Sandbox::start();
        let home = Home::with_token(&sandbox);
        std::fs::write(home.path().join("note.txt"), "words").unwrap();
        let id = home.schedule(&["--to", "ada@example.com", "--at", "now", "--attach", "note.txt", "see"]);
        let path = home.data("queue/attachments").join(&id);
        std::fs::remove_file(&path).unwrap();
        spoil(&path);
        let good = home.schedule(&["--to", "ada@example.com", "--at", "now", "good"]);
        let ran = home.run(&["send-due"]);
        assert_eq!((ran.code, home.state(&id).as_str()), (7, "failed"), "{name}: {ran:?}");
        assert!(ran.stderr.contains(reason), "{name}: {ran:?}");
        assert!(ran.stderr.contains(path.to_str().unwrap()), "{name}: {ran:?}");
        assert_eq!((home.state(&good).as_str(), sandbox.posts().len()), ("sent", 1), "{name}");
        // Once it is what it was, the message goes.
        let _ = std::fs::remove_file(&path).or_else(|_| std::fs::remove_dir(&path));
        std::fs::write(&path, "words").unwrap();
        home.ok(&["retry", &id]);
        assert_eq!((home.run(&["send-due"]).code, home.state(&id).as_str()), (0, "sent"), "{name}");
    };
    spoilt("gone", "it is gone", &|_| ());
    spoilt("FIFO", "it isn't a regular file", &|path| {
        assert!(Command::new("mkfifo").args(["-m", "600"]).arg(path).status().unwrap().success());
    });
    spoilt("link", "cannot be sent", &|path| {
        let secret = path.with_file_name("secret");
        std::fs::write(&secret, "words").unwrap();
        std::os::unix::fs::symlink(secret, path).unwrap();
    });
    spoilt("folder", "it isn't a regular file", &|path| std::fs::create_dir(path).unwrap());
    spoilt("cut", "it had 5 bytes and has 3", &|path| std::fs::write(path, "wor").unwrap());
    spoilt("others may write", "others may write", &|path| {
        std::fs::write(path, "words").unwrap();
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o666)).unwrap();
    });
}

/// Whatever a command is asked about such a file, it ends, says which file it is, and sends nothing.
fn never_sent(name: &str, put: impl Fn(&Path)) {
    let sandbox = Sandbox::start();
    let home = Home::with_token(&sandbox);
    let (bad, file) = due(&home, "ada@example.com");
    let (good, _) = due(&home, "grace@example.com");
    put(&file);
    let path = file.to_str().unwrap();
    for args in
        [&["list"][..], &["list", "--json"], &["doctor"], &["show", &bad], &["edit", &bad], &["send", &bad]]
    {
        let said = said(&home, args);
        assert!(said.contains(path) && said.contains("mend"), "{name} {args:?}: {said}");
    }
    assert_eq!(home.list(&[]).len(), 1, "{name}: the good one is listed");
    home.schedule(&["--to", "alan@example.com", "--at", "in 2 hours", "later"]);
    let ran = home.run(&["send-due"]);
    assert_eq!(
        (ran.code, sandbox.posts().len(), home.state(&good).as_str()),
        (7, 1, "sent"),
        "{name}: {ran:?}"
    );
    assert!(ran.stderr.contains("set aside") && ran.stderr.contains("move it back"), "{name}: {ran:?}");
    assert_eq!((home.run(&["send-due"]).code, home.ls("damaged").len()), (0, 1), "{name}");
}

#[test]
#[ignore = "needs root for mknod and chown"]
fn root_a_device_or_a_file_of_somebody_else_is_never_sent_and_stops_nothing_else() {
    let device = |kind: &'static str, major: &'static str, minor: &'static str| {
        move |path: &Path| {
            std::fs::remove_file(path).unwrap();
            let made =
                Command::new("mknod").args(["-m", "600"]).arg(path).args([kind, major, minor]).status();
            assert!(made.unwrap().success());
        }
    };
    never_sent("a device that never ends", device("c", "1", "5"));
    never_sent("a device that is empty", device("c", "1", "3"));
    never_sent("a disk", device("b", "7", "250"));
    never_sent("a file of somebody else", |path| chown(path, Some(NOBODY), None).unwrap());
}

#[test]
#[ignore = "needs root for chown"]
fn root_a_folder_of_somebody_else_is_refused_and_nothing_is_touched() {
    for folder in ["queue", "queue/scheduled", "queue/sending", "queue/tmp"] {
        let sandbox = Sandbox::start();
        let home = Home::with_token(&sandbox);
        let (id, file) = due(&home, "ada@example.com");
        chown(home.data(folder), Some(NOBODY), None).unwrap();
        let schedule = ["schedule", "--to", "ada@example.com", "--at", "now", "more"];
        for args in [
            &["list"][..],
            &["show", &id],
            &["send-due"],
            &schedule,
            &["cancel", &id],
            &["send", &id],
            &["doctor"],
        ] {
            let (ran, path) = (home.run(args), home.data(folder));
            assert_eq!(ran.code, 1, "{folder} {args:?}: {ran:?}");
            let said = ran.stdout + &ran.stderr;
            assert!(said.contains(path.to_str().unwrap()), "{folder} {args:?}: {said}");
            assert!(said.contains("another user") && said.contains("chown"), "{folder} {args:?}: {said}");
        }
        assert!(file.exists() && sandbox.posts().is_empty(), "{folder}");
    }
}

/// Makes everything in a home belong to nobody, and lets nobody run the program.
struct Nobodys {
    home: Home,
    program: PathBuf,
}

impl Nobodys {
    fn new(home: Home) -> Self {
        let program = home.path().join("program");
        std::fs::copy(env!("CARGO_BIN_EXE_mindful"), &program).unwrap();
        let all = Command::new("chown").args(["-R", &NOBODY.to_string()]).arg(home.path()).status();
        assert!(all.unwrap().success());
        Self { home, program }
    }

    fn run(&self, args: &[&str]) -> Ran {
        let mut command = Command::new(&self.program);
        command
            .env_clear()
            .envs(self.home.environment())
            .args(args)
            .uid(NOBODY)
            .current_dir(self.home.path());
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        ended(command.spawn().unwrap())
    }
}

#[test]
#[ignore = "needs root to be somebody else"]
fn root_s_message_in_the_queue_of_a_user_is_set_aside_and_stops_nothing_else() {
    let sandbox = Sandbox::start();
    let home = Home::with_token(&sandbox);
    let (roots, file) = due(&home, "ada@example.com");
    due(&home, "grace@example.com");
    let user = Nobodys::new(home);
    // As after `sudo mindful schedule`: its owner may not even open it.
    chown(&file, Some(0), None).unwrap();
    let listed = user.run(&["list"]);
    assert!(listed.stderr.contains(&roots) && listed.stderr.contains("another user"), "{listed:?}");
    let ran = user.run(&["send-due"]);
    assert_eq!((ran.code, sandbox.posts().len()), (7, 1), "{ran:?}");
    assert!(ran.stderr.contains(&roots) && ran.stderr.contains("set aside"), "{ran:?}");
    let again = user.run(&["send-due"]);
    assert_eq!((again.code, again.stderr.as_str()), (0, ""), "said once");
    assert_eq!(user.home.ls("damaged").len(), 1);
}
