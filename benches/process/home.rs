//! A home with as many waiting messages as wanted: one that the program made, copied.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::turns;

/// A home of its own.
pub(crate) struct Home {
    folder: tempfile::TempDir,
    pub(crate) api_url: String,
}

impl Home {
    /// Makes a home in which so many messages wait for next week.
    pub(crate) fn with(messages: usize) -> Self {
        let home = Self::new("http://127.0.0.1:9/v1");
        home.fill(messages, "in 5 days", |_| "ada@example.com".to_owned());
        home
    }

    pub(crate) fn new(api_url: &str) -> Self {
        let home = Self { folder: tempfile::tempdir().unwrap(), api_url: api_url.to_owned() };
        std::fs::write(home.path().join("config.toml"), "[hours]\nwork = \"Mon-Sun 00:00-24:00\"\n").unwrap();
        // Whose zone is known is not looked up.
        let ada = "[ada]\nemail = \"ada@example.com\"\ntimezone = \"Europe/London\"\n";
        std::fs::write(home.path().join("people.toml"), ada).unwrap();
        home
    }

    /// Returns the id of one of the messages.
    pub(crate) fn id(number: usize) -> String {
        format!("m{number:09}")
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Returns a folder of the queue.
    pub(crate) fn folder(&self, name: &str) -> PathBuf {
        self.path().join("queue").join(name)
    }

    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = turns::command(env!("CARGO_BIN_EXE_mindful"));
        command.args(args).env_clear().env("MINDFUL_HOME", self.path()).env("MINDFUL_API_URL", &self.api_url);
        command.env("MINDFUL_ACCESS_TOKEN", "sandbox-token").env("TZ", "Europe/Berlin");
        command
    }

    /// Asks as a shell does while a person types.
    pub(crate) fn completion(&self, words: &[&str]) -> Command {
        let mut command = self.command(&["--", "mindful"]);
        command
            .args(words)
            .env("MINDFUL_COMPLETE", "zsh")
            .env("_CLAP_COMPLETE_INDEX", words.len().to_string());
        command
    }

    /// Schedules one message, copies its file, and takes the first away.
    pub(crate) fn fill(&self, messages: usize, at: &str, email: impl Fn(usize) -> String) {
        let mut schedule = self.command(&["schedule", "--to", "ada@example.com", "--at", at, "hello"]);
        assert!(schedule.status().unwrap().success());
        let first = std::fs::read_dir(self.folder("scheduled")).unwrap().next().unwrap().unwrap().path();
        let name = first.file_name().unwrap().to_str().unwrap().to_owned();
        let text = std::fs::read_to_string(&first).unwrap();
        let id = name.split('.').nth(1).unwrap();
        for number in 0..messages {
            let copy = self.folder("scheduled").join(name.replace(id, &Self::id(number)));
            let text = text.replace(id, &Self::id(number)).replace("ada@example.com", &email(number));
            std::fs::write(&copy, text).unwrap();
            #[cfg(unix)]
            std::fs::set_permissions(&copy, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
        }
        std::fs::remove_file(first).unwrap();
    }
}
