//! `voxelnet export`

use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context as _, Result};
use voxelnet_config::{Config, ModelConfig};
use voxelnet_detection::{Precision, Weights};
use voxelnet_engine::check_supported;
use voxelnet_files::write_atomically;
use voxelnet_runs::{Checkpoint, RunDir};

use crate::args::run::ExportArgs;
use crate::context::Context;
use crate::engine::choice::{EngineChoice, EngineRequest};
use crate::engine::device::DeviceChoice;
use crate::libtorch::runtime::IS_AVAILABLE;
use crate::progress::Progress;
use crate::usage::require_extension;

pub fn run(args: &ExportArgs, context: &Context) -> Result<ExitCode> {
    let progress = context.progress;
    require_extension(&args.out, &["safetensors"], "--out")?;
    let Checkpoint { path, mut weights, .. } =
        RunDir::new(&args.run).checkpoint::<Config>(args.checkpoint)?;
    weights.config_text = weights.config::<Config>(&path, &args.overrides)?.to_text();
    let precision = if args.half { Precision::Half } else { Precision::Single };
    let bytes = weights
        .to_bytes_with(precision)
        .with_context(|| format!("cannot export {}", path.display()))?;
    // What cannot be loaded again is not written.
    let read = Weights::from_bytes(&bytes, &path)?;
    check_loads(&read, &path, progress)?;
    write_atomically(&args.out, &bytes)
        .with_context(|| format!("cannot write {}", args.out.display()))?;
    let megabytes = bytes.len() as f64 / 1e6;
    progress.say(&format!("{} of step {}, {megabytes:.1} MB", args.out.display(), weights.step));
    Ok(ExitCode::SUCCESS)
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
