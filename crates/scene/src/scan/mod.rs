//! Scan files: one point cloud each.

use std::fmt;
use std::fs;
use std::path::Path;

use crate::{Point, PointCloud, write_atomically};

mod bin;
mod error;
mod ply;

pub use error::{ScanError, ScanProblem};

/// What a scan file held.
#[derive(Clone, Debug, PartialEq)]
pub struct Scan {
    /// The points, all finite, in file order.
    pub cloud: PointCloud,
    /// What was odd about the file without making it unreadable.
    pub warnings: Vec<ScanWarning>,
}

/// Something a user should know about a scan that could be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScanWarning {
    /// Points with a coordinate or intensity that is NaN or infinite were left out.
    NonFinitePoints {
        /// How many.
        num_dropped: usize,
    },
    /// The file has no intensity; every point got 0.
    MissingIntensity,
}

impl fmt::Display for ScanWarning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NonFinitePoints { num_dropped: 1 } => {
                f.write_str("dropped 1 point with a coordinate or intensity that is not finite")
            }
            Self::NonFinitePoints { num_dropped } => write!(
                f,
                "dropped {num_dropped} points with a coordinate or intensity that is not finite"
            ),
            Self::MissingIntensity => {
                f.write_str("the scan has no intensity, every point was given intensity 0")
            }
        }
    }
}

/// Reads a scan in the format its extension names, `.bin` or `.ply` in any case.
///
/// A `.bin` file is KITTI's: x, y, z, intensity as little-endian `f32`, no header. A `.ply` file is
/// ASCII or binary with an element `vertex` that has scalar properties `x`, `y`, `z` and, unless
/// intensity is to be 0, one named `intensity`, `scalar_intensity`, `reflectance`, `remission` or
/// `i` (the first present in this order, in any case). Intensities are taken as they are written.
///
/// # Errors
///
/// When the file cannot be read, its extension is unknown, or its content is malformed or cut off.
pub fn read_scan(path: &Path) -> Result<Scan, ScanError> {
    read(path).map_err(|problem| ScanError::new(path, problem))
}

fn read(path: &Path) -> Result<Scan, ScanProblem> {
    let decode = match format_of(path)? {
        Format::Bin => bin::decode,
        Format::Ply => ply::decode,
    };
    decode(&fs::read(path).map_err(|source| ScanProblem::Unreadable { source })?)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Format {
    Bin,
    Ply,
}

fn format_of(path: &Path) -> Result<Format, ScanProblem> {
    let extension = path.extension().unwrap_or_default().to_string_lossy();
    match extension.to_ascii_lowercase().as_str() {
        "bin" => Ok(Format::Bin),
        "ply" => Ok(Format::Ply),
        _ => Err(ScanProblem::UnknownExtension { extension: extension.into_owned() }),
    }
}

/// Checks, without reading it, that a file can be a scan: that it is there, its format is known, and
/// the size of a `.bin` file is one of whole points.
///
/// # Errors
///
/// When [`read_scan`] would not read it for one of these reasons.
pub fn check_scan(path: &Path) -> Result<(), ScanError> {
    let check = || {
        let (num_bytes, is_bin) = (size_of_file(path)?, format_of(path)? == Format::Bin);
        if is_bin { bin::check_size(num_bytes) } else { Ok(()) }
    };
    check().map_err(|problem| ScanError::new(path, problem))
}

fn size_of_file(path: &Path) -> Result<usize, ScanProblem> {
    let data = fs::metadata(path).map_err(|source| ScanProblem::Unreadable { source })?;
    Ok(data.len() as usize)
}

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

fn write(path: &Path, encoded: std::io::Result<Vec<u8>>) -> Result<(), ScanError> {
    encoded
        .and_then(|bytes| write_atomically(path, &bytes))
        .map_err(|source| ScanError::new(path, ScanProblem::Unwritable { source }))
}

impl Scan {
    /// The finite ones of the points read, with a warning when some were not.
    fn of_finite(mut points: Vec<Point>) -> Self {
        let num_read = points.len();
        points.retain(Point::is_finite);
        let num_dropped = num_read - points.len();
        let warnings = match num_dropped {
            0 => Vec::new(),
            _ => vec![ScanWarning::NonFinitePoints { num_dropped }],
        };
        Self { cloud: PointCloud::new(points), warnings }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::error::Error;

    use proptest::prelude::*;

    use super::*;

    fn bits(cloud: &PointCloud) -> Vec<[u32; 4]> {
        let of_point = |p: &Point| [p.x, p.y, p.z, p.intensity].map(f32::to_bits);
        cloud.points.iter().map(of_point).collect()
    }

    #[test]
    fn the_extension_chooses_the_format_in_any_case() {
        let folder = tempfile::tempdir().unwrap();
        let cloud = PointCloud::new(vec![Point::new(1., 2., 3., 0.5)]);
        let (bin, ply) = (folder.path().join("a.BIN"), folder.path().join("b.Ply"));
        write_bin(&bin, &cloud).unwrap();
        write_ply(&ply, &cloud).unwrap();
        for path in [bin, ply] {
            assert_eq!(read_scan(&path).unwrap(), Scan { cloud: cloud.clone(), warnings: vec![] });
        }
    }

    #[test]
    fn an_unknown_extension_is_told_the_supported_ones() {
        let error = read_scan(Path::new("scans/a.las")).unwrap_err();
        assert_eq!(
            error.to_string(),
            "scans/a.las: unknown scan format \"las\", expected the extension bin or ply"
        );
        assert!(read_scan(Path::new("scans/a")).is_err());
    }

    #[test]
    fn a_missing_file_is_named_and_the_cause_is_kept() {
        let error = read_scan(Path::new("no/such.bin")).unwrap_err();
        assert_eq!(error.to_string(), "no/such.bin: cannot read the scan");
        assert!(error.source().is_some());
    }

    #[test]
    fn malformed_content_is_reported_with_the_path_on_one_line() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.ply");
        fs::write(&path, "ply\nformat ascii 1.0\nnonsense\nend_header\n").unwrap();
        let message = read_scan(&path).unwrap_err().to_string();
        assert!(message.starts_with(&format!("{}: header line 3 ", path.display())), "{message}");
        assert_eq!(message.lines().count(), 1);
    }

    #[test]
    fn warnings_are_sentences_with_the_count() {
        let dropped = |num_dropped| ScanWarning::NonFinitePoints { num_dropped }.to_string();
        assert!(dropped(1).starts_with("dropped 1 point with"));
        assert!(dropped(7).starts_with("dropped 7 points with"));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]

        #[test]
        fn bin_to_ply_and_back_keeps_every_bit(
            points in prop::collection::vec(prop::array::uniform4(prop::num::f32::NORMAL
                | prop::num::f32::SUBNORMAL | prop::num::f32::ZERO), 0..50),
        ) {
            let folder = tempfile::tempdir().unwrap();
            let (bin, ply) = (folder.path().join("a.bin"), folder.path().join("a.ply"));
            let points = points.into_iter().map(|[x, y, z, i]| Point::new(x, y, z, i)).collect();
            let cloud = PointCloud::new(points);
            write_bin(&bin, &cloud).unwrap();
            write_ply(&ply, &read_scan(&bin).unwrap().cloud).unwrap();
            let scan = read_scan(&ply).unwrap();
            prop_assert_eq!(bits(&scan.cloud), bits(&cloud));
            prop_assert!(scan.warnings.is_empty());
        }
    }
}
