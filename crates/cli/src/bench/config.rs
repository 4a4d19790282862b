//! The part of a configuration that a measurement of a network needs.

use anyhow::Result;
use voxelnet_config::{ModelConfig, TrainConfig};

use super::plan::NetworkChoice;

/// Everything that makes a network and detects with it.
pub struct BenchConfig {
    pub model: ModelConfig,
    /// Decides random weights and parts of scans; 0 without a section `train`.
    pub seed: u64,
}

impl BenchConfig {
    pub fn read(network: &NetworkChoice) -> Result<Self> {
        let (model, train): (ModelConfig, Option<TrainConfig>) = network.read()?;
        Ok(Self { model, seed: train.map_or(0, |train| train.seed) })
    }
}
