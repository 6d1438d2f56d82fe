//! launchd: a LaunchAgent, so that the keychain of the person who is logged in can be read.

use std::path::PathBuf;

use crate::disk;
use crate::failure::Failure;

use super::{Installed, Job, between, run, succeeds};

fn label(job: &Job) -> String {
    if job.suffix.is_empty() {
        "mindful.send-due".to_owned()
    } else {
        format!("mindful.send-due.{}", job.suffix)
    }
}

fn path(job: &Job) -> PathBuf {
    job.home.join("Library/LaunchAgents").join(format!("{}.plist", label(job)))
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// Returns the property list (launchd.plist(5)).
pub(super) fn plist(job: &Job) -> String {
    let variables: String = job
        .environment
        .iter()
        .map(|(name, value)| format!("<key>{}</key><string>{}</string>", escaped(name), escaped(value)))
        .collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <!DOCTYPE plist PUBLIC \"-//Apple//DTD PLIST 1.0//EN\" \"http://www.apple.com/DTDs/PropertyList-1.0.dtd\">\n\
         <plist version=\"1.0\"><dict>\n<key>Label</key><string>{}</string>\n\
         <key>ProgramArguments</key><array><string>{}</string><string>send-due</string></array>\n\
         <key>EnvironmentVariables</key><dict>{variables}</dict>\n\
         <key>StartInterval</key><integer>{}</integer>\n<key>RunAtLoad</key><true/>\n</dict></plist>\n",
        escaped(&label(job)),
        escaped(&job.program.to_string_lossy()),
        job.minutes * 60,
    )
}

pub(super) fn install(job: &Job) -> Result<(), Failure> {
    uninstall(job)?;
    disk::replace(&path(job), plist(job).as_bytes())?;
    run("launchctl", &["load", "-w", &path(job).to_string_lossy()], b"").map(drop)
}

pub(super) fn uninstall(job: &Job) -> Result<(), Failure> {
    let path = path(job);
    if path.exists() {
        let _ = succeeds("launchctl", &["unload", "-w", &path.to_string_lossy()]);
    }
    disk::remove(&path)
}

pub(super) fn installed(job: &Job) -> Option<Installed> {
    let text = std::fs::read_to_string(path(job)).ok()?;
    Some(read(&text, job))
}

pub(super) fn read(text: &str, job: &Job) -> Installed {
    let runs = between(text, "<array><string>", "</string>").unwrap_or(text);
    let seconds = between(text, "<integer>", "</integer>").unwrap_or_default();
    let when = |minutes: u64| (minutes * 60).to_string();
    Installed::read(runs, runs == escaped(&job.program.to_string_lossy()), seconds, when)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::timer::tests::job;

    #[test]
    fn a_property_list_escapes_what_xml_would_read() {
        let plist = plist(&Job { program: "/a & <b>/mindful".into(), ..job() });
        assert!(plist.contains("<string>/a &amp; &lt;b&gt;/mindful</string><string>send-due</string>"));
        assert!(plist.contains("<integer>300</integer>"));
    }
}
