//! The speed at which the frames of a dataset are loaded, and the waits of training steps for them.

use std::fmt::Write as _;
use std::path::Path;
use std::time::Instant;

use anyhow::Result;
use indicatif::ProgressBar;
use serde::Serialize;
use tch::Device;
use voxelnet_communicator::Communicator;
use voxelnet_config::Config;
use voxelnet_dataset::FrameReader;
use voxelnet_files::counted;
use voxelnet_model::VoxelNet;
use voxelnet_shard::Shard;
use voxelnet_statistics::median;
use voxelnet_train::{BatchSource, Learner, LearningRate, NotFinite};

use crate::bench::plan::NetworkChoice;
use crate::intensities::with_common_scale;
use crate::libtorch::device::resolve;
use crate::output::report::print_table;
use crate::progress::Progress;
use crate::splits::Split;

/// Batches that are loaded without any training.
const MAX_BATCHES: u64 = 200;

/// Small, so that every step sees nearly the same network.
const RATE: LearningRate = LearningRate { rate: 1e-6, momentum: None };

/// The result of the measurement. Fields may be added, not renamed.
#[derive(Clone, Debug, Serialize)]
pub struct LoadingReport {
    /// Frames of a batch.
    pub batch_size: usize,
    /// Threads that load.
    pub threads: usize,
    /// Frames read, varied, voxelized and labelled a second, when nothing else happens, in the first pass
    /// over the files, for which the system may have to wait for the disk.
    pub frames_per_second_first_pass: f64,
    /// The same in the next pass.
    pub frames_per_second: f64,
    /// The same with one thread.
    pub frames_per_second_one_thread: f64,
    /// Training steps that were taken.
    pub steps: usize,
    /// Median of a step, waiting left out.
    pub step_ms: f64,
    /// The wait of the first step for its batch.
    pub first_wait_ms: f64,
    /// Median of the waits of the others.
    pub wait_ms: f64,
    /// The longest of these waits.
    pub longest_wait_ms: f64,
}

impl LoadingReport {
    pub fn table(&self) -> String {
        let mut text = String::new();
        let rows = [
            ("loading alone, first pass, frames/s", self.frames_per_second_first_pass),
            ("loading alone, frames/s", self.frames_per_second),
            ("with one thread, frames/s", self.frames_per_second_one_thread),
            ("a training step, ms", self.step_ms),
            ("the first step waits, ms", self.first_wait_ms),
            ("a later step waits, ms", self.wait_ms),
            ("the longest wait of these, ms", self.longest_wait_ms),
        ];
        // Writing to a String cannot fail.
        let _ = writeln!(
            text,
            "{}, {} a batch, {}",
            counted(self.threads, "thread"),
            counted(self.batch_size, "frame"),
            counted(self.steps, "step")
        );
        for (name, value) in rows {
            let _ = writeln!(text, "{name:35} {value:10.1}");
        }
        text
    }
}

/// Measures the loading of a dataset, and prints what was measured.
pub fn bench_loading(
    network: &NetworkChoice,
    Split { dataset, frames }: Split,
    num_steps: usize,
    json: Option<&Path>,
    progress: Progress,
) -> Result<()> {
    let config: Config = network.read()?;
    let reader = with_common_scale(FrameReader::new(dataset, config.frames()), &frames, progress);
    let source = BatchSource::new(&config, reader, frames, Shard::whole())?;
    let bar = progress.bar(num_steps as u64, "training", "steps");
    let report = time_loading(&source, &config, num_steps, resolve(network.device)?, &bar)?;
    bar.finish_and_clear();
    print_table(&report.table(), &report, json)
}

/// Loads an epoch, or a part of it, without training, then trains for some steps.
fn time_loading(
    source: &BatchSource,
    config: &Config,
    steps: usize,
    device: Device,
    bar: &ProgressBar,
) -> Result<LoadingReport> {
    let threads = BatchSource::loading_threads(rayon::current_num_threads());
    let num_batches = source.steps_per_epoch().min(MAX_BATCHES);
    let frames_per_second_first_pass = load(source, num_batches, threads)?;
    let frames_per_second = load(source, num_batches, threads)?;
    let frames_per_second_one_thread = load(source, num_batches, 1)?;
    let Waits { mut waits, times } = train(source, config, steps, device, bar)?;
    let first_wait_ms = waits.remove(0);
    let longest_wait_ms = waits.iter().copied().fold(0., f64::max);
    let wait_ms = median(waits).unwrap_or(0.);
    Ok(LoadingReport {
        batch_size: config.train.batch_size,
        threads,
        frames_per_second_first_pass,
        frames_per_second,
        frames_per_second_one_thread,
        steps,
        step_ms: median(times).unwrap_or(f64::NAN),
        first_wait_ms,
        wait_ms,
        longest_wait_ms,
    })
}

/// Frames a second.
fn load(source: &BatchSource, num_batches: u64, threads: usize) -> Result<f64> {
    let started = Instant::now();
    let num_frames = std::thread::scope(|scope| {
        let mut num_frames = 0;
        for batch in source.prefetch(scope, 0, num_batches, threads) {
            num_frames += batch?.frames.len();
        }
        Ok::<usize, anyhow::Error>(num_frames)
    })?;
    Ok(num_frames as f64 / started.elapsed().as_secs_f64())
}

/// Milliseconds of each step.
struct Waits {
    waits: Vec<f64>,
    times: Vec<f64>,
}

fn train(
    source: &BatchSource,
    config: &Config,
    steps: usize,
    device: Device,
    bar: &ProgressBar,
) -> Result<Waits> {
    let network = VoxelNet::new(&config.network, device, config.train.seed)?;
    let mut learner = Learner::new(network, config, &Communicator::alone())?;
    let (mut waits, mut times) = (Vec::new(), Vec::new());
    std::thread::scope(|scope| {
        let threads = rayon::current_num_threads();
        let mut batches = source.prefetch(scope, 0, steps as u64, threads);
        let mut lap = Instant::now();
        let mut since_last = || {
            let elapsed = lap.elapsed().as_secs_f64() * 1e3;
            lap = Instant::now();
            elapsed
        };
        while let Some(batch) = batches.next().transpose()? {
            waits.push(since_last());
            let NotFinite { term, value } = match learner.step(&batch, RATE) {
                Ok(_) => {
                    times.push(since_last());
                    bar.inc(1);
                    continue;
                }
                Err(problem) => problem,
            };
            anyhow::bail!("loss term `{term}` is {value} on frames {}", batch.frames.join(", "));
        }
        Ok(Waits { waits, times })
    })
}
