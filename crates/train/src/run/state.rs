//! What changes in the course of a run, in memory and in its folder.

use std::path::Path;
use std::sync::atomic::AtomicBool;

use serde_json::json;
use voxelnet_config::Config;
use voxelnet_files::write_atomically;
use voxelnet_metrics::{Difficulty, Measure};
use voxelnet_model::VoxelNet;
use voxelnet_ranks::{Ranks, any};
use voxelnet_runs::{RunDir, RunLog};

use crate::batches::source::PreparedBatch;
use crate::error::TrainError;
use crate::run::events::EventFile;
use crate::run::last_checkpoint::LastCheckpoint;
use crate::run::log::Log;
use crate::run::report::{StepReport, TrainEvent, ValidationReport};
use crate::run::trainer::TrainOptions;
use crate::run::validation::{Validated, Validator};
use crate::step::learner::{Learner, StepOutcome};
use crate::step::not_finite::NotFinite;
use crate::step::schedule::LearningRate;

/// The learner of a run, with the files that follow it.
pub(crate) struct RunState {
    config: Config,
    run: RunDir,
    learner: Learner,
    /// What the first rank writes.
    record: Option<Record>,
    ranks: &'static dyn Ranks,
    validator: Option<Validator>,
    step: u64,
    /// The step of the checkpoint that was written last.
    saved: Option<u64>,
    /// The best validation: its step and score.
    best: Option<(u64, f64)>,
    /// The frames of the last step.
    frames: Vec<String>,
}

/// The files that follow a run.
struct Record {
    log: Log,
    events: EventFile,
}

impl RunState {
    /// Takes up a run where its last checkpoint is, or at the start when there is none.
    pub(crate) fn open(
        config: Config,
        run: RunDir,
        network: VoxelNet,
        validator: Option<Validator>,
        options: TrainOptions,
    ) -> Result<Self, TrainError> {
        let ranks = options.ranks;
        let mut learner = Learner::new(network, &config, ranks)?;
        learner.set_deterministic(options.is_deterministic);
        let saved = match LastCheckpoint::find(&run, ranks)? {
            Some(last) => Some(last.take_up(&mut learner)?),
            None => None,
        };
        let step = saved.unwrap_or(0);
        let (mut record, mut best) = (None, None);
        if ranks.is_first() {
            let log = Log::open(&run.log_path(), step)?;
            let events = EventFile::open(run.root(), step).map_err(TrainError::io(run.root()))?;
            record = Some(Record { log, events });
            best = RunLog::read(&run.log_path())?.best_validation();
        }
        let frames = Vec::new();
        let state =
            Self { config, run, learner, record, ranks, validator, step, saved, best, frames };
        // A kill may have come between a validation and what follows from it.
        state.keep_the_best()?;
        Ok(state)
    }

    pub(crate) fn config(&self) -> &Config {
        &self.config
    }

    /// Steps that are done.
    pub(crate) fn step(&self) -> u64 {
        self.step
    }

    /// Whether there is something to validate on.
    pub(crate) fn can_validate(&self) -> bool {
        self.validator.is_some()
    }

    /// Whether the log has a validation after this step.
    pub(crate) fn is_validated_here(&self) -> Result<bool, TrainError> {
        let is_first = self.ranks.is_first();
        let is_logged = is_first && RunLog::read(&self.run.log_path())?.has_validation(self.step);
        Ok(self.any_rank(is_logged))
    }

    /// Whether something is so on any rank. Involves all ranks.
    pub(crate) fn any_rank(&self, is_so: bool) -> bool {
        any(self.ranks, is_so)
    }

    /// Takes one step.
    pub(crate) fn advance(
        &mut self,
        batch: &PreparedBatch,
        rate: LearningRate,
    ) -> Result<StepOutcome, TrainError> {
        let step = self.step + 1;
        self.frames.clone_from(&batch.frames_of_all);
        self.ranks.works_on(&format!("step {step}, frames {}", batch.frames.join(", ")));
        let outcome =
            self.learner.step(batch, rate).map_err(|problem| self.broken(step, problem))?;
        self.step = step;
        Ok(outcome)
    }

    /// Notes what broke beside the log.
    fn broken(&self, step: u64, NotFinite { term, value }: NotFinite<'_>) -> TrainError {
        let (path, frames) = (self.run.not_finite_path(), self.frames.clone());
        // JSON has no number for it.
        let text = value.to_string();
        let note = json!({ "step": step, "term": term, "value": text, "frames": frames });
        // When it cannot be written, the error still says all of it.
        let _ = write_atomically(&path, format!("{note:#}\n").as_bytes());
        TrainError::NotFinite { path, step, term: term.into(), value, frames }
    }

    /// Writes a step into the log and the event file.
    pub(crate) fn log(&mut self, report: &StepReport) -> Result<(), TrainError> {
        let Some(record) = &mut self.record else { return Ok(()) };
        record.log.step(report)?;
        let mut scalars: Vec<(String, f64)> = Vec::new();
        scalars.extend(report.terms.map(|(name, value)| (format!("train/{name}"), value)));
        scalars.push(("train/learning_rate".into(), report.learning_rate));
        if report.gradient_norm.is_finite() {
            scalars.push(("train/gradient_norm".into(), report.gradient_norm));
        }
        let time = report.time.parts();
        scalars.extend(time.map(|(name, secs)| (format!("seconds/{name}"), secs)));
        record.scalars(self.run.root(), report.step, &scalars)
    }

    /// Writes a checkpoint, unless there is one of this step.
    pub(crate) fn save(
        &mut self,
        observe: &mut dyn FnMut(TrainEvent<'_>),
    ) -> Result<(), TrainError> {
        if self.saved == Some(self.step) || self.step == 0 {
            return Ok(());
        }
        let weights = self.learner.weights(&self.config.to_text(), self.step);
        if let Some((name, value)) = weights.first_not_finite() {
            let term = format!("weight {name}");
            return Err(self.broken(self.step, NotFinite { term: &term, value }));
        }
        self.saved = Some(self.step);
        if self.record.is_none() {
            return Ok(());
        }
        let path = self.run.save(&weights, self.learner.state())?;
        self.keep_the_best()?;
        observe(TrainEvent::Saved(&path));
        Ok(())
    }

    /// Validates the network as it is now; a validation that is interrupted leaves nothing.
    pub(crate) fn validate(
        &mut self,
        epoch: u64,
        interrupt: &AtomicBool,
        observe: &mut dyn FnMut(TrainEvent<'_>),
    ) -> Result<(), TrainError> {
        let Some(validator) = &self.validator else { return Ok(()) };
        let weights = self.learner.weights(&self.config.to_text(), self.step);
        let validated = validator.validate(&weights, &self.config, epoch, interrupt, observe)?;
        let Some(Validated { report, picture }) = validated else { return Ok(()) };
        let Some(record) = &mut self.record else { return Ok(()) };
        // The line first: without it the validation is made up for after a kill, and would stand in the
        // event file twice.
        record.log.validation(&report)?;
        let root = self.run.root();
        record.scalars(root, report.step, &validation_scalars(&report))?;
        let png = picture.png.map_err(TrainError::io(root))?;
        let image = record.events.image(report.step, "validation/scan", &png, picture.size);
        image.map_err(TrainError::io(root))?;
        if self.best.is_none_or(|(_, score)| report.score >= score) {
            self.best = Some((report.step, report.score));
        }
        self.keep_the_best()?;
        observe(TrainEvent::Validated(&report));
        Ok(())
    }

    /// Points `best` to the best checkpoint and removes those that are no longer wanted.
    fn keep_the_best(&self) -> Result<(), TrainError> {
        if self.record.is_none() {
            return Ok(());
        }
        let best = self.best.map(|(step, _)| step);
        if let Some(step) = best {
            self.run.set_best(step)?;
        }
        Ok(self.run.prune(self.config.train.keep_checkpoints, best)?)
    }
}

impl Record {
    fn scalars(
        &mut self,
        root: &Path,
        step: u64,
        scalars: &[(String, f64)],
    ) -> Result<(), TrainError> {
        let scalars: Vec<(&str, f64)> =
            scalars.iter().map(|(tag, value)| (tag.as_str(), *value)).collect();
        self.events.scalars(step, &scalars).map_err(TrainError::io(root))
    }
}

/// The numbers of a validation by tag; those that were not evaluated are left out.
fn validation_scalars(report: &ValidationReport) -> Vec<(String, f64)> {
    let mut scalars = vec![("validation/score".to_owned(), report.score)];
    for (class, values) in &report.classes {
        for (measure, level) in
            Measure::ALL.into_iter().flat_map(|m| Difficulty::ALL.map(|d| (m, d)))
        {
            let Some(value) = *values.get(measure).get(level) else { continue };
            let (measure, level) = (measure.name(), level.name());
            scalars.push((format!("validation/{class}/{measure}/{level}"), value));
        }
    }
    scalars
}
