//! Everything of the program that needs libtorch; `without_libtorch.rs` stands in for it in a program that is
//! built without.

mod args;
mod bench;
mod commands;
mod device;
mod dump;
mod engine;
mod interrupt;
mod memory;
mod progress;
mod study;
mod training_view;

use std::path::Path;

use anyhow::Result;
use voxelnet_config::ModelConfig;
use voxelnet_detection::{Detector, Weights};
use voxelnet_model::LibtorchDetector;

pub use bench::{TimedNetwork, bench_data, random_weights, run_for_memory};
pub use commands::Command;
pub use device::is_cpu;
pub use dump::dump;
pub use memory::keep_freed as keep_freed_memory;

use crate::args::DeviceArg;

/// The first steps that the program's help recommends.
pub const FIRST_RUN: &str = "A first run: voxelnet synth --out data/synth --frames 100 --seed 1, then \
                             voxelnet train --config configs/quick.toml --data data/synth --run runs/first";

/// Whether the program has libtorch.
pub const IS_AVAILABLE: bool = true;

/// Limits libtorch to a number of threads.
pub fn set_num_threads(threads: u16) {
    tch::set_num_threads(threads.into());
}

/// A detector in libtorch with these weights; `path`, where they are from, is for messages only.
pub fn load(
    weights: &Weights,
    path: &Path,
    config: ModelConfig,
    device: DeviceArg,
) -> Result<Box<dyn Detector>> {
    let device = device::resolve(device)?;
    Ok(Box::new(LibtorchDetector::with_weights(weights, path, config, device)?))
}
