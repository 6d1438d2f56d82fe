//! Tokens: renewed once by whoever is first, kept before they are used, kept alive while nothing is due.

use chrono::{TimeDelta, Utc};
use serde_json::{Value, json};
use webex_sandbox::{Answer, Rotate, Sandbox};

use crate::browser::{Waiting, home, log_in};
use crate::home::{Home, ended};
use crate::http;

/// How often a refresh token was exchanged.
fn refreshes(sandbox: &Sandbox) -> usize {
    let requests = sandbox.requests();
    let grants = requests.iter().filter_map(|request| request.field("grant_type"));
    grants.filter(|grant| grant == "refresh_token").count()
}

/// A login whose access token is as good as over, and a message that is due.
fn aged(sandbox: &Sandbox) -> (Home, String) {
    let home = home(sandbox);
    log_in(&home);
    // In this order, for `schedule` looks people up and would renew the token.
    let id = home.schedule(&["--to", "ada@example.com", "--at", "now", "hello"]);
    home.age_tokens();
    (home, id)
}

fn store(home: &Home) -> String {
    std::fs::read_to_string(home.data("credentials.toml")).unwrap()
}

#[test]
fn an_old_token_is_renewed_once_and_kept_before_it_is_used() {
    for rotate in [Rotate::Same, Rotate::New, Rotate::None] {
        let sandbox = Sandbox::start();
        let home = home(&sandbox);
        sandbox.set(|settings| settings.rotate = rotate);
        log_in(&home);
        home.age_tokens();
        for text in ["one", "two"] {
            home.schedule(&["--to", "ada@example.com", "--at", "now", text]);
            assert_eq!(home.run(&["send-due"]).code, 0);
        }
        let refreshes =
            sandbox.requests().iter().filter(|request| request.path == "/v1/access_token").count();
        assert_eq!(refreshes, 2, "one code, one refresh ({rotate:?})");
        assert_eq!(sandbox.messages().len(), 2);
    }
}

#[test]
fn twenty_commands_at_once_exchange_an_old_token_once() {
    let sandbox = Sandbox::start();
    let home = home(&sandbox);
    sandbox.set(|settings| {
        settings.rotate = Rotate::New;
        settings.granted_scopes = Some(vec!["spark:all".to_owned()]);
    });
    log_in(&home);
    home.age_tokens();
    sandbox.script("POST /v1/access_token", Answer::pass().delay(std::time::Duration::from_millis(300)));
    let runs: Vec<_> = (0..20).map(|_| home.start(&["spaces"])).collect();
    for run in runs {
        let ran = ended(run);
        assert_eq!(ran.code, 0, "{ran:?}");
    }
    assert_eq!(refreshes(&sandbox), 1);
    assert_eq!(home.run(&["spaces"]).code, 0, "the token that is kept is good");
}

#[test]
fn a_token_that_ends_in_mid_run_is_renewed_once_for_all_messages_in_flight() {
    let sandbox = Sandbox::start();
    let home = home(&sandbox);
    sandbox.set(|settings| settings.rotate = Rotate::New);
    log_in(&home);
    for (number, name) in ["ada", "grace", "alan"].into_iter().enumerate() {
        let address = format!("{name}@example.com");
        home.schedule(&["--to", &address, "--at", "now", "--any-time", "hello"]);
        let delay = std::time::Duration::from_millis(100 * number as u64);
        sandbox.script_to(&address, Answer::status(401).delay(delay));
    }
    assert_eq!(home.run(&["send-due"]).code, 0);
    assert_eq!((refreshes(&sandbox), sandbox.messages().len(), home.ls("sent").len()), (1, 3, 3));
}

#[test]
fn a_webex_that_refuses_every_token_is_not_asked_for_new_ones_every_minute() {
    let sandbox = Sandbox::start();
    let (home, id) = aged(&sandbox);
    for _ in 0..20 {
        sandbox.script("GET /v1/people/me", Answer::status(401));
    }
    let codes: Vec<_> = (0..9).map(|_| home.run(&["send-due"]).code).collect();
    assert_eq!(codes, [3; 9]);
    // One because it was old, five because it was refused.
    assert_eq!((refreshes(&sandbox), home.state(&id).as_str()), (6, "scheduled"));
    while sandbox.requests().iter().filter(|request| request.path == "/v1/people/me").count() < 21 {
        home.run(&["send-due"]);
    }
}

#[test]
fn a_login_beside_a_refresh_is_not_overwritten_by_it() {
    let sandbox = Sandbox::start();
    let (home, _) = aged(&sandbox);
    let login = Waiting::start(&home, &[]);
    sandbox.script("POST /v1/access_token", Answer::pass().delay(std::time::Duration::from_secs(1)));
    let run = home.start(&["send-due"]);
    sandbox.wait_for_requests(2, "/v1/access_token");
    let earlier = store(&home);
    http::get(&login.consent());
    assert_eq!((login.end().code, ended(run).code), (0, 0));
    // The token of the login that came last: the refresh kept the one it was given.
    let refresh = |store: &str| {
        let table: toml::Table = store.parse().unwrap();
        serde_json::from_str::<Value>(table["refresh"].as_str().unwrap()).unwrap()["token"].clone()
    };
    assert_ne!(refresh(&earlier), refresh(&store(&home)));
}

#[test]
fn a_lost_answer_is_exit_6_and_the_next_run_renews() {
    let sandbox = Sandbox::start();
    let (home, id) = aged(&sandbox);
    let before = store(&home);
    sandbox.script("POST /v1/access_token", Answer::close_after());
    let ran = home.run(&["send-due"]);
    assert!(ran.code == 6 && ran.stderr.contains("nothing is lost"), "{ran:?}");
    assert_eq!((store(&home), home.state(&id).as_str()), (before, "scheduled"));
    assert_eq!(home.run(&["send-due"]).code, 0);
    assert_eq!(sandbox.messages().len(), 1);
}

#[test]
fn an_access_token_that_still_lives_carries_a_run_that_cannot_renew_it() {
    let sandbox = Sandbox::start();
    let home = home(&sandbox);
    log_in(&home);
    home.schedule(&["--to", "ada@example.com", "--at", "now", "hello"]);
    home.obtain_tokens_at(&(Utc::now() - TimeDelta::days(13)).to_rfc3339());
    sandbox.script("POST /v1/access_token", Answer::status(503));
    assert_eq!(home.run(&["send-due"]).code, 0);
    assert_eq!((sandbox.messages().len(), refreshes(&sandbox)), (1, 1));
}

#[test]
fn a_refused_refresh_is_exit_3_in_both_shapes_and_a_server_in_trouble_is_exit_6() {
    let webex =
        json!({ "message": "bad", "errors": [{ "description": "The refresh token provided is expired" }] });
    let oauth = json!({ "error": "invalid_grant", "error_description": "token is revoked" });
    for (answer, code, words) in [
        (Answer::status(400).json(&webex), 3, "is expired"),
        (Answer::status(400).json(&oauth), 3, "invalid_grant: token is revoked"),
        (Answer::status(401).body("<html>"), 3, "401"),
        (Answer::status(403).body(""), 3, "403"),
        (Answer::status(429).header("Retry-After", "60"), 6, "Webex limits this account until"),
        (Answer::status(500).json(&webex), 6, "500"),
        (Answer::status(502).body("<html>"), 6, "502"),
        (Answer::status(200).body("<html>"), 6, "holds no token"),
        (Answer::status(302).header("Location", "https://portal.example/"), 6, "302"),
    ] {
        let sandbox = Sandbox::start();
        let (home, id) = aged(&sandbox);
        let before = store(&home);
        sandbox.script("POST /v1/access_token", answer);
        let ran = home.run(&["send-due"]);
        assert!(ran.code == code && ran.stderr.contains(words), "{words}: {ran:?}");
        assert_eq!((store(&home), home.state(&id).as_str()), (before, "scheduled"));
        let _ = std::fs::remove_file(home.data("queue/pause"));
        assert_eq!(home.run(&["send-due"]).code, 0, "{words}");
        assert_eq!(sandbox.messages().len(), 1);
    }
}

#[test]
fn a_scope_that_was_taken_away_is_seen_before_any_message_is_touched() {
    let sandbox = Sandbox::start();
    let (home, id) = aged(&sandbox);
    sandbox.set(|settings| settings.granted_scopes = Some(vec!["spark:people_read".to_owned()]));
    let ran = home.run(&["send-due"]);
    assert!(ran.code == 3 && ran.stderr.contains("spark:messages_write"), "{ran:?}");
    assert_eq!((home.state(&id).as_str(), sandbox.posts().len()), ("scheduled", 0));
    let whoami: Value = serde_json::from_str(&home.ok(&["whoami", "--json"])).unwrap();
    assert_eq!(whoami["scopes"], json!(["spark:people_read"]));
}

#[test]
fn a_token_without_a_life_is_used_until_webex_refuses_it() {
    let sandbox = Sandbox::start();
    sandbox.set(|settings| settings.tell_lives = false);
    let (home, _) = aged(&sandbox);
    assert_eq!(home.run(&["send-due"]).code, 0);
    assert_eq!(refreshes(&sandbox), 0);
    let whoami: Value = serde_json::from_str(&home.ok(&["whoami", "--json"])).unwrap();
    assert_eq!(
        (&whoami["access_token_expires"], &whoami["refresh_token_expires"]),
        (&Value::Null, &Value::Null)
    );
    home.schedule(&["--to", "ada@example.com", "--at", "now", "again"]);
    sandbox.script("GET /v1/people/me", Answer::status(401));
    assert_eq!(home.run(&["send-due"]).code, 0);
    assert_eq!((refreshes(&sandbox), sandbox.messages().len()), (1, 2));
}

#[test]
fn lives_of_half_a_day_and_sixty_days_are_taken_as_they_are() {
    let sandbox = Sandbox::start();
    let home = home(&sandbox);
    sandbox.set(|settings| {
        settings.access_token_life = std::time::Duration::from_secs(43_199);
        settings.refresh_token_life = Some(std::time::Duration::from_secs(5_086_614));
    });
    log_in(&home);
    for (hours, expected) in [(10, 0), (11, 1)] {
        home.schedule(&["--to", "ada@example.com", "--at", "now", "hello"]);
        home.obtain_tokens_at(&(Utc::now() - TimeDelta::hours(hours)).to_rfc3339());
        assert_eq!(home.run(&["send-due"]).code, 0);
        assert_eq!(refreshes(&sandbox), expected, "{hours} hours old");
    }
    let whoami: Value = serde_json::from_str(&home.ok(&["whoami", "--json"])).unwrap();
    let end: chrono::DateTime<Utc> = whoami["refresh_token_expires"].as_str().unwrap().parse().unwrap();
    assert_eq!((end - Utc::now()).num_days(), 58);
}

#[test]
fn a_token_of_tomorrow_is_used_and_not_renewed() {
    let sandbox = Sandbox::start();
    let home = home(&sandbox);
    log_in(&home);
    home.schedule(&["--to", "ada@example.com", "--at", "now", "hello"]);
    home.obtain_tokens_at(&(Utc::now() + TimeDelta::days(1)).to_rfc3339());
    assert_eq!(home.run(&["send-due"]).code, 0);
    assert_eq!((refreshes(&sandbox), sandbox.messages().len()), (0, 1));
}

#[test]
fn an_integration_named_since_does_not_renew_the_tokens_of_another() {
    let sandbox = Sandbox::start();
    let (mut home, _) = aged(&sandbox);
    home.set("MINDFUL_CLIENT_ID", "Canother");
    home.set("MINDFUL_CLIENT_SECRET", "another-secret");
    assert_eq!(home.run(&["send-due"]).code, 0);
    assert_eq!(refreshes(&sandbox), 1);
}

/// A login with a message that is months away.
fn idle(sandbox: &Sandbox) -> Home {
    let home = home(sandbox);
    log_in(&home);
    home.schedule(&["--to", "ada@example.com", "--at", "in 90 days", "happy birthday"]);
    home
}

#[test]
fn a_login_is_renewed_in_time_though_nothing_is_due_and_then_left_alone() {
    let sandbox = Sandbox::start();
    let home = idle(&sandbox);
    let planned = home.renewal().unwrap();
    let in_a_month = (Utc::now() + TimeDelta::days(30)).format("renew.%Y%m%d").to_string();
    assert!(planned.starts_with(&in_a_month), "{planned}");
    assert_eq!(home.run(&["send-due"]).code, 0);
    assert_eq!(refreshes(&sandbox), 0, "not before its time");
    home.let_renewal_come();
    let before = store(&home);
    for _ in 0..3 {
        let ran = home.run(&["send-due"]);
        assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{ran:?}");
    }
    assert_eq!(refreshes(&sandbox), 1);
    assert_ne!(store(&home), before);
    assert!(home.renewal().unwrap().starts_with(&in_a_month));
}

#[test]
fn a_login_that_nears_its_end_is_renewed_once_a_day_and_everybody_is_warned() {
    let sandbox = Sandbox::start();
    sandbox.set(|settings| settings.refresh_token_life = Some(std::time::Duration::from_secs(2 * 86_400)));
    let home = idle(&sandbox);
    let ran = home.run(&["send-due"]);
    assert!(ran.code == 0 && ran.stderr.contains("the login of me@example.com ends in"), "{ran:?}");
    let ran = home.run(&["send-due"]);
    assert_eq!((ran.code, ran.stderr.as_str(), refreshes(&sandbox)), (0, "", 1), "once a day");
    assert!(home.run(&["list"]).stderr.contains("the login of me@example.com ends in"));
    let doctor = home.run(&["doctor"]);
    assert!(doctor.stdout.contains("warn  login") && doctor.stdout.contains("ends in"), "{doctor:?}");
}

#[test]
fn a_login_that_has_ended_is_said_once_a_day_while_nothing_is_due() {
    let sandbox = Sandbox::start();
    let home = idle(&sandbox);
    home.let_renewal_come();
    sandbox.revoke_all();
    let ran = home.run(&["send-due"]);
    assert!(ran.code == 3 && ran.stderr.contains("mindful login"), "{ran:?}");
    let ran = home.run(&["send-due"]);
    assert_eq!((ran.code, ran.stderr.as_str(), refreshes(&sandbox)), (0, "", 1));
    let tomorrow = (Utc::now() + TimeDelta::hours(23)).format("renew.%Y%m%dT%H%M%SZ").to_string();
    assert!(home.renewal().unwrap() > tomorrow);
}

#[test]
fn a_renewal_without_network_or_store_is_tried_again_and_troubles_nobody_yet() {
    let sandbox = Sandbox::start();
    let home = idle(&sandbox);
    home.let_renewal_come();
    sandbox.script("POST /v1/access_token", Answer::reset_before());
    let ran = home.run(&["send-due"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{ran:?}");
    home.let_renewal_come();
    std::fs::rename(home.data("credentials.toml"), home.data("elsewhere")).unwrap();
    std::fs::create_dir(home.data("credentials.toml")).unwrap();
    let ran = home.run(&["send-due"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{ran:?}");
    std::fs::remove_dir(home.data("credentials.toml")).unwrap();
    std::fs::rename(home.data("elsewhere"), home.data("credentials.toml")).unwrap();
    home.let_renewal_come();
    assert_eq!(home.run(&["send-due"]).code, 0);
    assert_eq!(refreshes(&sandbox), 2);
}

#[test]
fn a_token_of_the_environment_is_never_kept_alive() {
    let sandbox = Sandbox::start();
    let mut home = idle(&sandbox);
    home.let_renewal_come();
    home.set("MINDFUL_ACCESS_TOKEN", "sandbox-token");
    assert_eq!(home.run(&["send-due"]).code, 0);
    assert_eq!(refreshes(&sandbox), 0);
}
