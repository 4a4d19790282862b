//! The network that detects, in the engine that was asked for.

use std::path::PathBuf;

use anyhow::{Result, ensure};
use voxelnet_config::ModelConfig;
#[cfg(feature = "libtorch")]
use voxelnet_engine::EngineError;
use voxelnet_engine::NativeDetector;
use voxelnet_head::{Detection, Detector, Weights};
#[cfg(feature = "libtorch")]
use voxelnet_model::LibtorchDetector;
use voxelnet_ranks::Ranks;
use voxelnet_runs::{Checkpoint, RunDir};
use voxelnet_voxelizer::SparseVoxels;

use crate::args::DetectArgs;
#[cfg(feature = "libtorch")]
use crate::args::DetectEngine;
use crate::device::DeviceArg;
use crate::progress::Progress;
use crate::shipped;
use crate::together::require_same;

/// A trained network in the engine that was asked for.
pub enum Network {
    /// Detects only.
    Plain(Box<dyn Detector>),
    /// Detects and writes all that libtorch computes on the way into a file.
    #[cfg(feature = "libtorch")]
    Dumping { detector: Box<LibtorchDetector>, path: PathBuf },
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

    /// The detector, whatever its engine is.
    pub fn detector(&self) -> &dyn Detector {
        match self {
            Self::Plain(detector) => detector.as_ref(),
            #[cfg(feature = "libtorch")]
            Self::Dumping { detector, .. } => detector.as_ref(),
        }
    }

    /// Finds the objects of a scan, the most certain first, and writes the dump where one was asked for.
    pub fn detect_in(&mut self, voxels: SparseVoxels) -> Result<Vec<Detection>> {
        match self {
            Self::Plain(detector) => Ok(detector.detect_in(&voxels)),
            #[cfg(feature = "libtorch")]
            Self::Dumping { detector, path } => {
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
                let Checkpoint { path, weights, .. } =
                    RunDir::new(run).checkpoint(args.checkpoint)?;
                (path, weights)
            }
            (None, None) => (PathBuf::from(shipped::NAME), shipped::weights()?),
        };
        let config = weights.config(&path, &[])?;
        Ok(Self { path, weights, config })
    }

    fn native(&self, args: &DetectArgs) -> Result<Network> {
        ensure!(
            args.dump.is_none(),
            "--dump writes what libtorch computes on the way, not the native engine"
        );
        let Self { path, weights, config } = self;
        let detector = NativeDetector::with_weights(weights, path, config.clone())?;
        Ok(Network::Plain(Box::new(detector)))
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
    let detector = LibtorchDetector::with_weights(weights, path, config.clone(), device)?;
    let detector = Box::new(detector);
    Ok(match &args.dump {
        Some(path) => Network::Dumping { detector, path: path.clone() },
        None => Network::Plain(detector),
    })
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
