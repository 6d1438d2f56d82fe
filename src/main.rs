//! The program: reads the command line, runs one command, turns its end into an exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    // Beyond a limit on the size of files a write fails, as on a full disk, instead of ending the program halfway.
    #[cfg(unix)]
    let _ = signal_hook::flag::register(signal_hook::consts::SIGXFSZ, std::sync::Arc::default());
    ExitCode::from(mindful::commands::main())
}
