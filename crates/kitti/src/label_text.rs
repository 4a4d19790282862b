//! Reading label and result files.

use std::path::Path;

use nalgebra::Point3;
use voxelnet_files::{decode_text, quotable};
use voxelnet_scene::BoxSize;

use crate::camera_box::CameraBox;
use crate::error::{KittiError, RowError};
use crate::label::{Label, RowText};
use crate::number::parse_number;
use crate::projection::Rect;

/// Columns after the type's name: what each is called and holds.
const FIELDS: [(&str, &str); 15] = [
    ("truncation", "a number in [0, 1]"),
    ("occlusion", "an integer from 0 to 3"),
    ("alpha", "an angle in radians"),
    ("left", "a number of pixels"),
    ("top", "a number of pixels"),
    ("right", "a number of pixels"),
    ("bottom", "a number of pixels"),
    ("height", "a number of metres"),
    ("width", "a number of metres"),
    ("length", "a number of metres"),
    ("x", "a number of metres"),
    ("y", "a number of metres"),
    ("z", "a number of metres"),
    ("rotation_y", "an angle in radians"),
    ("score", "a finite number"),
];

pub(crate) const NUM_LABEL_COLUMNS: usize = 15;
pub(crate) const NUM_RESULT_COLUMNS: usize = 16;

/// Reads the rows of a label or result file, keeping their order; `path` is for messages only.
///
/// Columns are separated by any white space, blank lines are skipped. Every finite number is accepted
/// in every column, as the official program does; in a result row, whose occlusion it ignores, that
/// holds for the occlusion as well, while a label's occlusion must be an integer (official KITTI rules, 1).
///
/// # Errors
///
/// [`KittiError::MalformedRows`] with every malformed row of the text.
pub fn parse_labels(text: &str, path: &Path) -> Result<Vec<Label>, KittiError> {
    parse_rows(text, path, |row| row.label().map(Some))
}

/// Reads a label or result file.
///
/// # Errors
///
/// As [`parse_labels`], and [`KittiError::Io`].
pub fn read_labels(path: &Path) -> Result<Vec<Label>, KittiError> {
    parse_labels(&read_rows(path)?, path)
}

/// Reads a result file, and how many of its rows have no score: these are dropped, whatever they say
/// (official KITTI rules, 1).
///
/// # Errors
///
/// As [`read_labels`].
pub fn read_results(path: &Path) -> Result<(Vec<Label>, usize), KittiError> {
    let mut num_dropped = 0;
    let results = parse_rows(&read_rows(path)?, path, |row| {
        if row.columns.len() == NUM_LABEL_COLUMNS {
            num_dropped += 1;
            return Ok(None);
        }
        row.label().map(Some)
    })?;
    Ok((results, num_dropped))
}

/// The text of a file of rows.
pub(crate) fn read_rows(path: &Path) -> Result<String, KittiError> {
    let bytes = std::fs::read(path).map_err(|reason| KittiError::io(path, reason))?;
    decode_text(bytes).map_err(|found| {
        let rows = vec![RowError::Encoding { path: path.to_owned(), found }];
        KittiError::MalformedRows { rows }
    })
}

/// The labels of all rows that are not blank, or all their errors.
fn parse_rows(
    text: &str,
    path: &Path,
    label: impl FnMut(Row<'_>) -> Result<Option<Label>, RowError>,
) -> Result<Vec<Label>, KittiError> {
    let (labels, rows) = sort_rows(text, path, label);
    if rows.is_empty() { Ok(labels) } else { Err(KittiError::MalformedRows { rows }) }
}

/// The labels of the rows that are not blank, and the errors of the others.
pub(crate) fn sort_rows<T>(
    text: &str,
    path: &Path,
    mut label: impl FnMut(Row<'_>) -> Result<Option<T>, RowError>,
) -> (Vec<T>, Vec<RowError>) {
    let mut labels = Vec::new();
    let mut errors = Vec::new();
    for row in rows_of(text, path) {
        match label(row) {
            Ok(label) => labels.extend(label),
            Err(error) => errors.push(error),
        }
    }
    (labels, errors)
}

/// The rows that are not blank.
pub(crate) fn rows_of<'a>(text: &'a str, path: &'a Path) -> impl Iterator<Item = Row<'a>> {
    // A line ends with \n, \r\n or \r.
    let lines =
        text.split('\n').flat_map(|line| line.strip_suffix('\r').unwrap_or(line).split('\r'));
    lines.zip(1..).filter_map(move |(row, line)| {
        let columns: Vec<&str> = row.split(is_space).filter(|column| !column.is_empty()).collect();
        (!columns.is_empty()).then_some(Row { columns, path, line })
    })
}

/// Whether C takes a character for white space.
fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\r' | '\x0b' | '\x0c')
}

/// A row of a label or result file that is not blank.
pub(crate) struct Row<'a> {
    pub(crate) columns: Vec<&'a str>,
    pub(crate) path: &'a Path,
    /// Counted from 1.
    pub(crate) line: usize,
}

impl Row<'_> {
    /// The number of the last column of a result row.
    pub(crate) fn score(&self) -> Option<f64> {
        self.columns.get(NUM_LABEL_COLUMNS).and_then(|column| parse_number(column))
    }

    /// What the row says; without a score when it has none.
    pub(crate) fn label(&self) -> Result<Label, RowError> {
        let found = self.columns.len();
        let has_score = found == NUM_RESULT_COLUMNS;
        if !has_score && found != NUM_LABEL_COLUMNS {
            return Err(RowError::ColumnCount {
                path: self.path.to_owned(),
                line: self.line,
                found,
            });
        }
        let truncation = self.number(1)?;
        let occlusion = if has_score { self.ignored_occlusion()? } else { self.occlusion()? };
        let alpha = self.number(3)?;
        let [left, top, right, bottom] = self.numbers(4)?;
        let [height, width, length, x, y, z, rotation_y] = self.numbers(8)?;
        Ok(Label {
            kind: self.columns[0].to_owned(),
            truncation,
            occlusion,
            alpha,
            rect: Rect { left, top, right, bottom },
            camera_box: CameraBox {
                bottom_center: Point3::new(x, y, z),
                size: BoxSize { length, width, height },
                rotation_y,
            },
            score: has_score.then(|| self.number(15)).transpose()?,
            text: RowText::of(&self.columns),
        })
    }

    fn numbers<const N: usize>(&self, first: usize) -> Result<[f64; N], RowError> {
        let mut numbers = [0.; N];
        for (number, column) in numbers.iter_mut().zip(first..) {
            *number = self.number(column)?;
        }
        Ok(numbers)
    }

    fn number(&self, column: usize) -> Result<f64, RowError> {
        parse_number(self.columns[column]).ok_or_else(|| self.refuse(column))
    }

    fn occlusion(&self) -> Result<i32, RowError> {
        self.columns[2].parse().map_err(|_| self.refuse(2))
    }

    /// Detectors write -1, -1.00 or 0.0 there; a float converts to the nearest `i32` towards zero.
    fn ignored_occlusion(&self) -> Result<i32, RowError> {
        self.occlusion().or_else(|_| self.number(2).map(|number| number as i32))
    }

    fn refuse(&self, column: usize) -> RowError {
        let (field, expected) = FIELDS[column - 1];
        let text = quotable(self.columns[column]);
        RowError::Field { path: self.path.to_owned(), line: self.line, field, text, expected }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    const CAR: &str =
        "Car 0.33 1 2.46 10.5 192.77 474.04 374.00 1.40 1.66 4.30 -3.28 1.65 6.91 2.02";

    fn parsed(text: &str) -> Result<Vec<Label>, String> {
        parse_labels(text, Path::new("label_2/000123.txt")).map_err(|error| error.to_string())
    }

    fn with_column(column: usize, text: &str) -> String {
        let mut columns: Vec<&str> = CAR.split(' ').collect();
        columns[column] = text;
        columns.join(" ")
    }

    #[test]
    fn messages_quote_a_word_shortened() {
        let row = format!("Car 0 0 0 0 0 9 9 {}\u{7} 1.6 4.0 0 1.7 20 0", "3.".repeat(900));
        let message = parsed(&row).unwrap_err();
        assert!(message.contains("height is \"3.3.") && message.len() < 300, "{message}");
    }

    #[test]
    fn columns_reach_their_fields() {
        let [label] = parsed(&format!("{CAR} 0.75")).unwrap().try_into().unwrap();
        let size = BoxSize { height: 1.4, width: 1.66, length: 4.3 };
        let bottom_center = Point3::new(-3.28, 1.65, 6.91);
        let expected = Label {
            kind: "Car".to_owned(),
            truncation: 0.33,
            occlusion: 1,
            alpha: 2.46,
            rect: Rect { left: 10.5, top: 192.77, right: 474.04, bottom: 374. },
            camera_box: CameraBox { bottom_center, size, rotation_y: 2.02 },
            score: Some(0.75),
            text: RowText::default(),
        };
        assert_eq!(label, expected);
        assert_eq!(parsed(CAR).unwrap(), [Label { score: None, ..expected }]);
    }

    #[test]
    fn white_space_blank_lines_and_number_spellings_do_not_matter() {
        let text =
            format!("\r\n{}\r\n \t\n{CAR}", CAR.replace(' ', "\t ").replace("0.33", "+3.3e-1"));
        let labels = parsed(&text).unwrap();
        assert_eq!(labels.len(), 2);
        assert_eq!(labels[0], labels[1]);
        assert_eq!(parsed("").unwrap(), []);
    }

    #[test]
    fn order_of_rows_is_kept() {
        let text =
            ["Van", "Car", "DontCare", "car"].map(|kind| CAR.replace("Car", kind)).join("\n");
        let kinds: Vec<String> =
            parsed(&text).unwrap().into_iter().map(|label| label.kind).collect();
        assert_eq!(kinds, ["Van", "Car", "DontCare", "car"]);
    }

    #[test]
    fn a_wrong_number_of_columns_names_the_line_and_both_counts() {
        let short = CAR.rsplit_once(' ').unwrap().0;
        assert_eq!(
            parsed(&format!("{CAR}\n\n{CAR}\n{short}")).unwrap_err(),
            "label_2/000123.txt:4: 14 columns, expected 15 (label) or 16 (result)"
        );
        assert!(parsed(&format!("{CAR} 1 2")).unwrap_err().contains(":1: 17 columns, expected 15"));
    }

    #[test]
    fn what_is_no_number_is_named_with_its_column() {
        for (column, text, expected) in [
            (1, "abc", "truncation is \"abc\", expected a number in [0, 1]"),
            (2, "0.0", "occlusion is \"0.0\", expected an integer from 0 to 3"),
            (3, "--", "alpha is \"--\", expected an angle in radians"),
            (7, "1,5", "bottom is \"1,5\", expected a number of pixels"),
            (10, "nan", "length is \"nan\", expected a number of metres"),
            (13, "inf", "z is \"inf\", expected a number of metres"),
            (14, "pi", "rotation_y is \"pi\", expected an angle in radians"),
        ] {
            let error = parsed(&with_column(column, text)).unwrap_err();
            assert_eq!(error, format!("label_2/000123.txt:1: {expected}"));
        }
        assert!(parsed(&format!("{CAR} NaN")).unwrap_err().contains("score is \"NaN\""));
    }

    #[test]
    fn a_result_row_may_carry_any_number_as_its_ignored_occlusion() {
        for (text, expected) in [("0.0", 0), ("-1.00", -1), ("2", 2), ("1e99", i32::MAX)] {
            let row = format!("{} 0.5", with_column(2, text));
            assert_eq!(parsed(&row).unwrap()[0].occlusion, expected);
        }
        assert!(parsed(&format!("{} 0.5", with_column(2, "x"))).is_err());
    }

    #[test]
    fn all_malformed_rows_are_reported_at_once() {
        let error = parsed(&format!("x\n{CAR}\ny z")).unwrap_err();
        assert_eq!(error.lines().count(), 3, "{error}");
        assert!(
            error.contains("000123.txt:1: 1 column,") && error.contains("000123.txt:3: 2 columns")
        );
    }

    #[test]
    fn lines_end_as_on_any_system_and_columns_are_set_apart_by_what_c_takes_for_space() {
        let text = format!("{CAR}\r{}\r\n{CAR}\n\r\nx", CAR.replace(' ', "\x0b\x0c"));
        assert!(parsed(&text).unwrap_err().contains("000123.txt:5: 1 column,"));
        assert_eq!(parsed(text.trim_end_matches('x')).unwrap().len(), 3);
    }

    #[test]
    fn result_rows_without_a_score_are_dropped_unread() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("000123.txt");
        let dropped = with_column(2, "0.5").replace("2.02", "x");
        std::fs::write(&path, format!("{dropped}\n{CAR} 0.5\n{CAR}\n")).unwrap();
        let (results, num_dropped) = read_results(&path).unwrap();
        assert_eq!((results.len(), num_dropped), (1, 2));
    }

    #[test]
    fn what_is_no_text_is_refused_with_its_line() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("000123.txt");
        std::fs::write(&path, [CAR.as_bytes(), b"\n\xff\xfe\n"].concat()).unwrap();
        let error = read_labels(&path).unwrap_err().to_string();
        let what = "not UTF-8 text, expected rows of 15 or 16 columns";
        assert!(error.ends_with(&format!("000123.txt:2: {what}")), "{error}");
        std::fs::write(&path, b"\xff\xfeC\0a\0r\0").unwrap();
        let error = read_labels(&path).unwrap_err().to_string();
        assert!(error.contains("000123.txt:1: UTF-16 and not UTF-8 text"), "{error}");
    }

    #[test]
    fn a_byte_order_mark_is_no_part_of_the_first_type() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("000123.txt");
        std::fs::write(&path, format!("\u{feff}{CAR}\n")).unwrap();
        assert_eq!(read_labels(&path).unwrap(), parsed(CAR).unwrap());
    }
}
