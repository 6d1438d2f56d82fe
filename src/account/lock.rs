//! One process at a time changes the tokens. The lock is the kernel's and ends with its holder.

use std::fs::File;
use std::time::Duration;

use crate::context::Paths;
use crate::failure::{Failure, Kind};

/// Longer than the token endpoint may take, so that a waiter outlives an honest holder.
const WAIT: Duration = Duration::from_secs(60);
const POLL: Duration = Duration::from_millis(25);

/// Waits until no other process changes the tokens; they stay ours until the file is dropped.
pub(super) async fn lock(paths: &Paths) -> Result<File, Failure> {
    lock_within(paths, WAIT).await
}

/// Waits no longer than this.
pub(super) async fn lock_within(paths: &Paths, wait: Duration) -> Result<File, Failure> {
    let path = paths.refresh_lock();
    let failed =
        |error: std::io::Error| Failure::other(format!("cannot lock `{}`", path.display())).because(&error);
    crate::disk::make_private_folders(&paths.data)?;
    let file = crate::disk::lock_file(&path).map_err(failed)?;
    let deadline = tokio::time::Instant::now() + wait;
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(file),
            Err(std::fs::TryLockError::WouldBlock) if tokio::time::Instant::now() < deadline => {
                tokio::time::sleep(POLL).await;
            }
            Err(std::fs::TryLockError::WouldBlock) => {
                return Err(Failure::new(Kind::Unreachable, "another `mindful` is renewing the token")
                    .hint("nothing is lost; the next run tries again"));
            }
            Err(std::fs::TryLockError::Error(error)) => return Err(failed(error)),
        }
    }
}
