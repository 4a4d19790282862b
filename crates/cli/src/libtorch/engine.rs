//! The engine that detects beside training.

use anyhow::Result;
use voxelnet_config::NetworkConfig;

use crate::engine::choice::{EngineChoice, EngineRequest};
use crate::engine::device::DeviceChoice;
use crate::engine::kind::Engine;
use crate::progress::Progress;

/// Chooses the engine that detects beside training, whose device does not bind the native one.
pub fn beside_training<'a>(
    request: EngineRequest,
    networks: impl IntoIterator<Item = &'a NetworkConfig>,
    progress: Progress,
) -> Result<EngineChoice> {
    let device = match request.engine {
        Some(Engine::Native) => DeviceChoice::Cpu,
        _ => request.device,
    };
    EngineChoice::new(EngineRequest { device, ..request }, networks, progress)
}

/// The name of an engine.
pub fn engine_name(engine: Engine) -> &'static str {
    match engine {
        Engine::Native => "native",
        Engine::Libtorch => "libtorch",
    }
}
