//! Commands that take turns, so that a noisy minute slows all of them alike.

use std::process::{Command, Stdio};
use std::time::Instant;

use crate::floor;
use crate::home::Home;

/// Makes a command that says nothing.
pub(crate) fn command(program: &str) -> Command {
    let mut command = Command::new(program);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command
}

/// Runs commands in turns and returns the median of each, in milliseconds.
pub(crate) fn in_turns<const N: usize>(rounds: usize, commands: [&dyn Fn() -> Command; N]) -> [f64; N] {
    let mut times = [const { Vec::new() }; N];
    for _ in 0..rounds + 2 {
        for (times, command) in times.iter_mut().zip(&commands) {
            let mut command = command();
            let begun = Instant::now();
            let status = command.status().unwrap();
            times.push(begun.elapsed().as_secs_f64() * 1e3);
            assert!(status.success(), "{command:?}: {status}");
        }
    }
    times.map(|mut times| {
        times.drain(..2); // What warms the caches does not count.
        times.sort_by(f64::total_cmp);
        times[times.len() / 2]
    })
}

/// Returns the most memory a command ever had, in kB: measured by a small process, for a child's peak begins
/// with its parent's.
pub(crate) fn peak(home: &Home, args: &[&str]) -> u64 {
    let child = home.command(args);
    let mut command = floor::command("peak", child.get_program().as_ref());
    command.args(child.get_args()).stdout(Stdio::piped());
    command.envs(child.get_envs().filter_map(|(name, value)| Some((name, value?))));
    let output = command.output().unwrap();
    String::from_utf8(output.stdout).unwrap().trim().parse().unwrap()
}
