//! The network that detects in scans.

use std::path::{Path, PathBuf};

use anyhow::{Result, ensure};
use voxelnet_config::ModelConfig;
use voxelnet_head::{Detection, Detector, Weights};
use voxelnet_ranks::Ranks;
use voxelnet_runs::{Checkpoint, RunDir};
use voxelnet_voxelizer::SparseVoxels;

use crate::args::{DetectArgs, Engine};
use crate::libtorch::Dumper;
use crate::progress::Progress;
use crate::shipped;
use crate::together::require_same;

/// A trained network in the engine that was asked for.
pub enum Network {
    /// Detects only.
    Plain(Box<dyn Detector>),
    /// Detects and writes all that libtorch computes on the way into a file.
    Dumping(Box<Dumper>),
}

/// A network as its file describes it.
struct Trained {
    path: PathBuf,
    weights: Weights,
    config: ModelConfig,
}

impl Network {
    /// The network and the engine that were asked for, the same on all ranks.
    pub fn load(args: &DetectArgs, progress: Progress, ranks: &dyn Ranks) -> Result<Self> {
        let Trained { path, weights, mut config } = Trained::read(args)?;
        if ranks.size() > 1 {
            require_same(ranks, "network", &weights.to_bytes()?)?;
        }
        let detection = &mut config.detection;
        detection.seed = args.seed.unwrap_or(detection.seed);
        detection.min_score = args.min_score.unwrap_or(detection.min_score);
        if let Some(dump) = &args.dump {
            return Self::dumping(args, &weights, &path, config, dump);
        }
        let compute = args.compute.choose(&config.network, progress)?;
        Ok(Self::Plain(compute.load(&weights, &path, config)?))
    }

    fn dumping(
        args: &DetectArgs,
        weights: &Weights,
        path: &Path,
        config: ModelConfig,
        dump: &Path,
    ) -> Result<Self> {
        ensure!(
            args.compute.engine != Some(Engine::Native),
            "--dump writes what libtorch computes on the way, not the native engine"
        );
        let dumper = Dumper::load(weights, path, config, args.compute.device, dump)?;
        Ok(Self::Dumping(Box::new(dumper)))
    }

    /// The detector, whatever its engine is.
    pub fn detector(&self) -> &dyn Detector {
        match self {
            Self::Plain(detector) => detector.as_ref(),
            Self::Dumping(dumper) => dumper.detector(),
        }
    }

    /// Finds the objects of a scan, the most certain first, and writes the dump where one was asked for.
    pub fn detect_in(&mut self, voxels: SparseVoxels) -> Result<Vec<Detection>> {
        match self {
            Self::Plain(detector) => Ok(detector.detect_in(&voxels)),
            Self::Dumping(dumper) => dumper.detect_in(voxels),
        }
    }
}

impl Trained {
    fn read(args: &DetectArgs) -> Result<Self> {
        let (path, weights) = match (&args.weights, &args.run) {
            (Some(path), _) => (path.clone(), Weights::read(path)?),
            (None, Some(run)) => {
                let Checkpoint { path, weights, .. } =
                    RunDir::new(run).checkpoint(args.checkpoint)?;
                (path, weights)
            }
            (None, None) => (PathBuf::from(shipped::NAME), shipped::weights()?),
        };
        let config = weights.config(&path, &[])?;
        Ok(Self { path, weights, config })
    }
}
