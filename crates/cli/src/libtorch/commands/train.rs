//! `voxelnet train`

use std::path::Path;
use std::process::ExitCode;
use std::sync::atomic::Ordering;

use anyhow::{Context as _, Result, ensure};
use tch::Device;
use voxelnet_config::Config;
use voxelnet_dataset::{FrameReader, fingerprint};
use voxelnet_kitti::KittiDataset;
use voxelnet_ranks::{any, is_own};
use voxelnet_runs::{FrameSet, RunData, RunDir};
use voxelnet_train::{
    Ending, LoadDetector, StopCondition, TrainOptions, Trainer, TrainingData, ValidationData,
};

use crate::configuration::read_configuration;
use crate::context::Context;
use crate::engine::choice::EngineRequest;
use crate::libtorch::args::train::TrainArgs;
use crate::libtorch::device::resolve;
use crate::libtorch::engine::beside_training;
use crate::libtorch::interrupt::{STOPPED_BY_SIGINT, on_interrupt};
use crate::libtorch::training_view::TrainingView;
use crate::progress::Progress;
use crate::splits::{Split, is_split_file};
use crate::together::require_same;

pub fn run(args: &TrainArgs, context: &Context) -> Result<ExitCode> {
    let &Context { progress, ranks } = context;
    let device = resolve(args.compute.device)?;
    let run = RunDir::new(&args.run);
    let config = read_config(args, &run)?;
    let (origin, data) = find_data(args, &run, &config, context)?;
    require_same(ranks, "configuration", &config.to_text())?;
    require_same(ranks, "set of frames", &[&origin.learned, &origin.validated].map(set_as_text))?;
    if let Some(idle) = num_idle(&config, ranks.size()) {
        progress.warn(&format!(
            "{idle} of {} ranks have nothing to do: a step has too few frames",
            ranks.size()
        ));
    }
    let options = TrainOptions { device, is_deterministic: args.deterministic, ranks };
    if args.deterministic {
        progress.say(&cost_of_determinism(&config, device));
    }
    let trainer = if args.resume {
        Trainer::resume(config, run, data, &origin, options)?
    } else {
        Trainer::start(config, run, data, &origin, options)?
    };

    let interrupt = on_interrupt("stopping after this step; press Ctrl-C again to end at once")?;
    let mut view = TrainingView::new(&trainer, progress);
    let stop = StopCondition { step: args.max_steps, interrupt: &interrupt };
    let ending = trainer.train(stop, |event| view.show(&event))?;
    view.finish();
    let folder = args.run.display();
    match ending {
        Ending::Finished => progress.say(&format!("checkpoints and log in {folder}")),
        Ending::Stopped { step } => progress.say(&format!(
            "stopped after step {step}; continue with: voxelnet train --resume --run {folder}{}",
            if args.deterministic { " --deterministic" } else { "" }
        )),
    }
    let was_stopped = any(ranks, interrupt.load(Ordering::Relaxed));
    Ok(if was_stopped { ExitCode::from(STOPPED_BY_SIGINT as u8) } else { ExitCode::SUCCESS })
}

/// How many ranks no step has anything for, if there are such.
fn num_idle(config: &Config, num_ranks: usize) -> Option<usize> {
    let num_shares = config.train.micro_batches().max_shares();
    num_ranks.checked_sub(num_shares).filter(|&idle| idle > 0)
}

fn set_as_text(frames: &FrameSet) -> String {
    format!("{} {}", frames.num_frames, frames.fingerprint)
}

fn read_config(args: &TrainArgs, run: &RunDir) -> Result<Config> {
    let mut overrides = args.overrides.clone();
    overrides.extend(args.seed.map(|seed| format!("train.seed={seed}")));
    let path = args.config.clone().unwrap_or_else(|| run.config_path());
    read_configuration(&path, &overrides)
}

/// The frames to train and to validate on, those of the run where nothing else was typed.
fn find_data(
    args: &TrainArgs,
    run: &RunDir,
    config: &Config,
    context: &Context,
) -> Result<(RunData, TrainingData)> {
    let progress = context.progress;
    let known = if args.resume { Some(run.data()?) } else { None };
    let data = args.data.as_ref().or(known.as_ref().map(|known| &known.data));
    let data = std::path::absolute(data.context("give --data DIR")?)?;
    let split = args.split.as_ref().or(known.as_ref().map(|known| &known.split));
    let split = split.map_or("train", String::as_str);
    let Split { dataset, frames } = Split::open(&data, split, progress)?;
    ensure!(!frames.is_empty(), "split `{split}` has no frames, nothing to train on");
    let learned =
        FrameSet { num_frames: frames.len(), fingerprint: fingerprint(&dataset, &frames)? };
    let reader_of = |dataset| FrameReader::new(dataset, config.frames());

    let was_validated = known.as_ref().filter(|known| known.validated.num_frames > 0);
    let named = args.val_split.as_ref().or(was_validated.map(|known| &known.validation_split));
    let validation_split = named.map_or("val", String::as_str);
    let mut validated = FrameSet::default();
    let mut validation = None;
    if config.train.validation.every_epochs > 0
        && has_validation_split(&dataset, validation_split, named.is_some(), progress)?
    {
        let Split { dataset, frames } = Split::open(&data, validation_split, progress)?;
        let fingerprint = fingerprint(&dataset, &frames)?;
        validated = FrameSet { num_frames: frames.len(), fingerprint };
        let load = load_detector(args.compute.into(), config, progress)?;
        validation = Some(ValidationData { reader: reader_of(dataset), frames, load });
    }
    let reader = reader_of(dataset);
    check_frames(&reader, &frames, validation.as_ref(), context)?;
    let (split, validation_split) = (absolute_file(split)?, absolute_file(validation_split)?);
    let origin = RunData { data, split, validation_split, learned, validated };
    Ok((origin, TrainingData { reader, frames, validation }))
}

/// A function that makes a detector of the weights in training.
fn load_detector(
    request: EngineRequest,
    config: &Config,
    progress: Progress,
) -> Result<LoadDetector> {
    let choice = beside_training(request, [&config.network], progress)?;
    let path = Path::new("the weights in training");
    Ok(LoadDetector::new(move |weights, model| Ok(choice.load(weights, path, model)?)))
}

/// Whether there is a split to validate on; one that was named has to be there.
fn has_validation_split(
    dataset: &KittiDataset,
    split: &str,
    is_named: bool,
    progress: Progress,
) -> Result<bool> {
    let exists = is_split_file(split) || dataset.has_split(split);
    ensure!(
        exists || !is_named,
        "there is no split `{split}` to validate on, expected one of {} or a file",
        dataset.splits().join(", ")
    );
    if !exists {
        progress.warn(&format!("there is no split `{split}`, so the network is not validated"));
    }
    Ok(exists)
}

/// Reads labels and calibrations once, each rank some, so that a run does not find out hours later.
fn check_frames(
    reader: &FrameReader,
    frames: &[String],
    validation: Option<&ValidationData>,
    &Context { progress, ranks }: &Context,
) -> Result<()> {
    let num_validation = validation.map_or(0, |data| data.frames.len());
    let bar = progress.bar((frames.len() + num_validation) as u64, "checking", "frames");
    let check_all = |reader: &FrameReader, frames: &[String]| {
        for (number, frame) in frames.iter().enumerate() {
            if is_own(ranks, number) {
                reader.check(frame)?;
            }
            bar.inc(1);
        }
        Ok::<(), anyhow::Error>(())
    };
    check_all(reader, frames)?;
    if let Some(ValidationData { reader, frames, .. }) = validation {
        check_all(reader, frames)?;
    }
    bar.finish_and_clear();
    Ok(())
}

/// A file that lists frames, by its full path; the name of a split as it is.
fn absolute_file(split: &str) -> Result<String> {
    if !is_split_file(split) {
        return Ok(split.to_owned());
    }
    Ok(std::path::absolute(split)?.display().to_string())
}

fn cost_of_determinism(config: &Config, device: Device) -> String {
    let num_parts = config.train.micro_batches().count();
    let num_threads = tch::get_num_threads() as usize;
    if device.is_cuda() {
        "deterministic: not on CUDA, whose sums come in any order".into()
    } else if num_parts >= num_threads {
        format!(
            "deterministic: costs nothing, {num_parts} micro batches keep {num_threads} threads busy"
        )
    } else {
        format!(
            "deterministic: a step uses {num_parts} of {num_threads} threads, one for each micro batch; \
             lower train.micro_batch_size to use more"
        )
    }
}
