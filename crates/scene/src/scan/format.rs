//! The formats and their extensions.

use std::path::Path;

use crate::scan::decoded::Decoded;
use crate::scan::error::ScanProblem;
use crate::scan::options::ScanOptions;
use crate::scan::{bin, npy, npz, pcd, ply};

/// A scan format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ScanFormat {
    /// Rows of little-endian `f32` without header, as KITTI has them.
    Bin,
    /// Polygon file format, ASCII or binary.
    Ply,
    /// Point cloud data of the Point Cloud Library: ASCII, binary or compressed.
    Pcd,
    /// An array of NumPy with a row a point.
    Npy,
    /// An archive of NumPy with such an array.
    Npz,
}

impl ScanFormat {
    /// The format that the extension of a path names, in any case.
    ///
    /// # Errors
    ///
    /// When no format goes by it.
    pub fn of_path(path: &Path) -> Result<Self, ScanProblem> {
        let extension = path.extension().unwrap_or_default().to_string_lossy();
        match extension.to_ascii_lowercase().as_str() {
            "bin" => Ok(Self::Bin),
            "ply" => Ok(Self::Ply),
            "pcd" => Ok(Self::Pcd),
            "npy" => Ok(Self::Npy),
            "npz" => Ok(Self::Npz),
            _ => Err(ScanProblem::UnknownExtension { extension: extension.into_owned() }),
        }
    }

    pub(super) fn decode(self, bytes: &[u8], opts: &ScanOptions) -> Result<Decoded, ScanProblem> {
        match self {
            Self::Bin => bin::decode(bytes, opts.bin_columns()?),
            Self::Ply => ply::decode(bytes),
            Self::Pcd => pcd::decode(bytes),
            Self::Npy => npy::decode(bytes),
            Self::Npz => npz::decode(bytes),
        }
    }
}
