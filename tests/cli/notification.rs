//! A desktop's notifications on a session bus of their own. `tests/run` sees to it that D-Bus is there.

use std::collections::HashMap;
use std::io::{BufRead, BufReader};
use std::process::Stdio;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::{Duration, Instant};

use webex_sandbox::{Answer, Sandbox};
use zbus::zvariant::OwnedValue;

use crate::home::Home;
use crate::real::{Part, own};

const SERVICE: &str = "org.freedesktop.Notifications";

/// What a desktop shows: title and words.
type Shown = (String, String);

/// A notification service as the specification has it
/// (<https://specifications.freedesktop.org/notification-spec/latest/>).
struct Desktop(Sender<Shown>);

#[zbus::interface(name = "org.freedesktop.Notifications")]
impl Desktop {
    #[expect(clippy::too_many_arguments, reason = "the specification has so many")]
    fn notify(
        &self,
        _app: String,
        _replaces: u32,
        _icon: String,
        title: String,
        words: String,
        _actions: Vec<String>,
        _hints: HashMap<String, OwnedValue>,
        _expires: i32,
    ) -> u32 {
        self.0.send((title, words)).unwrap();
        1
    }
}

/// Starts a session bus and tells the home of it.
fn bus(home: &mut Home) -> (Part, String) {
    let mut bus = own("dbus-daemon", home);
    bus.args(["--session", "--nofork", "--print-address=1"]).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut bus = Part(bus.spawn().unwrap());
    let mut address = String::new();
    BufReader::new(bus.0.stdout.take().unwrap()).read_line(&mut address).unwrap();
    home.set("DBUS_SESSION_BUS_ADDRESS", address.trim());
    (bus, address.trim().to_owned())
}

fn desktop(address: &str) -> (zbus::blocking::Connection, Receiver<Shown>) {
    let (tell, shown) = channel();
    let connection = zbus::blocking::connection::Builder::address(address)
        .and_then(|builder| builder.name(SERVICE))
        .and_then(|builder| builder.serve_at("/org/freedesktop/Notifications", Desktop(tell)))
        .and_then(|builder| builder.build());
    (connection.unwrap(), shown)
}

#[test]
#[ignore = "needs dbus-daemon"]
fn notification_tells_a_desktop_once_of_a_message_that_failed_and_of_a_login_that_is_missing() {
    let sandbox = Sandbox::start();
    let mut home = Home::with_token(&sandbox);
    let (_bus, address) = bus(&mut home);
    let (_desktop, shown) = desktop(&address);
    sandbox.script("POST /v1/messages", Answer::status(400));
    let id = home.schedule(&["--to", "ada@example.com", "--at", "now", "hello"]);
    assert_eq!(home.run(&["send-due"]).code, 7);
    let (title, words) = shown.try_recv().expect("a notification");
    assert_eq!(title, "mindful: 1 message needs you");
    assert!(words.contains(&id) && words.contains("failed  Ada Lovelace: 400"), "{words}");
    assert_eq!(home.run(&["send-due"]).code, 0);
    home.schedule(&["--to", "ada@example.com", "--at", "now", "hello"]);
    home.unset("MINDFUL_ACCESS_TOKEN");
    assert_eq!(home.run(&["send-due"]).code, 3);
    let (title, words) = shown.try_recv().expect("a notification");
    assert_eq!((title.as_str(), words.contains("mindful login")), ("mindful cannot send", true), "{words}");
    assert_eq!(home.run(&["send-due"]).code, 3);
    home.set("MINDFUL_ACCESS_TOKEN", "sandbox-token");
    sandbox.script("GET /v1/people/me", Answer::status(503));
    assert_eq!(home.run(&["send-due"]).code, 6);
    assert!(shown.try_recv().is_err(), "said once; and the network is nobody's business");
}

#[test]
#[ignore = "needs dbus-daemon"]
fn notification_service_that_never_answers_holds_up_nothing() {
    let sandbox = Sandbox::start();
    let mut home = Home::with_token(&sandbox);
    let (_bus, address) = bus(&mut home);
    // It has the name and reads nothing.
    let hole = zbus::blocking::connection::Builder::address(address.as_str());
    let _hole = hole.and_then(|builder| builder.name(SERVICE)).and_then(|builder| builder.build()).unwrap();
    sandbox.script("POST /v1/messages", Answer::status(400));
    home.schedule(&["--to", "ada@example.com", "--at", "now", "hello"]);
    let began = Instant::now();
    assert_eq!(home.run(&["send-due"]).code, 7);
    let took = began.elapsed();
    assert!(took > Duration::from_secs(1) && took < Duration::from_secs(5), "{took:?}");
}
