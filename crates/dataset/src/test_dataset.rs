//! A dataset on disk for tests, those of the crate `metrics` too.

#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::PathBuf;

use tempfile::TempDir;
use voxelnet_kitti::KittiDataset;
use voxelnet_scene::{Point, PointCloud, write_bin};

/// A camera at the LiDAR that looks along x.
pub(crate) const CALIBRATION: &str = "P2: 700 0 600 0 0 700 180 0 0 0 1 0
R0_rect: 1 0 0 0 1 0 0 0 1
Tr_velo_to_cam: 0 -1 0 0 0 0 -1 0 1 0 0 0
";

/// Gone after the test.
pub(crate) struct TestDataset(TempDir);

impl TestDataset {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// A frame of `training` with points (x, y, z, intensity), labels and a calibration.
    pub(crate) fn frame(&self, name: &str, points: &[[f32; 4]], labels: &str) {
        self.write(&format!("training/label_2/{name}.txt"), labels);
        self.write(&format!("training/calib/{name}.txt"), CALIBRATION);
        let folder = self.path("training/velodyne");
        fs::create_dir_all(&folder).unwrap();
        let points = points.iter().map(|&[x, y, z, i]| Point::new(x, y, z, i)).collect();
        write_bin(&folder.join(format!("{name}.bin")), &PointCloud::new(points)).unwrap();
    }

    pub(crate) fn open(&self) -> KittiDataset {
        KittiDataset::open(self.0.path()).unwrap()
    }
}
