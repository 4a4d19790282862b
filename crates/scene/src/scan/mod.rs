//! Scan files: one point cloud each.
//!
//! A format's `decode` finds points and how their intensities are stored, whatever the user asked
//! for; [`Scan`] is made of that in one place.

mod bin;
mod columns;
mod common_scale;
mod content;
#[cfg(test)]
mod damage;
mod decoded;
mod error;
mod fields;
#[cfg(test)]
mod fixtures;
mod format;
mod intensity;
mod layout;
mod npy;
mod npz;
mod number;
mod options;
mod pcd;
mod ply;
mod read;
mod size;
mod viewpoint;
mod warning;
mod word;
mod write;

pub use common_scale::full_scale_of_files;
pub use decoded::Scan;
pub use error::{ScanError, ScanProblem};
pub use format::ScanFormat;
pub use intensity::common_full_scale;
pub use layout::LayoutGuess;
pub use options::{FullScale, IntensityScale, IntensityScaleError, ScanOptions};
pub use read::{check_scan, decode_scan, read_scan, read_scan_from, read_scan_with};
pub use warning::ScanWarning;
pub use write::{write_bin, write_ply};
