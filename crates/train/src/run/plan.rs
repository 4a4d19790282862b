//! The timetable of a run.

use voxelnet_config::{ScheduleConfig, TrainConfig};

use crate::step::schedule::LearningRate;

/// The steps of a run, and the tasks that are due after each.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Plan {
    num_steps: u64,
    steps_per_epoch: u64,
    /// The last step now.
    end: u64,
    checkpoint_every_steps: u64,
    /// 0 where the network is never validated.
    validate_every_steps: u64,
    schedule: ScheduleConfig,
}

/// The tasks that are due after a step.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Due {
    /// A checkpoint.
    pub(crate) save: bool,
    /// A validation of this checkpoint.
    pub(crate) validate: bool,
}

impl Plan {
    /// The plan of a configuration for so many training frames, with or without frames to validate on.
    pub(crate) fn new(config: &TrainConfig, num_frames: usize, can_validate: bool) -> Self {
        let steps_per_epoch = config.steps_per_epoch(num_frames);
        let num_steps = config.epochs * steps_per_epoch;
        let every_epochs = if can_validate { config.validation.every_epochs } else { 0 };
        Self {
            num_steps,
            steps_per_epoch,
            end: num_steps,
            checkpoint_every_steps: config.checkpoint_every_steps,
            validate_every_steps: every_epochs.saturating_mul(steps_per_epoch),
            schedule: config.schedule.clone(),
        }
    }

    /// The same plan, with an end after `step` if that comes first.
    pub(crate) fn ending_after(self, step: Option<u64>) -> Self {
        let end = self.num_steps.min(step.unwrap_or(u64::MAX));
        Self { end, ..self }
    }

    /// Steps of the whole run.
    pub(crate) fn num_steps(&self) -> u64 {
        self.num_steps
    }

    /// Steps of one epoch.
    pub(crate) fn steps_per_epoch(&self) -> u64 {
        self.steps_per_epoch
    }

    /// The last step now.
    pub(crate) fn end(&self) -> u64 {
        self.end
    }

    /// The epoch of a step; both count from 1.
    pub(crate) fn epoch(&self, step: u64) -> u64 {
        step.saturating_sub(1) / self.steps_per_epoch + 1
    }

    /// The learning rate of a step, from 1.
    pub(crate) fn learning_rate(&self, step: u64) -> LearningRate {
        LearningRate::at(&self.schedule, step - 1, self.num_steps, self.steps_per_epoch)
    }

    /// The tasks that are due after a step, from 1.
    pub(crate) fn due(&self, step: u64) -> Due {
        if step == 0 {
            return Due::default();
        }
        let every = self.validate_every_steps;
        let validate = every > 0 && (step.is_multiple_of(every) || step == self.num_steps);
        let save = validate || step == self.end || step.is_multiple_of(self.checkpoint_every_steps);
        Due { save, validate }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::path::Path;

    use voxelnet_config::{Config, FromSections};

    use super::*;

    /// Three epochs of four steps, the last of which has one frame, with a checkpoint every five steps.
    fn config(overrides: &[&str]) -> TrainConfig {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../configs/quick.toml");
        let mut all =
            vec!["train.batch_size=2", "train.epochs=3", "train.checkpoint_every_steps=5"];
        all.extend(overrides);
        let all: Vec<String> = all.into_iter().map(str::to_owned).collect();
        Config::read(&path, &all).unwrap().train
    }

    fn plan(overrides: &[&str]) -> Plan {
        Plan::new(&config(overrides), 7, true)
    }

    fn steps_with(plan: &Plan, is_due: impl Fn(Due) -> bool) -> Vec<u64> {
        (0..=plan.end()).filter(|&step| is_due(plan.due(step))).collect()
    }

    #[test]
    fn epochs_are_counted_from_1_and_begin_with_their_first_step() {
        let plan = plan(&[]);
        assert_eq!((plan.num_steps(), plan.steps_per_epoch(), plan.end()), (12, 4, 12));
        assert_eq!([1, 4, 5, 12].map(|step| plan.epoch(step)), [1, 1, 2, 3]);
        // Before the first step.
        assert_eq!(plan.epoch(0), 1);
    }

    #[test]
    fn a_validation_ends_an_epoch_and_needs_a_checkpoint() {
        let plan = plan(&["train.validation.every_epochs=1"]);
        assert_eq!(steps_with(&plan, |due| due.validate), [4, 8, 12]);
        assert_eq!(steps_with(&plan, |due| due.save), [4, 5, 8, 10, 12]);
    }

    #[test]
    fn the_last_step_is_validated_even_between_two_intervals() {
        let plan = plan(&["train.validation.every_epochs=2"]);
        assert_eq!(steps_with(&plan, |due| due.validate), [8, 12]);
    }

    #[test]
    fn nothing_is_validated_without_an_interval_or_without_frames() {
        let never = plan(&["train.validation.every_epochs=0"]);
        let without_frames = Plan::new(&config(&["train.validation.every_epochs=1"]), 7, false);
        for plan in [never, without_frames] {
            assert_eq!(steps_with(&plan, |due| due.validate), Vec::<u64>::new());
            assert_eq!(steps_with(&plan, |due| due.save), [5, 10, 12]);
        }
    }

    #[test]
    fn an_early_end_is_saved_but_not_validated() {
        let plan = plan(&["train.validation.every_epochs=1"]).ending_after(Some(7));
        assert_eq!((plan.num_steps(), plan.end()), (12, 7));
        assert_eq!(plan.due(7), Due { save: true, validate: false });
        let after_the_end = plan.ending_after(Some(99));
        assert_eq!(after_the_end.end(), 12);
    }

    #[test]
    fn the_learning_rate_is_that_of_the_schedule_at_the_steps_before() {
        let plan = plan(&[]);
        let config = config(&[]);
        assert_eq!(plan.learning_rate(1), LearningRate::at(&config.schedule, 0, 12, 4));
        assert_eq!(plan.learning_rate(12), LearningRate::at(&config.schedule, 11, 12, 4));
    }
}
