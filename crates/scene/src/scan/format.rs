//! The formats and their extensions.

use std::path::Path;

use crate::scan::error::ScanProblem;

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

    /// A description of the content of such files.
    pub(super) fn content(self) -> &'static str {
        match self {
            Self::Bin => "rows of 32-bit floats",
            Self::Ply => "a PLY file",
            Self::Pcd => "a PCD file",
            Self::Npy => "a NumPy array",
            Self::Npz => "a zip archive of NumPy arrays",
        }
    }
}
