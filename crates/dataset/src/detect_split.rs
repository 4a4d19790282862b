//! Detecting on a split, and the result files that come of it.

use std::path::Path;

use voxelnet_config::ModelConfig;
use voxelnet_detection::{Detection, Detector};
use voxelnet_files::write_atomically;
use voxelnet_kitti::{Label, labels_text, write_labels};
use voxelnet_ranks::{Ranks, gather, is_own};
use voxelnet_scene::ScanWarning;

use crate::error::DatasetError;
use crate::frame::FrameReader;
use crate::read_ahead::read_ahead;
use crate::results::result_labels;

/// Frames of each of several ranks whose results go to the first one together.
const FRAMES_OF_ROUND: usize = 16;

/// Detects on frames, each rank on its own ones, and has the first rank write their KITTI result files into the
/// folder `results`. Involves all ranks.
///
/// `observe` is told after each frame of this rank how many are done on all ranks, about, and what was odd about
/// its scan.
///
/// # Errors
/// When a scan or its calibration is missing or malformed, or a result cannot be written.
pub fn detect_split(
    detector: &mut dyn Detector,
    reader: &FrameReader,
    frames: &[String],
    results: &Path,
    ranks: &dyn Ranks,
    mut observe: impl FnMut(usize, &str, &[ScanWarning]),
) -> Result<(), DatasetError> {
    frames.iter().try_for_each(|frame| reader.check_scan(frame))?;
    if ranks.is_first() {
        std::fs::create_dir_all(results).map_err(DatasetError::io(results))?;
    }
    let frames_of_rank = if ranks.size() > 1 { FRAMES_OF_ROUND } else { 1 };
    let size_of_round = frames_of_rank * ranks.size();
    let voxelizer = detector.voxelizer().clone();
    std::thread::scope(|scope| {
        // A frame's number in its round says whose it is.
        let own = frames
            .chunks(size_of_round)
            .flat_map(|round| round.iter().enumerate())
            .filter(|(number, _)| is_own(ranks, *number));
        let seen = read_ahead(scope, own.map(|(_, frame)| frame), |frame| {
            let (cloud, warnings) = reader.cloud(frame)?;
            Ok::<_, DatasetError>((voxelizer.voxels(&cloud), warnings))
        });
        let mut done = 0;
        for round in frames.chunks(size_of_round) {
            let mut texts = Vec::new();
            for (number, frame) in round.iter().enumerate() {
                if !is_own(ranks, number) {
                    continue;
                }
                ranks.works_on(&format!("detecting in frame {frame}"));
                // Only a panic of the thread that reads ends it early, which the scope passes on.
                let Ok(seen) = seen.recv() else { return Ok(()) };
                let (voxels, warnings) = seen?;
                let detections = detector.detect_in(&voxels);
                let rows = result_rows(detector.config(), reader, frame, &detections)?;
                texts.push(labels_text(&rows));
                observe((done + number + ranks.size()).min(frames.len()), frame, &warnings);
            }
            done += round.len();
            write_round(round, &texts, results, ranks)?;
        }
        Ok(())
    })
}

/// Brings what all ranks found to the first one, which writes it.
fn write_round(
    frames: &[String],
    own: &[String],
    results: &Path,
    ranks: &dyn Ranks,
) -> Result<(), DatasetError> {
    // No row holds a zero byte.
    let ended: String = own.iter().flat_map(|text| [text.as_str(), "\0"]).collect();
    let said = gather(ranks, ended.as_bytes());
    if !ranks.is_first() {
        return Ok(());
    }
    let mut texts: Vec<_> = said.iter().map(|bytes| bytes.split(|&byte| byte == 0)).collect();
    for (number, frame) in frames.iter().enumerate() {
        let text = texts[number % ranks.size()].next().unwrap_or_default();
        let path = results.join(format!("{frame}.txt"));
        write_atomically(&path, text).map_err(DatasetError::io(path))?;
    }
    Ok(())
}

/// Writes the KITTI result file of a frame into the folder `results`, which is there; `config` is the detector's.
///
/// # Errors
/// When the calibration is missing or malformed, or the file cannot be written.
pub fn write_results(
    config: &ModelConfig,
    reader: &FrameReader,
    frame: &str,
    detections: &[Detection],
    results: &Path,
) -> Result<(), DatasetError> {
    let rows = result_rows(config, reader, frame, detections)?;
    Ok(write_labels(&results.join(format!("{frame}.txt")), &rows)?)
}

/// The rows of a result file.
fn result_rows(
    config: &ModelConfig,
    reader: &FrameReader,
    frame: &str,
    detections: &[Detection],
) -> Result<Vec<Label>, DatasetError> {
    let camera = reader.camera(frame)?;
    Ok(result_labels(config, detections, camera.as_ref()))
}
