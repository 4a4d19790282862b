//! Errors in datasets.

use std::path::PathBuf;

use thiserror::Error;
use voxelnet_config::ConfigError;
use voxelnet_kitti::KittiError;
use voxelnet_scene::ScanError;

/// The errors of reading frames and object databases.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum DatasetError {
    /// A file cannot be read or written.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// The message of the system.
        source: std::io::Error,
    },
    /// The configuration describes no network.
    #[error(transparent)]
    Network(#[from] ConfigError),
    /// A split is to be made that exists.
    #[error(
        "{}: exists, and splits are never overwritten; remove it, or leave out the options that \
         say how to divide the frames",
        path.display()
    )]
    SplitExists {
        /// Its file.
        path: PathBuf,
    },
    /// A split of other frames stands where the usual one is to be written.
    #[error(
        "{}: lists other frames than the usual split, {num_more} more and {num_fewer} fewer, and splits are never \
         overwritten; remove it, or name another folder with --out DIR",
        path.display()
    )]
    OtherSplit {
        /// Its file.
        path: PathBuf,
        /// The number of its frames that are not in the usual split.
        num_more: usize,
        /// The number of frames of the usual split that it lacks.
        num_fewer: usize,
    },
    /// No frame of the usual split has a scan.
    #[error(
        "{}: none of the {num_scans} scans in training/ is of a frame of the usual split, expected names like 000000.bin \
         to 007480.bin; without --standard-split, --val-fraction says how to divide them",
        root.display()
    )]
    NoStandardFrame {
        /// The folder of the dataset.
        root: PathBuf,
        /// The number of scans that may be labelled.
        num_scans: usize,
    },
    /// A file is no object database.
    #[error("{}: no object database can be read ({problem}), make it with `voxelnet prepare`", path.display())]
    Database {
        /// The file.
        path: PathBuf,
        /// The defect.
        problem: String,
    },
    /// The boxes of a frame hold more points than a database can.
    #[error("frame {frame}: its labelled boxes hold too many points for an object database")]
    TooManyPoints {
        /// The frame.
        frame: String,
    },
    /// Augmentation asks for objects of a class that there are none of.
    #[error("augment.sampling.fill_to.{class}: {problem}")]
    Sampling {
        /// The class.
        class: String,
        /// The reason, and the expected configuration.
        problem: String,
    },
    /// A scan cannot be read.
    #[error(transparent)]
    Scan(#[from] ScanError),
    /// A file of the dataset is wrong.
    #[error(transparent)]
    Kitti(#[from] KittiError),
}

impl DatasetError {
    /// Names the file that the system refused.
    pub(crate) fn io(path: impl Into<PathBuf>) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.into();
        move |source| Self::Io { path, source }
    }
}
