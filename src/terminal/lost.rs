//! Output that could not be written. A full disk or a closed stdout never changes what a command does, but the
//! command must not end as if its result had arrived.

use std::io::{self, Write};
use std::sync::Mutex;

/// The first error of stdout in this run.
static LOST: Mutex<Option<io::Error>> = Mutex::new(None);

/// Keeps the first error of a write to stdout.
pub(super) fn note(written: io::Result<()>) {
    let written = if was_closed() { Err(closed_error()) } else { written };
    if let (Err(error), Ok(mut lost)) = (written, LOST.lock()) {
        lost.get_or_insert(error);
    }
}

/// Returns why some of what was written to stdout in this run did not arrive, if so.
pub fn lost_output() -> Option<io::Error> {
    let flushed = io::stdout().lock().flush();
    if flushed.is_err() {
        note(flushed);
    }
    LOST.lock().ok()?.take()
}

/// Checks whether stdout was closed when the program started. Rust's runtime opens `/dev/null` in its place, so
/// that no write fails and this has to be looked at before the runtime starts.
#[cfg(unix)]
fn was_closed() -> bool {
    CLOSED.load(std::sync::atomic::Ordering::Relaxed)
}

#[cfg(not(unix))]
const fn was_closed() -> bool {
    false
}

#[cfg(unix)]
static CLOSED: std::sync::atomic::AtomicBool = std::sync::atomic::AtomicBool::new(false);

#[cfg(unix)]
ctor::declarative::ctor! {
    #[ctor(unsafe)]
    fn look_at_stdout() {
        let is_closed = rustix::io::fcntl_getfd(rustix::stdio::stdout()).is_err();
        CLOSED.store(is_closed, std::sync::atomic::Ordering::Relaxed);
    }
}

#[cfg(unix)]
fn closed_error() -> io::Error {
    rustix::io::Errno::BADF.into()
}

#[cfg(not(unix))]
fn closed_error() -> io::Error {
    io::ErrorKind::NotConnected.into()
}
