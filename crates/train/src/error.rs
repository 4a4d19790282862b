//! What can go wrong in a run.

use std::path::PathBuf;

use thiserror::Error;
use voxelnet_dataset::DatasetError;
use voxelnet_head::WeightsError;
use voxelnet_kitti::KittiError;
use voxelnet_model::ModelError;

/// Why a run cannot start or go on.
#[derive(Debug, Error)]
pub enum TrainError {
    /// The configuration given is not the one that the run was started with.
    #[error("{}: `{key}` differs from the configuration given; resume with the run's own, or start another run", path.display())]
    OtherConfig {
        /// The configuration of the run.
        path: PathBuf,
        /// The first section that differs.
        key: String,
    },
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
    /// The run folder holds no checkpoint.
    #[error("{} holds no checkpoint, expected a folder made by `voxelnet train`", path.display())]
    NoCheckpoint {
        /// The folder.
        path: PathBuf,
    },
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
    /// A term of the loss became NaN or infinite.
    #[error("step {step}: loss term `{term}` is {value} on frames {}; lower the learning rate or look at these frames", frames.join(", "))]
    NotFinite {
        /// The step.
        step: u64,
        /// Name of the term.
        term: &'static str,
        /// Its value.
        value: f64,
        /// The frames of the batch.
        frames: Vec<String>,
    },
    /// A frame or the object database cannot be used.
    #[error(transparent)]
    Dataset(#[from] DatasetError),
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
