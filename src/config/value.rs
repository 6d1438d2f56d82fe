//! One setting at a time: what it may be, and what to write instead.

use std::io::Read;
use std::path::Path;
use std::time::Duration;

use crate::account::Secret;
use crate::failure::Failure;

use super::{DEFAULT_API_URL, DEFAULT_REDIRECT_URI, OneOrMany, TokenStoreKind};

/// Upper bound for a credential; tokens have a few thousand bytes at most.
const LONGEST: u64 = 64 * 1024;

/// Takes a secret of the environment without the line break of the file it may come from.
pub(super) fn secret(name: &str, text: &str) -> Result<Secret, Failure> {
    let text = text.trim();
    if text.chars().all(|sign| sign.is_ascii_graphic()) {
        return Ok(Secret::new(text));
    }
    Err(Failure::usage(format!("{name} has a blank or another sign in it that no secret of Webex's has"))
        .hint("set it again; it is not shown here"))
}

/// Reads a secret that systemd keeps for a service (systemd.exec(5), `LoadCredential=`): `mindful-access-token` for
/// `MINDFUL_ACCESS_TOKEN`.
pub(super) fn credential(name: &str, folder: &Path) -> Result<Option<String>, Failure> {
    let path = folder.join(name.to_lowercase().replace('_', "-"));
    let mut text = String::new();
    // The folder is systemd's, and so is who may read it.
    match std::fs::File::open(&path).and_then(|file| file.take(LONGEST).read_to_string(&mut text)) {
        Ok(_) => Ok(Some(text).filter(|text| !text.trim().is_empty())),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => {
            Err(Failure::usage(format!("the credential `{}` cannot be read", path.display())).because(&error))
        }
    }
}

pub(super) fn api_url(text: &str) -> Result<String, Failure> {
    let hint = format!("the default is {DEFAULT_API_URL}; it is MINDFUL_API_URL or `webex.api_url`");
    let bad =
        |why: &str| Failure::usage(format!("api url `{text}` cannot be used: {why}")).hint(hint.clone());
    let url = url::Url::parse(text).map_err(|error| bad(&error.to_string()))?;
    if !is_plain(&url) || url.query().is_some() {
        return Err(bad("it must be a plain address"));
    }
    // As it is requested: blanks, capitals and a port that goes without saying are no part of it.
    let base = url.as_str().trim_end_matches('/').to_owned();
    match url.scheme() {
        "https" => Ok(base),
        "http" if is_loopback(&url) => Ok(base),
        "http" => Err(bad("http would show your token to the network; use https")),
        other => Err(bad(&format!("`{other}` is not https"))),
    }
}

/// Tells whether an address holds nothing but where to go: what is laid behind it stays there.
fn is_plain(url: &url::Url) -> bool {
    url.username().is_empty() && url.password().is_none() && url.fragment().is_none()
}

/// Tells whether an address names this machine and no other.
#[must_use]
pub fn is_loopback(url: &url::Url) -> bool {
    match url.host() {
        Some(url::Host::Domain(name)) => name.eq_ignore_ascii_case("localhost"),
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

pub(super) fn redirect_uris(given: Option<OneOrMany>) -> Result<Vec<String>, Failure> {
    let uris = match given {
        None => vec![DEFAULT_REDIRECT_URI.to_owned()],
        Some(OneOrMany::One(uri)) => vec![uri],
        Some(OneOrMany::Many(uris)) => uris,
    };
    if uris.is_empty() {
        return Err(Failure::usage("`webex.redirect_uri` is an empty list"));
    }
    uris.iter().try_for_each(|uri| check_redirect_uri(uri))?;
    Ok(uris)
}

fn check_redirect_uri(uri: &str) -> Result<(), Failure> {
    let bad = |why: &str| {
        Failure::usage(format!("redirect_uri `{uri}` cannot be used: {why}"))
            .hint(format!("use an address like {DEFAULT_REDIRECT_URI}, as registered with the integration"))
    };
    let url = url::Url::parse(uri).map_err(|error| bad(&error.to_string()))?;
    if url.scheme() != "http" || !is_loopback(&url) {
        return Err(bad("mindful listens on this machine only, by http"));
    }
    if !is_plain(&url) || uri.contains(|sign: char| sign.is_whitespace() || sign.is_control()) {
        return Err(bad("it must be a plain address"));
    }
    url.port().filter(|port| *port != 0).map(drop).ok_or_else(|| bad("it names no port"))
}

pub(super) fn known_zone(zone: Option<String>) -> Result<Option<String>, Failure> {
    zone.map(|name| crate::schedule::Zone::typed(&name).map(|zone| zone.name().to_owned())).transpose()
}

pub(super) fn working_hours(work: Option<String>) -> Result<String, Failure> {
    let work = work.unwrap_or_else(|| "Mon-Fri 09:00-17:00".to_owned());
    crate::schedule::WorkingHours::parse(&work)
        .map_err(|error| Failure::usage("`hours.work` cannot be read").cause(error))?;
    Ok(work)
}

pub(super) fn presence(words: &[String]) -> Result<Vec<String>, Failure> {
    let read = words.iter().map(|word| crate::delivery::presence(word)).collect::<Result<_, _>>();
    read.map_err(|failure: Failure| failure.cause("`delivery.hold_while` names it"))
}

pub(super) fn concurrency(count: usize) -> Result<usize, Failure> {
    if (1..=64).contains(&count) {
        return Ok(count);
    }
    Err(Failure::usage(format!("`delivery.concurrency` is {count}; it must be 1 to 64")))
}

pub(super) fn token_store(variable: Option<String>, file: TokenStoreKind) -> Result<TokenStoreKind, Failure> {
    match variable.as_deref() {
        None => Ok(file),
        Some("keyring") => Ok(TokenStoreKind::Keyring),
        Some("file") => Ok(TokenStoreKind::File),
        Some(other) => {
            Err(Failure::usage(format!("MINDFUL_TOKEN_STORE is `{other}`"))
                .hint("set it to `keyring` or `file`"))
        }
    }
}

/// Reads a span such as `15m`, `2h`, `3d` or `1h30m`.
///
/// # Errors
/// Anything else, named with the setting it stands in.
pub fn duration(setting: &str, text: &str) -> Result<Duration, Failure> {
    parse_duration(text).ok_or_else(|| {
        Failure::usage(format!("`{setting}`: `{text}` isn't a duration"))
            .hint("write it like 30s, 15m, 2h, 3d or 4w")
    })
}

fn parse_duration(text: &str) -> Option<Duration> {
    let (mut total, mut number) = (0_u64, String::new());
    for sign in text.trim().chars() {
        if sign.is_ascii_digit() {
            number.push(sign);
            continue;
        }
        let unit = match sign {
            's' => 1,
            'm' => 60,
            'h' => 3600,
            'd' => 86_400,
            'w' => 604_800,
            _ => return None,
        };
        total = total.checked_add(number.parse::<u64>().ok()?.checked_mul(unit)?)?;
        number.clear();
    }
    let sane = total <= 2 * 366 * 86_400;
    (number.is_empty() && !text.trim().is_empty() && sane).then(|| Duration::from_secs(total))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn http_is_refused_unless_the_host_is_loopback() {
        for good in ["https://webexapis.com/v1/", "http://127.0.0.1:1/v1", "http://[::1]:1/v1"] {
            assert!(api_url(good).is_ok(), "{good}");
        }
        for bad in [
            "http://webexapis.com/v1",
            "http://127.0.0.1.evil.example/v1",
            "ftp://x",
            "https://u:p@x/",
            "https://x/#v1",
        ] {
            assert!(api_url(bad).is_err(), "{bad}");
        }
        assert_eq!(api_url(" HTTPS://Example.com:443/v\t1/ ").unwrap(), "https://example.com/v1");
    }

    #[test]
    fn spans_are_read_or_refused() {
        let seconds = |text| parse_duration(text).map(|span| span.as_secs());
        assert_eq!(seconds("15m"), Some(900));
        assert_eq!(seconds("1h30m"), Some(5400));
        assert_eq!(seconds("3d"), Some(259_200));
        for bad in ["", "15", "m", "-3m", "3 years", "99999999999999999999d"] {
            assert_eq!(seconds(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_redirect_uri_that_no_browser_comes_back_to_is_refused() {
        for bad in [
            "http://0.0.0.0:80/",
            "https://127.0.0.1:1/",
            "http://127.0.0.1/callback",
            "http://x:1/",
            "http://127.0.0.1:0/callback",
            "http://127.0.0.1:1/callback#x",
            "http://me@127.0.0.1:1/callback",
            " http://127.0.0.1:1/callback",
        ] {
            assert!(check_redirect_uri(bad).is_err(), "{bad}");
        }
    }
}
