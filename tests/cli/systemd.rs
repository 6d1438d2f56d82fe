//! A real `systemd --user` on a machine apart: it reads the units, runs the program, and a message arrives.

use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;
use webex_sandbox::Sandbox;

use crate::apart::Apart;
use crate::browser::{home, log_in};
use crate::home::{Home, Ran, ended};
use crate::real::Part;

const RUNTIME: &str = "/run/user/0";
/// Where cgroups may be mounted: the manager gets one of its own in each, which is removed again.
const CGROUPS: [&str; 3] = ["/sys/fs/cgroup", "/sys/fs/cgroup/systemd", "/sys/fs/cgroup/unified"];
const START: &str =
    "for group in \"$@\"; do mkdir \"$group\" && echo $$ > \"$group/cgroup.procs\" || exit 1; done
install -d -m 700 /run/user/0; mkdir -p /run/systemd/system
exec systemd --user --log-target=null";

/// A person who is logged in to a machine apart, with a user manager.
struct Manager<'a> {
    apart: &'a Apart,
    program: PathBuf,
    home: Home,
    groups: Vec<String>,
    systemd: Option<Part>,
}

impl<'a> Manager<'a> {
    fn start(apart: &'a Apart, program: PathBuf, home: Home) -> Self {
        let mounted = CGROUPS.iter().filter(|folder| PathBuf::from(folder).join("cgroup.procs").exists());
        let name = apart.path().file_name().unwrap().to_str().unwrap();
        let groups = mounted.map(|folder| format!("{folder}/mindful-test-{name}"));
        let mut manager = Self { apart, program, home, groups: groups.collect(), systemd: None };
        let mut systemd = apart.command("sh");
        systemd.args(["-c", START, "sh"]).args(&manager.groups);
        systemd.env("HOME", manager.home.path()).env("XDG_RUNTIME_DIR", RUNTIME);
        manager.systemd = Some(Part(systemd.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()));
        let deadline = Instant::now() + Duration::from_secs(20);
        while !manager
            .command("systemctl", &["--user", "show-environment"])
            .output()
            .unwrap()
            .status
            .success()
        {
            assert!(Instant::now() < deadline, "systemd --user does not start");
        }
        manager
    }

    /// A command in the session of this person.
    fn command(&self, program: &str, args: &[&str]) -> Command {
        let mut command = self.home.command(args);
        command.env("XDG_RUNTIME_DIR", RUNTIME).env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/run/user/0/bus");
        let within = self.apart.within(&command);
        let mut ours = self.apart.command(program);
        ours.args(args).env_clear();
        ours.envs(within.get_envs().filter_map(|(name, value)| Some((name, value?))));
        ours
    }

    fn mindful(&self, args: &[&str]) -> Ran {
        let mut command = self.command(self.program.to_str().unwrap(), args);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        ended(command.spawn().unwrap())
    }
}

impl Drop for Manager<'_> {
    fn drop(&mut self) {
        let _ = self.command("systemctl", &["--user", "exit"]).output();
        self.systemd = None;
        let deadline = Instant::now() + Duration::from_secs(10);
        while self.groups.iter().any(|group| PathBuf::from(group).exists()) && Instant::now() < deadline {
            let _ = Command::new("find")
                .args(&self.groups)
                .args(["-depth", "-type", "d", "-exec", "rmdir", "{}", ";"])
                .output();
        }
    }
}

#[test]
#[ignore = "needs root and systemd, and takes a minute"]
fn systemd_user_manager_runs_send_due_and_messages_arrive_whatever_the_program_is_called() {
    let sandbox = Sandbox::start();
    let mut home = home(&sandbox);
    log_in(&home);
    home.unset("MINDFUL_CLIENT_SECRET");
    std::fs::set_permissions(home.data(""), std::os::unix::fs::PermissionsExt::from_mode(0o700)).unwrap();
    let apart = Apart::new();
    let folder = apart.path().join("we$ird \"%h\" \\ folder's");
    std::fs::create_dir(&folder).unwrap();
    let program = folder.join("mindful");
    std::fs::copy(env!("CARGO_BIN_EXE_mindful"), &program).unwrap();
    let manager = Manager::start(&apart, program, home);
    let home = &manager.home;
    let first = home.schedule(&["--to", "ada@example.com", "--at", "now", "--any-time", "at once"]);
    let ran = manager.mindful(&["timer", "install"]);
    assert!(ran.code == 0 && ran.stderr.contains("systemd runs `mindful send-due` every 1m"), "{ran:?}");
    assert_eq!(home.state(&first), "sent", "installing runs it: {ran:?}");
    let doctor = manager.mindful(&["doctor"]);
    assert_eq!(doctor.code, 0, "{doctor:?}");
    let second = home.schedule(&["--to", "ada@example.com", "--at", "now", "--any-time", "by the timer"]);
    sandbox.wait_for_requests(2, "/v1/messages");
    let deadline = Instant::now() + Duration::from_secs(90);
    while home.state(&second) != "sent" {
        assert!(Instant::now() < deadline, "{:?}", manager.mindful(&["timer", "status"]));
    }
    let status: Value =
        serde_json::from_str(&manager.mindful(&["timer", "status", "--json"]).stdout).unwrap();
    assert_eq!((&status["active"], &status["is_this_program"]), (&true.into(), &true.into()), "{status}");
    assert_eq!(manager.mindful(&["timer", "uninstall"]).code, 0);
    let units = home.path().join(".config/systemd/user");
    let left =
        std::fs::read_dir(&units).unwrap().filter(|entry| entry.as_ref().unwrap().path().is_file()).count();
    assert_eq!(left, 0);
    assert!(manager.mindful(&["timer", "status"]).stdout.contains("NOT be sent"));
}

#[test]
#[ignore = "needs root and systemd"]
fn systemd_that_cannot_execute_the_program_keeps_no_units_and_doctor_sees_it_later() {
    let sandbox = Sandbox::start();
    let home = home(&sandbox);
    log_in(&home);
    let apart = Apart::new();
    let program = apart.path().join("mindful");
    std::fs::copy(env!("CARGO_BIN_EXE_mindful"), &program).unwrap();
    let manager = Manager::start(&apart, program.clone(), home);
    let home = &manager.home;
    let units = home.path().join(".config/systemd/user");
    assert_eq!(manager.mindful(&["timer", "install"]).code, 0);
    home.schedule(&["--to", "ada@example.com", "--at", "now", "--any-time", "hello"]);
    // It is there and cannot be executed any more: 203/EXEC.
    std::fs::set_permissions(&program, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
    let names =
        std::fs::read_dir(&units).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let service = names.into_iter().find(|name| name.ends_with(".service")).unwrap();
    let _ = manager.command("systemctl", &["--user", "start", &service]).output();
    let mut doctor = manager.command(env!("CARGO_BIN_EXE_mindful"), &["doctor"]);
    let doctor = doctor.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let doctor = ended(doctor.spawn().unwrap());
    assert!(doctor.code != 0 && doctor.stdout.contains("ended with status 203"), "{doctor:?}");
    assert_eq!(sandbox.posts().len(), 0);
}
