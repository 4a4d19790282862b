//! A path that is typed as a scan, before anything is read.

use std::path::Path;

use anyhow::{Result, bail};
use voxelnet_scene::ScanFormat;

use crate::usage::WrongUsage;

/// Refuses a path that cannot be a scan file: one of an unknown format is wrong usage, one that is not there or is a
/// folder is not.
pub fn require_scan_file(path: &Path) -> Result<()> {
    let shown = path.display();
    if path.is_dir() {
        bail!("{shown}: a folder, expected a scan file");
    }
    // What has no extension may be a folder that is not there.
    if path.extension().is_none() && !path.exists() {
        bail!("{shown}: no such file or folder");
    }
    ScanFormat::of_path(path).map_err(|problem| WrongUsage::new(format!("{shown}: {problem}")))?;
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn only_an_unknown_format_is_wrong_usage() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        fs::write(path("plain"), "").unwrap();
        fs::create_dir(path("folder.bin")).unwrap();
        for (name, is_usage, expected) in [
            ("nowhere", false, "nowhere: no such file or folder"),
            ("folder.bin", false, "folder.bin: a folder, expected a scan file"),
            ("plain", true, "unknown scan format \"\""),
            ("nowhere.las", true, "unknown scan format \"las\""),
        ] {
            let error = require_scan_file(&path(name)).unwrap_err();
            assert_eq!(error.is::<WrongUsage>(), is_usage, "{error}");
            assert!(error.to_string().contains(expected), "{error}");
        }
        assert!(require_scan_file(&path("nowhere.BIN")).is_ok());
    }
}
