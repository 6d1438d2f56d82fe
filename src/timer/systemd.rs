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
const NO_NAMESPACES: [u32; 2] = [217, 226];

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

/// systemd executes no program with a quote or a backslash in its path; `env` does.
const BY_ENV: &str = "/usr/bin/env ";

fn command(job: &Job) -> String {
    let path = job.program.to_string_lossy();
    match path.contains(['"', '\'', '\\']) {
        // In arguments `$` begins a variable.
        true => format!("{BY_ENV}{} send-due", quoted(&path).replace('$', "$$")),
        false => format!("{} send-due", quoted(&path)),
    }
}

/// Reads the program out of such a command.
fn program(command: &str) -> Option<PathBuf> {
    let word = command.strip_suffix(" send-due")?;
    let path = match word.strip_prefix(BY_ENV) {
        Some(word) => unquoted(word).replace("$$", "$"),
        None => unquoted(word),
    };
    Some(path.into())
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

/// Everything is read-only but where `mindful` keeps its data; a home or a certificate under `/tmp` must still be seen.
fn walls(job: &Job) -> String {
    let temporary = |path: &Path| ["/tmp", "/var/tmp"].iter().any(|folder| path.starts_with(folder));
    let named = job.environment.iter().flat_map(|(_, value)| std::env::split_paths(value));
    let mut paths = named.chain([job.data.clone(), job.program.clone()]);
    let private_tmp = if paths.any(|path| temporary(&path)) { "no" } else { "yes" };
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

/// Checks that the user manager can be reached.
pub(super) fn check() -> Result<(), Failure> {
    run("systemctl", &["--user", "show-environment"], b"").map(drop)
}

/// Returns the variables that the user manager gives to every service.
pub(super) fn surroundings() -> Vec<(String, String)> {
    let text = text_of("systemctl", &["--user", "show-environment"]).unwrap_or_default();
    let variables = text.lines().filter_map(|line| line.split_once('='));
    // A value that needs quotes is one that no run depends on.
    let plain = variables.filter(|(_, value)| !value.starts_with("$'"));
    plain.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

/// Installs both units, or leaves what was there before.
pub(super) fn install(job: &Job) -> Result<Option<&'static str>, Failure> {
    let before = paths(job).map(|path| (std::fs::read(&path).ok(), path));
    install_units(job).inspect_err(|_| put_back(job, before))
}

fn install_units(job: &Job) -> Result<Option<&'static str>, Failure> {
    let [_, timer_path] = paths(job);
    disk::make_private_folders(&job.data)?;
    disk::replace(&timer_path, timer(job).as_bytes())?;
    write(job, true)?;
    verify(job)?;
    reload()?;
    run("systemctl", &["--user", "enable", "--now", &unit(job, "timer")], b"")?;
    if !NO_NAMESPACES.contains(&first_run(job)) {
        return could_start(job).map(|()| None);
    }
    write(job, false)?;
    reload()?;
    match NO_NAMESPACES.contains(&first_run(job)) {
        true => Ok(Some(OPEN)), // It asks for none any more: that is the status of the run before.
        false => could_start(job).map(|()| Some(OPEN)),
    }
}

/// Undoes an installation that failed: a unit that cannot run must not be started every minute.
fn put_back(job: &Job, before: [(Option<Vec<u8>>, PathBuf); 2]) {
    let was_there = before.iter().all(|(text, _)| text.is_some());
    if !was_there {
        let _ = succeeds("systemctl", &["--user", "disable", "--now", &unit(job, "timer")]);
    }
    for (text, path) in before {
        let _ = match text {
            Some(text) => disk::replace(&path, &text),
            None => disk::remove(&path),
        };
    }
    let _ = reload();
}

fn unit(job: &Job, kind: &str) -> String {
    format!("{}.{kind}", name(job))
}

fn reload() -> Result<(), Failure> {
    run("systemctl", &["--user", "daemon-reload"], b"").map(drop)
}

fn write(job: &Job, walled: bool) -> Result<(), Failure> {
    let [service_path, _] = paths(job);
    disk::replace(&service_path, service(job, walled).as_bytes())
}

/// Lets systemd read the units, where it brings the program for that.
fn verify(job: &Job) -> Result<(), Failure> {
    if !succeeds("systemd-analyze", &["--version"]) {
        return Ok(());
    }
    let paths = paths(job).map(|path| path.to_string_lossy().into_owned());
    let args = ["verify", "--user", "--man=no", &paths[0], &paths[1]];
    run("systemd-analyze", &args, b"").map(drop)
}

/// Runs the service once and returns its exit status, or what systemd has in its place (systemd.exec(5)).
fn first_run(job: &Job) -> u32 {
    let _ = succeeds("systemctl", &["--user", "start", &unit(job, "service")]);
    exit_status(job).unwrap_or_default()
}

fn exit_status(job: &Job) -> Option<u32> {
    let service = unit(job, "service");
    let args = ["--user", "show", "--property=ExecMainStatus", "--value", &service];
    text_of("systemctl", &args).ok()?.trim().parse().ok()
}

fn could_start(job: &Job) -> Result<(), Failure> {
    match trouble(job) {
        None => Ok(()),
        Some(why) => Err(Failure::other("systemd cannot run the service; nothing was installed")
            .cause(why)
            .hint("`mindful timer install --cron` uses cron instead")),
    }
}

/// Returns why the service could not run, if its last exit status is not one of the program's own.
pub(super) fn trouble(job: &Job) -> Option<String> {
    let status = exit_status(job).filter(|status| *status > 7 && *status != 130)?;
    let meaning = match status {
        126 | 127 | 203 => ": the program cannot be executed",
        217 | 226 => ": this kernel does not allow the service's restrictions",
        200..=245 => ": see `man systemd.exec`, \"Process Exit Codes\"",
        _ => ": it was ended by a signal",
    };
    Some(format!("the last run of {} ended with status {status}{meaning}", unit(job, "service")))
}

/// Returns the link by which an enabled timer starts with the user manager.
fn wanted(job: &Job) -> PathBuf {
    folder(job).join("timers.target.wants").join(unit(job, "timer"))
}

pub(super) fn uninstall(job: &Job) -> Result<Option<&'static str>, Failure> {
    if installed(job).is_none() {
        return Ok(None);
    }
    let reached = check().is_ok();
    let _ = succeeds("systemctl", &["--user", "disable", "--now", &unit(job, "timer")]);
    for path in paths(job).iter().chain([&wanted(job)]) {
        disk::remove(path)?;
    }
    if reached {
        return reload().map(|()| None);
    }
    Ok(Some(UNREACHED))
}

const UNREACHED: &str =
    "systemd's user manager cannot be reached from here: it may run the timer until you log out";

/// Reads our own units, or those of a package where the person enabled them. Files tell where the user manager
/// cannot be reached, as after `su`.
pub(super) fn installed(job: &Job) -> Option<Installed> {
    let units = ["service", "timer"].map(|kind| unit(job, kind));
    let active = succeeds("systemctl", &["--user", "is-active", "--quiet", &units[1]]);
    let text = match paths(job).map(std::fs::read_to_string) {
        [Ok(service), timer] => format!("{service}\n{}", timer.unwrap_or_default()),
        [Err(_), _] if active => text_of("systemctl", &["--user", "cat", &units[0], &units[1]]).ok()?,
        [Err(_), _] => return None,
    };
    let active = active || wanted(job).symlink_metadata().is_ok() && check().is_err();
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
        program: program(runs),
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
    fn the_path_of_a_program_is_read_as_it_was_written() {
        for path in
            ["/usr/bin/mindful", "/a b/100%/$HOME/mindful", "/o'clock/mindful", r#"/a"b\c/$x/%h/mindful"#]
        {
            let job = Job { program: path.into(), ..job() };
            let found = read(&text(&job), &job);
            assert_eq!((found.program, found.is_this), (Some(path.into()), true), "{}", text(&job));
        }
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
