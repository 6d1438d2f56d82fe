//! `mindful man FOLDER`: writes the man pages; hidden, for those who package.

use std::path::PathBuf;

use clap::Args;

use crate::failure::Failure;

/// Write the man pages into a folder
#[derive(Args)]
pub(super) struct Man {
    /// Folder
    #[arg(value_name = "FOLDER")]
    folder: PathBuf,
}

pub(super) fn run(args: &Man) -> Result<(), Failure> {
    clap_mangen::generate_to(super::cli(), &args.folder).map_err(|error| {
        Failure::other(format!("cannot write the man pages into `{}`", args.folder.display())).because(&error)
    })
}
