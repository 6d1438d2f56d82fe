//! A bar while messages go out, on a terminal only.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// How far a run has come.
pub struct Progress(ProgressBar);

impl Progress {
    /// Draws a bar for so many messages, or nothing without a terminal.
    #[must_use]
    pub fn new(messages: usize, visible: bool) -> Self {
        let target = if visible { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let bar = ProgressBar::with_draw_target(Some(messages as u64), target);
        let style = ProgressStyle::with_template("sending {wide_bar} {pos} of {len}");
        bar.set_style(style.expect("the template is fixed"));
        Self(bar)
    }

    /// Counts one more.
    pub fn step(&self) {
        self.0.inc(1);
    }

    /// Takes the bar away.
    pub fn done(&self) {
        self.0.finish_and_clear();
    }
}
