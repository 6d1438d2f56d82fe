//! The world, read once: environment, clock, folders and streams.
//!
//! Nothing else in the crate asks for these; they are passed on as values.

use std::collections::HashMap;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};

use crate::config::Config;
use crate::failure::Failure;
use crate::http::Seen;

/// Where everything of one home is kept.
#[derive(Debug, Clone)]
pub struct Paths {
    /// Settings and the address book.
    pub config: PathBuf,
    /// Queue and account facts.
    pub data: PathBuf,
    /// What sets this home apart from the default one, for keyring entries and timers: `MINDFUL_HOME`, or a data folder that
    /// XDG_DATA_HOME moved.
    pub home: Option<PathBuf>,
}

impl Paths {
    /// Returns the settings file.
    #[must_use]
    pub fn config_file(&self) -> PathBuf {
        self.config.join("config.toml")
    }

    /// Returns the address book.
    #[must_use]
    pub fn people_file(&self) -> PathBuf {
        self.config.join("people.toml")
    }

    /// Returns the folder of the queue.
    #[must_use]
    pub fn queue(&self) -> PathBuf {
        self.data.join("queue")
    }

    /// Returns the file of account facts that are not secret.
    #[must_use]
    pub fn account_file(&self) -> PathBuf {
        self.data.join("account.toml")
    }

    /// Returns what the Webex directory said of people.
    #[must_use]
    pub fn directory_file(&self) -> PathBuf {
        self.data.join("directory.toml")
    }

    /// Returns the file that is locked by whoever changes the tokens.
    #[must_use]
    pub fn refresh_lock(&self) -> PathBuf {
        self.data.join("refresh.lock")
    }

    /// Returns the file that remembers by which names this home has kept entries in the keyring.
    #[must_use]
    pub fn keyring_file(&self) -> PathBuf {
        self.data.join("keyring.toml")
    }

    /// Returns the data folder of the default home.
    #[must_use]
    pub fn default_data() -> Option<PathBuf> {
        from_system().ok().map(|paths| paths.data)
    }

    /// Returns the file store of secrets, used only by choice.
    #[must_use]
    pub fn credentials_file(&self) -> PathBuf {
        self.data.join("credentials.toml")
    }
}

/// The environment, the clock and the folders of this run.
#[derive(Debug, Clone)]
pub struct Context {
    /// The moment this run began; every decision of the run uses it.
    pub now: DateTime<Utc>,
    /// Folders of this home.
    pub paths: Paths,
    /// Settings: file, environment and defaults.
    pub config: Config,
    /// Why the settings cannot be read, and `config` holds defaults; most commands end with it.
    pub unread_settings: Option<Failure>,
    /// Whether standard input is a terminal.
    pub stdin_is_terminal: bool,
    /// Whether standard error is a terminal.
    pub stderr_is_terminal: bool,
    /// Whether standard output is a terminal.
    pub stdout_is_terminal: bool,
    /// When this process began, by a clock that nobody sets.
    pub started: std::time::Instant,
    /// What Webex's answers have shown since.
    pub seen: Seen,
    environment: HashMap<String, String>,
}

impl Context {
    /// Reads the environment, the clock and the settings.
    ///
    /// # Errors
    /// A home that cannot be found.
    #[expect(clippy::disallowed_methods, reason = "the one place that reads environment and clock")]
    pub fn read() -> Result<Self, Failure> {
        let environment = environment()?;
        if let Some(folder) = environment.get("TZDIR").filter(|folder| !folder.is_empty()) {
            crate::schedule::zone::use_folder(folder.into());
        }
        let paths = paths(&environment)?;
        let settings = check_homes(&paths).and_then(|()| Config::read(&paths.config_file(), &environment));
        let (config, unread_settings) = match settings {
            Ok(config) => (config, None),
            Err(failure) => (Config::of(&environment)?, Some(failure)),
        };
        Ok(Self {
            now: Utc::now(),
            paths,
            config,
            unread_settings,
            stdin_is_terminal: std::io::stdin().is_terminal(),
            stderr_is_terminal: std::io::stderr().is_terminal(),
            stdout_is_terminal: std::io::stdout().is_terminal(),
            started: std::time::Instant::now(),
            seen: Seen::default(),
            environment,
        })
    }

    /// Returns a clock for stamps within this run: it starts at `now` and never goes back.
    pub fn clock(&self) -> impl Fn() -> DateTime<Utc> + use<> {
        let (now, started) = (self.now, std::time::Instant::now());
        move || now + started.elapsed()
    }

    /// Returns a measure of how long ago this run began, by the clock on the wall: a machine that slept shows in
    /// it, and a clock that was set.
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the clock")]
    pub fn age(&self) -> impl Fn() -> chrono::TimeDelta + use<> {
        let began = self.now;
        move || Utc::now() - began
    }

    /// Returns until when Webex limits this account, as an answer to this process told; `None` if none did, or that
    /// is over.
    #[must_use]
    pub fn limited_until(&self) -> Option<DateTime<Utc>> {
        let left = self.seen.limit()?;
        Some(self.now + self.age()() + left)
    }

    /// Returns this context as if the process began now: for a run that goes on for long.
    #[must_use]
    pub fn renewed(&self) -> Self {
        Self { now: self.now + self.age()(), started: std::time::Instant::now(), ..self.clone() }
    }

    /// Returns a variable of the environment that is set and not empty.
    #[must_use]
    pub fn variable(&self, name: &str) -> Option<&str> {
        self.environment.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }

    /// Returns the zone of the person at this terminal: settings, then `TZ`, then the system.
    ///
    /// # Errors
    /// A `TZ` that isn't a time zone: exit code 2.
    pub fn my_zone_name(&self) -> Result<String, Failure> {
        match (&self.config.timezone, self.variable("TZ")) {
            (Some(name), _) => Ok(name.clone()),
            (None, Some(tz)) => crate::schedule::zone::of_variable(tz),
            (None, None) => Ok(crate::schedule::zone::of_system()),
        }
    }
}

/// The variables whose value is used. One that can't be used as it is stops every command: the default in its place
/// could be another account.
const USED: [&str; 24] = [
    "MINDFUL_HOME",
    "MINDFUL_API_URL",
    "MINDFUL_CLIENT_ID",
    "MINDFUL_CLIENT_SECRET",
    "MINDFUL_ACCESS_TOKEN",
    "WEBEX_ACCESS_TOKEN",
    "MINDFUL_TOKEN_STORE",
    "MINDFUL_LOG",
    "BROWSER",
    "NO_COLOR",
    "TZ",
    "TZDIR",
    "EDITOR",
    "VISUAL",
    "HTTPS_PROXY",
    "https_proxy",
    "HTTP_PROXY",
    "http_proxy",
    "ALL_PROXY",
    "all_proxy",
    "NO_PROXY",
    "no_proxy",
    "SSL_CERT_FILE",
    "SSL_CERT_DIR",
];

/// Secrets often come from a file that ends with a line break, which is not part of them.
const SECRETS: [&str; 3] = ["MINDFUL_CLIENT_SECRET", "MINDFUL_ACCESS_TOKEN", "WEBEX_ACCESS_TOKEN"];

#[expect(clippy::disallowed_methods, reason = "the one place that reads the environment")]
fn environment() -> Result<HashMap<String, String>, Failure> {
    let mut read = HashMap::new();
    for (name, value) in std::env::vars_os() {
        let Ok(name) = name.into_string() else { continue };
        let is_used = USED.contains(&name.as_str());
        match value.into_string() {
            Ok(value) => {
                if is_used {
                    check_variable(&name, &value)?;
                }
                read.insert(name, value);
            }
            Err(_) if is_used => return Err(unusable(&name, "is not valid UTF-8")),
            Err(_) => {}
        }
    }
    Ok(read)
}

fn check_variable(name: &str, value: &str) -> Result<(), Failure> {
    let text = if SECRETS.contains(&name) { value.trim() } else { value };
    if text.chars().any(char::is_control) {
        return Err(unusable(name, "holds a line break or another control character"));
    }
    Ok(())
}

fn unusable(name: &str, why: &str) -> Failure {
    // The value may be a secret, and may be meant for the terminal.
    Failure::usage(format!("the environment variable {name} {why}"))
        .hint(format!("set it again, or unset {name}"))
}

fn check_homes(paths: &Paths) -> Result<(), Failure> {
    crate::disk::check_home(&paths.config)?;
    if paths.data == paths.config { Ok(()) } else { crate::disk::check_home(&paths.data) }
}

fn paths(environment: &HashMap<String, String>) -> Result<Paths, Failure> {
    match environment.get("MINDFUL_HOME").filter(|home| !home.is_empty()) {
        Some(home) => under(Path::new(home)),
        None => from_system(),
    }
}

fn under(home: &Path) -> Result<Paths, Failure> {
    let home = std::path::absolute(home).map_err(|error| {
        Failure::usage("MINDFUL_HOME is relative to a folder that is gone")
            .because(&error)
            .hint("set MINDFUL_HOME to an absolute path, or change to another folder")
    })?;
    // The keyring's entries carry this name: `/dir/` and `/dir` are one home.
    let home: PathBuf = home.components().collect();
    Ok(Paths { config: home.clone(), data: home.clone(), home: Some(home) })
}

fn from_system() -> Result<Paths, Failure> {
    let folders = directories::ProjectDirs::from("", "", "mindful").ok_or_else(|| {
        Failure::usage("your home folder cannot be found")
            .hint("set HOME, or MINDFUL_HOME to a folder of your choice")
    })?;
    let (config, data) = (folders.config_dir().to_owned(), folders.data_dir().to_owned());
    let usual = directories::BaseDirs::new().map(|system| system.home_dir().join(".local/share/mindful"));
    let moved = cfg!(target_os = "linux") && usual.is_some_and(|usual| usual != data);
    Ok(Paths { config, home: moved.then(|| data.clone()), data })
}
