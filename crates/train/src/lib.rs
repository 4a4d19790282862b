//! Training and evaluation of VoxelNet on data in KITTI layout: batches,
//! optimisers, schedules, the loop, and what a run leaves in its folder.
//!
//! Every random choice depends on the seed of the configuration alone. This crate draws no progress
//! bars; it reports to an observer.

mod config;
mod error;
mod evaluation;
mod learner;
mod loader;
mod log;
mod optimizer;
mod run_dir;
mod schedule;
mod trainer;

pub use config::{Config, TrainConfig};
pub use error::TrainError;
pub use evaluation::{detect_split, result_labels};
pub use learner::{Learner, NotFinite};
pub use loader::{BatchSource, Prefetch, PreparedBatch};
pub use optimizer::OptimizerConfig;
pub use run_dir::{Checkpoint, RunDir};
pub use schedule::{LearningRate, Phase, ScheduleConfig};
pub use trainer::{StepReport, Trainer, TrainingData};
