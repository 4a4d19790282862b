//! Split files that are written.

use std::path::{Path, PathBuf};

use voxelnet_kitti::{KittiDataset, write_split};

use crate::error::DatasetError;

/// A split to write.
#[derive(Clone, Debug)]
pub(crate) struct Split {
    /// Such as `train`.
    pub(crate) name: &'static str,
    pub(crate) frames: Vec<String>,
}

/// A split that was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrittenSplit {
    /// Its file.
    pub path: PathBuf,
    /// The number of its frames.
    pub num_frames: usize,
}

/// The split `test`, when there are test scans.
pub(crate) fn test_split(dataset: &KittiDataset) -> Result<Option<Split>, DatasetError> {
    if !dataset.has_testing() {
        return Ok(None);
    }
    let frames = dataset.for_split("test").scanned_frames()?;
    Ok(Some(Split { name: "test", frames }))
}

/// Writes splits into a folder, those without frames left out.
pub(crate) fn write_splits(
    splits: &[Split],
    folder: &Path,
) -> Result<Vec<WrittenSplit>, DatasetError> {
    let splits = splits.iter().filter(|split| !split.frames.is_empty());
    let write = |split: &Split| {
        std::fs::create_dir_all(folder).map_err(DatasetError::io(folder))?;
        let path = folder.join(format!("{}.txt", split.name));
        write_split(&path, &split.frames)?;
        Ok(WrittenSplit { path, num_frames: split.frames.len() })
    };
    splits.map(write).collect()
}
