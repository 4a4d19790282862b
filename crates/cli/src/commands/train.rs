//! `voxelnet train`

use anyhow::{Context, Result, ensure};
use indicatif::ProgressBar;
use voxelnet_dataset::FrameReader;
use voxelnet_train::{Config, RunDir, StepReport, Trainer, TrainingData};

use super::open_split;
use crate::args::TrainArgs;
use crate::progress::Progress;

/// Without a terminal, every so many steps give a line.
const STEPS_PER_LINE: u64 = 50;

pub fn train(args: &TrainArgs, progress: Progress) -> Result<()> {
    let device = args.device.resolve()?;
    let run = RunDir::new(&args.run);
    let config = read_config(args, &run)?;
    let (dataset, frames) = open_split(&args.data, &args.split, progress)?;
    ensure!(!frames.is_empty(), "split `{}` has no frames, nothing to train on", args.split);
    let reader = FrameReader::new(
        dataset,
        config.dataset.clone(),
        &config.network,
        config.train.crop_to_image,
    );
    let data = TrainingData { reader, frames };
    let trainer = if args.resume {
        Trainer::resume(config, run, data, device)?
    } else {
        Trainer::start(config, run, data, device)?
    };

    let bar = progress.bar(trainer.num_steps(), "training", "steps");
    bar.set_position(trainer.step());
    bar.reset_eta();
    let mut summary = Summary::default();
    trainer.train(args.max_steps, |report| {
        for warning in &report.warnings {
            bar.suspend(|| progress.warn(warning));
        }
        summary.add(report);
        show(report, &summary, &bar, progress);
    })?;
    bar.finish_and_clear();
    progress.say(&format!("checkpoints and log in {}", args.run.display()));
    Ok(())
}

fn read_config(args: &TrainArgs, run: &RunDir) -> Result<Config> {
    let mut overrides = args.overrides.clone();
    overrides.extend(args.seed.map(|seed| format!("train.seed={seed}")));
    let path = args.config.clone().unwrap_or_else(|| run.config_path());
    Config::read(&path, &overrides).context("cannot use the configuration")
}

/// The loss smoothed over recent steps.
#[derive(Default)]
struct Summary {
    loss: Option<f64>,
}

impl Summary {
    fn add(&mut self, report: &StepReport) {
        const NEW_SHARE: f64 = 0.05;
        let loss = report.terms[0].1;
        self.loss = Some(self.loss.map_or(loss, |mean| mean + NEW_SHARE * (loss - mean)));
    }
}

fn show(report: &StepReport, summary: &Summary, bar: &ProgressBar, progress: Progress) {
    let message = format!(
        "epoch {} loss {:.3} rate {:.1e} {:.1} scans/s",
        report.epoch,
        summary.loss.unwrap_or(f64::NAN),
        report.learning_rate,
        report.num_frames as f64 / report.seconds,
    );
    let is_last = report.step == report.num_steps;
    if progress.wants_lines()
        && (report.step <= 5 || report.step.is_multiple_of(STEPS_PER_LINE) || is_last)
    {
        progress.say(&format!("step {}/{} {message}", report.step, report.num_steps));
    }
    bar.set_position(report.step);
    bar.set_message(message);
}
