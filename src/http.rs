//! The HTTP client, made once and only when something is sent. Only this file configures reqwest.

use std::error::Error;
use std::sync::Once;
use std::time::Duration;

use reqwest::{Client, redirect};
use tracing::Level;

use crate::failure::Failure;

static PROVIDER: Once = Once::new();

/// Makes a client that follows no redirect and retries nothing: a request is made once or not at all.
///
/// # Errors
/// TLS cannot be set up.
pub fn client() -> Result<Client, Failure> {
    PROVIDER.call_once(|| {
        // Fails only when a provider is installed already.
        let _ = rustls::crypto::ring::default_provider().install_default();
    });
    let builder = Client::builder()
        .user_agent(concat!("mindful/", env!("CARGO_PKG_VERSION")))
        .redirect(redirect::Policy::none())
        .retry(reqwest::retry::never())
        .http1_only()
        .connect_timeout(Duration::from_secs(10))
        .timeout(Duration::from_secs(45));
    // A request of a process that died can arrive for as long as the kernel repeats it.
    #[cfg(any(target_os = "linux", target_os = "android"))]
    let builder = builder.tcp_user_timeout(Duration::from_secs(20));
    builder.build().map_err(|error| Failure::other("cannot set up TLS").because(&error))
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

/// Writes the log to stderr: for `-v`, `-vv`, or the level `MINDFUL_LOG` names.
pub fn log(variable: Option<&str>, verbose: u8) {
    let level = match (variable.and_then(|text| text.parse::<Level>().ok()), verbose) {
        (Some(level), _) => level,
        (None, 0) => return,
        (None, 1) => Level::INFO,
        (None, _) => Level::DEBUG,
    };
    // Other crates log headers and bodies; only our own words are known to hold no secret.
    let ours = tracing_subscriber::filter::filter_fn(|facts| facts.target().starts_with("mindful"));
    use tracing_subscriber::layer::{Layer, SubscriberExt};
    let lines = tracing_subscriber::fmt::layer().with_writer(std::io::stderr).with_target(false);
    let level = tracing_subscriber::filter::LevelFilter::from_level(level);
    let subscriber = tracing_subscriber::registry().with(lines.with_filter(ours).with_filter(level));
    let _ = tracing::subscriber::set_global_default(subscriber);
}
