//! A scan with what tells where the boxes of label and result rows stand in it.

use voxelnet_dataset::{DatasetError, FrameReader, scan_box};
use voxelnet_kitti::{Calibration, Label};
use voxelnet_scene::{Box3d, PointCloud};

/// A scan, whole and in its own frame, and the calibration of its camera where there is one.
pub(crate) struct BoxedScan {
    cloud: PointCloud,
    calibration: Option<Calibration>,
}

impl BoxedScan {
    pub(crate) fn read(reader: &FrameReader, frame: &str) -> Result<Self, DatasetError> {
        let calibration = reader.calibration(frame)?;
        let cloud = reader.scan(frame)?.cloud;
        Ok(Self { cloud, calibration })
    }

    /// The box of a row as it was read.
    pub(crate) fn box_of(&self, row: &Label) -> Box3d {
        scan_box(row, self.calibration.as_ref())
    }

    /// Points inside the box of a row.
    pub(crate) fn num_points_in(&self, row: &Label) -> usize {
        self.cloud.count_in(&self.box_of(row))
    }
}
