//! TLS, proxies and private authorities, and every way in which they fail.

use std::io::Write;
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use rustls::pki_types::PrivateKeyDer;

use crate::browser::Waiting;
use crate::home::{Home, Ran};
use crate::wire::{End, Play, Seen, Stage, answer, finish, head, me, posted, talk};

/// What a connection meets before HTTP.
#[derive(Debug, Clone)]
enum Gate {
    /// TLS, as it should be.
    Good,
    /// TLS by somebody with this name only.
    Named(&'static str),
    /// TLS with a certificate that has ended.
    Expired,
    /// TLS by somebody nobody vouches for.
    Unknown,
    /// The proxy's answer to CONNECT.
    Proxy(&'static str),
    /// These bytes instead of a handshake, and the end.
    Bytes(&'static [u8], End),
    /// Nothing.
    Silence,
}

/// A Webex behind TLS, and behind a proxy if it is asked as one.
struct Front {
    port: u16,
    seen: Arc<Seen>,
    /// What CONNECT asked for.
    connects: Arc<Mutex<Vec<String>>>,
}

/// An authority; `with_root` tells the program to trust it.
struct Authority {
    issuer: Issuer<'static, KeyPair>,
    pem: String,
}

impl Authority {
    fn new() -> Self {
        let (key, mut params) = (KeyPair::generate().unwrap(), CertificateParams::default());
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let pem = params.self_signed(&key).unwrap().pem();
        Self { issuer: Issuer::new(params, key), pem }
    }

    /// Writes the root where `SSL_CERT_FILE` can name it.
    fn keep(&self, home: &Home) -> PathBuf {
        let path = home.path().join("ca.pem");
        std::fs::write(&path, &self.pem).unwrap();
        path
    }

    fn server(&self, name: &str) -> Arc<rustls::ServerConfig> {
        self.server_until(name, 2099)
    }

    fn server_until(&self, name: &str, year: i32) -> Arc<rustls::ServerConfig> {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new(vec![name.to_owned()]).unwrap();
        params.not_after = rcgen::date_time_ymd(year, 1, 1);
        let certificate = params.signed_by(&key, &self.issuer).unwrap();
        let key = PrivateKeyDer::Pkcs8(key.serialize_der().into());
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let builder = rustls::ServerConfig::builder_with_provider(provider);
        let builder = builder.with_safe_default_protocol_versions().unwrap().with_no_client_auth();
        Arc::new(builder.with_single_cert(vec![certificate.der().clone()], key).unwrap())
    }
}

impl Front {
    /// Listens; `gate` says what the n-th connection meets.
    fn start(authority: Arc<Authority>, proxy: bool, gate: impl Fn(usize) -> Gate + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let front = Self { port, seen: Arc::default(), connects: Arc::default() };
        let (seen, connects) = (front.seen.clone(), front.connects.clone());
        std::thread::spawn(move || {
            for (number, stream) in listener.incoming().enumerate() {
                let (stream, gate) = (stream.unwrap(), gate(number));
                let (authority, seen, connects) = (authority.clone(), seen.clone(), connects.clone());
                std::thread::spawn(move || {
                    let handle = stream.try_clone().unwrap();
                    let end = through(stream, number, proxy, gate, &authority, &seen, &connects);
                    finish(&handle, end.unwrap_or(End::Close));
                });
            }
        });
        front
    }
}

fn through(
    mut stream: TcpStream,
    number: usize,
    proxy: bool,
    gate: Gate,
    authority: &Authority,
    seen: &Seen,
    connects: &Mutex<Vec<String>>,
) -> Option<End> {
    if proxy {
        let asked = head(&mut stream)?;
        connects.lock().unwrap().push(asked.split(' ').nth(1)?.to_owned());
        let line = if let Gate::Proxy(line) = gate { line } else { "200 OK" };
        let length = if line == "200 OK" { "" } else { "Content-Length: 0\r\n" };
        stream.write_all(format!("HTTP/1.1 {line}\r\n{length}\r\n").as_bytes()).ok()?;
    }
    let config = match gate {
        Gate::Proxy(_) => return Some(End::Close),
        Gate::Bytes(bytes, end) => {
            stream.write_all(bytes).ok()?;
            return Some(end);
        }
        Gate::Silence => {
            std::thread::sleep(std::time::Duration::from_secs(100));
            return None;
        }
        Gate::Good => authority.server(if proxy { "webex.test" } else { "127.0.0.1" }),
        Gate::Named(name) => authority.server(name),
        Gate::Expired => authority.server_until(if proxy { "webex.test" } else { "127.0.0.1" }, 2020),
        Gate::Unknown => Authority::new().server(if proxy { "webex.test" } else { "127.0.0.1" }),
    };
    let tls = rustls::StreamOwned::new(rustls::ServerConnection::new(config).unwrap(), stream);
    Some(talk(tls, number, &usual, seen))
}

/// Answers as Webex would, one connection for each request.
fn usual(asked: &crate::wire::Asked) -> Play {
    match (asked.stage, asked.is_post()) {
        (Stage::Whole, true) => Play::Close(posted()),
        (Stage::Whole, false) if asked.line == "GET /v1/people/me" => Play::Close(me()),
        (Stage::Whole, false) if asked.line == "POST /v1/access_token" => {
            let tokens = r#"{"access_token":"a","expires_in":1209599,"refresh_token":"r"}"#;
            Play::Close(answer("200 OK", "", tokens))
        }
        (Stage::Whole, false) => Play::Close(answer("404 Not Found", "", "")),
        (Stage::Accepted | Stage::Head, _) => Play::On,
    }
}

/// A home with one message due; scheduled without asking anybody.
pub(crate) fn home() -> (Home, String) {
    let mut home = Home::in_memory("http://127.0.0.1:1/v1");
    let id = home.schedule(&["--to", "ada@example.com", "--at", "now", "hello"]);
    home.set("MINDFUL_ACCESS_TOKEN", "token");
    (home, id)
}

/// Sends through a proxy that meets these gates, and an authority the program trusts.
fn through_proxy(home: &mut Home, gate: impl Fn(usize) -> Gate + Send + 'static) -> (Front, Ran) {
    let authority = Arc::new(Authority::new());
    home.set("SSL_CERT_FILE", authority.keep(home).to_str().unwrap());
    let front = Front::start(authority, true, gate);
    home.set("MINDFUL_API_URL", "https://webex.test/v1");
    home.set("HTTPS_PROXY", &format!("http://127.0.0.1:{}", front.port));
    let ran = home.run(&["send-due"]);
    (front, ran)
}

#[test]
fn a_message_goes_through_a_proxy_and_past_a_private_authority() {
    let (mut home, id) = home();
    let (front, ran) = through_proxy(&mut home, |_| Gate::Good);
    assert_eq!((ran.code, home.state(&id).as_str()), (0, "sent"), "{ran:?}");
    assert_eq!(front.seen.posts.lock().unwrap().len(), 1);
    assert_eq!(*front.connects.lock().unwrap(), ["webex.test:443"; 2]);
}

#[test]
fn a_login_goes_to_the_base_that_is_set_and_nowhere_else() {
    let authority = Arc::new(Authority::new());
    let mut home = Home::new("https://api-usgov.webex.com/v1/");
    home.set("SSL_CERT_FILE", authority.keep(&home).to_str().unwrap());
    let front = Front::start(authority, true, |_| Gate::Named("api-usgov.webex.com"));
    home.set("HTTPS_PROXY", &format!("http://127.0.0.1:{}", front.port));
    home.set("MINDFUL_CLIENT_ID", "C0ffee");
    home.set("MINDFUL_CLIENT_SECRET", "hush");
    let redirect = format!("http://127.0.0.1:{}/callback", crate::browser::free_port());
    home.write("config.toml", &format!("[webex]\nredirect_uri = \"{redirect}\"\n"));
    let mut login = Waiting::start(&home, &[]);
    assert!(login.address.starts_with("https://api-usgov.webex.com/v1/authorize?"), "{}", login.address);
    login.paste(&format!("{redirect}?code=c&state={}", login.parameter("state")));
    let ran = login.end();
    assert_eq!(ran.code, 0, "{ran:?}");
    assert_eq!(home.run(&["logout"]).code, 0);
    let asked = front.connects.lock().unwrap().clone();
    assert!(asked.len() >= 4 && asked.iter().all(|to| to == "api-usgov.webex.com:443"), "{asked:?}");
}

#[test]
fn an_authority_nobody_vouches_for_is_exit_6_and_says_so() {
    let (mut home, id) = home();
    let front = Front::start(Arc::new(Authority::new()), true, |_| Gate::Good);
    home.set("MINDFUL_API_URL", "https://webex.test/v1");
    home.set("HTTPS_PROXY", &format!("http://127.0.0.1:{}", front.port));
    let ran = home.run(&["send-due"]);
    assert_eq!((ran.code, home.state(&id).as_str()), (6, "scheduled"), "{ran:?}");
    assert!(ran.stderr.contains("certificate"), "{ran:?}");
    assert!(front.seen.posts.lock().unwrap().is_empty());
}

/// A host whose name the resolver itself refuses: no server is asked for it.
fn no_host() -> String {
    format!("{}.invalid", "x".repeat(64))
}

#[test]
fn no_proxy_goes_past_the_proxy() {
    let (mut home, id) = home();
    let proxy = Front::start(Arc::new(Authority::new()), true, |_| Gate::Proxy("502 Bad Gateway"));
    home.set("MINDFUL_API_URL", &format!("https://{}/v1", no_host()));
    home.set("HTTPS_PROXY", &format!("http://127.0.0.1:{}", proxy.port));
    for (no_proxy, connects) in [("", 1), ("example.com", 2), ("example.com,invalid", 2), ("*", 2)] {
        home.set("NO_PROXY", no_proxy);
        let ran = home.run(&["send-due"]);
        assert_eq!((ran.code, home.state(&id).as_str()), (6, "scheduled"), "{no_proxy}: {ran:?}");
        assert_eq!(proxy.connects.lock().unwrap().len(), connects, "{no_proxy}");
    }
}

#[test]
fn a_proxy_that_is_none_is_not_gone_past() {
    let (mut home, id) = home();
    home.set("MINDFUL_API_URL", &format!("https://{}/v1", no_host()));
    home.set("NO_PROXY", "");
    for bad in ["http://", "ht tp://x:1", "me:hidden@proxy:port", "ftp://127.0.0.1:1", "socks5://127.0.0.1:1"]
    {
        for name in ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"] {
            home.set(name, bad);
            let ran = home.run(&["send-due"]);
            assert_eq!((ran.code, home.state(&id).as_str()), (2, "scheduled"), "{name} {bad}: {ran:?}");
            assert!(ran.stderr.contains(name) && !ran.stderr.contains("hidden"), "{ran:?}");
            assert_eq!(home.run(&["list"]).code, 0, "what needs no network needs no proxy");
            home.set(name, "");
        }
    }
    let (front, ran) = through_proxy(&mut home, |_| Gate::Good);
    assert_eq!((ran.code, home.state(&id).as_str()), (0, "sent"), "an empty variable is none: {ran:?}");
    assert_eq!(front.seen.posts.lock().unwrap().len(), 1);
}

#[test]
fn a_proxy_that_is_not_used_stops_nothing() {
    for (name, value) in
        [("ALL_PROXY", "socks5://127.0.0.1:1"), ("HTTP_PROXY", "nonsense://"), ("all_proxy", "socks://x")]
    {
        let (mut home, id) = home();
        home.set(name, value);
        let (_, ran) = through_proxy(&mut home, |_| Gate::Good);
        assert_eq!((ran.code, home.state(&id).as_str()), (0, "sent"), "{name}: {ran:?}");
    }
}

#[test]
fn no_proxy_ever_sees_an_api_on_loopback() {
    for host in ["127.0.0.1", "localhost"] {
        let (mut home, id) = home();
        let wire = crate::wire::Wire::start(usual);
        let proxy = Front::start(Arc::new(Authority::new()), true, |_| Gate::Proxy("502 Bad Gateway"));
        home.set("MINDFUL_API_URL", &format!("http://{host}:{}/v1", wire.port));
        home.set("NO_PROXY", "");
        for name in ["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "ALL_PROXY", "all_proxy"] {
            home.set(name, &format!("http://127.0.0.1:{}", proxy.port));
        }
        let ran = home.run(&["send-due"]);
        assert_eq!((ran.code, home.state(&id).as_str()), (0, "sent"), "{host}: {ran:?}");
        assert!(proxy.connects.lock().unwrap().is_empty(), "{host}");
    }
}

#[test]
fn certificates_that_are_named_and_not_there_are_said_and_an_empty_name_is_none() {
    let (mut home, id) = home();
    let garbage = home.path().join("garbage.pem");
    std::fs::write(&garbage, "-----BEGIN CERTIFICATE-----\nno\n-----END CERTIFICATE-----\n").unwrap();
    let empty = home.path().join("empty");
    std::fs::create_dir(&empty).unwrap();
    let missing = home.path().join("missing.pem");
    home.set("MINDFUL_API_URL", &format!("https://{}/v1", no_host()));
    for (name, path) in [
        ("SSL_CERT_FILE", &garbage),
        ("SSL_CERT_FILE", &missing),
        ("SSL_CERT_DIR", &empty),
        ("SSL_CERT_DIR", &missing),
    ] {
        let path = path.to_str().unwrap();
        home.set(name, path);
        let ran = home.run(&["send-due"]);
        assert!(ran.code == 2 && ran.stderr.contains(name) && ran.stderr.contains(path), "{name}: {ran:?}");
        let wire = crate::wire::Wire::start(usual);
        let other = home.schedule(&["--to", "grace@example.com", "--at", "in 1 hour", "hello"]);
        let api = format!("https://{}/v1", no_host());
        home.set("MINDFUL_API_URL", &wire.api_url());
        assert_eq!(home.run(&["send", &other]).code, 0, "a plain address needs no certificates");
        home.set("MINDFUL_API_URL", &api);
        home.set(name, "");
    }
    let ran = home.run(&["send-due"]);
    // The name can't be resolved; the certificates were no obstacle.
    assert!(ran.code == 6 && !ran.stderr.contains("SSL_CERT"), "{ran:?}");
    assert_eq!(home.state(&id), "scheduled");
}

/// Everything that can go wrong before HTTP.
fn gates() -> Vec<Gate> {
    vec![
        Gate::Proxy("407 Proxy Authentication Required"),
        Gate::Proxy("403 Forbidden"),
        Gate::Proxy("502 Bad Gateway"),
        Gate::Proxy("302 Found"),
        Gate::Bytes(b"SSH-2.0-OpenSSH_9.2\r\n", End::Close),
        Gate::Bytes(b"\x16\x03\x03\xff\xff", End::Close),
        Gate::Bytes(b"\x15\x03\x03\x00\x02\x02\x28", End::Close),
        Gate::Bytes(b"", End::Close),
        Gate::Bytes(b"", End::Reset),
        Gate::Named("portal.test"),
        Gate::Expired,
        Gate::Unknown,
    ]
}

#[test]
fn a_line_that_fails_before_the_preflight_touches_nothing() {
    for gate in gates() {
        let (mut home, id) = home();
        let before = home.ls("scheduled");
        let always = gate.clone();
        let (front, ran) = through_proxy(&mut home, move |_| always.clone());
        assert_eq!((ran.code, home.state(&id).as_str()), (6, "scheduled"), "{gate:?}: {ran:?}");
        assert!(ran.stderr.contains("error: ") && ran.stderr.contains("hint: "), "{gate:?}: {ran:?}");
        assert_eq!(home.ls("scheduled"), before, "{gate:?}");
        assert!(front.seen.posts.lock().unwrap().is_empty(), "{gate:?}");
    }
}

#[test]
fn a_line_that_fails_before_the_post_defers_it() {
    for gate in gates() {
        let (mut home, id) = home();
        let second = gate.clone();
        let gate_of = move |number| if number == 0 { Gate::Good } else { second.clone() };
        let (front, ran) = through_proxy(&mut home, gate_of);
        assert_eq!((ran.code, home.state(&id).as_str()), (6, "scheduled"), "{gate:?}: {ran:?}");
        assert!(home.ls("scheduled")[0].contains(".a1."), "{gate:?}");
        assert!(front.seen.posts.lock().unwrap().is_empty(), "{gate:?}");
    }
}

#[test]
fn a_name_that_cannot_be_resolved_is_exit_6_and_touches_nothing() {
    let (mut home, id) = home();
    let before = home.ls("scheduled");
    // A label of 64 letters is refused by the resolver itself; no server is asked.
    home.set("MINDFUL_API_URL", &format!("https://{}.invalid/v1", "x".repeat(64)));
    let ran = home.run(&["send-due"]);
    assert_eq!((ran.code, home.state(&id).as_str()), (6, "scheduled"), "{ran:?}");
    assert_eq!(home.ls("scheduled"), before);
}

/// A front whose handshake never comes to an end, for tests that take a minute.
pub(crate) fn silent_handshake(home: &mut Home) -> Ran {
    through_proxy(home, |_| Gate::Silence).1
}
