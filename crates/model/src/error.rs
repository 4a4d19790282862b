//! What can be wrong with weights and configurations.

use std::path::PathBuf;

use thiserror::Error;
use voxelnet_head::{ConfigError, WeightsError};

/// Why a network cannot be made.
#[derive(Debug, Error)]
pub enum ModelError {
    /// The configuration describes no network.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The weights file cannot be read.
    #[error(transparent)]
    Weights(#[from] WeightsError),
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
}
