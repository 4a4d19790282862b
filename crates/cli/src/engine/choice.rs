//! The engine that computes a trained network, chosen in one way for every command that detects.

use std::path::Path;

use anyhow::Result;
use voxelnet_config::{ModelConfig, NetworkConfig};
use voxelnet_detection::{Detector, Weights};
use voxelnet_engine::{NativeDetector, check_supported};

use crate::engine::device::DeviceChoice;
use crate::engine::kind::Engine;
use crate::libtorch::detector;
use crate::libtorch::device::is_cpu;
use crate::libtorch::runtime::IS_AVAILABLE;
use crate::progress::Progress;
use crate::usage::ensure_usage;

/// An engine and a device as a user asks for them.
#[derive(Clone, Copy, Debug)]
pub struct EngineRequest {
    /// None leaves it to the program.
    pub engine: Option<Engine>,
    pub device: DeviceChoice,
}

/// An engine and the device that it computes on.
#[derive(Clone, Copy, Debug)]
pub struct EngineChoice {
    pub engine: Engine,
    device: DeviceChoice,
}

impl EngineChoice {
    /// Chooses the engine for networks: the native one on a CPU and libtorch elsewhere, unless one was named.
    ///
    /// All fall back to libtorch, with a notice, when the native engine does not cover one of them.
    pub fn new<'a>(
        request: EngineRequest,
        networks: impl IntoIterator<Item = &'a NetworkConfig>,
        progress: Progress,
    ) -> Result<Self> {
        let EngineRequest { engine, device } = request;
        ensure_usage!(
            engine != Some(Engine::Native) || !matches!(device, DeviceChoice::Cuda(_)),
            "--engine native computes on the CPU; leave --device {device} out"
        );
        let is_cpu = is_cpu(device)?;
        let covered = networks.into_iter().try_for_each(check_supported);
        let engine = match (engine, covered) {
            (Some(Engine::Libtorch), _) => Engine::Libtorch,
            (None, _) if !is_cpu => Engine::Libtorch,
            (None, Err(error)) if IS_AVAILABLE => {
                progress.say(&format!("detecting with libtorch: {error}"));
                Engine::Libtorch
            }
            (_, covered) => {
                covered?;
                Engine::Native
            }
        };
        Ok(Self { engine, device })
    }

    /// Makes a detector with these weights; `path`, where they are from, is for messages only.
    pub fn load(
        self,
        weights: &Weights,
        path: &Path,
        config: ModelConfig,
    ) -> Result<Box<dyn Detector>> {
        match self.engine {
            Engine::Native => Ok(Box::new(NativeDetector::with_weights(weights, path, config)?)),
            Engine::Libtorch => detector::load(weights, path, config, self.device),
        }
    }
}
