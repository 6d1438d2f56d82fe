//! `send-due`: every class of answer leads to its state, reason and exit code.

use std::time::Duration;

use serde_json::Value;
use webex_sandbox::{Answer, Sandbox};

use crate::home::{Home, ended};

/// Schedules one message to Ada for now.
fn due(home: &Home) -> String {
    home.schedule(&["--to", "ada@example.com", "--at", "now", "hello"])
}

/// Runs `send-due --json` and returns code and reports.
fn send(home: &Home) -> (i32, Vec<Value>) {
    let ran = home.run(&["send-due", "--json"]);
    let reports = serde_json::from_str(&ran.stdout).unwrap_or_else(|error| panic!("{error}: {ran:?}"));
    (ran.code, reports)
}

#[test]
fn a_due_message_arrives_once_with_exactly_its_text() {
    let sandbox = Sandbox::start();
    let home = Home::with_token(&sandbox);
    let text = "Grüße 👋\n  two  spaces\nand \"quotes\" \\ $HOME";
    let id = home.schedule(&["--to", "ada@example.com", "--at", "now", text]);
    let ran = home.run(&["send-due"]);
    assert_eq!((ran.code, ran.stdout.as_str(), ran.stderr.as_str()), (0, "", ""));
    let messages = sandbox.messages();
    assert_eq!(messages.len(), 1);
    assert_eq!((messages[0].to.as_str(), messages[0].text.as_deref()), ("ada@example.com", Some(text)));
    assert_eq!(
        sandbox.posts()[0].json(),
        serde_json::json!({ "toPersonEmail": "ada@example.com", "text": text })
    );
    let sent = home.list(&["--state", "sent"]);
    assert_eq!(sent[0]["id"], id.as_str());
    assert_eq!(sent[0]["webex_message_id"], messages[0].id.as_str());
    assert_eq!(home.run(&["send-due"]).code, 0);
    assert_eq!(sandbox.posts().len(), 1);
}

#[test]
fn what_is_not_due_stays_and_an_idle_run_asks_nothing() {
    let sandbox = Sandbox::start();
    let mut home = Home::with_token(&sandbox);
    let id = home.schedule(&["--to", "ada@example.com", "--at", "in 2 hours", "later"]);
    let before = sandbox.requests().len();
    home.unset("MINDFUL_ACCESS_TOKEN");
    home.set("MINDFUL_TOKEN_STORE", "keyring");
    let ran = home.run(&["send-due"]);
    assert_eq!((ran.code, ran.stdout.as_str(), ran.stderr.as_str()), (0, "", ""));
    assert_eq!(sandbox.requests().len(), before);
    assert_eq!(home.state(&id), "scheduled");
}

#[test]
fn every_class_of_answer_leads_to_its_state_and_exit_code() {
    let cases = [
        (200, "unconfirmed", 7), // No Webex message in it.
        (204, "unconfirmed", 7),
        (301, "scheduled", 6),
        (302, "scheduled", 6),
        (400, "failed", 7),
        (403, "failed", 7),
        (404, "failed", 7),
        (407, "scheduled", 6),
        (408, "unconfirmed", 7),
        (409, "failed", 7),
        (413, "failed", 7),
        (423, "scheduled", 6),
        (425, "scheduled", 6),
        (429, "scheduled", 6),
        (500, "unconfirmed", 7),
        (501, "failed", 7),
        (502, "unconfirmed", 7),
        (503, "scheduled", 6),
        (504, "unconfirmed", 7),
        (511, "scheduled", 6),
        (599, "unconfirmed", 7),
    ];
    for (status, state, code) in cases {
        let sandbox = Sandbox::start();
        let home = Home::with_token(&sandbox);
        let id = due(&home);
        sandbox.script("POST /v1/messages", Answer::status(status));
        let ran = home.run(&["send-due"]);
        assert_eq!((home.state(&id).as_str(), ran.code), (state, code), "{status}: {ran:?}");
        assert_eq!(sandbox.posts().len(), 1, "{status}");
    }
}

#[test]
fn a_broken_connection_after_the_request_left_is_unconfirmed_and_never_posted_again() {
    for (name, answer) in [
        ("reset before", Answer::reset_before()),
        ("reset after", Answer::reset_after()),
        ("close", Answer::close_after()),
        ("half", Answer::half()),
    ] {
        let sandbox = Sandbox::start();
        let home = Home::with_token(&sandbox);
        let id = due(&home);
        sandbox.script("POST /v1/messages", answer);
        let (code, reports) = send(&home);
        assert_eq!((code, reports[0]["outcome"].as_str()), (7, Some("unconfirmed")), "{name}");
        assert_eq!(home.run(&["send-due"]).code, 0, "{name}");
        assert_eq!((sandbox.posts().len(), home.state(&id).as_str()), (1, "unconfirmed"), "{name}");
    }
}

#[test]
fn a_refusal_keeps_webexs_words_and_tracking_id() {
    let sandbox = Sandbox::start();
    let home = Home::with_token(&sandbox);
    let id = home.schedule(&["--to", "nobody@example.com", "--at", "now", "hello"]);
    let ran = home.run(&["send-due"]);
    assert_eq!(ran.code, 7);
    assert!(ran.stderr.contains("Failed to find user with specified email address."), "{ran:?}");
    let shown = home.show(&id);
    assert_eq!(shown["state"], "failed");
    assert_eq!(shown["attempts"][0]["outcome"], "failed");
    assert!(shown["attempts"][0]["tracking_id"].as_str().unwrap().starts_with("ROUTER_"));
}

#[test]
fn a_failed_preflight_touches_nothing() {
    let page = "<html>Welcome to Hotel Wifi</html>";
    for (name, answer, code) in [
        ("portal redirect", Answer::status(302).header("Location", "http://portal.example/"), 6),
        ("portal page", Answer::status(200).header("content-type", "text/html").body(page), 6),
        ("511", Answer::status(511).body(page), 6),
        ("500", Answer::status(500), 6),
        ("429", Answer::status(429).header("Retry-After", "3"), 6),
        ("reset", Answer::reset_before(), 6),
        ("closed", Answer::close_after(), 6),
        ("half an answer", Answer::half(), 6),
        ("nobody", Answer::status(200).json(&serde_json::json!({})), 6),
        ("401", Answer::status(401), 3),
    ] {
        let sandbox = Sandbox::start();
        let home = Home::with_token(&sandbox);
        let id = due(&home);
        sandbox.script("GET /v1/people/me", answer);
        let ran = home.run(&["send-due"]);
        assert_eq!(ran.code, code, "{name}: {ran:?}");
        assert!(ran.stderr.starts_with("error: ") && ran.stderr.contains("hint: "), "{name}: {ran:?}");
        assert!(sandbox.posts().is_empty());
        let shown = home.show(&id);
        assert_eq!(
            (shown["state"].as_str(), shown["attempts"].as_array().unwrap().len()),
            (Some("scheduled"), 0)
        );
        assert!(home.ls("scheduled")[0].ends_with(".a0.toml"), "{name}");
    }
}

#[test]
fn no_network_is_exit_6_and_touches_nothing() {
    let sandbox = Sandbox::start();
    let mut home = Home::with_token(&sandbox);
    let id = due(&home);
    home.set("MINDFUL_API_URL", &format!("http://127.0.0.1:{}/v1", crate::browser::free_port()));
    let ran = home.run(&["send-due"]);
    assert_eq!(ran.code, 6, "{ran:?}");
    assert_eq!(home.state(&id), "scheduled");
}

#[test]
fn a_clock_that_is_wrong_sends_nothing() {
    for minutes in [-6, 6, -24 * 60, 24 * 60] {
        let sandbox = Sandbox::start();
        let home = Home::with_token(&sandbox);
        // By a wrong clock these seem late, and too late to be of use.
        home.write(
            "people.toml",
            "[grace]\nemail = \"grace@example.com\"\noff = [\"2020-01-01..2039-12-31\"]\n",
        );
        let late = home.schedule(&["--to", "grace@example.com", "--at", "now", "hello"]);
        let expired = due(&home);
        due(&home);
        let ago = |span: chrono::TimeDelta| (chrono::Utc::now() - span).format("%FT%TZ").to_string();
        home.backdate(&late, &ago(chrono::TimeDelta::hours(1)));
        home.backdate(&expired, &ago(chrono::TimeDelta::days(4)));
        let before = home.ls("scheduled");
        sandbox.set(|settings| settings.date_skew = chrono::TimeDelta::minutes(minutes));
        let ran = home.run(&["send-due"]);
        assert_eq!(ran.code, 6);
        assert!(ran.stderr.contains("clock is wrong") && sandbox.posts().is_empty(), "{ran:?}");
        assert_eq!(home.ls("scheduled"), before, "{minutes}");
    }
}

#[test]
fn not_logged_in_is_exit_3_and_loses_nothing() {
    let sandbox = Sandbox::start();
    let mut home = Home::with_token(&sandbox);
    let id = due(&home);
    home.unset("MINDFUL_ACCESS_TOKEN");
    let ran = home.run(&["send-due"]);
    assert_eq!(ran.code, 3, "{ran:?}");
    assert!(ran.stderr.contains("mindful login"));
    assert_eq!(home.state(&id), "scheduled");
}

#[test]
fn a_limit_pauses_the_account_and_the_next_run_does_not_even_ask() {
    let sandbox = Sandbox::start();
    let home = Home::with_token(&sandbox);
    due(&home);
    sandbox.script("POST /v1/messages", Answer::status(429).header("Retry-After", "3600").body("<html>"));
    assert_eq!(home.run(&["send-due"]).code, 6);
    let asked = sandbox.requests().len();
    let ran = home.run(&["send-due"]);
    assert_eq!((ran.code, ran.stdout.as_str(), ran.stderr.as_str()), (6, "", ""));
    assert_eq!(sandbox.requests().len(), asked);
    assert!(home.ls("scheduled")[0].ends_with(".a0.toml"));
}

#[test]
fn retry_after_decides_when_a_deferred_message_is_looked_at_again() {
    let sandbox = Sandbox::start();
    let home = Home::with_token(&sandbox);
    due(&home);
    sandbox.script("POST /v1/messages", Answer::status(503).header("Retry-After", "1800"));
    let (code, reports) = send(&home);
    assert_eq!(code, 6);
    let until: chrono::DateTime<chrono::Utc> = reports[0]["not_before"].as_str().unwrap().parse().unwrap();
    let wait = until - chrono::Utc::now();
    assert!(wait > chrono::TimeDelta::minutes(29) && wait <= chrono::TimeDelta::minutes(40), "{wait}");
    assert!(home.ls("scheduled")[0].ends_with(".a1.toml"));
    assert_eq!(home.run(&["send-due"]).code, 0);
    assert_eq!(sandbox.posts().len(), 1);
}

#[test]
fn a_refused_token_is_renewed_once_and_the_message_goes() {
    let sandbox = Sandbox::start();
    let home = crate::browser::home(&sandbox);
    crate::browser::log_in(&home);
    let id = due(&home);
    sandbox.script("POST /v1/messages", Answer::status(401));
    assert_eq!(home.run(&["send-due"]).code, 0);
    assert_eq!((home.state(&id).as_str(), sandbox.messages().len()), ("sent", 1));
}

#[test]
fn messages_to_one_conversation_arrive_in_order_and_one_at_a_time() {
    let sandbox = Sandbox::start();
    let home = Home::with_token(&sandbox);
    let texts: Vec<String> = (0..6).map(|number| format!("number {number}")).collect();
    for text in &texts {
        home.schedule(&["--to", "ada@example.com", "--at", "now", text]);
        home.schedule(&["--space", "room-1", "--at", "now", text]);
    }
    assert_eq!(home.run(&["send-due"]).code, 0);
    for to in ["ada@example.com", "room-1"] {
        let arrived: Vec<_> = sandbox.messages().into_iter().filter(|message| message.to == to).collect();
        let arrived: Vec<_> = arrived.into_iter().filter_map(|message| message.text).collect();
        assert_eq!(arrived, texts, "{to}");
    }
}

#[test]
fn a_deferred_message_holds_back_those_behind_it_in_its_conversation_only() {
    let sandbox = Sandbox::start();
    let home = Home::with_token(&sandbox);
    sandbox.script_to("ada@example.com", Answer::status(503).header("Retry-After", "600"));
    let first = due(&home);
    let second = due(&home);
    let other = home.schedule(&["--to", "grace@example.com", "--at", "now", "hello"]);
    for _ in 0..2 {
        home.run(&["send-due"]);
        let states = [&first, &second, &other].map(|id| home.state(id));
        assert_eq!(states, ["scheduled", "scheduled", "sent"]);
    }
    assert_eq!(sandbox.posts().len(), 2);
}

#[test]
fn several_conversations_are_written_to_at_once() {
    let sandbox = Sandbox::start();
    let home = Home::with_token(&sandbox);
    for to in ["ada@example.com", "grace@example.com", "alan@example.com"] {
        home.schedule(&["--to", to, "--at", "now", "hello"]);
        sandbox.script_to(to, Answer::pass().delay(Duration::from_millis(500)));
    }
    assert_eq!(home.run(&["send-due"]).code, 0);
    let posts = sandbox.posts();
    let spread =
        posts.iter().map(|post| post.at).max().unwrap() - posts.iter().map(|post| post.at).min().unwrap();
    assert!(spread < Duration::from_millis(500), "the third waited for the first: {spread:?}");
}

#[test]
fn a_run_beside_a_running_one_ends_at_once_with_0() {
    let sandbox = Sandbox::start();
    let home = Home::with_token(&sandbox);
    due(&home);
    sandbox.script("POST /v1/messages", Answer::pass().delay(Duration::from_secs(2)));
    let first = home.start(&["send-due"]);
    sandbox.wait_for_requests(1, "/v1/messages");
    let ran = home.run(&["send-due"]);
    assert_eq!((ran.code, ran.stdout.as_str(), ran.stderr.as_str()), (0, "", ""));
    assert_eq!(ended(first).code, 0);
    assert_eq!(sandbox.posts().len(), 1);
}

#[test]
fn fifty_runs_at_once_send_each_message_once() {
    let sandbox = Sandbox::start();
    let home = Home::with_token(&sandbox);
    for to in ["ada@example.com", "grace@example.com", "alan@example.com", "ada@example.com"] {
        home.schedule(&["--to", to, "--at", "now", "hello"]);
    }
    let runs: Vec<_> = (0..50).map(|_| home.start(&["send-due"])).collect();
    for run in runs {
        let ran = ended(run);
        assert_eq!(ran.code, 0, "{ran:?}");
    }
    assert_eq!((sandbox.posts().len(), sandbox.messages().len()), (4, 4));
}

#[test]
fn a_killed_run_leaves_an_unconfirmed_message_and_never_two_posts() {
    let sandbox = Sandbox::start();
    let home = Home::with_token(&sandbox);
    let id = due(&home);
    sandbox.script("POST /v1/messages", Answer::silence());
    let mut run = home.start(&["send-due"]);
    sandbox.wait_for_requests(1, "/v1/messages");
    assert_eq!(home.state(&id), "sending");
    run.kill().unwrap();
    run.wait().unwrap();
    let (code, reports) = send(&home);
    assert_eq!((code, reports[0]["outcome"].as_str()), (7, Some("unconfirmed")));
    assert_eq!(home.state(&id), "unconfirmed");
    assert_eq!(home.run(&["send-due"]).code, 0);
    assert_eq!(sandbox.posts().len(), 1);
}

#[test]
fn late_outside_their_hours_waits_and_any_time_goes() {
    let sandbox = Sandbox::start();
    let home = Home::with_token(&sandbox);
    home.write("people.toml", "[ada]\nemail = \"ada@example.com\"\ntimezone = \"Europe/London\"\noff = [\"2020-01-01..2039-12-31\"]\n");
    let waits = due(&home);
    let goes = home.schedule(&["--to", "grace@example.com", "--any-time", "--at", "now", "hello"]);
    let an_hour_ago = chrono::Utc::now() - chrono::TimeDelta::hours(1);
    for id in [&waits, &goes] {
        home.backdate(id, &an_hour_ago.format("%FT%TZ").to_string());
    }
    let ran = home.run(&["send-due"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert_eq!((home.state(&waits).as_str(), home.state(&goes).as_str()), ("scheduled", "sent"));
    assert!(home.show(&waits)["not_before"].is_string());
}

#[test]
fn later_than_give_up_is_expired_and_exit_7() {
    let sandbox = Sandbox::start();
    let home = Home::with_token(&sandbox);
    let id = due(&home);
    let long_ago = chrono::Utc::now() - chrono::TimeDelta::days(4);
    home.backdate(&id, &long_ago.format("%FT%TZ").to_string());
    let (code, reports) = send(&home);
    assert_eq!((code, reports[0]["outcome"].as_str()), (7, Some("expired")));
    assert_eq!((home.state(&id).as_str(), sandbox.posts().len()), ("expired", 0));
}

#[test]
fn a_file_that_cannot_be_read_is_set_aside_and_stops_nothing_else() {
    let sandbox = Sandbox::start();
    let home = Home::with_token(&sandbox);
    let good = due(&home);
    let folder = home.data("queue/scheduled");
    std::fs::write(folder.join("20261101T090000Z.aaaaaaaaaa.a0.toml"), "version = 1\nid = \"aaaa").unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink("/etc/passwd", folder.join("20261101T090000Z.bbbbbbbbbb.a0.toml")).unwrap();
    let ran = home.run(&["send-due"]);
    assert_eq!(ran.code, 7, "{ran:?}");
    assert!(ran.stderr.contains("aaaaaaaaaa") && ran.stderr.contains("damaged"), "{ran:?}");
    assert_eq!(home.state(&good), "sent");
    assert_eq!(home.ls("damaged").len(), 2);
}

#[test]
fn a_name_that_does_not_fit_the_grammar_is_never_sent() {
    let sandbox = Sandbox::start();
    let home = Home::with_token(&sandbox);
    let id = due(&home);
    let folder = home.data("queue/scheduled");
    let name = home.ls("scheduled").remove(0);
    let text = std::fs::read(folder.join(&name)).unwrap();
    for copy in
        [format!("{name}~"), format!(".{name}.swp"), format!("copy of {name}"), name.replace(".a0.", ".a00.")]
    {
        std::fs::write(folder.join(copy), &text).unwrap();
    }
    home.run(&["send-due"]);
    assert_eq!((sandbox.posts().len(), home.state(&id).as_str()), (1, "sent"));
}

#[test]
fn a_dry_run_says_what_would_go_and_sends_nothing() {
    let sandbox = Sandbox::start();
    let home = Home::with_token(&sandbox);
    let id = due(&home);
    let before = sandbox.requests().len();
    let ran = home.run(&["send-due", "--dry-run"]);
    assert_eq!(ran.code, 0);
    assert!(ran.stderr.contains(&id), "{ran:?}");
    assert!(sandbox.requests().len() == before && home.state(&id) == "scheduled");
}

#[test]
fn a_limit_sends_so_many_and_leaves_the_rest() {
    let sandbox = Sandbox::start();
    let home = Home::with_token(&sandbox);
    for to in ["ada@example.com", "grace@example.com", "alan@example.com"] {
        home.schedule(&["--to", to, "--at", "now", "hello"]);
    }
    assert_eq!(home.run(&["send-due", "--limit", "2"]).code, 0);
    assert_eq!((sandbox.messages().len(), home.ls("scheduled").len()), (2, 1));
}

#[test]
fn a_closed_stdout_and_stderr_change_nothing_that_happens() {
    let sandbox = Sandbox::start();
    let home = Home::with_token(&sandbox);
    due(&home);
    let bad = home.schedule(&["--to", "nobody@example.com", "--at", "now", "hello"]);
    let mut run = home.start(&["send-due", "--json"]);
    drop((run.stdout.take(), run.stderr.take()));
    assert_eq!(run.wait().unwrap().code(), Some(7));
    assert_eq!((sandbox.messages().len(), home.state(&bad).as_str()), (1, "failed"));
}

#[test]
fn an_unconfirmed_message_is_found_where_the_scope_allows_to_look() {
    let sandbox = Sandbox::start();
    let home = crate::browser::home(&sandbox);
    sandbox.set(|settings| {
        settings.granted_scopes = Some(
            ["spark:messages_write", "spark:people_read", "spark:messages_read"].map(str::to_owned).to_vec(),
        );
    });
    crate::browser::log_in(&home);
    let id = due(&home);
    sandbox.script("POST /v1/messages", Answer::close_after());
    assert_eq!(home.run(&["send-due"]).code, 7);
    // Found needs no wait: what is there is there.
    assert_eq!(home.run(&["send-due"]).code, 0);
    let shown = home.show(&id);
    assert_eq!(shown["state"], "sent");
    assert_eq!(shown["webex_message_id"], sandbox.messages()[0].id.as_str());
    assert_eq!(sandbox.posts().len(), 1);
}
