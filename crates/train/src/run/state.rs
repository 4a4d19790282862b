//! A run between two steps, in memory and in its folder.

use std::sync::atomic::AtomicBool;

use serde_json::json;
use voxelnet_communicator::{Communicator, Heartbeat};
use voxelnet_config::Config;
use voxelnet_files::write_atomically;
use voxelnet_runs::{RunDir, RunLog, StepLine};

use crate::batches::prefetch::WaitedBatch;
use crate::error::TrainError;
use crate::run::last_checkpoint::LastCheckpoint;
use crate::run::options::TrainOptions;
use crate::run::plan::Plan;
use crate::run::record::Record;
use crate::run::report::{StepReport, TrainEvent};
use crate::run::validation::{Validated, Validator};
use crate::step::learner::{Learner, StepOutcome};
use crate::step::not_finite::NotFinite;

/// The learner of a run, the step that it has come to, and the files that follow it.
pub(crate) struct RunState {
    config: Config,
    run: RunDir,
    learner: Learner,
    /// The log and the event file, which the first rank writes.
    record: Option<Record>,
    communicator: Communicator,
    heartbeat: Heartbeat,
    validator: Option<Validator>,
    step: u64,
    /// The step of the checkpoint that was written last.
    saved: Option<u64>,
    best: Option<BestValidation>,
    /// The frames of the last step.
    frames: Vec<String>,
}

/// The validation with the highest score so far.
#[derive(Clone, Copy)]
struct BestValidation {
    step: u64,
    score: f64,
}

impl RunState {
    /// Takes up a run where its last checkpoint is, or at the start when there is none.
    pub(crate) fn open(
        config: Config,
        run: RunDir,
        mut learner: Learner,
        validator: Option<Validator>,
        options: TrainOptions,
    ) -> Result<Self, TrainError> {
        let TrainOptions { communicator, heartbeat, .. } = options;
        let saved = match LastCheckpoint::find(&run, &communicator)? {
            Some(last) => Some(last.take_up(&mut learner)?),
            None => None,
        };
        let step = saved.unwrap_or(0);
        let (mut record, mut best) = (None, None);
        if communicator.is_first() {
            record = Some(Record::open(&run, step)?);
            best = RunLog::read(&run.log_path())?
                .best_validation()
                .map(|line| BestValidation { step: line.step, score: line.validation.score });
        }
        let frames = Vec::new();
        let state = Self {
            config,
            run,
            learner,
            record,
            communicator,
            heartbeat,
            validator,
            step,
            saved,
            best,
            frames,
        };
        // A kill may have come between a validation and what follows from it.
        state.keep_the_best()?;
        Ok(state)
    }

    /// Steps that are done.
    pub(crate) fn step(&self) -> u64 {
        self.step
    }

    /// Whether the log has a validation after this step. Collective.
    pub(crate) fn is_validated_here(&self) -> Result<bool, TrainError> {
        let is_first = self.communicator.is_first();
        let is_logged = is_first && RunLog::read(&self.run.log_path())?.has_validation(self.step);
        Ok(self.communicator.any(is_logged))
    }

    /// Takes the next step.
    pub(crate) fn take_step(
        &mut self,
        plan: &Plan,
        waited: WaitedBatch,
    ) -> Result<StepReport, TrainError> {
        let WaitedBatch { batch, ready, waited_secs } = waited;
        let step = self.step + 1;
        self.heartbeat.beat(&format!("step {step}, frames {}", batch.frames.join(", ")));
        let rate = plan.learning_rate(step);
        let outcome = self.learner.step(&batch, rate);
        self.frames = batch.frames_of_all;
        let outcome = outcome.map_err(|problem| self.broken(step, problem))?;
        self.step = step;
        let StepOutcome { loss, num_frames, communication, gradient_norm, mut time } = outcome;
        time.loading_secs = waited_secs;
        time.total_secs += waited_secs;
        let line = StepLine {
            step,
            epoch: plan.epoch(step),
            loss,
            learning_rate: rate.rate,
            gradient_norm: Some(gradient_norm).filter(|norm| norm.is_finite()),
            communication,
            time,
        };
        let (num_steps, warnings) = (plan.num_steps(), batch.warnings);
        Ok(StepReport { line, num_steps, num_frames, ready, warnings })
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
        self.record.as_mut().map_or(Ok(()), |record| record.step(&report.line))
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
        plan: &Plan,
        interrupt: &AtomicBool,
        observe: &mut dyn FnMut(TrainEvent<'_>),
    ) -> Result<(), TrainError> {
        let Some(validator) = &mut self.validator else { return Ok(()) };
        let weights = self.learner.weights(&self.config.to_text(), self.step);
        let epoch = plan.epoch(self.step);
        let validated = validator.validate(&weights, &self.config, epoch, interrupt, observe)?;
        let Some(Validated { line, picture }) = validated else { return Ok(()) };
        let Some(record) = &mut self.record else { return Ok(()) };
        record.validation(&line, picture)?;
        let score = line.validation.score;
        if self.best.is_none_or(|best| score >= best.score) {
            self.best = Some(BestValidation { step: line.step, score });
        }
        self.keep_the_best()?;
        observe(TrainEvent::Validated(&line));
        Ok(())
    }

    /// Points `best` to the best checkpoint and removes those that are no longer wanted.
    fn keep_the_best(&self) -> Result<(), TrainError> {
        if self.record.is_none() {
            return Ok(());
        }
        let best = self.best.map(|best| best.step);
        if let Some(step) = best {
            self.run.set_best(step)?;
        }
        Ok(self.run.prune(self.config.train.keep_checkpoints, best)?)
    }
}
