//! Folders that are typed.

use std::path::Path;

use anyhow::{Context, Result, bail};

/// Refuses a path at which there is no folder.
pub fn require_folder(path: &Path) -> Result<()> {
    let shown = path.display();
    match (path.is_dir(), path.exists()) {
        (true, _) => Ok(()),
        (false, true) => bail!("{shown}: a file, expected a folder"),
        (false, false) => bail!("{shown}: no such folder"),
    }
}

/// Refuses a file to write in a folder that is not there.
pub fn require_parent(file: &Path) -> Result<()> {
    match file.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        Some(folder) => {
            require_folder(folder).with_context(|| format!("cannot write {}", file.display()))
        }
        None => Ok(()),
    }
}
