//! The parts of `voxelnet detect`.

pub mod detection;
mod failure;
pub mod format;
mod lines;
pub mod outcome;
pub mod pipeline;
pub mod plan;
mod record;
pub mod remedy;
pub mod results;
mod results_plan;
mod scan_files;
pub mod settings;
mod stale;
pub mod weights;
mod writer;
