//! Nothing secret in `ps`, in `-vv` output, in any file but the store.

use std::path::Path;

use webex_sandbox::Sandbox;

use crate::browser::{Waiting, home};
use crate::home::Home;
use crate::http;

/// Everything in files below a folder, but the store.
fn files(folder: &Path) -> String {
    let mut text = String::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            text += &files(&path);
        } else if path.file_name().unwrap() != "credentials.toml" {
            text += &String::from_utf8_lossy(&std::fs::read(&path).unwrap());
        }
    }
    text
}

#[test]
fn nothing_secret_is_said_logged_or_written_outside_the_store() {
    let sandbox = Sandbox::start();
    let mut home = home(&sandbox);
    home.set("MINDFUL_LOG", "trace");
    let mut login = Waiting::start(&home, &["-vv"]);
    let (state, redirect) = (login.parameter("state"), login.consent());
    let code = redirect.split("code=").nth(1).unwrap().split('&').next().unwrap().to_owned();
    login.call("/callback?code=stray-code&state=stray-state");
    login.wait_for("ignored");
    #[cfg(target_os = "linux")]
    {
        let ps = std::fs::read(format!("/proc/{}/cmdline", login.id())).unwrap();
        assert!(!String::from_utf8_lossy(&ps).contains("sandbox-secret"));
    }
    http::get(&redirect);
    let address = login.address.clone();
    let ran = login.end();
    assert_eq!(ran.code, 0, "{ran:?}");
    home.age_tokens();
    home.schedule(&["--to", "ada@example.com", "--at", "now", "hello"]);
    let sent = home.run(&["-vv", "send-due"]);
    assert!(sent.code == 0 && sent.stderr.contains("POST /v1/messages: 200"), "{sent:?}");
    let whoami = home.run(&["-vv", "whoami"]);
    let out = home.run(&["-vv", "logout"]);
    // The address a person opens holds `state` and must be shown; nothing else may.
    let said = [&ran, &sent, &whoami, &out].map(|ran| format!("{}{}", ran.stdout, ran.stderr)).concat();
    let said = said.replace(&address, "") + &files(home.path());
    let verifier = sandbox.requests().iter().find_map(|request| request.field("code_verifier")).unwrap();
    for secret in
        ["sandbox-secret", "access-", "refresh-", "stray-code", "stray-state", &code, &state, &verifier]
    {
        assert!(!said.contains(secret), "`{secret}` in {said}");
    }
}

#[cfg(unix)]
#[test]
fn a_token_file_that_others_may_read_or_that_is_a_link_is_refused() {
    use std::os::unix::fs::PermissionsExt;
    let sandbox = Sandbox::start();
    let home = home(&sandbox);
    crate::browser::log_in(&home);
    let store = home.data("credentials.toml");
    assert_eq!(store.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    home.schedule(&["--to", "ada@example.com", "--at", "now", "hello"]);
    std::fs::set_permissions(&store, PermissionsExt::from_mode(0o644)).unwrap();
    let ran = home.run(&["send-due"]);
    assert!(ran.code == 4 && ran.stderr.contains("chmod 600"), "{ran:?}");
    std::fs::set_permissions(&store, PermissionsExt::from_mode(0o600)).unwrap();
    std::fs::rename(&store, home.path().join("moved")).unwrap();
    std::os::unix::fs::symlink(home.path().join("moved"), &store).unwrap();
    assert_eq!(home.run(&["send-due"]).code, 4);
    std::fs::remove_file(&store).unwrap();
    std::fs::rename(home.path().join("moved"), &store).unwrap();
    assert_eq!(home.run(&["send-due"]).code, 0);
    assert_eq!(sandbox.messages().len(), 1);
}

#[test]
fn a_token_that_systemd_keeps_for_a_service_is_used_and_shown_nowhere() {
    let sandbox = Sandbox::start();
    let mut home = Home::new(&sandbox.api_url());
    let folder = home.path().join("credentials");
    std::fs::create_dir(&folder).unwrap();
    std::fs::write(folder.join("mindful-access-token"), "sandbox-token\n").unwrap();
    home.schedule(&["--to", "ada@example.com", "--at", "now", "hello"]);
    assert_eq!(home.run(&["send-due"]).code, 3, "without the folder there is no login");
    home.set("CREDENTIALS_DIRECTORY", folder.to_str().unwrap());
    let ran = home.run(&["-vv", "send-due"]);
    assert_eq!((ran.code, sandbox.messages().len()), (0, 1), "{ran:?}");
    assert!(!format!("{ran:?}").contains("sandbox-token"), "{ran:?}");
    home.set("MINDFUL_ACCESS_TOKEN", "another");
    home.schedule(&["--to", "ada@example.com", "--at", "now", "hello"]);
    assert_eq!(home.run(&["send-due"]).code, 3, "the variable comes first");
}
