//! A Webex on loopback, as strict as the real one: for tests, benchmarks and the demo.
//!
//! Tests are synchronous: a [`Sandbox`] runs on a thread of its own. Everything it is asked is recorded; an
//! [`Answer`] that was scripted and never used fails the test.

mod answer;
mod device;
mod directory;
mod draft;
mod messages;
mod oauth;
mod people;
mod reply;
mod request;
mod rewrite;
mod rooms;
mod serve;
mod settings;
mod state;

use std::io;
use std::net::TcpListener;
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::time::{Duration, Instant};

use tokio::sync::oneshot;

pub use answer::Answer;
pub use directory::{Person, Space};
pub use messages::{File, Message};
pub use request::Request;
pub use rewrite::Markdown;
pub use settings::{Consent, DateHeader, Device, Rotate, Settings};
pub use state::Tokens;

use state::State;

/// Nothing in a test may wait longer than this: cron looks at its table once a minute.
const LONGEST_WAIT: Duration = Duration::from_secs(100);

/// What handlers and tests share.
struct Shared {
    state: Mutex<State>,
    arrived: Condvar,
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().expect("no handler panics")
    }
}

/// A Webex on loopback; it ends when dropped.
pub struct Sandbox {
    shared: Arc<Shared>,
    port: u16,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<std::thread::JoinHandle<()>>,
}

/// How a sandbox begins.
#[derive(Debug, Default)]
pub struct Builder {
    port: u16,
    verbose: bool,
    settings: Settings,
}

impl Builder {
    /// Listens on this port instead of any free one.
    #[must_use]
    pub fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// Says what happens to those who ask for consent.
    #[must_use]
    pub fn consent(mut self, consent: Consent) -> Self {
        self.settings.consent = consent;
        self
    }

    /// Lets every answer take so long.
    #[must_use]
    pub fn latency(mut self, latency: Duration) -> Self {
        self.settings.latency = latency;
        self
    }

    /// Prints a line per request.
    #[must_use]
    pub fn verbose(mut self) -> Self {
        self.verbose = true;
        self
    }

    /// Starts it.
    ///
    /// # Errors
    /// The port is taken.
    pub fn start(self) -> io::Result<Sandbox> {
        let listener = TcpListener::bind(("127.0.0.1", self.port))?;
        let port = listener.local_addr()?.port();
        listener.set_nonblocking(true)?;
        let state = State::new(self.settings, port, self.verbose);
        let shared = Arc::new(Shared { state: Mutex::new(state), arrived: Condvar::new() });
        let (stop, stopped) = oneshot::channel();
        let serving = shared.clone();
        let thread = std::thread::spawn(move || serve::run(listener, serving, stopped));
        Ok(Sandbox { shared, port, stop: Some(stop), thread: Some(thread) })
    }
}

impl Sandbox {
    /// Starts on any free port.
    ///
    /// # Panics
    /// No port is free.
    #[must_use]
    pub fn start() -> Self {
        Self::builder().start().expect("loopback has a free port")
    }

    /// Begins a sandbox with settings.
    #[must_use]
    pub fn builder() -> Builder {
        Builder::default()
    }

    /// Returns the base of the API.
    #[must_use]
    pub fn api_url(&self) -> String {
        format!("http://127.0.0.1:{}/v1", self.port)
    }

    /// Returns everything that was asked, in order.
    #[must_use]
    pub fn requests(&self) -> Vec<Request> {
        self.shared.state().requests.clone()
    }

    /// Returns every attempt to post a message.
    #[must_use]
    pub fn posts(&self) -> Vec<Request> {
        self.requests().into_iter().filter(Request::is_post).collect()
    }

    /// Returns the messages that were taken, oldest first.
    #[must_use]
    pub fn messages(&self) -> Vec<Message> {
        self.shared.state().messages.clone()
    }

    /// Waits until so many requests came to a path.
    ///
    /// # Panics
    /// They do not come in time.
    pub fn wait_for_requests(&self, count: usize, path: &str) {
        let deadline = Instant::now() + LONGEST_WAIT;
        let mut state = self.shared.state();
        while state.requests.iter().filter(|request| request.path == path).count() < count {
            let left = deadline.saturating_duration_since(Instant::now());
            assert!(!left.is_zero(), "fewer than {count} requests came to {path}");
            state = self.shared.arrived.wait_timeout(state, left).expect("no handler panics").0;
        }
    }

    /// Answers the next call of an endpoint, such as `POST /v1/messages`, in this way.
    pub fn script(&self, endpoint: &str, answer: Answer) {
        self.shared.state().scripts.entry(endpoint.to_owned()).or_default().push_back(answer);
    }

    /// Answers the next post to this e-mail address, person or space in this way.
    pub fn script_to(&self, recipient: &str, answer: Answer) {
        self.shared.state().scripts.entry(format!("to {recipient}")).or_default().push_back(answer);
    }

    /// Changes settings.
    pub fn set(&self, change: impl FnOnce(&mut Settings)) {
        change(&mut self.shared.state().settings);
    }

    /// Issues tokens as after a login.
    #[must_use]
    pub fn issue_tokens(&self) -> Tokens {
        let mut state = self.shared.state();
        let scopes = state.settings.granted_scopes.clone();
        state.issue(&scopes.unwrap_or_else(|| oauth::SCOPES.map(str::to_owned).to_vec()))
    }

    /// Ends the life of an access or refresh token.
    pub fn expire(&self, token: &str) {
        self.shared.state().tokens.remove(token);
    }

    /// Ends every login.
    pub fn revoke_all(&self) {
        self.shared.state().tokens.clear();
    }

    /// Adds somebody to the directory.
    pub fn add_person(&self, person: Person) {
        self.shared.state().people.push(person);
    }

    /// Adds a space that the owner of the tokens is in.
    pub fn add_space(&self, space: Space) {
        self.shared.state().spaces.push(space);
    }

    /// Gives somebody another e-mail address; their id stays.
    ///
    /// # Panics
    /// Nobody has the old address.
    pub fn rename(&self, email: &str, other: &str) {
        let mut state = self.shared.state();
        let person = state.people.iter_mut().find(|person| person.email == email).expect("a known person");
        other.clone_into(&mut person.email);
    }

    /// Changes somebody's presence.
    ///
    /// # Panics
    /// Nobody has that address.
    pub fn set_status(&self, email: &str, status: &str) {
        let mut state = self.shared.state();
        let person = state.people.iter_mut().find(|person| person.email == email).expect("a known person");
        person.status = Some(status.to_owned());
    }

    /// Lets somebody write in their conversation with another, and returns the message's id.
    ///
    /// # Panics
    /// Nobody has that address.
    #[must_use]
    pub fn post_as(&self, author: &str, recipient: &str, text: &str) -> String {
        self.shared.state().post_as(author, recipient, text)
    }

    /// Removes a message, as its author may.
    pub fn delete_message(&self, id: &str) {
        self.shared.state().messages.retain(|message| message.id != id);
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
        let ended = self.thread.take().map(std::thread::JoinHandle::join);
        if std::thread::panicking() {
            return;
        }
        assert!(ended.is_none_or(|ended| ended.is_ok()), "the sandbox panicked");
        let unused = self.shared.state().unused();
        assert!(unused.is_empty(), "scripted and never asked for: {}", unused.join(", "));
    }
}
