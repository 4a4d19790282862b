//! Scans into files.

use std::io;
use std::path::Path;

use crate::scan::error::{ScanError, ScanProblem};
use crate::scan::{bin, ply};
use voxelnet_files::write_atomically;

use crate::cloud::PointCloud;

/// Writes a cloud as a KITTI `.bin` file: little-endian `f32` x, y, z, intensity per point.
///
/// # Errors
///
/// When the file cannot be written; a former file is then untouched.
pub fn write_bin(path: &Path, cloud: &PointCloud) -> Result<(), ScanError> {
    write(path, Ok(bin::encode(cloud)))
}

/// Writes a cloud as a binary little-endian `.ply` file with `float` x, y, z and intensity.
///
/// # Errors
///
/// When the file cannot be written; a former file is then untouched.
pub fn write_ply(path: &Path, cloud: &PointCloud) -> Result<(), ScanError> {
    write(path, ply::encode(cloud))
}

fn write(path: &Path, encoded: io::Result<Vec<u8>>) -> Result<(), ScanError> {
    encoded
        .and_then(|bytes| write_atomically(path, &bytes))
        .map_err(|source| ScanError::new(path, ScanProblem::Unwritable { source }))
}
