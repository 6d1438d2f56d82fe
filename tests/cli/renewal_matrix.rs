//! A renewal of the token killed before each of its system calls, and its store failing: the login survives.

use std::path::Path;

use serde_json::json;
use webex_sandbox::{Rotate, Sandbox};

use crate::browser::{home, log_in};
use crate::home::Home;
use crate::matrix::{Spoil, check_law, points, spoiled, strace, to_rest};

/// There are some two hundred calls, and those of the delivery have a matrix of their own.
const EVERY: usize = 2;

/// Logs in once and gives many homes a login of their own, as good as over, and a message that is due.
struct Logins {
    template: Home,
    sandbox: Sandbox,
}

impl Logins {
    fn new(rotate: Rotate) -> Self {
        let sandbox = Sandbox::start();
        sandbox.set(|settings| settings.rotate = rotate);
        let template = home(&sandbox);
        log_in(&template);
        Self { template, sandbox }
    }

    fn home(&self, text: &str) -> (Home, String) {
        let mut home = Home::new(&self.sandbox.api_url());
        home.set("MINDFUL_CLIENT_ID", "sandbox");
        home.set("MINDFUL_CLIENT_SECRET", "sandbox-secret");
        // Before there is a login, for `schedule` would ask Webex who they are.
        let id = home.schedule(&["--to", "ada@example.com", "--at", "now", text]);
        std::fs::copy(self.template.data("account.toml"), home.data("account.toml")).unwrap();
        let tokens = self.sandbox.issue_tokens();
        let entry =
            |token: &str| json!({ "token": token, "obtained": "2026-01-01T00:00:00Z", "expires_in": 9 });
        let mut entries = toml::Table::new();
        entries.insert("access".to_owned(), entry(&tokens.access).to_string().into());
        entries.insert("refresh".to_owned(), entry(&tokens.refresh).to_string().into());
        home.write("credentials.toml", &entries.to_string());
        private(&home.data("credentials.toml"));
        (home, id)
    }
}

fn private(path: &Path) {
    std::fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
}

/// Spoils a run that renews at every point; afterwards the queue obeys its law and the login is alive.
fn spoil_renewal(rotate: Rotate, spoil: Spoil<'_>) {
    let logins = Logins::new(rotate);
    let mut ended = Vec::new();
    for point in points(&logins.home("unspoiled").0, &["send-due"]).into_iter().step_by(EVERY) {
        if !point.can(spoil) {
            continue;
        }
        let text = format!("{point:?}");
        let (home, id) = logins.home(&text);
        spoiled(&home, &["send-due"], &point, spoil);
        let store: toml::Table =
            std::fs::read_to_string(home.data("credentials.toml")).unwrap().parse().unwrap();
        assert!(store.contains_key("refresh"), "{text}: the store is damaged");
        to_rest(&home);
        if home.run(&["send-due"]).code == 3 {
            // What the server rotated away before it could be kept; nothing is sent, nothing is touched.
            assert_eq!(home.ls("scheduled").len(), 1, "{text}");
            ended.push(text);
            continue;
        }
        let of_it = |words: Option<&str>| words == Some(text.as_str());
        let posts = logins.sandbox.posts();
        let posts = posts.iter().filter(|post| of_it(post.json()["text"].as_str())).count();
        let taken = logins.sandbox.messages().iter().filter(|message| of_it(message.text.as_deref())).count();
        check_law(&home, &id, posts, taken, &text);
    }
    match rotate {
        Rotate::New => assert!(ended.len() < 12, "{} of the calls end the login: {ended:?}", ended.len()),
        Rotate::Same | Rotate::None => assert!(ended.is_empty(), "the login is lost after {ended:?}"),
    }
}

#[test]
#[ignore = "needs strace"]
fn syscalls_of_a_renewal_can_each_be_its_last() {
    spoil_renewal(Rotate::Same, Spoil::Kill);
}

#[test]
#[ignore = "needs strace"]
fn syscalls_of_a_renewal_that_rotates_can_each_be_its_last() {
    spoil_renewal(Rotate::New, Spoil::Kill);
}

#[test]
#[ignore = "needs strace"]
fn syscalls_of_a_renewal_can_each_fail_for_want_of_space() {
    spoil_renewal(Rotate::Same, Spoil::Fail("ENOSPC"));
}

#[test]
#[ignore = "needs strace"]
fn syscalls_that_keep_a_renewed_token_can_fail_and_it_serves_the_run_it_was_renewed_for() {
    for rotate in [Rotate::Same, Rotate::New] {
        let logins = Logins::new(rotate);
        let (home, id) = logins.home("hello");
        let before = std::fs::read_to_string(home.data("credentials.toml")).unwrap();
        // The first two are those of the try beforehand.
        let (output, _) = strace(&home, &["send-due"], &["-e", "inject=rename:error=ENOSPC:when=3+"]);
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.code() == Some(4) && said.contains("cannot be kept"), "{said}");
        assert_eq!((home.state(&id).as_str(), logins.sandbox.messages().len()), ("sent", 1));
        assert_eq!(std::fs::read_to_string(home.data("credentials.toml")).unwrap(), before);
        let expected = if rotate == Rotate::New { 3 } else { 0 };
        let text = home.run(&["schedule", "--to", "grace@example.com", "--at", "now", "again"]);
        assert_eq!(text.code, 0, "{text:?}");
        assert_eq!(home.run(&["send-due"]).code, expected, "{rotate:?}");
    }
}

#[test]
#[ignore = "needs strace"]
fn syscalls_that_keep_a_renewed_token_may_have_a_bad_moment() {
    let logins = Logins::new(Rotate::New);
    let (home, _) = logins.home("hello");
    let (output, _) = strace(&home, &["send-due"], &["-e", "inject=rename:error=EIO:when=3"]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    home.schedule(&["--to", "grace@example.com", "--at", "now", "again"]);
    assert_eq!(home.run(&["send-due"]).code, 0, "the new token was kept at the second try");
}

#[test]
#[ignore = "needs strace"]
fn syscalls_of_a_store_that_cannot_keep_are_noticed_before_anything_is_exchanged() {
    let logins = Logins::new(Rotate::New);
    let (home, id) = logins.home("hello");
    let exchanges =
        || logins.sandbox.requests().iter().filter(|request| request.path == "/v1/access_token").count();
    let before = exchanges();
    let (output, _) = strace(&home, &["send-due"], &["-e", "inject=rename:error=EROFS:when=1+"]);
    assert_ne!(output.status.code(), Some(0));
    assert_eq!((exchanges(), home.state(&id).as_str()), (before, "scheduled"));
    assert_eq!(home.run(&["send-due"]).code, 0);
}
