//! The parts of `voxelnet detect`: what happens at the same time, and what is written.

mod network;
mod pipeline;
mod results;

pub use network::TrainedNetwork;
pub use pipeline::run_pipeline;
pub use results::{Results, require_other_file};
