//! Training and evaluation of VoxelNet on data in KITTI layout: frames, augmentation, batches,
//! optimisers, schedules, the loop, and what a run leaves in its folder.
//!
//! Every random choice depends on the seed of the configuration alone. This crate draws no progress
//! bars; it reports to an observer.

mod augment;
mod config;
mod error;
mod evaluation;
mod frame;
mod learner;
mod loader;
mod log;
mod optimizer;
mod order;
mod run_dir;
mod schedule;
mod trainer;

pub use augment::{AugmentConfig, augment};
pub use config::{Config, TrainConfig};
pub use error::TrainError;
pub use evaluation::{evaluate_split, result_labels};
pub use frame::{FrameReader, LabelledScan};
pub use learner::{Learner, NotFinite};
pub use optimizer::OptimizerConfig;
pub use run_dir::{Checkpoint, RunDir};
pub use schedule::{LearningRate, Phase, ScheduleConfig};
pub use trainer::{StepReport, Trainer, TrainingData};
