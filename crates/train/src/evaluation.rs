//! Detecting on a split, and the result files that come of it.

use std::path::Path;

use voxelnet_dataset::{FrameReader, result_labels};
use voxelnet_head::Detection;
use voxelnet_kitti::write_labels;
use voxelnet_model::Detector;
use voxelnet_scene::ScanWarning;

use crate::TrainError;

/// Detects on frames and writes their KITTI result files into the folder `results`.
///
/// `observe` is told after each frame how many are done, and what was odd about its scan.
///
/// # Errors
/// When a scan or its calibration is missing or malformed, or a result cannot be written.
pub fn detect_split(
    detector: &Detector,
    reader: &FrameReader,
    frames: &[String],
    results: &Path,
    mut observe: impl FnMut(usize, &str, &[ScanWarning]),
) -> Result<(), TrainError> {
    frames.iter().try_for_each(|frame| reader.check_scan(frame))?;
    std::fs::create_dir_all(results).map_err(TrainError::io(results))?;
    for (done, frame) in (1..).zip(frames) {
        let (cloud, warnings) = reader.cloud(frame)?;
        write_results(detector, reader, frame, &detector.detect(&cloud), results)?;
        observe(done, frame, &warnings);
    }
    Ok(())
}

/// Writes the KITTI result file of a frame into the folder `results`, which is there.
///
/// # Errors
/// When the calibration is missing or malformed, or the file cannot be written.
pub fn write_results(
    detector: &Detector,
    reader: &FrameReader,
    frame: &str,
    detections: &[Detection],
    results: &Path,
) -> Result<(), TrainError> {
    let camera = match reader.calibration(frame)? {
        Some(calibration) => Some((calibration, reader.image_size(frame)?)),
        None => None,
    };
    let rows = result_labels(detector.config(), detections, camera.as_ref());
    Ok(write_labels(&results.join(format!("{frame}.txt")), &rows)?)
}
