//! Which proxy the requests to the API go through, if any: that one alone has to be usable.

use hyper_util::client::proxy::matcher::Matcher;
use reqwest::{ClientBuilder, Proxy};
use url::Url;

use crate::context::Context;
use crate::failure::Failure;

/// The variables that name one, the first that is set wins. `HTTP_PROXY` is for addresses without TLS, and the API
/// has such an address only on loopback.
const NAMES: [&str; 4] = ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"];

/// Sets the proxy for the API. Loopback is asked directly: a proxy would look for the API on its own machine, and be
/// given the token.
///
/// # Errors
/// The proxy that would be used cannot be: reqwest would go past it without a word.
pub(super) fn set(builder: ClientBuilder, api: &Url, context: &Context) -> Result<ClientBuilder, Failure> {
    let named = NAMES.into_iter().find_map(|name| Some((name, context.variable(name)?)));
    match named {
        _ if is_loopback(api) || is_excepted(api, context) => Ok(builder.no_proxy()),
        Some((name, address)) => {
            let proxy = usable(address).and_then(|address| Proxy::all(address).ok());
            // It may hold a password, so it isn't shown.
            let proxy = proxy.ok_or_else(|| {
                Failure::usage(format!("{name} doesn't name a proxy that can be used"))
                    .hint(format!("write it as http://HOST:PORT or https://HOST:PORT, or unset {name}"))
            })?;
            Ok(builder.no_proxy().proxy(proxy))
        }
        // The system's settings, where it has some.
        None => Ok(builder),
    }
}

/// Checks whether an address is on this machine.
pub(super) fn is_loopback(api: &Url) -> bool {
    match api.host() {
        Some(url::Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

/// Checks whether `NO_PROXY` names the API, by the rules that reqwest follows.
fn is_excepted(api: &Url, context: &Context) -> bool {
    let Some(list) = context.variable("NO_PROXY").or_else(|| context.variable("no_proxy")) else {
        return false;
    };
    let matcher = Matcher::builder().all("http://127.0.0.1:9").no(list).build();
    api.as_str().parse().is_ok_and(|address| matcher.intercept(&address).is_none())
}

/// Returns the address of a proxy with its scheme; `None` if it isn't one that can be used.
fn usable(text: &str) -> Option<String> {
    let address = if text.contains("://") { text.to_owned() } else { format!("http://{text}") };
    let url = Url::parse(&address).ok()?;
    (url.has_host() && ["http", "https"].contains(&url.scheme())).then_some(address)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loopback_is_this_machine_by_any_name() {
        for (address, is_here) in [
            ("http://127.0.0.1:8990/v1", true),
            ("http://127.8.9.1/v1", true),
            ("http://[::1]:8990/v1", true),
            ("http://localhost/v1", true),
            ("https://webexapis.com/v1", false),
            ("https://localhost.example.com/v1", false),
            ("https://10.0.0.1/v1", false),
        ] {
            assert_eq!(is_loopback(&Url::parse(address).unwrap()), is_here, "{address}");
        }
    }
}
