//! `cargo run --example session`: records `docs/session.svg`, a short session in a real terminal against a Webex
//! on loopback. Needs tmux.

#![allow(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a recorder has a clock and tells what it did"
)]

mod svg;

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use webex_sandbox::Sandbox;

use svg::Frame;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

const COLUMNS: usize = 92;
const LINES: usize = 13;

const PEOPLE: &str = "\
[ada]
email = \"ada@example.com\"
name = \"Ada Lovelace\"
timezone = \"Europe/London\"
[grace]
email = \"grace@example.com\"
name = \"Grace Hopper\"
timezone = \"America/New_York\"
";

/// What is typed, and how long its output is shown. The last screen tells the whole story: it is the still picture.
const SCENES: [(&str, Duration); 4] = [
    (
        "mindful schedule --to ada --at \"tomorrow 9am\" --tz theirs \"Shall we look at the numbers?\"",
        Duration::from_secs(4),
    ),
    ("mindful schedule --to grace --at \"monday 10am\" --tz theirs \"Demo at noon\"", Duration::from_secs(3)),
    ("mindful list", Duration::from_secs(5)),
    ("mindful send --to grace --yes", Duration::from_secs(8)),
];

struct Terminal {
    home: tempfile::TempDir,
    sandbox: Sandbox,
    program: PathBuf,
}

fn main() -> Result<()> {
    let terminal = Terminal { home: tempfile::tempdir()?, sandbox: Sandbox::start(), program: program()? };
    terminal.prepare()?;
    let mut frames = Vec::new();
    for (line, pause) in SCENES {
        terminal.play(line, pause, &mut frames)?;
    }
    terminal.tmux(&["kill-server"])?;
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/session.svg");
    std::fs::write(&path, svg::drawn(&frames, COLUMNS, LINES))?;
    println!("drew {} frames into {}", frames.len(), path.display());
    Ok(())
}

/// Builds the program and finds it.
fn program() -> Result<PathBuf> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let built = Command::new(cargo)
        .args(["build", "--quiet", "--bin", "mindful"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .status()?;
    if !built.success() {
        return Err("the program cannot be built".into());
    }
    let beside = std::env::current_exe()?;
    let folder = beside.parent().and_then(Path::parent).ok_or("no target folder")?;
    Ok(folder.join("mindful"))
}

impl Terminal {
    fn prepare(&self) -> Result<()> {
        let folder = self.home.path().join("mindful");
        std::fs::create_dir(&folder)?;
        std::fs::write(folder.join("people.toml"), PEOPLE)?;
        let (columns, lines) = (COLUMNS.to_string(), LINES.to_string());
        self.tmux(&["-f", "/dev/null", "new-session", "-d", "-x", &columns, "-y", &lines, "sh"])?;
        self.tmux(&["set-option", "-g", "status", "off"])?;
        self.tmux(&["send-keys", "PS1='$ '; clear", "Enter"])?;
        self.wait_until(|shown| shown.trim() == "$")
    }

    fn tmux(&self, args: &[&str]) -> Result<String> {
        let folder = self.program.parent().ok_or("no folder")?.display().to_string();
        let mut tmux = Command::new("tmux");
        tmux.env_clear()
            .env("PATH", format!("{folder}:/usr/bin:/bin"))
            .env("HOME", self.home.path())
            .env("TMUX_TMPDIR", self.home.path())
            .env("DBUS_SESSION_BUS_ADDRESS", format!("unix:path={}/no-bus", self.home.path().display()))
            .env("TERM", "xterm-256color")
            .env("LC_ALL", "C.UTF-8")
            .env("TZ", "Europe/Berlin")
            .env("NO_PROXY", "127.0.0.1")
            .env("MINDFUL_HOME", self.home.path().join("mindful"))
            .env("MINDFUL_API_URL", self.sandbox.api_url())
            .env("MINDFUL_ACCESS_TOKEN", "sandbox-token");
        let output = tmux.args(["-L", "session"]).args(args).output()?;
        Ok(String::from_utf8(output.stdout)?)
    }

    /// Types a line in a few strokes, runs it, and looks at what it says.
    fn play(&self, line: &str, pause: Duration, frames: &mut Vec<Frame>) -> Result<()> {
        let words: Vec<&str> = line.trim_start_matches("clear; ").split_inclusive(' ').collect();
        if line.starts_with("clear") {
            self.tmux(&["send-keys", "clear", "Enter"])?;
            self.wait_until(|shown| shown.trim() == "$")?;
        }
        for word in words {
            self.tmux(&["send-keys", "-l", "--", word])?;
            let typed = word.trim_end().to_owned();
            self.wait_until(|shown| shown.replace('\n', "").contains(&typed))?;
            frames.push(self.frame(Duration::from_millis(150))?);
        }
        self.tmux(&["send-keys", "Enter"])?;
        self.wait_until(|shown| shown.trim_end().ends_with("\n$"))?;
        frames.push(self.frame(pause)?);
        Ok(())
    }

    fn frame(&self, shown_for: Duration) -> Result<Frame> {
        Ok(Frame { screen: self.tmux(&["capture-pane", "-e", "-p"])?, shown_for })
    }

    fn wait_until(&self, there: impl Fn(&str) -> bool) -> Result<()> {
        let deadline = Instant::now() + Duration::from_secs(20);
        while !there(&self.tmux(&["capture-pane", "-p"])?) {
            if Instant::now() > deadline {
                return Err(format!("not what was expected:\n{}", self.tmux(&["capture-pane", "-p"])?).into());
            }
        }
        Ok(())
    }
}
