//! The program: reads the command line, runs one command, turns its end into an exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(mindful::commands::main())
}
