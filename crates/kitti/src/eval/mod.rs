//! The official average precision of the KITTI object benchmark: 2D, orientation, bird's-eye view, 3D.
//!
//! - `class`: the evaluated classes and their neighbours
//! - `frame`: the rows of one frame, sorted into the roles they can play
//! - `difficulty`: which rows count at which level
//! - `overlap`: how much two boxes share, per metric
//! - `matching`: who meets whom in one frame
//! - `thresholds`: the scores at which precision is sampled
//! - `curve`: precision against recall, and its average
//! - `evaluator`: all of it over all frames
//! - `report`, `table`: the outcome for programs and for people

mod class;
mod curve;
mod difficulty;
mod evaluator;
mod frame;
mod matching;
mod overlap;
mod report;
mod table;
mod thresholds;

pub use class::{Class, PerClass};
pub use difficulty::{Difficulty, PerDifficulty};
pub use evaluator::{Evaluator, OverlapLimits};
pub use report::{AveragePrecision, ClassTable, PerMetric, Report};

#[cfg(test)]
mod test_rows;
