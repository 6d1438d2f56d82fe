//! Texts that people read, kept in `tests/snapshots` so that a change of words is reviewed like a change of code.
//!
//! `SNAPSHOTS=overwrite cargo test --test cli -- snapshots::` accepts the present texts.

use std::fmt::Write;

use snapbox::{Data, assert_data_eq};
use webex_sandbox::Sandbox;

use crate::home::{Home, Ran};
use crate::house::helps;

/// Sections of the error screens, and the commands of each. `SENT`, `CANCELLED` and `LATER` are ids of messages in that state.
const ERRORS: &str = include_str!("../snapshots/errors.in");

/// Words that read like a translation. Each may occur a few times in all of help, errors and docs.
const ODD: [&str; 12] = [
    "nobody",
    "somebody",
    "whoever",
    "anew",
    "so many",
    "is no ",
    "is none",
    "are none",
    "meanwhile",
    "at it.",
    "all the same",
    "of its own",
];
/// How often those words may occur in all. Lower it when there are fewer.
const BUDGET: usize = 8;

fn kept(name: &str) -> Data {
    Data::read_from(
        &std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/snapshots").join(name),
        Some(snapbox::data::DataFormat::Text),
    )
}

/// Returns the help of each command, one after another.
fn all_help() -> String {
    let home = Home::new("http://127.0.0.1:1/v1");
    let mut text = String::new();
    for (command, help) in helps(&home, &[]) {
        let _ = writeln!(text, "$ mindful {command} --help\n{help}");
    }
    text.replace("mindful  --help", "mindful --help")
}

/// A home with a message in some states, two people and a group.
fn furnished(sandbox: &Sandbox) -> (Home, Vec<(&'static str, String)>) {
    let home = Home::with_token(sandbox);
    home.write(
        "people.toml",
        "[ada]\nemail = \"ada@example.com\"\nname = \"Ada Lovelace\"\ntimezone = \"Europe/London\"\n\
         [alan]\nemail = \"alan@example.com\"\nname = \"Alan Turing\"\ntimezone = \"Europe/London\"\n\
         [groups]\nteam = [\"ada\", \"grace@example.com\"]\n",
    );
    let to_ada = |at: &str| home.schedule(&["--to", "ada", "--at", at, "hello"]);
    let sent = to_ada("now");
    home.ok(&["send-due"]);
    let (cancelled, later) = (to_ada("in 90 minutes"), to_ada("in 2 hours"));
    home.ok(&["cancel", &cancelled]);
    (home, vec![("SENT", sent), ("CANCELLED", cancelled), ("LATER", later)])
}

/// Returns what a command printed, without what differs from run to run.
fn screen(ran: &Ran, home: &Home, ids: &[(&str, String)], api: &str) -> String {
    if ran.code == 0 {
        return "[exit code 0]\n".to_owned(); // What goes well shows times, which differ.
    }
    let mut text = format!("{}{}[exit code {}]\n", ran.stdout, ran.stderr, ran.code);
    for (name, id) in ids {
        text = text.replace(id.as_str(), name);
    }
    text.replace(home.path().to_str().unwrap(), "[HOME]").replace(api, "[API]")
}

/// Splits a line into words as a shell would, where double quotes group.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    for (index, part) in line.split('"').enumerate() {
        match index % 2 {
            0 => words.extend(part.split_whitespace().map(str::to_owned)),
            _ => words.push(part.to_owned()),
        }
    }
    words
}

/// Returns the screen of each command in `errors.in`.
fn all_errors() -> String {
    let sandbox = Sandbox::start();
    let (home, ids) = furnished(&sandbox);
    let api = sandbox.api_url();
    let mut text = String::new();
    for line in ERRORS.lines() {
        if line.is_empty() || line.starts_with('#') {
            let _ = writeln!(text, "{line}");
            continue;
        }
        let mut typed = line.to_owned();
        for (name, id) in &ids {
            typed = typed.replace(name, id);
        }
        let args = words(&typed);
        let ran = home.run(&args.iter().map(String::as_str).collect::<Vec<_>>());
        let _ = writeln!(text, "$ mindful {line}\n{}", screen(&ran, &home, &ids, &api));
    }
    text
}

#[test]
fn help_is_what_is_kept() {
    assert_data_eq!(all_help(), kept("help.txt").raw());
}

#[test]
fn errors_are_what_is_kept() {
    assert_data_eq!(all_errors(), kept("errors.txt").raw());
}

#[test]
fn what_people_read_is_plain_english() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut texts = vec![("help".to_owned(), all_help()), ("errors".to_owned(), all_errors())];
    for path in crate::readme::documents() {
        texts.push((
            path.strip_prefix(root).unwrap().display().to_string(),
            std::fs::read_to_string(path).unwrap(),
        ));
    }
    let mut found = Vec::new();
    for (place, text) in texts {
        for line in text.lines().map(str::to_lowercase) {
            let odd = ODD.iter().filter(|word| line.contains(**word));
            found.extend(odd.map(|word| format!("{place}: `{word}` in: {line}")));
        }
    }
    println!("{} of {BUDGET}", found.len());
    assert!(found.len() <= BUDGET, "{} are more than {BUDGET}:\n{}", found.len(), found.join("\n"));
}
