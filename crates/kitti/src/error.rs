//! Errors in a dataset, its files or their rows.

use std::fmt::{self, Write};
use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;
use voxelnet_files::{NotUtf8, counted};

/// The errors of this crate; the text names the file and the expected content.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum KittiError {
    /// A file or folder could not be read or written.
    #[error("{}: {reason}", path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// The message of the operating system.
        reason: io::Error,
    },
    /// The folder of a dataset is not there.
    #[error("{}: {found}, expected a dataset: a folder with training/velodyne in it", root.display())]
    NoFolder {
        /// The path that was opened.
        root: PathBuf,
        /// The thing that is there instead.
        found: &'static str,
    },
    /// A folder is not laid out like the KITTI object benchmark.
    #[error(
        "{root}: found neither training/velodyne nor testing/velodyne, expected \
         {root}/training/velodyne/000000.bin with calib/000000.txt, label_2/000000.txt and \
         (optional) image_2/000000.png beside velodyne, and (optional) {root}/ImageSets/train.txt{hint}",
        root = root.display()
    )]
    Layout {
        /// The folder that was opened.
        root: PathBuf,
        /// A remedy when one is obvious, or nothing.
        hint: &'static str,
    },
    /// A frame lacks one of its files.
    #[error("{}: the {what} of frame {frame} is missing", path.display())]
    MissingFile {
        /// The expected path of the file.
        path: PathBuf,
        /// The content of the file, e.g. `calibration`.
        what: &'static str,
        /// The frame.
        frame: String,
    },
    /// A frame or split name that cannot be part of a file name.
    #[error(
        "{what} {name:?} is not a plain name, expected something like {example} without path separators"
    )]
    Name {
        /// `frame` or `split`.
        what: &'static str,
        /// The offending name.
        name: String,
        /// An example of such a name.
        example: &'static str,
    },
    /// A dataset has no split of a name.
    #[error(
        "{}: there is no split `{split}`, expected {}{}",
        folder.display(),
        alternatives(known),
        split_remedy(split)
    )]
    NoSplit {
        /// The folder of split files.
        folder: PathBuf,
        /// The name that was given.
        split: String,
        /// The names that can be given.
        known: Vec<String>,
    },
    /// A calibration lacks a matrix.
    #[error("{place}: {key} is missing, expected {expected} numbers{elsewhere}")]
    MissingMatrix {
        /// The file, or `calibration` for text without one.
        place: String,
        /// Its key in files of this kind.
        key: &'static str,
        /// The number of its numbers.
        expected: usize,
        /// Another file where it can be, in words, or nothing.
        elsewhere: &'static str,
    },
    /// A matrix of a calibration has too few or too many numbers.
    #[error("{place}:{line}: {key} has {}, expected {expected}", counted(*found, "number"))]
    MatrixLength {
        /// The file, or `calibration` for text without one.
        place: String,
        /// Its line, from 1.
        line: usize,
        /// The official key.
        key: &'static str,
        /// The number of numbers that were found.
        found: usize,
        /// The expected number of numbers.
        expected: usize,
    },
    /// A matrix of a calibration holds something else than a number.
    #[error("{place}:{line}: {key} holds {text:?}, expected {expected} finite numbers")]
    MatrixNumber {
        /// The file, or `calibration` for text without one.
        place: String,
        /// Its line, from 1.
        line: usize,
        /// The official key.
        key: &'static str,
        /// The text in place of a number.
        text: String,
        /// The expected number of numbers.
        expected: usize,
    },
    /// A calibration cannot relate an upright box in one frame to one in the other.
    #[error("{place}: R0_rect x Tr_velo_to_cam has {quantity} {found:.3}, expected {expected}")]
    NotRigid {
        /// The file, or `calibration` for matrices without one.
        place: String,
        /// The measured quantity.
        quantity: &'static str,
        /// Its value.
        found: f64,
        /// The value in a usable calibration.
        expected: &'static str,
    },
    /// A calibration has no camera's projection.
    #[error("{place}: the projection P2 has {quantity} {found}, expected {expected}")]
    NoProjection {
        /// The file, or `calibration` for matrices without one.
        place: String,
        /// The quantity that is wrong.
        quantity: &'static str,
        /// Its value.
        found: f64,
        /// The value in a usable projection.
        expected: &'static str,
    },
    /// An image is not a PNG, or its header is damaged.
    #[error("{}: not a readable PNG header, expected a PNG image of at least 1 x 1 pixels", path.display())]
    NotPng {
        /// The image file.
        path: PathBuf,
    },
    /// A file of a road plane holds none.
    #[error("{}:{line}: {text:?}, expected the four numbers of a plane", path.display())]
    Plane {
        /// The file.
        path: PathBuf,
        /// The line that should hold it, from 1.
        line: usize,
        /// The text that was found.
        text: String,
    },
    /// Rows of label, result or split files that are malformed, all of those found.
    #[error("{}", listed(rows, "malformed rows"))]
    MalformedRows {
        /// The rows, in file order.
        rows: Vec<RowError>,
    },
}

/// One malformed row of a label, result or split file.
#[derive(Clone, Debug, PartialEq, Error)]
#[non_exhaustive]
pub enum RowError {
    /// A row of ground truth has a score.
    #[error("{}:{line}: 16 columns, expected the 15 of a label, which has no score", path.display())]
    Score {
        /// The file.
        path: PathBuf,
        /// Counted from 1.
        line: usize,
    },
    /// A frame of a split that cannot be part of a file name.
    #[error(
        "{}:{line}: frame {frame:?} is not a plain name, expected something like 000123 without path \
         separators",
        path.display()
    )]
    FrameName {
        /// The split file.
        path: PathBuf,
        /// Its line, from 1.
        line: usize,
        /// The text that was found.
        frame: String,
    },
    /// A split lists a frame more than once.
    #[error("{}:{line}: frame {frame} is listed a second time, expected each frame once", path.display())]
    RepeatedFrame {
        /// The split file.
        path: PathBuf,
        /// Its line, from 1.
        line: usize,
        /// The frame.
        frame: String,
    },
    /// The file is no text.
    #[error(
        "{}:{}: {}, expected rows of 15 or 16 columns",
        path.display(),
        found.line,
        if found.is_utf_16 { "UTF-16 and not UTF-8 text" } else { "not UTF-8 text" }
    )]
    Encoding {
        /// The file.
        path: PathBuf,
        /// The first line that is none.
        found: NotUtf8,
    },
    /// The row has neither 15 nor 16 columns.
    #[error("{}:{line}: {}, expected 15 (label) or 16 (result)", path.display(), counted(*found, "column"))]
    ColumnCount {
        /// The file.
        path: PathBuf,
        /// Its line, from 1.
        line: usize,
        /// The number of its columns.
        found: usize,
    },
    /// A column does not hold what its name asks for.
    #[error("{}:{line}: {field} is {text:?}, expected {expected}", path.display())]
    Field {
        /// The file.
        path: PathBuf,
        /// Its line, from 1.
        line: usize,
        /// The name of the column.
        field: &'static str,
        /// The text that was found.
        text: String,
        /// The expected content.
        expected: &'static str,
    },
}

impl KittiError {
    pub(crate) fn io(path: &Path, reason: io::Error) -> Self {
        Self::Io { path: path.to_owned(), reason }
    }
}

/// The text of a file.
pub(crate) fn read_text(path: &Path) -> Result<String, KittiError> {
    voxelnet_files::read_text(path).map_err(|reason| KittiError::io(path, reason))
}

fn alternatives(known: &[String]) -> String {
    format!("{} or a file", known.join(", "))
}

fn split_remedy(split: &str) -> String {
    if ["train", "val", "trainval"].contains(&split) {
        format!("; `voxelnet prepare` writes ImageSets/{split}.txt")
    } else {
        String::new()
    }
}

fn listed<T: fmt::Display>(items: &[T], what: &str) -> String {
    if let [only] = items {
        return only.to_string();
    }
    let mut text = format!("{} {what}:", items.len());
    for item in items {
        // Writing to a String cannot fail.
        let _ = write!(text, "\n  {item}");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(count: usize) -> KittiError {
        let row =
            |line| RowError::ColumnCount { path: "label_2/000123.txt".into(), line, found: 14 };
        KittiError::MalformedRows { rows: (1..=count).map(row).collect() }
    }

    #[test]
    fn a_single_malformed_row_is_the_whole_message() {
        assert_eq!(
            rows(1).to_string(),
            "label_2/000123.txt:1: 14 columns, expected 15 (label) or 16 (result)"
        );
    }

    #[test]
    fn all_malformed_rows_are_listed() {
        let text = rows(230).to_string();
        assert!(text.starts_with("230 malformed rows:\n  label_2/000123.txt:1: "), "{text}");
        assert!(text.ends_with("000123.txt:230: 14 columns, expected 15 (label) or 16 (result)"));
        assert_eq!(text.lines().count(), 231);
    }
}
