//! The question put to the browser: the authorize URL.

use url::Url;

use crate::account::Secret;

use super::{Client, Judge, pkce};

/// A redirect URI as registered; compared character by character, so the text is kept as it is.
#[derive(Debug, Clone)]
pub struct Redirect {
    pub(super) text: String,
    pub(super) url: Url,
}

impl Redirect {
    /// Takes a URI that was checked with the settings; `None` if it is no address with host and port.
    #[must_use]
    pub fn new(text: &str) -> Option<Self> {
        let url = Url::parse(text).ok()?;
        url.port()?;
        url.host_str()?;
        Some(Self { text: text.to_owned(), url })
    }

    /// Returns the text as registered.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Returns the port to listen on.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.url.port().unwrap_or_default()
    }

    /// Returns the only `Host` a request may name: `host:port`.
    pub(super) fn authority(&self) -> String {
        format!("{}:{}", self.url.host_str().unwrap_or_default(), self.port())
    }
}

/// One login in the making: its `state` and its verifier are good once.
#[derive(Debug)]
pub struct Authorization {
    redirect: Redirect,
    state: Secret,
    verifier: Secret,
}

impl Authorization {
    /// Begins a login that comes back to `redirect`.
    ///
    /// # Errors
    /// The operating system gives no randomness.
    pub fn begin(redirect: Redirect) -> std::io::Result<Self> {
        Ok(Self { redirect, state: pkce::random()?, verifier: pkce::random()? })
    }

    /// Returns the address to open.
    #[must_use]
    pub fn url(&self, endpoint: &str, client: &Client, scopes: &[String]) -> String {
        let query: String = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("response_type", "code")
            .append_pair("client_id", &client.id)
            .append_pair("redirect_uri", &self.redirect.text)
            .append_pair("scope", &scopes.join(" "))
            .append_pair("state", self.state.expose())
            .append_pair("code_challenge", &pkce::challenge(&self.verifier))
            .append_pair("code_challenge_method", "S256")
            .finish();
        // A space as %20 is read alike by every server; `+` is not (RFC 3986 knows no `+`).
        format!("{endpoint}?{}", query.replace('+', "%20"))
    }

    /// Returns the judge of what comes back.
    #[must_use]
    pub fn judge(&self) -> Judge {
        Judge::new(self.state.clone(), &self.redirect)
    }

    /// Returns the verifier, for the exchange.
    #[must_use]
    pub const fn verifier(&self) -> &Secret {
        &self.verifier
    }

    /// Returns where the answer comes to.
    #[must_use]
    pub const fn redirect(&self) -> &Redirect {
        &self.redirect
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_authorize_url_carries_every_parameter_once_and_no_secret() {
        let redirect = Redirect::new("http://127.0.0.1:17321/callback").unwrap();
        let authorization = Authorization::begin(redirect).unwrap();
        let client = Client { id: "id".into(), secret: Secret::new("hush") };
        let url = authorization.url("https://x.example/authorize", &client, &["a:b".into(), "c".into()]);
        let parsed = Url::parse(&url).unwrap();
        let names: Vec<_> = parsed.query_pairs().map(|(name, _)| name.into_owned()).collect();
        let expected = [
            "response_type",
            "client_id",
            "redirect_uri",
            "scope",
            "state",
            "code_challenge",
            "code_challenge_method",
        ];
        assert_eq!(names, expected);
        assert!(url.contains("scope=a%3Ab%20c"));
        assert!(!url.contains("hush") && !url.contains(authorization.verifier().expose()));
    }
}
