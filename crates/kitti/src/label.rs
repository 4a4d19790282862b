//! Rows of label and result files.

use std::fmt::{self, Display, Formatter};
use std::path::Path;

use voxelnet_scene::write_atomically;

use crate::{CameraBox, KittiError, Rect};

/// One row of a label or result file.
///
/// [`Display`] writes the official row: two decimals, and the integers that official files have where
/// nothing is known (truncation -1, alpha -10, sizes -1, location -1000).
#[derive(Clone, Debug, PartialEq)]
pub struct Label {
    /// The type's name as written; names compare without regard to case.
    pub kind: String,
    /// How much of the object is outside the image, 0 to 1; -1 when unknown.
    pub truncation: f64,
    /// 0 visible, 1 partly occluded, 2 largely occluded, 3 unknown; -1 in DontCare and result rows.
    pub occlusion: i32,
    /// Observation angle, radians; -10 when unknown.
    pub alpha: f64,
    /// The 2D box, pixels.
    pub rect: Rect,
    /// The 3D box in the camera frame.
    pub camera_box: CameraBox,
    /// Confidence of a detection, `None` in labels.
    pub score: Option<f64>,
}

impl Label {
    /// Whether the row is of this type, without regard to case.
    pub fn is_kind(&self, kind: &str) -> bool {
        self.kind.eq_ignore_ascii_case(kind)
    }
}

/// A number with two decimals, or as an integer when it is the value official files use for unknown.
struct OrUnknown(f64, f64);

impl Display for OrUnknown {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Self(value, unknown) = self;
        if value == unknown { write!(f, "{value}") } else { write!(f, "{value:.2}") }
    }
}

impl Display for Label {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let CameraBox { bottom_center, size, rotation_y } = &self.camera_box;
        let Rect { left, top, right, bottom } = &self.rect;
        write!(f, "{} {} {}", self.kind, OrUnknown(self.truncation, -1.), self.occlusion)?;
        write!(f, " {} {left:.2} {top:.2} {right:.2} {bottom:.2}", OrUnknown(self.alpha, -10.))?;
        for extent in [size.height, size.width, size.length] {
            write!(f, " {}", OrUnknown(extent, -1.))?;
        }
        for coordinate in &bottom_center.coords {
            write!(f, " {}", OrUnknown(*coordinate, -1000.))?;
        }
        write!(f, " {}", OrUnknown(*rotation_y, -10.))?;
        // Enough decimals to keep single-precision scores, and with them their order, apart.
        self.score.map_or(Ok(()), |score| write!(f, " {score:.8}"))
    }
}

/// Writes a frame's label or result file, one row a line in the given order; no rows make an empty file.
///
/// # Errors
///
/// [`KittiError::Io`] when the file cannot be written; a former version then stays.
pub fn write_labels(path: &Path, labels: &[Label]) -> Result<(), KittiError> {
    let text: String = labels.iter().map(|label| format!("{label}\n")).collect();
    write_atomically(path, text.as_bytes()).map_err(|reason| KittiError::io(path, reason))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::{parse_labels, read_labels};

    const ROWS: &str = "\
Car 0.33 1 2.46 0.00 192.77 474.04 374.00 1.40 1.66 4.30 -3.28 1.65 6.91 2.02
DontCare -1 -1 -10 503.89 169.71 590.61 190.13 -1 -1 -1 -1000 -1000 -1000 -10
Person_sitting 0.00 3 -0.00 1.00 2.00 3.00 4.00 1.00 1.00 1.00 -10.00 -1.00 1.00 3.14
";

    #[test]
    fn official_rows_are_written_as_they_were_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("000000.txt");
        write_labels(&path, &parse_labels(ROWS, Path::new("x")).unwrap()).unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), ROWS);
        write_labels(&path, &[]).unwrap();
        assert_eq!(read_labels(&path).unwrap(), []);
    }

    #[test]
    fn a_score_is_the_sixteenth_column_and_keeps_its_order() {
        let mut label = parse_labels(ROWS, Path::new("x")).unwrap().remove(0);
        label.score = Some(0.999_999_94);
        let row = label.to_string();
        assert!(row.ends_with(" 2.02 0.99999994"), "{row}");
        assert_eq!(row.split(' ').count(), 16);
    }
}
