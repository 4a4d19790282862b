//! The frame that a scan is.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use voxelnet_kitti::KittiDataset;

/// A frame and the dataset it belongs to.
pub struct FrameOfDataset {
    pub dataset: KittiDataset,
    pub name: String,
}

impl FrameOfDataset {
    /// From the path of its scan, `DATASET/training/velodyne/FRAME.bin`.
    pub fn of(scan: &Path) -> Result<Self> {
        // Folders of a dataset may be links: what counts is the path as it was given.
        let absolute: PathBuf = std::path::absolute(scan)?;
        let name = absolute.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let root = absolute.ancestors().nth(3);
        let dataset = root.and_then(|root| KittiDataset::open(root).ok());
        let dataset =
            dataset.filter(|dataset| dataset.scan_path(&name).is_ok_and(|path| path == absolute));
        ensure!(
            dataset.is_some(),
            "{}: no scan of a dataset with labels, expected DATASET/training/velodyne/FRAME.bin",
            scan.display()
        );
        dataset.map(|dataset| Self { dataset, name }).context("no dataset")
    }
}
