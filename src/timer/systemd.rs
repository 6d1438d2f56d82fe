//! systemd's user manager: a service that may do little, and a timer that catches up after sleep.
//!
//! `ProtectHome=read-only` and not `yes`: that would hide `/run/user` and with it the bus of the keyring. User
//! units can be shut in only with `PrivateUsers=`; where a kernel forbids that, the unit goes without.
//! <https://www.freedesktop.org/software/systemd/man/systemd.exec.html>

use std::path::{Path, PathBuf};

use crate::disk;
use crate::failure::Failure;

use super::{Installed, Job, run, succeeds, text_of};

/// What a service does without where users may not make name spaces.
const OPEN: &str = "this kernel lets no user shut a service in; it runs without these walls";
/// systemd's words for that: 217/USER and 226/NAMESPACE.
const NO_NAMESPACES: [&str; 2] = ["217", "226"];

fn name(job: &Job) -> String {
    if job.suffix.is_empty() { "mindful".to_owned() } else { format!("mindful-{}", job.suffix) }
}

fn folder(job: &Job) -> PathBuf {
    job.home.join(".config/systemd/user")
}

fn paths(job: &Job) -> [PathBuf; 2] {
    ["service", "timer"].map(|kind| folder(job).join(format!("{}.{kind}", name(job))))
}

/// Quotes a word for a unit file (systemd.syntax). A `$` stays: it is read neither in the path of a program nor in
/// the value of a variable, and doubled it would be part of the path.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"").replace('%', "%%"))
}

/// Reads a word that was quoted for a unit file.
fn unquoted(word: &str) -> String {
    let inner = word.strip_prefix('"').and_then(|word| word.strip_suffix('"')).unwrap_or(word);
    let mut signs = inner.chars();
    let mut text = String::new();
    while let Some(sign) = signs.next() {
        text.extend(if matches!(sign, '\\' | '%') { signs.next() } else { Some(sign) });
    }
    text
}

fn command(job: &Job) -> String {
    format!("{} send-due", quoted(&job.program.to_string_lossy()))
}

fn service(job: &Job, walled: bool) -> String {
    let environment: String = job
        .environment
        .iter()
        .map(|(name, value)| format!("Environment={}\n", quoted(&format!("{name}={value}"))))
        .collect();
    let walls = if walled { walls(job) } else { String::new() };
    format!(
        "[Unit]\nDescription=Send the Webex messages that are due\nDocumentation=man:mindful(1)\n\n\
         [Service]\nType=oneshot\nExecStart={}\n{environment}{HARDENED}{walls}",
        command(job),
    )
}

/// What is wrong with a message must not make the unit fail every minute: 6 and 7 are said by `mindful` itself.
const HARDENED: &str = "SuccessExitStatus=6 7\nTimeoutStartSec=10min\nUMask=0077\nLimitCORE=0\nNoNewPrivileges=yes\n\
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK\nRestrictNamespaces=yes\nRestrictRealtime=yes\n\
RestrictSUIDSGID=yes\nLockPersonality=yes\nMemoryDenyWriteExecute=yes\nSystemCallArchitectures=native\n\
SystemCallFilter=@system-service\nSystemCallFilter=~@privileged @resources\nSystemCallErrorNumber=EPERM\n\
CapabilityBoundingSet=\nKeyringMode=private\nMemoryMax=256M\nTasksMax=32\n";

/// What needs a name space of its own.
const WALLS: &str = "PrivateUsers=yes\nProtectSystem=strict\nProtectHome=read-only\nPrivateDevices=yes\nPrivateIPC=yes\n\
ProtectProc=invisible\nProcSubset=pid\nProtectHostname=yes\nProtectClock=yes\nProtectKernelTunables=yes\n\
ProtectKernelModules=yes\nProtectKernelLogs=yes\nProtectControlGroups=yes\n";

/// Everything is read-only but where `mindful` keeps its data; a home under `/tmp` must still be seen.
fn walls(job: &Job) -> String {
    let temporary = |path: &Path| ["/tmp", "/var/tmp"].iter().any(|folder| path.starts_with(folder));
    let private_tmp = if temporary(&job.data) || temporary(&job.program) { "no" } else { "yes" };
    // A folder that is not there yet is no reason not to start.
    let data = quoted(&format!("-{}", job.data.display()));
    format!("{WALLS}PrivateTmp={private_tmp}\nReadWritePaths={data}\n")
}

fn when(minutes: u64) -> String {
    match minutes {
        1 => "minutely".to_owned(),
        minutes @ ..60 => format!("*:0/{minutes}"),
        minutes => format!("0/{}:00", minutes / 60),
    }
}

fn timer(job: &Job) -> String {
    format!(
        "[Unit]\nDescription=Send the Webex messages that are due\n\n\
         [Timer]\nOnCalendar={}\nAccuracySec=5s\nPersistent=yes\nOnClockChange=yes\n\n\
         [Install]\nWantedBy=timers.target\n",
        when(job.minutes)
    )
}

/// Returns both files with their names.
pub(super) fn text(job: &Job) -> String {
    let [service_path, timer_path] = paths(job);
    format!(
        "# {}\n{}\n# {}\n{}",
        service_path.display(),
        service(job, true),
        timer_path.display(),
        timer(job)
    )
}

pub(super) fn install(job: &Job) -> Result<Option<&'static str>, Failure> {
    let [_, timer_path] = paths(job);
    disk::make_private_folders(&job.data)?;
    disk::replace(&timer_path, timer(job).as_bytes())?;
    load(job, true)?;
    run("systemctl", &["--user", "enable", "--now", &format!("{}.timer", name(job))], b"")?;
    if is_walled_in(job) {
        return Ok(None);
    }
    load(job, false)?;
    Ok(Some(OPEN))
}

fn load(job: &Job, walled: bool) -> Result<(), Failure> {
    let [service_path, _] = paths(job);
    disk::replace(&service_path, service(job, walled).as_bytes())?;
    run("systemctl", &["--user", "daemon-reload"], b"").map(drop)
}

/// Runs the service once: only that shows whether this kernel lets it be shut in.
fn is_walled_in(job: &Job) -> bool {
    let service = format!("{}.service", name(job));
    let _ = succeeds("systemctl", &["--user", "start", &service]);
    let status = text_of("systemctl", &["--user", "show", "--property=ExecMainStatus", "--value", &service]);
    !status.is_ok_and(|status| NO_NAMESPACES.contains(&status.trim()))
}

pub(super) fn uninstall(job: &Job) -> Result<(), Failure> {
    if installed(job).is_none() {
        return Ok(());
    }
    let _ = succeeds("systemctl", &["--user", "disable", "--now", &format!("{}.timer", name(job))]);
    for path in paths(job) {
        disk::remove(&path)?;
    }
    run("systemctl", &["--user", "daemon-reload"], b"").map(drop)
}

/// Reads our own units, or those of a package where somebody switched them on.
pub(super) fn installed(job: &Job) -> Option<Installed> {
    let units = ["service", "timer"].map(|kind| format!("{}.{kind}", name(job)));
    let active = succeeds("systemctl", &["--user", "is-active", "--quiet", &units[1]]);
    let text = match paths(job).map(std::fs::read_to_string) {
        [Ok(service), timer] => format!("{service}\n{}", timer.unwrap_or_default()),
        [Err(_), _] if active => text_of("systemctl", &["--user", "cat", &units[0], &units[1]]).ok()?,
        [Err(_), _] => return None,
    };
    Some(Installed { active, ..read(&text, job) })
}

pub(super) fn read(text: &str, job: &Job) -> Installed {
    let value = |key: &str| text.lines().find_map(|line| line.strip_prefix(key)).unwrap_or_default();
    let runs = value("ExecStart=");
    let variables = text.lines().filter_map(|line| line.strip_prefix("Environment=")).map(unquoted);
    let environment = variables.filter_map(|line| {
        let (name, value) = line.split_once('=')?;
        Some((name.to_owned(), value.to_owned()))
    });
    Installed {
        environment: environment.collect(),
        ..Installed::read(runs, runs == command(job), value("OnCalendar="), when)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::timer::tests::job;

    #[test]
    fn a_path_with_blanks_quotes_and_percent_is_quoted_for_systemd() {
        let service = service(&job(), true);
        assert!(service.contains("ExecStart=\"/opt/my tools/100%%/mindful\" send-due"), "{service}");
        assert!(service.contains(r#"Environment="MINDFUL_HOME=/home/me/second \"home\"""#), "{service}");
    }

    #[test]
    fn the_timer_runs_as_often_as_it_is_told() {
        let at = |minutes| timer(&Job { minutes, ..job() });
        assert!(at(1).contains("OnCalendar=minutely\n"));
        assert!(at(5).contains("OnCalendar=*:0/5\n") && at(120).contains("OnCalendar=0/2:00\n"));
    }

    #[test]
    fn a_home_under_tmp_is_not_hidden_from_the_service_and_another_is() {
        let walls_of = |data: &str| walls(&Job { data: data.into(), ..job() });
        assert!(walls_of("/home/me/.local/share/mindful").contains("PrivateTmp=yes"));
        assert!(walls_of("/tmp/trial").contains("PrivateTmp=no"));
    }
}
