//! A real terminal: what a person sees at 80 and at 40 columns, and what Ctrl-C does. `tests/run` brings tmux.

use std::cell::Cell;
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use unicode_width::UnicodeWidthStr;
use webex_sandbox::{Answer, Sandbox};

use crate::home::{GUARD, Home};

/// A shell in a terminal of its own.
pub(crate) struct Screen<'a> {
    home: &'a Home,
    name: String,
    runs: Cell<u32>,
}

impl<'a> Screen<'a> {
    pub(crate) fn start(home: &'a Home, columns: u16, lines: u16) -> Self {
        let screen = Self::with_shell(home, columns, lines, "sh");
        screen.keys("PS1='> '; clear");
        screen.wait_until(|shown| shown.trim() == ">");
        screen
    }

    pub(crate) fn with_shell(home: &'a Home, columns: u16, lines: u16, shell: &str) -> Self {
        static SCREENS: AtomicU32 = AtomicU32::new(0);
        let name = format!("screen-{}", SCREENS.fetch_add(1, Ordering::Relaxed));
        let screen = Self { home, name, runs: Cell::new(0) };
        let size = [columns.to_string(), lines.to_string()];
        screen.tmux(&["-f", "/dev/null", "new-session", "-d", "-x", &size[0], "-y", &size[1], shell]);
        screen.tmux(&["set-option", "-g", "status", "off"]);
        screen
    }

    pub(crate) fn tmux(&self, args: &[&str]) -> String {
        let program = std::path::Path::new(env!("CARGO_BIN_EXE_mindful")).parent().unwrap();
        let path = format!("{}:{GUARD}:{}", program.display(), std::env::var("PATH").unwrap());
        let mut tmux = Command::new("tmux");
        tmux.env_clear().envs(self.home.environment()).env("PATH", path).env("TMUX_TMPDIR", self.home.path());
        tmux.env("TERM", "xterm-256color").env("LC_ALL", "C.UTF-8").current_dir(self.home.path());
        let output = tmux.args(["-L", &self.name]).args(args).output().expect("tmux starts");
        String::from_utf8(output.stdout).unwrap()
    }

    /// Types a line.
    pub(crate) fn keys(&self, line: &str) {
        self.letters(line);
        self.press("Enter");
    }

    pub(crate) fn letters(&self, text: &str) {
        self.tmux(&["send-keys", "-l", "--", text]);
    }

    pub(crate) fn press(&self, key: &str) {
        self.tmux(&["send-keys", key]);
    }

    fn shown(&self) -> String {
        self.tmux(&["capture-pane", "-p"])
    }

    pub(crate) fn wait_until(&self, there: impl Fn(&str) -> bool) -> String {
        let deadline = Instant::now() + Duration::from_secs(20);
        loop {
            let shown = self.shown();
            if there(&shown) {
                return shown;
            }
            assert!(Instant::now() < deadline, "this is not what was waited for:\n{shown}");
        }
    }

    pub(crate) fn wait_for(&self, words: &str) -> String {
        self.wait_until(|shown| shown.contains(words))
    }

    /// Waits until what is typed is not shown: earlier keys would be thrown away.
    pub(crate) fn wait_until_unseen(&self) {
        let terminal = self.tmux(&["display-message", "-p", "#{pane_tty}"]);
        let deadline = Instant::now() + Duration::from_secs(20);
        loop {
            let modes = Command::new("stty").args(["-a", "-F", terminal.trim()]).output().unwrap();
            if String::from_utf8_lossy(&modes.stdout).contains("-echo ") {
                return;
            }
            assert!(Instant::now() < deadline, "what is typed can be seen");
        }
    }

    /// Runs a command on a clear screen; what it shows ends with its exit code.
    pub(crate) fn run(&self, line: &str) -> String {
        let run = self.runs.get() + 1;
        self.runs.set(run);
        self.keys(&format!("clear; {line}; echo \"[$?] {run}.\""));
        let end = format!("] {run}.");
        self.wait_until(|shown| shown.lines().any(|line| line.starts_with('[') && line.ends_with(&end)))
    }
}

impl Drop for Screen<'_> {
    fn drop(&mut self) {
        self.tmux(&["kill-server"]);
    }
}

fn offline() -> Home {
    let home = Home::new("http://127.0.0.1:1/v1");
    home.write(
        "people.toml",
        "[ada]\nemail = \"ada@example.com\"\nname = \"Ada Lovelace\"\ntimezone = \"Europe/London\"\n\
         [yamada]\nemail = \"yamada@example.com\"\nname = \"山田太郎\"\ntimezone = \"Asia/Tokyo\"\n\
         [zoe]\nemail = \"zoe@example.com\"\nname = \"Zoë 👩‍💻 of the far-away branch office\"\n\
         timezone = \"America/Argentina/Buenos_Aires\"\n",
    );
    home
}

#[test]
#[ignore = "needs tmux"]
fn terminal_table_fits_at_80_and_at_40_columns() {
    let home = offline();
    home.schedule(&["--to", "ada", "--at", "in 3 hours", "Shall we look at the numbers?"]);
    home.schedule(&[
        "--to",
        "yamada",
        "--at",
        "in 3 hours",
        "明日の会議についてお話ししたいことがあります。",
    ]);
    home.schedule(&["--to", "zoe", "--at", "in 3 hours", "🎉 Congratulations"]);
    for columns in [80, 40] {
        let screen = Screen::start(&home, columns, 40);
        let shown = screen.run("mindful list");
        for words in
            ["Ada Lovelace", "山田太郎", "London", "Tokyo", "in 3 h", "scheduled", "🎉 Congratulations"]
        {
            assert!(shown.contains(words), "{columns}: no {words}\n{shown}");
        }
        let state = shown.lines().filter(|line| line.contains("scheduled"));
        let columns: Vec<_> = state.map(|line| line.split("scheduled").next().unwrap().width()).collect();
        let aligned = columns.iter().all(|column| *column == columns[0]);
        assert!(aligned || !shown.contains("STATE"), "{shown}");
        assert!(shown.contains("STATE") == (shown.lines().any(|line| line.width() > 40)), "{shown}");
    }
}

#[test]
#[ignore = "needs tmux"]
fn terminal_shows_ids_as_short_as_they_may_be_and_a_pipe_gets_them_whole() {
    let sandbox = Sandbox::start();
    let home = Home::with_token(&sandbox);
    let screen = Screen::start(&home, 100, 40);
    let short = |shown: &str| {
        shown.lines().any(|line| line.split_whitespace().next().is_some_and(|id| id.len() == 4))
    };
    let shown = screen.run("mindful schedule --to ada@example.com --at now hello");
    assert!(short(&shown), "{shown}");
    let id = home.list(&[])[0]["id"].as_str().unwrap().to_owned();
    let shown = screen.run("mindful send-due");
    assert!(shown.contains(&format!("{}  sent", &id[..4])), "{shown}");
    let shown = screen.run("mindful schedule --to ada@example.com --at now hello | cat");
    assert!(!short(&shown) && shown.contains("Ada Lovelace"), "{shown}");
}

#[test]
#[ignore = "needs tmux"]
fn terminal_opens_no_editor_before_recipients_and_times_are_checked() {
    let mut home = offline();
    home.editor(
        "cp \"$1\" seen; printf 'hello\\n# not a note\\n' | cat - \"$1\" > \"$1.new\"; mv \"$1.new\" \"$1\"",
    );
    let screen = Screen::start(&home, 120, 24);
    for args in [
        "--to nobody --at 9am",
        "--to ada --at tommorow",
        "--to ada --tz Nowhere",
        "--to ada --not-after yesterday",
        "--to ada --hold-while nonsense",
        "--to ada --every fortnite",
        "--to ada --to yamada --id key",
    ] {
        let shown = screen.run(&format!("mindful schedule {args}"));
        assert!(shown.contains("error: ") && !shown.contains("[0]"), "{args}: {shown}");
        assert!(!home.path().join("seen").exists(), "{args}: {shown}");
    }
    screen.run("mindful schedule --to ada --to yamada --at '2027-03-01 09:30'");
    let seen = std::fs::read_to_string(home.path().join("seen")).unwrap();
    for line in ["# mindful: to Ada Lovelace <ada@example.com>: Mon 1 Mar 2027", "# mindful: to 山田太郎 <"]
    {
        assert!(seen.contains(line), "{seen}");
    }
    let texts: Vec<_> = home.list(&[]).into_iter().map(|message| message["text"].clone()).collect();
    assert_eq!(texts, ["hello\n# not a note", "hello\n# not a note"]);
    assert!(home.drafts().is_empty());
}

#[test]
#[ignore = "needs tmux"]
fn terminal_is_asked_before_all_messages_are_cancelled_and_ctrl_c_cancels_none() {
    let home = offline();
    home.schedule(&["--to", "ada", "--at", "in 3 hours", "one"]);
    home.schedule(&["--to", "yamada", "--at", "in 3 hours", "two"]);
    let screen = Screen::start(&home, 80, 24);
    screen.keys("mindful cancel --all; echo \"[$?]\"");
    let shown = screen.wait_for("Cancel 2 messages?");
    assert!(shown.contains("Ada Lovelace") && shown.contains("山田太郎"), "{shown}");
    let lines: Vec<&str> = shown.lines().filter(|line| line.ends_with("scheduled")).collect();
    let has_time = |line: &&str| line.contains(":") && line.contains(" · in 3 h");
    assert!(lines.len() == 2 && lines.iter().all(has_time), "{shown}");
    screen.press("C-c");
    screen.wait_for("[130]");
    assert_eq!(screen.tmux(&["display-message", "-p", "#{cursor_flag}"]).trim(), "1", "the cursor is back");
    screen.keys("clear; mindful cancel --all; echo \"[$?]\"");
    screen.wait_for("Cancel 2 messages?");
    screen.press("n");
    screen.wait_for("[1]");
    assert_eq!(home.ls("scheduled").len(), 2);
    screen.keys("clear; mindful cancel --all; echo \"[$?]\"");
    screen.wait_for("Cancel 2 messages?");
    screen.press("y");
    let shown = screen.wait_for("[0]");
    assert_eq!(home.ls("cancelled").len(), 2);
    // On a terminal every command shows ids as short as they may be typed.
    let id = home.list(&["--all"])[0]["id"].as_str().unwrap().to_owned();
    assert!(shown.contains(&format!("Cancelled {}  ", &id[..4])) && !shown.contains(&id), "{shown}");
    for command in ["show", "move --at 9am", "cancel", "restore", "move --at 9am", "retry"] {
        let shown = screen.run(&format!("mindful {command} {id} 2>&1 | cat; mindful {command} {}", &id[..4]));
        let (piped, shown) = shown.split_at(shown.rfind(&id).unwrap_or(0) + id.len());
        assert!(
            piped.contains(&id) && shown.contains(&id[..4]) && !shown.contains(&id),
            "{command}: {shown}"
        );
    }
}

#[test]
#[ignore = "needs tmux"]
fn terminal_shows_what_is_typed_again_after_ctrl_c_at_the_secret() {
    let sandbox = Sandbox::start();
    let home = Home::new(&sandbox.api_url());
    let screen = Screen::start(&home, 80, 24);
    screen.keys("mindful login --no-browser --client-id sandbox; echo \"[$?]\"");
    screen.wait_for("Client Secret (not shown)");
    screen.wait_until_unseen();
    screen.keys("sandbox-secret");
    screen.wait_for("Open this URL");
    screen.press("C-c");
    screen.wait_for("[130]");
    screen.keys("clear; mindful login --no-browser --client-id other; echo \"[$?]\"");
    screen.wait_for("Client Secret (not shown)");
    screen.wait_until_unseen();
    screen.press("C-c");
    screen.wait_for("[130]");
    screen.keys("echo can you se''e");
    screen.wait_for("echo can you se''e");
    screen.wait_for("can you see");
}

#[test]
#[ignore = "needs tmux"]
fn terminal_ctrl_c_in_the_editor_loses_neither_the_message_nor_a_word() {
    let mut home = offline();
    let id = home.schedule(&["--to", "ada", "--at", "in 3 hours", "first words"]);
    home.editor("printf 'half a sen' > \"$1\"; echo typing; exec sleep 60");
    let screen = Screen::start(&home, 80, 24);
    screen.keys(&format!("mindful edit {id}; echo \"[$?]\""));
    screen.wait_for("typing");
    screen.press("C-c");
    let shown = screen.wait_for("[130]");
    assert!(shown.contains("is kept in"), "{shown}");
    assert_eq!(home.drafts(), ["half a sen"]);
    let message = home.show(&id);
    assert_eq!(
        (message["text"].as_str(), message["state"].as_str()),
        (Some("first words"), Some("scheduled"))
    );
}

#[test]
#[ignore = "needs tmux"]
fn terminal_that_closes_while_the_editor_is_open_loses_neither_the_message_nor_a_word() {
    let mut home = offline();
    let id = home.schedule(&["--to", "ada", "--at", "in 3 hours", "first words"]);
    home.editor("printf 'half a sen' > \"$1\"; echo typing; exec sleep 60");
    let screen = Screen::start(&home, 80, 24);
    screen.keys(&format!("mindful edit {id}"));
    screen.wait_for("typing");
    drop(screen);
    let deadline = Instant::now() + Duration::from_secs(20);
    while home.ls("scheduled").is_empty() {
        assert!(Instant::now() < deadline, "{:?}", home.ls("held"));
    }
    assert_eq!(home.drafts(), ["half a sen"]);
}

#[test]
#[ignore = "needs tmux"]
fn terminal_without_colour_gets_none() {
    let home = offline();
    let screen = Screen::start(&home, 80, 24);
    let painted = |command: &str| {
        screen.run(command);
        screen.tmux(&["capture-pane", "-p", "-e"]).contains("\u{1b}[3")
    };
    assert!(painted("mindful show zzzz"), "an error is red");
    assert!(!painted("NO_COLOR=1 mindful show zzzz"));
    assert!(!painted("TERM=dumb mindful show zzzz"));
    assert!(!painted("mindful --color never show zzzz"));
    assert!(painted("NO_COLOR=1 mindful --color always show zzzz"));
    assert!(painted("mindful doctor") && !painted("NO_COLOR=1 mindful doctor"));
    assert!(!painted("mindful doctor | cat"), "a pipe gets no colour, whatever stderr is");
}

#[test]
#[ignore = "needs tmux"]
fn terminal_is_told_once_what_failed_while_nobody_watched() {
    let sandbox = Sandbox::start();
    let home = Home::with_token(&sandbox);
    sandbox.script("POST /v1/messages", Answer::status(400));
    let id = home.schedule(&["--to", "ada@example.com", "--at", "now", "hello"]);
    assert_eq!(home.run(&["send-due"]).code, 7);
    let screen = Screen::start(&home, 80, 24);
    let shown = screen.run("mindful when 'in 2 hours'");
    assert!(shown.contains("warning: ") && shown.contains(&id[..4]) && shown.contains("failed"), "{shown}");
    let shown = screen.run("mindful when 'in 2 hours'");
    assert!(!shown.contains("warning: "), "{shown}");
}

#[test]
#[ignore = "needs tmux"]
fn terminal_is_told_that_nothing_runs_send_due() {
    let sandbox = Sandbox::start();
    let home = Home::with_token(&sandbox);
    let ids =
        ["ada", "grace"].map(|to| home.schedule(&["--to", &format!("{to}@example.com"), "--at", "now", "x"]));
    for id in ids {
        home.backdate(&id, "2026-01-01T09:00:00Z");
    }
    let screen = Screen::start(&home, 120, 24);
    let shown = screen.run("mindful when 'in 2 hours'");
    assert!(shown.contains("nothing has ever run send-due; 2 messages are overdue"), "{shown}");
    let last = std::fs::File::create(home.data("last-run.toml")).unwrap();
    last.set_modified(std::time::SystemTime::now() - Duration::from_secs(3 * 3600)).unwrap();
    let shown = screen.run("mindful when 'in 2 hours'");
    assert!(shown.contains("nothing has run send-due for 3 h; 2 messages are overdue"), "{shown}");
    let shown = screen.run("mindful send-due; mindful when 'in 2 hours'");
    assert!(!shown.contains("overdue"), "{shown}");
}

#[test]
#[ignore = "needs tmux"]
fn terminal_shows_everybodys_clock_first_and_asks_before_more_than_ten_are_written_to() {
    let home = offline();
    let members: Vec<String> = (0..9).map(|number| format!("\"p{number}@example.com\"")).collect();
    let book = std::fs::read_to_string(home.data("people.toml")).unwrap();
    let all = format!("[groups]\nall = [\"ada\", \"yamada\", {}]\n", members.join(", "));
    home.write("people.toml", &format!("{book}{all}"));
    let screen = Screen::start(&home, 100, 40);
    let schedule =
        "clear; mindful schedule --to @all --at 'tomorrow 9am' --tz theirs 'Good morning'; echo \"[$?]\"";
    screen.keys(schedule);
    let shown = screen.wait_for("11 messages will be scheduled. Continue?");
    assert!(shown.contains("09:00 London") && shown.contains("09:00 Tokyo"), "{shown}");
    screen.press("n");
    screen.wait_for("[1]");
    assert!(home.ls("scheduled").is_empty());
    screen.keys(schedule);
    screen.wait_for("Continue?");
    screen.press("y");
    screen.wait_for("[0]");
    assert_eq!(home.ls("scheduled").len(), 11);
    let shown = screen.run("mindful schedule --to ada --to yamada --at 'tomorrow 9am' 'Only two'");
    assert!(shown.contains("THEIRS") && !shown.contains("Continue?"), "{shown}");
}

#[test]
#[ignore = "needs tmux"]
fn terminal_remarks_are_folded_at_blanks_and_no_address_is_taken_apart() {
    let home = offline();
    let screen = Screen::start(&home, 40, 40);
    let shown = screen.run("mindful show zzzz");
    assert!(
        shown.contains("\nhint: `mindful schedule --to WHO --at\n      WHEN TEXT` schedules a message"),
        "{shown}"
    );
    let shown = screen.run("mindful people list");
    assert!(shown.contains("\n        Europe/London · "), "{shown}");
}
