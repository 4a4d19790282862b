//! A scan with its labels, real or simulated.

use std::error::Error;

use voxelnet_kitti::{Calibration, KittiDataset, Label};
use voxelnet_scene::{Box3d, PointCloud, read_scan};
use voxelnet_synth::Frame;

/// The name of labels without a box.
const DONT_CARE: &str = "DontCare";

/// A scan with the objects that the camera saw.
pub struct LabelledScan {
    pub cloud: PointCloud,
    pub calibration: Calibration,
    /// Labels of objects; no DontCare areas.
    pub labels: Vec<Label>,
}

impl LabelledScan {
    /// Reads a frame of a dataset.
    pub fn read(dataset: &KittiDataset, frame: &str) -> Result<Self, Box<dyn Error>> {
        Ok(Self {
            cloud: read_scan(&dataset.scan_path(frame)?)?.cloud,
            calibration: dataset.calibration(frame)?,
            labels: objects(dataset.labels(frame)?),
        })
    }

    /// A simulated full circle, without what lies behind `rear`, metres along x.
    pub fn simulated(frame: Frame, rear: Option<f32>) -> Self {
        let Frame { mut cloud, labels, calibration, .. } = frame;
        if let Some(rear) = rear {
            cloud.points.retain(|point| point.x > rear);
        }
        Self { cloud, calibration, labels: objects(labels) }
    }

    /// The boxes of the labels in the LiDAR frame.
    pub fn boxes(&self) -> Vec<Box3d> {
        let boxes = self.labels.iter().map(|label| &label.camera_box);
        boxes.map(|camera_box| self.calibration.lidar_box_from_camera(camera_box)).collect()
    }
}

/// The labels that are no DontCare areas.
pub fn objects(mut labels: Vec<Label>) -> Vec<Label> {
    labels.retain(|label| !label.is_kind(DONT_CARE));
    labels
}
