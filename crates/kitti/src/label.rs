//! Rows of label and result files.

use std::f64::consts::FRAC_PI_2;
use std::fmt::{self, Display, Formatter};
use std::path::Path;

use nalgebra::Point3;
use voxelnet_files::write_atomically;
use voxelnet_scene::{Box3d, wrap_angle};

use crate::camera_box::CameraBox;
use crate::error::KittiError;
use crate::number::parse_number;
use crate::projection::Rect;

/// One row of a label or result file.
///
/// [`Display`] writes the official row: columns that were read as they stood, others with two decimals,
/// or as the integers that official files have where nothing is known (truncation -1, alpha -10, sizes
/// -1, location -1000).
#[derive(Clone, Debug, PartialEq)]
pub struct Label {
    /// The type's name as written; names compare without regard to case.
    pub kind: String,
    /// The share of the object that is outside the image, 0 to 1; -1 when unknown.
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
    /// The text of the row as it was written.
    pub text: RowText,
}

impl Label {
    /// Whether the row is of this type, without regard to case.
    pub fn is_kind(&self, kind: &str) -> bool {
        self.kind.eq_ignore_ascii_case(kind)
    }

    /// The box of a row whose columns are in the frame of the scan instead of the camera's: x, y, z
    /// the centre at mid-height, the last column the yaw. Yaw in [-pi, pi).
    pub fn lidar_box(&self) -> Box3d {
        let CameraBox { bottom_center, size, rotation_y } = self.camera_box;
        Box3d::new(bottom_center, size, wrap_angle(rotation_y))
    }
}

impl Label {
    /// The same row, whose score is written with all its digits. A map of scores may bring them so near to each other
    /// that fewer would not keep their order.
    pub fn with_whole_score(self) -> Self {
        let Some(score) = self.score else { return self };
        let (row, score) = (self.to_string(), score.to_string());
        let mut columns: Vec<&str> = row.split(' ').collect();
        columns.pop();
        columns.push(&score);
        Self { text: RowText::of(&columns), ..self }
    }

    /// Turns a row that [`Self::lidar_box`] reads into one in the frame of a camera that stands at the
    /// LiDAR and looks along its x.
    pub fn turn_to_camera(&mut self) {
        let Box3d { center, size, yaw } = self.lidar_box();
        let bottom_center = Point3::new(-center.y, size.height / 2. - center.z, center.x);
        self.camera_box = CameraBox { bottom_center, size, rotation_y: -yaw - FRAC_PI_2 };
    }
}

/// The columns of a row as they were read, so that writing the row again changes nothing but spacing.
///
/// It is no part of what the row says: all are equal, and a column whose value was changed is written
/// anew. The default is a row that was not read.
#[derive(Clone, Debug, Default)]
pub struct RowText(Box<str>);

impl RowText {
    pub(crate) fn of(columns: &[&str]) -> Self {
        Self(columns.join(" ").into())
    }

    fn columns(&self) -> impl Iterator<Item = &str> {
        self.0.split(' ').filter(|column| !column.is_empty())
    }
}

impl PartialEq for RowText {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

/// A column behind the type's name: its value, and how it is written when it was not read.
#[derive(Clone, Copy)]
enum Column {
    /// Two decimals, or as an integer when it is the value official files use for unknown.
    Number {
        value: f64,
        unknown: Option<f64>,
    },
    Integer(i32),
    Score(f64),
}

impl Column {
    /// Whether a text says the same.
    fn is_written_as(self, text: &str) -> bool {
        let number = parse_number(text);
        match self {
            Self::Number { value, .. } | Self::Score(value) => number == Some(value),
            Self::Integer(value) => number.is_some_and(|number| number as i32 == value),
        }
    }
}

impl Display for Column {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Number { value, unknown } if Some(value) == unknown => write!(f, "{value}"),
            Self::Number { value, .. } => write!(f, "{value:.2}"),
            Self::Integer(value) => write!(f, "{value}"),
            // Enough decimals to keep single-precision scores, and with them their order, apart.
            Self::Score(value) => write!(f, "{value:.8}"),
        }
    }
}

impl Label {
    /// All columns behind the type's name.
    fn columns(&self) -> impl Iterator<Item = Column> {
        let CameraBox { bottom_center, size, rotation_y } = self.camera_box;
        let Rect { left, top, right, bottom } = self.rect;
        let or_unknown = |value, unknown| Column::Number { value, unknown: Some(unknown) };
        let pixels = |value| Column::Number { value, unknown: None };
        let columns = [
            or_unknown(self.truncation, -1.),
            Column::Integer(self.occlusion),
            or_unknown(self.alpha, -10.),
            pixels(left),
            pixels(top),
            pixels(right),
            pixels(bottom),
            or_unknown(size.height, -1.),
            or_unknown(size.width, -1.),
            or_unknown(size.length, -1.),
            or_unknown(bottom_center.x, -1000.),
            or_unknown(bottom_center.y, -1000.),
            or_unknown(bottom_center.z, -1000.),
            or_unknown(rotation_y, -10.),
        ];
        columns.into_iter().chain(self.score.map(Column::Score))
    }
}

impl Display for Label {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(&self.kind)?;
        let mut read = self.text.columns().skip(1);
        for column in self.columns() {
            match read.next().filter(|text| column.is_written_as(text)) {
                Some(text) => write!(f, " {text}")?,
                None => write!(f, " {column}")?,
            }
        }
        Ok(())
    }
}

/// The text of a label or result file with these rows.
pub fn labels_text(labels: &[Label]) -> String {
    labels.iter().map(|label| format!("{label}\n")).collect()
}

/// Writes a frame's label or result file, one row a line in the given order; no rows make an empty file.
///
/// # Errors
///
/// [`KittiError::Io`] when the file cannot be written; a former version then stays.
pub fn write_labels(path: &Path, labels: &[Label]) -> Result<(), KittiError> {
    write_atomically(path, labels_text(labels).as_bytes())
        .map_err(|reason| KittiError::io(path, reason))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::label_text::{parse_labels, read_labels};

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
    fn a_row_in_the_frame_of_the_scan_turns_to_a_camera_that_looks_along_x() {
        let row = "Car 0 0 -10 -1 -1 -1 -1 1.50 1.60 4.00 20.00 3.00 -1.00 0.30";
        let mut label = parse_labels(row, Path::new("x")).unwrap().remove(0);
        let lidar_box = label.lidar_box();
        label.turn_to_camera();
        let back = crate::calibration::tests::aligned().lidar_box_from_camera(&label.camera_box);
        assert!((back.center - lidar_box.center).norm() < 1e-12);
        assert!(wrap_angle(back.yaw - 0.3).abs() < 1e-12 && lidar_box.yaw == 0.3);
    }

    #[test]
    fn any_spelling_is_written_as_it_was_read_but_for_spacing() {
        let row = "Car\t0.5  1 1e-3 .5 100 200.125 +3 1.5 1.6 4.25 -0 1.70 2e1 -1.5707963 0.9\r\n";
        let [label] = parse_labels(row, Path::new("x")).unwrap().try_into().unwrap();
        let expected: Vec<&str> = row.split_whitespace().collect();
        assert_eq!(label.to_string(), expected.join(" "));
    }

    #[test]
    fn a_column_that_was_changed_is_written_anew_and_no_other() {
        let row = "Car 0.5 1 1e-3 .5 100 200.125 +3 1.5 1.6 4.25 -0 1.70 2e1 -1.5707963";
        let mut label = parse_labels(row, Path::new("x")).unwrap().remove(0);
        label.camera_box.bottom_center.z = 21.;
        label.score = Some(0.25);
        let expected = row.replace("2e1", "21.00") + " 0.25000000";
        assert_eq!(label.to_string(), expected);
    }

    #[test]
    fn a_score_is_the_sixteenth_column_and_keeps_its_order() {
        let mut label = parse_labels(ROWS, Path::new("x")).unwrap().remove(0);
        label.score = Some(0.999_999_94);
        let row = label.to_string();
        assert!(row.ends_with(" 2.02 0.99999994"), "{row}");
        assert_eq!(row.split(' ').count(), 16);
    }

    #[test]
    fn a_whole_score_is_read_back_as_it_was() {
        let mut label = parse_labels(ROWS, Path::new("x")).unwrap().remove(0);
        assert_eq!(label.clone().with_whole_score().to_string(), label.to_string());
        label.score = Some(0.123_456_789_012_345_6);
        let row = label.clone().with_whole_score().to_string();
        assert!(row.ends_with(" 2.02 0.1234567890123456"), "{row}");
        assert_eq!(label.to_string().split(' ').count(), row.split(' ').count());
    }
}
