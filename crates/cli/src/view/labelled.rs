//! Boxes of KITTI's files.

use voxelnet_dataset::scan_box;
use voxelnet_kitti::{Calibration, Label};
use voxelnet_render::{BevBox, BoxStyle};

/// The boxes of label or result rows but DontCare areas, in the frame of the scan; rows with a score are
/// detections. With a calibration rows are in the camera's frame.
pub fn boxes_of_labels(labels: &[Label], calibration: Option<&Calibration>) -> Vec<BevBox> {
    let labels = labels.iter().filter(|label| !label.is_kind("DontCare"));
    labels
        .map(|label| {
            let style = match label.score {
                Some(_) => BoxStyle::Detection,
                None => BoxStyle::GroundTruth,
            };
            BevBox::new(scan_box(label, calibration), style, &label.kind, label.score)
        })
        .collect()
}
