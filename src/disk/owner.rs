//! Whose a file or folder is. What another user could have written is refused, as ssh and git refuse it: whoever
//! writes `api_url` gets the token and the texts.
//!
//! The user's own files and root's are trusted. Group-writable ones are trusted if the group is the user's private
//! group, which is what a umask of 002 makes on Debian and Fedora. The folders above are not looked at: whoever can
//! replace something in them owns what they put there.

use std::fs::Metadata;
use std::path::Path;

use crate::failure::Failure;

/// Why a file or folder is refused, and the command that helps.
pub(super) struct Refusal {
    pub(super) why: String,
    pub(super) way_out: String,
}

impl Refusal {
    pub(super) fn failure(self, failure: Failure) -> Failure {
        failure.cause(self.why).hint(self.way_out)
    }
}

/// Returns the command that makes a file the user's alone.
pub(crate) fn way_to_privacy(path: &Path) -> String {
    match unreadable(path) {
        Some(refusal) => refusal.way_out,
        None => format!("chmod 600 {}", quoted(path)),
    }
}

/// Quotes a path so that a shell reads it as it is.
pub(crate) fn quoted(path: &Path) -> String {
    format!("'{}'", path.display().to_string().replace('\'', r"'\''"))
}

/// Returns why a file or folder is refused, if another user owns it or can write to it.
#[cfg(unix)]
pub(super) fn refusal(path: &Path, facts: &Metadata) -> Option<Refusal> {
    use std::os::unix::fs::MetadataExt;
    if facts.uid() != super::me() && facts.uid() != ROOT {
        return Some(anothers(path, facts.uid()));
    }
    let by_all = facts.mode() & 0o002 != 0;
    let by_group = facts.mode() & 0o020 != 0 && !is_private_group(facts.gid());
    (by_all || by_group).then(|| writable(path, facts))
}

/// Windows gives a user's folders to that user alone.
#[cfg(not(unix))]
pub(super) fn refusal(_path: &Path, _facts: &Metadata) -> Option<Refusal> {
    None
}

/// Returns why a file or folder is closed to the user, if another user owns it.
#[cfg(unix)]
pub(super) fn unreadable(path: &Path) -> Option<Refusal> {
    let owner = std::os::unix::fs::MetadataExt::uid(&path.metadata().ok()?);
    (owner != super::me()).then(|| anothers(path, owner))
}

#[cfg(not(unix))]
pub(super) fn unreadable(_path: &Path) -> Option<Refusal> {
    None
}

#[cfg(unix)]
const ROOT: u32 = 0;

#[cfg(unix)]
fn anothers(path: &Path, owner: u32) -> Refusal {
    let owner = name(owner).unwrap_or_else(|| format!("user {owner}"));
    let way_out = if super::me() == ROOT {
        format!("run mindful as {owner}, without sudo")
    } else {
        let all = if path.is_dir() { "-R " } else { "" };
        format!("sudo chown {all}\"$USER\" {}", quoted(path))
    };
    Refusal { why: format!("it belongs to {owner}"), way_out }
}

#[cfg(unix)]
fn writable(path: &Path, facts: &Metadata) -> Refusal {
    use std::os::unix::fs::MetadataExt;
    let way_out = if facts.uid() == super::me() {
        format!("chmod go-w {}", quoted(path))
    } else {
        "set MINDFUL_HOME to a folder of your own".to_owned()
    };
    Refusal { why: "other users can write to it".to_owned(), way_out }
}

#[cfg(unix)]
pub(super) fn name(user: u32) -> Option<String> {
    nix::unistd::User::from_uid(user.into()).ok().flatten().map(|user| user.name)
}

/// Checks whether a group has the user's name and no other member.
#[cfg(unix)]
fn is_private_group(id: u32) -> bool {
    let group = nix::unistd::Group::from_gid(id.into()).ok().flatten();
    let (Some(group), Some(user)) = (group, name(super::me())) else { return false };
    group.name == user && group.mem.iter().all(|member| *member == user)
}

/// Refuses to make files for root in the folder of another user, who could not change them afterwards.
#[cfg(unix)]
pub(super) fn check_new(path: &Path) -> Result<(), Failure> {
    if super::me() != ROOT {
        return Ok(());
    }
    let above = path.ancestors().skip(1).find_map(|above| Some((above, above.metadata().ok()?)));
    let Some((above, facts)) = above else { return Ok(()) };
    match std::os::unix::fs::MetadataExt::uid(&facts) {
        ROOT => Ok(()),
        owner => Err(anothers(above, owner)
            .failure(Failure::other(format!(
                "`{}` is not made for root in `{}`",
                path.display(),
                above.display()
            )))
            .hint("or set MINDFUL_HOME to a folder of root's")),
    }
}

#[cfg(not(unix))]
pub(super) fn check_new(_path: &Path) -> Result<(), Failure> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_quoted_for_a_shell() {
        assert_eq!(quoted(Path::new("/a b/it's")), r"'/a b/it'\''s'");
    }
}
