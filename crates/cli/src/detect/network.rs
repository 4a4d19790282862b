//! The trained network that was asked for.

use std::path::PathBuf;

use anyhow::Result;
use voxelnet_config::ModelConfig;
use voxelnet_detection::Weights;
use voxelnet_ranks::Ranks;
use voxelnet_runs::{Checkpoint, RunDir};

use crate::args::detect::DetectArgs;
use crate::shipped;
use crate::together::require_same;

/// A network as its file describes it.
pub struct TrainedNetwork {
    pub weights: Weights,
    /// The origin of the weights, for messages.
    pub path: PathBuf,
    /// The configuration in the file, with what was typed instead.
    pub config: ModelConfig,
}

impl TrainedNetwork {
    /// Reads the weights of a file, of a run, or of the program; the same on all ranks.
    pub fn read(args: &DetectArgs, ranks: &dyn Ranks) -> Result<Self> {
        let Checkpoint::<ModelConfig> { path, weights, mut config } = match &args.run {
            Some(run) => RunDir::new(run).checkpoint(args.checkpoint)?,
            None => {
                let (path, weights) = match &args.weights {
                    Some(path) => (path.clone(), Weights::read(path)?),
                    None => (PathBuf::from(shipped::NAME), shipped::weights()?),
                };
                Checkpoint { config: weights.config(&path, &[])?, path, weights }
            }
        };
        if ranks.size() > 1 {
            require_same(ranks, "network", &weights.to_bytes()?)?;
        }
        let detection = &mut config.detection;
        detection.seed = args.seed.unwrap_or(detection.seed);
        detection.min_score = args.min_score.unwrap_or(detection.min_score);
        Ok(Self { weights, path, config })
    }
}
