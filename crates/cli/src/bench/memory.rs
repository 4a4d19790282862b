//! Peak memory. A process remembers its peak for good, so each engine gets one of its own.

use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail, ensure};
use voxelnet_config::Config;
use voxelnet_scene::read_scan;

use super::subject::Subject;
use crate::args::bench::BenchArgs;
use crate::bench::engine::BenchEngine;
use crate::libtorch::bench::memory::run_for_memory;

/// The peak of an engine that detects in a scan, or takes a training step on it; MiB, `None` where the
/// system does not say.
pub fn peak_rss_mb(
    args: &BenchArgs,
    engine: BenchEngine,
    scan: &Path,
    weights: Option<&Path>,
    train: bool,
) -> Result<Option<f64>> {
    let program = std::env::current_exe().context("cannot find this program")?;
    let mut child = Command::new(program);
    child.args(["bench", "--only-memory", "--quiet", "--engine", engine.name()]);
    child.args(["--device".into(), args.device.to_string()]);
    child.args(["--threads".into(), rayon::current_num_threads().to_string()]);
    for (option, path) in [("--config", &args.config), ("--run", &args.run)] {
        if let Some(path) = path {
            child.arg(option).arg(path);
        }
    }
    for assignment in &args.overrides {
        child.args(["--set", assignment]);
    }
    if let Some(weights) = weights {
        child.arg("--weights").arg(weights);
    }
    if train {
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

/// Does one run and tells its own peak as text: the process that [`peak_rss_mb`] starts.
pub fn own_peak(args: &BenchArgs, config: &Config) -> Result<String> {
    let ([engine], [scan]) = (&args.engine[..], &args.scans[..]) else {
        bail!("memory is measured engine by engine, on one scan");
    };
    if let Some(weights) = &args.weights {
        Subject::native_cloud(weights, &read_scan(scan)?.cloud)?;
    } else {
        run_for_memory(args, config, *engine, scan)?;
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
