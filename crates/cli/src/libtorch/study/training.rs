//! Training one run of a study, in a process of its own, so that its peak of memory is its own too.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::thread::sleep;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use serde_json::Value;
use voxelnet_config::Config;
use voxelnet_ranks::{Ranks, forget_launch};
use voxelnet_runs::{CheckpointSelector, RunDir, RunLog};
use voxelnet_statistics::median;

use super::progress::StudyProgress;
use crate::bench::memory::high_water_mark_mb;
use crate::engine::device::DeviceChoice;
use crate::libtorch::interrupt::STOPPED_BY_SIGINT;

/// How often a training process is looked at.
const LOOK_INTERVAL: Duration = Duration::from_millis(200);

/// The end of a log that surely holds a whole line of a step, bytes.
const LOG_TAIL: u64 = 8192;

/// What training a run took.
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
    /// Those of `voxelnet train` for a new run; one that was interrupted knows them.
    pub arguments: Vec<OsString>,
    pub device: DeviceChoice,
    pub progress: &'a StudyProgress,
    /// Who share the runs of the study; each trains alone.
    pub ranks: &'a dyn Ranks,
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
        let seconds = RunLog::read(&log)?.series("/seconds/total");
        let num_steps = seconds.last().map_or(0, |[step, _]| *step as u64);
        let secs: Vec<f64> = seconds.iter().map(|[_, secs]| *secs).collect();
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
        if status.code() == Some(STOPPED_BY_SIGINT) {
            std::process::exit(STOPPED_BY_SIGINT);
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
            self.ranks.works_on(&format!("training {}", self.folder.display()));
            sleep(LOOK_INTERVAL);
        }
        self.progress.advance((self.config.train.epochs * self.num_frames as u64) - learned);
        Ok(peak)
    }

    /// How many scans the log says it has learned from.
    fn num_learned(&self) -> u64 {
        let train = &self.config.train;
        let num_scans = last_step(&self.log_path()).unwrap_or(0) * train.batch_size as u64;
        num_scans.min(train.epochs * self.num_frames as u64)
    }

    fn log_path(&self) -> PathBuf {
        RunDir::new(self.folder).log_path()
    }
}

/// The step in the last whole line of a log.
fn last_step(log: &Path) -> Option<u64> {
    let mut file = File::open(log).ok()?;
    let length = file.metadata().ok()?.len();
    file.seek(SeekFrom::Start(length.saturating_sub(LOG_TAIL))).ok()?;
    let mut tail = Vec::new();
    file.read_to_end(&mut tail).ok()?;
    let lines = tail.rsplit(|byte| *byte == b'\n');
    let step = |line: &[u8]| serde_json::from_slice::<Value>(line).ok()?.get("step")?.as_u64();
    lines.into_iter().find_map(step)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn the_last_whole_line_of_a_log_counts() {
        let directory = tempfile::tempdir().unwrap();
        let log = directory.path().join("log.jsonl");
        assert_eq!(last_step(&log), None);
        let line = |step: u64| format!("{{\"step\":{step},\"terms\":\"{}\"}}\n", "x".repeat(300));
        let lines: String = (1..=100).map(line).collect();
        for (text, expected) in [
            (String::new(), None),
            ("{\"step\":".to_owned(), None),
            (lines.clone(), Some(100)),
            (lines + "{\"step\":101,\"lo", Some(100)),
        ] {
            fs::write(&log, text).unwrap();
            assert_eq!(last_step(&log), expected);
        }
    }
}
