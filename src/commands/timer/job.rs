//! What is to be run: this program, for this home, with what a run needs to find it.

use std::path::PathBuf;

use crate::config;
use crate::context::Context;
use crate::failure::Failure;
use crate::timer::{self, Job};

/// What a run needs to find this home and Webex. Secrets are never part of it.
const VARIABLES: [&str; 10] = [
    "MINDFUL_HOME",
    "MINDFUL_API_URL",
    "MINDFUL_TOKEN_STORE",
    "XDG_CONFIG_HOME",
    "XDG_DATA_HOME",
    "HTTPS_PROXY",
    "https_proxy",
    "NO_PROXY",
    "no_proxy",
    "SSL_CERT_FILE",
];

/// Describes the job for this home.
pub(in crate::commands) fn job(every: &str, context: &Context) -> Result<Job, Failure> {
    let failed = |what: &str| Failure::other(what.to_owned());
    let program = program(context).map_err(|error| failed("cannot find this program").because(&error))?;
    let home = context.variable("HOME").or_else(|| context.variable("USERPROFILE"));
    let environment = VARIABLES
        .into_iter()
        .filter_map(|name| Some((name.to_owned(), context.variable(name)?.to_owned())))
        .filter(|(_, value)| !holds_password(value));
    Ok(Job {
        program,
        minutes: timer::minutes(config::duration("--every", every)?)?,
        environment: environment.collect(),
        home: home
            .map(Into::into)
            .ok_or_else(|| failed("your home folder cannot be found").hint("set HOME"))?,
        data: context.paths.data.clone(),
        suffix: context.paths.home.as_ref().map(|home| suffix(&home.to_string_lossy())).unwrap_or_default(),
    })
}

/// A proxy's address may hold a password, which has no place in a crontab or a unit.
pub(super) fn holds_password(address: &str) -> bool {
    address.contains("://") && url::Url::parse(address).is_ok_and(|url| url.password().is_some())
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

/// A few signs that set one home apart from another.
fn suffix(home: &str) -> String {
    use sha2::{Digest, Sha256};
    Sha256::digest(home).iter().take(4).map(|byte| format!("{byte:02x}")).collect()
}
