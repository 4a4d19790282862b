//! A trained network.

use std::path::PathBuf;

use anyhow::Result;
use voxelnet_config::ModelConfig;
use voxelnet_detection::{Detector, Weights};

use super::choice::{EngineChoice, EngineRequest};
use crate::progress::Progress;

/// A network as its file describes it.
pub struct TrainedNetwork {
    pub weights: Weights,
    /// The origin of the weights, for messages.
    pub path: PathBuf,
    /// The configuration in the file, with changes.
    pub config: ModelConfig,
}

impl TrainedNetwork {
    /// Makes a detector in the engine that was asked for.
    pub fn load(&self, request: EngineRequest, progress: Progress) -> Result<Box<dyn Detector>> {
        let Self { weights, path, config } = self;
        let choice = EngineChoice::new(request, [&config.network], progress)?;
        choice.load(weights, path, config.clone())
    }
}
