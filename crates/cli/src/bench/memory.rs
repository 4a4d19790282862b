//! Peak memory. A process remembers its peak for good, so each engine gets one of its own.

use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};

/// The most memory that this process has held at once, in MiB; `None` where the system does not say.
pub fn peak_rss_mb() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kilobytes: f64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kilobytes / 1024.)
}

/// Runs this program with other arguments and reads the peak that it prints.
pub fn peak_rss_of_child(arguments: &[String]) -> Result<Option<f64>> {
    let program = std::env::current_exe().context("cannot find this program")?;
    let output = Command::new(program)
        .args(arguments)
        .stderr(Stdio::inherit())
        .output()
        .context("cannot start a process to measure memory in")?;
    ensure!(output.status.success(), "the process that memory is measured in failed");
    Ok(String::from_utf8_lossy(&output.stdout).trim().parse().ok())
}
