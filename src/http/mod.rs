//! The HTTP client, made once and only when something is sent. Only this file configures reqwest.

mod budget;
mod names;
mod proxy;
mod seen;
mod trust;

use std::error::Error;
use std::fmt;
use std::marker::PhantomData;
use std::time::{Duration, Instant};

use reqwest::multipart::Form;
use reqwest::{RequestBuilder, Response, redirect};
use serde::Serialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, DeserializeOwned, Deserializer, MapAccess, Visitor};

use crate::context::Context;
use crate::failure::Failure;

pub use budget::Budget;
pub use seen::{Seen, asked_to_wait, date, retry_after};

/// Upper bound for an answer; an upload takes the time its bytes need on a slow line besides.
const ANSWER: Duration = Duration::from_secs(45);
/// Bytes a second of a slow line.
const SLOW: u64 = 100_000;

/// The HTTP client: one for a command or run, sharing what answers show with all others of its process.
#[derive(Debug, Clone)]
pub struct Client {
    http: reqwest::Client,
    seen: Seen,
    budget: Option<Budget>,
}

/// Makes a client that follows no redirect and retries nothing: a request is made once or not at all.
///
/// # Errors
/// A proxy that cannot be used; TLS that cannot be set up.
pub fn client(context: &Context) -> Result<Client, Failure> {
    let api = url::Url::parse(&context.config.api_url)
        .map_err(|error| Failure::usage("the address of the API isn't a valid URL").because(&error))?;
    let builder = reqwest::Client::builder()
        .user_agent(concat!("mindful/", env!("CARGO_PKG_VERSION")))
        .redirect(redirect::Policy::none())
        .retry(reqwest::retry::never())
        .dns_resolver(std::sync::Arc::new(names::Names))
        .http1_only()
        // Each request has a connection to itself. One that rested may have been closed by the server without this
        // machine having noticed; a message written to it is lost or not, and nobody can tell.
        .pool_max_idle_per_host(0)
        .connect_timeout(Duration::from_secs(10));
    let builder = trust::set(proxy::set(builder, &api, context)?, &api, context)?;
    // A request of a process that died can arrive for as long as the kernel repeats it.
    #[cfg(any(target_os = "linux", target_os = "android"))]
    let builder = builder.tcp_user_timeout(Duration::from_secs(20));
    let http = builder.build().map_err(|error| trust::failure(&error))?;
    Ok(Client { http, seen: context.seen.clone(), budget: None })
}

impl Client {
    /// Lets all requests of this client share what is left of a run's minute.
    #[must_use]
    pub fn within(self, budget: Budget) -> Self {
        Self { budget: Some(budget), ..self }
    }

    /// Returns how long an answer is waited for now.
    #[must_use]
    pub fn patience(&self) -> Duration {
        self.budget.as_ref().map_or(ANSWER, |budget| budget.left().min(ANSWER))
    }

    /// Returns what the answers of this process have shown.
    #[must_use]
    pub const fn seen(&self) -> &Seen {
        &self.seen
    }

    /// Begins a GET.
    #[must_use]
    pub fn get(&self, url: impl AsRef<str>) -> Request {
        self.request(self.http.get(url.as_ref()))
    }

    /// Begins a POST.
    #[must_use]
    pub fn post(&self, url: impl AsRef<str>) -> Request {
        self.request(self.http.post(url.as_ref()))
    }

    /// Begins a DELETE.
    #[must_use]
    pub fn delete(&self, url: impl AsRef<str>) -> Request {
        self.request(self.http.delete(url.as_ref()))
    }

    fn request(&self, builder: RequestBuilder) -> Request {
        Request { builder, client: self.clone(), wait: Wait::Answer }
    }
}

/// How long a request is waited for.
#[derive(Debug, Clone, Copy)]
enum Wait {
    Answer,
    AtMost(Duration),
    Upload(Duration),
}

/// A request before it is sent; [`send`] is the only way to send one.
#[derive(Debug)]
pub struct Request {
    builder: RequestBuilder,
    client: Client,
    wait: Wait,
}

impl Request {
    fn with(self, change: impl FnOnce(RequestBuilder) -> RequestBuilder) -> Self {
        Self { builder: change(self.builder), ..self }
    }

    /// Adds parameters to the query.
    #[must_use]
    pub fn query(self, parameters: &(impl Serialize + ?Sized)) -> Self {
        self.with(|builder| builder.query(parameters))
    }

    /// Sets a body of JSON.
    #[must_use]
    pub fn json(self, body: &(impl Serialize + ?Sized)) -> Self {
        self.with(|builder| builder.json(body))
    }

    /// Sets a form as body.
    #[must_use]
    pub fn form(self, fields: &(impl Serialize + ?Sized)) -> Self {
        self.with(|builder| builder.form(fields))
    }

    /// Sets a form of several parts as body.
    #[must_use]
    pub fn multipart(self, form: Form) -> Self {
        self.with(|builder| builder.multipart(form))
    }

    /// Sets a header.
    #[must_use]
    pub fn header(self, name: &str, value: &str) -> Self {
        self.with(|builder| builder.header(name, value))
    }

    /// Authorizes by a token.
    #[must_use]
    pub fn bearer_auth(self, token: &str) -> Self {
        self.with(|builder| builder.bearer_auth(token))
    }

    /// Authorizes by name and password.
    #[must_use]
    pub fn basic_auth(self, name: &str, password: Option<&str>) -> Self {
        self.with(|builder| builder.basic_auth(name, password))
    }

    /// Waits no longer than this.
    #[must_use]
    pub fn at_most(self, wait: Duration) -> Self {
        Self { wait: Wait::AtMost(wait), ..self }
    }

    /// Waits for as long as so many bytes take on a slow line, whatever is left of the run's minute.
    #[must_use]
    pub fn upload_of(self, bytes: u64) -> Self {
        Self { wait: Wait::Upload(Duration::from_secs(ANSWER.as_secs() + bytes / SLOW)), ..self }
    }
}

/// The runtime of this run: one thread. Dropped, it waits for no name that is still being resolved.
#[derive(Debug)]
pub struct Runtime(Option<tokio::runtime::Runtime>);

/// Makes the runtime of this run.
///
/// # Errors
/// The operating system refuses.
pub fn runtime() -> Result<Runtime, Failure> {
    let refused = |why: String| {
        Failure::other("cannot start")
            .cause(why)
            .hint("nothing was touched; end some programs, or raise the limit of open files, and try again")
    };
    // tokio panics where there is no descriptor left for its signals.
    let hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(|_| ()));
    let built =
        std::panic::catch_unwind(|| tokio::runtime::Builder::new_current_thread().enable_all().build());
    std::panic::set_hook(hook);
    match built {
        Ok(Ok(runtime)) => Ok(Runtime(Some(runtime))),
        Ok(Err(error)) => Err(refused(error.to_string())),
        Err(_) => Err(refused("the system has no file descriptor left".to_owned())),
    }
}

impl Runtime {
    /// Runs to the end of `work`.
    ///
    /// # Panics
    /// Never: the runtime is there until it is dropped.
    pub fn block_on<F: Future>(&self, work: F) -> F::Output {
        self.0.as_ref().expect("a runtime until it is dropped").block_on(work)
    }
}

impl Drop for Runtime {
    fn drop(&mut self) {
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}

/// Sends a request; what is logged of it is method, path, status and time, never a query, a header or a body.
///
/// # Errors
/// No answer came.
pub async fn send(request: Request) -> Result<Response, reqwest::Error> {
    let Request { builder, client, wait } = request;
    let patience = match wait {
        Wait::Answer => client.patience(),
        Wait::AtMost(wait) => client.patience().min(wait),
        Wait::Upload(wait) => wait,
    };
    let (http, request) = builder.timeout(patience).build_split();
    let request = request?;
    let what = format!("{} {}", request.method(), request.url().path());
    let began = Instant::now();
    let answer = http.execute(request).await;
    let took = began.elapsed();
    match &answer {
        Ok(answer) => {
            tracing::info!("{what}: {} in {} ms", answer.status(), took.as_millis());
            client.seen.note(answer);
            if let (Some(budget), Wait::Answer | Wait::AtMost(_)) = (&client.budget, wait) {
                budget.note(took);
            }
        }
        Err(error) => tracing::info!("{what}: {} after {} ms", describe(error), took.as_millis()),
    }
    answer
}

/// Why a body could not be read to its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cut {
    /// It did not come in time.
    Silent,
    /// It broke off or is too large, in words.
    Broken(String),
}

/// Reads the body of an answer, up to a limit.
///
/// # Errors
/// It broke off, did not come in time, or is larger.
pub async fn body(mut answer: Response, limit: usize) -> Result<Vec<u8>, Cut> {
    let cut = |error: reqwest::Error| match error.is_timeout() {
        true => Cut::Silent,
        false => Cut::Broken(describe(&error)),
    };
    let mut body = Vec::new();
    while let Some(bytes) = answer.chunk().await.map_err(cut)? {
        body.extend_from_slice(&bytes);
        if body.len() > limit {
            return Err(Cut::Broken(format!("it has more than {limit} bytes")));
        }
    }
    Ok(body)
}

/// Checks whether a connection was closed before the request was written to it.
#[must_use]
pub fn was_not_written(error: &reqwest::Error) -> bool {
    let causes = std::iter::successors(error.source(), |&cause| cause.source());
    causes.filter_map(|cause| cause.downcast_ref::<hyper::Error>()).any(hyper::Error::is_canceled)
}

/// Reads an answer that is an object.
///
/// # Errors
/// It is none, or not what is wanted.
pub fn object<T: DeserializeOwned>(body: &[u8]) -> serde_json::Result<T> {
    serde_json::from_slice(body).map(|Object(answer)| answer)
}

/// Reads a list of objects, for a field of an answer.
///
/// # Errors
/// Something in it is none, or not what is wanted.
pub fn objects<'de, D: Deserializer<'de>, T: Deserialize<'de>>(answer: D) -> Result<Vec<T>, D::Error> {
    let items: Vec<Object<T>> = Vec::deserialize(answer)?;
    Ok(items.into_iter().map(|Object(item)| item).collect())
}

/// An object; serde alone would take a list of values for one.
struct Object<T>(T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(answer: D) -> Result<Self, D::Error> {
        answer.deserialize_map(Fields(PhantomData))
    }
}

struct Fields<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for Fields<T> {
    type Value = Object<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, fields: A) -> Result<Object<T>, A::Error> {
        T::deserialize(MapAccessDeserializer::new(fields)).map(Object)
    }
}

/// Says what went wrong, cause by cause, without the address: it may hold what others must not read.
#[must_use]
pub fn describe(error: &reqwest::Error) -> String {
    let mut words: Vec<String> = Vec::new();
    if error.is_timeout() {
        words.push("no answer in time".to_owned());
    }
    let mut next = error.source();
    while let Some(cause) = next {
        let said = cause.to_string();
        if words.last() != Some(&said) {
            words.push(said);
        }
        next = cause.source();
    }
    if words.is_empty() { "the answer cannot be understood".to_owned() } else { words.join(": ") }
}

/// Writes the log to stderr: for `-v`, `-vv`, or as the filter in `MINDFUL_LOG` says (`debug`, `mindful=trace`).
pub fn log(variable: Option<&str>, verbose: u8) {
    use tracing_subscriber::filter::{LevelFilter, Targets, filter_fn};
    use tracing_subscriber::layer::{Layer, SubscriberExt};
    let wished = match (variable.and_then(|text| text.parse::<Targets>().ok()), verbose) {
        (Some(wished), _) => wished,
        (None, 0) => return,
        (None, 1) => Targets::new().with_default(LevelFilter::INFO),
        (None, _) => Targets::new().with_default(LevelFilter::DEBUG),
    };
    // Other crates log headers and bodies; only our own words are known to hold no secret.
    let ours = filter_fn(|facts| facts.target().starts_with("mindful"));
    let lines = tracing_subscriber::fmt::layer().with_writer(std::io::stderr).with_target(false);
    let subscriber = tracing_subscriber::registry().with(lines.with_filter(ours).with_filter(wished));
    let _ = tracing::subscriber::set_global_default(subscriber);
}
