//! The place and the formats of results.

use std::path::PathBuf;

use super::format::Format;

/// The place of the results, their formats, and the files that these need.
pub struct ResultsPlan {
    /// A folder; without one JSON lines are printed.
    pub out: Option<PathBuf>,
    pub formats: Vec<Format>,
    /// Whether numbers have all their digits.
    pub has_full_precision: bool,
    /// Whether to go on with what is in the folder.
    pub resume: bool,
    /// Calibration of the camera: a file, or a folder with one per scan.
    pub calibration: Option<PathBuf>,
    /// Image of the camera: a file, or a folder with one per scan.
    pub image: Option<PathBuf>,
}
