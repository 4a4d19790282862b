//! Road planes: files that some projects lay beside KITTI's, in `planes/`.

use std::path::Path;

use voxelnet_files::{quotable, write_atomically};

use crate::error::{KittiError, read_text};
use crate::number::parse_number;

/// The road plane a x + b y + c z + d = 0 in the rectified camera frame, metres.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct RoadPlane {
    /// The coefficient of x.
    pub a: f64,
    /// The coefficient of y.
    pub b: f64,
    /// The coefficient of z.
    pub c: f64,
    /// The constant.
    pub d: f64,
}

impl RoadPlane {
    /// The coefficients in the order of the file.
    pub const fn coefficients(self) -> [f64; 4] {
        let Self { a, b, c, d } = self;
        [a, b, c, d]
    }
}

impl From<[f64; 4]> for RoadPlane {
    fn from([a, b, c, d]: [f64; 4]) -> Self {
        Self { a, b, c, d }
    }
}

/// Reads a road plane.
///
/// The file has a comment and two lines with a size, `Width 4` and `Height 1`, before the line with the
/// four numbers.
///
/// # Errors
///
/// [`KittiError::Io`], and [`KittiError::Plane`] when the last line does not hold four finite numbers of
/// a plane.
pub fn read_plane(path: &Path) -> Result<RoadPlane, KittiError> {
    let text = read_text(path)?;
    let rows = text.lines().zip(1..).filter(|(row, _)| !row.trim().is_empty());
    let (row, line) = rows.last().unwrap_or(("", 1));
    let numbers: Option<Vec<f64>> = row.split_whitespace().map(parse_number).collect();
    numbers
        .and_then(|numbers| <[f64; 4]>::try_from(numbers).ok())
        .filter(|[a, b, c, _]| a * a + b * b + c * c > 0.)
        .map(RoadPlane::from)
        .ok_or_else(|| KittiError::Plane { path: path.to_owned(), line, text: quotable(row) })
}

/// Writes a road plane as [`read_plane`] reads it.
///
/// # Errors
///
/// [`KittiError::Io`].
pub fn write_plane(path: &Path, plane: RoadPlane) -> Result<(), KittiError> {
    let RoadPlane { a, b, c, d } = plane;
    let text = format!("# Plane\nWidth 4\nHeight 1\n{a:e} {b:e} {c:e} {d:e}\n");
    write_atomically(path, text.as_bytes()).map_err(|reason| KittiError::io(path, reason))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn the_last_line_holds_the_plane() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("000000.txt");
        let head = "# Plane\nWidth 4\nHeight 1\n";
        std::fs::write(&path, format!("{head}-7.0e-03 -9.99e-01 -1.9e-02 1.68\n\n")).unwrap();
        assert_eq!(read_plane(&path).unwrap(), [-0.007, -0.999, -0.019, 1.68].into());
        for last in ["", "1 2 3", "0 0 0 1", "0 -1 0 x"] {
            std::fs::write(&path, format!("{head}{last}")).unwrap();
            let error = read_plane(&path).unwrap_err().to_string();
            assert!(error.contains("expected the four numbers of a plane"), "{error}");
        }
    }

    #[test]
    fn a_written_plane_reads_back_digit_by_digit() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("000000.txt");
        let plane = RoadPlane::from([-7.123_456_789e-3, -0.999_8, 1.9e-12, 1.65]);
        write_plane(&path, plane).unwrap();
        assert_eq!(read_plane(&path).unwrap(), plane);
        assert!(write_plane(&folder.path().join("no/such.txt"), plane).is_err());
    }
}
