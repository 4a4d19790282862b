//! The weights that are part of the program.

use anyhow::Result;
use voxelnet_detection::Weights;
use voxelnet_engine::{SHIPPED_NAME, shipped_weights};

/// Their name in messages.
pub const NAME: &str = SHIPPED_NAME;

/// Their limit, and what to do about it.
pub const NOTICE: &str = "the weights of the program were trained on simulated scans alone; for other scans give your own \
                          with --run or --weights";

/// The weights with their configuration.
pub fn weights() -> Result<Weights> {
    Ok(shipped_weights()?)
}
