//! Training of VoxelNet on data in KITTI layout: batches, optimisers, schedules, the loop and its validation.
//!
//! Every random choice depends on the seed of the configuration alone. This crate draws no progress
//! bars and no curves; it reports to an observer. The folder of a run is that of `voxelnet-runs`.

mod average;
mod crop_training;
mod error;
mod events;
mod exchange;
mod gradient;
mod last_checkpoint;
mod learner;
mod loader;
mod log;
mod loss_scale;
mod not_finite;
mod optimizer;
mod plan;
mod report;
mod scene_picture;
mod schedule;
mod sharing;
mod state;
mod traffic;
mod trainer;
mod validation;

pub use crop_training::{confusion, train_crops};
pub use error::TrainError;
pub use learner::{Learner, StepOutcome};
pub use loader::{BatchSource, Prefetch, PreparedBatch};
pub use not_finite::NotFinite;
pub use report::{ClassValues, Communication, StepReport, StepTime, TrainEvent, ValidationReport};
pub use schedule::LearningRate;
pub use trainer::{Ending, StopCondition, TrainOptions, Trainer, TrainingData};
pub use validation::{LoadDetector, ValidationData};
