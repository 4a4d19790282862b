//! The official average precision of the KITTI object benchmark: 2D, orientation, bird's-eye view, 3D.
//!
//! The "official KITTI rules" that comments name are in `RULES.md` of this crate, by the same numbers.
//!
//! - `class`: the evaluated classes and their neighbours
//! - `frame`: the rows of one frame, sorted into the roles they can play
//! - `difficulty`, `per_difficulty`: which rows count at which level, by pixels, by points or all; values by level
//! - `criterion`: a class, a level, a metric and a slice of the objects whose precision is measured
//! - `overlap`: the overlap of two boxes, per metric
//! - `prepared`: the overlaps and ranks, computed once for all criteria
//! - `matching`: the detection that each object of a frame is matched to
//! - `tally`, `tallies`: the counts of all frames under one criterion, and under all criteria
//! - `thresholds`: the scores at which precision is sampled
//! - `curve`, `average`: precision against recall, and the measures that follow
//! - `recall_curve`: false detections against recall
//! - `bootstrap`: confidence intervals
//! - `rules`: the evaluated classes and levels, and the content of a report
//! - `evaluator`, `evaluation`: all of it over all frames, and the tables
//! - `verdict`: the verdict on each row, one by one
//! - `class_scores`: the scores of true and false positives, by these verdicts
//! - `found_boxes`: the errors of the boxes of each class, which need no verdicts
//! - `row_alone`: whether a row counts at all, whatever the others are
//! - `measure`, `report`: the outcome for programs
//! - `table`, `columns`, `slices`, `intervals`, `plain_table`, `reliability_table`, `box_error_table`, `notes`, `summary`,
//!   `compare`: the same for people

pub(crate) mod average;
pub(crate) mod bootstrap;
mod box_error_table;
pub(crate) mod class;
mod class_scores;
mod columns;
pub(crate) mod compare;
pub(crate) mod criterion;
mod curve;
pub(crate) mod difficulty;
mod evaluation;
pub(crate) mod evaluator;
mod found_boxes;
pub(crate) mod frame;
mod intervals;
mod matching;
pub(crate) mod measure;
mod notes;
mod overlap;
pub(crate) mod per_difficulty;
mod plain_table;
mod prepared;
pub(crate) mod recall_curve;
mod reliability_table;
pub(crate) mod report;
mod row_alone;
pub(crate) mod rules;
mod slices;
mod summary;
pub(crate) mod table;
mod tallies;
pub(crate) mod tally;
mod thresholds;
pub(crate) mod verdict;

#[cfg(test)]
mod test_rows;
