//! What a run tells of itself.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Serialize;
use voxelnet_metrics::{PerDifficulty, PerMeasure};
use voxelnet_model::TermValues;

/// What happened in one step.
#[derive(Clone, Debug, PartialEq)]
pub struct StepReport {
    /// Number of the step, from 1.
    pub step: u64,
    /// Steps of the whole run.
    pub num_steps: u64,
    /// Number of the epoch, from 1.
    pub epoch: u64,
    /// The loss and its weighted parts, by name.
    pub terms: TermValues,
    /// The rate that was used.
    pub learning_rate: f64,
    /// Norm of the gradient before clipping.
    pub gradient_norm: f64,
    /// How long the step took.
    pub time: StepTime,
    /// Frames of the batch, on all ranks.
    pub num_frames: usize,
    /// What the ranks said to each other, if there are several.
    pub communication: Option<Communication>,
    /// Batches that are ready for the next steps, and how many could be.
    pub num_ready: [usize; 2],
    /// What was odd about the scans of its frames; said in the first epoch only.
    pub warnings: Vec<String>,
}

/// What a rank said to the others in a step, and how long that took.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Communication {
    /// Bytes of gradients that were added up.
    pub gradient_bytes: u64,
    /// How long that took, seconds.
    pub gradient_secs: f64,
    /// How much of that was not hidden behind the backward pass, seconds.
    pub gradient_waited_secs: f64,
    /// Bytes of BatchNorm's statistics, of counts and losses.
    pub other_bytes: u64,
    /// How long these took, with the time that others were waited for, seconds.
    pub other_secs: f64,
}

/// How long the parts of a step took, seconds.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct StepTime {
    /// Waiting for the batch.
    pub loading_secs: f64,
    /// From voxels to the loss.
    pub forward_secs: f64,
    /// From the loss to the gradient.
    pub backward_secs: f64,
    /// From the gradient to new weights.
    pub optimizer_secs: f64,
    /// All of the step.
    pub total_secs: f64,
}

impl StepTime {
    /// The parts by name, all of the step last.
    pub fn parts(&self) -> [(&'static str, f64); 5] {
        [
            ("loading", self.loading_secs),
            ("forward", self.forward_secs),
            ("backward", self.backward_secs),
            ("optimizer", self.optimizer_secs),
            ("total", self.total_secs),
        ]
    }

    /// Adds the time of another step.
    pub fn add(&mut self, other: &Self) {
        self.loading_secs += other.loading_secs;
        self.forward_secs += other.forward_secs;
        self.backward_secs += other.backward_secs;
        self.optimizer_secs += other.optimizer_secs;
        self.total_secs += other.total_secs;
    }
}

/// Average precision of one class, R40 in percent; none where it was not evaluated.
pub type ClassValues = PerMeasure<PerDifficulty<Option<f64>>>;

/// What a validation found, by the official metrics.
#[derive(Clone, Debug, PartialEq)]
pub struct ValidationReport {
    /// The step after which it was.
    pub step: u64,
    /// The epoch that the step ended.
    pub epoch: u64,
    /// How many frames were looked at.
    pub num_frames: usize,
    /// What was found of each class of the network.
    pub classes: BTreeMap<String, ClassValues>,
    /// By what the best checkpoint is chosen: moderate 3D R40, the mean over the classes, percent.
    pub score: f64,
}

/// What an observer of a run hears of.
#[derive(Debug)]
pub enum TrainEvent<'a> {
    /// A step was taken.
    Step(&'a StepReport),
    /// So many of the frames of a validation are done.
    Validating {
        /// Frames done.
        done: usize,
        /// Frames in all.
        total: usize,
    },
    /// A validation is over.
    Validated(&'a ValidationReport),
    /// A checkpoint was written.
    Saved(&'a Path),
}
