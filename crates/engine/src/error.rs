//! Why a network cannot be run.

use std::path::PathBuf;

use thiserror::Error;
use voxelnet_head::{ConfigError, WeightsError};

/// Why a network cannot be run here.
#[derive(Debug, Error)]
pub enum EngineError {
    /// The configuration describes no network.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The weights file cannot be read.
    #[error(transparent)]
    Weights(#[from] WeightsError),
    /// The network has a part that this engine does not compute.
    #[error(
        "`{key} = {value}` is not computed by the native engine, expected {expected}; the engine libtorch computes it"
    )]
    Unsupported {
        /// The key of the configuration.
        key: &'static str,
        /// What stands there.
        value: String,
        /// What may stand there.
        expected: &'static str,
    },
    /// The weights lack a tensor of the network.
    #[error("{}: tensor `{name}` is missing, expected shape {expected:?}; the weights belong to another configuration", path.display())]
    MissingTensor {
        /// The weights file.
        path: PathBuf,
        /// The tensor.
        name: String,
        /// Its shape in the network.
        expected: Vec<usize>,
    },
    /// A tensor has another shape than in the network.
    #[error("{}: tensor `{name}` has shape {found:?}, expected {expected:?}; the weights belong to another configuration", path.display())]
    TensorShape {
        /// The weights file.
        path: PathBuf,
        /// The tensor.
        name: String,
        /// Its shape in the file.
        found: Vec<usize>,
        /// Its shape in the network.
        expected: Vec<usize>,
    },
    /// The weights hold a tensor that the network does not have.
    #[error("{}: tensor `{name}` has no place in the network; the weights belong to another configuration", path.display())]
    UnknownTensor {
        /// The weights file.
        path: PathBuf,
        /// The tensor.
        name: String,
    },
    /// A weight is NaN or infinite.
    #[error("{}: tensor `{name}` holds a value that is not finite", path.display())]
    NotFinite {
        /// The weights file.
        path: PathBuf,
        /// The tensor.
        name: String,
    },
    /// A running variance is negative, so that there is nothing to divide by.
    #[error("{}: tensor `{name}` holds a negative variance", path.display())]
    NegativeVariance {
        /// The weights file.
        path: PathBuf,
        /// The tensor.
        name: String,
    },
}
