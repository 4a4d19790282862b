//! Progress bars, and lines where no terminal can show them.

use std::io::{Write, stderr};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// The reports of progress on stderr; results go to stdout in any case.
#[derive(Clone, Copy, Debug)]
pub struct Progress {
    quiet: bool,
    /// Whether this process speaks for all ranks.
    is_first: bool,
}

impl Progress {
    /// The progress of a rank; only the first of several ranks prints it.
    pub fn new(quiet: bool, is_first: bool) -> Self {
        Self { quiet: quiet || !is_first, is_first }
    }

    /// Says nothing but warnings.
    pub fn silent(self) -> Self {
        Self { quiet: true, ..self }
    }

    /// A bar over `length` items; invisible when quiet or when stderr is no terminal.
    pub fn bar(self, length: u64, what: &'static str, unit: &str) -> ProgressBar {
        self.styled(
            length,
            what,
            &format!(
                "{{prefix:>10}} [{{bar:30}}] {{pos}}/{{len}} {unit}, {{per_sec:.1}}, {{eta}} left {{msg}}"
            ),
        )
    }

    /// A bar that looks as a template says.
    pub fn styled(self, length: u64, what: &'static str, template: &str) -> ProgressBar {
        // The template is a constant of this program; a mistake in it only costs the style.
        let style = ProgressStyle::with_template(template)
            .unwrap_or_else(|_| ProgressStyle::default_bar())
            .progress_chars("=> ")
            .with_key("per_sec", per_second);
        ProgressBar::with_draw_target(Some(length), self.target())
            .with_style(style)
            .with_prefix(what)
    }

    /// The target of bars: stderr, or nothing when quiet.
    pub fn target(self) -> ProgressDrawTarget {
        if self.quiet { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr() }
    }

    /// Whether nothing is said but results, warnings and errors.
    pub fn is_quiet(self) -> bool {
        self.quiet
    }

    /// Says something that is not a result.
    pub fn say(self, message: &str) {
        if !self.is_quiet() {
            line(message);
        }
    }

    /// Warns, quiet or not, of what all ranks see.
    pub fn warn(self, message: &str) {
        if self.is_first {
            self.warn_here(message);
        }
    }

    /// Warns, quiet or not, of what this rank alone may see.
    pub fn warn_here(self, message: &str) {
        line(&format!("warning: {message}"));
    }
}

/// A line on stderr; when nobody reads it any more, that is no reason to stop the work.
pub fn line(text: &str) {
    let _ = writeln!(stderr(), "{text}");
}

fn per_second(state: &indicatif::ProgressState, out: &mut dyn std::fmt::Write) {
    // A failed write to the terminal is no reason to stop the work.
    let _ = write!(out, "{:.1}/s", state.per_sec());
}
