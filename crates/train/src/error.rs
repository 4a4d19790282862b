//! The errors of a run.

use std::path::PathBuf;

use thiserror::Error;
use voxelnet_dataset::DatasetError;
use voxelnet_detection::WeightsError;
use voxelnet_files::{agreeing, counted};
use voxelnet_kitti::KittiError;
use voxelnet_metrics::MetricsError;
use voxelnet_model::ModelError;
use voxelnet_runs::RunError;

/// The errors of starting or continuing a run.
#[derive(Debug, Error)]
pub enum TrainError {
    /// There are fewer frames than a step takes, and what does not fill a step is dropped.
    #[error(
        "{} {} no batch of {batch_size}, and train.remainder drops what fills none",
        counted(*num_frames, "frame"),
        agreeing(*num_frames, "fills", "fill")
    )]
    NoWholeBatch {
        /// The frames.
        num_frames: usize,
        /// Frames of a step.
        batch_size: usize,
    },
    /// A file cannot be read or written.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// The message of the system.
        source: std::io::Error,
    },
    /// Half precision was asked for where there is none.
    #[error(
        "train.mixed_precision: true, but this runs on the CPU; expected false, or --device cuda:N"
    )]
    MixedPrecisionOnCpu,
    /// A split without frames.
    #[error("the split has no frames, nothing to do")]
    NoFrames,
    /// The loss of crops became NaN or infinite.
    #[error(
        "step {step}: the loss is {loss}; look for points whose intensities are no shares of 1"
    )]
    CropLossNotFinite {
        /// The step.
        step: u64,
        /// The mean over the crops of the step.
        loss: f64,
    },
    /// A term of the loss became NaN or infinite.
    #[error("step {step}: `{term}` is {value} on frames {}; lower the learning rate or look at these frames; they are listed in {}", frames.join(", "), path.display())]
    NotFinite {
        /// The file that notes it.
        path: PathBuf,
        /// The step.
        step: u64,
        /// Name of the term, or of a weight.
        term: String,
        /// Its value.
        value: f64,
        /// The frames of the batch.
        frames: Vec<String>,
    },
    /// A frame or the object database cannot be used.
    #[error(transparent)]
    Dataset(#[from] DatasetError),
    /// Results cannot be evaluated.
    #[error(transparent)]
    Metrics(#[from] MetricsError),
    /// The network cannot be made.
    #[error(transparent)]
    Model(#[from] ModelError),
    /// The folder of the run cannot be used.
    #[error(transparent)]
    Run(#[from] RunError),
    /// The network in training cannot be loaded into the engine that validates it.
    #[error("cannot validate the network: {0}")]
    Detector(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// A weights file is wrong.
    #[error(transparent)]
    Weights(#[from] WeightsError),
}

impl From<KittiError> for TrainError {
    fn from(error: KittiError) -> Self {
        Self::Dataset(error.into())
    }
}

impl TrainError {
    /// Names the file that the system refused.
    pub(crate) fn io(path: impl Into<PathBuf>) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.into();
        move |source| Self::Io { path, source }
    }
}
