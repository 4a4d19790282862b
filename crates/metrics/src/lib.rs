//! Evaluation of detections: reads labels and result files once, judges every row, and computes the official
//! average precision of the KITTI object benchmark.
//!
//! It runs no network, draws nothing and writes no file. [`EvaluatedFrames`] is the way in; all views of an
//! evaluation come from it and read no file again.
//!
//! - `evaluated_frames`: many frames, read once, and the average precision over them
//! - `evaluated_frame`: the objects and detections of one frame, each with its verdict
//! - `rows`, `boxed_scan`: what is read of a frame
//! - `checks`, `warning`: signs that the numbers do not mean what they seem to
//! - `judge`, `background`: how the rows of a frame get their verdicts
//! - `best_f1`: the score from which detections are best kept
//! - `operating_point`: what a class gives from a score on
//! - `calibration_error`: whether scores say how many detections are right
//! - `score_band`: how many are right at some scores
//! - `class_reliability`: all of these at the threshold of a class
//! - `box_errors`, `box_quantity`: how wrong the boxes of found objects are
//! - `frame_weights`: how many times each frame counts
//! - `dataset_rules`: the rules by which a dataset is evaluated
//! - `kitti_rules`: the official rules, one a file

mod background;
mod best_f1;
mod box_errors;
mod box_quantity;
mod boxed_scan;
mod calibration_error;
mod checks;
mod class_reliability;
mod dataset_rules;
mod error;
mod evaluated_frame;
mod evaluated_frames;
mod frame_weights;
mod judge;
mod kitti_rules;
mod operating_point;
mod rows;
mod score_band;
mod score_fit;
mod warning;

#[cfg(test)]
#[path = "../../dataset/src/test_dataset.rs"]
mod test_dataset;
#[cfg(test)]
mod test_frames;
#[cfg(test)]
mod test_reader;

// The test frames are also those of another crate, which names this one.
#[cfg(test)]
extern crate self as voxelnet_metrics;

pub use background::BACKGROUND_IOU;
pub use best_f1::{ClassScores, OperatingPoint};
pub use box_errors::{BandErrors, BoxErrors, MeanSpread};
pub use box_quantity::BoxQuantity;
pub use calibration_error::{CalibrationError, ReliabilityBin};
pub use class_reliability::{ClassReliability, ScoreReliability};
pub use error::MetricsError;
pub use evaluated_frame::{ClosestDetection, EvaluatedDetection, EvaluatedFrame, EvaluatedObject};
pub use evaluated_frames::{Detail, EvaluatedFrames};
pub use kitti_rules::average::{AveragePrecision, PlainPrecision, PrecisionRecall};
pub use kitti_rules::bootstrap::{Bootstrap, Interval, Intervals};
pub use kitti_rules::class::EvaluatedClass;
pub use kitti_rules::compare::{ComparedReport, comparison_table};
pub use kitti_rules::criterion::Criterion;
pub use kitti_rules::difficulty::{Difficulty, Levels, PointLevel};
pub use kitti_rules::evaluator::Evaluator;
pub use kitti_rules::frame::PointCounts;
pub use kitti_rules::measure::{Measure, Named, PerMeasure, Table};
pub use kitti_rules::per_difficulty::PerDifficulty;
pub use kitti_rules::recall_curve::RecallCurve;
pub use kitti_rules::report::{PlainTables, Report};
pub use kitti_rules::rules::{OverlapSet, ReportOptions, Rules};
pub use kitti_rules::table::TableOptions;
pub use kitti_rules::tally::Tally;
pub use kitti_rules::verdict::{DetectionVerdict, FrameVerdicts, ObjectVerdict};
pub use operating_point::ClassOperation;
pub use rows::MissingResults;
pub use score_band::ScoreBand;
pub use score_fit::{ThresholdRule, fit_score_map};
pub use warning::{RowDefect, RowKind, RowPlace, ScoreWarning, TypesRemedy};
