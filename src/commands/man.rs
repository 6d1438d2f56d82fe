//! `mindful man FOLDER`: writes the man pages; hidden, for those who package.

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::Args;
use clap_mangen::Man as Page;

use crate::failure::Failure;

/// Sections that are the same on every page.
const COMMON: &str = include_str!("man_common.roff");

/// Write the man pages into a folder
#[derive(Args)]
pub(super) struct Man {
    /// Folder
    #[arg(value_name = "FOLDER")]
    folder: PathBuf,
}

pub(super) fn run(args: &Man) -> Result<(), Failure> {
    // Each command then knows its own full name.
    let mut cli = super::cli().disable_help_subcommand(true);
    cli.build();
    write(&cli, &args.folder).map_err(|error| {
        Failure::other(format!("cannot write the man pages into `{}`", args.folder.display())).because(&error)
    })
}

/// Writes the page of a command and of every visible one below it.
fn write(command: &clap::Command, folder: &Path) -> std::io::Result<()> {
    let name = command.get_display_name().unwrap_or(command.get_name()).to_owned();
    let mut page = std::fs::File::create(folder.join(format!("{name}.1")))?;
    page.write_all(&render(command, &name)?)?;
    command.get_subcommands().filter(|below| !below.is_hide_set()).try_for_each(|below| write(below, folder))
}

fn render(command: &clap::Command, name: &str) -> std::io::Result<Vec<u8>> {
    let page = Page::new(command.clone())
        .title(name.to_owned())
        .source(format!("mindful {}", env!("CARGO_PKG_VERSION")));
    let mut text = Vec::new();
    page.render_title(&mut text)?;
    text.extend(b".nh\n"); // Commands and paths are not hyphenated.
    page.render_name_section(&mut text)?;
    page.render_synopsis_section(&mut text)?;
    page.render_description_section(&mut text)?;
    page.render_options_section(&mut text)?;
    if command.get_subcommands().any(|below| !below.is_hide_set()) {
        page.render_subcommands_section(&mut text)?;
    }
    text.extend(extra(&command.get_after_help().map(ToString::to_string).unwrap_or_default()).bytes());
    text.extend(COMMON.bytes());
    text.extend(see_also(command, name).bytes());
    Ok(text)
}

/// Renders the examples of a help page, line by line, and the notes below them.
fn extra(after_help: &str) -> String {
    let (mut examples, mut notes) = (String::new(), String::new());
    for paragraph in after_help.split("\n\n") {
        let (title, body) = paragraph.split_once('\n').unwrap_or(("", paragraph));
        match title {
            "Examples:" => {
                let lines = body.lines().map(|line| escape(line.trim_start()));
                lines.for_each(|line| examples.push_str(&format!("{line}\n")));
            }
            // These are sections of their own.
            "Exit codes:" | "Environment:" => {}
            _ => notes.push_str(&format!(".PP\n{}\n", escape(paragraph))),
        }
    }
    let notes = if notes.is_empty() { notes } else { format!(".SH NOTES\n{notes}") };
    let examples = if examples.is_empty() { examples } else { format!(".SH EXAMPLES\n.EX\n{examples}.EE\n") };
    notes + &examples
}

/// Escapes what troff would take for its own.
fn escape(text: &str) -> String {
    let text = text.replace('\\', "\\e").replace('-', "\\-");
    text.lines()
        .map(|line| if line.starts_with(['.', '\'']) { format!("\\&{line}") } else { line.to_owned() })
        .collect::<Vec<_>>()
        .join("\n")
}

/// Links the pages of the commands around this one, and those of files and guarantees.
fn see_also(command: &clap::Command, name: &str) -> String {
    let mut pages: Vec<String> = Vec::new();
    let above: Vec<&str> = name.split('-').collect();
    if name != "mindful" {
        pages.push("mindful(1)".to_owned());
    }
    if command.get_subcommands().next().is_none() && above.len() > 2 && name != "mindful-send-due" {
        pages.push(format!("mindful-{}(1)", above[1]));
    }
    let below = command.get_subcommands().filter(|below| !below.is_hide_set());
    pages.extend(below.map(|below| format!("{name}-{}(1)", below.get_name())));
    pages.extend(["mindful-config(5)".to_owned(), "mindful-queue(7)".to_owned()]);
    let links: Vec<String> = pages
        .iter()
        .map(|page| {
            page.split_once('(')
                .map_or_else(String::new, |(name, section)| format!(".BR {} ({section}", escape(name)))
        })
        .collect();
    format!(".SH SEE ALSO\n{}\n", links.join(" ,\n"))
}
