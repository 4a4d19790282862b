//! Reasons why average precision is zero or detections vanish: datasets, scans, weights and configurations
//! are examined, and every finding is a plain sentence with numbers and a remedy.
//!
//! This crate runs no network, changes no file and prints nothing. From below:
//!
//! - `facts`: a few numbers of each frame and each file
//! - `check`: the checks, a file each, which turn facts into findings
//! - `checklist`: the list of all checks
//! - `dataset`, `scans`, `weights`: an examination each, which ends in a `report`
//! - `validation`: all files of a whole dataset, checked by the same facts before anything is made from it

mod check;
mod checklist;
mod dataset;
mod error;
mod examined_split;
mod facts;
mod finding;
mod points_by_x;
mod report;
mod scans;
mod seen_frame;
mod setup;
mod statistics;
mod validation;
mod weights;

#[cfg(test)]
mod test_case;
#[cfg(test)]
#[path = "../../dataset/src/test_dataset.rs"]
mod test_dataset;

pub use dataset::examine_dataset;
pub use error::DoctorError;
pub use examined_split::ExaminedSplit;
pub use finding::{Evidence, Finding, Severity};
pub use report::{LookedAt, Report};
pub use scans::examine_scans;
pub use setup::DoctorConfig;
pub use validation::{DatasetFiles, FrameValidation, Problem, Validation};
pub use weights::{examine_run, examine_weights};
