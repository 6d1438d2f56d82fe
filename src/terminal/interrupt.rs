//! The one handler of this process for the signals that end or stop a program.
//!
//! A question, an editor or a login that must not be left half done listens; the newest listener is told. Where none
//! listens any more, the program ends as it would without a handler. Before the first listener there is no handler.

use std::io;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::failure::Kind;

type Tell = Box<dyn Fn(Cause) + Send>;

/// What the program is to end for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cause {
    /// Ctrl-C, which every program of this terminal hears.
    Key,
    /// The terminal closed, or another program wants this one to end.
    Outside,
}

static LISTENERS: Mutex<Listeners> = Mutex::new(Listeners { is_started: false, next: 0, all: Vec::new() });

struct Listeners {
    is_started: bool,
    next: u64,
    /// The newest last.
    all: Vec<(u64, Tell)>,
}

impl Listeners {
    fn lock() -> MutexGuard<'static, Self> {
        LISTENERS.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn push(&mut self, tell: Tell) -> Listener {
        self.next += 1;
        self.all.push((self.next, tell));
        Listener(self.next)
    }
}

/// Listens for as long as it lives.
#[derive(Debug)]
pub struct Listener(u64);

impl Drop for Listener {
    fn drop(&mut self) {
        Listeners::lock().all.retain(|(number, _)| *number != self.0);
    }
}

/// Calls `tell` when Ctrl-C is pressed, the terminal closes or the system wants the program to end, instead of ending it.
///
/// # Errors
/// The operating system lets nobody listen.
pub fn listen(tell: impl Fn(Cause) + Send + 'static) -> io::Result<Listener> {
    let mut listeners = Listeners::lock();
    if !listeners.is_started {
        start()?;
        listeners.is_started = true;
    }
    Ok(listeners.push(Box::new(tell)))
}

/// Leaves the signals to another part of the program that handles them by itself.
#[must_use]
pub fn leave() -> Listener {
    Listeners::lock().push(Box::new(|_| ()))
}

/// The signals as a future, for what waits for other things too.
#[derive(Debug)]
pub struct Pressed {
    heard: tokio::sync::mpsc::UnboundedReceiver<()>,
    _listener: Listener,
}

impl Pressed {
    /// Listens from now on.
    ///
    /// # Errors
    /// As [`listen`].
    pub fn listen() -> io::Result<Self> {
        let (tell, heard) = tokio::sync::mpsc::unbounded_channel();
        let listener = listen(move |_| {
            let _ = tell.send(());
        })?;
        Ok(Self { heard, _listener: listener })
    }

    /// Waits for a signal.
    pub async fn next(&mut self) {
        if self.heard.recv().await.is_none() {
            std::future::pending().await
        }
    }
}

/// Ends the program as a signal does.
pub fn end() -> ! {
    std::process::exit(i32::from(Kind::Interrupted.code()));
}

fn tell_the_newest(cause: Cause) {
    let listeners = Listeners::lock();
    match listeners.all.last() {
        Some((_, tell)) => tell(cause),
        None => end(),
    }
}

fn start() -> io::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let mut signals = runtime.block_on(async { Signals::listen() })?;
    std::thread::Builder::new().spawn(move || {
        loop {
            match runtime.block_on(signals.next()) {
                Signal::End(cause) => tell_the_newest(cause),
                Signal::Stop => {
                    let given_back = super::ask::give_back();
                    runtime.block_on(signals.stop());
                    super::ask::take_again(given_back);
                }
            }
        }
    })?;
    Ok(())
}

enum Signal {
    End(Cause),
    /// Ctrl-Z.
    #[cfg_attr(not(unix), expect(dead_code, reason = "there is no Ctrl-Z"))]
    Stop,
}

#[cfg(unix)]
struct Signals([tokio::signal::unix::Signal; 5]);

#[cfg(unix)]
impl Signals {
    fn listen() -> io::Result<Self> {
        use rustix::process::Signal as Number;
        use tokio::signal::unix::{SignalKind, signal};
        let [stop, go_on] = [Number::TSTP, Number::CONT].map(|number| SignalKind::from_raw(number.as_raw()));
        let kinds = [SignalKind::interrupt(), SignalKind::hangup(), SignalKind::terminate(), stop, go_on];
        let [interrupt, hangup, terminate, stop, go_on] = kinds.map(signal);
        Ok(Self([interrupt?, hangup?, terminate?, stop?, go_on?]))
    }

    /// Stops the process and waits until it goes on: until another thread takes the signal, this one runs.
    async fn stop(&mut self) {
        use futures_util::FutureExt;
        let [.., go_on] = &mut self.0;
        while go_on.recv().now_or_never().is_some() {} // Of an earlier time.
        if rustix::process::kill_process(rustix::process::getpid(), rustix::process::Signal::STOP).is_ok() {
            go_on.recv().await;
        }
    }

    async fn next(&mut self) -> Signal {
        let [interrupt, hangup, terminate, stop, _] = &mut self.0;
        tokio::select! {
            _ = interrupt.recv() => Signal::End(Cause::Key),
            _ = hangup.recv() => Signal::End(Cause::Outside),
            _ = terminate.recv() => Signal::End(Cause::Outside),
            _ = stop.recv() => Signal::Stop,
        }
    }
}

#[cfg(not(unix))]
struct Signals(tokio::signal::windows::CtrlC);

#[cfg(not(unix))]
impl Signals {
    fn listen() -> io::Result<Self> {
        tokio::signal::windows::ctrl_c().map(Self)
    }

    async fn next(&mut self) -> Signal {
        self.0.recv().await;
        Signal::End(Cause::Key)
    }

    async fn stop(&mut self) {}
}
