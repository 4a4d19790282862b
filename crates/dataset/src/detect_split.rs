//! Detecting on a split, and the result files that come of it.

use std::ops::ControlFlow;
use std::path::Path;

use voxelnet_config::ModelConfig;
use voxelnet_detection::{Detection, Detector, ScanVoxelizer};
use voxelnet_files::write_atomically;
use voxelnet_kitti::{Label, labels_text, write_labels};
use voxelnet_scene::ScanWarning;
use voxelnet_shard::Shard;
use voxelnet_voxelizer::SparseVoxels;

use crate::coverage::ScansBehind;
use crate::error::DatasetError;
use crate::frame::FrameReader;
use crate::frame_coverage::FrameCoverage;
use crate::read_ahead::read_ahead;
use crate::results::result_labels;

/// A frame on which [`detect_split`] detected.
#[derive(Debug)]
pub struct DetectedFrame<'a> {
    /// The position of the frame in the list of all frames.
    pub number: usize,
    /// The name of the frame.
    pub frame: &'a str,
    /// Oddities of its scan and of what was detected in it.
    warnings: Vec<String>,
    coverage: FrameCoverage<'a>,
    /// The content of its KITTI result file.
    pub results: String,
}

impl DetectedFrame<'_> {
    /// The warnings about the frame, but for that of points behind the range, which is left to `behind`.
    pub fn warnings(&self, behind: &mut ScansBehind) -> Vec<String> {
        self.warnings.iter().cloned().chain(self.coverage.sentences(behind)).collect()
    }
}

/// A scan as it is read, before the detection.
struct SeenFrame<'a> {
    voxels: SparseVoxels,
    warnings: Vec<ScanWarning>,
    coverage: FrameCoverage<'a>,
}

impl<'a> SeenFrame<'a> {
    fn read(
        reader: &'a FrameReader,
        voxelizer: &ScanVoxelizer,
        frame: &'a str,
    ) -> Result<Self, DatasetError> {
        let (cloud, warnings) = reader.cloud(frame)?;
        let coverage = FrameCoverage::of(reader, frame, &cloud);
        Ok(Self { voxels: voxelizer.voxels(&cloud), warnings, coverage })
    }
}

/// Detects on the frames of a shard, dealt out in turn, one after the other. The next scan is read meanwhile.
/// `starts` is called before each frame with its name, `take` with what was found; the end comes early when it breaks
/// off.
///
/// # Errors
/// When a scan or its calibration is missing or malformed, or `take` fails.
pub fn detect_split(
    detector: &mut dyn Detector,
    reader: &FrameReader,
    frames: &[String],
    shard: Shard,
    mut starts: impl FnMut(&str),
    mut take: impl FnMut(DetectedFrame<'_>) -> Result<ControlFlow<()>, DatasetError>,
) -> Result<(), DatasetError> {
    frames.iter().try_for_each(|frame| reader.check_scan(frame))?;
    let voxelizer = detector.voxelizer().clone();
    let own = || frames.iter().enumerate().filter(move |(number, _)| shard.owns(*number));
    std::thread::scope(|scope| {
        let seen = read_ahead(scope, own().map(|(_, frame)| frame), |frame| {
            SeenFrame::read(reader, &voxelizer, frame)
        });
        for (number, frame) in own() {
            starts(frame);
            // Only a panic of the thread that reads ends it early, which the scope passes on.
            let Ok(seen) = seen.recv() else { return Ok(()) };
            let SeenFrame { voxels, warnings, coverage } = seen?;
            let detections = detector.detect_in(&voxels);
            let rows = result_rows(detector.config(), reader, frame, &detections.kept)?;
            let results = labels_text(&rows);
            let warnings = warnings.iter().map(ToString::to_string).chain(detections.warning());
            let warnings = warnings.collect();
            if take(DetectedFrame { number, frame, results, warnings, coverage })?.is_break() {
                break;
            }
        }
        Ok(())
    })
}

/// Writes the result files of frames into a folder, in the order of the frames.
#[derive(Debug)]
pub struct ResultWriter<'a> {
    folder: &'a Path,
    frames: std::slice::Iter<'a, String>,
}

impl<'a> ResultWriter<'a> {
    /// Makes the folder for the results of these frames.
    ///
    /// # Errors
    /// When the folder cannot be made.
    pub fn create(folder: &'a Path, frames: &'a [String]) -> Result<Self, DatasetError> {
        std::fs::create_dir_all(folder).map_err(DatasetError::io(folder))?;
        Ok(Self { folder, frames: frames.iter() })
    }

    /// Writes the contents of the files of the next frames.
    ///
    /// # Errors
    /// When a file cannot be written.
    pub fn write(&mut self, results: &[Vec<u8>]) -> Result<(), DatasetError> {
        for (text, frame) in results.iter().zip(self.frames.by_ref()) {
            let path = self.folder.join(format!("{frame}.txt"));
            write_atomically(&path, text).map_err(DatasetError::io(path))?;
        }
        Ok(())
    }
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
