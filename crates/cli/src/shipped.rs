//! The weights that are part of the program.

use anyhow::Result;
use voxelnet_detection::Weights;
use voxelnet_engine::{SHIPPED_NAME, shipped_weights};

/// Their name in messages.
pub const NAME: &str = SHIPPED_NAME;

/// The weights with their configuration.
pub fn weights() -> Result<Weights> {
    Ok(shipped_weights()?)
}
