//! Training of VoxelNet on data in KITTI layout: batches, optimisers, schedules, the loop and its validation.
//!
//! Every random choice depends on the seed of the configuration alone. This crate draws no progress
//! bars and no curves; it reports to an observer. The folder of a run is that of `voxelnet-runs`.

mod batches;
mod crop_training;
mod distributed;
mod error;
mod run;
mod step;

pub use batches::prefetch::{Prefetch, ReadyBatches};
pub use batches::prepared_batch::PreparedBatch;
pub use batches::source::BatchSource;
pub use crop_training::{confusion, train_crops};
pub use error::TrainError;
pub use run::data::{LoadDetector, TrainingData, ValidationData};
pub use run::options::{Ending, StopCondition, TrainOptions};
pub use run::report::{StepReport, TrainEvent};
pub use run::starting_weights::StartingWeights;
pub use run::trainer::Trainer;
pub use step::learner::{Learner, StepOutcome};
pub use step::not_finite::NotFinite;
pub use step::schedule::LearningRate;
