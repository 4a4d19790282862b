//! The folder of a training run: its configuration, the data that it is about, its checkpoints and its log.
//!
//! [`RunDir`] knows the path of every file and keeps its promises: a run killed at any moment leaves a whole
//! checkpoint or none, and weights are never mixed with another configuration. This crate trains nothing and
//! needs no libtorch.

mod checkpoint;
mod checkpoint_files;
mod data;
mod error;
mod log;
mod retention;
mod run_dir;
mod run_start;
mod selector;

pub use checkpoint::Checkpoint;
pub use checkpoint_files::CheckpointError;
pub use data::{FrameSet, RunData};
pub use error::RunError;
pub use log::line::{ClassValues, LogLine, StepLine, Validation, ValidationLine};
pub use log::run_log::RunLog;
pub use log::smoothed_loss::SmoothedLoss;
pub use log::start::{Origin, Start, StartLine, StartingPart};
pub use log::step_values::{Communication, LossValues, StepTime};
pub use run_dir::RunDir;
pub use run_start::RunStart;
pub use selector::CheckpointSelector;
