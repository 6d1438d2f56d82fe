//! `login --device`: the grant for machines without a browser, as Webex does it.

use std::time::{Duration, Instant};

use serde_json::json;
use webex_sandbox::{Answer, Device, Sandbox};

use crate::browser::home;

/// When the token endpoint was asked.
fn polls(sandbox: &Sandbox) -> Vec<Instant> {
    let requests = sandbox.requests();
    requests.iter().filter(|request| request.path == "/v1/device/token").map(|request| request.at).collect()
}

#[test]
fn a_login_on_another_device_shows_code_address_and_picture_and_waits_while_pending() {
    let sandbox = Sandbox::start();
    let home = home(&sandbox);
    sandbox.set(|settings| settings.device = Device::PendingThenYes(2));
    let ran = home.run(&["login", "--device"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (0, "Logged in as Me Myself <me@example.com>\n"), "{ran:?}");
    assert!(
        ran.stderr.contains("729703") && ran.stderr.contains("/verify") && ran.stderr.contains('▀'),
        "{ran:?}"
    );
    let polls = sandbox.requests().into_iter().filter(|request| request.path == "/v1/device/token");
    let polls: Vec<_> = polls.map(|request| request.at).collect();
    assert_eq!(polls.len(), 3);
    assert!(polls.windows(2).all(|pair| pair[1] - pair[0] >= std::time::Duration::from_secs(1)));
    assert_eq!(home.run(&["whoami"]).code, 0);
}

#[test]
fn a_device_login_that_is_declined_or_expires_is_exit_1() {
    for (device, words) in
        [(Device::Denied, "access_denied"), (Device::Expired, "timed out waiting for the code")]
    {
        let sandbox = Sandbox::start();
        let home = home(&sandbox);
        sandbox.set(|settings| settings.device = device);
        let ran = home.run(&["login", "--device"]);
        assert!(ran.code == 1 && ran.stderr.contains(words) && ran.stderr.contains("hint: "), "{ran:?}");
        assert_eq!(home.run(&["whoami"]).code, 3);
    }
}

#[test]
fn a_missing_helper_address_is_named_by_the_device_login() {
    let sandbox = Sandbox::start();
    let home = home(&sandbox);
    let answer = serde_json::json!({ "message": "redirect_uri is not registered" });
    sandbox.script("POST /v1/device/authorize", Answer::status(400).json(&answer));
    let ran = home.run(&["login", "--device"]);
    assert!(ran.code == 1 && ran.stderr.contains("https://oauth-helper-k.wbx2.com/"), "{ran:?}");
}

#[test]
fn a_server_that_is_pending_without_a_word_down_or_out_of_reach_is_asked_again() {
    let sandbox = Sandbox::start();
    let home = home(&sandbox);
    sandbox.set(|settings| settings.device = Device::PendingThenYes(0));
    let endpoint = "POST /v1/device/token";
    sandbox.script(endpoint, Answer::status(428));
    sandbox.script(endpoint, Answer::status(502).body("<html>Bad Gateway</html>"));
    sandbox.script(endpoint, Answer::reset_before());
    let ran = home.run(&["login", "--device"]);
    assert_eq!((ran.code, polls(&sandbox).len()), (0, 4), "{ran:?}");
    for poll in sandbox.requests().iter().filter(|request| request.path == "/v1/device/token") {
        assert!(poll.header("authorization").unwrap().starts_with("Basic "));
        assert_eq!(poll.field("client_secret"), None);
    }
}

#[test]
fn a_server_that_says_slow_down_is_given_five_seconds_more_each_time() {
    let sandbox = Sandbox::start();
    let home = home(&sandbox);
    sandbox.set(|settings| settings.device = Device::PendingThenYes(0));
    let slow = json!({ "error": "slow_down", "error_description": "You ask too often" });
    sandbox.script("POST /v1/device/token", Answer::status(400).json(&slow));
    assert_eq!(home.run(&["login", "--device"]).code, 0);
    let polls = polls(&sandbox);
    assert!(polls[1] - polls[0] >= Duration::from_secs(6), "{:?}", polls[1] - polls[0]);
}

#[test]
fn a_code_nobody_enters_ends_with_its_life() {
    let sandbox = Sandbox::start();
    let home = home(&sandbox);
    sandbox.set(|settings| {
        settings.device = Device::PendingThenYes(u32::MAX);
        settings.device_life = Duration::from_secs(3);
    });
    let began = Instant::now();
    let ran = home.run(&["login", "--device"]);
    assert!(ran.code == 1 && ran.stderr.contains("timed out waiting for the code to be entered"), "{ran:?}");
    assert!(began.elapsed() < Duration::from_secs(5), "{:?}", began.elapsed());
}

#[test]
fn a_code_that_lasts_for_ever_is_waited_for_and_one_never_asked_about_ends_the_login() {
    let sandbox = Sandbox::start();
    let home = home(&sandbox);
    sandbox.set(|settings| {
        settings.device = Device::PendingThenYes(0);
        settings.device_life = Duration::MAX;
    });
    assert_eq!(home.run(&["login", "--device"]).code, 0);
    let never = json!({
        "device_code": "x", "user_code": "729703", "verification_uri": "https://x.example/verify",
        "interval": u64::MAX, "expires_in": u64::MAX,
    });
    sandbox.script("POST /v1/device/authorize", Answer::status(200).json(&never));
    let ran = home.run(&["login", "--device"]);
    assert!(ran.code == 1 && ran.stderr.contains("timed out waiting for the code to be entered"), "{ran:?}");
}

#[test]
fn over_ssh_and_without_a_display_paste_and_device_are_offered_and_no_browser_opens() {
    for (name, value) in [("SSH_TTY", "/dev/pts/1"), ("NOTHING", "1")] {
        let sandbox = Sandbox::start();
        let mut home = home(&sandbox);
        sandbox.set(|settings| settings.device = Device::PendingThenYes(0));
        let opened = home.path().join("opened");
        let script = home.path().join("xdg-open");
        std::fs::write(&script, format!("#!/bin/sh\ntouch '{}'\n", opened.display())).unwrap();
        #[cfg(unix)]
        std::fs::set_permissions(&script, std::os::unix::fs::PermissionsExt::from_mode(0o700)).unwrap();
        let path = home.path().to_str().unwrap().to_owned();
        home.set("PATH", &path);
        home.set(name, value);
        if name == "SSH_TTY" {
            home.set("BROWSER", script.to_str().unwrap());
        }
        let ran = home.run_with(&["login"], b"device\n");
        assert!(ran.stderr.contains("paste the URL") && ran.stderr.contains("type `device`"), "{ran:?}");
        assert!(ran.code == 0 && ran.stderr.contains("729703") && !opened.exists(), "{ran:?}");
    }
}
