//! Somebody who has nothing but a Webex account and a terminal: from `mindful login` to being logged in, and out again.

use webex_sandbox::{Answer, Sandbox};

use crate::browser::home;
use crate::http;
use crate::terminal::Screen;

#[test]
#[ignore = "needs tmux"]
fn terminal_newcomer_is_led_through_an_integration_and_ends_logged_in() {
    let sandbox = Sandbox::start();
    let mut home = home(&sandbox);
    home.unset("MINDFUL_CLIENT_ID");
    home.unset("MINDFUL_CLIENT_SECRET");
    home.set("SSH_TTY", "/dev/pts/0");
    let screen = Screen::start(&home, 80, 50);
    screen.keys("clear; mindful login");
    let shown = screen.wait_for("Client ID");
    let redirect = sandbox_redirect(&home);
    for alone in ["spark:messages_write", "spark:people_read", redirect.as_str()] {
        assert!(shown.lines().any(|line| line == alone), "`{alone}` cannot be copied from\n{shown}");
    }
    assert!(shown.contains("https://developer.webex.com/my-apps/new/integration"), "{shown}");
    screen.keys("my client id");
    screen.wait_for("the client id has a blank in it");
    screen.keys(&"0123456789abcdef".repeat(4));
    screen.wait_for("looks like a client secret");
    screen.keys("sandbox");
    screen.wait_until_unseen();
    screen.keys("sandbox-secret");
    screen.wait_for("type `device`");
    let joined = screen.tmux(&["capture-pane", "-p", "-J"]);
    let address = joined.lines().find(|line| line.starts_with("http://") && line.contains("state=")).unwrap();
    screen.keys("is this right?");
    screen.wait_for("ignored: that isn't a URL; still waiting");
    screen.keys(http::get(address).header("location").unwrap());
    let shown = screen.wait_for("Logged in as Me Myself <me@example.com>");
    assert!(!shown.contains("sandbox-secret"), "{shown}");
    assert!(screen.run("mindful whoami").contains("me@example.com"));
    // The integration is known now: nothing is asked for a second time.
    screen.keys("clear; mindful login --timeout 1s");
    screen.wait_for("timed out: no login within 1 second");
    screen.keys("clear; mindful forget");
    screen.wait_for("Remove them?");
    screen.keys("n");
    assert!(screen.run("mindful whoami").contains("me@example.com"));
    screen.keys("clear; mindful forget");
    screen.wait_for("Remove them?");
    screen.keys("y");
    screen.wait_for("Kept the settings: ");
    let left: Vec<_> =
        std::fs::read_dir(home.data("")).unwrap().map(|file| file.unwrap().file_name()).collect();
    assert_eq!(left, ["config.toml"]);
}

/// Returns the redirect URI this home is registered with.
fn sandbox_redirect(home: &crate::home::Home) -> String {
    home.ok(&["config", "get", "webex.redirect_uri"]).trim().to_owned()
}

#[test]
#[ignore = "needs tmux"]
fn terminal_mindful_alone_shows_three_steps_and_later_what_comes_next() {
    let sandbox = Sandbox::start();
    let mut home = home(&sandbox);
    let screen = Screen::start(&home, 100, 40);
    screen.keys("clear; mindful");
    let shown = screen.wait_for("lists every command");
    for step in ["1. mindful login", "2. mindful timer install", "3. mindful schedule --to"] {
        assert!(shown.contains(step), "{step}\n{shown}");
    }
    drop(screen);
    home.set("MINDFUL_ACCESS_TOKEN", "sandbox-token");
    sandbox.script_to("grace@example.com", Answer::status(400));
    home.schedule(&["--to", "grace@example.com", "--at", "now", "hello"]);
    assert_eq!(home.run(&["send-due"]).code, 7);
    for hour in 1..=6 {
        home.schedule(&["--to", "ada@example.com", "--at", &format!("in {hour} hours"), "coffee"]);
    }
    let screen = Screen::start(&home, 100, 40);
    screen.keys("clear; mindful");
    let shown = screen.wait_for("timer ");
    assert_eq!(shown.matches("Ada Lovelace").count(), 5, "{shown}");
    for words in [
        "… and 1 more: `mindful list`",
        "attention  1 failed: `mindful list --state failed`",
        "login      using the access token from the environment",
        "timer      not installed, so messages will NOT be sent: `mindful timer install`",
    ] {
        assert!(shown.contains(words), "{words}\n{shown}");
    }
    screen.keys("clear; mindful list");
    screen.wait_for("Grace Hopper");
    let coloured = screen.tmux(&["capture-pane", "-e", "-p"]);
    assert!(coloured.contains("\u{1b}[31mfailed"), "a failed message is not red\n{coloured}");
}

#[test]
fn mindful_alone_in_a_pipe_is_help_and_exit_2() {
    let ran = crate::home::Home::new("http://127.0.0.1:1/v1").run(&[]);
    assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{ran:?}");
    assert!(ran.stderr.contains("Usage: mindful"), "{ran:?}");
}
