//! The choices of a caller that change nothing in the weights that a run leads to.

use std::sync::atomic::AtomicBool;

use tch::Device;
use voxelnet_communicator::{Communicator, Heartbeat};

/// The way in which a run is computed.
#[derive(Clone, Debug)]
pub struct TrainOptions {
    /// The device of the network.
    pub device: Device,
    /// Whether each micro batch is computed on one thread, so that the weights depend on the seed alone
    /// and not on the number of threads.
    pub is_deterministic: bool,
    /// The ranks that share the run: each has a [`Trainer`](crate::run::trainer::Trainer) of its own, and the
    /// first one keeps the folder.
    pub communicator: Communicator,
    /// Tells the other ranks that this one is at work.
    pub heartbeat: Heartbeat,
}

/// The reasons to stop a run before its end.
#[derive(Clone, Copy, Debug)]
pub struct StopCondition<'a> {
    /// Stops after this step.
    pub step: Option<u64>,
    /// Stops when this is set by someone else.
    pub interrupt: &'a AtomicBool,
}

/// The end of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// All steps are done.
    Finished,
    /// The run stopped after a step, from which it can be resumed.
    Stopped {
        /// The step.
        step: u64,
    },
}
