//! The engine libtorch.

use std::path::Path;

use anyhow::Result;
use voxelnet_config::ModelConfig;
use voxelnet_detection::{Detector, Weights};
use voxelnet_model::LibtorchDetector;

use super::device::resolve;
use crate::engine::device::DeviceChoice;

/// A detector in libtorch with these weights; `path`, where they are from, is for messages only.
pub fn load(
    weights: &Weights,
    path: &Path,
    config: ModelConfig,
    device: DeviceChoice,
) -> Result<Box<dyn Detector>> {
    let device = resolve(device)?;
    Ok(Box::new(LibtorchDetector::with_weights(weights, path, config, device)?))
}
