//! `voxelnet export`

use std::process::ExitCode;

use anyhow::Result;
use voxelnet_config::Config;
use voxelnet_detection::Precision;
use voxelnet_runs::{Checkpoint, RunDir};

use crate::args::run::ExportArgs;
use crate::context::Context;
use crate::output::weights_file::write_weights;
use crate::usage::require_extension;

pub fn run(args: &ExportArgs, context: &Context) -> Result<ExitCode> {
    let progress = context.progress;
    require_extension(&args.out, &["safetensors"], "--out")?;
    let Checkpoint { path, mut weights, .. } =
        RunDir::new(&args.run).checkpoint::<Config>(args.checkpoint)?;
    weights.config_text = weights.config::<Config>(&path, &args.overrides)?.to_text();
    let precision = if args.half { Precision::Half } else { Precision::Single };
    let bytes = write_weights(&weights, precision, &path, &args.out, progress)?;
    let megabytes = bytes as f64 / 1e6;
    progress.say(&format!("{} of step {}, {megabytes:.1} MB", args.out.display(), weights.step));
    Ok(ExitCode::SUCCESS)
}
