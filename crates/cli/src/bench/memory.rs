//! Peak memory. A process remembers its peak for good, so each engine gets one of its own.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};
use voxelnet_detection::Weights;
use voxelnet_files::write_atomically;

use super::engine::BenchEngine;
use super::plan::{MemoryPlan, NetworkChoice, NetworkSource};
use super::scans::read;
use super::subject::Subject;
use crate::libtorch::bench::memory::run_for_memory;

/// Measures the peak memory of engines on one scan.
pub struct PeakMemory<'a> {
    network: &'a NetworkChoice,
    scan: &'a Path,
    /// Weights of the native engine.
    weights: Option<WeightsFile>,
}

impl<'a> PeakMemory<'a> {
    /// `native` are the weights of the native engine, where it is measured.
    pub fn new(
        network: &'a NetworkChoice,
        scan: &'a Path,
        native: Option<&Weights>,
    ) -> Result<Self> {
        let weights = native.map(WeightsFile::write).transpose()?;
        Ok(Self { network, scan, weights })
    }

    /// The peak of an engine that detects in the scan, or takes a training step on it; MiB, `None` where the
    /// system does not say.
    pub fn of(&self, engine: BenchEngine, trains: bool) -> Result<Option<f64>> {
        let weights = self.weights.as_ref().filter(|_| engine == BenchEngine::Native);
        peak_rss_mb(&MemoryPlan {
            network: self.network.clone(),
            engine,
            scan: self.scan.to_owned(),
            weights: weights.map(|file| file.0.clone()),
            trains,
        })
    }
}

/// Weights for another process, removed in the end.
struct WeightsFile(PathBuf);

impl WeightsFile {
    fn write(weights: &Weights) -> Result<Self> {
        let name = format!("voxelnet-bench-{}.safetensors", std::process::id());
        let file = Self(std::env::temp_dir().join(name));
        write_atomically(&file.0, &weights.to_bytes()?)
            .with_context(|| format!("cannot write {}", file.0.display()))?;
        Ok(file)
    }
}

impl Drop for WeightsFile {
    fn drop(&mut self) {
        // A file that stays behind in the folder for such files is no failure of the measurement.
        let _ = std::fs::remove_file(&self.0);
    }
}

/// Starts this program again for one run; MiB, `None` where the system does not say.
fn peak_rss_mb(plan: &MemoryPlan) -> Result<Option<f64>> {
    let MemoryPlan { network, engine, scan, weights, trains } = plan;
    let program = std::env::current_exe().context("cannot find this program")?;
    let mut child = Command::new(program);
    child.args(["bench", "--only-memory", "--quiet", "--engine", engine.name()]);
    child.args(["--device".into(), network.device.to_string()]);
    child.args(["--threads".into(), rayon::current_num_threads().to_string()]);
    match &network.source {
        NetworkSource::Run(run) => child.arg("--run").arg(run),
        NetworkSource::Config(path) => child.arg("--config").arg(path),
    };
    for assignment in &network.overrides {
        child.args(["--set", assignment]);
    }
    if let Some(columns) = network.columns {
        child.args(["--columns", &columns.to_string()]);
    }
    if let Some(weights) = weights {
        child.arg("--weights").arg(weights);
    }
    if *trains {
        child.arg("--train");
    }
    let output = child
        .arg("--")
        .arg(scan)
        .stderr(Stdio::inherit())
        .output()
        .context("cannot start a process to measure memory in")?;
    ensure!(output.status.success(), "the process that memory is measured in failed");
    Ok(String::from_utf8_lossy(&output.stdout).trim().parse().ok())
}

/// Does one run and returns its own peak as text: the process that [`PeakMemory::of`] starts.
pub fn own_peak(plan: &MemoryPlan) -> Result<String> {
    match &plan.weights {
        Some(weights) => {
            let cloud = read(&plan.scan, &plan.network.read()?)?;
            drop(Subject::native_cloud(weights, &cloud)?);
        }
        None => run_for_memory(plan)?,
    }
    Ok(own_high_water_mark_mb().map_or("unknown\n".into(), |peak| format!("{peak}\n")))
}

fn own_high_water_mark_mb() -> Option<f64> {
    high_water_mark_mb(&std::fs::read_to_string("/proc/self/status").ok()?)
}

/// The most memory that a process held so far, from its `/proc/PID/status`; MiB.
pub fn high_water_mark_mb(status: &str) -> Option<f64> {
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kibibytes: f64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kibibytes / 1024.)
}
