//! The network that detects, in the engine that was asked for.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};
use voxelnet_config::{FromSections, ModelConfig, different_keys};
use voxelnet_engine::Detector;
#[cfg(feature = "libtorch")]
use voxelnet_engine::EngineError;
use voxelnet_head::{CheckpointFiles, Detection, ScanVoxelizer, Weights};
use voxelnet_ranks::Ranks;
use voxelnet_voxelizer::SparseVoxels;

use crate::args::DetectArgs;
#[cfg(feature = "libtorch")]
use crate::args::DetectEngine;
use crate::device::DeviceArg;
use crate::progress::Progress;
use crate::shipped;
use crate::together::require_same;

/// A trained network.
pub enum Network {
    Native(Box<Detector>),
    #[cfg(feature = "libtorch")]
    Libtorch(Box<voxelnet_model::Detector>),
}

/// What a network is made of.
struct Trained {
    path: PathBuf,
    weights: Weights,
    config: ModelConfig,
}

impl Network {
    /// The network and the engine that were asked for, the same on all ranks.
    pub fn load(args: &DetectArgs, progress: Progress, ranks: &dyn Ranks) -> Result<Self> {
        let mut trained = Trained::read(args)?;
        if ranks.size() > 1 {
            require_same(ranks, "network", &trained.weights.to_bytes()?)?;
        }
        let detection = &mut trained.config.detection;
        detection.seed = args.seed.unwrap_or(detection.seed);
        detection.min_score = args.min_score.unwrap_or(detection.min_score);
        choose(args, &trained, progress)
    }

    pub fn config(&self) -> &ModelConfig {
        match self {
            Self::Native(detector) => detector.config(),
            #[cfg(feature = "libtorch")]
            Self::Libtorch(detector) => detector.config(),
        }
    }

    pub fn voxelizer(&self) -> &ScanVoxelizer {
        match self {
            Self::Native(detector) => detector.voxelizer(),
            #[cfg(feature = "libtorch")]
            Self::Libtorch(detector) => detector.voxelizer(),
        }
    }

    /// Finds the objects of a scan, the most certain first; all that libtorch computes is written, too, where
    /// a file is named for it.
    pub fn detect_in(
        &mut self,
        voxels: SparseVoxels,
        dump: Option<&Path>,
    ) -> Result<Vec<Detection>> {
        match self {
            Self::Native(detector) => {
                debug_assert!(dump.is_none(), "refused when the engine was chosen");
                Ok(detector.detect_in(&voxels))
            }
            #[cfg(feature = "libtorch")]
            Self::Libtorch(detector) => {
                let Some(path) = dump else { return Ok(detector.detect_in(&voxels)) };
                let inspection = detector.inspect(voxels);
                crate::output::write_dump(path, &inspection)?;
                Ok(inspection.detections)
            }
        }
    }
}

impl Trained {
    fn read(args: &DetectArgs) -> Result<Self> {
        let (path, weights) = match (&args.weights, &args.run) {
            (Some(path), _) => (path.clone(), Weights::read(path)?),
            (None, Some(run)) => {
                let path = CheckpointFiles::of_run(run).find(args.checkpoint)?;
                let weights = Weights::read(&path)?;
                (path, weights)
            }
            (None, None) => (PathBuf::from(shipped::NAME), shipped::weights()?),
        };
        let config = weights.config(&path, &[])?;
        if let Some(run) = &args.run {
            require_config_of_run(run, &path, &config)?;
        }
        Ok(Self { path, weights, config })
    }

    fn native(&self, args: &DetectArgs) -> Result<Network> {
        ensure!(
            args.dump.is_none(),
            "--dump writes what libtorch computes on the way, not the native engine"
        );
        let detector = Detector::with_weights(&self.weights, &self.path, self.config.clone())?;
        Ok(Network::Native(Box::new(detector)))
    }
}

/// That a checkpoint was made with the configuration of its run.
fn require_config_of_run(run: &Path, checkpoint: &Path, config: &ModelConfig) -> Result<()> {
    let path = run.join("config.toml");
    let own = ModelConfig::read(&path, &[]).context("cannot use the configuration")?;
    match different_keys(&own, config).first() {
        Some(key) => bail!(
            "{}: does not belong to this run: `{key}` of its configuration differs from config.toml",
            checkpoint.display()
        ),
        None => Ok(()),
    }
}

/// The native engine on a CPU and libtorch elsewhere, unless an engine was named.
#[cfg(feature = "libtorch")]
fn choose(args: &DetectArgs, trained: &Trained, progress: Progress) -> Result<Network> {
    ensure!(
        args.engine != Some(DetectEngine::Native) || !matches!(args.device, DeviceArg::Cuda(_)),
        "--engine native computes on the CPU; leave --device {} out",
        args.device
    );
    let device = args.device.resolve()?;
    let is_cpu = device == tch::Device::Cpu;
    match args.engine {
        Some(DetectEngine::Native) => return trained.native(args),
        None if is_cpu && args.dump.is_none() => match trained.native(args) {
            Err(error) if is_unsupported(&error) => progress.say(&error.to_string()),
            result => return result,
        },
        _ => {}
    }
    let Trained { path, weights, config } = trained;
    let detector = voxelnet_model::Detector::with_weights(weights, path, config.clone(), device)?;
    Ok(Network::Libtorch(Box::new(detector)))
}

#[cfg(feature = "libtorch")]
fn is_unsupported(error: &anyhow::Error) -> bool {
    matches!(error.downcast_ref(), Some(EngineError::Unsupported { .. }))
}

/// The native engine, the only one of a program without libtorch.
#[cfg(not(feature = "libtorch"))]
fn choose(args: &DetectArgs, trained: &Trained, _: Progress) -> Result<Network> {
    ensure!(
        !matches!(args.device, DeviceArg::Cuda(_)),
        "--device {}: this program was built without libtorch and computes on the CPU",
        args.device
    );
    trained.native(args)
}
