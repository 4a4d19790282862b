//! `voxelnet synth`

use anyhow::Result;
use voxelnet_synth::{SynthOptions, generate_dataset};

use crate::args::SynthArgs;
use crate::progress::Progress;

pub fn synth(args: &SynthArgs, progress: Progress) -> Result<()> {
    let options = SynthOptions {
        frames: args.frames,
        val_fraction: args.val_fraction,
        seed: args.seed,
        full_circle: args.full_circle,
    };
    let bar = progress.bar(args.frames as u64, "simulating", "frames");
    generate_dataset(&args.out, &options, &|done| bar.set_position(done as u64))?;
    bar.finish_and_clear();
    progress.say(&format!("{} frames in {}", args.frames, args.out.display()));
    Ok(())
}
