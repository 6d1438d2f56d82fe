//! A machine apart for tests with parts that belong to the whole machine: cron, accounts, systemd.
//!
//! They run in mount and process namespaces where `/etc`, `/run` and the crontabs are copies in memory. So nothing of the
//! person who runs the tests is touched, and everything ends when the test does, even when it is killed.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

use crate::real::Part;

/// Makes the copies, says so, and stays; what is mounted is seen by nothing outside.
const SETUP: &str = "set -e
mount -t tmpfs -o mode=755 tmpfs \"$1\"
cp -a /etc \"$1/etc\"
mount --bind \"$1/etc\" /etc
: > /etc/crontab
rm -rf /etc/cron.d/*
mount -t tmpfs -o mode=755 tmpfs /run
mkdir /run/user /run/sshd
if [ -d /var/spool/cron ]; then
    group=$(stat -c %g /var/spool/cron/crontabs)
    mount -t tmpfs -o mode=755 tmpfs /var/spool/cron
    mkdir -m 1730 /var/spool/cron/crontabs
    chgrp \"$group\" /var/spool/cron/crontabs
fi
mount -t tmpfs tmpfs /var/mail 2>/dev/null || true
echo ready
exec sleep infinity";

/// The namespaces, kept by a process that sleeps.
pub(crate) struct Apart {
    sleeper: String,
    _unshare: Part,
    folder: tempfile::TempDir,
}

impl Apart {
    pub(crate) fn new() -> Self {
        let folder = tempfile::Builder::new().prefix("apart").tempdir_in("/tmp").unwrap();
        let mounts = folder.path().join("copies");
        std::fs::create_dir(&mounts).unwrap();
        std::fs::set_permissions(folder.path(), std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
        // A test that is killed takes this along, and the end of process 1 ends everything in here.
        let mut unshare = Command::new("setpriv");
        unshare.args([
            "--pdeathsig",
            "KILL",
            "unshare",
            "--mount",
            "--propagation",
            "private",
            "--pid",
            "--fork",
        ]);
        unshare.args(["--kill-child", "--mount-proc", "sh", "-c", SETUP, "sh"]).arg(&mounts);
        let mut unshare = Part(unshare.stdout(Stdio::piped()).spawn().unwrap());
        let mut said = String::new();
        BufReader::new(unshare.0.stdout.take().unwrap()).read_line(&mut said).unwrap();
        assert_eq!(said, "ready\n", "root may make namespaces and mounts");
        let id = unshare.0.id();
        let children = std::fs::read_to_string(format!("/proc/{id}/task/{id}/children")).unwrap();
        Self { sleeper: children.trim().to_owned(), _unshare: unshare, folder }
    }

    /// Returns a folder that everybody in there may enter.
    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Returns a command that runs in there, without anything of this environment.
    pub(crate) fn command(&self, program: &str) -> Command {
        let mut command = Command::new("nsenter");
        command.args(["--target", &self.sleeper, "--mount", "--pid", "--wd=/", program]);
        command.env_clear().env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin").env("HOME", "/nowhere");
        command
    }

    /// Runs the program as a home would, but in there.
    pub(crate) fn within(&self, ours: &Command) -> Command {
        let mut command = self.command(ours.get_program().to_str().unwrap());
        command.args(ours.get_args()).env_clear();
        command.envs(ours.get_envs().filter_map(|(name, value)| Some((name, value?))));
        command.env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
        command
    }

    pub(crate) fn run(&self, words: &[&str]) -> String {
        let output = self.command(words[0]).args(&words[1..]).output().unwrap();
        assert!(output.status.success(), "{words:?}: {output:?}");
        String::from_utf8(output.stdout).unwrap()
    }
}
