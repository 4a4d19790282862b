//! Training one run of a study, in a process of its own, so that its peak of memory is its own too.

use std::ffi::OsString;
use std::fs;
use std::path::Path;
use std::process::{Child, Command};
use std::thread::sleep;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use voxelnet_train::{RunDir, RunLog, Which};

use crate::bench::high_water_mark_mb;
use crate::device::DeviceArg;
use crate::interrupt::STOPPED_BY_SIGINT;
use crate::progress::Progress;

/// How often the memory of the training process is looked at.
const LOOK_INTERVAL: Duration = Duration::from_millis(200);

/// What training a run took.
pub struct Training {
    pub num_steps: u64,
    pub secs: f64,
    /// None where it was trained in several sittings, or the system does not say.
    pub peak_memory_mb: Option<f64>,
}

/// Trains a run to its end, or continues it; `arguments` are those of `voxelnet train` for a new one.
pub fn train_run(
    run: &Path,
    arguments: &[OsString],
    device: DeviceArg,
    progress: Progress,
) -> Result<Training> {
    let is_new = !run.join("config.toml").exists();
    let mut peak_memory_mb = None;
    if is_new || !is_finished(run)? {
        let program = std::env::current_exe().context("cannot find this program")?;
        let mut train = Command::new(program);
        let num_threads = rayon::current_num_threads().to_string();
        train.args(["train", "--threads", &num_threads, "--device", &device.to_string()]);
        train.arg("--run").arg(run);
        if progress.is_quiet() {
            train.arg("--quiet");
        }
        // A run that was interrupted knows all of these.
        let resume = [OsString::from("--resume")];
        train.args(if is_new { arguments } else { &resume });
        let mut child = train.spawn().context("cannot start a process to train in")?;
        let peak = watch(&mut child)?;
        let status = child.wait()?;
        if status.code() == Some(STOPPED_BY_SIGINT) {
            std::process::exit(STOPPED_BY_SIGINT);
        }
        ensure!(status.success(), "training {} did not end well: {status}", run.display());
        peak_memory_mb = peak.filter(|_| is_new);
    }
    let log = RunLog::read(&RunDir::new(run).log_path())?;
    let seconds = log.series("/seconds/total");
    let num_steps = seconds.last().map_or(0, |[step, _]| *step as u64);
    Ok(Training { num_steps, secs: seconds.iter().map(|[_, secs]| secs).sum(), peak_memory_mb })
}

/// Whether the last checkpoint of a run is that of its last step.
fn is_finished(run: &Path) -> Result<bool> {
    let run = RunDir::new(run);
    let Ok(last) = run.checkpoint(Which::Last) else { return Ok(false) };
    let train = &last.config.train;
    let num_frames = run.data()?.learned.num_frames;
    Ok(last.weights.step == train.epochs * num_frames.div_ceil(train.batch_size) as u64)
}

/// The most memory that a process held until it ended, MiB.
fn watch(child: &mut Child) -> Result<Option<f64>> {
    let status = format!("/proc/{}/status", child.id());
    let mut peak = None;
    while child.try_wait()?.is_none() {
        peak = fs::read_to_string(&status).ok().and_then(|text| high_water_mark_mb(&text)).or(peak);
        sleep(LOOK_INTERVAL);
    }
    Ok(peak)
}
