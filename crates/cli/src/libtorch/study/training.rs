//! Training one run of a study, in a process of its own, so that its peak of memory is its own too.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::thread::sleep;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use signal_hook::consts::SIGINT;
use voxelnet_communicator::{Heartbeat, forget_launch};
use voxelnet_config::Config;
use voxelnet_runs::{CheckpointSelector, RunDir, RunLog};
use voxelnet_statistics::median;

use super::progress::StudyProgress;
use crate::bench::memory::high_water_mark_mb;
use crate::engine::device::DeviceChoice;
use crate::interrupt::FIRST_EXIT_CODE;

/// The exit code of a training that Ctrl-C stopped.
const STOPPED_BY_SIGINT: i32 = FIRST_EXIT_CODE + SIGINT;
/// The time between two looks at a training process.
const LOOK_INTERVAL: Duration = Duration::from_millis(200);

/// The cost of training a run.
pub struct Training {
    pub num_steps: u64,
    pub secs: f64,
    /// The median; steps that other work on the machine held up do not change it.
    pub step_ms: f64,
    /// None where it was trained in several sittings, or the system does not say.
    pub peak_memory_mb: Option<f64>,
}

/// A run that is to be trained, or continued.
pub struct TrainingRun<'a> {
    pub folder: &'a Path,
    pub config: &'a Config,
    /// Frames that it learns from.
    pub num_frames: usize,
    /// The arguments of `voxelnet train` for a new run. An interrupted run has them stored.
    pub arguments: Vec<OsString>,
    pub device: DeviceChoice,
    pub progress: &'a StudyProgress,
    pub heartbeat: &'a Heartbeat,
}

impl TrainingRun<'_> {
    /// Trains to the last step.
    pub fn finish(&self) -> Result<Training> {
        let is_new = !self.folder.join("config.toml").exists();
        let mut peak_memory_mb = None;
        if !self.is_finished() {
            let peak = self.train(is_new)?;
            peak_memory_mb = peak.filter(|_| is_new);
        }
        let log = self.log_path();
        let lines = RunLog::read(&log)?;
        let num_steps = lines.steps().last().map_or(0, |line| line.step);
        let secs: Vec<f64> = lines.steps().map(|line| line.time.total_secs).collect();
        let step_secs = median(secs.iter().copied())
            .with_context(|| format!("{}: there are no steps in it", log.display()))?;
        Ok(Training {
            num_steps,
            secs: secs.iter().sum(),
            step_ms: 1000. * step_secs,
            peak_memory_mb,
        })
    }

    /// Whether the last checkpoint is that of the last step.
    fn is_finished(&self) -> bool {
        let last = RunDir::new(self.folder).checkpoint::<Config>(CheckpointSelector::Last);
        let train = &self.config.train;
        let num_steps = train.epochs * train.steps_per_epoch(self.num_frames);
        last.is_ok_and(|last| last.weights.step == num_steps)
    }

    /// Trains in another process; the most memory that it held, MiB.
    fn train(&self, is_new: bool) -> Result<Option<f64>> {
        let mut child =
            self.command(is_new)?.spawn().context("cannot start a process to train in")?;
        let peak = self.watch(&mut child)?;
        let status = child.wait()?;
        if let Some(code) = status.code().filter(|&code| code == STOPPED_BY_SIGINT) {
            std::process::exit(code);
        }
        ensure!(status.success(), "training {} did not end well: {status}", self.folder.display());
        Ok(peak)
    }

    fn command(&self, is_new: bool) -> Result<Command> {
        let program = std::env::current_exe().context("cannot find this program")?;
        let mut train = Command::new(program);
        forget_launch(&mut train);
        let num_threads = rayon::current_num_threads().to_string();
        train.args(["train", "--threads", &num_threads, "--device", &self.device.to_string()]);
        train.arg("--run").arg(self.folder);
        if self.progress.hides_parts() {
            train.arg("--quiet");
        }
        if is_new {
            train.args(&self.arguments);
        } else {
            train.arg("--resume");
        }
        Ok(train)
    }

    /// Follows the process to its end.
    fn watch(&self, child: &mut Child) -> Result<Option<f64>> {
        let status = format!("/proc/{}/status", child.id());
        let mut peak = None;
        let mut learned = self.num_learned();
        self.progress.skip(learned);
        while child.try_wait()?.is_none() {
            let text = fs::read_to_string(&status).ok();
            peak = text.and_then(|text| high_water_mark_mb(&text)).or(peak);
            let now = self.num_learned().max(learned);
            self.progress.advance(now - learned);
            learned = now;
            self.heartbeat.beat(&format!("training {}", self.folder.display()));
            sleep(LOOK_INTERVAL);
        }
        self.progress.advance((self.config.train.epochs * self.num_frames as u64) - learned);
        Ok(peak)
    }

    /// The number of scans that it has learned from, by its log.
    fn num_learned(&self) -> u64 {
        let train = &self.config.train;
        let num_scans = RunLog::last_step(&self.log_path()).unwrap_or(0) * train.batch_size as u64;
        num_scans.min(train.epochs * self.num_frames as u64)
    }

    fn log_path(&self) -> PathBuf {
        RunDir::new(self.folder).log_path()
    }
}
