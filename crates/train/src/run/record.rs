//! The log and the event file that follow a run.

use std::path::PathBuf;

use voxelnet_metrics::{Difficulty, Measure};
use voxelnet_runs::{LogLine, RunDir, StepLine, ValidationLine};

use crate::error::TrainError;
use crate::run::events::event_file::{EventFile, PngPicture, Scalar};
use crate::run::log_writer::LogWriter;

/// The files to which a run adds after each step and each validation.
#[derive(Debug)]
pub(crate) struct Record {
    root: PathBuf,
    log: LogWriter,
    events: EventFile,
}

impl Record {
    /// Opens the files of a run at a step, and drops everything of later ones.
    pub(crate) fn open(run: &RunDir, step: u64) -> Result<Self, TrainError> {
        let root = run.root();
        let log = LogWriter::open(&run.log_path(), step)?;
        let events = EventFile::open(root, step).map_err(TrainError::io(root))?;
        Ok(Self { root: root.into(), log, events })
    }

    /// Adds a training step.
    pub(crate) fn step(&mut self, line: &StepLine) -> Result<(), TrainError> {
        self.log.append(&LogLine::Step(*line))?;
        self.scalars(line.step, &step_scalars(line))
    }

    /// Adds a validation, and a scan with its detections from above.
    pub(crate) fn validation(
        &mut self,
        line: &ValidationLine,
        picture: PngPicture,
    ) -> Result<(), TrainError> {
        // The line first: without it the validation is made up for after a kill, and would stand in the
        // event file twice.
        self.log.append(&LogLine::Validation(line.clone()))?;
        self.scalars(line.step, &validation_scalars(line))?;
        let image = self.events.image(line.step, "validation/scan", picture);
        image.map_err(TrainError::io(&self.root))
    }

    fn scalars(&mut self, step: u64, scalars: &[Scalar]) -> Result<(), TrainError> {
        self.events.scalars(step, scalars).map_err(TrainError::io(&self.root))
    }
}

/// The numbers of a step by tag.
fn step_scalars(line: &StepLine) -> Vec<Scalar> {
    let terms = line.loss.named().map(|(name, value)| Scalar::new(format!("train/{name}"), value));
    let mut scalars = terms.to_vec();
    scalars.push(Scalar::new("train/learning_rate", line.learning_rate));
    scalars.extend(line.gradient_norm.map(|norm| Scalar::new("train/gradient_norm", norm)));
    let parts = line.time.parts();
    scalars.extend(parts.map(|(name, secs)| Scalar::new(format!("seconds/{name}"), secs)));
    scalars
}

/// The numbers of a validation by tag, without those that were not evaluated.
fn validation_scalars(line: &ValidationLine) -> Vec<Scalar> {
    let mut scalars = vec![Scalar::new("validation/score", line.validation.score)];
    for (class, values) in &line.validation.classes {
        for (measure, level) in
            Measure::ALL.into_iter().flat_map(|m| Difficulty::ALL.map(|d| (m, d)))
        {
            let Some(value) = *values.get(measure).get(level) else { continue };
            let (measure, level) = (measure.name(), level.name());
            scalars.push(Scalar::new(format!("validation/{class}/{measure}/{level}"), value));
        }
    }
    scalars
}
