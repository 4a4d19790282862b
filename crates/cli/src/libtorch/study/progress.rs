//! The progress of a whole study, and the time that is left.

use std::cell::RefCell;
use std::collections::HashSet;
use std::time::Instant;

use indicatif::ProgressBar;

use crate::progress::Progress;

/// A bar over the scans that all runs of a study learn from and are tried on; a line for each run where no
/// terminal can show a bar.
pub struct StudyProgress {
    progress: Progress,
    bar: ProgressBar,
    started: Instant,
    /// All that was warned of.
    warnings: RefCell<HashSet<String>>,
}

impl StudyProgress {
    pub fn new(progress: Progress) -> Self {
        let bar = progress.level(0, "study", "scans");
        Self { progress, bar, started: Instant::now(), warnings: RefCell::default() }
    }

    /// Adds scans to those that are to be done.
    pub fn add(&self, num_scans: u64) {
        self.bar.inc_length(num_scans);
    }

    /// Says what happens next.
    pub fn start(&self, what: &str) {
        self.bar.set_message(what.to_owned());
        if self.progress.wants_lines() {
            self.progress.say(&format!("{what}, {}", self.time_left()));
        }
    }

    /// Warns above the bar; what several runs say of the same scan is said once.
    pub fn warn(&self, text: &str) {
        if self.warnings.borrow_mut().insert(text.to_owned()) {
            self.bar.suspend(|| self.progress.warn_here(text));
        }
    }

    pub fn advance(&self, num_scans: u64) {
        self.bar.inc(num_scans);
        self.bar.set_prefix(self.time_left());
    }

    /// Leaves out scans that an earlier call has dealt with.
    pub fn skip(&self, num_scans: u64) {
        self.bar.dec_length(num_scans);
    }

    /// Whether a process that trains is to show nothing of its own.
    pub fn hides_parts(&self) -> bool {
        !self.progress.wants_lines()
    }

    pub fn finish(&self) {
        self.bar.finish_and_clear();
    }

    /// The time that is left, in proportion to that of the scans until now.
    fn time_left(&self) -> String {
        let minutes = self.started.elapsed().as_secs_f64() / 60.;
        minutes_left(minutes, self.bar.position(), self.bar.length().unwrap_or(0))
    }
}

fn minutes_left(minutes: f64, num_done: u64, num_scans: u64) -> String {
    if num_done == 0 {
        return "time left not known yet".into();
    }
    let left = minutes * num_scans.saturating_sub(num_done) as f64 / num_done as f64;
    format!("{left:.0} min left")
}

#[cfg(test)]
mod tests {
    use super::minutes_left;

    #[test]
    fn the_rest_takes_as_long_in_proportion() {
        assert_eq!(minutes_left(3., 0, 100), "time left not known yet");
        assert_eq!(minutes_left(3., 25, 100), "9 min left");
        assert_eq!(minutes_left(3., 100, 100), "0 min left");
    }
}
