//! What README, docs and man pages tell people to type: it works as written.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use webex_sandbox::{Answer, Sandbox};

use crate::home::{GUARD, Home, ended};

/// Commands that a test of their own covers, because they need a browser, a person or the user's own timer.
const COVERED_ELSEWHERE: [&str; 4] =
    ["mindful login", "mindful timer install", "mindful doctor", "mindful COMMAND --help"];

/// Examples that other tests cover, because they need a browser, an editor that may be missing, or the timer of a real user.
const NEEDS_MORE: [&str; 4] = ["mindful login", "printf %s \"$SECRET\"", "EDITOR=", "mindful timer install"];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn text(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap()
}

/// Returns the command lines of a Markdown text: in blocks and in backticks, `mindful` first.
fn commands(markdown: &str) -> Vec<String> {
    let mut is_fenced = false;
    let mut found = Vec::new();
    for line in markdown.lines() {
        if line.starts_with("```") {
            is_fenced = !is_fenced;
        } else if is_fenced || line.starts_with("    ") {
            let line = line.trim_start();
            let line = line.strip_prefix("$ ").unwrap_or(line);
            found.extend(line.starts_with("mindful ").then(|| line.to_owned()));
        } else {
            let spans = line.split('`').skip(1).step_by(2);
            found.extend(spans.filter(|span| span.starts_with("mindful ")).map(str::to_owned));
        }
    }
    found
}

/// Opens a home in which everything that README speaks of exists.
fn furnished(sandbox: &Sandbox) -> Home {
    let mut home = Home::with_token(sandbox);
    home.editor("echo more >> \"$1\"");
    home.write(
        "people.toml",
        "[ada]\nemail = \"ada@example.com\"\nname = \"Ada Lovelace\"\ntimezone = \"Europe/London\"\n\
         [apollo]\nspace = \"room-1\"\n[groups]\nteam = [\"ada\", \"grace@example.com\"]\n",
    );
    std::fs::write(home.path().join("notes.md"), "**Numbers**\n").unwrap();
    for folder in [".local/share/bash-completion/completions", ".config/fish/completions"] {
        std::fs::create_dir_all(home.path().join(folder)).unwrap();
    }
    let calendar = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//x//\r\nBEGIN:VEVENT\r\nUID:1@example.com\r\n\
         DTSTAMP:20260101T000000Z\r\nDTSTART;VALUE=DATE:20270101\r\nSUMMARY:New Year\r\nEND:VEVENT\r\n\
         END:VCALENDAR\r\n";
    for name in ["holidays.ics", "england.ics"] {
        std::fs::write(home.path().join(name), calendar).unwrap();
    }
    home
}

/// Runs a line as a shell would; returns what went wrong.
fn wrong(home: &Home, line: &str) -> Option<String> {
    let program = home.command(&[]);
    let folder = Path::new(program.get_program()).parent().unwrap();
    let path = format!("{}:{GUARD}:/usr/bin:/bin", folder.display());
    let mut shell = Command::new("sh");
    shell.args(["-c", line]).env_clear().envs(home.environment()).env("PATH", path).current_dir(home.path());
    shell.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let ran = ended(shell.spawn().unwrap());
    (ran.code != 0).then(|| format!("{line}\n    {ran:?}"))
}

#[test]
#[cfg(unix)]
fn every_command_line_of_the_readme_works_as_written() {
    let sandbox = Sandbox::start();
    let mut failed = Vec::new();
    let mut lines = commands(&text(&root().join("README.md")));
    lines.retain(|line| !COVERED_ELSEWHERE.contains(&line.as_str()));
    assert!(lines.len() >= 10, "{lines:?}");
    for line in lines {
        let home = furnished(&sandbox);
        if line.starts_with("mindful people add ada ") {
            home.write("people.toml", "");
        }
        let id = home.schedule(&["--to", "ada", "--at", "in 3 hours", "Coffee?"]);
        failed.extend(wrong(&home, &line.replace("k3f9", &id)));
    }
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

/// Returns the examples of every help page.
fn examples() -> Vec<String> {
    let home = Home::new("http://127.0.0.1:1/v1");
    let pages = crate::house::helps(&home, &[]).into_iter().map(|(_, help)| unfolded(&help));
    pages
        .flat_map(|help| {
            let lines = help.lines().filter_map(|line| line.strip_prefix("  $ ").map(str::to_owned));
            lines.collect::<Vec<_>>()
        })
        .collect()
}

/// Joins lines that were folded at the width of a terminal: they go on at the indent of their first.
fn unfolded(help: &str) -> String {
    let mut text = String::new();
    let mut is_example = false;
    for line in help.lines() {
        let goes_on = is_example && line.starts_with("  ") && !line.starts_with("  $ ");
        text.push_str(if goes_on { " " } else { "\n" });
        text.push_str(if goes_on { line.trim_start() } else { line });
        is_example = line.starts_with("  $ ") || goes_on;
    }
    text
}

#[test]
#[cfg(unix)]
fn every_example_of_a_help_page_works_as_written() {
    let mut failed = Vec::new();
    let lines = examples();
    assert!(lines.len() > 60, "{lines:?}");
    for line in lines {
        if line == "mindful forget" || NEEDS_MORE.iter().any(|start| line.starts_with(start)) {
            continue;
        }
        let sandbox = Sandbox::start();
        let mut home = furnished(&sandbox);
        if line.starts_with("mindful config") || line == "mindful people edit" {
            home.editor("echo '# mine' >> \"$1\"");
        }
        let words: Vec<&str> = line.split_whitespace().collect();
        let ids = ["ada@example.com", "grace@example.com"].map(|to| prepared(&home, &sandbox, to, &words));
        match words[..] {
            ["mindful", "people", "add", name, ..] if !name.starts_with('@') => home.write("people.toml", ""),
            // Without a timer a message that waits is a problem.
            ["mindful", "doctor", ..] => drop(home.run(&["cancel", "--all", "--yes"])),
            ["mindful", "people", "remove", name, ..] if !name.starts_with('@') => {
                home.write("people.toml", "[ada]\nemail = \"ada@example.com\"\n");
            }
            ["mindful", "people", "set" | "unset", name, ..] if name != "ada" => {
                home.ok(&["people", "add", name, "grace@example.com"]);
            }
            ["mindful", "people", "import", ..] => {
                home.write(
                    "people.toml",
                    "[ada]\nemail = \"ada@example.com\"\n[groups]\nteam = [\"ada\"]\nlondon = [\"ada\"]\n",
                );
            }
            _ => {}
        }
        let line = line.replace("k3f9", &ids[0]).replace("x7q2", &ids[1]);
        failed.extend(wrong(&home, &line));
    }
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

/// Schedules a message and brings it into a state that the command is for; returns its id.
fn prepared(home: &Home, sandbox: &Sandbox, to: &str, words: &[&str]) -> String {
    let at = |at: &str| home.schedule(&["--to", to, "--at", at, "Coffee?"]);
    match words.get(1).copied().unwrap_or_default() {
        "restore" => {
            let id = at("in 3 hours");
            home.ok(&["cancel", &id]);
            id
        }
        command @ ("retry" | "confirm" | "recall") => {
            let id = at("now");
            match command {
                "retry" => sandbox.script_to(to, Answer::status(400)),
                "confirm" => sandbox.script_to(to, Answer::status(502)),
                _ => {}
            }
            home.run(&["send-due"]);
            id
        }
        command @ ("skip" | "pause" | "resume") => {
            let id = home.schedule(&["--to", to, "--at", "in 3 hours", "--every", "day", "Coffee?"]);
            if command == "resume" {
                home.ok(&["pause", &id]);
            }
            id
        }
        _ => at("in 3 hours"),
    }
}

/// Returns README, docs and the man pages written by hand.
pub(crate) fn documents() -> Vec<PathBuf> {
    let below = |folder: &str, ending: &[&str]| -> Vec<PathBuf> {
        let files = std::fs::read_dir(root().join(folder)).unwrap().map(|file| file.unwrap().path());
        files.filter(|path| ending.iter().any(|ending| path.to_string_lossy().ends_with(ending))).collect()
    };
    let mut all = vec![root().join("README.md"), root().join("CONTRIBUTING.md")];
    all.extend(below("docs", &[".md"]));
    all.extend(below("man", &[".5", ".7"]));
    all
}

/// Returns the words of each `mindful …` in a text, up to the end of its code.
fn mentioned(path: &Path) -> BTreeSet<Vec<String>> {
    let text = text(path);
    let is_roff = path.extension().is_some_and(|ending| ending == "5" || ending == "7");
    let lines: Vec<String> = if is_roff { roff(&text) } else { commands(&text) };
    lines.iter().map(|line| line.split_whitespace().skip(1).map(str::to_owned).collect()).collect()
}

/// Returns the bold runs of a man page that begin with `mindful`.
fn roff(text: &str) -> Vec<String> {
    let text = text.replace("\\-", "-");
    let macros = text.lines().filter_map(|line| line.strip_prefix(".B mindful ")).map(str::to_owned);
    let runs = text.split("\\fBmindful ").skip(1).filter_map(|rest| rest.split("\\fR").next());
    macros.chain(runs.map(str::to_owned)).map(|line| format!("mindful {line}")).collect()
}

/// Returns what a mention names that the program does not know.
fn unknown(home: &Home, words: &[String]) -> Option<String> {
    let is_name = |word: &&String| word.chars().all(|sign| sign.is_ascii_lowercase() || sign == '-');
    let mut path: Vec<&str> = Vec::new();
    let mut help = home.ok(&["--help"]);
    for word in words.iter().take_while(|word| !word.starts_with('-')).filter(is_name).take(2) {
        let listed =
            help.lines().any(|line| line.split_whitespace().next() == Some(word) && line.starts_with("  "));
        if !listed {
            if path.is_empty() {
                return Some(format!("no command `{word}`"));
            }
            break;
        }
        path.push(word);
        help = home.ok(&[&path[..], &["--help"]].concat());
    }
    let flags =
        words.iter().filter(|word| word.starts_with("--")).map(|word| word.split('=').next().unwrap());
    let mut unknown = flags.filter(|flag| {
        !help.split(|sign: char| sign.is_whitespace() || sign == ',').any(|known| known == *flag)
    });
    unknown.next().map(|flag| format!("`mindful {}` has no `{flag}`", path.join(" ")))
}

#[test]
fn every_command_and_option_that_a_document_names_exists() {
    let home = Home::new("http://127.0.0.1:1/v1");
    let mut wrong = Vec::new();
    let mut seen = 0;
    for path in documents() {
        for words in mentioned(&path) {
            if words.first().is_none_or(|word| word == "COMMAND") {
                continue;
            }
            seen += 1;
            wrong.extend(unknown(&home, &words).map(|why| format!("{}: {words:?}: {why}", path.display())));
        }
    }
    assert!(seen > 40, "{seen}");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_man_page_has_the_usual_sections_and_links_to_pages_that_exist() {
    let folder = root().join("man");
    let mut wrong = Vec::new();
    for page in std::fs::read_dir(&folder).unwrap().map(|page| page.unwrap().path()) {
        let name = page.file_name().unwrap().to_str().unwrap().to_owned();
        let text = text(&page);
        let sections = ["EXAMPLES", "EXIT STATUS", "ENVIRONMENT", "FILES", "SEE ALSO"];
        let lacking = sections.iter().filter(|section| !text.contains(&format!(".SH {section}\n")));
        let lacking =
            lacking.filter(|_| name.ends_with(".1")).map(|section| format!("{name} has no {section}"));
        wrong.extend(lacking);
        let see_also = text.split(".SH SEE ALSO\n").nth(1).unwrap_or_default();
        for link in see_also.lines().filter_map(|line| line.strip_prefix(".BR ")) {
            let link: Vec<&str> =
                link.split(|sign: char| " (),".contains(sign)).filter(|part| !part.is_empty()).collect();
            let file = format!("{}.{}", link[0].replace('\\', ""), link[1]);
            if !folder.join(&file).exists() {
                wrong.push(format!("{name} links to {file}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_link_of_a_document_leads_to_a_file() {
    let mut broken = Vec::new();
    for path in documents().into_iter().filter(|path| path.extension().is_some_and(|ending| ending == "md")) {
        for link in text(&path).split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let file = link.split('#').next().unwrap();
            let is_there = link.starts_with("http") || path.parent().unwrap().join(file).exists();
            if !is_there {
                broken.push(format!("{}: {link}", path.display()));
            }
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn the_readme_is_a_page_and_not_a_manual() {
    let lines = text(&root().join("README.md")).lines().count();
    assert!(lines <= 120, "README has {lines} lines");
}
