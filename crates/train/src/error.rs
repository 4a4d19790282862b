//! What can go wrong in a run.

use std::path::PathBuf;

use thiserror::Error;
use voxelnet_config::ConfigFileError;
use voxelnet_dataset::DatasetError;
use voxelnet_head::{CheckpointError, WeightsError};
use voxelnet_kitti::KittiError;
use voxelnet_metrics::MetricsError;
use voxelnet_model::ModelError;

/// Why a run cannot start or go on.
#[derive(Debug, Error)]
pub enum TrainError {
    /// There are fewer frames than a step takes, and what does not fill a step is dropped.
    #[error(
        "{num_frames} frames fill no batch of {batch_size}, and train.remainder drops what fills none"
    )]
    NoWholeBatch {
        /// The frames.
        num_frames: usize,
        /// Frames of a step.
        batch_size: usize,
    },
    /// The configuration given is not the one that the run was started with.
    #[error("{}: `{key}` differs from the configuration given; resume with the run's own, or start another run", path.display())]
    OtherConfig {
        /// The configuration of the run.
        path: PathBuf,
        /// The first key that differs.
        key: String,
    },
    /// A configuration is not accepted.
    #[error(transparent)]
    Config(#[from] ConfigFileError),
    /// A file cannot be read or written.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// The run folder already holds a run.
    #[error("{} already holds a run; continue it with --resume, or name another folder", path.display())]
    RunExists {
        /// The folder.
        path: PathBuf,
    },
    /// The run has no such checkpoint.
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
    /// The folder does not say which frames a run is about.
    #[error("{} does not say where its data is, as a run does in data.toml; give --data", path.display())]
    NoData {
        /// The folder.
        path: PathBuf,
    },
    /// The frames given are not those that the run was started with.
    #[error("{}: the run {what} {expected} frames, these {found} are others; resume with its own, or start another run", path.display())]
    OtherFrames {
        /// What the run was started with.
        path: PathBuf,
        /// What it does with them.
        what: &'static str,
        /// How many frames it has.
        expected: usize,
        /// How many were given.
        found: usize,
    },
    /// Half precision was asked for where there is none.
    #[error(
        "train.mixed_precision: true, but this runs on the CPU; expected false, or --device cuda:N"
    )]
    MixedPrecisionOnCpu,
    /// A split without frames.
    #[error("the split has no frames, nothing to do")]
    NoFrames,
    /// A file beside a checkpoint does not belong to it.
    #[error("{}: does not belong to this run: {problem}", path.display())]
    State {
        /// The file.
        path: PathBuf,
        /// What does not fit.
        problem: String,
    },
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
        /// Where it was noted.
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
