//! Errors of running a network.

use std::path::PathBuf;

use thiserror::Error;
use voxelnet_config::{ConfigError, ConfigFileError};
use voxelnet_detection::WeightsError;

/// Errors of running a network here.
#[derive(Debug, Error)]
pub enum EngineError {
    /// The configuration describes no network.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The configuration in the weights file is not accepted.
    #[error(transparent)]
    ConfigFile(#[from] ConfigFileError),
    /// The weights file cannot be read, or does not fit the network.
    #[error(transparent)]
    Weights(#[from] WeightsError),
    /// The network has a part that this engine does not compute.
    #[error("`{key} = {value}` is not computed by the native engine, expected {expected}")]
    Unsupported {
        /// The key of the configuration.
        key: &'static str,
        /// The value found.
        value: String,
        /// The values that may stand there.
        expected: &'static str,
    },
    /// A layer and the BatchNorm behind it have no numbers as one layer.
    #[error("{}: tensor `{name}` is too large, or its running variance too small", path.display())]
    TooLarge {
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
