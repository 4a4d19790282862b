//! Writing the log of a run: one JSON object a line, of a step or of a validation.

use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};
use voxelnet_files::write_atomically;

use crate::error::TrainError;
use crate::run::report::{StepReport, ValidationReport};

/// Appends to `log.jsonl`.
#[derive(Debug)]
pub(crate) struct Log {
    path: PathBuf,
    file: File,
}

impl Log {
    /// Opens the log at a step: lines of later steps, which a killed run may have left after its
    /// last checkpoint, are dropped.
    pub(crate) fn open(path: &Path, step: u64) -> Result<Self, TrainError> {
        if path.exists() {
            let text = fs::read_to_string(path).map_err(TrainError::io(path))?;
            let kept: String = text
                .lines()
                .filter(|line| step_of(line).is_some_and(|line_step| line_step <= step))
                .flat_map(|line| [line, "\n"])
                .collect();
            if kept != text {
                write_atomically(path, kept.as_bytes()).map_err(TrainError::io(path))?;
            }
        }
        let file = OpenOptions::new()
            .create(true)
            .append(true)
            .open(path)
            .map_err(TrainError::io(path))?;
        Ok(Self { path: path.into(), file })
    }

    pub(crate) fn step(&mut self, report: &StepReport) -> Result<(), TrainError> {
        let mut line = json!({ "step": report.step, "epoch": report.epoch });
        for (name, value) in report.terms {
            line[name] = json!(value);
        }
        line["learning_rate"] = json!(report.learning_rate);
        line["gradient_norm"] = json!(report.gradient_norm);
        if let Some(communication) = &report.communication {
            line["communication"] = json!(communication);
        }
        line["seconds"] = object(report.time.parts().map(|(name, secs)| (name, json!(secs))));
        self.append(&line)
    }

    pub(crate) fn validation(&mut self, report: &ValidationReport) -> Result<(), TrainError> {
        self.append(&json!({
            "step": report.step,
            "epoch": report.epoch,
            "validation": {
                "frames": report.num_frames,
                "score": report.score,
                "classes": report.classes,
            },
        }))
    }

    /// One line in one write, so that a kill hardly leaves half of it; such a half is dropped on resume.
    fn append(&mut self, line: &Value) -> Result<(), TrainError> {
        self.file
            .write_all(format!("{line}\n").as_bytes())
            .map_err(TrainError::io(self.path.as_path()))
    }
}

fn object<'a>(fields: impl IntoIterator<Item = (&'a str, Value)>) -> Value {
    let fields = fields.into_iter().map(|(name, value)| (name.to_owned(), value));
    Value::Object(fields.collect::<Map<_, _>>())
}

fn step_of(line: &str) -> Option<u64> {
    serde_json::from_str::<Value>(line).ok()?.get("step")?.as_u64()
}
