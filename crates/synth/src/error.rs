//! Errors of writing a dataset.

use std::path::{Path, PathBuf};

use voxelnet_files::counted;
use voxelnet_kitti::KittiError;
use voxelnet_scene::ScanError;

/// Errors of generating a dataset.
#[derive(Debug, thiserror::Error)]
pub enum SynthError {
    /// A file or folder could not be made or read.
    #[error("{}: cannot be made or read", path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// The file system's answer.
        source: std::io::Error,
    },
    /// A scan could not be written; the reason names it.
    #[error(transparent)]
    Scan(#[from] ScanError),
    /// A label or split file could not be written; the reason names it.
    #[error(transparent)]
    Kitti(#[from] KittiError),
    /// No frame was asked for, or more than can be named.
    #[error("{}, expected 1 to 1000000", counted(*num_frames, "frame"))]
    NumFrames {
        /// The number that was asked for.
        num_frames: usize,
    },
    /// No sensor of this name comes with the program.
    #[error(
        "no sensor is called {name:?}, expected {} or a file that ends in .toml",
        crate::sensor::Sensor::names().collect::<Vec<_>>().join(", ")
    )]
    UnknownSensor {
        /// The name.
        name: String,
    },
    /// A sensor file cannot be used.
    #[error("{}: {reason}", path.display())]
    BadSensor {
        /// The file.
        path: PathBuf,
        /// The fault, and what was expected.
        reason: String,
    },
    /// No class was chosen.
    #[error("no classes, expected at least one")]
    NoClasses,
    /// The share of validation frames is no share.
    #[error("a validation share of {val_fraction}, expected a number in [0, 1]")]
    ValFraction {
        /// The share that was asked for.
        val_fraction: f64,
    },
    /// The folder holds files that are not a dataset of this simulator.
    #[error(
        "{} is not empty and holds no manifest.json; choose a new or an empty folder",
        path.display()
    )]
    ForeignFolder {
        /// The folder.
        path: PathBuf,
    },
    /// The manifest of the folder is damaged.
    #[error("{}: is not JSON; remove the folder or choose another", path.display())]
    BadManifest {
        /// The manifest.
        path: PathBuf,
        /// The fault.
        source: serde_json::Error,
    },
    /// The folder holds a dataset made otherwise.
    #[error(
        "{} holds a dataset made with {found}, expected {expected}; \
         choose another folder or the same options",
        path.display()
    )]
    OtherDataset {
        /// The folder.
        path: PathBuf,
        /// The options of the dataset in the folder that differ.
        found: String,
        /// The options given now that differ.
        expected: String,
    },
}

pub(crate) fn io_error(path: &Path, source: std::io::Error) -> SynthError {
    SynthError::Io { path: path.to_owned(), source }
}
