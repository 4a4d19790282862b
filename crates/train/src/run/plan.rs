//! What happens when in a run.

use std::sync::atomic::AtomicBool;
use std::time::Instant;

use crate::batches::source::PreparedBatch;
use crate::error::TrainError;
use crate::run::report::{StepReport, StepTime, TrainEvent};
use crate::run::state::RunState;
use crate::step::schedule::LearningRate;

/// Which step does what.
pub(crate) struct Plan {
    /// Steps of the whole run.
    pub(crate) num_steps: u64,
    pub(crate) steps_per_epoch: u64,
    /// The last step now.
    pub(crate) end: u64,
}

impl Plan {
    /// The epoch of a step, from 1.
    pub(crate) fn epoch(&self, step: u64) -> u64 {
        step.saturating_sub(1) / self.steps_per_epoch + 1
    }

    /// Whether the network is validated after a step.
    pub(crate) fn is_validated(&self, state: &RunState, step: u64) -> bool {
        let every = state.config().train.validation.every_epochs * self.steps_per_epoch;
        let is_due =
            step > 0 && every > 0 && (step.is_multiple_of(every) || step == self.num_steps);
        is_due && state.can_validate()
    }

    /// One step, from a batch to the log.
    pub(crate) fn advance(
        &self,
        state: &mut RunState,
        batch: PreparedBatch,
        started: Instant,
        num_ready: [usize; 2],
    ) -> Result<StepReport, TrainError> {
        let loading_secs = started.elapsed().as_secs_f64();
        let schedule = &state.config().train.schedule;
        let rate = LearningRate::at(schedule, state.step(), self.num_steps, self.steps_per_epoch);
        let outcome = state.advance(&batch, rate)?;
        let [forward_secs, backward_secs, optimizer_secs] = outcome.seconds;
        let report = StepReport {
            step: state.step(),
            num_steps: self.num_steps,
            epoch: self.epoch(state.step()),
            terms: outcome.terms,
            learning_rate: rate.rate,
            gradient_norm: outcome.gradient_norm,
            time: StepTime {
                loading_secs,
                forward_secs,
                backward_secs,
                optimizer_secs,
                total_secs: started.elapsed().as_secs_f64(),
            },
            num_frames: outcome.num_frames,
            communication: outcome.communication,
            num_ready,
            warnings: batch.warnings,
        };
        state.log(&report)?;
        Ok(report)
    }

    /// What comes after a step: a checkpoint, and a validation of it.
    pub(crate) fn conclude(
        &self,
        state: &mut RunState,
        interrupt: &AtomicBool,
        observe: &mut dyn FnMut(TrainEvent<'_>),
    ) -> Result<(), TrainError> {
        let step = state.step();
        let is_validated = self.is_validated(state, step);
        let every = state.config().train.checkpoint_every_steps;
        if step == self.end || step.is_multiple_of(every) || is_validated {
            state.save(observe)?;
        }
        if is_validated {
            state.validate(self.epoch(step), interrupt, observe)?;
        }
        Ok(())
    }
}
