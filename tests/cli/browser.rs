//! A login in progress, and the browser that would finish it.

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStdin};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use webex_sandbox::Sandbox;

use crate::home::{Home, Ran};
use crate::http::{self, Page};

const LONGEST_WAIT: Duration = Duration::from_secs(20);

/// A `mindful login` that waits for its browser.
pub(crate) struct Waiting {
    child: Child,
    stdin: Option<ChildStdin>,
    lines: Receiver<String>,
    said: Vec<String>,
    /// The address it asks to open.
    pub(crate) address: String,
    /// The port it listens on.
    pub(crate) port: u16,
}

/// Makes a home that knows the sandbox's integration, and registers a port of its own.
pub(crate) fn home(sandbox: &Sandbox) -> Home {
    let mut home = Home::new(&sandbox.api_url());
    home.set("MINDFUL_CLIENT_ID", "sandbox");
    home.set("MINDFUL_CLIENT_SECRET", "sandbox-secret");
    listen_at(&home, sandbox, &format!("http://127.0.0.1:{}/callback", free_port()));
    home
}

pub(crate) fn listen_at(home: &Home, sandbox: &Sandbox, redirect: &str) {
    let settings = format!("{}[webex]\nredirect_uri = \"{redirect}\"\n", crate::home::ALWAYS);
    home.write("config.toml", &settings);
    sandbox.set(|settings| settings.redirect_uris.push(redirect.to_owned()));
}

/// Finds a port that nothing listens on. The system gives none of these to whoever asks for any port, so that it
/// is still free when the program binds it - again and again, in some tests.
pub(crate) fn free_port() -> u16 {
    static TAKEN: AtomicU32 = AtomicU32::new(0);
    let ports = std::iter::repeat_with(|| {
        let number = std::process::id().wrapping_mul(97).wrapping_add(TAKEN.fetch_add(1, Ordering::Relaxed));
        u16::try_from(20_000 + number % 12_000).expect("a port below those for anybody")
    });
    let is_free = |port: &u16| std::net::TcpListener::bind(("127.0.0.1", *port)).is_ok();
    ports.take(12_000).find(is_free).expect("a free port")
}

impl Waiting {
    pub(crate) fn start(home: &Home, args: &[&str]) -> Self {
        let all = [&["login", "--no-browser"], args].concat();
        let mut child = home.start(&all);
        let stderr = child.stderr.take().expect("a pipe");
        let (tell, lines) = channel();
        std::thread::spawn(move || {
            for line in BufReader::new(stderr).lines().map_while(Result::ok) {
                if tell.send(line).is_err() {
                    return;
                }
            }
        });
        let stdin = child.stdin.take();
        let mut login = Self { child, stdin, lines, said: Vec::new(), address: String::new(), port: 0 };
        login.address = login.wait_for("http");
        login.port = login
            .parameter("redirect_uri")
            .rsplit_once(':')
            .and_then(|(_, rest)| rest.split('/').next()?.parse().ok())
            .expect("a port");
        login
    }

    /// Waits for a line that begins like this.
    pub(crate) fn wait_for(&mut self, beginning: &str) -> String {
        loop {
            let line = match self.lines.recv_timeout(LONGEST_WAIT) {
                Ok(line) => line,
                Err(_) => panic!("no line begins with `{beginning}`: {:?}", self.said),
            };
            self.said.push(line.clone());
            if line.starts_with(beginning) {
                return line;
            }
        }
    }

    /// Returns a parameter of the authorize address.
    pub(crate) fn parameter(&self, name: &str) -> String {
        let address = url::Url::parse(&self.address).expect("an address");
        let found =
            address.query_pairs().find(|(known, _)| known == name).map(|(_, value)| value.into_owned());
        found.unwrap_or_else(|| panic!("no {name} in {}", self.address))
    }

    /// Asks Webex for consent and returns where it sends the browser.
    pub(crate) fn consent(&self) -> String {
        http::get(&self.address).header("location").expect("a redirect").to_owned()
    }

    /// Sends an answer with the right host to the listener.
    pub(crate) fn call(&self, path_and_query: &str) -> Page {
        http::get(&format!("http://127.0.0.1:{}{path_and_query}", self.port))
    }

    pub(crate) fn paste(&mut self, text: &str) {
        writeln!(self.stdin.as_mut().expect("a pipe"), "{text}").expect("a program that reads");
    }

    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// Waits for the end.
    pub(crate) fn end(mut self) -> Ran {
        drop(self.stdin.take());
        let mut stdout = String::new();
        self.child.stdout.take().expect("a pipe").read_to_string(&mut stdout).expect("UTF-8");
        let code = self.child.wait().expect("the program ends").code().unwrap_or(-1);
        self.said.extend(self.lines.iter());
        Ran { code, stdout, stderr: self.said.join("\n") }
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Logs in as a person with a browser would.
pub(crate) fn log_in(home: &Home) {
    let login = Waiting::start(home, &[]);
    let page = http::answered(&login.consent());
    let ran = login.end();
    assert_eq!((ran.code, page.as_ref().map(|page| page.status)), (0, Some(200)), "{page:?} {ran:?}");
}
