//! Reading the log of a run.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::error::RunError;

/// A log read back.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RunLog {
    lines: Vec<Value>,
}

impl RunLog {
    /// Reads a log; a last line that was being written when the run was killed is passed over.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn read(path: &Path) -> Result<Self, RunError> {
        let text = fs::read_to_string(path).map_err(RunError::io(path))?;
        Ok(Self {
            lines: text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect(),
        })
    }

    /// The steps and values of a number by its place in a line, a JSON pointer such as `/loss` or
    /// `/validation/score`, where lines have it.
    pub fn series(&self, pointer: &str) -> Vec<[f64; 2]> {
        let point =
            |line: &Value| Some([line.get("step")?.as_f64()?, line.pointer(pointer)?.as_f64()?]);
        self.lines.iter().filter_map(point).collect()
    }

    /// The classes that were validated.
    pub fn validated_classes(&self) -> Vec<String> {
        let classes = self.lines.iter().rev().find_map(|line| line.pointer("/validation/classes"));
        let names = classes.and_then(Value::as_object).map(|classes| classes.keys().cloned());
        names.map(Iterator::collect).unwrap_or_default()
    }

    /// Step and score of the best validation, the latest of several.
    pub fn best_validation(&self) -> Option<(u64, f64)> {
        let scores = self.series("/validation/score").into_iter();
        let best = scores.max_by(|a, b| a[1].total_cmp(&b[1]));
        best.map(|[step, score]| (step as u64, score))
    }

    /// Whether there was a validation after a step.
    pub fn has_validation(&self, step: u64) -> bool {
        self.series("/validation/score").iter().any(|[at, _]| *at as u64 == step)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_found_by_their_place_and_a_torn_line_is_passed_over() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("log.jsonl");
        let text = "{\"step\":1,\"loss\":2.5}\n{\"step\":1,\"validation\":{\"score\":7,\"classes\":{\"car\":{}}}}
{\"step\":2,\"loss\":2}\n{\"step\":2,\"validation\":{\"score\":7,\"classes\":{\"car\":{}}}}\n{\"step\":3,\"lo";
        fs::write(&path, text).unwrap();
        let log = RunLog::read(&path).unwrap();
        assert_eq!(log.series("/loss"), [[1., 2.5], [2., 2.]]);
        assert_eq!(log.series("/nothing"), Vec::<[f64; 2]>::new());
        assert_eq!(log.best_validation(), Some((2, 7.)));
        assert!(log.has_validation(1) && !log.has_validation(3));
        assert_eq!(log.validated_classes(), ["car"]);
    }
}
