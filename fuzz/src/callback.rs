//! What comes back to the listener, or is pasted: a login ends by its own state, and by nothing else.

use mindful::account::Secret;
use mindful::oauth::{Asked, Authorization, Client, Judgement, Redirect};
use url::Url;

const ADDRESS: &str = "127.0.0.1:17321";

/// The text is `METHOD\nHOST,HOST\nPATH\nQUERY`, or `PASTE\nADDRESS`; `STATE` in it is the login's own.
pub(super) fn callback_request(text: &str) {
    let redirect = Redirect::new(&format!("http://{ADDRESS}/callback")).expect("an address");
    let login = Authorization::begin(redirect).expect("randomness");
    let state = state(&login);
    let text = text.replace("STATE", &state);
    if let Some(address) = text.strip_prefix("PASTE\n") {
        return assert_eq!(heard(login.judge().judge_pasted(address)), pasted(address, &state), "{text:?}");
    }
    let mut lines = text.splitn(4, '\n');
    let mut line = || lines.next().unwrap_or_default();
    let (method, hosts, path, query) = (line(), line(), line(), line());
    let hosts: Vec<&str> = hosts.split(',').filter(|host| !host.is_empty()).collect();
    let right = method == "GET" && path == "/callback";
    let right = right && matches!(hosts[..], [host] if host.eq_ignore_ascii_case(ADDRESS));
    let expected = if right { answer(query, &state) } else { None };
    let judge = login.judge();
    let asked = Asked { method, hosts, path, query };
    assert_eq!(heard(judge.judge(&asked)), expected, "{text:?}");
    assert_eq!(heard(judge.judge(&asked)), None, "a state is good once");
}

/// The login's own state, as the browser is given it.
fn state(login: &Authorization) -> String {
    let client = Client { id: "id".to_owned(), secret: Secret::new("hush") };
    let url = Url::parse(&login.url("https://x.example/authorize", &client, &[])).expect("an address");
    let found = url.query_pairs().find(|(name, _)| name == "state").map(|(_, value)| value.into_owned());
    found.expect("a state")
}

/// What ended the login: an error and its description, or a code.
fn heard(judged: Judgement) -> Option<(String, Option<String>)> {
    match judged {
        Judgement::Ignored { status, why } => {
            assert!((400..500).contains(&status) && !why.is_empty());
            None
        }
        Judgement::Code(code) => Some((format!("code {}", code.expose()), None)),
        Judgement::Denied { error, description } => Some((error, description)),
    }
}

fn pasted(text: &str, state: &str) -> Option<(String, Option<String>)> {
    let url = Url::parse(text.trim().trim_matches(['\'', '"', '<', '>'])).ok()?;
    let here = url.scheme() == "http" && url.host_str() == Some("127.0.0.1") && url.port() == Some(17321);
    if here && url.path() == "/callback" { answer(url.query()?, state) } else { None }
}

/// Reads a query by hand: every name once, the right state, and an error or a code.
fn answer(query: &str, state: &str) -> Option<(String, Option<String>)> {
    let pairs: Vec<(String, String)> =
        query.split('&').filter(|pair| !pair.is_empty()).map(pair_of).collect();
    let names: std::collections::HashSet<&str> = pairs.iter().map(|(name, _)| name.as_str()).collect();
    let value = |wanted: &str| {
        let found = pairs.iter().find(|(name, _)| name == wanted);
        found.map(|(_, value)| value.clone()).filter(|value| !value.is_empty())
    };
    if names.len() != pairs.len() || value("state").as_deref() != Some(state) {
        return None;
    }
    match value("error") {
        Some(error) => Some((error, value("error_description"))),
        None => value("code").map(|code| (format!("code {code}"), None)),
    }
}

fn pair_of(pair: &str) -> (String, String) {
    let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
    (decoded(name), decoded(value))
}

fn decoded(text: &str) -> String {
    let (mut bytes, mut rest) = (Vec::new(), text.as_bytes());
    while let [byte, after @ ..] = rest {
        let hex = after.get(..2).filter(|pair| pair.iter().all(u8::is_ascii_hexdigit));
        match (byte, hex) {
            (b'%', Some(pair)) => {
                let digits = std::str::from_utf8(pair).expect("two digits");
                bytes.push(u8::from_str_radix(digits, 16).expect("two digits"));
                rest = &after[2..];
            }
            (byte, _) => {
                bytes.push(if *byte == b'+' { b' ' } else { *byte });
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
