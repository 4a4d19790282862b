//! The parts of `voxelnet view`.

pub mod found;
pub mod frame_of_dataset;
pub mod labelled;
pub mod plan;
pub mod scene;
pub mod training_pictures;
