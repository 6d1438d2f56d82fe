//! systemd's user manager: a service that may do little, and a timer that catches up after sleep.
//!
//! `ProtectHome=read-only` and not `yes`: that would hide `/run/user` and with it the bus of the keyring.
//! <https://www.freedesktop.org/software/systemd/man/systemd.exec.html>

use std::path::PathBuf;

use crate::disk;
use crate::failure::Failure;

use super::{Job, run, succeeds};

fn name(job: &Job) -> String {
    if job.suffix.is_empty() { "mindful".to_owned() } else { format!("mindful-{}", job.suffix) }
}

fn folder(job: &Job) -> PathBuf {
    job.home.join(".config/systemd/user")
}

fn paths(job: &Job) -> [PathBuf; 2] {
    ["service", "timer"].map(|kind| folder(job).join(format!("{}.{kind}", name(job))))
}

/// Quotes a word for a unit file (systemd.syntax, systemd.service).
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"").replace('%', "%%").replace('$', "$$"))
}

fn service(job: &Job) -> String {
    let environment: String = job
        .environment
        .iter()
        .map(|(name, value)| {
            format!("Environment={}\n", quoted(&format!("{name}={value}")).replace("$$", "$"))
        })
        .collect();
    format!(
        "[Unit]\nDescription=Send the Webex messages that are due\nDocumentation=man:mindful(1)\n\n\
         [Service]\nType=oneshot\nExecStart={} send-due\n{environment}{HARDENED}ReadWritePaths={}\n",
        quoted(&job.program.to_string_lossy()),
        quoted(&job.data.to_string_lossy()).replace("$$", "$"),
    )
}

/// What is wrong with a message must not make the unit fail every minute: 6 and 7 are said by `mindful` itself.
const HARDENED: &str = "SuccessExitStatus=6 7\nTimeoutStartSec=10min\nUMask=0077\nLimitCORE=0\nNoNewPrivileges=yes\n\
PrivateUsers=yes\nProtectSystem=strict\nProtectHome=read-only\nPrivateTmp=yes\nPrivateDevices=yes\n\
ProtectProc=invisible\nProcSubset=pid\nProtectHostname=yes\nProtectClock=yes\nProtectKernelTunables=yes\n\
ProtectKernelModules=yes\nProtectKernelLogs=yes\nProtectControlGroups=yes\n\
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK\nRestrictNamespaces=yes\nRestrictRealtime=yes\n\
RestrictSUIDSGID=yes\nLockPersonality=yes\nMemoryDenyWriteExecute=yes\nSystemCallArchitectures=native\n\
SystemCallFilter=@system-service\nSystemCallErrorNumber=EPERM\nCapabilityBoundingSet=\nMemoryMax=256M\nTasksMax=32\n";

fn timer(job: &Job) -> String {
    let when = match job.minutes {
        1 => "minutely".to_owned(),
        minutes @ ..60 => format!("*:0/{minutes}"),
        minutes => format!("0/{}:00", minutes / 60),
    };
    format!(
        "[Unit]\nDescription=Send the Webex messages that are due\n\n\
         [Timer]\nOnCalendar={when}\nAccuracySec=5s\nPersistent=yes\nOnClockChange=yes\n\n\
         [Install]\nWantedBy=timers.target\n"
    )
}

/// Returns both files with their names.
pub(super) fn text(job: &Job) -> String {
    let [service_path, timer_path] = paths(job);
    format!("# {}\n{}\n# {}\n{}", service_path.display(), service(job), timer_path.display(), timer(job))
}

pub(super) fn install(job: &Job) -> Result<(), Failure> {
    let [service_path, timer_path] = paths(job);
    disk::make_private_folders(&job.data)?;
    disk::replace(&service_path, service(job).as_bytes())?;
    disk::replace(&timer_path, timer(job).as_bytes())?;
    run("systemctl", &["--user", "daemon-reload"], "")?;
    run("systemctl", &["--user", "enable", "--now", &format!("{}.timer", name(job))], "").map(drop)
}

pub(super) fn uninstall(job: &Job) -> Result<(), Failure> {
    if installed(job).is_none() {
        return Ok(());
    }
    let _ = succeeds("systemctl", &["--user", "disable", "--now", &format!("{}.timer", name(job))]);
    for path in paths(job) {
        disk::remove(&path)?;
    }
    run("systemctl", &["--user", "daemon-reload"], "").map(drop)
}

pub(super) fn installed(job: &Job) -> Option<String> {
    let [service_path, _] = paths(job);
    let text = std::fs::read_to_string(service_path).ok()?;
    text.lines().find_map(|line| line.strip_prefix("ExecStart=")).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::timer::tests::job;

    #[test]
    fn a_path_with_blanks_quotes_and_percent_is_quoted_for_systemd() {
        let service = service(&job());
        assert!(service.contains("ExecStart=\"/opt/my tools/100%%/mindful\" send-due"), "{service}");
        assert!(service.contains(r#"Environment="MINDFUL_HOME=/home/me/second \"home\"""#), "{service}");
    }

    #[test]
    fn the_timer_runs_as_often_as_it_is_told() {
        let at = |minutes| timer(&Job { minutes, ..job() });
        assert!(at(1).contains("OnCalendar=minutely"));
        assert!(at(5).contains("OnCalendar=*:0/5") && at(120).contains("OnCalendar=0/2:00"));
    }
}
