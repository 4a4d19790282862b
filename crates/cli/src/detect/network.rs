//! The trained network that was asked for.

use std::path::PathBuf;

use anyhow::Result;
use voxelnet_config::ModelConfig;
use voxelnet_detection::{Detector, Weights};
use voxelnet_ranks::Ranks;
use voxelnet_runs::{Checkpoint, CheckpointSelector, RunDir};

use crate::engine::choice::{EngineChoice, EngineRequest};
use crate::progress::Progress;
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

/// A network as its file describes it.
pub struct TrainedNetwork {
    pub weights: Weights,
    /// The origin of the weights, for messages.
    pub path: PathBuf,
    /// The configuration in the file, with changes.
    pub config: ModelConfig,
}

impl TrainedNetwork {
    /// Reads weights, the same on all ranks.
    pub fn read(
        source: &WeightsSource,
        changes: DetectionChanges,
        ranks: &dyn Ranks,
    ) -> Result<Self> {
        let mut network = Self::open(source)?;
        if ranks.size() > 1 {
            require_same(ranks, "network", &network.weights.to_bytes()?)?;
        }
        let detection = &mut network.config.detection;
        detection.seed = changes.seed.unwrap_or(detection.seed);
        detection.min_score = changes.min_score.unwrap_or(detection.min_score);
        Ok(network)
    }

    fn open(source: &WeightsSource) -> Result<Self> {
        let (path, weights) = match source {
            WeightsSource::Run { folder, checkpoint } => {
                let Checkpoint { path, weights, config } =
                    RunDir::new(folder).checkpoint::<ModelConfig>(*checkpoint)?;
                return Ok(Self { weights, path, config });
            }
            WeightsSource::File(path) => (path.clone(), Weights::read(path)?),
            WeightsSource::Shipped => (PathBuf::from(shipped::NAME), shipped::weights()?),
        };
        Ok(Self { config: weights.config(&path, &[])?, path, weights })
    }

    /// Makes a detector in the engine that was asked for.
    pub fn load(&self, request: EngineRequest, progress: Progress) -> Result<Box<dyn Detector>> {
        let Self { weights, path, config } = self;
        let choice = EngineChoice::new(request, [&config.network], progress)?;
        choice.load(weights, path, config.clone())
    }
}
