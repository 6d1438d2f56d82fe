//! A Webex that says nothing: whatever the stage, a run ends within a minute and nothing is sent twice.

use std::time::{Duration, Instant};

use crate::home::{ALWAYS, Home};
use crate::wire::{Asked, Play, Stage, Wire, answer, at_post, me, posted};

/// Contract, section 3: never longer than a minute.
const MINUTE: Duration = Duration::from_secs(60);

/// Plays silence where `silent` says so, and answers as usual elsewhere.
fn silent(silent: impl Fn(&Asked) -> bool + Send + Sync + 'static) -> impl Fn(&Asked) -> Play {
    move |asked| match asked.stage {
        _ if silent(asked) => Play::Silence(Vec::new()),
        Stage::Whole if asked.is_post() => Play::Say(posted()),
        Stage::Whole if asked.line == "GET /v1/people/me" => Play::Say(me()),
        Stage::Whole => Play::Say(answer("404 Not Found", "", "")),
        Stage::Accepted | Stage::Head => Play::On,
    }
}

/// A home with so many messages due, each to somebody else.
fn home(wire: &Wire, messages: usize) -> Home {
    let mut home = Home::in_memory("http://127.0.0.1:1/v1");
    for number in 0..messages {
        home.schedule(&["--to", &format!("s{number}@example.com"), "--at", "now", "hello"]);
    }
    home.set("MINDFUL_ACCESS_TOKEN", "token");
    home.set("MINDFUL_API_URL", &wire.api_url());
    home
}

/// Runs `send-due` and expects an end in time; returns code and files by folder.
fn run(name: &str, home: &Home) -> (i32, usize, usize) {
    let began = Instant::now();
    let ran = home.run(&["send-due"]);
    println!("silence {name}: exit {} after {:.1} s", ran.code, began.elapsed().as_secs_f64());
    assert!(began.elapsed() < MINUTE, "{name}: {:?}", began.elapsed());
    assert!(ran.stderr.contains("hint: "), "{name}: {ran:?}");
    (ran.code, home.ls("scheduled").len(), home.ls("unconfirmed").len())
}

fn preflight(stage: Stage) {
    let wire = Wire::start(silent(move |asked| asked.stage == stage));
    let home = home(&wire, 2);
    assert_eq!(run(&format!("before the preflight, {stage:?}"), &home), (6, 2, 0));
    assert!(home.ls("scheduled").iter().all(|name| name.contains(".a0.")));
}

fn post(name: &str, stage: Stage, said: Vec<u8>) {
    let wire = Wire::start(at_post(stage, move |_| Play::Silence(said.clone())));
    let home = home(&wire, 1);
    assert_eq!(run(&format!("at the post, {name}"), &home), (7, 0, 1), "{name}");
    assert_eq!(wire.posts().len(), usize::from(stage == Stage::Whole), "{name}");
}

/// Twenty conversations, two at a time: those behind the silent ones are not even claimed.
fn many_posts() {
    let wire = Wire::start(at_post(Stage::Whole, |_| Play::Silence(Vec::new())));
    let home = home(&wire, 20);
    home.write("config.toml", &format!("{ALWAYS}[delivery]\nconcurrency = 2\n"));
    assert_eq!(run("at two of twenty posts", &home), (7, 18, 2));
    assert_eq!(wire.posts().len(), 2);
}

/// Everybody's presence is asked for, and nobody answers.
fn presence() {
    let wire = Wire::start(silent(|asked| asked.stage == Stage::Whole && asked.line.contains("?email=")));
    let home = home(&wire, 5);
    home.write("config.toml", &format!("{ALWAYS}[delivery]\nhold_while = [\"meeting\"]\n"));
    assert_eq!(run("at each presence", &home), (6, 5, 0));
    assert!(wire.posts().is_empty());
}

fn handshake() {
    let (mut home, id) = crate::tls::home();
    let began = Instant::now();
    let ran = crate::tls::silent_handshake(&mut home);
    println!("silence in the handshake: exit {} after {:.1} s", ran.code, began.elapsed().as_secs_f64());
    assert!(ran.code == 6 && began.elapsed() < MINUTE, "{ran:?}");
    assert_eq!(home.state(&id), "scheduled");
}

/// A machine that drops whatever comes: a listener whose queue is full.
fn black_hole() {
    let socket = socket2::Socket::new(socket2::Domain::IPV4, socket2::Type::STREAM, None).unwrap();
    socket.bind(&std::net::SocketAddr::from(([127, 0, 0, 1], 0)).into()).unwrap();
    socket.listen(0).unwrap();
    let address = socket.local_addr().unwrap().as_socket().unwrap();
    let wait = Duration::from_millis(300);
    let waiting: Vec<_> = std::iter::repeat_with(|| std::net::TcpStream::connect_timeout(&address, wait))
        .map_while(Result::ok)
        .collect();
    let mut home = Home::in_memory(&format!("http://{address}/v1"));
    home.schedule(&["--to", "ada@example.com", "--at", "now", "hello"]);
    home.set("MINDFUL_ACCESS_TOKEN", "token");
    assert_eq!(run("of the whole machine", &home), (6, 1, 0));
    drop(waiting);
}

/// A server that takes its time: proof and post, or proof, renewal and post, would be more than a minute together.
fn slow(is_old: bool) {
    let sandbox = webex_sandbox::Sandbox::start();
    let home = crate::browser::home(&sandbox);
    crate::browser::log_in(&home);
    let id = home.schedule(&["--to", "ada@example.com", "--at", "now", "--hold-while", "meeting", "hello"]);
    if is_old {
        home.age_tokens();
    }
    sandbox.set(|settings| settings.latency = Duration::from_secs(40));
    assert_eq!(run(&format!("of 40 s before each answer, token old: {is_old}"), &home), (6, 1, 0));
    assert!(home.ls("scheduled")[0].contains(".a0.") && sandbox.posts().is_empty(), "it was claimed");
    assert_eq!(home.state(&id), "scheduled");
}

#[test]
#[ignore = "takes a minute"]
fn a_server_that_answers_each_call_after_forty_seconds_is_waited_for_a_minute_in_all() {
    let running = [false, true].map(|is_old| std::thread::spawn(move || slow(is_old)));
    let failed = running.into_iter().filter_map(|test| test.join().err()).count();
    assert_eq!(failed, 0, "see above");
}

#[test]
#[ignore = "takes a minute"]
fn silence_at_any_stage_ends_within_a_minute() {
    let half = || posted()[..posted().len() / 2].to_vec();
    let tests: Vec<Box<dyn FnOnce() + Send>> = vec![
        Box::new(|| preflight(Stage::Accepted)),
        Box::new(|| preflight(Stage::Whole)),
        Box::new(|| post("the body unread", Stage::Head, Vec::new())),
        Box::new(|| post("nothing said", Stage::Whole, Vec::new())),
        Box::new(|| post("half a status line", Stage::Whole, b"HTTP/1.1 2".to_vec())),
        Box::new(|| {
            post("an informational answer", Stage::Whole, b"HTTP/1.1 103 Early Hints\r\n\r\n".to_vec())
        }),
        Box::new(move || post("half a body", Stage::Whole, half())),
        Box::new(many_posts),
        Box::new(presence),
        Box::new(handshake),
        Box::new(black_hole),
    ];
    // All at once: each of them waits, none works.
    let running: Vec<_> = tests.into_iter().map(std::thread::spawn).collect();
    let failed = running.into_iter().filter_map(|test| test.join().err()).count();
    assert_eq!(failed, 0, "see above");
}
