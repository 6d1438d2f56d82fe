//! The house's rules: what is generated is fresh, help shows examples, only the right files do certain things.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::home::Home;

const SHELLS: [&str; 5] = ["bash", "zsh", "fish", "powershell", "elvish"];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn home() -> Home {
    Home::new("http://127.0.0.1:1/v1")
}

/// Returns the generated files: name below the repository, and what the program writes today.
fn generated() -> BTreeMap<String, String> {
    let home = home();
    let completions =
        SHELLS.map(|shell| (format!("completions/mindful.{shell}"), home.ok(&["completions", shell])));
    let folder = home.path().join("man");
    std::fs::create_dir(&folder).unwrap();
    home.ok(&["man", folder.to_str().unwrap()]);
    let pages = std::fs::read_dir(folder).unwrap().map(|page| page.unwrap());
    let pages = pages.map(|page| {
        let name = page.file_name().into_string().unwrap();
        (format!("man/{name}"), std::fs::read_to_string(page.path()).unwrap())
    });
    completions.into_iter().chain(pages).collect()
}

/// Returns the files that are kept where generated ones belong; sections 5 and 7 are written by hand.
fn kept() -> BTreeMap<String, String> {
    let files = |folder: &str| -> Vec<String> {
        let listing = std::fs::read_dir(root().join(folder)).unwrap();
        listing.map(|file| format!("{folder}/{}", file.unwrap().file_name().display())).collect()
    };
    let mut names = files("completions");
    names.extend(files("man").into_iter().filter(|name| name.ends_with(".1")));
    names
        .into_iter()
        .map(|name| (name.clone(), std::fs::read_to_string(root().join(name)).unwrap()))
        .collect()
}

#[test]
fn completions_and_man_pages_are_what_the_program_writes() {
    let (fresh, kept) = (generated(), kept());
    let names: BTreeSet<&String> = fresh.keys().chain(kept.keys()).collect();
    let stale: Vec<_> = names.into_iter().filter(|name| fresh.get(*name) != kept.get(*name)).collect();
    assert!(stale.is_empty(), "stale: {stale:?}; run `tests/bless`");
}

/// Returns the help of a command and of every one below it.
pub(crate) fn helps(home: &Home, path: &[&str]) -> Vec<(String, String)> {
    let help = home.ok(&[path, &["--help"]].concat());
    let mut is_commands = false;
    let mut below = Vec::new();
    for line in help.lines().take_while(|line| *line != "Global options:") {
        match line.strip_prefix("  ") {
            Some(line) if is_commands && !line.starts_with(' ') => {
                below.extend(line.split_whitespace().next())
            }
            Some(_) => {}
            None => is_commands = line.ends_with(':') && !["Arguments:", "Options:"].contains(&line),
        }
    }
    let below: Vec<String> = below.into_iter().filter(|name| *name != "help").map(str::to_owned).collect();
    let mut all = vec![(path.join(" "), help)];
    for command in &below {
        all.extend(helps(home, &[path, &[command]].concat()));
    }
    all
}

#[test]
fn every_command_has_help_with_two_examples() {
    let helps = helps(&home(), &[]);
    assert!(helps.len() > 30, "{}", helps.len());
    for (command, help) in helps {
        let examples = help.lines().filter(|line| line.trim_start().starts_with("$ ")).count();
        assert!(examples >= 2, "{command} --help has {examples} examples");
    }
}

/// Files under `src` and what is in them.
fn sources() -> Vec<(PathBuf, String)> {
    let mut folders = vec![root().join("src")];
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let text = std::fs::read_to_string(&path).unwrap();
                found.push((path.strip_prefix(root()).unwrap().to_owned(), text));
            }
        }
    }
    found
}

#[test]
fn only_the_right_files_listen_print_and_configure() {
    for (words, home) in [
        ("TcpListener", "src/oauth/loopback.rs"),
        ("Client::builder", "src/http/"),
        ("stdout().lock()", "src/terminal/"),
        ("stderr().lock()", "src/terminal/"),
        ("tz::", "src/schedule/"),
    ] {
        for (path, text) in sources() {
            let at_home = path.to_str().unwrap().starts_with(home);
            assert!(at_home || !text.contains(words), "{} uses {words}", path.display());
        }
    }
}

/// Files of the tests and what is in them.
fn test_sources() -> Vec<(PathBuf, String)> {
    let below =
        |folder: &str| std::fs::read_dir(root().join(folder)).unwrap().map(|entry| entry.unwrap().path());
    let all =
        ["tests", "tests/cli", "tests/session", "benches", "benches/process"].into_iter().flat_map(below);
    all.filter_map(|path| Some((path.clone(), std::fs::read_to_string(path).ok()?))).collect()
}

#[test]
fn only_a_machine_apart_has_parts_of_the_machine_and_only_a_home_has_parts_of_a_desktop() {
    let machine =
        ["crontab", "cron", "useradd", "userdel", "systemctl", "systemd", "loginctl", "sshd", "mount"];
    let desktop = [
        "dbus-daemon",
        "gnome-keyring-daemon",
        "secret-tool",
        "Xvfb",
        "chromedriver",
        "kwalletd6",
        "keepassxc",
    ];
    for (path, text) in test_sources() {
        for program in machine.iter().chain(&desktop) {
            let starts = text.contains(&format!("Command::new(\"{program}\")"));
            assert!(
                !starts,
                "{} starts {program} with the environment of the person who runs it",
                path.display()
            );
        }
    }
}

#[test]
fn arrows_between_modules_point_the_right_way() {
    for (folder, forbidden) in [
        ("src/message", vec!["queue", "delivery", "webex", "commands"]),
        ("src/schedule", vec!["message", "queue", "delivery", "webex", "commands", "context", "config"]),
        ("src/queue", vec!["webex", "delivery", "account", "oauth", "commands", "people", "schedule"]),
        ("src/webex", vec!["queue", "delivery", "oauth", "commands", "people"]),
        ("src/oauth", vec!["webex", "queue", "delivery", "commands", "config", "context"]),
        ("src/delivery", vec!["commands", "oauth", "account", "people"]),
        ("src/people", vec!["queue", "delivery", "commands", "oauth", "account"]),
    ] {
        for (path, text) in sources().into_iter().filter(|(path, _)| path.starts_with(folder)) {
            for module in &forbidden {
                let named = format!("crate::{module}");
                assert!(!text.contains(&named), "{} calls {module}", path.display());
            }
        }
    }
}

#[test]
#[cfg(target_os = "linux")]
fn every_mutation_still_changes_its_file_and_names_tests() {
    let names = std::fs::read_dir(root().join("tests/mutations")).unwrap();
    for name in names.map(|entry| entry.unwrap().path()) {
        let mutation = std::fs::read_to_string(&name).unwrap();
        let lines: Vec<&str> = mutation.lines().collect();
        let [file, edit, tests, why] = lines[..] else { panic!("{} has not four lines", name.display()) };
        let before = std::fs::read(root().join(file)).unwrap();
        let mut perl = std::process::Command::new("perl");
        let after = perl.args(["-0pe", edit]).arg(root().join(file)).output().unwrap();
        assert!(after.status.success() && after.stdout != before, "{} is stale", name.display());
        assert!(!tests.is_empty() && why.starts_with("# "), "{}", name.display());
    }
}

#[test]
fn no_file_lifts_the_ban_on_unsafe_code() {
    for (path, text) in sources() {
        let lifts = text.contains("allow(unsafe_code") || text.contains("expect(unsafe_code");
        assert!(!lifts, "{} lifts it", path.display());
    }
}
