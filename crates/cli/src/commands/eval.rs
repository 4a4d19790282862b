//! `voxelnet eval`

use std::path::Path;

use anyhow::{Context, Result, ensure};
use voxelnet_dataset::{FrameReader, score_split};
use voxelnet_kitti::{MissingResults, ReportOptions};
use voxelnet_model::Detector;
use voxelnet_train::{Checkpoint, RunDir, detect_split};

use super::open_split;
use super::score::{check_overlaps, print_report};
use crate::args::EvalArgs;
use crate::output::write_submission;
use crate::progress::Progress;

/// The split whose labels the benchmark keeps to itself.
const TEST_SPLIT: &str = "test";

/// Scans of the benchmark's test set, as its readme says.
const NUM_TEST_FRAMES: usize = 7518;

pub fn eval(args: &EvalArgs, progress: Progress) -> Result<()> {
    let device = args.device.resolve()?;
    let run = RunDir::new(&args.run);
    let Checkpoint { path, weights, config } = run.last_checkpoint()?;
    let detector = Detector::with_weights(&weights, &path, config.model(), device)?;
    let (dataset, frames) = open_split(&args.data, &args.split, progress)?;
    ensure!(!frames.is_empty(), "split `{}` has no frames, nothing to evaluate", args.split);
    let crop = config.train.crop_to_image;
    let reader = FrameReader::new(dataset, config.dataset, &config.network, crop);
    let options = args.report.options();
    check_overlaps(&options, &reader.rules())?;
    let is_scored = args.split != TEST_SPLIT;
    ensure!(
        is_scored || (args.report.json.is_none() && options == ReportOptions::default()),
        "the split `{TEST_SPLIT}` has no labels to score, so there are no metrics for --json, --iou or \
         --bootstrap"
    );
    if is_scored {
        frames.iter().try_for_each(|frame| reader.check(frame))?;
    }

    let name = Path::new(&args.split).file_stem().unwrap_or_default();
    let results = run.root().join("results").join(name);
    let bar = progress.bar(frames.len() as u64, "detecting", "scans");
    detect_split(&detector, &reader, &frames, &results, |done, frame, warnings| {
        bar.set_position(done as u64);
        for warning in warnings {
            bar.suspend(|| progress.warn(&format!("{frame}: {warning}")));
        }
    })?;
    bar.finish_and_clear();
    progress.say(&format!("result files in {}", results.display()));
    if let Some(path) = &args.submission {
        write_submission(path, &results, &frames)
            .with_context(|| format!("cannot write {}", path.display()))?;
        progress.say(&format!("{} results packed in {}", frames.len(), path.display()));
        if frames.len() != NUM_TEST_FRAMES {
            progress.warn(&format!(
                "the benchmark expects {NUM_TEST_FRAMES} results, 000000.txt to 007517.txt"
            ));
        }
    }
    if !is_scored {
        progress.say("the split `test` has no labels here, so nothing is scored");
        return Ok(());
    }
    // What is scored are the files, rounded as they are, so that scoring them again gives the same.
    let missing = MissingResults::Refuse;
    let scored = score_split(&reader, &frames, &results, missing, &options, |_, _| {})?;
    scored.warnings.iter().for_each(|warning| progress.warn(&warning.to_string()));
    print_report(&scored.report, args.report.json.as_deref())
}
