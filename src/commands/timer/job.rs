//! What is to be run: this program, for this home, with the variables that a run needs to behave as in this shell.

use std::path::PathBuf;

use crate::config;
use crate::context::Context;
use crate::failure::Failure;
use crate::timer::{self, Job};

/// Variables that change what a run does and hold no secret.
const PLAIN: [&str; 7] =
    ["MINDFUL_API_URL", "MINDFUL_TOKEN_STORE", "TZ", "LANG", "LC_ALL", "NO_PROXY", "no_proxy"];
/// Variables that name files or folders; a run starts elsewhere, so they are made absolute.
const FILES: [&str; 6] =
    ["MINDFUL_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "SSL_CERT_FILE", "SSL_CERT_DIR", "TZDIR"];
/// Variables that may hold a password; each is carried only without one.
const PROXIES: [&str; 6] =
    ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"];

/// A variable that the timer does not get, and why.
pub(super) struct LeftOut {
    pub(super) name: &'static str,
    pub(super) why: &'static str,
}

/// Describes the job for this home.
pub(in crate::commands) fn job(every: &str, context: &Context) -> Result<Job, Failure> {
    let failed = |what: &str| Failure::other(what.to_owned());
    let program = program(context).map_err(|error| failed("cannot find this program").because(&error))?;
    check_plain("the path of this program", &program.to_string_lossy())?;
    let home = context.variable("HOME").or_else(|| context.variable("USERPROFILE"));
    let home: PathBuf =
        home.map(Into::into).ok_or_else(|| failed("your home folder cannot be found").hint("set HOME"))?;
    Ok(Job {
        program,
        minutes: timer::minutes(config::duration("--every", every)?)?,
        environment: environment(context)?,
        data: context.paths.data.clone(),
        suffix: suffix(context),
        home,
    })
}

/// Returns the variables that the timer gets.
fn environment(context: &Context) -> Result<Vec<(String, String)>, Failure> {
    let mut environment = Vec::new();
    for name in FILES.into_iter().chain(PLAIN).chain(PROXIES) {
        let Some(value) = context.variable(name) else { continue };
        if PROXIES.contains(&name) && may_hold_password(value) {
            continue;
        }
        check_plain(name, value)?;
        let value = if FILES.contains(&name) { absolute(name, value, context)? } else { value.to_owned() };
        environment.push((name.to_owned(), value));
    }
    Ok(environment)
}

/// Returns the variables of this shell that a run would need and does not get.
pub(super) fn left_out(context: &Context) -> Vec<LeftOut> {
    let mut left_out = Vec::new();
    for name in PROXIES {
        if context.variable(name).is_some_and(may_hold_password) {
            left_out.push(LeftOut { name, why: "it holds credentials" });
        }
    }
    for name in ["MINDFUL_ACCESS_TOKEN", "WEBEX_ACCESS_TOKEN"] {
        if context.variable(name).is_some() {
            left_out.push(LeftOut {
                name,
                why: "a token is never written down; `mindful login` stores one that the timer can read",
            });
        }
    }
    left_out
}

/// Returns true if a proxy's value may hold credentials: the HTTP client takes all before an `@` for them,
/// with or without a scheme. What isn't a proxy at all may be a password that was pasted.
fn may_hold_password(value: &str) -> bool {
    let address = if value.contains("://") { value.to_owned() } else { format!("http://{value}") };
    value.contains('@') || url::Url::parse(&address).is_err()
}

/// Refuses a value that would be more than one line in a crontab or a unit.
fn check_plain(name: &str, value: &str) -> Result<(), Failure> {
    if !value.chars().any(char::is_control) {
        return Ok(());
    }
    Err(Failure::usage(format!("{name} contains a line break or another control character"))
        .hint(format!("a timer cannot be given that; change or unset {name}")))
}

/// Makes the paths in a variable absolute. A relative XDG folder is ignored by every program, and so by a run.
fn absolute(name: &str, value: &str, context: &Context) -> Result<String, Failure> {
    if let ("MINDFUL_HOME", Some(home)) = (name, &context.paths.home) {
        return Ok(home.to_string_lossy().into_owned());
    }
    if name.starts_with("XDG_") {
        return Ok(value.to_owned());
    }
    let failed =
        |error: &dyn std::error::Error| Failure::usage(format!("{name} cannot be used")).because(error);
    let paths: Result<Vec<PathBuf>, std::io::Error> = match name {
        "SSL_CERT_DIR" => std::env::split_paths(value).map(std::path::absolute).collect(),
        _ => std::path::absolute(value).map(|path| vec![path]),
    };
    let joined =
        std::env::join_paths(paths.map_err(|error| failed(&error))?).map_err(|error| failed(&error))?;
    Ok(joined.to_string_lossy().into_owned())
}

/// Finds this program as it is found on the PATH: a link there outlives an update of what it points to.
fn program(context: &Context) -> std::io::Result<PathBuf> {
    let this = std::env::current_exe()?;
    let name = this.file_name().unwrap_or_default();
    let folders = context.variable("PATH").map(std::env::split_paths).into_iter().flatten();
    let same = |path: &PathBuf| path.is_absolute() && path.canonicalize().is_ok_and(|found| found == this);
    let linked = folders.map(|folder| folder.join(name)).find(same);
    Ok(linked.unwrap_or(this))
}

/// Returns what sets the timer of this home apart from others; empty for the default home.
fn suffix(context: &Context) -> String {
    use sha2::{Digest, Sha256};
    let Some(home) = &context.paths.home else { return String::new() };
    Sha256::digest(home.to_string_lossy().as_bytes())
        .iter()
        .take(4)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}
