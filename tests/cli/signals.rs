//! What ends a program at a question: whichever signal, at whichever question, the terminal is as it was and the
//! draft is named.

use std::fs::File;
use std::io::{Read, Write};
use std::os::fd::OwnedFd;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use nix::sys::termios::{LocalFlags, tcgetattr};
use webex_sandbox::Sandbox;

use crate::home::Home;

const PATIENCE: Duration = Duration::from_secs(20);

/// The program in a terminal of its own, which stays when the program ends.
struct Terminal {
    keys: File,
    modes: OwnedFd,
    child: Child,
    shown: Arc<Mutex<String>>,
}

impl Terminal {
    fn start(home: &Home, args: &[&str]) -> Self {
        let pty = nix::pty::openpty(None, None).expect("a terminal");
        let stream = || Stdio::from(pty.slave.try_clone().unwrap());
        let mut command = Command::new("setsid");
        command.arg("--ctty").arg(env!("CARGO_BIN_EXE_mindful")).args(args);
        command.env_clear().envs(home.environment()).env("TERM", "xterm").current_dir(home.path());
        let child = command.stdin(stream()).stdout(stream()).stderr(stream()).spawn().expect("setsid runs");
        let shown = Arc::new(Mutex::new(String::new()));
        let (mut output, seen) = (File::from(pty.master.try_clone().unwrap()), shown.clone());
        std::thread::spawn(move || {
            let mut buffer = [0; 4096];
            while let Ok(length @ 1..) = output.read(&mut buffer) {
                seen.lock().unwrap().push_str(&String::from_utf8_lossy(&buffer[..length]));
            }
        });
        Self { keys: File::from(pty.master), modes: pty.slave, child, shown }
    }

    fn shown(&self) -> String {
        self.shown.lock().unwrap().clone()
    }

    fn wait_until(&self, what: &str, there: impl Fn(&Self) -> bool) {
        let deadline = Instant::now() + PATIENCE;
        while !there(self) {
            assert!(Instant::now() < deadline, "not {what}:\n{}", self.shown());
            std::thread::yield_now();
        }
    }

    fn wait_for(&self, words: &str) {
        self.wait_until(words, |terminal| terminal.shown().contains(words));
    }

    fn keys(&mut self, keys: &str) {
        self.keys.write_all(keys.as_bytes()).unwrap();
    }

    fn signal(&self, signal: &str) {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args([signal, &id]).status().unwrap().success());
    }

    fn has(&self, flag: LocalFlags) -> bool {
        tcgetattr(&self.modes).unwrap().local_flags.contains(flag)
    }

    fn is_stopped(&self) -> bool {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id())).unwrap_or_default();
        stat.rsplit(") ").next().is_some_and(|rest| rest.starts_with('T'))
    }

    /// Waits for the end; returns its exit code.
    fn end(&mut self) -> Option<i32> {
        let deadline = Instant::now() + PATIENCE;
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status.code();
            }
            assert!(Instant::now() < deadline, "it does not end:\n{}", self.shown());
            std::thread::yield_now();
        }
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Ends a program in one of the ways there are.
fn interrupt(terminal: &mut Terminal, how: &str) {
    match how {
        "Ctrl-C" => terminal.keys("\u{3}"),
        signal => terminal.signal(signal),
    }
}

/// A login that was interrupted keeps what was typed.
fn forget_what_was_typed(home: &Home) {
    let _ = std::fs::remove_file(home.data("credentials.toml"));
}

const ENDS: [&str; 4] = ["Ctrl-C", "-INT", "-TERM", "-HUP"];
/// A race that is lost in a quarter of tries is not won so often by chance.
const TIMES: usize = 12;

#[test]
fn a_signal_at_the_first_and_at_the_second_question_leaves_the_terminal_as_it_was() {
    let home = Home::new("http://127.0.0.1:1/v1");
    for question in 1..=2 {
        for how in ENDS {
            for time in 0..TIMES {
                forget_what_was_typed(&home);
                let mut terminal = Terminal::start(&home, &["login", "--no-browser"]);
                terminal.wait_for("Client ID");
                if question == 2 {
                    terminal.keys("C0ffee\r");
                    terminal.wait_for("not shown");
                }
                interrupt(&mut terminal, how);
                let code = terminal.end();
                let name = format!("{how} at question {question}, try {time}");
                assert_eq!(code, Some(130), "{name}:\n{}", terminal.shown());
                for flag in [LocalFlags::ECHO, LocalFlags::ICANON, LocalFlags::ISIG] {
                    assert!(terminal.has(flag), "{name}: {flag:?} is lost");
                }
                assert!(!terminal.shown().contains("panicked"), "{name}");
            }
        }
    }
}

#[test]
fn a_signal_at_the_question_after_the_editor_names_the_draft() {
    let sandbox = Sandbox::start();
    let mut home = Home::with_token(&sandbox);
    home.editor("printf 'a long letter' > \"$1\"");
    let members: Vec<String> = (0..12).map(|number| format!("\"p{number}@example.com\"")).collect();
    home.write("people.toml", &format!("[groups]\nall = [{}]\n", members.join(", ")));
    for how in ENDS {
        for time in 0..3 {
            let mut terminal = Terminal::start(&home, &["schedule", "--to", "@all", "--at", "in 2 hours"]);
            terminal.wait_for("[y/N]");
            interrupt(&mut terminal, how);
            let code = terminal.end();
            let name = format!("{how}, try {time}");
            assert_eq!(code, Some(130), "{name}:\n{}", terminal.shown());
            terminal.wait_for("is kept in");
            assert!(terminal.has(LocalFlags::ECHO) && terminal.has(LocalFlags::ICANON), "{name}");
        }
    }
    assert_eq!((home.drafts().len(), home.ls("scheduled").len()), (12, 0));
}

#[test]
fn a_signal_while_the_editor_is_open_names_the_draft_once_it_ends() {
    let sandbox = Sandbox::start();
    let mut home = Home::with_token(&sandbox);
    home.editor("printf 'half a sen' > \"$1\"; trap 'exit 1' TERM; echo typing; while [ ! -e go ]; do sleep 0.05; done");
    for how in ["-TERM", "-HUP", "-INT"] {
        let mut terminal =
            Terminal::start(&home, &["schedule", "--to", "ada@example.com", "--at", "in 2 hours"]);
        terminal.wait_for("typing");
        terminal.signal(how);
        std::fs::write(home.path().join("go"), "").unwrap();
        let code = terminal.end();
        assert!(code == Some(130) || code == Some(0), "{how}: {code:?}\n{}", terminal.shown());
        if code == Some(130) {
            terminal.wait_for("is kept in");
        }
        std::fs::remove_file(home.path().join("go")).unwrap();
    }
}

#[test]
fn ctrl_z_at_the_secret_shows_what_is_typed_until_the_program_goes_on() {
    let sandbox = Sandbox::start();
    let home = Home::new(&sandbox.api_url());
    let mut terminal = Terminal::start(&home, &["login", "--no-browser", "--client-id", "sandbox"]);
    terminal.wait_for("not shown");
    for time in 0..3 {
        terminal.wait_until("hidden", |terminal| !terminal.has(LocalFlags::ECHO));
        terminal.signal("-TSTP");
        terminal.wait_until("stopped", Terminal::is_stopped);
        assert!(terminal.has(LocalFlags::ECHO), "the shell shows what is typed, try {time}");
        terminal.signal("-CONT");
    }
    terminal.wait_until("hidden", |terminal| !terminal.has(LocalFlags::ECHO));
    terminal.keys("sandbox-secret\r");
    terminal.wait_for("/authorize?");
    assert!(!terminal.shown().contains("sandbox-secret"));
    terminal.keys("\u{3}");
    assert_eq!(terminal.end(), Some(130));
    assert!(terminal.has(LocalFlags::ECHO));
}

#[test]
fn a_signal_after_a_question_still_ends_a_login() {
    let sandbox = Sandbox::start();
    let home = Home::new(&sandbox.api_url());
    for how in ENDS {
        forget_what_was_typed(&home);
        let mut terminal = Terminal::start(&home, &["login", "--no-browser", "--client-id", "sandbox"]);
        terminal.wait_for("not shown");
        terminal.wait_until("hidden", |terminal| !terminal.has(LocalFlags::ECHO));
        terminal.keys("sandbox-secret\r");
        terminal.wait_for("/authorize?");
        interrupt(&mut terminal, how);
        assert_eq!(terminal.end(), Some(130), "{how}");
    }
}

#[test]
fn what_was_typed_for_a_login_that_was_interrupted_needs_not_be_typed_again() {
    let sandbox = Sandbox::start();
    let home = Home::new(&sandbox.api_url());
    let mut terminal = Terminal::start(&home, &["login", "--no-browser"]);
    terminal.wait_for("Client ID");
    terminal.keys("sandbox\r");
    terminal.wait_for("not shown");
    terminal.keys("\u{3}");
    assert_eq!(terminal.end(), Some(130));
    let mut terminal = Terminal::start(&home, &["login", "--no-browser"]);
    terminal.wait_for("Using the client id sandbox, typed before");
    terminal.wait_for("not shown");
    assert!(!terminal.shown().contains("Client ID:"), "{}", terminal.shown());
    terminal.wait_until("hidden", |terminal| !terminal.has(LocalFlags::ECHO));
    terminal.keys("sandbox-secret\r");
    terminal.wait_for("/authorize?");
    terminal.keys("\u{3}");
    assert_eq!(terminal.end(), Some(130));
    // Without a terminal too; and once the login completes, it is no longer something that was typed.
    let login = crate::browser::Waiting::start(&home, &[]);
    crate::http::get(&login.consent());
    assert_eq!(login.end().code, 0);
    let kept = std::fs::read_to_string(home.data("credentials.toml")).unwrap();
    assert!(kept.contains("client = ") && !kept.contains("typed = "), "{kept}");
}

#[test]
fn a_secret_that_webex_refuses_is_asked_for_again() {
    let sandbox = Sandbox::start();
    let home = Home::new(&sandbox.api_url());
    let mut terminal = Terminal::start(&home, &["login", "--no-browser", "--client-id", "sandbox"]);
    terminal.wait_for("not shown");
    terminal.wait_until("hidden", |terminal| !terminal.has(LocalFlags::ECHO));
    terminal.keys("another-secret\r");
    terminal.wait_for("/authorize?");
    terminal.wait_for("code_challenge_method=S256");
    let shown = terminal.shown();
    let url = shown.split_whitespace().find(|word| word.contains("/authorize?")).unwrap().to_owned();
    let redirect = crate::http::get(&url).header("location").expect("a redirect").to_owned();
    crate::http::get(&redirect);
    assert_eq!(terminal.end(), Some(1), "{}", terminal.shown());
    let ran = home.run(&["login", "--client-id", "sandbox"]);
    assert!(ran.code == 2 && ran.stderr.contains("MINDFUL_CLIENT_SECRET"), "{ran:?}");
}

#[test]
fn an_integration_that_is_typed_leaves_the_login_that_is_there_intact() {
    let sandbox = Sandbox::start();
    let mut home = crate::browser::home(&sandbox);
    crate::browser::log_in(&home);
    home.unset("MINDFUL_CLIENT_ID");
    home.unset("MINDFUL_CLIENT_SECRET");
    let mut terminal = Terminal::start(&home, &["login", "--no-browser", "--client-id", "other"]);
    terminal.wait_for("not shown");
    terminal.wait_until("hidden", |terminal| !terminal.has(LocalFlags::ECHO));
    terminal.keys("other-secret\r");
    terminal.wait_for("/authorize?");
    terminal.keys("\u{3}");
    assert_eq!(terminal.end(), Some(130));
    home.age_tokens();
    home.schedule(&["--to", "ada@example.com", "--at", "now", "hello"]);
    assert_eq!(home.run(&["send-due"]).code, 0, "the tokens are renewed with the secret they were made with");
}
