//! The line of a row that was read.

use std::path::Path;

use crate::warning::RowKind;

/// Columns of a result row that is dropped for want of a score (official KITTI rules, 1).
const NUM_COLUMNS_WITHOUT_SCORE: usize = 15;

/// The line of a row in its file, from 1; `place` counts the rows that were read, from 0.
///
/// Rows do not keep their lines, so the file is read again. The line of one that has changed is a guess.
pub(super) fn line_of(path: &Path, kind: RowKind, place: usize) -> usize {
    let bytes = std::fs::read(path).unwrap_or_default();
    line_in(&String::from_utf8_lossy(&bytes), kind, place).unwrap_or(place + 1)
}

fn line_in(text: &str, kind: RowKind, place: usize) -> Option<usize> {
    // A line ends with \n, \r\n or \r.
    let lines =
        text.split('\n').flat_map(|line| line.strip_suffix('\r').unwrap_or(line).split('\r'));
    let is_row = |line: &str| match line.split_whitespace().count() {
        0 => false,
        NUM_COLUMNS_WITHOUT_SCORE => kind == RowKind::Label,
        _ => true,
    };
    let mut rows = lines.zip(1..).filter(|(line, _)| is_row(line));
    rows.nth(place).map(|(_, number)| number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blank_lines_and_dropped_rows_are_no_rows() {
        let row = |num_columns: usize| vec!["1"; num_columns].join(" ");
        let text = format!("\n{}\r\n\t\r\n{}\r{}\n", row(16), row(15), row(16));
        let line = |kind, place| line_in(&text, kind, place);
        assert_eq!([0, 1].map(|place| line(RowKind::Result, place)), [Some(2), Some(5)]);
        assert_eq!([0, 1, 3].map(|place| line(RowKind::Label, place)), [Some(2), Some(4), None]);
    }
}
