//! Folders that are typed.

use std::path::Path;

use anyhow::{Result, bail};

/// Refuses a path at which there is no folder.
pub fn require_folder(path: &Path) -> Result<()> {
    let shown = path.display();
    match (path.is_dir(), path.exists()) {
        (true, _) => Ok(()),
        (false, true) => bail!("{shown}: a file, expected a folder"),
        (false, false) => bail!("{shown}: no such folder"),
    }
}
