//! `login`, `whoami`, `logout`, `forget`.

use std::io::Write;
use std::net::{TcpListener, TcpStream};

use serde_json::{Value, json};
use webex_sandbox::{Answer, Consent, Sandbox};

use crate::browser::{Waiting, free_port, home, listen_at, log_in};
use crate::home::{Home, Ran};
use crate::http;

#[test]
fn a_login_keeps_tokens_and_says_who_where_and_until_when() {
    let sandbox = Sandbox::start();
    let home = home(&sandbox);
    let login = Waiting::start(&home, &[]);
    assert_eq!(login.parameter("scope"), "spark:messages_write spark:people_read");
    assert_eq!(login.parameter("code_challenge_method"), "S256");
    assert_eq!(login.parameter("state").len(), 43);
    let page = http::get(&login.consent());
    assert!(page.body.contains("You are logged in"), "{page:?}");
    let ran = login.end();
    assert_eq!((ran.code, ran.stdout.as_str()), (0, "Logged in as Me Myself <me@example.com>\n"), "{ran:?}");
    assert!(ran.stderr.contains("credentials.toml"), "{ran:?}");
    let whoami: Value = serde_json::from_str(&home.ok(&["whoami", "--json"])).unwrap();
    assert_eq!(whoami["email"], "me@example.com");
    assert_eq!(whoami["timezone"], "Europe/Berlin");
    assert_eq!(whoami["store"], "file");
    assert_eq!(whoami["scopes"], serde_json::json!(["spark:messages_write", "spark:people_read"]));
    assert!(
        whoami["access_token_expires"].as_str().unwrap() < whoami["refresh_token_expires"].as_str().unwrap()
    );
}

#[test]
fn the_page_has_no_outside_resource_and_the_headers_of_the_contract() {
    let sandbox = Sandbox::start();
    let home = home(&sandbox);
    let login = Waiting::start(&home, &[]);
    let redirect = login.consent();
    let page = http::get(&redirect);
    for (name, value) in [
        ("cache-control", "no-store"),
        ("referrer-policy", "no-referrer"),
        ("x-content-type-options", "nosniff"),
        ("content-security-policy", "default-src 'none'"),
    ] {
        assert_eq!(page.header(name), Some(value), "{page:?}");
    }
    let state = login.parameter("state");
    assert!(!page.body.contains(&state) && !page.body.contains("src=") && !page.body.contains("href="));
    assert_eq!(login.end().code, 0);
}

#[test]
fn nothing_without_the_right_state_ends_a_login() {
    let sandbox = Sandbox::start();
    let home = home(&sandbox);
    let mut login = Waiting::start(&home, &[]);
    let state = login.parameter("state");
    let right = format!("/callback?code=c&state={state}");
    for (path, status) in [
        ("/callback?code=c&state=wrong".to_owned(), 400),
        ("/callback?code=c".to_owned(), 400),
        ("/callback?error=access_denied".to_owned(), 400),
        ("/callback?error=access_denied&state=".to_owned(), 400),
        (format!("{right}&code=d"), 400),
        (format!("{right}&state={state}"), 400),
        (format!("/callback?state={state}"), 400),
        (format!("/other?code=c&state={state}"), 404),
        ("/favicon.ico".to_owned(), 404),
        ("/".to_owned(), 404),
    ] {
        let page = login.call(&path);
        assert_eq!(page.status, status, "{path}: {page:?}");
        login.wait_for("ignored");
    }
    let host = format!("127.0.0.1:{}", login.port);
    for (method, host, status) in [
        ("GET", "evil.example", 421),
        ("POST", host.as_str(), 405),
        ("HEAD", host.as_str(), 405),
        ("OPTIONS", host.as_str(), 405),
        ("GET", "localhost", 421),
    ] {
        let request = format!("{method} {right} HTTP/1.1\r\nHost: {host}\r\nContent-Length: 0\r\n\r\n");
        let page = http::exchange(login.port, request.as_bytes()).unwrap();
        assert_eq!(page.status, status, "{method} {host}");
        login.wait_for("ignored");
    }
    let twice = format!("GET {right} HTTP/1.1\r\nHost: {host}\r\nHost: {host}\r\n\r\n");
    assert!(http::exchange(login.port, twice.as_bytes()).is_none_or(|page| page.status >= 400));
    assert_eq!(http::get(&login.consent()).status, 200);
    assert_eq!(login.end().code, 0);
}

#[test]
fn a_crowd_of_idle_slow_and_large_connections_blocks_nobody() {
    let sandbox = Sandbox::start();
    let home = home(&sandbox);
    let login = Waiting::start(&home, &[]);
    let port = login.port;
    let connect = || TcpStream::connect(("127.0.0.1", port)).unwrap();
    let idle: Vec<_> = (0..200).map(|_| connect()).collect();
    let mut slow: Vec<_> = (0..20).map(|_| connect()).collect();
    slow.iter_mut().for_each(|slow| slow.write_all(b"GET /callback?co").unwrap());
    let large = format!("GET / HTTP/1.1\r\nHost: x\r\nCookie: {}\r\n\r\n", "c".repeat(20_000));
    let page = http::exchange(port, large.as_bytes());
    assert!(page.is_none_or(|page| page.status == 431), "a head of 20 kB was answered");
    assert!(http::get(&login.consent()).body.contains("logged in"));
    assert_eq!(login.end().code, 0);
    drop((idle, slow));
}

#[test]
fn a_connection_that_says_nothing_is_closed_after_five_seconds() {
    use std::io::Read;
    let sandbox = Sandbox::start();
    let home = home(&sandbox);
    let login = Waiting::start(&home, &[]);
    let mut slow = TcpStream::connect(("127.0.0.1", login.port)).unwrap();
    slow.write_all(b"GET /callback?co").unwrap();
    slow.set_read_timeout(Some(std::time::Duration::from_secs(10))).unwrap();
    let began = std::time::Instant::now();
    let mut rest = Vec::new();
    slow.read_to_end(&mut rest).expect("it is closed, not left open");
    assert!(began.elapsed() >= std::time::Duration::from_secs(4), "{:?}", began.elapsed());
    http::get(&login.consent());
    assert_eq!(login.end().code, 0);
}

#[test]
fn an_answer_in_pieces_is_one_answer() {
    use std::io::Read;
    let sandbox = Sandbox::start();
    let home = home(&sandbox);
    let login = Waiting::start(&home, &[]);
    let redirect = login.consent();
    let path = redirect.split_once(&format!("127.0.0.1:{}", login.port)).unwrap().1;
    let request = format!("GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\n\r\n", login.port);
    let mut stream = TcpStream::connect(("127.0.0.1", login.port)).unwrap();
    stream.set_nodelay(true).unwrap();
    for piece in request.as_bytes().chunks(7) {
        stream.write_all(piece).unwrap();
    }
    stream.shutdown(std::net::Shutdown::Write).unwrap();
    let mut page = String::new();
    let _ = stream.read_to_string(&mut page);
    assert!(page.contains("You are logged in"), "{page}");
    assert_eq!(login.end().code, 0);
}

#[test]
fn somebody_else_on_the_other_loopback_address_is_an_error_before_anything_opens() {
    let sandbox = Sandbox::start();
    let mut home = home(&sandbox);
    let Ok(squatter) = TcpListener::bind("[::1]:0") else { return };
    let port = squatter.local_addr().unwrap().port();
    listen_at(&home, &sandbox, &format!("http://localhost:{port}/callback"));
    home.set("BROWSER", "true");
    let ran = home.run(&["login"]);
    assert!(ran.code == 1 && ran.stderr.contains(&format!("[::1]:{port}")), "{ran:?}");
    assert!(!ran.stderr.contains("Open this URL"), "{ran:?}");
    drop(squatter);
    let login = Waiting::start(&home, &[]);
    for address in ["127.0.0.1", "::1"] {
        TcpStream::connect((address, port)).expect("both are listened on");
    }
    let redirect = login.consent().replace("localhost", "127.0.0.1");
    assert_eq!(http::get(&redirect).status, 421, "another host than the registered one");
    let login = {
        let path = redirect.split_once(&port.to_string()).unwrap().1;
        let right = format!("GET {path} HTTP/1.1\r\nHost: localhost:{port}\r\n\r\n");
        assert_eq!(http::exchange(port, right.as_bytes()).unwrap().status, 200);
        login
    };
    assert_eq!(login.end().code, 0);
}

#[test]
#[ignore = "needs unshare and sysctl"]
fn namespace_without_ipv6_listens_for_localhost_all_the_same() {
    let sandbox = Sandbox::start();
    let home = home(&sandbox);
    listen_at(&home, &sandbox, "http://localhost:17321/callback");
    let program = home.command(&["login", "--no-browser", "--timeout", "1s"]);
    let script = "ip link set lo up && sysctl -qw net.ipv6.conf.all.disable_ipv6=1 && \
                  sysctl -qw net.ipv6.conf.lo.disable_ipv6=1 && exec \"$@\"";
    let mut unshare = std::process::Command::new("unshare");
    unshare.args(["--map-root-user", "--net", "sh", "-c", script, "sh"]).arg(program.get_program());
    unshare.args(program.get_args()).env_clear();
    unshare.envs(program.get_envs().filter_map(|(name, value)| Some((name, value?))));
    unshare.env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
    let output = unshare.output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(
        output.status.code() == Some(1) && said.contains("timed out: no login within 1 second"),
        "{said}"
    );
}

#[test]
fn the_answer_can_be_pasted_and_is_judged_alike() {
    let sandbox = Sandbox::start();
    let home = home(&sandbox);
    let mut login = Waiting::start(&home, &[]);
    let redirect = login.consent();
    login.paste("http://127.0.0.1:1/callback?code=c&state=wrong");
    login.wait_for("ignored");
    login.paste("not an address");
    login.wait_for("ignored");
    login.paste(&format!("  '{redirect}'"));
    let ran = login.end();
    assert_eq!((ran.code, ran.stdout.as_str()), (0, "Logged in as Me Myself <me@example.com>\n"), "{ran:?}");
}

#[test]
fn a_denied_consent_is_exit_1_with_webexs_words_escaped() {
    let sandbox = Sandbox::start();
    let home = home(&sandbox);
    sandbox.set(|settings| {
        settings.consent =
            Consent::Deny("access_denied".into(), "No \u{1b}[31mway <script>alert(1)</script>".into())
    });
    let login = Waiting::start(&home, &[]);
    let page = http::get(&login.consent());
    assert!(page.body.contains("did not work"), "{page:?}");
    assert!(!page.body.contains("way") && !page.body.contains("script"), "{page:?}");
    let ran = login.end();
    assert_eq!(ran.code, 1);
    assert!(ran.stderr.contains("error: Webex refuses the login: access_denied"), "{ran:?}");
    assert!(
        ran.stderr.contains("way") && !ran.stderr.contains('\u{1b}') && ran.stderr.contains("hint: "),
        "{ran:?}"
    );
}

#[test]
fn a_failed_login_leaves_an_earlier_one_as_it_was() {
    let sandbox = Sandbox::start();
    let home = home(&sandbox);
    log_in(&home);
    let before = std::fs::read_to_string(home.data("credentials.toml")).unwrap();
    for broken in ["POST /v1/access_token", "GET /v1/people/me"] {
        sandbox.script(broken, Answer::status(500).body("<html>"));
        let login = Waiting::start(&home, &[]);
        assert!(http::get(&login.consent()).body.contains("did not work"));
        let ran = login.end();
        assert!([1, 6].contains(&ran.code) && ran.stderr.contains("hint: "), "{ran:?}");
    }
    assert_eq!(std::fs::read_to_string(home.data("credentials.toml")).unwrap(), before);
}

#[test]
fn a_code_is_exchanged_once_and_a_redirect_not_followed() {
    let sandbox = Sandbox::start();
    let home = home(&sandbox);
    let elsewhere = format!("{}/elsewhere", sandbox.api_url());
    sandbox.script("POST /v1/access_token", Answer::status(307).header("Location", &elsewhere));
    let login = Waiting::start(&home, &[]);
    http::get(&login.consent());
    assert_eq!(login.end().code, 1);
    let paths: Vec<_> = sandbox.requests().into_iter().map(|request| request.path).collect();
    assert_eq!(paths, ["/v1/authorize", "/v1/access_token"]);
}

#[test]
fn a_second_answer_with_the_right_state_counts_for_nothing() {
    let sandbox = Sandbox::start();
    let home = home(&sandbox);
    sandbox.script("POST /v1/access_token", Answer::pass().delay(std::time::Duration::from_millis(300)));
    let login = Waiting::start(&home, &[]);
    let redirect = login.consent();
    let again = redirect.clone();
    let other = std::thread::spawn(move || {
        let (_, rest) = again.split_once("http://127.0.0.1:").unwrap();
        let port = rest.split('/').next().unwrap().parse().unwrap();
        std::net::TcpStream::connect(("127.0.0.1", port)).is_ok()
    });
    assert!(http::get(&redirect).body.contains("logged in"));
    let _ = other.join();
    assert_eq!(login.end().code, 0);
    let exchanges = sandbox.requests().iter().filter(|request| request.path == "/v1/access_token").count();
    assert_eq!(exchanges, 1);
}

#[test]
fn nobody_coming_is_exit_1_and_frees_the_port() {
    let sandbox = Sandbox::start();
    let home = home(&sandbox);
    let login = Waiting::start(&home, &["--timeout", "1s"]);
    let port = login.port;
    let ran = login.end();
    assert_eq!(ran.code, 1);
    assert!(ran.stderr.contains("timed out: no login within 1 second"), "{ran:?}");
    assert!(TcpListener::bind(("127.0.0.1", port)).is_ok());
}

#[cfg(unix)]
#[test]
fn ctrl_c_is_130() {
    let sandbox = Sandbox::start();
    let home = home(&sandbox);
    let login = Waiting::start(&home, &[]);
    let id = login.id().to_string();
    assert!(std::process::Command::new("kill").args(["-INT", &id]).status().unwrap().success());
    assert_eq!(login.end().code, 130);
}

#[test]
fn a_port_in_use_gives_way_to_the_next_and_the_last_is_an_error_that_names_it() {
    let sandbox = Sandbox::start();
    let mut home = home(&sandbox);
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let (first, second) = (taken.local_addr().unwrap().port(), free_port());
    let uri = |port: u16| format!("http://127.0.0.1:{port}/callback");
    listen_at(&home, &sandbox, &uri(first));
    home.set("BROWSER", "true");
    let ran = home.run(&["login"]);
    assert_eq!(ran.code, 1);
    assert!(ran.stderr.contains(&format!("port {first}")) && ran.stderr.contains("hint: "), "{ran:?}");
    home.write(
        "config.toml",
        &format!("[webex]\nredirect_uri = [\"{}\", \"{}\"]\n", uri(first), uri(second)),
    );
    sandbox.set(|settings| settings.redirect_uris.push(uri(second)));
    let login = Waiting::start(&home, &[]);
    assert_eq!(login.port, second);
    http::get(&login.consent());
    assert_eq!(login.end().code, 0);
}

#[test]
fn without_a_terminal_an_unknown_integration_is_exit_2_and_says_what_to_set() {
    let sandbox = Sandbox::start();
    let mut home = home(&sandbox);
    home.unset("MINDFUL_CLIENT_ID");
    home.unset("MINDFUL_CLIENT_SECRET");
    let ran = home.run(&["login"]);
    assert_eq!(ran.code, 2);
    assert!(
        ran.stderr.contains("MINDFUL_CLIENT_ID") && ran.stderr.contains("MINDFUL_CLIENT_SECRET"),
        "{ran:?}"
    );
    assert!(sandbox.requests().is_empty());
}

#[test]
fn the_secret_can_come_on_stdin_and_is_kept_for_the_next_login() {
    let sandbox = Sandbox::start();
    let mut home = home(&sandbox);
    home.unset("MINDFUL_CLIENT_SECRET");
    home.unset("MINDFUL_CLIENT_ID");
    let mut login = home.start(&["login", "--no-browser", "--client-id", "sandbox", "--client-secret-stdin"]);
    login.stdin.take().unwrap().write_all(b"sandbox-secret\n").unwrap();
    let address = {
        use std::io::BufRead;
        let lines = std::io::BufReader::new(login.stderr.take().unwrap()).lines();
        lines.map_while(Result::ok).find(|line| line.starts_with("http")).unwrap()
    };
    http::get(http::get(&address).header("location").unwrap());
    assert!(login.wait().unwrap().success());
    log_in(&home);
}

#[test]
fn the_browser_of_the_variable_gets_the_address_and_no_secret() {
    let sandbox = Sandbox::start();
    let mut home = home(&sandbox);
    let script = home.path().join("browser");
    let seen = home.path().join("seen");
    let text = format!(
        "#!/bin/sh\nenv > '{0}.env'\nprintf %s \"$1\" > '{0}.tmp'\nmv '{0}.tmp' '{0}'\n\
         while [ -e '{0}' ]; do sleep 1; done\n",
        seen.display()
    );
    std::fs::write(&script, text).unwrap();
    #[cfg(unix)]
    std::fs::set_permissions(&script, std::os::unix::fs::PermissionsExt::from_mode(0o700)).unwrap();
    home.set("BROWSER", script.to_str().unwrap());
    let mut login = home.start(&["login"]);
    use std::io::{BufRead, Read};
    let mut lines = std::io::BufReader::new(login.stderr.take().unwrap());
    let mut address = String::new();
    while !address.starts_with("http") {
        address.clear();
        assert_ne!(lines.read_line(&mut address).unwrap(), 0);
    }
    let deadline = std::time::Instant::now() + std::time::Duration::from_secs(20);
    while !seen.exists() {
        assert!(std::time::Instant::now() < deadline, "the browser was not started");
        std::thread::yield_now();
    }
    assert_eq!(std::fs::read_to_string(&seen).unwrap(), address.trim());
    let environment = std::fs::read_to_string(seen.with_extension("env")).unwrap();
    assert!(!environment.contains("sandbox-secret"));
    // The browser hangs; the login does not.
    http::get(http::get(address.trim()).header("location").unwrap());
    assert!(login.wait().unwrap().success());
    let mut rest = String::new();
    let _ = lines.read_to_string(&mut rest);
}

#[test]
fn logout_revokes_removes_the_tokens_and_keeps_the_queue() {
    let sandbox = Sandbox::start();
    let home = home(&sandbox);
    log_in(&home);
    let id = home.schedule(&["--to", "ada@example.com", "--at", "in 2 hours", "later"]);
    let ran = home.run(&["logout"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let revoked = sandbox.requests().iter().filter(|request| request.path == "/v1/revoke").count();
    assert_eq!(revoked, 2);
    assert_eq!(home.state(&id), "scheduled");
    assert_eq!(home.run(&["whoami"]).code, 3);
    let kept = std::fs::read_to_string(home.data("credentials.toml")).unwrap();
    assert!(!kept.contains("access-") && !kept.contains("refresh-"));
    assert_eq!(home.run(&["logout"]).code, 0);
}

#[test]
fn logout_removes_the_tokens_even_if_webex_does_not_answer() {
    let sandbox = Sandbox::start();
    let home = home(&sandbox);
    log_in(&home);
    sandbox.script("POST /v1/revoke", Answer::status(503));
    sandbox.script("POST /v1/revoke", Answer::reset_before());
    let ran = home.run(&["logout"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(ran.stderr.contains("did not confirm"), "{ran:?}");
    assert_eq!(home.run(&["whoami"]).code, 3);
}

#[test]
fn forget_asks_and_then_leaves_nothing_but_the_settings() {
    let sandbox = Sandbox::start();
    let home = home(&sandbox);
    log_in(&home);
    home.schedule(&["--to", "ada@example.com", "--at", "in 2 hours", "later"]);
    let ran = home.run(&["forget"]);
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("--yes") && home.ls("scheduled").len() == 1, "{ran:?}");
    assert_eq!(home.run(&["forget", "--yes"]).code, 0);
    let left: Vec<_> =
        std::fs::read_dir(home.data("")).unwrap().map(|file| file.unwrap().file_name()).collect();
    assert_eq!(left, ["config.toml"]);
}

#[test]
fn a_dead_refresh_token_is_exit_3_and_tokens_and_queue_stay() {
    let sandbox = Sandbox::start();
    let home = home(&sandbox);
    log_in(&home);
    let before = std::fs::read_to_string(home.data("credentials.toml")).unwrap();
    let id = home.schedule(&["--to", "ada@example.com", "--at", "now", "hello"]);
    sandbox.revoke_all();
    let ran = home.run(&["send-due"]);
    assert_eq!(ran.code, 3);
    assert!(ran.stderr.contains("mindful login"), "{ran:?}");
    assert_eq!(home.state(&id), "scheduled");
    assert_eq!(std::fs::read_to_string(home.data("credentials.toml")).unwrap(), before);
    assert!(sandbox.posts().is_empty());
    log_in(&home);
    assert_eq!(home.run(&["send-due"]).code, 0);
    assert_eq!(sandbox.messages().len(), 1);
}

/// Runs a login whose browser gets as far as it can.
fn tried(home: &Home) -> Ran {
    let login = Waiting::start(home, &[]);
    http::get(&login.consent());
    login.end()
}

#[test]
fn what_webex_refuses_is_told_with_what_to_change_and_where() {
    let sandbox = Sandbox::start();
    let mut home = home(&sandbox);
    let apps = "https://developer.webex.com/my-apps";
    let (described, mismatch) = (
        json!({ "errors": [{ "description": "tokenlimit_reached" }] }),
        json!({ "message": "redirect_uri does not match" }),
    );
    sandbox.script("POST /v1/access_token", Answer::status(400).json(&described));
    let ran = tried(&home);
    assert!(ran.code == 1 && ran.stderr.contains("https://idbroker.webex.com/idb/profile"), "{ran:?}");
    sandbox.script("POST /v1/access_token", Answer::status(400).json(&mismatch));
    let ran = tried(&home);
    assert!(ran.stderr.contains("add this redirect URI, exactly: http://127.0.0.1:"), "{ran:?}");
    home.set("MINDFUL_CLIENT_SECRET", "not-that");
    let ran = tried(&home);
    assert!(
        ran.code == 1 && ran.stderr.contains("refuses the client secret") && ran.stderr.contains(apps),
        "{ran:?}"
    );
    assert!(ran.stderr.contains("MINDFUL_CLIENT_SECRET") && !ran.stderr.contains("not-that"), "{ran:?}");
    sandbox.set(|settings| settings.consent = Consent::Deny("invalid_scope".into(), "Nope".into()));
    let ran = tried(&home);
    assert!(ran.stderr.contains("tick the scopes: spark:messages_write, spark:people_read"), "{ran:?}");
    sandbox.set(|settings| settings.consent = Consent::Deny("access_denied".into(), "Blocked".into()));
    let ran = tried(&home);
    assert!(ran.stderr.contains("Control Hub") && ran.stderr.contains("Blocked"), "{ran:?}");
    home.set("MINDFUL_CLIENT_ID", "nobodys");
    let ran = home.run(&["login", "--device"]);
    assert!(ran.code == 1 && ran.stderr.contains("`nobodys`") && ran.stderr.contains(apps), "{ran:?}");
}

#[test]
fn what_is_plainly_no_id_or_secret_is_refused_before_webex_sees_it() {
    let sandbox = Sandbox::start();
    let mut home = home(&sandbox);
    let hex = "0123456789abcdef".repeat(4);
    home.set("MINDFUL_CLIENT_ID", &hex);
    let ran = home.run(&["login"]);
    assert!(
        ran.code == 2 && ran.stderr.contains("looks like a client secret") && !ran.stderr.contains(&hex),
        "{ran:?}"
    );
    home.set("MINDFUL_CLIENT_ID", "two words");
    assert_eq!(home.run(&["login"]).code, 2);
    home.set("MINDFUL_CLIENT_ID", "sandbox");
    home.unset("MINDFUL_CLIENT_SECRET");
    let ran = home.run_with(&["login", "--client-secret-stdin"], format!("C{hex}\n").as_bytes());
    assert!(
        ran.code == 2 && ran.stderr.contains("looks like a client id") && !ran.stderr.contains(&hex),
        "{ran:?}"
    );
    home.write("config.toml", "[webex]\nclient_secret = \"hush\"\n");
    let ran = home.run(&["login"]);
    assert!(
        ran.code == 2 && ran.stderr.contains("--client-secret-stdin") && !ran.stderr.contains("hush"),
        "{ran:?}"
    );
    assert!(sandbox.requests().is_empty());
}

#[test]
fn a_token_of_the_environment_is_used_as_it_is_and_told_when_it_is_wrong() {
    let sandbox = Sandbox::start();
    let mut home = home(&sandbox);
    home.set("MINDFUL_TOKEN_STORE", "keyring");
    home.set("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere");
    home.set("WEBEX_ACCESS_TOKEN", "sandbox-token\n");
    let whoami: Value = serde_json::from_str(&home.ok(&["whoami", "--json"])).unwrap();
    assert_eq!((&whoami["email"], &whoami["store"]), (&json!("me@example.com"), &json!("environment")));
    home.schedule(&["--to", "ada@example.com", "--at", "now", "hello"]);
    assert_eq!(home.run(&["send-due"]).code, 0);
    home.set("MINDFUL_ACCESS_TOKEN", "ended");
    home.schedule(&["--to", "ada@example.com", "--at", "now", "hello"]);
    let ran = home.run(&["send-due"]);
    assert!(ran.code == 3 && ran.stderr.contains("MINDFUL_ACCESS_TOKEN"), "{ran:?}");
    home.set("MINDFUL_ACCESS_TOKEN", "no token");
    let ran = home.run(&["whoami"]);
    assert!(ran.code == 2 && !ran.stderr.contains("no token"), "{ran:?}");
    assert_eq!((sandbox.posts().len(), home.ls("scheduled").len()), (1, 1));
}

#[cfg(unix)]
#[test]
fn logout_and_forget_remove_even_a_store_that_cannot_be_read() {
    use std::os::unix::fs::PermissionsExt;
    for command in [&["logout"][..], &["forget", "--yes"]] {
        let sandbox = Sandbox::start();
        let home = home(&sandbox);
        log_in(&home);
        let store = home.data("credentials.toml");
        std::fs::set_permissions(&store, PermissionsExt::from_mode(0o644)).unwrap();
        let ran = home.run(command);
        assert!(ran.code == 0 && !store.exists() && home.renewal().is_none(), "{ran:?}");
        assert_eq!(home.run(&["whoami"]).code, 3);
    }
}

#[test]
fn a_store_that_cannot_be_reached_does_not_keep_forget_from_the_rest() {
    let sandbox = Sandbox::start();
    let mut home = home(&sandbox);
    log_in(&home);
    home.schedule(&["--to", "ada@example.com", "--at", "in 2 hours", "later"]);
    home.set("MINDFUL_TOKEN_STORE", "keyring");
    home.set("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere");
    // An earlier login was kept there.
    home.write(
        "keyring.toml",
        &format!("homes = [{:?}]\n", home.data("").to_str().unwrap().trim_end_matches('/')),
    );
    let ran = home.run(&["forget", "--yes"]);
    assert!(ran.code == 4 && ran.stderr.contains("there is no session bus"), "{ran:?}");
    assert!(!home.data("queue").exists() && !home.data("account.toml").exists());
    assert!(home.data("keyring.toml").exists(), "the next `forget` looks there again");
}

#[test]
fn a_login_kept_elsewhere_is_said_to_be_elsewhere() {
    let sandbox = Sandbox::start();
    let mut home = home(&sandbox);
    log_in(&home);
    home.unset("MINDFUL_TOKEN_STORE");
    assert!(
        home.ok(&["whoami"])
            .contains("credentials.toml, which only you can read; but the settings say keyring")
    );
    home.ok(&["config", "set", "login.token_store", "file"]);
    assert!(!home.ok(&["whoami"]).contains("but the settings say"));
}

#[test]
fn a_browser_is_told_however_long_webex_takes() {
    let sandbox = Sandbox::start();
    let home = home(&sandbox);
    // Longer than a connection may take to say what it wants.
    sandbox.script("POST /v1/access_token", Answer::pass().delay(std::time::Duration::from_secs(6)));
    log_in(&home);
}

/// Returns the scopes a login asks for.
fn asked_scopes(home: &Home, args: &[&str]) -> Vec<String> {
    let login = Waiting::start(home, args);
    login.parameter("scope").split(' ').map(str::to_owned).collect()
}

#[test]
fn scopes_of_the_settings_and_of_the_command_line_are_added_to_the_two_that_are_needed() {
    let sandbox = Sandbox::start();
    let home = home(&sandbox);
    let needed = ["spark:messages_write", "spark:people_read"];
    assert_eq!(asked_scopes(&home, &[]), needed);
    home.ok(&["config", "set", "webex.scopes", "spark:messages_read"]);
    assert_eq!(asked_scopes(&home, &[]), [&needed[..], &["spark:messages_read"]].concat());
    let more = ["--scope", "spark:rooms_read", "--scope", "spark:people_read"];
    assert_eq!(
        asked_scopes(&home, &more),
        [&needed[..], &["spark:messages_read", "spark:rooms_read"]].concat()
    );
    for bad in ["two words", "a\u{7}b"] {
        let ran = home.run(&["login", "--scope", bad]);
        assert!(ran.code == 2 && ran.stderr.contains("isn't a valid scope"), "{ran:?}");
    }
}

#[test]
fn a_busy_port_means_only_that_the_url_is_pasted_where_no_browser_opens() {
    let sandbox = Sandbox::start();
    let home = home(&sandbox);
    let port = std::fs::read_to_string(home.data("config.toml")).unwrap();
    let port: u16 = port.split("127.0.0.1:").nth(1).unwrap().split('/').next().unwrap().parse().unwrap();
    let _busy = std::net::TcpListener::bind(("127.0.0.1", port)).unwrap();
    let mut login = Waiting::start(&home, &[]);
    login.wait_for("(port ");
    let redirect = login.consent();
    login.paste(redirect.strip_prefix("http://").expect("a redirect"));
    let ran = login.end();
    assert!(ran.code == 0 && ran.stdout.contains("Logged in as Me Myself"), "{ran:?}");
}

#[test]
fn the_prompt_understands_capitals_a_question_and_a_url_without_its_scheme() {
    let sandbox = Sandbox::start();
    let home = home(&sandbox);
    let mut login = Waiting::start(&home, &[]);
    login.paste("Help");
    login.wait_for("Ctrl-C ends the login");
    let redirect = login.consent();
    login.paste(redirect.strip_prefix("http://").expect("a redirect"));
    assert_eq!(login.end().code, 0);
    let mut login = Waiting::start(&home, &[]);
    login.paste("Device");
    login.wait_for("and enter the code");
    drop(login);
}
