//! Settings: each value is one that works, and says the same when it is written anew.

use std::path::Path;
use std::time::Duration;

use mindful::config::{Config, OffHours, check, duration, is_loopback};
use mindful::oauth::Redirect;
use mindful::schedule::{WorkingHours, zone};
use toml::{Table, Value};
use url::Url;

/// Settings are read or refused, and read again as the same ones when they are written anew.
pub(super) fn config_toml(text: &str) {
    if let Ok(span) = duration("delivery.grace", text) {
        is_a_span(text.trim(), span);
    }
    let Ok(config) = check(Path::new("config.toml"), text) else { return };
    works(&config);
    let written = written(&config);
    let again = check(Path::new("config.toml"), &written).expect("what was read can be written");
    assert_eq!(format!("{again:?}"), format!("{config:?}"));
}

fn is_a_span(text: &str, span: Duration) {
    assert!(span <= Duration::from_secs(2 * 366 * 86_400), "{text:?}");
    assert!(text.starts_with(|sign: char| sign.is_ascii_digit()), "{text:?}");
    assert!(text.ends_with(['s', 'm', 'h', 'd', 'w']), "{text:?}");
    let seconds = format!("{}s", span.as_secs());
    assert_eq!(duration("delivery.grace", &seconds).ok(), Some(span));
}

fn works(config: &Config) {
    let base = Url::parse(&config.api_url).expect("an address");
    let call = Url::parse(&format!("{}/messages", config.api_url)).expect("an address");
    assert!(base.scheme() == "https" || base.scheme() == "http" && is_loopback(&base), "{base}");
    assert!(
        call.path().ends_with("/messages") && call.query().is_none() && call.fragment().is_none(),
        "{call}"
    );
    assert!(
        call.origin() == base.origin() && call.username().is_empty() && call.password().is_none(),
        "{call}"
    );
    assert!(call.as_str().starts_with(&config.api_url), "pages of a list begin with `{}`", config.api_url);
    assert!(!config.redirect_uris.is_empty());
    config.redirect_uris.iter().for_each(|uri| can_be_heard(uri));
    assert!(config.timezone.as_deref().is_none_or(zone::is_known));
    assert!(WorkingHours::parse(&config.work).is_ok());
    let longest = Duration::from_secs(2 * 366 * 86_400);
    assert!(config.grace <= longest && config.give_up <= longest && (1..=64).contains(&config.concurrency));
    assert!(config.client_secret.is_none() && config.access_token.is_none());
}

/// A browser comes back to exactly this address, and only this machine hears it.
fn can_be_heard(uri: &str) {
    let url = Url::parse(uri).expect("an address");
    assert!(
        Redirect::new(uri).is_some_and(|redirect| redirect.as_str() == uri && redirect.port() != 0),
        "{uri:?}"
    );
    assert!(url.scheme() == "http" && is_loopback(&url), "{uri:?}");
    assert!(url.fragment().is_none() && url.username().is_empty() && url.password().is_none(), "{uri:?}");
    assert!(!uri.contains(|sign: char| sign.is_whitespace() || sign.is_control()), "{uri:?}");
}

fn written(config: &Config) -> String {
    let texts =
        |texts: &[String]| Value::Array(texts.iter().map(|text| Value::String(text.clone())).collect());
    let text = |text: &str| Value::String(text.to_owned());
    let seconds = |span: Duration| Value::String(format!("{}s", span.as_secs()));
    let off_hours = match config.off_hours {
        OffHours::Warn => "warn",
        OffHours::Refuse => "refuse",
        OffHours::Move => "move",
    };
    let mut webex = Table::new();
    webex.insert("api_url".to_owned(), text(&config.api_url));
    webex.insert("redirect_uri".to_owned(), texts(&config.redirect_uris));
    webex.insert("scopes".to_owned(), texts(&config.scopes));
    webex.extend(config.client_id.as_deref().map(|id| ("client_id".to_owned(), text(id))));
    let me = config.timezone.as_deref().map(|zone| ("timezone".to_owned(), text(zone)));
    let delivery = Table::from_iter([
        ("off_hours".to_owned(), text(off_hours)),
        ("grace".to_owned(), seconds(config.grace)),
        ("give_up".to_owned(), seconds(config.give_up)),
        ("hold_while".to_owned(), texts(&config.hold_while)),
        ("concurrency".to_owned(), Value::Integer(i64::try_from(config.concurrency).expect("at most 64"))),
        ("allowed_domains".to_owned(), texts(&config.allowed_domains)),
    ]);
    let hours = Table::from_iter([("work".to_owned(), text(&config.work))]);
    let login = Table::from_iter([("token_store".to_owned(), text(config.token_store.as_str()))]);
    let sections = [
        ("webex", webex),
        ("me", me.into_iter().collect()),
        ("hours", hours),
        ("delivery", delivery),
        ("login", login),
    ];
    sections
        .map(|(name, table)| (name.to_owned(), Value::Table(table)))
        .into_iter()
        .collect::<Table>()
        .to_string()
}
