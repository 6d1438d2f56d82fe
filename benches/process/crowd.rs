//! A thousand messages that are due to a thousand people, against the Python SDK posting in a loop.

use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use webex_sandbox::{Person, Sandbox};

use crate::home::Home;
use crate::turns::peak;

const MESSAGES: usize = 1_000;

pub(crate) fn run() {
    println!("{MESSAGES} due to {MESSAGES} people:");
    let at_once = sent(Duration::ZERO, 8);
    println!("  no latency: {at_once:.2} s, {:.2} ms each, fsyncs included", at_once * 1e3 / MESSAGES as f64);
    let latency = Duration::from_millis(50);
    let (eight, sixteen) = (sent(latency, 8), sent(latency, 16));
    println!("  50 ms latency: {eight:.1} s; {sixteen:.1} s with concurrency = 16");
    match sdk(latency) {
        Some(sdk) => println!(
            "  the Python SDK's loop: {sdk:.1} s; mindful is {:.1}x as fast, {:.1}x with concurrency = 16",
            sdk / eight,
            sdk / sixteen
        ),
        None => println!("  the Python SDK is not there; tests/run installs it into target/sdk"),
    }
    let sandbox = sandbox(Duration::ZERO);
    let home = due(&sandbox, 8);
    println!("  peak memory: {} kB", peak(&home, &["send-due"]));
    assert_eq!(sandbox.messages().len(), MESSAGES);
}

fn sandbox(latency: Duration) -> Sandbox {
    let sandbox = Sandbox::builder().latency(latency).start().unwrap();
    for number in 0..MESSAGES {
        sandbox.add_person(Person::new(&format!("Person {number}"), &email(number), None));
    }
    sandbox
}

fn email(number: usize) -> String {
    format!("person{number}@example.com")
}

fn due(sandbox: &Sandbox, concurrency: usize) -> Home {
    let home = Home::new(&sandbox.api_url());
    home.fill(MESSAGES, "now", email);
    let settings =
        format!("[hours]\nwork = \"Mon-Sun 00:00-24:00\"\n[delivery]\nconcurrency = {concurrency}\n");
    std::fs::write(home.path().join("config.toml"), settings).unwrap();
    home
}

/// Sends them and returns the seconds it took.
fn sent(latency: Duration, concurrency: usize) -> f64 {
    let sandbox = sandbox(latency);
    let home = due(&sandbox, concurrency);
    let begun = Instant::now();
    assert!(home.command(&["send-due"]).status().unwrap().success());
    let time = begun.elapsed().as_secs_f64();
    assert_eq!(sandbox.messages().len(), MESSAGES);
    time
}

fn sdk(latency: Duration) -> Option<f64> {
    let python = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/target/sdk/bin/python"));
    if !python.exists() {
        return None;
    }
    let sandbox = sandbox(latency);
    let script = format!(
        "from webexpythonsdk import WebexAPI\napi = WebexAPI(access_token='sandbox-token', base_url='{}/')\n\
         for number in range({MESSAGES}):\n    api.messages.create(toPersonEmail=f'person{{number}}@example.com', text='hello')\n",
        sandbox.api_url()
    );
    let begun = Instant::now();
    assert!(Command::new(python).args(["-c", &script]).status().unwrap().success());
    assert_eq!(sandbox.messages().len(), MESSAGES);
    Some(begun.elapsed().as_secs_f64())
}
