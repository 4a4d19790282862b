//! `voxelnet export`

use anyhow::{Context, Result};
use tch::Device;
use voxelnet_config::Config;
use voxelnet_head::{Precision, Weights};
use voxelnet_model::Detector;
use voxelnet_scene::write_atomically;
use voxelnet_train::{Checkpoint, RunDir};

use crate::args::ExportArgs;
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
    let config = read.config(&path, &[])?;
    Detector::with_weights(&read, &path, config, Device::Cpu)?;
    write_atomically(&args.out, &bytes)
        .with_context(|| format!("cannot write {}", args.out.display()))?;
    let megabytes = bytes.len() as f64 / 1e6;
    progress.say(&format!("{} of step {}, {megabytes:.1} MB", args.out.display(), weights.step));
    Ok(())
}
