//! Progress of what takes long: several bars at once, and lines where no terminal can show them.

use std::io::{IsTerminal, stderr};

use indicatif::{MultiProgress, ProgressBar};

use crate::progress::Progress;

impl Progress {
    /// A bar that shows how full something is, up and down.
    pub fn level(self, length: u64, what: &'static str, unit: &str) -> ProgressBar {
        self.styled(
            length,
            what,
            &format!("{{prefix:>10}} [{{bar:30}}] {{pos}}/{{len}} {unit} {{msg}}"),
        )
    }

    /// A group of bars, drawn below each other.
    pub fn bars(self) -> MultiProgress {
        MultiProgress::with_draw_target(self.target())
    }

    /// Whether what a bar would show has to be printed as lines instead.
    pub fn wants_lines(self) -> bool {
        !self.is_quiet() && !stderr().is_terminal()
    }
}
