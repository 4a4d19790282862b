//! The events that an observer of a run hears of.

use std::path::Path;

use voxelnet_runs::{StepLine, ValidationLine};

use crate::batches::prefetch::ReadyBatches;

/// An event of a run.
#[derive(Debug)]
pub enum TrainEvent<'a> {
    /// A step was taken.
    Step(&'a StepReport),
    /// The progress of a validation.
    Validating {
        /// Frames done.
        done: usize,
        /// Frames in all.
        total: usize,
    },
    /// An oddity of a scan of the validation, on this rank; said in the first validation only.
    Warned(&'a str),
    /// A validation is over.
    Validated(&'a ValidationLine),
    /// A checkpoint was written.
    Saved(&'a Path),
}

/// A step, with more than the log keeps of it.
#[derive(Clone, Debug, PartialEq)]
pub struct StepReport {
    /// The line of the log.
    pub line: StepLine,
    /// Steps of the whole run.
    pub num_steps: u64,
    /// Frames of the batch, on all ranks.
    pub num_frames: usize,
    /// The batches that were ready when the step asked for its own.
    pub ready: ReadyBatches,
    /// Oddities of the scans of its frames; said in the first epoch only.
    pub warnings: Vec<String>,
}
