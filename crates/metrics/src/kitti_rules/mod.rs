//! The official average precision of the KITTI object benchmark: 2D, orientation, bird's-eye view, 3D.
//!
//! The "official KITTI rules" that comments name are in `RULES.md` of this crate, by the same numbers.
//!
//! - `class`: the evaluated classes and their neighbours
//! - `frame`: the rows of one frame, sorted into the roles they can play
//! - `difficulty`: which rows count at which level, by pixels or by points
//! - `question`: whose precision is asked for, at which level, distance or number of points
//! - `overlap`: how much two boxes share, per metric
//! - `prepared`: what is computed once for all questions
//! - `matching`: who meets whom in one frame
//! - `tally`, `tallies`: what all frames say to one question, and to all questions
//! - `thresholds`: the scores at which precision is sampled
//! - `curve`, `average`: precision against recall, and the measures that follow
//! - `bootstrap`: confidence intervals
//! - `rules`: what is evaluated, and what is to be reported
//! - `evaluator`, `evaluation`: all of it over all frames, and the tables
//! - `verdict`: the verdict on each row, one by one
//! - `measure`, `report`, `table`, `notes`, `compare`: the outcome for programs and for people

pub(crate) mod average;
pub(crate) mod bootstrap;
pub(crate) mod class;
pub(crate) mod compare;
mod curve;
pub(crate) mod difficulty;
mod evaluation;
pub(crate) mod evaluator;
pub(crate) mod frame;
mod matching;
pub(crate) mod measure;
mod notes;
mod overlap;
mod prepared;
mod question;
pub(crate) mod report;
pub(crate) mod rules;
mod table;
mod tallies;
mod tally;
mod thresholds;
pub(crate) mod verdict;

#[cfg(test)]
mod test_rows;
