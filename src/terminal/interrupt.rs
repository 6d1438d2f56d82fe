//! Ctrl-C while a person is asked or an editor is open: heard by us, so that nothing is left half done.

use std::io;

/// Tells of Ctrl-C, or of a terminal that closes, instead of ending the program.
///
/// Once `tell` returns `false` nobody listens any more, and the next Ctrl-C ends the program as ever.
///
/// # Errors
/// The operating system lets nobody listen.
pub fn hear(tell: impl Fn() -> bool + Send + 'static) -> io::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let mut pressed = runtime.block_on(async { Pressed::listen() })?;
    std::thread::Builder::new().spawn(move || {
        loop {
            runtime.block_on(pressed.next());
            if !tell() {
                std::process::exit(i32::from(crate::failure::Kind::Interrupted.code()));
            }
        }
    })?;
    Ok(())
}

#[cfg(unix)]
struct Pressed([tokio::signal::unix::Signal; 3]);

#[cfg(unix)]
impl Pressed {
    fn listen() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        let kinds = [SignalKind::interrupt(), SignalKind::hangup(), SignalKind::terminate()];
        let [interrupt, hangup, terminate] = kinds.map(signal);
        Ok(Self([interrupt?, hangup?, terminate?]))
    }

    async fn next(&mut self) {
        let [interrupt, hangup, terminate] = &mut self.0;
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = hangup.recv() => {}
            _ = terminate.recv() => {}
        }
    }
}

#[cfg(not(unix))]
struct Pressed(tokio::signal::windows::CtrlC);

#[cfg(not(unix))]
impl Pressed {
    fn listen() -> io::Result<Self> {
        tokio::signal::windows::ctrl_c().map(Self)
    }

    async fn next(&mut self) {
        self.0.recv().await;
    }
}
