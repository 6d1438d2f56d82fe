//! The house's rules: what is generated is fresh, help shows examples, only the right files do certain things.

use std::path::{Path, PathBuf};

use crate::home::Home;

const SHELLS: [&str; 5] = ["bash", "zsh", "fish", "powershell", "elvish"];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn home() -> Home {
    Home::new("http://127.0.0.1:1/v1")
}

#[test]
fn completions_are_what_the_program_prints() {
    for shell in SHELLS {
        let kept =
            std::fs::read_to_string(root().join("completions").join(format!("mindful.{shell}"))).unwrap();
        assert_eq!(kept, home().ok(&["completions", shell]), "completions/mindful.{shell} is stale");
    }
}

#[test]
fn man_pages_are_what_the_program_writes() {
    let home = home();
    let fresh = home.path().join("man");
    std::fs::create_dir(&fresh).unwrap();
    home.ok(&["man", fresh.to_str().unwrap()]);
    let names = |folder: &Path| {
        let mut names: Vec<_> =
            std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        // Sections 5 and 7 are written by hand.
        names.retain(|name| name.to_string_lossy().ends_with(".1"));
        names.sort();
        names
    };
    let kept = root().join("man");
    assert_eq!(names(&kept), names(&fresh));
    for name in names(&kept) {
        let same = std::fs::read(kept.join(&name)).unwrap() == std::fs::read(fresh.join(&name)).unwrap();
        assert!(same, "man/{} is stale", name.display());
    }
}

/// Returns the help of a command and of every one below it.
fn helps(home: &Home, path: &[&str]) -> Vec<(String, String)> {
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
        ("Client::builder", "src/http.rs"),
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
