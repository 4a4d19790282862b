//! The metrics on a split of a dataset.

use std::path::Path;

use rayon::prelude::*;
use voxelnet_config::{DifficultyRule, LevelConfig};
use voxelnet_kitti::{
    EvaluatedClass, Evaluator, FrameRows, Levels, MissingResults, PointCounts, PointLevel,
    ReportOptions, Rules, Scored,
};

use crate::evaluated_rows::{BoxedScan, read_rows, turn_to_camera};
use crate::{DatasetError, FrameReader};

/// Evaluates the result files in the folder `results` of frames of a dataset.
///
/// With [`DifficultyRule::Pixels`] by the rules of the benchmark; with [`DifficultyRule::Points`] the
/// classes of the network are evaluated. Points are counted in the scans where the rules or the options
/// ask for them. `progress` is called from several threads with the number of frames read so far and in
/// total.
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
    let (rows, warnings) = read_rows(reader, frames, results, missing, progress)?;
    let mut evaluator = Evaluator::new(reader.rules());
    if reader.config().difficulty == DifficultyRule::Pixels && !options.by_points {
        rows.iter().for_each(|rows| evaluator.add_frame(&rows.labels, &rows.detections));
    } else {
        let counts: Vec<PointCounts> = rows
            .par_iter()
            .map(|rows| count_points(reader, rows, options.by_points))
            .collect::<Result<_, _>>()?;
        for (mut rows, counts) in rows.into_iter().zip(counts) {
            turn_to_camera(reader, &mut rows);
            evaluator.add_counted_frame(&rows.labels, &rows.detections, &counts);
        }
    }
    Ok(Scored { report: evaluator.finish_with(options), warnings })
}

/// Points of the scan inside the box of each label and, when asked for, of each detection.
fn count_points(
    reader: &FrameReader,
    rows: &FrameRows,
    with_detections: bool,
) -> Result<PointCounts, DatasetError> {
    let scan = BoxedScan::read(reader, &rows.frame)?;
    let detections = if with_detections { scan.counts(&rows.detections) } else { Vec::new() };
    Ok(PointCounts { labels: scan.counts(&rows.labels), detections })
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
