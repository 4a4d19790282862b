//! Detections as KITTI writes them.

use voxelnet_config::ModelConfig;
use voxelnet_detection::Detection;
use voxelnet_kitti::{Camera, Label, lidar_result_label, result_label};

/// Detections as rows of a KITTI result file. With a camera they are in its frame, and those wholly
/// outside its image are left out; without one they are in the frame of the scan.
pub fn result_labels(
    config: &ModelConfig,
    detections: &[Detection],
    camera: Option<&Camera>,
) -> Vec<Label> {
    let row = |Detection { class, score, raw_score, box3d }: &Detection| {
        let class = config.class_name(*class);
        let row = match camera {
            Some(camera) => result_label(class, box3d, *score, &camera.calibration, camera.image)?,
            None => lidar_result_label(class, box3d, *score),
        };
        Some(if raw_score.is_some() { row.with_whole_score() } else { row })
    };
    detections.iter().filter_map(row).collect()
}
