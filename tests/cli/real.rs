//! Real parts: a Chromium. `tests/run` sees to it that they are there.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use webex_sandbox::{Consent, Sandbox};

use crate::browser::{Waiting, free_port, home};
use crate::home::Home;
use crate::http;

/// A process of the system that ends with the test.
pub(crate) struct Part(pub(crate) Child);

impl Drop for Part {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Returns a command for a part that people have one of on their desktop: a bus, a keyring, a browser. It has nothing of
/// this environment, so that it neither finds nor changes theirs.
pub(crate) fn own(program: &str, home: &Home) -> Command {
    let mut command = Command::new(program);
    command.env_clear().env("PATH", std::env::var("PATH").unwrap_or_default()).env("LC_ALL", "C.UTF-8");
    command.env("HOME", home.path()).env("XDG_RUNTIME_DIR", home.path().join("runtime"));
    command.env("DBUS_SESSION_BUS_ADDRESS", format!("unix:path={}", home.path().join("no-bus").display()));
    command
}

/// A Chromium under WebDriver's orders (<https://www.w3.org/TR/webdriver2/>).
struct Chromium {
    port: u16,
    session: String,
    _driver: Part,
}

impl Chromium {
    fn start(home: &Home) -> Self {
        let port = free_port();
        let mut driver = own("chromedriver", home);
        driver.arg(format!("--port={port}")).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut driver = Part(driver.spawn().unwrap());
        let said = BufReader::new(driver.0.stdout.take().unwrap()).lines();
        let up = said.map_while(Result::ok).any(|line| line.contains("started successfully"));
        assert!(up, "chromedriver does not start");
        let profile = format!("--user-data-dir={}", home.path().join("profile").display());
        let flags = [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--disable-dev-shm-usage",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            &profile,
        ];
        let wish = json!({ "capabilities": { "alwaysMatch": { "goog:chromeOptions": { "args": flags } } } });
        let mut chromium = Self { port, session: String::new(), _driver: driver };
        let begun = chromium.ask("POST", "/session", &wish);
        chromium.session = begun["sessionId"].as_str().unwrap_or_else(|| panic!("{begun}")).to_owned();
        chromium
    }

    fn ask(&self, method: &str, path: &str, body: &Value) -> Value {
        let body = if method == "GET" { String::new() } else { body.to_string() };
        let request = format!(
            "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nConnection: close\r\nContent-Type: application/json\r\n\
             Content-Length: {}\r\n\r\n{body}",
            self.port,
            body.len()
        );
        let page = http::exchange(self.port, request.as_bytes()).expect("chromedriver answers");
        let answer: Value = serde_json::from_str(&page.body).unwrap_or_else(|_| panic!("{page:?}"));
        answer["value"].clone()
    }

    fn go(&self, address: &str) {
        self.ask("POST", &format!("/session/{}/url", self.session), &json!({ "url": address }));
    }

    fn click(&self, selector: &str) {
        let wish = json!({ "using": "css selector", "value": selector });
        let element = self.ask("POST", &format!("/session/{}/element", self.session), &wish);
        let id = element.as_object().and_then(|object| object.values().next()?.as_str()).expect("an element");
        self.ask("POST", &format!("/session/{}/element/{id}/click", self.session), &json!({}));
    }

    fn title(&self) -> String {
        let title = self.ask("GET", &format!("/session/{}/title", self.session), &Value::Null);
        title.as_str().unwrap_or_default().to_owned()
    }

    /// Waits for a page with this title.
    fn wait_for(&self, title: &str) {
        let deadline = Instant::now() + Duration::from_secs(20);
        while self.title() != title {
            assert!(Instant::now() < deadline, "the page is `{}` and not `{title}`", self.title());
        }
    }
}

impl Drop for Chromium {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            self.ask("DELETE", &format!("/session/{}", self.session), &Value::Null);
        }
    }
}

#[test]
#[ignore = "needs chromium and chromedriver"]
fn browser_goes_from_the_consent_page_to_the_final_page() {
    let sandbox = Sandbox::builder().consent(Consent::Page).start().unwrap();
    let home = home(&sandbox);
    let login = Waiting::start(&home, &[]);
    let chromium = Chromium::start(&home);
    chromium.go(&login.address);
    chromium.click("#accept");
    chromium.wait_for("Logged in - mindful");
    drop(chromium);
    let ran = login.end();
    assert_eq!((ran.code, ran.stdout.as_str()), (0, "Logged in as Me Myself <me@example.com>\n"), "{ran:?}");
}

#[test]
#[ignore = "needs chromium and chromedriver"]
fn browser_shows_that_a_declined_login_did_not_work() {
    let sandbox = Sandbox::builder().consent(Consent::Page).start().unwrap();
    let home = home(&sandbox);
    let login = Waiting::start(&home, &[]);
    let chromium = Chromium::start(&home);
    chromium.go(&login.address);
    chromium.click("#deny");
    chromium.wait_for("Login failed - mindful");
    drop(chromium);
    let ran = login.end();
    assert_eq!(ran.code, 1);
    assert!(ran.stderr.contains("access_denied"), "{ran:?}");
}
