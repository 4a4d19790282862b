//! `voxelnet eval`

use std::path::Path;

use anyhow::{Result, ensure};
use voxelnet_model::Detector;
use voxelnet_train::{Checkpoint, FrameReader, RunDir, evaluate_split};

use super::open_split;
use crate::args::EvalArgs;
use crate::output::print_table;
use crate::progress::Progress;

pub fn eval(args: &EvalArgs, progress: Progress) -> Result<()> {
    let device = args.device.resolve()?;
    let run = RunDir::new(&args.run);
    let Checkpoint { path, weights, config } = run.last_checkpoint()?;
    let detector = Detector::with_weights(&weights, &path, config.model(), device)?;
    let (dataset, frames) = open_split(&args.data, &args.split, progress)?;
    ensure!(!frames.is_empty(), "split `{}` has no frames, nothing to evaluate", args.split);
    let reader = FrameReader::new(dataset, &config.network, config.train.crop_to_image);

    let name = Path::new(&args.split).file_stem().unwrap_or_default();
    let results = run.root().join("results").join(name);
    let bar = progress.bar(frames.len() as u64, "detecting", "scans");
    let report = evaluate_split(&detector, &reader, &frames, &results, |done, frame, warnings| {
        bar.set_position(done as u64);
        for warning in warnings {
            bar.suspend(|| progress.warn(&format!("{frame}: {warning}")));
        }
    })?;
    bar.finish_and_clear();
    progress.say(&format!("result files in {}", results.display()));
    print_table(&report.table(), &report, args.json.as_deref())
}
