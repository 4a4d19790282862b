//! Why average precision is zero or detections vanish: a dataset, scans and a configuration examined,
//! and what does not fit said in plain sentences with numbers and a remedy.
//!
//! Every check is a file in `check`. This crate runs no network, changes no file and prints nothing.

mod check;
mod checklist;
mod dataset;
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
pub use examined_split::ExaminedSplit;
pub use finding::{Evidence, Finding, Severity};
pub use report::{LookedAt, Report};
pub use scans::examine_scans;
pub use setup::DoctorConfig;
pub use validation::{DatasetFiles, FrameValidation, Problem, Validation};
pub use weights::{examine_run, examine_weights};
