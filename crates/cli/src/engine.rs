//! The engine that computes a trained network, chosen once for every command that detects.

use std::path::Path;

use anyhow::{Result, ensure};
use voxelnet_config::{ModelConfig, NetworkConfig};
use voxelnet_engine::{NativeDetector, check_supported};
use voxelnet_head::{Detector, Weights};

use crate::args::{ComputeArgs, DeviceArg, Engine};
use crate::libtorch;
use crate::progress::Progress;

/// An engine and where it computes.
#[derive(Clone, Copy, Debug)]
pub struct Compute {
    engine: Engine,
    device: DeviceArg,
}

impl ComputeArgs {
    /// Chooses the engine for a network: the native one on a CPU and libtorch elsewhere, unless one was named.
    ///
    /// A network that the native engine does not cover falls back to libtorch, with a notice.
    pub fn choose(self, network: &NetworkConfig, progress: Progress) -> Result<Compute> {
        let Self { engine, device } = self;
        ensure!(
            engine != Some(Engine::Native) || !matches!(device, DeviceArg::Cuda(_)),
            "--engine native computes on the CPU; leave --device {device} out"
        );
        let is_cpu = libtorch::is_cpu(device)?;
        let engine = match (engine, check_supported(network)) {
            (Some(engine), _) => engine,
            (None, _) if !is_cpu => Engine::Libtorch,
            (None, Err(error)) if libtorch::IS_AVAILABLE => {
                progress.say(&error.to_string());
                Engine::Libtorch
            }
            (None, _) => Engine::Native,
        };
        Ok(Compute { engine, device })
    }
}

impl Compute {
    /// A detector with these weights; `path`, where they are from, is for messages only.
    pub fn load(
        self,
        weights: &Weights,
        path: &Path,
        config: ModelConfig,
    ) -> Result<Box<dyn Detector>> {
        match self.engine {
            Engine::Native => Ok(Box::new(NativeDetector::with_weights(weights, path, config)?)),
            Engine::Libtorch => libtorch::load(weights, path, config, self.device),
        }
    }
}
