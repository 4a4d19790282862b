//! The line of the log that says from which weights a run starts.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

/// The start of a run from trained weights, before its first step.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StartLine {
    /// 0.
    pub step: u64,
    /// The weights, and what became of them.
    pub start: Start,
}

/// The weights from which a run starts, and what became of them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Start {
    /// The weights file.
    pub weights: PathBuf,
    /// The step of the training that made them.
    pub trained_steps: u64,
    /// The parts of the network, and the classes whose channels in the heads start each in its own way.
    pub parts: Vec<StartingPart>,
}

/// A part of the network, or the channels that the heads have for one class.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StartingPart {
    /// The part, such as `middle`, or the class, such as `heads of Car`.
    pub name: String,
    /// The count of its numbers in the network; 0 for a class that is left out.
    pub num_values: usize,
    /// The origin of its numbers.
    pub origin: Origin,
    /// The reason for another origin than the weights; empty without one.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
}

/// The origin of the numbers of a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Origin {
    /// The trained weights.
    Taken,
    /// The random start of a new network.
    Fresh,
    /// The trained weights have it, the network does not.
    LeftOut,
}
