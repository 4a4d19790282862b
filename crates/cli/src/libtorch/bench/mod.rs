//! The half of `voxelnet bench` that needs libtorch.

pub mod loading;
pub mod memory;
pub mod network;
mod train_step;
