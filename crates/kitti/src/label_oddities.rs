//! Label files that can be read and yet hardly say what was meant.

use std::collections::BTreeMap;
use std::f64::consts::TAU;
use std::path::Path;

use serde::{Deserialize, Serialize};
use voxelnet_files::counted;

use crate::label::Label;

/// An angle up to this is one in radians, rounding allowed for.
const MAX_ANGLE: f64 = TAU + 0.01;

/// The value of an angle that is not known.
const UNKNOWN_ANGLE: f64 = -10.;

/// Whether an angle of a label or result row can be none in radians; -10 is one that is not known.
///
/// ```
/// use voxelnet_kitti::looks_like_degrees;
///
/// assert!(looks_like_degrees(-85.94));
/// assert!(!looks_like_degrees(-6.28) && !looks_like_degrees(-10.));
/// ```
pub fn looks_like_degrees(angle: f64) -> bool {
    angle.abs() > MAX_ANGLE && angle != UNKNOWN_ANGLE
}

/// The oddities of label files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum LabelOddity {
    /// A 16th column that holds the same in all rows; it was left out.
    ExtraColumn,
    /// A heading that can be no angle in radians.
    RotationInDegrees,
    /// An observation angle that can be none in radians.
    AlphaInDegrees,
    /// An occlusion that is none of KITTI's.
    UnknownOcclusion,
}

/// The rows with one oddity.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OddRows {
    /// The place and the content of the first one.
    pub first: String,
    /// Their number.
    pub num_rows: usize,
    /// The number of files that have such rows.
    pub num_files: usize,
}

/// The oddities of some label files; each displays as one line with its first row and how many there are.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LabelOddities(BTreeMap<LabelOddity, OddRows>);

impl LabelOddities {
    /// The oddities of one row.
    pub(crate) fn of_row(path: &Path, line: usize, label: &Label) -> Self {
        let mut found = Self::default();
        if label.is_kind("DontCare") {
            return found;
        }
        let rotation = label.camera_box.rotation_y;
        let checks = [
            (LabelOddity::RotationInDegrees, "rotation_y", rotation, looks_like_degrees(rotation)),
            (LabelOddity::AlphaInDegrees, "alpha", label.alpha, looks_like_degrees(label.alpha)),
            (
                LabelOddity::UnknownOcclusion,
                "occlusion",
                label.occlusion.into(),
                !(-1..=3).contains(&label.occlusion),
            ),
        ];
        for (oddity, column, value, is_odd) in checks {
            if is_odd {
                let first = format!("{}:{line}: {column} is {value}", path.display());
                found.0.insert(oddity, OddRows { first, num_rows: 1, num_files: 1 });
            }
        }
        found
    }

    /// The oddity of a file whose rows have a constant 16th column.
    pub(crate) fn extra_column(path: &Path, value: &str, num_rows: usize) -> Self {
        let first = format!("{}: the 16th column, {value} in all rows", path.display());
        let rows = OddRows { first, num_rows, num_files: 1 };
        Self([(LabelOddity::ExtraColumn, rows)].into())
    }

    /// Adds those of another row of the same file.
    pub(crate) fn add_row(&mut self, other: Self) {
        self.join(other, 0);
    }

    /// Adds those of other files that come behind.
    pub fn add(&mut self, other: Self) {
        self.join(other, 1);
    }

    fn join(&mut self, other: Self, files_each: usize) {
        for (oddity, rows) in other.0 {
            match self.0.get_mut(&oddity) {
                Some(known) => {
                    known.num_rows += rows.num_rows;
                    known.num_files += rows.num_files * files_each;
                }
                None => drop(self.0.insert(oddity, rows)),
            }
        }
    }

    /// The rows with an oddity, if there are any.
    pub fn of(&self, oddity: LabelOddity) -> Option<&OddRows> {
        self.0.get(&oddity)
    }

    /// The line about an oddity, if there is any.
    pub fn line_of(&self, oddity: LabelOddity) -> Option<String> {
        self.of(oddity).map(|rows| line(oddity, rows))
    }

    /// One line for each oddity.
    pub fn lines(&self) -> impl Iterator<Item = String> {
        self.0.iter().map(|(&oddity, rows)| line(oddity, rows))
    }
}

impl LabelOddity {
    /// All of them, the gravest first.
    pub const ALL: [Self; 4] =
        [Self::RotationInDegrees, Self::AlphaInDegrees, Self::UnknownOcclusion, Self::ExtraColumn];

    /// The remedy for the labels, or their treatment.
    pub fn remedy(self) -> &'static str {
        match self {
            Self::RotationInDegrees | Self::AlphaInDegrees => {
                "expected radians: multiply the column by pi / 180"
            }
            Self::UnknownOcclusion => {
                "expected 0 to 3, or -1 when unknown: no level of KITTI's evaluation counts such objects"
            }
            Self::ExtraColumn => "expected 15 columns",
        }
    }
}

impl OddRows {
    /// A sentence about the oddity, with the first row and how many there are.
    pub fn sentence(&self, oddity: LabelOddity) -> String {
        let Self { first, num_rows, num_files } = self;
        let (files, rows) = (counted(*num_files, "file"), counted(*num_rows, "row"));
        match oddity {
            LabelOddity::RotationInDegrees | LabelOddity::AlphaInDegrees => {
                format!("{first}, which looks like degrees, in {rows} of {files}")
            }
            LabelOddity::UnknownOcclusion => format!("{first}, in {rows} of {files}"),
            LabelOddity::ExtraColumn => {
                format!("{first}, is no part of a label and was left out, in {files}")
            }
        }
    }
}

fn line(oddity: LabelOddity, rows: &OddRows) -> String {
    format!("{}; {}", rows.sentence(oddity), oddity.remedy())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::label_text::parse_labels;

    fn of_rows(file: &str, rows: &[&str]) -> LabelOddities {
        let path = Path::new(file);
        let labels = parse_labels(&rows.join("\n"), path).unwrap();
        let mut found = LabelOddities::default();
        for (label, line) in labels.iter().zip(1..) {
            found.add_row(LabelOddities::of_row(path, line, label));
        }
        found
    }

    const CAR: &str = "Car 0 0 1.5 0 0 9 9 1.5 1.6 4.0 0 1.7 20 -6.28";

    #[test]
    fn angles_in_degrees_are_counted_with_the_first() {
        let turned = CAR.replace("-6.28", "-85.94");
        let mut found = of_rows("a.txt", &[CAR, &turned, &turned.replace(" 1.5 0 0", " 90 0 0")]);
        found.add(of_rows("b.txt", &[&turned]));
        let lines: Vec<String> = found.lines().collect();
        assert_eq!(
            lines,
            [
                "a.txt:2: rotation_y is -85.94, which looks like degrees, in 3 rows of 2 files; expected radians: \
                 multiply the column by pi / 180",
                "a.txt:3: alpha is 90, which looks like degrees, in 1 row of 1 file; expected radians: multiply \
                 the column by pi / 180",
            ]
        );
    }

    #[test]
    fn good_rows_and_unknown_values_are_not_odd() {
        let dont_care = "DontCare -1 9 -10 0 0 9 9 -1 -1 -1 -1000 -1000 -1000 -100";
        let unknown = CAR.replace(" 1.5 0 0", " -10 0 0").replace("-6.28", "-10");
        assert_eq!(of_rows("a.txt", &[CAR, dont_care, &unknown]), LabelOddities::default());
    }

    #[test]
    fn an_occlusion_of_another_dataset_is_odd() {
        let found = of_rows("a.txt", &[&CAR.replace("Car 0 0", "Car 0 4")]);
        let line = found.line_of(LabelOddity::UnknownOcclusion).unwrap();
        assert!(
            line.starts_with("a.txt:1: occlusion is 4, in 1 row of 1 file; expected 0 to 3"),
            "{line}"
        );
        assert_eq!(found.of(LabelOddity::ExtraColumn), None);
    }
}
