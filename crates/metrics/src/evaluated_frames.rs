//! Many frames, read once for everything that is said of an evaluation.

use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;
use voxelnet_dataset::FrameReader;
use voxelnet_kitti::{KittiError, check_name, file_stems};

use crate::box_errors::BoxErrors;
use crate::checks::check::CheckedRows;
use crate::error::MetricsError;
use crate::evaluated_frame::EvaluatedFrame;
use crate::judge::{CountedRows, JudgedFrame, judge_frame};
use crate::kitti_rules::criterion::Criterion;
use crate::kitti_rules::difficulty::Levels;
use crate::kitti_rules::evaluator::Evaluator;
use crate::kitti_rules::measure::Named;
use crate::kitti_rules::report::Report;
use crate::kitti_rules::rules::{ReportOptions, Rules};
use crate::kitti_rules::tally::Tally;
use crate::rows::{FrameRows, MissingResults, read_frames};
use crate::warning::ScoreWarning;

/// The files that an evaluation reads of its frames.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Detail {
    /// Labels and results; scans only where the rules of the dataset count points. Enough for
    /// [`EvaluatedFrames::average_precision`] unless [`ReportOptions::by_points`] is asked for.
    Rows,
    /// Calibrations and scans too: where boxes stand and how many points they hold. Enough for everything.
    Scans,
}

/// The labels and results of many frames, read once; all that is said of them comes from here.
///
/// ```
/// use voxelnet_metrics::{EvaluatedFrames, MissingResults, ReportOptions, Rules};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let folder = tempfile::tempdir()?;
/// # let [labels, results] = ["label_2", "results"].map(|name| folder.path().join(name));
/// # std::fs::create_dir(&labels)?;
/// # std::fs::create_dir(&results)?;
/// let car = "Car 0.00 0 -1.6 600 170 700 230 1.5 1.6 4.2 3.0 1.7 30.0 -1.5";
/// std::fs::write(labels.join("000000.txt"), car)?;
/// std::fs::write(results.join("000000.txt"), format!("{car} 0.9"))?;
///
/// let (rules, missing) = (Rules::default(), MissingResults::Refuse);
/// let frames = EvaluatedFrames::read_folders(rules, &labels, &results, missing, |_, _| {})?;
/// let report = frames.average_precision(&ReportOptions::default());
/// assert_eq!(report.classes.get("car").map(|car| car.volume.easy().n_gt), Some(1));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct EvaluatedFrames {
    evaluator: Evaluator,
    /// With [`Detail::Scans`].
    frames: Option<Vec<EvaluatedFrame>>,
    warnings: Vec<ScoreWarning>,
}

impl EvaluatedFrames {
    /// Reads frames of a dataset and their result files in the folder `results`, in parallel.
    ///
    /// The rules are [`Rules::of`] the reader. `progress` is called from several threads with the number of
    /// frames read so far and in total.
    ///
    /// # Errors
    /// When a file is missing or malformed; malformed rows are listed all at once.
    pub fn read(
        reader: &FrameReader,
        frames: &[String],
        results: &Path,
        missing: MissingResults,
        detail: Detail,
        progress: impl Fn(usize, usize) + Sync,
    ) -> Result<Self, MetricsError> {
        let mut evaluator = Evaluator::new(Rules::of(reader));
        let reads_scans =
            detail == Detail::Scans || matches!(evaluator.rules().levels, Levels::Points(_));
        let labels = reader.dataset().label_folder();
        let (mut rows, mut warnings) =
            read_frames(&labels, results, frames, missing, |done, total| {
                // Scans take longer than rows, so that they are the progress where they are read.
                if !reads_scans {
                    progress(done, total);
                }
            })?;
        rows.iter_mut().for_each(|rows| rename(reader, rows));
        let rules = evaluator.rules();
        let checked =
            CheckedRows { frames: &rows, labels: &labels, results, rules, has_config: true };
        warnings.extend(checked.warnings());
        if !reads_scans {
            rows.iter().for_each(|rows| evaluator.add_frame(&rows.labels, &rows.detections));
            return Ok(Self { evaluator, frames: None, warnings });
        }
        let (counted, frames) = match detail {
            Detail::Rows => {
                (in_parallel(rows, progress, |rows| CountedRows::read(reader, rows))?, None)
            }
            Detail::Scans => {
                let judge = |rows| judge_frame(reader, evaluator.rules(), rows);
                let judged = in_parallel(rows, progress, judge)?.into_iter();
                let (counted, frames): (Vec<_>, Vec<_>) =
                    judged.map(|JudgedFrame { counted, evaluated }| (counted, evaluated)).unzip();
                (counted, Some(frames))
            }
        };
        for CountedRows { rows, counts } in &counted {
            evaluator.add_counted_frame(&rows.labels, &rows.detections, counts);
        }
        Ok(Self { evaluator, frames, warnings })
    }

    /// Reads all label files (`labels/000123.txt`) and their result files (`results/000123.txt`), which are
    /// evaluated with [`Detail::Rows`]. The rules are those of the benchmark ([`Rules::default`]), or others whose
    /// levels need no points.
    ///
    /// `progress` is called from several threads with the number of frames read so far and in total.
    ///
    /// # Errors
    /// As [`Self::read`], and [`MetricsError::NoLabels`].
    ///
    /// # Panics
    /// When points make the levels.
    pub fn read_folders(
        rules: Rules,
        labels: &Path,
        results: &Path,
        missing: MissingResults,
        progress: impl Fn(usize, usize) + Sync,
    ) -> Result<Self, MetricsError> {
        let frames = file_stems(labels, "txt")?;
        check_label_names(labels)?;
        if frames.is_empty() {
            return Err(MetricsError::NoLabels { path: labels.to_owned() });
        }
        let (rows, mut warnings) = read_frames(labels, results, &frames, missing, progress)?;
        let checked =
            CheckedRows { frames: &rows, labels, results, rules: &rules, has_config: false };
        warnings.extend(checked.warnings());
        let mut evaluator = Evaluator::new(rules);
        rows.iter().for_each(|rows| evaluator.add_frame(&rows.labels, &rows.detections));
        Ok(Self { evaluator, frames: None, warnings })
    }

    /// The average precision over all frames, and what else the options ask for.
    ///
    /// # Panics
    /// When points are asked for and the frames were read without scans, or a set of overlaps has not a
    /// number for each class.
    pub fn average_precision(&self, options: &ReportOptions) -> Report {
        self.evaluator.finish_with(options)
    }

    /// The counts of all frames under each criterion, which give measures of any resample of the frames.
    pub fn tallies(&self, criteria: &[Criterion]) -> Vec<Tally> {
        self.evaluator.tallies(criteria)
    }

    /// The errors of the boxes of each class's found objects, by the detections from a score on.
    pub fn box_errors(&self, min_score: f64) -> Named<BoxErrors> {
        self.evaluator.box_errors(min_score)
    }

    /// Every frame with the verdict on its objects and detections.
    ///
    /// # Panics
    /// When the frames were read without scans.
    pub fn frames(&self) -> &[EvaluatedFrame] {
        let Some(frames) = &self.frames else { panic!("the frames were read without scans") };
        frames
    }

    /// The number of frames.
    pub fn num_frames(&self) -> usize {
        self.evaluator.num_frames()
    }

    /// The rules by which the frames are evaluated.
    pub fn rules(&self) -> &Rules {
        self.evaluator.rules()
    }

    /// The warnings about what was left out, in the order of frames, and about what makes numbers meaningless.
    pub fn warnings(&self) -> &[ScoreWarning] {
        &self.warnings
    }
}

/// Reads more of each frame, in parallel and in their order, and tells how many are done.
fn in_parallel<T: Send>(
    rows: Vec<FrameRows>,
    progress: impl Fn(usize, usize) + Sync,
    read: impl Fn(FrameRows) -> Result<T, MetricsError> + Sync,
) -> Result<Vec<T>, MetricsError> {
    let (num_read, num_frames) = (AtomicUsize::new(0), rows.len());
    let read = rows.into_par_iter().map(|rows| {
        let read = read(rows)?;
        progress(num_read.fetch_add(1, Ordering::Relaxed) + 1, num_frames);
        Ok(read)
    });
    // All of them first, so that the error is that of the first frame, whichever thread was faster.
    let all: Vec<Result<T, MetricsError>> = read.collect();
    all.into_iter().collect()
}

/// Gives rows the type names of the configuration.
fn rename(reader: &FrameReader, rows: &mut FrameRows) {
    for label in rows.labels.iter_mut().chain(&mut rows.detections) {
        let name = reader.config().class_name(&label.kind);
        if name != label.kind {
            label.kind = name.to_owned();
        }
    }
}

/// Rejects label files that are not named after a frame; they would be skipped silently.
fn check_label_names(labels: &Path) -> Result<(), KittiError> {
    let failed = |reason| KittiError::Io { path: labels.to_owned(), reason };
    for entry in std::fs::read_dir(labels).map_err(failed)? {
        let name = entry.map_err(failed)?.file_name().to_string_lossy().into_owned();
        if let Some(frame) = name.strip_suffix(".txt").filter(|frame| !frame.starts_with('.')) {
            check_name("label file", frame, "000123")?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod folder_tests;
#[cfg(test)]
mod view_tests;
