//! Writing a weights file.

use std::path::Path;

use anyhow::{Context as _, Result};
use voxelnet_config::ModelConfig;
use voxelnet_detection::{Precision, Weights};
use voxelnet_engine::check_supported;
use voxelnet_files::write_atomically;

use crate::engine::choice::{EngineChoice, EngineRequest};
use crate::engine::device::DeviceChoice;
use crate::libtorch::runtime::IS_AVAILABLE;
use crate::progress::Progress;

/// Writes weights that can be loaded again; the number of bytes. `from`, where they are from, is for messages.
pub fn write_weights(
    weights: &Weights,
    precision: Precision,
    from: &Path,
    out: &Path,
    progress: Progress,
) -> Result<usize> {
    let bytes = weights
        .to_bytes_with(precision)
        .with_context(|| format!("cannot export {}", from.display()))?;
    // What cannot be loaded again is not written.
    check_loads(&Weights::from_bytes(&bytes, from)?, from, progress)?;
    write_atomically(out, &bytes).with_context(|| format!("cannot write {}", out.display()))?;
    Ok(bytes.len())
}

/// Loads weights into an engine of this program, if it has one for the network.
fn check_loads(weights: &Weights, path: &Path, progress: Progress) -> Result<()> {
    let config: ModelConfig = weights.config(path, &[])?;
    if !IS_AVAILABLE && check_supported(&config.network).is_err() {
        return Ok(());
    }
    let on_cpu = EngineRequest { engine: None, device: DeviceChoice::Cpu };
    let choice = EngineChoice::new(on_cpu, [&config.network], progress.silent())?;
    choice.load(weights, path, config).map(drop)
}
