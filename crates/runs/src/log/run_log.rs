//! Reading the log of a run.

use std::fs::{self, File};
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;

use super::line::{LogLine, StepLine, ValidationLine};
use super::start::Start;
use crate::error::RunError;

/// The end of a log that surely holds a whole line of a step, bytes.
const LOG_TAIL: u64 = 8192;

/// A log read back.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RunLog {
    lines: Vec<LogLine>,
}

impl RunLog {
    /// Reads a log; a last line that was being written when the run was killed is passed over.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn read(path: &Path) -> Result<Self, RunError> {
        let text = fs::read_to_string(path).map_err(RunError::io(path))?;
        Ok(Self { lines: text.lines().filter_map(LogLine::parse).collect() })
    }

    /// The step in the last whole line of a log; none where there is no such line. Only the end of the file is read.
    pub fn last_step(path: &Path) -> Option<u64> {
        let mut file = File::open(path).ok()?;
        let length = file.metadata().ok()?.len();
        file.seek(SeekFrom::Start(length.saturating_sub(LOG_TAIL))).ok()?;
        let mut tail = Vec::new();
        file.read_to_end(&mut tail).ok()?;
        let mut lines = tail.rsplit(|byte| *byte == b'\n');
        lines.find_map(|line| Some(LogLine::parse(str::from_utf8(line).ok()?)?.step()))
    }

    /// The training steps, in order.
    pub fn steps(&self) -> impl Iterator<Item = &StepLine> {
        self.lines.iter().filter_map(|line| match line {
            LogLine::Step(line) => Some(line),
            _ => None,
        })
    }

    /// The validations, in order.
    pub fn validations(&self) -> impl DoubleEndedIterator<Item = &ValidationLine> {
        self.lines.iter().filter_map(|line| match line {
            LogLine::Validation(line) => Some(line),
            _ => None,
        })
    }

    /// The start from trained weights, if the run has one.
    pub fn start(&self) -> Option<&Start> {
        self.lines.iter().find_map(|line| match line {
            LogLine::Start(line) => Some(&line.start),
            _ => None,
        })
    }

    /// The classes of the last validation.
    pub fn validated_classes(&self) -> Vec<String> {
        let last = self.validations().next_back();
        last.map_or(Vec::new(), |line| line.validation.classes.keys().cloned().collect())
    }

    /// The validation with the highest score, the latest of several.
    pub fn best_validation(&self) -> Option<&ValidationLine> {
        self.validations().max_by(|a, b| a.validation.score.total_cmp(&b.validation.score))
    }

    /// Whether there was a validation after a step.
    pub fn has_validation(&self, step: u64) -> bool {
        self.validations().any(|line| line.step == step)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::collections::BTreeMap;

    use voxelnet_metrics::{PerDifficulty, PerMeasure};

    use super::super::line::Validation;
    use super::super::step_values::{LossValues, StepTime};
    use super::*;

    fn step(step: u64, loss: f64) -> String {
        let line = StepLine {
            step,
            epoch: 1,
            loss: LossValues { total: loss, ..LossValues::default() },
            learning_rate: 0.1,
            gradient_norm: Some(1.),
            communication: None,
            time: StepTime::default(),
        };
        LogLine::Step(line).to_json() + "\n"
    }

    fn validation(step: u64, score: f64) -> String {
        let values = PerMeasure::from_fn(|_| PerDifficulty::from_fn(|_| None));
        let classes = BTreeMap::from([("car".to_owned(), values)]);
        let validation = Validation { num_frames: 1, score, classes };
        LogLine::Validation(ValidationLine { step, epoch: 1, validation }).to_json() + "\n"
    }

    #[test]
    fn steps_and_validations_are_found_and_a_torn_line_is_passed_over() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("log.jsonl");
        let lines = [step(1, 2.5), validation(1, 7.), step(2, 2.), validation(2, 7.)];
        fs::write(&path, lines.concat() + "{\"step\":3,\"lo").unwrap();
        let log = RunLog::read(&path).unwrap();
        let losses: Vec<_> = log.steps().map(|line| (line.step, line.loss.total)).collect();
        assert_eq!(losses, [(1, 2.5), (2, 2.)]);
        let best = log.best_validation().map(|line| (line.step, line.validation.score));
        assert_eq!(best, Some((2, 7.)));
        assert!(log.has_validation(1) && !log.has_validation(3));
        assert_eq!(log.validated_classes(), ["car"]);
    }

    #[test]
    fn the_log_of_an_older_version_is_read() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/data/run-0.1.0");
        let log = RunLog::read(&path.join("log.jsonl")).unwrap();
        let is_known = |line: &LogLine| !matches!(line, LogLine::Other { .. });
        assert!(log.lines.iter().all(is_known));
        let text = fs::read_to_string(path.join("log.jsonl")).unwrap();
        let written: String = log.lines.iter().map(|line| line.to_json() + "\n").collect();
        assert_eq!(written, text);
    }

    #[test]
    fn the_last_whole_line_of_a_log_counts() {
        let directory = tempfile::tempdir().unwrap();
        let log = directory.path().join("log.jsonl");
        assert_eq!(RunLog::last_step(&log), None);
        let line = |step: u64| format!("{{\"step\":{step},\"terms\":\"{}\"}}\n", "x".repeat(300));
        let lines: String = (1..=100).map(line).collect();
        for (text, expected) in [
            (String::new(), None),
            ("{\"step\":".to_owned(), None),
            (lines.clone(), Some(100)),
            (lines + "{\"step\":101,\"lo", Some(100)),
        ] {
            fs::write(&log, text).unwrap();
            assert_eq!(RunLog::last_step(&log), expected);
        }
    }
}
