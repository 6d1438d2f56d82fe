//! Which machine the queue belongs to. The kernel's lock keeps two runs apart on one machine only, so a queue that another
//! one used is refused where that can be noticed: on Linux, by the machine's id.

use std::path::PathBuf;

use sha2::{Digest, Sha256};

use crate::failure::Failure;

use super::{Queue, disk, is_absent};

/// Where Linux keeps the id of a machine.
const IDS: [&str; 2] = ["/etc/machine-id", "/var/lib/dbus/machine-id"];

/// A machine: its id as others may know it, and what people call it.
struct Machine {
    id: String,
    name: String,
}

impl Queue {
    /// Refuses a queue that another machine used last.
    ///
    /// # Errors
    /// Another machine's id is in it.
    pub fn check_machine(&self) -> Result<(), Failure> {
        let (Some(here), Some(last)) = (here(), self.last_machine()) else { return Ok(()) };
        if here.id == last.id {
            return Ok(());
        }
        let file = self.machine_file();
        Err(Failure::other(format!("the queue `{}` was last used on another machine", self.root.display()))
            .cause(format!("it was used on `{}`; this is `{}`", last.name, here.name))
            .cause("a queue belongs to one machine: two of them could send a message twice")
            .hint("if both use this folder, give each one its own with MINDFUL_HOME")
            .hint(format!("if you moved the queue here for good: rm '{}'", file.display())))
    }

    /// Refuses a queue of another machine, and notes this one in a queue that nobody used yet.
    pub(super) fn claim_for_this_machine(&self) -> Result<(), Failure> {
        self.check_machine()?;
        let file = self.machine_file();
        if file.symlink_metadata().is_err_and(|error| is_absent(&error))
            && let Some(here) = here()
        {
            // It only helps to notice a mistake; a full disk must not keep a message from going.
            let _ = disk::replace(&file, format!("{}\n{}\n", here.id, here.name).as_bytes());
        }
        Ok(())
    }

    fn last_machine(&self) -> Option<Machine> {
        let text = disk::read_private(&self.machine_file(), 1024).ok()?;
        let (id, name) = text.split_once('\n')?;
        Some(Machine { id: id.to_owned(), name: name.trim().to_owned() })
    }

    fn machine_file(&self) -> PathBuf {
        self.root.join("machine")
    }
}

/// Returns this machine; `None` where the system has no id that stays.
fn here() -> Option<Machine> {
    let read = |path: &&str| std::fs::read_to_string(path).ok().filter(|id| is_id(id.trim()));
    let id = IDS.iter().find_map(read)?;
    // The id itself is confidential: machine-id(5).
    let hash = Sha256::digest(format!("mindful {}", id.trim()));
    let id = hash.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    let name = std::fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default();
    Some(Machine { id, name: name.trim().to_owned() })
}

fn is_id(text: &str) -> bool {
    text.len() == 32
        && text.bytes().all(|byte| byte.is_ascii_hexdigit())
        && text.bytes().any(|byte| byte != b'0')
}
