//! Nobody watches a timer: what it leaves to a person is said once, and kept for the next one who types.

use webex_sandbox::{Answer, Sandbox};

use crate::home::Home;

#[test]
fn what_needs_a_login_is_said_once_and_not_every_minute() {
    let sandbox = Sandbox::start();
    let mut home = Home::with_token(&sandbox);
    home.schedule(&["--to", "ada@example.com", "--at", "now", "hello"]);
    home.unset("MINDFUL_ACCESS_TOKEN");
    let first = home.run(&["send-due"]);
    assert!(first.code == 3 && first.stderr.contains("not logged in"), "{first:?}");
    let second = home.run(&["send-due"]);
    assert_eq!((second.code, second.stderr.as_str()), (3, ""));
    let loud = home.run(&["-v", "send-due"]);
    assert!(loud.code == 3 && loud.stderr.contains("not logged in"), "{loud:?}");
    home.set("MINDFUL_ACCESS_TOKEN", "sandbox-token");
    assert_eq!(home.run(&["send-due"]).code, 0);
    home.schedule(&["--to", "ada@example.com", "--at", "now", "hello again"]);
    home.unset("MINDFUL_ACCESS_TOKEN");
    let anew = home.run(&["send-due"]);
    assert!(anew.code == 3 && anew.stderr.contains("not logged in"), "another time is told again: {anew:?}");
}

#[test]
fn a_message_that_failed_is_said_by_the_run_that_failed_and_by_no_other() {
    let sandbox = Sandbox::start();
    let home = Home::with_token(&sandbox);
    sandbox.script("POST /v1/messages", Answer::status(400));
    let id = home.schedule(&["--to", "ada@example.com", "--at", "now", "hello"]);
    let first = home.run(&["send-due"]);
    assert!(first.code == 7 && first.stderr.contains(&id), "{first:?}");
    let second = home.run(&["send-due"]);
    assert_eq!((second.code, second.stderr.as_str()), (0, ""));
    let kept = std::fs::read_to_string(home.data("last-run.toml")).unwrap();
    assert!(kept.contains(&id), "{kept}");
}
