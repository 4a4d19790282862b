//! The metrics on a split of a dataset.

use std::path::Path;

use rayon::prelude::*;
use voxelnet_head::{BoxFrame, DifficultyRule, LevelConfig};
use voxelnet_kitti::{
    EvaluatedClass, Evaluator, FrameRows, Label, Levels, MissingResults, PointLevel, ReportOptions,
    Rules, Scored, read_frames,
};
use voxelnet_scene::read_scan;

use crate::frame::scan_box;
use crate::{DatasetError, FrameReader};

/// Evaluates the result files in the folder `results` of frames of a dataset.
///
/// With [`DifficultyRule::Pixels`] by the rules of the benchmark; with [`DifficultyRule::Points`] the
/// classes of the network are evaluated, and points are counted in the scans. `progress` is called from
/// several threads with the number of frames read so far and in total.
///
/// # Errors
/// When a file is missing or malformed; malformed rows are listed all at once.
pub fn score_split(
    reader: &FrameReader,
    frames: &[String],
    results: &Path,
    missing: MissingResults,
    options: &ReportOptions,
    progress: impl Fn(usize, usize) + Sync,
) -> Result<Scored, DatasetError> {
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
    let mut evaluator = Evaluator::new(reader.rules());
    if reader.config().difficulty == DifficultyRule::Pixels {
        rows.iter().for_each(|rows| evaluator.add_frame(&rows.labels, &rows.detections));
    } else {
        let num_points: Vec<_> =
            rows.par_iter().map(|rows| count_points(reader, rows)).collect::<Result<_, _>>()?;
        for (mut rows, num_points) in rows.into_iter().zip(num_points) {
            if reader.config().boxes == BoxFrame::Lidar {
                rows.labels.iter_mut().chain(&mut rows.detections).for_each(Label::turn_to_camera);
            }
            evaluator.add_counted_frame(&rows.labels, &num_points, &rows.detections);
        }
    }
    Ok(Scored { report: evaluator.finish_with(options), warnings })
}

/// Points of the scan inside the box of each label.
fn count_points(reader: &FrameReader, rows: &FrameRows) -> Result<Vec<usize>, DatasetError> {
    let calibration = reader.calibration(&rows.frame)?;
    let cloud = read_scan(&reader.dataset().scan_path(&rows.frame)?)?.cloud;
    let count = |label: &Label| cloud.count_in(&scan_box(label, calibration.as_ref()));
    Ok(rows.labels.iter().map(count).collect())
}

impl FrameReader {
    /// What an evaluation of the dataset goes by.
    pub fn rules(&self) -> Rules {
        let config = self.config();
        match config.difficulty {
            DifficultyRule::Pixels => Rules::default(),
            DifficultyRule::Points => {
                let class = |name: &str| {
                    let overlaps = config.overlaps_of(name);
                    EvaluatedClass {
                        name: name.to_owned(),
                        neighbour: None,
                        min_overlap: overlaps.strict,
                        loose_overlap: overlaps.loose,
                    }
                };
                let level = |LevelConfig { min_points, max_distance_m }| PointLevel {
                    min_points,
                    max_distance_m,
                };
                let levels = config.levels;
                Rules {
                    classes: self.class_names().map(class).collect(),
                    levels: Levels::Points([levels.easy, levels.moderate, levels.hard].map(level)),
                }
            }
        }
    }
}
