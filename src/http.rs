//! The HTTP client, made once and only when something is sent. Only this file configures reqwest.

use std::error::Error;
use std::fmt;
use std::marker::PhantomData;
use std::sync::Once;
use std::time::{Duration, Instant};

use reqwest::{Client, RequestBuilder, Response, redirect};
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, DeserializeOwned, Deserializer, MapAccess, Visitor};

use crate::context::Context;
use crate::failure::Failure;

static PROVIDER: Once = Once::new();
/// Nobody waits longer for an answer; an attachment takes the time its bytes need on a slow line.
const ANSWER: Duration = Duration::from_secs(45);
const SLOW: u64 = 100_000;

/// Makes a client that follows no redirect and retries nothing: a request is made once or not at all.
///
/// # Errors
/// A proxy that cannot be used; TLS that cannot be set up.
pub fn client(context: &Context) -> Result<Client, Failure> {
    check_proxies(context)?;
    PROVIDER.call_once(|| {
        // Fails only when a provider is installed already.
        let _ = rustls::crypto::ring::default_provider().install_default();
    });
    let builder = Client::builder()
        .user_agent(concat!("mindful/", env!("CARGO_PKG_VERSION")))
        .redirect(redirect::Policy::none())
        .retry(reqwest::retry::never())
        .http1_only()
        // A connection that rested may have been closed at the other end: what is written to it then may have arrived.
        .pool_idle_timeout(Duration::from_secs(3))
        .connect_timeout(Duration::from_secs(10))
        .timeout(ANSWER);
    // A request of a process that died can arrive for as long as the kernel repeats it.
    #[cfg(any(target_os = "linux", target_os = "android"))]
    let builder = builder.tcp_user_timeout(Duration::from_secs(20));
    builder.build().map_err(|error| Failure::other("cannot set up TLS").because(&error))
}

/// Refuses what names no proxy: reqwest would go past it without a word.
fn check_proxies(context: &Context) -> Result<(), Failure> {
    let names = ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"];
    let is_bad = |name: &&str| context.variable(name).is_some_and(|proxy| !is_proxy(proxy));
    match names.iter().find(|name| is_bad(name)) {
        // It may hold a password.
        Some(name) => Err(Failure::usage(format!("what {name} holds is no proxy that can be used"))
            .hint(format!("write it as http://HOST:PORT or https://HOST:PORT, or unset {name}"))),
        None => Ok(()),
    }
}

fn is_proxy(text: &str) -> bool {
    let address = if text.contains("://") { text.to_owned() } else { format!("http://{text}") };
    url::Url::parse(&address).is_ok_and(|url| url.has_host() && ["http", "https"].contains(&url.scheme()))
}

/// Returns how long an answer to a request of so many bytes is waited for.
#[must_use]
pub const fn patience(bytes: u64) -> Duration {
    Duration::from_secs(ANSWER.as_secs() + bytes / SLOW)
}

/// Makes the runtime of this run: one thread.
///
/// # Errors
/// The operating system refuses.
pub fn runtime() -> Result<tokio::runtime::Runtime, Failure> {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::other("cannot start").because(&error))
}

/// Sends a request; what is logged of it is method, path, status and time, never a query, a header or a body.
///
/// # Errors
/// No answer came.
pub async fn send(request: RequestBuilder) -> Result<Response, reqwest::Error> {
    let (client, request) = request.build_split();
    let request = request?;
    let what = format!("{} {}", request.method(), request.url().path());
    let began = Instant::now();
    let answer = client.execute(request).await;
    let took = began.elapsed().as_millis();
    match &answer {
        Ok(answer) => tracing::info!("{what}: {} in {took} ms", answer.status()),
        Err(error) => tracing::info!("{what}: {} after {took} ms", describe(error)),
    }
    answer
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
