//! The scans of a measurement.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use voxelnet_config::{DatasetConfig, ModelConfig};
use voxelnet_scene::{PointCloud, read_scan_with};
use voxelnet_voxelizer::{SampleKey, VoxelGrid, voxelize};

/// Two of several scans, by their number of voxels.
pub struct ScansBySize {
    /// The scan of median size.
    pub typical: PathBuf,
    pub largest: PathBuf,
}

impl ScansBySize {
    /// Counts the voxels of each scan.
    ///
    /// # Errors
    /// When a scan has no point in the range of the grid.
    pub fn of(scans: &[PathBuf], config: &ModelConfig) -> Result<Self> {
        let grid = VoxelGrid::new(&config.network.grid)?;
        let mut sized = Vec::new();
        for path in scans {
            let cloud = read_seen(path, &config.dataset)?;
            let voxels = voxelize(&cloud, &grid, &config.network.limits, SampleKey::default());
            ensure!(!voxels.is_empty(), "{}: no point in the range of the grid", path.display());
            sized.push((voxels.len(), path));
        }
        sized.sort_by_key(|(num_voxels, _)| *num_voxels);
        let (_, largest) = sized.last().context("there is no scan")?;
        let (_, typical) = sized[sized.len() / 2];
        Ok(Self { typical: typical.clone(), largest: (*largest).clone() })
    }
}

/// The points of a scan as the network sees them.
pub fn read_seen(path: &Path, dataset: &DatasetConfig) -> Result<PointCloud> {
    let mut cloud = read(path, dataset)?;
    dataset.scan.network_from_scan(&mut cloud);
    Ok(cloud)
}

/// The points of a scan as they are in its file.
pub fn read(path: &Path, dataset: &DatasetConfig) -> Result<PointCloud> {
    Ok(read_scan_with(path, &dataset.scan.options())?.cloud)
}
