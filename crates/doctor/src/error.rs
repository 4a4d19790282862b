//! Configurations that cannot be examined.

use thiserror::Error;
use voxelnet_config::ConfigError;

/// The errors of an examination; everything that is wrong with data is a finding instead.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum DoctorError {
    /// The configuration describes no network.
    #[error(transparent)]
    Network(#[from] ConfigError),
}
