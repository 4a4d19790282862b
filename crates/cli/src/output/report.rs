//! The AP table.

use std::io::{ErrorKind, Write, stdout};
use std::path::Path;

use anyhow::{Context, Result};
use voxelnet_kitti::Report;
use voxelnet_scene::write_atomically;

/// Prints the table and writes it as JSON when asked to.
pub fn print_report(report: &Report, json: Option<&Path>) -> Result<()> {
    print(&report.table())?;
    if let Some(path) = json {
        let text = serde_json::to_string_pretty(report)? + "\n";
        write_atomically(path, text.as_bytes())
            .with_context(|| format!("cannot write {}", path.display()))?;
    }
    Ok(())
}

/// Prints a result. A reader that has seen enough and closed the pipe is no failure.
fn print(text: &str) -> Result<()> {
    match stdout().write_all(text.as_bytes()) {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        other => other.context("cannot write to stdout"),
    }
}
