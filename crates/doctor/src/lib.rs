//! Why average precision is zero or detections vanish: a dataset, scans and a configuration examined,
//! and what does not fit said in plain sentences with numbers and a remedy.
//!
//! Every check is a file in `check`. This crate runs no network, changes no file and prints nothing.

mod check;
mod dataset;
mod facts;
mod finding;
mod frame;
mod points_by_x;
mod report;
mod scans;
mod setup;
mod statistics;
mod weights;

#[cfg(test)]
mod test_case;

pub use dataset::{ExaminedSplit, examine_dataset};
pub use finding::{Evidence, Finding, Severity};
pub use report::{LookedAt, Report};
pub use scans::examine_scans;
pub use setup::DoctorConfig;
pub use weights::{examine_run, examine_weights};
