//! Detecting on a split, and scoring what was found.

use std::path::Path;

use voxelnet_head::Detection;
use voxelnet_kitti::{
    Calibration, Evaluator, ImageSize, KittiDataset, Label, OverlapLimits, Report, read_labels,
    result_label, write_labels,
};
use voxelnet_model::Detector;
use voxelnet_scene::ScanWarning;

use crate::{FrameReader, TrainError};

/// Detects on all frames of a split and scores the result with the official KITTI rules.
///
/// Result files go to `results`, one per frame. `observe` is told after each frame how many are
/// done, and what was odd about its scan.
///
/// # Errors
/// When a file of a frame is missing or malformed, or a result cannot be written.
pub fn evaluate_split(
    detector: &Detector,
    reader: &FrameReader,
    frames: &[String],
    results: &Path,
    mut observe: impl FnMut(usize, &str, &[ScanWarning]),
) -> Result<Report, TrainError> {
    frames.iter().try_for_each(|frame| reader.check(frame))?;
    std::fs::create_dir_all(results).map_err(TrainError::io(results))?;
    let mut evaluator = Evaluator::new(OverlapLimits::default());
    for (done, frame) in (1..).zip(frames) {
        let (cloud, warnings) = reader.cloud(frame)?;
        let detections = detector.detect(&cloud);
        let found = result_labels_of_frame(detector, reader.dataset(), frame, &detections)?;
        let path = results.join(format!("{frame}.txt"));
        write_labels(&path, &found)?;
        // What is scored is the file, rounded as it is, so that scoring it again gives the same.
        evaluator.add_frame(&reader.dataset().labels(frame)?, &read_labels(&path)?);
        observe(done, frame, &warnings);
    }
    Ok(evaluator.finish())
}

/// Detections as rows of a KITTI result file; those wholly outside the image are left out.
pub fn result_labels(
    detector: &Detector,
    detections: &[Detection],
    calibration: &Calibration,
    image: ImageSize,
) -> Vec<Label> {
    detections
        .iter()
        .filter_map(|Detection { class, score, box3d }| {
            result_label(detector.class_name(*class), box3d, *score, calibration, image)
        })
        .collect()
}

fn result_labels_of_frame(
    detector: &Detector,
    dataset: &KittiDataset,
    frame: &str,
    detections: &[Detection],
) -> Result<Vec<Label>, TrainError> {
    let calibration = dataset.calibration(frame)?;
    Ok(result_labels(detector, detections, &calibration, dataset.image_size(frame)?))
}
