//! `mindful completions`: what a shell needs to know. The scripts ask the program for the rest.

use clap::Args;
use clap_complete::Shell;
use clap_complete::env::Shells;

use crate::failure::Failure;
use crate::terminal;

use super::complete::VARIABLE;

const EXAMPLES: &str = "\
Examples:
  $ mkdir -p ~/.local/share/bash-completion/completions
  $ mindful completions bash > ~/.local/share/bash-completion/completions/mindful
  $ mkdir -p ~/.config/fish/completions
  $ mindful completions fish > ~/.config/fish/completions/mindful.fish

zsh: mindful completions zsh > DIR/_mindful, where DIR is a directory of $fpath";

/// zsh loads the file as the function `_mindful` and calls it at once.
const AUTOLOADED: &str = "
if [[ \"${funcstack[1]}\" = _mindful ]]; then
    _clap_dynamic_completer_mindful \"$@\"
fi";

/// bash would take an address or a group apart.
const ONE_WORD: &str = "
COMP_WORDBREAKS=\"${COMP_WORDBREAKS//@/}\"";

/// Print shell completions
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Completions {
    /// Shell
    #[arg(value_enum, value_name = "SHELL")]
    shell: Shell,
}

pub(super) fn run(args: &Completions) -> Result<(), Failure> {
    let shell = args.shell.to_string();
    let shells = Shells::builtins();
    let completer =
        shells.completer(&shell).ok_or_else(|| Failure::usage(format!("no script for {shell}")))?;
    let mut script = Vec::new();
    completer
        .write_registration(VARIABLE, "mindful", "mindful", "mindful", &mut script)
        .map_err(|error| Failure::other("cannot write the script").because(&error))?;
    let script = String::from_utf8_lossy(&script);
    let more = match args.shell {
        Shell::Bash => ONE_WORD,
        Shell::Zsh => AUTOLOADED,
        _ => "",
    };
    terminal::out(&format!("{}{more}", script.trim()));
    Ok(())
}
