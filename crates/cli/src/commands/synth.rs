//! `voxelnet synth`

use std::ops::ControlFlow;
use std::path::Path;
use std::process::ExitCode;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::{Context as _, Error, Result, bail};
use voxelnet_files::counted;
use voxelnet_synth::{
    Sensor, SimulatorOptions, SynthError, SynthOptions, claim_folder, write_frames, write_splits,
};

use crate::args::data::SynthArgs;
use crate::context::Context;
use crate::interrupt::{Stopped, stopped_after};
use crate::output::error_chain::chain_of;
use crate::output::preview::write_previews;
use crate::together::require_same;
use crate::usage::WrongUsage;

pub fn run(args: &SynthArgs, context: &Context) -> Result<ExitCode> {
    let &Context { progress, ref communicator, .. } = context;
    let sensor = Sensor::load(&args.sensor).context("cannot use the sensor")?;
    require_same(communicator, "sensor", &format!("{sensor:?}"))?;
    let simulator = SimulatorOptions {
        seed: args.seed,
        sensor: sensor.clone(),
        scenario: args.scenario,
        classes: args.classes.clone(),
        full_circle: args.full_circle,
    };
    let options = SynthOptions { frames: args.frames, val_fraction: args.val_fraction, simulator };
    simulate(&args.out, &options, context)?;
    if !communicator.is_first() {
        return Ok(ExitCode::SUCCESS);
    }
    progress.say(&format!("{} in {}", counted(args.frames, "frame"), args.out.display()));
    if let Some(number) = args.preview {
        let folder = write_previews(&args.out, number.min(args.frames), &sensor)?;
        progress.say(&format!("previews in {}", folder.display()));
    }
    Ok(ExitCode::SUCCESS)
}

/// A number of frames that no dataset has is a mistake in the command line.
fn usage_of(error: SynthError) -> Error {
    match error {
        SynthError::NumFrames { .. } => WrongUsage::new(error).into(),
        other => other.into(),
    }
}

/// Writes a dataset, each rank some of its frames. Collective.
pub fn simulate(out: &Path, options: &SynthOptions, context: &Context) -> Result<()> {
    let Context { progress, communicator, heartbeat, interrupt } = context;
    if communicator.is_first() {
        claim_folder(out, options).map_err(usage_of)?;
    }
    communicator.barrier();
    interrupt.answer_alone("stopping; press Ctrl-C again to end at once", communicator);
    let bar = progress.bar(options.frames as u64, "simulating", "frames");
    let starts = |frame: &str| {
        heartbeat.beat(&format!("simulating frame {frame}"));
        if interrupt.is_set() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    };
    let num_done = AtomicUsize::new(0);
    let progress = |_| {
        num_done.fetch_add(1, Ordering::Relaxed);
        // Every rank does as much as this one.
        bar.inc(communicator.size() as u64);
    };
    let written = write_frames(out, options, communicator.shard(), &starts, &progress);
    let num_done = num_done.into_inner();
    interrupt.end_answer();
    if communicator.size() == 1 {
        let stopped = stopped_after(num_done, Some(options.frames), "frame");
        let message = format!("{stopped}; the same command goes on");
        match written {
            Err(error) => bail!("{}; {message}", chain_of(&error.into())),
            Ok(()) if interrupt.is_set() => bail!(Stopped { message }),
            Ok(()) => {}
        }
    } else {
        written?;
    }
    communicator.barrier();
    if communicator.is_first() {
        write_splits(out, options)?;
    }
    communicator.barrier();
    bar.finish_and_clear();
    Ok(())
}
