//! A value that is empty or blank is refused wherever it can't be meant, and the option is named.

use crate::home::Home;

/// Returns a command line in which the value of one argument is blank and nothing else is wrong with it.
fn with_blank(command: &clap::Command, path: &[&str], arg: &clap::Arg, blank: &str) -> Vec<String> {
    let mut line: Vec<String> = path.iter().map(ToString::to_string).collect();
    let before = arg.get_index().unwrap_or(0);
    for positional in command.get_positionals() {
        if positional.get_id() == arg.get_id() {
            line.push(blank.to_owned());
        } else if positional.is_required_set() || positional.get_index().unwrap_or(0) < before {
            line.push("x".to_owned());
        }
    }
    let id = arg.get_id().as_str();
    if let Some(long) = arg.get_long() {
        line.push(format!("--{long}={blank}"));
    }
    let more: &[&str] = match (path, id) {
        (["schedule"], "to" | "space") => &["hello"],
        (["schedule"], "until" | "count" | "on_day_off") => &["--to=x", "--every=day"],
        (["schedule"], _) => &["--to=x"],
        (["move"], "ids" | "to") => &["--at=9am"],
        (["move"], "at" | "tz") => &["k3f9"],
        (["restore"], "at" | "tz") => &["k3f9"],
        (["people", "set"], "key") => &["x"],
        _ => &[],
    };
    line.extend(more.iter().map(ToString::to_string));
    line
}

/// Calls `each` with every command, and the words that lead to it.
fn walk<'a>(command: &'a clap::Command, path: &[&'a str], each: &mut dyn FnMut(&clap::Command, &[&'a str])) {
    each(command, path);
    for below in command.get_subcommands().filter(|below| below.get_name() != "help") {
        walk(below, &[path, &[below.get_name()]].concat(), each);
    }
}

#[test]
fn an_empty_or_blank_value_of_any_argument_of_any_command_is_exit_2_and_names_it() {
    let home = Home::new("http://127.0.0.1:1/v1");
    let cli = mindful::commands::cli();
    let mut tried = 0;
    walk(&cli, &[], &mut |command, path| {
        for arg in command.get_arguments().filter(|arg| arg.get_action().takes_values()) {
            // A file or a card can go without words; without one, empty words are refused as such.
            if arg.get_id() == "text" {
                continue;
            }
            for blank in ["", " ", "\t\n", "\u{a0}"] {
                let args = with_blank(command, path, arg, blank);
                let ran = home.run(&args.iter().map(String::as_str).collect::<Vec<_>>());
                let value = arg.get_value_names().and_then(|names| names.first()).map(ToString::to_string);
                let named = match arg.get_long() {
                    Some(long) => ran.stderr.contains(&format!("--{long}")),
                    None => ran.stderr.contains(&format!("<{}", value.unwrap_or_default())),
                };
                assert!(ran.code == 2 && named, "{args:?}: {ran:?}");
                tried += 1;
            }
        }
    });
    assert!(tried > 200, "{tried}");
    assert_eq!(home.ls("scheduled").len(), 0);
}

#[test]
fn one_blank_among_several_values_is_refused_too() {
    let home = Home::new("http://127.0.0.1:1/v1");
    for args in [
        &["schedule", "--to", "ada@example.com", "--to", "", "hello"][..],
        &["schedule", "--to", "ada@example.com", "--hold-while", "meeting,,DoNotDisturb", "hello"],
        &["list", "--state", "sent,"],
        &["cancel", "k3f9", ""],
    ] {
        assert_eq!(home.run(args).code, 2, "{args:?}");
    }
    assert_eq!(home.ls("scheduled").len(), 0);
}
