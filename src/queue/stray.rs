//! What lies in the folders under a name that is none of ours: copies that sync programs, editors and people make.
//! None is ever sent; each is said, for whoever made it may think it is.

use std::path::PathBuf;

use crate::failure::Failure;
use crate::message::Id;

use super::name::copied;
use super::{Name, Queue, State};

/// Words in the names that sync programs give to what they could not merge.
const SYNC: [&str; 4] = ["sync-conflict", "conflicted copy", "case conflict", "_conf("];

/// A file that is no message because of its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stray {
    /// Where it lies.
    pub path: PathBuf,
    /// What it is.
    pub kind: StrayKind,
}

/// What a file is that is no message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StrayKind {
    /// A copy of a message, by a sync program that met two versions of it.
    Conflict(Id),
    /// A copy of a message, by an editor or a person.
    Copy(Id),
    /// Nothing of ours.
    Unknown,
}

impl Queue {
    /// Lists what lies in the folders of the states and is no message; what programs hide is theirs.
    ///
    /// # Errors
    /// A folder that cannot be read.
    pub fn strays(&self) -> Result<Vec<Stray>, Failure> {
        let mut strays = Vec::new();
        for state in State::ALL {
            let mut names = self.listing(state.as_str(), |text| is_stray(text).then(|| text.to_owned()))?;
            names.sort_unstable();
            let stray = |name: String| Stray { kind: kind(&name), path: self.folder(state).join(name) };
            strays.extend(names.into_iter().map(stray));
        }
        Ok(strays)
    }
}

fn is_stray(text: &str) -> bool {
    let is_hidden = text.starts_with('.') || text.starts_with('#');
    !is_hidden && Name::parse(text).is_none()
}

fn kind(name: &str) -> StrayKind {
    let lower = name.to_lowercase();
    let is_sync = SYNC.iter().any(|mark| lower.contains(mark));
    match copied(name) {
        Some(id) if is_sync => StrayKind::Conflict(id),
        Some(id) => StrayKind::Copy(id),
        None => StrayKind::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_message_is_told_by_its_name() {
        let id = Id::parse("k3f9x2ab7m").unwrap();
        for (rest, expected) in [
            (" (conflicted copy 2026-11-24).toml", StrayKind::Conflict(id.clone())),
            (".sync-conflict-20261124-090000-ABCDEFG.toml", StrayKind::Conflict(id.clone())),
            (" (Ada's Case Conflict).toml", StrayKind::Conflict(id.clone())),
            (" 2.toml", StrayKind::Copy(id.clone())),
            (".toml~", StrayKind::Copy(id.clone())),
            (".toml.orig", StrayKind::Copy(id.clone())),
        ] {
            let name = format!("20261124T090000Z.k3f9x2ab7m.a0{rest}");
            assert!(is_stray(&name) && kind(&name) == expected, "{name}: {:?}", kind(&name));
        }
        for name in ["Thumbs.db", "notes.toml", "20261124T090000Z.toml", "\u{fffd}"] {
            assert!(is_stray(name) && kind(name) == StrayKind::Unknown, "{name}");
        }
        for name in [
            "20261124T090000Z.k3f9x2ab7m.a0.toml",
            ".20261124T090000Z.k3f9x2ab7m.a0.toml.swp",
            "#20261124T090000Z.k3f9x2ab7m.a0.toml#",
            ".#20261124T090000Z.k3f9x2ab7m.a0.toml",
            ".stfolder",
        ] {
            assert!(!is_stray(name), "{name}");
        }
    }
}
