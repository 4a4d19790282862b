//! `voxelnet synth`

use std::process::ExitCode;

use anyhow::{Context as _, Result};
use voxelnet_synth::{Sensor, SimulatorOptions, SynthOptions, generate_dataset};

use crate::args::data::SynthArgs;
use crate::context::Context;
use crate::output::preview::write_previews;
use crate::together::require_same;

pub fn run(args: &SynthArgs, context: &Context) -> Result<ExitCode> {
    let &Context { progress, ranks } = context;
    let sensor = Sensor::load(&args.sensor).context("cannot use the sensor")?;
    require_same(ranks, "sensor", &format!("{sensor:?}"))?;
    let simulator = SimulatorOptions {
        seed: args.seed,
        sensor: sensor.clone(),
        scenario: args.scenario,
        classes: args.classes.clone(),
        full_circle: args.full_circle,
    };
    let options = SynthOptions { frames: args.frames, val_fraction: args.val_fraction, simulator };
    // Every rank does as much as this one.
    let bar = progress.bar(args.frames as u64, "simulating", "frames");
    generate_dataset(&args.out, &options, ranks, &|_| bar.inc(ranks.size() as u64))?;
    bar.finish_and_clear();
    if !ranks.is_first() {
        return Ok(ExitCode::SUCCESS);
    }
    progress.say(&format!("{} frames in {}", args.frames, args.out.display()));
    if let Some(number) = args.preview {
        let folder = write_previews(&args.out, number.min(args.frames), &sensor)?;
        progress.say(&format!("previews in {}", folder.display()));
    }
    Ok(ExitCode::SUCCESS)
}
