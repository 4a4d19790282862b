//! The parts of `voxelnet calibrate`.

pub mod fit;
pub mod judged;
pub mod plan;
pub mod table;
