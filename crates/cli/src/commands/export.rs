//! `voxelnet export`

use anyhow::{Context, Result};
use voxelnet_config::{Config, ModelConfig};
use voxelnet_head::{Precision, Weights};
use voxelnet_runs::{Checkpoint, RunDir};
use voxelnet_scene::write_atomically;

use crate::args::{ComputeArgs, DeviceArg, ExportArgs};
use crate::progress::Progress;

pub fn export(args: &ExportArgs, progress: Progress) -> Result<()> {
    let Checkpoint { path, mut weights, .. } =
        RunDir::new(&args.run).checkpoint(args.checkpoint)?;
    weights.config_text = weights.config::<Config>(&path, &args.overrides)?.to_text();
    let precision = if args.half { Precision::Half } else { Precision::Single };
    let bytes = weights
        .to_bytes_with(precision)
        .with_context(|| format!("cannot export {}", path.display()))?;
    // What cannot be loaded again is not written.
    let read = Weights::from_bytes(&bytes, &path)?;
    let config: ModelConfig = read.config(&path, &[])?;
    let compute = ComputeArgs { engine: None, device: DeviceArg::Cpu };
    compute.choose(&config.network, progress.silent())?.load(&read, &path, config)?;
    write_atomically(&args.out, &bytes)
        .with_context(|| format!("cannot write {}", args.out.display()))?;
    let megabytes = bytes.len() as f64 / 1e6;
    progress.say(&format!("{} of step {}, {megabytes:.1} MB", args.out.display(), weights.step));
    Ok(())
}
