//! A message in somebody's editor: out of everybody's reach, and back when they are gone.

use std::process::Child;

use webex_sandbox::{Answer, Sandbox};

use crate::home::{Home, ended};

/// Starts `edit` with an editor that never ends, and waits until it is open.
fn open_editor(home: &mut Home, id: &str) -> Child {
    let (path, open) = (home.path().join("editor"), home.path().join("open"));
    let script = format!(
        "#!/bin/sh\necho other words > \"$1\"\necho $$ > {0}.tmp\nmv {0}.tmp {0}\nread never\ntrue",
        open.display()
    );
    std::fs::write(&path, script).unwrap();
    #[cfg(unix)]
    std::fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(0o700)).unwrap();
    home.set("EDITOR", path.to_str().unwrap());
    let child = home.start(&["edit", id]);
    while !open.exists() {
        std::thread::yield_now();
    }
    child
}

#[test]
fn a_message_in_an_editor_is_not_sent_and_nobody_else_can_take_it() {
    let sandbox = Sandbox::start();
    let mut home = Home::with_token(&sandbox);
    let id = home.schedule(&["--to", "ada@example.com", "--at", "now", "first words"]);
    let mut edit = open_editor(&mut home, &id);
    assert_eq!(home.run(&["send-due"]).code, 0);
    for args in [&["send", &id][..], &["cancel", &id], &["edit", &id], &["move", &id, "--at", "in 2 hours"]] {
        let ran = home.run(args);
        assert_eq!(ran.code, 1, "{args:?}: {ran:?}");
        assert!(ran.stderr.contains("is being changed by another"), "{args:?}: {ran:?}");
    }
    assert_eq!(home.state(&id), "held");
    assert!(home.ok(&["list"]).contains("it is being edited"));
    drop(edit.stdin.take());
    assert_eq!(ended(edit).code, 0);
    assert_eq!(home.run(&["send-due"]).code, 0);
    let sent: Vec<_> = sandbox.messages().into_iter().filter_map(|message| message.text).collect();
    assert_eq!(sent, ["other words"]);
}

#[test]
fn a_message_whose_editor_was_killed_goes_back_and_is_sent() {
    let sandbox = Sandbox::start();
    let mut home = Home::with_token(&sandbox);
    let id = home.schedule(&["--to", "ada@example.com", "--at", "now", "first words"]);
    let before = home.ls("scheduled");
    let mut edit = open_editor(&mut home, &id);
    let stdin = edit.stdin.take();
    edit.kill().unwrap();
    edit.wait().unwrap();
    assert_eq!(home.state(&id), "held");
    assert_eq!(home.run(&["send-due"]).code, 0);
    drop(stdin);
    assert_eq!((home.state(&id).as_str(), sandbox.messages().len()), ("sent", 1), "{before:?}");
    assert_eq!(sandbox.messages()[0].text.as_deref(), Some("first words"));
}

/// Lets a person do something between the moment a run has read what is due and the moment it claims it.
#[cfg(unix)]
fn while_a_run_plans(home: &Home, sandbox: &Sandbox, act: impl FnOnce()) {
    let signal = |child: &Child, name: &str| {
        let pid = child.id().to_string();
        assert!(std::process::Command::new("kill").args([name, &pid]).status().unwrap().success());
    };
    let asked = sandbox.requests().iter().filter(|request| request.path == "/v1/people/me").count();
    sandbox.script("GET /v1/people/me", Answer::pass().delay(std::time::Duration::from_secs(2)));
    let run = home.start(&["send-due"]);
    sandbox.wait_for_requests(asked + 1, "/v1/people/me");
    signal(&run, "-STOP");
    act();
    signal(&run, "-CONT");
    let ran = ended(run);
    assert_eq!(ran.code, 0, "{ran:?}");
}

#[cfg(unix)]
#[test]
fn words_that_are_changed_after_a_run_has_read_the_old_ones_are_the_ones_that_go() {
    let sandbox = Sandbox::start();
    let mut home = Home::with_token(&sandbox);
    home.set("EDITOR", "sed -i s/first/other/");
    let id = home.schedule(&["--to", "ada@example.com", "--at", "now", "first words"]);
    while_a_run_plans(&home, &sandbox, || assert_eq!(home.run(&["edit", &id]).code, 0));
    let sent: Vec<_> = sandbox.messages().into_iter().filter_map(|message| message.text).collect();
    assert_eq!(sent, ["other words"]);
    assert_eq!(home.show(&id)["text"], "other words");
}

#[cfg(unix)]
#[test]
fn whom_a_message_goes_to_is_not_changed_behind_the_plan_of_a_run() {
    let sandbox = Sandbox::start();
    let home = Home::with_token(&sandbox);
    let id = home.schedule(&["--to", "ada@example.com", "--at", "now", "hello"]);
    let file = home.data("queue/scheduled").join(&home.ls("scheduled")[0]);
    while_a_run_plans(&home, &sandbox, || {
        let text = std::fs::read_to_string(&file).unwrap().replace("ada@example.com", "grace@example.com");
        std::fs::write(&file, text).unwrap();
    });
    assert_eq!((sandbox.messages().len(), home.state(&id).as_str()), (0, "scheduled"));
    home.ok(&["send-due"]);
    let to: Vec<_> = sandbox.messages().into_iter().map(|message| message.to).collect();
    assert_eq!(to, ["grace@example.com"]);
}

#[test]
fn one_key_is_one_message_however_many_schedule_it_at_once() {
    let home = Home::new("http://127.0.0.1:1/v1");
    let args = ["schedule", "--to", "ada@example.com", "--at", "in 2 hours", "--id", "report", "hello"];
    let runs: Vec<_> = (0..12).map(|_| home.start(&args)).collect();
    for run in runs {
        let ran = ended(run);
        assert_eq!(ran.code, 0, "{ran:?}");
    }
    assert_eq!(home.ls("scheduled").len(), 1);
}

#[test]
fn what_a_killed_run_left_in_tmp_is_removed_and_a_draft_is_kept() {
    let sandbox = Sandbox::start();
    let home = Home::with_token(&sandbox);
    home.schedule(&["--to", "ada@example.com", "--at", "now", "hello"]);
    let old = std::time::SystemTime::now() - std::time::Duration::from_secs(40 * 3600);
    for (name, age) in
        [("aaaaaaaaaa.toml", old), ("draft-x.md", old), ("bbbbbbbbbb.toml", std::time::SystemTime::now())]
    {
        let path = home.data("queue/tmp").join(name);
        std::fs::File::create(path).unwrap().set_modified(age).unwrap();
    }
    home.run(&["send-due"]);
    assert_eq!(home.ls("tmp"), ["bbbbbbbbbb.toml", "draft-x.md"]);
}
