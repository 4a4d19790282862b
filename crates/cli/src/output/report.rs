//! Tables, and the same as JSON.

use std::io::{ErrorKind, Write, stdout};
use std::path::Path;

use anyhow::{Context, Result, bail};
use serde::Serialize;
use voxelnet_files::write_atomically;

/// Prints a table and writes what it shows as JSON when asked to.
pub fn print_table(table: &str, content: &impl Serialize, json: Option<&Path>) -> Result<()> {
    print(table)?;
    if let Some(path) = json {
        let text = serde_json::to_string_pretty(content)? + "\n";
        write_atomically(path, text.as_bytes())
            .with_context(|| format!("cannot write {}", path.display()))?;
    }
    Ok(())
}

/// Prints lines that belong to a longer result, at once.
///
/// # Errors
/// When they cannot be written, also where nobody reads them any more.
pub fn print_some(text: &str) -> Result<()> {
    let mut out = stdout();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => {
            bail!("nobody reads standard output any more")
        }
        other => other.context("cannot write to standard output"),
    }
}

/// Prints a result. A reader that has seen enough and closed the pipe is no failure.
pub fn print(text: &str) -> Result<()> {
    match stdout().write_all(text.as_bytes()) {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        other => other.context("cannot write to standard output"),
    }
}
