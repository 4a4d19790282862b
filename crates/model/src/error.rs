//! Errors of weights and configurations.

use thiserror::Error;
use voxelnet_config::ConfigError;
use voxelnet_detection::WeightsError;

/// Errors of making a network.
#[derive(Debug, Error)]
pub enum ModelError {
    /// The configuration describes no network.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The weights file cannot be read, or does not fit the network.
    #[error(transparent)]
    Weights(#[from] WeightsError),
}
