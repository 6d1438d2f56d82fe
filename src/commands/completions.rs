//! `mindful completions`: what a shell needs to know.

use clap::Args;
use clap_complete::Shell;

use crate::failure::Failure;
use crate::terminal;

const EXAMPLES: &str = "\
Examples:
  $ mindful completions bash > ~/.local/share/bash-completion/completions/mindful
  $ mindful completions fish > ~/.config/fish/completions/mindful.fish";

/// Print the completions for a shell
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Completions {
    /// Shell
    #[arg(value_enum, value_name = "SHELL")]
    shell: Shell,
}

pub(super) fn run(args: &Completions) -> Result<(), Failure> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut super::cli(), "mindful", &mut script);
    terminal::out(String::from_utf8_lossy(&script).trim_end());
    Ok(())
}
