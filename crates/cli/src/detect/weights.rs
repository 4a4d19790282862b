//! The network that detects.

use std::path::PathBuf;

use anyhow::Result;
use voxelnet_communicator::Communicator;
use voxelnet_config::ModelConfig;
use voxelnet_detection::Weights;
use voxelnet_runs::{Checkpoint, CheckpointSelector, RunDir};

use crate::engine::network::TrainedNetwork;
use crate::shipped;
use crate::together::require_same;

/// The origin of trained weights.
pub enum WeightsSource {
    /// The weights that are part of the program.
    Shipped,
    File(PathBuf),
    Run {
        folder: PathBuf,
        checkpoint: CheckpointSelector,
    },
}

/// Values in place of those of the configuration, where there are some.
#[derive(Clone, Copy, Debug)]
pub struct DetectionChanges {
    pub min_score: Option<f64>,
    /// Decides which points of a crowded voxel are kept.
    pub seed: Option<u64>,
}

impl WeightsSource {
    /// Reads the network, the same on all ranks.
    pub fn read(
        &self,
        changes: DetectionChanges,
        communicator: &Communicator,
    ) -> Result<TrainedNetwork> {
        let mut network = self.open()?;
        if communicator.size() > 1 {
            require_same(communicator, "network", &network.weights.to_bytes()?)?;
        }
        let detection = &mut network.config.detection;
        detection.seed = changes.seed.unwrap_or(detection.seed);
        detection.min_score = changes.min_score.unwrap_or(detection.min_score);
        Ok(network)
    }

    fn open(&self) -> Result<TrainedNetwork> {
        let (path, weights) = match self {
            Self::Run { folder, checkpoint } => {
                let Checkpoint { path, weights, config } =
                    RunDir::new(folder).checkpoint::<ModelConfig>(*checkpoint)?;
                return Ok(TrainedNetwork { weights, path, config });
            }
            Self::File(path) => (path.clone(), Weights::read(path)?),
            Self::Shipped => (PathBuf::from(shipped::NAME), shipped::weights()?),
        };
        Ok(TrainedNetwork { config: weights.config(&path, &[])?, path, weights })
    }
}
