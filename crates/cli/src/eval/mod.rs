//! The parts of `voxelnet eval`.

pub mod evaluate;
pub mod subject;
