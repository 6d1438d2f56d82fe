//! One judgement of what comes back, for the listener and for a pasted address.
//!
//! Nothing without the right `state` ends a login: not a code, not an error, not a scan of the port
//! (RFC 6749, section 10.12; RFC 8252, section 8.9).

use std::sync::atomic::{AtomicBool, Ordering};

use subtle::ConstantTimeEq;
use url::Url;
use url::form_urlencoded;

use crate::account::Secret;

use super::Redirect;

/// A request as far as it matters.
#[derive(Debug, Clone)]
pub struct Asked<'a> {
    /// `GET` and no other.
    pub method: &'a str,
    /// Every `Host` header; there must be one.
    pub hosts: Vec<&'a str>,
    /// The path as it came.
    pub path: &'a str,
    /// The query as it came.
    pub query: &'a str,
}

/// What a request means for the login.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Judgement {
    /// Nothing; the login waits on.
    Ignored {
        /// What the asker is told.
        status: u16,
        /// What the person is told.
        why: &'static str,
    },
    /// Consent: the code to exchange.
    Code(Secret),
    /// The end, by the server's own word.
    Denied {
        /// `access_denied` and its like (RFC 6749, section 4.1.2.1).
        error: String,
        /// What the server says about it.
        description: Option<String>,
    },
}

/// Judges everything that comes back to one login.
#[derive(Debug)]
pub struct Judge {
    state: Secret,
    authority: String,
    path: String,
    spent: AtomicBool,
}

const fn ignored(status: u16, why: &'static str) -> Judgement {
    Judgement::Ignored { status, why }
}

impl Judge {
    pub(super) fn new(state: Secret, redirect: &Redirect) -> Self {
        Self {
            state,
            authority: redirect.authority(),
            path: redirect.url.path().to_owned(),
            spent: AtomicBool::new(false),
        }
    }

    /// Judges a request; the right `state` counts once.
    pub fn judge(&self, asked: &Asked<'_>) -> Judgement {
        let pairs: Vec<(String, String)> =
            form_urlencoded::parse(asked.query.as_bytes()).into_owned().collect();
        let right = self.is_state_right(&pairs);
        if let Some(ignored) = self.stray(asked, &pairs, right) {
            return ignored;
        }
        match outcome(&pairs) {
            Judgement::Ignored { status, why } => ignored(status, why),
            _ if self.spent.swap(true, Ordering::SeqCst) => ignored(409, "this login was answered already"),
            outcome => outcome,
        }
    }

    /// Judges an address pasted by a person.
    pub fn judge_pasted(&self, text: &str) -> Judgement {
        let text = text.trim().trim_matches(['\'', '"', '<', '>']);
        // Browsers show and copy addresses without the scheme.
        let has_scheme = text.starts_with("http://") || text.starts_with("https://");
        let is_address = text.contains(['/', '?']) && !text.contains(char::is_whitespace);
        let text = if !has_scheme && is_address { format!("http://{text}") } else { text.to_owned() };
        let Ok(url) = Url::parse(&text) else { return ignored(400, "that isn't a URL") };
        let host = url.host_str().unwrap_or_default();
        let authority = url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"));
        if url.scheme() != "http" {
            return ignored(400, "that isn't the URL the browser ended on");
        }
        let query = url.query().unwrap_or_default();
        self.judge(&Asked { method: "GET", hosts: vec![&authority], path: url.path(), query })
    }

    fn is_state_right(&self, pairs: &[(String, String)]) -> bool {
        let given = pairs.iter().find(|(name, _)| name == "state").map_or("", |(_, value)| value.as_str());
        self.state.expose().as_bytes().ct_eq(given.as_bytes()).into()
    }

    fn stray(&self, asked: &Asked<'_>, pairs: &[(String, String)], right: bool) -> Option<Judgement> {
        if asked.path != self.path {
            return Some(ignored(404, "a request for another page"));
        }
        if asked.method != "GET" {
            return Some(ignored(405, "a request that isn't a GET"));
        }
        if asked.hosts.len() != 1 || !asked.hosts[0].eq_ignore_ascii_case(&self.authority) {
            return Some(ignored(421, "a request for another host"));
        }
        if has_twins(pairs) {
            return Some(ignored(400, "an answer with a parameter given twice"));
        }
        (!right).then(|| ignored(400, "that answer belongs to another login"))
    }
}

/// RFC 6749, section 3.1: parameters must not come more than once.
fn has_twins(pairs: &[(String, String)]) -> bool {
    pairs.iter().enumerate().any(|(at, (name, _))| pairs[..at].iter().any(|(other, _)| other == name))
}

fn outcome(pairs: &[(String, String)]) -> Judgement {
    let value = |wanted: &str| {
        pairs
            .iter()
            .find(|(name, _)| name == wanted)
            .map(|(_, value)| value.clone())
            .filter(|v| !v.is_empty())
    };
    match (value("error"), value("code")) {
        (Some(error), _) => Judgement::Denied { error, description: value("error_description") },
        (None, Some(code)) => Judgement::Code(Secret::new(code)),
        (None, None) => ignored(400, "an answer with neither a code nor an error"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STATE: &str = "the-state";

    fn judge() -> Judge {
        Judge::new(Secret::new(STATE), &Redirect::new("http://127.0.0.1:17321/callback").unwrap())
    }

    fn asked<'a>(path: &'a str, query: &'a str) -> Asked<'a> {
        Asked { method: "GET", hosts: vec!["127.0.0.1:17321"], path, query }
    }

    fn status(judgement: &Judgement) -> u16 {
        match judgement {
            Judgement::Ignored { status, .. } => *status,
            _ => 200,
        }
    }

    #[test]
    fn only_the_right_state_ends_a_login_and_only_once() {
        let judge = judge();
        for query in
            ["code=c&state=wrong", "code=c", "error=access_denied", "error=x&state=", "state=the-state"]
        {
            assert_eq!(status(&judge.judge(&asked("/callback", query))), 400, "{query}");
        }
        let good = asked("/callback", "code=c&state=the-state&iss=x");
        assert_eq!(judge.judge(&good), Judgement::Code(Secret::new("c")));
        assert_eq!(status(&judge.judge(&good)), 409);
    }

    #[test]
    fn another_path_method_host_or_a_twin_is_ignored_even_with_the_right_state() {
        let judge = judge();
        let good = "code=c&state=the-state";
        assert_eq!(status(&judge.judge(&asked("/", good))), 404);
        assert_eq!(status(&judge.judge(&Asked { method: "HEAD", ..asked("/callback", good) })), 405);
        for hosts in [vec![], vec!["evil.example"], vec!["127.0.0.1"], vec!["127.0.0.1:17321"; 2]] {
            assert_eq!(status(&judge.judge(&Asked { hosts, ..asked("/callback", good) })), 421);
        }
        for query in ["code=c&state=the-state&state=the-state", "code=c&c%6fde=d&state=the-state"] {
            assert_eq!(status(&judge.judge(&asked("/callback", query))), 400, "{query}");
        }
        assert_eq!(judge.judge(&asked("/callback", good)), Judgement::Code(Secret::new("c")));
    }

    #[test]
    fn a_pasted_address_is_judged_as_a_request_is() {
        let judge = judge();
        for wrong in [
            "",
            "c",
            "https://127.0.0.1:17321/callback?code=c&state=the-state",
            "http://evil.example/callback?code=c&state=the-state",
            "http://127.0.0.1:17321/callback?code=c&state=no",
        ] {
            assert!(status(&judge.judge_pasted(wrong)) >= 400, "{wrong}");
        }
        let right =
            " 'http://127.0.0.1:17321/callback?error=access_denied&error_description=No&state=the-state' \n";
        let denied = Judgement::Denied { error: "access_denied".into(), description: Some("No".into()) };
        assert_eq!(judge.judge_pasted(right), denied);
    }

    proptest::proptest! {
        #[test]
        fn nothing_without_the_state_is_more_than_ignored(path in "\\PC*", query in "\\PC*") {
            let judgement = judge().judge(&asked(&path, &query));
            let ignored = matches!(judgement, Judgement::Ignored { .. });
            proptest::prop_assert!(ignored || query.contains(STATE));
        }
    }
}
