//! The rows of frames as an evaluation takes them, and the scans that they are about.

use std::path::Path;

use voxelnet_config::BoxFrame;
use voxelnet_kitti::{Calibration, FrameRows, Label, MissingResults, ScoreWarning, read_frames};
use voxelnet_scene::{Box3d, PointCloud, read_scan};

use crate::frame::scan_box;
use crate::{DatasetError, FrameReader};

/// The label and result rows of frames, under the names of the configuration.
pub(crate) fn read_rows(
    reader: &FrameReader,
    frames: &[String],
    results: &Path,
    missing: MissingResults,
    progress: impl Fn(usize, usize) + Sync,
) -> Result<(Vec<FrameRows>, Vec<ScoreWarning>), DatasetError> {
    let labels = reader.dataset().label_folder();
    let (mut rows, warnings) = read_frames(&labels, results, frames, missing, progress)?;
    let all_rows =
        rows.iter_mut().flat_map(|rows| rows.labels.iter_mut().chain(&mut rows.detections));
    for label in all_rows {
        let name = reader.config().class_name(&label.kind);
        if name != label.kind {
            label.kind = name.to_owned();
        }
    }
    Ok((rows, warnings))
}

/// The evaluation works in the frame of a camera.
pub(crate) fn turn_to_camera(reader: &FrameReader, rows: &mut FrameRows) {
    if reader.config().boxes == BoxFrame::Lidar {
        rows.labels.iter_mut().chain(&mut rows.detections).for_each(Label::turn_to_camera);
    }
}

/// A scan, whole and in its own frame, and what tells where the boxes of rows are in it.
pub(crate) struct BoxedScan {
    cloud: PointCloud,
    calibration: Option<Calibration>,
}

impl BoxedScan {
    pub(crate) fn read(reader: &FrameReader, frame: &str) -> Result<Self, DatasetError> {
        let calibration = reader.calibration(frame)?;
        let cloud = read_scan(&reader.dataset().scan_path(frame)?)?.cloud;
        Ok(Self { cloud, calibration })
    }

    /// The box of a row as it was read.
    pub(crate) fn box_of(&self, row: &Label) -> Box3d {
        scan_box(row, self.calibration.as_ref())
    }

    /// Points inside the box of each row.
    pub(crate) fn counts(&self, rows: &[Label]) -> Vec<usize> {
        let count = |row: &Label| self.cloud.count_in(&self.box_of(row));
        rows.iter().map(count).collect()
    }
}
