//! `mindful timer` and `mindful doctor`, with stand-ins for crontab and systemctl that keep what they are given.

use serde_json::Value;
use webex_sandbox::Sandbox;

use crate::home::{GUARD, Home};

/// Keeps the crontab in a file; says what cron says when there is none.
pub(crate) const CRONTAB: &str = "case \"$1\" in \
    -l) if [ -f \"$HOME/refuses\" ]; then echo 'must be privileged' >&2; exit 1; fi; \
        cat \"$HOME/crontab\" 2>/dev/null || { echo 'no crontab for me' >&2; exit 1; };; \
    -r) rm \"$HOME/crontab\";; \
    -) cat > \"$HOME/crontab\";; esac";
/// Writes down what it is asked; `status` is how the service ended.
const SYSTEMCTL: &str = "echo \"$@\" >> \"$HOME/asked\"; \
    case \"$2\" in show) cat \"$HOME/status\" 2>/dev/null || echo 0;; \
        cat) cat \"$HOME/packaged\";; \
        is-active) ls \"$HOME/packaged\" || ls \"$HOME\"/.config/systemd/user/*.timer;; esac";

fn with(program: &str, script: &str) -> Home {
    let mut home = Home::new("http://127.0.0.1:1/v1");
    bring(&mut home, program, script);
    home
}

/// Puts a stand-in for a program of the system on the PATH of a home.
pub(crate) fn bring(home: &mut Home, program: &str, script: &str) {
    let folder = home.path().join("bin");
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join(program);
    std::fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
    #[cfg(unix)]
    std::fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(0o700)).unwrap();
    home.set("PATH", &format!("{}:{GUARD}:/usr/bin:/bin", folder.display()));
}

/// A home that is logged in, with a crontab of its own.
pub(crate) fn logged_in(sandbox: &Sandbox) -> Home {
    let mut home = crate::browser::home(sandbox);
    crate::browser::log_in(&home);
    bring(&mut home, "crontab", CRONTAB);
    home.unset("MINDFUL_CLIENT_SECRET");
    #[cfg(unix)]
    std::fs::set_permissions(home.data(""), std::os::unix::fs::PermissionsExt::from_mode(0o700)).unwrap();
    home
}

fn read(home: &Home, name: &str) -> String {
    std::fs::read_to_string(home.path().join(name)).unwrap_or_default()
}

fn status(home: &Home, args: &[&str]) -> Value {
    let all = [&["timer", "status", "--json"], args].concat();
    serde_json::from_str(&home.ok(&all)).unwrap()
}

#[test]
fn our_lines_come_and_go_and_the_rest_of_the_crontab_stays_byte_for_byte() {
    let home = with("crontab", CRONTAB);
    let others = "# mine\nMAILTO=\"\"\n\n*/7 * * * * date +\\%s\n";
    std::fs::write(home.path().join("crontab"), others).unwrap();
    home.ok(&["timer", "install", "--cron", "--every", "5m"]);
    let once = read(&home, "crontab");
    assert!(once.ends_with(others) && once.matches("*/5 * * * * ").count() == 1, "{once}");
    home.ok(&["timer", "install", "--cron", "--every", "5m"]);
    assert_eq!(read(&home, "crontab"), once);
    let status = status(&home, &["--cron"]);
    assert_eq!((&status["every_minutes"], &status["is_this_program"]), (&5.into(), &true.into()), "{status}");
    assert!(status["next_run"].is_string() && status["last_run"].is_string(), "{status}");
    home.ok(&["timer", "uninstall", "--cron"]);
    assert_eq!(read(&home, "crontab"), others);
    let ran = home.run(&["timer", "uninstall", "--cron"]);
    assert!(ran.code == 0 && ran.stderr.contains("no timer is installed"), "{ran:?}");
}

#[test]
fn a_crontab_that_cannot_be_read_is_not_written_over() {
    let home = with("crontab", CRONTAB);
    std::fs::write(home.path().join("crontab"), "0 0 * * * true\n").unwrap();
    std::fs::write(home.path().join("refuses"), "").unwrap();
    let ran = home.run(&["timer", "install", "--cron"]);
    assert!(ran.code == 1 && ran.stderr.contains("must be privileged"), "{ran:?}");
    assert_eq!(read(&home, "crontab"), "0 0 * * * true\n");
}

#[test]
fn a_program_that_was_moved_is_noticed_and_mended() {
    let home = with("crontab", CRONTAB);
    let moved = home.path().join("moved mindful");
    std::fs::copy(env!("CARGO_BIN_EXE_mindful"), &moved).unwrap();
    home.ok(&["timer", "install", "--cron"]);
    let run = |args: &[&str]| {
        let ours = home.command(args);
        let mut command = std::process::Command::new(&moved);
        command.args(args).env_clear();
        command.envs(ours.get_envs().filter_map(|(name, value)| Some((name, value?)))).output().unwrap()
    };
    let said = String::from_utf8(run(&["timer", "status", "--cron"]).stdout).unwrap();
    assert!(said.contains("but this is") && said.contains("moved mindful"), "{said}");
    let doctor = String::from_utf8(run(&["doctor"]).stdout).unwrap();
    assert!(doctor.contains("runs another program than this one"), "{doctor}");
    assert!(run(&["timer", "install", "--cron"]).status.success());
    let said = String::from_utf8(run(&["timer", "status", "--cron"]).stdout).unwrap();
    assert!(
        !said.contains("but this is") && read(&home, "crontab").matches("send-due").count() == 1,
        "{said}"
    );
}

#[test]
fn the_path_s_own_link_to_the_program_is_written_down() {
    let mut home = with("crontab", CRONTAB);
    let link = home.path().join("bin/mindful");
    #[cfg(unix)]
    std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_mindful"), &link).unwrap();
    home.ok(&["timer", "install", "--cron"]);
    assert!(read(&home, "crontab").contains(link.to_str().unwrap()));
    home.set("PATH", &format!("{GUARD}:/usr/bin:/bin"));
    let print = home.ok(&["timer", "install", "--cron", "--print"]);
    assert!(print.contains(env!("CARGO_BIN_EXE_mindful")), "{print}");
}

#[test]
fn a_crontab_is_bytes_and_our_lines_change_none_of_them() {
    let home = with("crontab", CRONTAB);
    for others in [
        &b"# caf\xe9 \xff\xfe\n0 5 * * 1 true\n"[..],
        b"MAILTO=me\r\n* * * * * true\r\n",
        b"* * * * * no line end",
        b"\n\n",
        b"# BEGIN mindful's garden\n# END of it\n",
    ] {
        std::fs::write(home.path().join("crontab"), others).unwrap();
        home.ok(&["timer", "install", "--cron"]);
        let installed = std::fs::read(home.path().join("crontab")).unwrap();
        assert!(installed.len() > others.len() && installed.ends_with(others), "{installed:?}");
        assert_eq!(status(&home, &["--cron"])["is_this_program"], true);
        home.ok(&["timer", "uninstall", "--cron"]);
        assert_eq!(std::fs::read(home.path().join("crontab")).unwrap(), others);
    }
}

#[test]
fn a_crontab_with_damaged_markers_is_refused_and_not_written() {
    let home = with("crontab", CRONTAB);
    for (damaged, why) in [
        ("# BEGIN mindful\n* * * * * x send-due\nmine\n", "line 1: `# BEGIN mindful` has no end"),
        ("mine\n# END mindful 0123abcd\n", "line 2: `# END mindful 0123abcd` has no begin"),
        ("# BEGIN mindful\n# BEGIN mindful\n# END mindful\nmine\n", "has no end before"),
        ("# BEGIN mindful\n# BEGIN mindful 0123abcd\n# END mindful\n", "has no end before"),
    ] {
        std::fs::write(home.path().join("crontab"), damaged).unwrap();
        for command in ["install", "uninstall"] {
            let ran = home.run(&["timer", command, "--cron"]);
            assert!(ran.code == 1 && ran.stderr.contains(why), "{damaged}: {ran:?}");
            assert!(ran.stderr.contains("hint: open it with `crontab -e`"), "{ran:?}");
            assert_eq!(read(&home, "crontab"), damaged);
        }
    }
}

const SCHEDULERS: [&str; 4] = ["--systemd", "--cron", "--launchd", "--task-scheduler"];

#[test]
fn a_run_gets_the_variables_it_needs_and_files_among_them_are_absolute() {
    let mut home = Home::new("http://127.0.0.1:1/v1");
    let carried = [
        ("HTTPS_PROXY", "http://proxy.example:3128"),
        ("ALL_PROXY", "proxy.example"),
        ("no_proxy", "10.0.0.0/8,.example.com"),
        ("XDG_DATA_HOME", "/data"),
        ("SSL_CERT_DIR", "/certificates"),
        ("TZDIR", "/zones"),
        ("TZ", "Asia/Tokyo"),
        ("LANG", "C.UTF-8"),
    ];
    carried.iter().for_each(|(name, value)| home.set(name, value));
    home.set("SSL_CERT_FILE", "certs/ca.pem");
    home.set("MINDFUL_HOME", "mindful");
    home.set("MINDFUL_CLIENT_SECRET", "verysecret");
    for scheduler in SCHEDULERS {
        let print = home.ok(&["timer", "install", scheduler, "--print"]);
        for words in carried.iter().flat_map(|(name, value)| [name, value]) {
            assert!(print.contains(words), "{scheduler}: {words}: {print}");
        }
        for file in ["certs/ca.pem", "mindful"] {
            let absolute = home.path().join(file);
            assert!(print.contains(absolute.to_str().unwrap()), "{scheduler}: {file}: {print}");
        }
        assert!(!print.contains("verysecret"), "{print}");
    }
}

#[test]
fn a_proxy_with_credentials_in_any_form_is_left_out_and_named() {
    for name in ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"] {
        for proxy in [
            "http://me:hidden@proxy:3128",
            "me:hidden@proxy:3128",
            "hidden@proxy",
            "https://hidden@proxy:1",
            "socks5h://me:hidden@proxy:1",
            "http://me:hidden^{}|\"@proxy:3128",
            "me:hid%64en hidden@proxy",
            "//me:hidden@proxy",
            "http:me:hidden@proxy",
            "me:hidden",
        ] {
            let mut home = Home::new("http://127.0.0.1:1/v1");
            home.set(name, proxy);
            for scheduler in SCHEDULERS {
                let ran = home.run(&["timer", "install", scheduler, "--print"]);
                assert_eq!(ran.code, 0, "{ran:?}");
                let all = format!("{}{}", ran.stdout, ran.stderr);
                assert!(!all.contains("hidden"), "{name}={proxy}: {all}");
                assert!(ran.stderr.contains(&format!("the timer does not get {name}")), "{proxy}: {ran:?}");
            }
        }
    }
}

#[test]
fn a_control_character_in_a_variable_is_refused_by_name() {
    for name in ["MINDFUL_HOME", "SSL_CERT_FILE", "TZDIR", "NO_PROXY", "HTTPS_PROXY", "XDG_DATA_HOME", "LANG"]
    {
        let mut home = with("crontab", CRONTAB);
        let value = format!("{}\n* * * * * touch /injected", home.path().join("x").display());
        home.set(name, &value);
        for args in [&["timer", "install", "--cron"][..], &["timer", "install", "--systemd", "--print"]] {
            let ran = home.run(args);
            assert!(ran.code == 2 && ran.stderr.contains(name), "{name}: {ran:?}");
            assert!(!ran.stdout.contains("injected") && !home.path().join("crontab").exists(), "{name}");
        }
    }
}

#[test]
fn systemd_is_asked_once_whether_the_service_can_be_shut_in() {
    let home = with("systemctl", SYSTEMCTL);
    let units = home.path().join(".config/systemd/user");
    let service = || {
        let mut names = std::fs::read_dir(&units).unwrap().map(|entry| entry.unwrap().path());
        std::fs::read_to_string(
            names.find(|path| path.extension().is_some_and(|end| end == "service")).unwrap(),
        )
        .unwrap()
    };
    home.ok(&["timer", "install", "--systemd"]);
    assert!(service().contains("PrivateUsers=yes") && service().contains("ReadWritePaths="));
    let asked = read(&home, "asked");
    assert!(
        asked.contains("--user daemon-reload") && asked.contains("--user enable --now mindful-"),
        "{asked}"
    );
    std::fs::write(home.path().join("status"), "226\n").unwrap();
    let ran = home.run(&["timer", "install", "--systemd"]);
    assert!(ran.code == 0 && ran.stderr.contains("this kernel lets no user"), "{ran:?}");
    assert!(!service().contains("PrivateUsers=") && service().contains("NoNewPrivileges=yes"));
    let status = status(&home, &[]);
    assert_eq!((&status["scheduler"], &status["every_minutes"]), (&"systemd".into(), &1.into()), "{status}");
    home.ok(&["timer", "uninstall"]);
    assert_eq!(std::fs::read_dir(&units).unwrap().count(), 0);
}

#[test]
fn a_scheduler_that_is_not_here_is_refused_before_anything_is_written() {
    let mut home = Home::new("http://127.0.0.1:1/v1");
    home.set("PATH", "/nowhere");
    for scheduler in ["--systemd", "--cron"] {
        let ran = home.run(&["timer", "install", scheduler]);
        assert!(ran.code == 1 && ran.stderr.contains("cannot be reached here"), "{ran:?}");
    }
    assert!(!home.path().join(".config").exists());
    let ran = home.run(&["timer", "install"]);
    assert!(ran.code == 1 && ran.stderr.contains("neither systemd nor cron"), "{ran:?}");
    assert!(home.ok(&["timer", "install", "--print"]).contains("send-due"), "it can still be looked at");
}

/// Makes the token file of this home one that only its owner can read.
#[cfg(unix)]
fn close(home: &Home, mode: u32) {
    let permissions = std::os::unix::fs::PermissionsExt::from_mode(mode);
    std::fs::set_permissions(home.data("credentials.toml"), permissions).unwrap();
}

#[test]
#[cfg(unix)]
fn an_installation_runs_once_and_says_whether_that_could_read_the_login() {
    let sandbox = Sandbox::start();
    let home = logged_in(&sandbox);
    home.ok(&["timer", "install", "--cron"]);
    assert_eq!(status(&home, &["--cron"])["login_readable"], true);
    let kept = std::fs::read(home.data("credentials.toml")).unwrap();
    std::fs::remove_file(home.data("credentials.toml")).unwrap();
    let ran = home.run(&["timer", "install", "--cron"]);
    assert!(ran.code == 0 && ran.stderr.contains("holds no token"), "an empty store is no login: {ran:?}");
    std::fs::write(home.data("credentials.toml"), kept).unwrap();
    close(&home, 0o644);
    let ran = home.run(&["timer", "install", "--cron"]);
    assert!(
        ran.code == 0 && ran.stderr.contains("warning: the first run failed: cannot use the token file"),
        "{ran:?}"
    );
    assert_eq!(status(&home, &["--cron"])["login_readable"], false);
    let said = home.ok(&["timer", "status", "--cron"]);
    assert!(said.contains("your login could not be read"), "{said}");
    let (code, findings) = findings(&home);
    assert_eq!(code, 4, "{findings:?}");
    let hint = finding(&findings, "last run")["hint"].as_str().unwrap();
    assert!(hint.contains("chmod 600") && !hint.contains("keyring"), "{hint}");
}

fn findings(home: &Home) -> (i32, Vec<Value>) {
    let ran = home.run(&["doctor", "--json"]);
    (ran.code, serde_json::from_str(&ran.stdout).expect("an array"))
}

fn finding<'a>(findings: &'a [Value], check: &str) -> &'a Value {
    findings
        .iter()
        .find(|finding| finding["check"] == check)
        .unwrap_or_else(|| panic!("no {check}: {findings:?}"))
}

#[test]
fn doctor_finds_each_thing_that_is_wrong_and_says_the_way_out() {
    let sandbox = Sandbox::start();
    let mut home = Home::with_token(&sandbox);
    home.set("PATH", "/nowhere");
    home.schedule(&["--to", "ada@example.com", "--at", "in 2 hours", "later"]);
    #[cfg(unix)]
    std::fs::set_permissions(home.data(""), std::os::unix::fs::PermissionsExt::from_mode(0o700)).unwrap();
    let (code, well) = findings(&home);
    assert_eq!(code, 1, "nothing will send it: {well:?}");
    for check in ["settings", "zones", "folders", "login", "store", "webex", "clock", "queue"] {
        assert_eq!(finding(&well, check)["health"], "ok", "{check}");
    }
    let timer = finding(&well, "timer");
    assert_eq!((&timer["health"], &timer["hint"]), (&"bad".into(), &"run `mindful timer install`".into()));
    let late = home.schedule(&["--to", "grace@example.com", "--at", "now", "late"]);
    home.backdate(&late, "2026-01-01T09:00:00Z");
    home.write("people.toml", "[ada]\nemial = \"ada@example.com\"\n");
    #[cfg(unix)]
    std::fs::set_permissions(home.data(""), std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    sandbox.set(|settings| settings.date_skew = chrono::TimeDelta::seconds(60));
    let (code, ill) = findings(&home);
    assert_eq!(code, 2, "{ill:?}");
    for (check, health) in [("settings", "bad"), ("folders", "warn"), ("clock", "warn"), ("queue", "bad")] {
        let found = finding(&ill, check);
        assert!(found["health"] == health && found["hint"].is_string(), "{check}: {found}");
    }
    home.unset("MINDFUL_ACCESS_TOKEN");
    let (_, out) = findings(&home);
    assert_eq!(finding(&out, "login")["health"], "bad");
    sandbox.set(|settings| settings.date_skew = chrono::TimeDelta::hours(1));
    home.set("MINDFUL_ACCESS_TOKEN", "sandbox-token");
    let (_, wrong) = findings(&home);
    assert_eq!(finding(&wrong, "clock")["health"], "bad");
}

#[test]
fn units_of_a_package_are_known_once_they_are_switched_on() {
    let home = with("systemctl", SYSTEMCTL);
    assert!(status(&home, &["--systemd"])["scheduler"].is_null());
    let packaged = concat!(env!("CARGO_MANIFEST_DIR"), "/systemd/mindful.");
    let text = ["service", "timer"].map(|kind| std::fs::read_to_string(format!("{packaged}{kind}")).unwrap());
    std::fs::write(home.path().join("packaged"), text.concat()).unwrap();
    let status = status(&home, &["--systemd"]);
    assert_eq!((&status["scheduler"], &status["every_minutes"]), (&"systemd".into(), &1.into()), "{status}");
    assert_eq!(status["is_this_program"], false, "the package's is another than this one: {status}");
}

#[test]
fn units_of_the_package_are_those_that_the_program_writes() {
    let mut home = Home::new("http://127.0.0.1:1/v1");
    for name in ["MINDFUL_HOME", "MINDFUL_API_URL", "MINDFUL_TOKEN_STORE", "NO_PROXY", "TZ"] {
        home.unset(name);
    }
    home.set("HOME", "/home/me");
    let print = home.ok(&["timer", "install", "--systemd", "--print"]);
    let fresh = print
        .replace(&format!("\"{}\"", env!("CARGO_BIN_EXE_mindful")), "/usr/bin/mindful")
        .replace("\"-/home/me/.local/share/mindful\"", "-%h/.local/share/mindful")
        .replace("PrivateTmp=no", "PrivateTmp=yes");
    let packaged = concat!(env!("CARGO_MANIFEST_DIR"), "/systemd/mindful.");
    let kept = ["service", "timer"].map(|kind| {
        let text = std::fs::read_to_string(format!("{packaged}{kind}")).unwrap();
        format!("# /home/me/.config/systemd/user/mindful.{kind}\n{text}")
    });
    assert_eq!(kept.join("\n"), fresh, "systemd/ is stale");
}

#[test]
fn another_scheduler_takes_over_from_the_one_before() {
    let home = with("crontab", CRONTAB);
    home.ok(&["timer", "install", "--cron"]);
    let path = home.path().join("bin/systemctl");
    std::fs::write(&path, format!("#!/bin/sh\n{SYSTEMCTL}\n")).unwrap();
    #[cfg(unix)]
    std::fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(0o700)).unwrap();
    let ran = home.run(&["timer", "install"]);
    assert!(ran.code == 0 && ran.stderr.contains("cron no longer does"), "{ran:?}");
    assert_eq!(read(&home, "crontab"), "");
    assert_eq!(status(&home, &[])["scheduler"], "systemd");
}

#[test]
fn an_installation_that_systemd_cannot_run_leaves_nothing_behind_or_what_was_there() {
    let home = with("systemctl", SYSTEMCTL);
    let units = home.path().join(".config/systemd/user");
    std::fs::write(home.path().join("status"), "203\n").unwrap();
    let ran = home.run(&["timer", "install", "--systemd"]);
    assert!(
        ran.code == 1 && ran.stderr.contains("ended with status 203: the program cannot be executed"),
        "{ran:?}"
    );
    assert_eq!(std::fs::read_dir(&units).unwrap().count(), 0);
    assert!(read(&home, "asked").contains("--user disable --now mindful-"));
    std::fs::write(home.path().join("status"), "0\n").unwrap();
    home.ok(&["timer", "install", "--systemd", "--every", "5m"]);
    std::fs::write(home.path().join("status"), "203\n").unwrap();
    assert_eq!(home.run(&["timer", "install", "--systemd"]).code, 1);
    assert_eq!(status(&home, &[])["every_minutes"], 5, "what was there is there again");
    let (code, findings) = findings(&home);
    let timer = finding(&findings, "timer");
    assert!(code != 0 && timer["says"].as_str().unwrap().contains("status 203"), "{timer}");
}

#[test]
fn units_that_systemd_does_not_read_are_not_kept() {
    let mut home = with("systemctl", SYSTEMCTL);
    let refuses = "case \"$1\" in verify) echo \"$4: Executable path is not absolute\" >&2; exit 1;; esac";
    bring(&mut home, "systemd-analyze", refuses);
    let ran = home.run(&["timer", "install", "--systemd"]);
    assert!(ran.code == 1 && ran.stderr.contains("Executable path is not absolute"), "{ran:?}");
    assert_eq!(std::fs::read_dir(home.path().join(".config/systemd/user")).unwrap().count(), 0);
    assert!(!read(&home, "asked").contains("enable --now"));
}

#[test]
fn without_the_user_bus_files_tell_what_is_installed_and_no_second_timer_is_added() {
    let mut home = with("systemctl", SYSTEMCTL);
    home.ok(&["timer", "install", "--systemd"]);
    let wants = home.path().join(".config/systemd/user/timers.target.wants");
    std::fs::create_dir_all(&wants).unwrap();
    let unit = std::fs::read_dir(wants.parent().unwrap()).unwrap().find_map(|entry| {
        entry.unwrap().file_name().into_string().ok().filter(|name| name.ends_with(".timer"))
    });
    let link = wants.join(unit.unwrap());
    #[cfg(unix)]
    std::os::unix::fs::symlink("../mindful.timer", &link).unwrap();
    bring(&mut home, "systemctl", "echo 'Failed to connect to bus: No medium found' >&2; exit 1");
    bring(&mut home, "crontab", CRONTAB);
    let found = status(&home, &[]);
    assert_eq!((&found["scheduler"], &found["active"]), (&"systemd".into(), &true.into()), "{found}");
    let ran = home.run(&["timer", "install"]);
    assert!(ran.code == 1 && ran.stderr.contains("systemd already runs it"), "{ran:?}");
    assert!(ran.stderr.contains("No medium found") && !home.path().join("crontab").exists(), "{ran:?}");
    let ran = home.run(&["timer", "uninstall"]);
    assert!(ran.code == 0 && ran.stderr.contains("systemd no longer runs"), "{ran:?}");
    assert!(link.symlink_metadata().is_err() && status(&home, &[])["scheduler"].is_null());
}

#[test]
fn a_crontab_that_may_not_be_used_is_passed_over_before_anything_is_written() {
    let mut home =
        with("crontab", "echo 'You (me) are not allowed to use this program (crontab)' >&2; exit 1");
    let ran = home.run(&["timer", "install"]);
    assert!(ran.code == 1 && ran.stderr.contains("not allowed to use this program"), "{ran:?}");
    bring(&mut home, "systemctl", SYSTEMCTL);
    let ran = home.run(&["timer", "install"]);
    assert!(ran.code == 0 && ran.stderr.contains("systemd runs `mindful send-due`"), "{ran:?}");
    home.ok(&["timer", "status"]);
    home.ok(&["timer", "uninstall"]);
    let ran = home.run(&["timer", "install", "--cron"]);
    assert!(ran.code == 1 && ran.stderr.contains("cron cannot be reached here"), "{ran:?}");
}

#[test]
fn a_command_that_cron_cannot_run_is_not_installed() {
    let home = with("crontab", CRONTAB);
    let moved = home.path().join("mindful that goes");
    std::fs::copy(env!("CARGO_BIN_EXE_mindful"), &moved).unwrap();
    // It is there while it installs itself, and cannot be executed when it is tried.
    let ours = home.command(&["timer", "install", "--cron"]);
    let mut command = std::process::Command::new("sh");
    command
        .args(["-c", "exec \"$0\" \"$@\"", moved.to_str().unwrap(), "timer", "install", "--cron"])
        .env_clear();
    command.envs(ours.get_envs().filter_map(|(name, value)| Some((name, value?))));
    #[cfg(unix)]
    std::fs::set_permissions(&moved, std::os::unix::fs::PermissionsExt::from_mode(0o700)).unwrap();
    bring_crontab_that_takes_the_program_away(&home, &moved);
    let output = command.output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.code() == Some(1) && said.contains("nothing was installed"), "{said}");
    assert!(!home.path().join("crontab").exists());
}

/// A crontab whose reading removes a program: nothing else makes one that runs impossible to run.
fn bring_crontab_that_takes_the_program_away(home: &Home, program: &std::path::Path) {
    let path = home.path().join("bin/crontab");
    std::fs::write(path, format!("#!/bin/sh\nrm -f '{}'\n{CRONTAB}\n", program.display())).unwrap();
}
