//! The parts of `voxelnet detect`.

pub mod format;
pub mod pipeline;
pub mod plan;
pub mod remedy;
pub mod results;
pub mod weights;
