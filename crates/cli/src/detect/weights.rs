//! The network that detects.

use std::path::PathBuf;

use anyhow::Result;
use voxelnet_communicator::Communicator;
use voxelnet_config::{MinScore, ModelConfig};
use voxelnet_detection::Weights;
use voxelnet_runs::{Checkpoint, CheckpointSelector, RunDir};

use crate::engine::network::TrainedNetwork;
use crate::shipped;
use crate::together::require_same;
use crate::usage::WrongUsage;

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
#[derive(Clone, Debug)]
pub struct DetectionChanges {
    /// Replace keys of the configuration, before the others.
    pub overrides: Vec<String>,
    /// For all classes, or for those that it names.
    pub min_score: Option<MinScore>,
    /// Decides which points of a crowded voxel are kept.
    pub seed: Option<u64>,
}

impl WeightsSource {
    /// Reads the network, the same on all ranks.
    pub fn read(
        &self,
        changes: &DetectionChanges,
        communicator: &Communicator,
    ) -> Result<TrainedNetwork> {
        let mut network = self.open(&changes.overrides)?;
        if communicator.size() > 1 {
            require_same(communicator, "network", &network.weights.to_bytes()?)?;
        }
        let ModelConfig { network: layers, detection, .. } = &mut network.config;
        detection.seed = changes.seed.unwrap_or(detection.seed);
        if let Some(typed) = &changes.min_score {
            detection.min_score = detection
                .min_score
                .replaced_by(typed, &layers.classes, "--min-score")
                .map_err(WrongUsage::new)?;
        }
        Ok(network)
    }

    fn open(&self, overrides: &[String]) -> Result<TrainedNetwork> {
        let (path, weights) = match self {
            Self::Run { folder, checkpoint } => {
                let Checkpoint { path, weights, .. } =
                    RunDir::new(folder).checkpoint::<ModelConfig>(*checkpoint)?;
                (path, weights)
            }
            Self::File(path) => (path.clone(), Weights::read(path)?),
            Self::Shipped => (PathBuf::from(shipped::NAME), shipped::weights()?),
        };
        Ok(TrainedNetwork { config: weights.config(&path, overrides)?, path, weights })
    }
}
