//! The engine that detects beside training.

use anyhow::Result;
use voxelnet_config::NetworkConfig;

use crate::args::compute::ComputeArgs;
use crate::engine::choice::EngineChoice;
use crate::engine::device::DeviceChoice;
use crate::engine::kind::Engine;
use crate::progress::Progress;

/// Chooses the engine that detects beside training, whose device does not bind the native one.
pub fn beside_training<'a>(
    args: ComputeArgs,
    networks: impl IntoIterator<Item = &'a NetworkConfig>,
    progress: Progress,
) -> Result<EngineChoice> {
    let device = match args.engine {
        Some(Engine::Native) => DeviceChoice::Cpu,
        _ => args.device,
    };
    EngineChoice::new(ComputeArgs { device, ..args }, networks, progress)
}

/// The name of an engine.
pub fn engine_name(engine: Engine) -> &'static str {
    match engine {
        Engine::Native => "native",
        Engine::Libtorch => "libtorch",
    }
}
