//! Real parts: a Chromium, cron, the Python SDK. `tests/run` sees to it that they are there.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use webex_sandbox::{Consent, Sandbox};

use crate::browser::{Waiting, free_port, home, log_in};
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

/// A Chromium under WebDriver's orders (<https://www.w3.org/TR/webdriver2/>).
struct Chromium {
    port: u16,
    session: String,
    _driver: Part,
}

impl Chromium {
    fn start(home: &Home) -> Self {
        let port = free_port();
        let mut driver = Command::new("chromedriver");
        driver.arg(format!("--port={port}")).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut driver = Part(driver.env("HOME", home.path()).spawn().unwrap());
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

/// The crontab of whoever runs the tests, put back as it was.
struct Crontab(String);

impl Crontab {
    fn read() -> String {
        let output = Command::new("crontab").arg("-l").output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    }

    fn write(text: &str) {
        let mut crontab = Command::new("crontab").arg("-").stdin(Stdio::piped()).spawn().unwrap();
        crontab.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
        assert!(crontab.wait().unwrap().success());
    }
}

impl Drop for Crontab {
    fn drop(&mut self) {
        Self::write(&self.0);
    }
}

#[test]
#[ignore = "needs cron and crontab, and takes a minute"]
fn cron_runs_send_due_and_a_message_arrives() {
    let sandbox = Sandbox::start();
    let mut home = home(&sandbox);
    let _before = Crontab(Crontab::read());
    let others = "# somebody else's\nMAILTO=\"\"\n0 5 * * 1 true 100\\% \n";
    Crontab::write(others);
    log_in(&home);
    home.unset("MINDFUL_CLIENT_SECRET");
    home.ok(&["timer", "install", "--cron"]);
    home.ok(&["timer", "install", "--cron"]);
    assert_eq!(Crontab::read().matches("send-due").count(), 1);
    let id = home.schedule(&["--to", "ada@example.com", "--at", "now", "--any-time", "by cron"]);
    let mut cron = Command::new("cron");
    let _cron = Part(cron.arg("-f").env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin").spawn().unwrap());
    sandbox.wait_for_requests(1, "/v1/messages");
    let status: Value = serde_json::from_str(&home.ok(&["timer", "status", "--cron", "--json"])).unwrap();
    assert_eq!(status["scheduler"], "cron");
    home.ok(&["timer", "uninstall", "--cron"]);
    assert_eq!(Crontab::read(), others);
    assert_eq!(sandbox.messages()[0].text.as_deref(), Some("by cron"));
    let deadline = Instant::now() + Duration::from_secs(20);
    while home.state(&id) != "sent" {
        assert!(Instant::now() < deadline);
    }
}
