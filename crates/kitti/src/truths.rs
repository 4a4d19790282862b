//! Label files: rows of ground truth, which have no score.

use std::path::Path;

use crate::error::{KittiError, RowError};
use crate::label::Label;
use crate::label_oddities::LabelOddities;
use crate::label_text::{NUM_LABEL_COLUMNS, NUM_RESULT_COLUMNS, read_rows, rows_of, sort_rows};

/// A label with its line.
#[derive(Clone, Debug, PartialEq)]
pub struct NumberedLabel {
    /// Counted from 1.
    pub line: usize,
    /// The row.
    pub label: Label,
}

/// The rows of a label file, well-formed and malformed.
#[derive(Clone, Debug, PartialEq)]
pub struct NumberedLabels {
    /// The well-formed rows.
    pub labels: Vec<NumberedLabel>,
    /// The malformed rows.
    pub malformed: Vec<RowError>,
    /// The oddities of the well-formed rows.
    pub oddities: LabelOddities,
}

/// The rows of a label file, all well-formed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Truths {
    /// The rows in their order.
    pub labels: Vec<Label>,
    /// The oddities of the rows.
    pub oddities: LabelOddities,
}

impl Truths {
    /// Reads a label file as [`read_truths`] does.
    ///
    /// # Errors
    ///
    /// As [`read_truths`].
    pub fn read(path: &Path) -> Result<Self, KittiError> {
        let NumberedLabels { labels, malformed, oddities } = read_numbered_truths(path)?;
        if malformed.is_empty() {
            let labels = labels.into_iter().map(|numbered| numbered.label).collect();
            Ok(Self { labels, oddities })
        } else {
            Err(KittiError::MalformedRows { rows: malformed })
        }
    }
}

/// Reads a file of ground truth, whose rows have no score. A 16th column that holds the same number in all rows, which
/// some programs write, is left out.
///
/// # Errors
///
/// As [`read_labels`](crate::label_text::read_labels), and [`KittiError::MalformedRows`] when rows have scores.
pub fn read_truths(path: &Path) -> Result<Vec<Label>, KittiError> {
    Ok(Truths::read(path)?.labels)
}

/// As [`read_truths`], each label with its line, and the malformed rows beside them.
///
/// # Errors
///
/// When the file cannot be read as text.
pub fn read_numbered_truths(path: &Path) -> Result<NumberedLabels, KittiError> {
    let text = read_rows(path)?;
    let constant = constant_column(&text, path);
    let (labels, malformed) = sort_rows(&text, path, |mut row| {
        if constant.is_some() {
            row.columns.truncate(NUM_LABEL_COLUMNS);
        }
        if row.columns.len() == NUM_RESULT_COLUMNS {
            return Err(RowError::Score { path: path.to_owned(), line: row.line });
        }
        row.label().map(|label| Some(NumberedLabel { line: row.line, label }))
    });
    let mut oddities = constant.map_or_else(LabelOddities::default, |value| {
        LabelOddities::extra_column(path, &value, labels.len())
    });
    for NumberedLabel { line, label } in &labels {
        oddities.add_row(LabelOddities::of_row(path, *line, label));
    }
    Ok(NumberedLabels { labels, malformed, oddities })
}

/// The text of the 16th column where all rows have one and it holds the same number: no scores of a detector.
///
/// A single row could be a result with any score, so that only the numbers that programs put there for none count.
fn constant_column(text: &str, path: &Path) -> Option<String> {
    let mut rows = rows_of(text, path);
    let first = rows.next()?;
    let score = first.score().filter(|_| first.columns.len() == NUM_RESULT_COLUMNS)?;
    let mut num_others = 0;
    for row in rows {
        if row.columns.len() != NUM_RESULT_COLUMNS || row.score() != Some(score) {
            return None;
        }
        num_others += 1;
    }
    let is_usual = [0., 1., -1.].contains(&score);
    (num_others > 0 || is_usual).then(|| first.columns[NUM_LABEL_COLUMNS].to_owned())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::label_oddities::LabelOddity;

    const CAR: &str =
        "Car 0.33 1 2.46 10.5 192.77 474.04 374.00 1.40 1.66 4.30 -3.28 1.65 6.91 2.02";

    fn read(text: &str) -> Result<Truths, String> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("000123.txt");
        std::fs::write(&path, text).unwrap();
        Truths::read(&path).map_err(|error| error.to_string())
    }

    #[test]
    fn a_column_that_says_the_same_in_all_rows_is_left_out() {
        let expected = read(&format!("{CAR}\n{CAR}\n")).unwrap();
        for value in ["0.0000", "1.00", "0.5"] {
            let found = read(&format!("{CAR} {value}\n\n{CAR} {value}\n")).unwrap();
            assert_eq!(found.labels, expected.labels, "{value}");
            assert_eq!(found.labels[0].to_string(), CAR);
            let line = found.oddities.line_of(LabelOddity::ExtraColumn).unwrap();
            let said = format!("the 16th column, {value} in all rows, is no part of a label");
            assert!(line.contains(&said), "{line}");
        }
        assert!(read(&format!("{CAR} 0\n")).is_ok());
        assert_eq!(expected.oddities, LabelOddities::default());
    }

    #[test]
    fn scores_are_refused() {
        for rows in [
            format!("{CAR} 0.9\n"),
            format!("{CAR} 0.9\n{CAR} 0.8\n"),
            format!("{CAR} 1\n{CAR} 0\n"),
            format!("{CAR} 1\n{CAR}\n"),
        ] {
            let error = read(&rows).unwrap_err();
            assert!(error.contains("16 columns, expected the 15 of a label"), "{error}");
        }
        assert!(read(&format!("{CAR} x\n")).is_err());
    }
}
