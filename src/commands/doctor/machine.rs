//! Where it runs: settings, zone data, folders.

use std::path::Path;

use crate::context::Context;
use crate::failure::Failure;
use crate::people::Book;

use super::Finding;

pub(super) fn settings(context: &Context) -> Finding {
    if let Some(failure) = &context.unread_settings {
        return Finding::bad("settings", failure);
    }
    match Book::read(&context.paths.people_file()) {
        Ok(book) if !book.broken().is_empty() => Finding::bad("settings", &book.broken()[0].failure),
        Ok(book) => {
            let count = book.aliases().len();
            Finding::ok("settings", format!("config.toml and people.toml can be read ({count} entries)"))
        }
        Err(failure) => Finding::bad("settings", &failure),
    }
}

pub(super) fn zones(context: &Context) -> Finding {
    let mine = match context.my_zone_name() {
        Ok(mine) => mine,
        Err(failure) => return Finding::bad("zones", &failure),
    };
    if crate::schedule::zone::has_system_rules() {
        return Finding::ok("zones", format!("system tzdata; your zone: {mine}"));
    }
    let hint = "install the tzdata package: the built-in rules are as old as this program";
    Finding::warn(
        "zones",
        format!("no system tzdata, so the built-in rules are used; your zone: {mine}"),
        hint,
    )
}

/// Checks that no other user can read the folders, and that a run can write to them.
pub(super) fn folders(context: &Context) -> Vec<Finding> {
    let paths = &context.paths;
    let ours = [paths.config.clone(), paths.data.clone(), paths.queue(), paths.credentials_file()];
    let mut open: Vec<String> =
        ours.iter().filter(|path| others_may_look(path)).map(|path| path.display().to_string()).collect();
    open.dedup();
    if let Err(error) = crate::disk::check_writable(&paths.data) {
        let data = paths.data.display();
        let failure = Failure::other(format!("`{data}` cannot be written to")).because(&error);
        return vec![Finding::bad(
            "folders",
            &failure.hint(format!(
                "check that it is yours (chmod u+rwx '{data}') and that its disk is not read-only"
            )),
        )];
    }
    match open.as_slice() {
        [] => vec![Finding::ok("folders", format!("{} is private (0700)", paths.data.display()))],
        open => {
            let hint = format!(
                "chmod go= {}",
                open.iter().map(|path| format!("'{path}'")).collect::<Vec<_>>().join(" ")
            );
            vec![Finding::warn("folders", format!("other users can read {}", open.join(", ")), &hint)]
        }
    }
}

#[cfg(unix)]
fn others_may_look(path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    path.metadata().is_ok_and(|facts| facts.mode() & 0o077 != 0)
}

#[cfg(not(unix))]
const fn others_may_look(_path: &Path) -> bool {
    false // A profile's folders are its owner's there.
}
