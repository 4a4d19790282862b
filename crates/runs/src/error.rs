//! Folders that hold no run, or another one than was expected.

use std::path::PathBuf;

use thiserror::Error;
use voxelnet_config::ConfigFileError;
use voxelnet_detection::WeightsError;
use voxelnet_files::counted;

use crate::checkpoint_files::CheckpointError;

/// The errors of starting, continuing or reading a run.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum RunError {
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
        /// The message of the system.
        source: std::io::Error,
    },
    /// There is no run in a folder.
    #[error("{}: {found}; expected a run made by `voxelnet train`", path.display())]
    NoRun {
        /// The folder.
        path: PathBuf,
        /// The thing that is there instead.
        found: &'static str,
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
    #[error("{}: the run {what} {}, these {found} are others; resume with its own, or start another run", path.display(), counted(*expected, "frame"))]
    OtherFrames {
        /// The file that says what the run was started with.
        path: PathBuf,
        /// The use of the frames.
        what: &'static str,
        /// The number of frames of the run.
        expected: usize,
        /// The number that was given.
        found: usize,
    },
    /// A file beside a checkpoint does not belong to it.
    #[error("{}: does not belong to this run: {problem}", path.display())]
    State {
        /// The file.
        path: PathBuf,
        /// The part that does not fit.
        problem: String,
    },
    /// A weights file is wrong.
    #[error(transparent)]
    Weights(#[from] WeightsError),
}

impl RunError {
    /// Names the file that the system refused.
    pub(crate) fn io(path: impl Into<PathBuf>) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.into();
        move |source| Self::Io { path, source }
    }
}
