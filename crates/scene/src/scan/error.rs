//! Errors of reading and writing scan files.

use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;
use voxelnet_files::{agreeing, counted};

use crate::scan::layout::LayoutGuess;

/// A scan file and what is wrong with it.
#[derive(Debug, Error)]
#[error("{}: {problem}", path.display())]
pub struct ScanError {
    /// The file.
    pub path: PathBuf,
    /// The fault; its own cause, if any, is this error's source.
    #[source]
    pub problem: ScanProblem,
}

impl ScanError {
    pub(super) fn new(path: &Path, problem: ScanProblem) -> Self {
        Self { path: path.to_owned(), problem }
    }
}

/// A fault of a scan file.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ScanProblem {
    /// The file system did not hand the file out.
    #[error("cannot read the scan")]
    Unreadable {
        /// The file system's answer.
        source: io::Error,
    },
    /// The file system did not take the file.
    #[error("cannot write the scan")]
    Unwritable {
        /// The file system's answer.
        source: io::Error,
    },
    /// More than can be a scan.
    #[error("the scan has more than {max_bytes} bytes, expected at most so many")]
    TooLarge {
        /// The most that is read.
        max_bytes: u64,
    },
    /// No format goes by this extension.
    #[error("unknown scan format {extension:?}, expected the extension bin, ply, pcd, npy or npz")]
    UnknownExtension {
        /// The extension, empty when there is none.
        extension: String,
    },
    /// The content is that of another kind of file.
    #[error("the content is {found}, expected {expected}; {remedy}")]
    OtherContent {
        /// The kind of the content.
        found: &'static str,
        /// The kind that the name of the file stands for.
        expected: &'static str,
        /// How a scan comes out of it.
        remedy: &'static str,
    },
    /// The numbers of a `.bin` file look like those of another layout.
    #[error("{guess}")]
    BinLayout {
        /// The layout that they look like.
        guess: LayoutGuess,
    },
    /// A number of columns that has no room for a point.
    #[error("{}, expected at least 3: x, y, z", counted(*num_columns, "column"))]
    TooFewColumns {
        /// The number that was asked for.
        num_columns: usize,
    },
    /// A `.bin` file that does not consist of whole points.
    #[error(
        "size is {}, expected a multiple of {bytes_per_point} ({} of 32-bit floats){}",
        counted(*num_bytes, "byte"),
        counted(*num_columns, "column"),
        would_fit(fitting)
    )]
    PartialBinPoint {
        /// Size of the file.
        num_bytes: usize,
        /// Size of a point.
        bytes_per_point: usize,
        /// Numbers in a row.
        num_columns: usize,
        /// Numbers in a row that would give whole points.
        fitting: Vec<usize>,
    },
    /// A line of a header that does not belong where it is.
    #[error("header line {line} is {found:?}, expected {expected}")]
    HeaderLine {
        /// Counted from 1.
        line: usize,
        /// The line, shortened.
        found: String,
        /// The values that may stand there.
        expected: &'static str,
    },
    /// A header that lacks a line, or has no end.
    #[error("the header has no line {expected} within its first {num_bytes} bytes")]
    HeaderLineMissing {
        /// The expected line.
        expected: &'static str,
        /// Bytes looked at.
        num_bytes: usize,
    },
    /// A coordinate is missing, given twice or not a single number.
    #[error("the {holder} needs exactly one {kind} {name:?}, has {num_found}")]
    Coordinate {
        /// The holder of the coordinate.
        holder: &'static str,
        /// The word for a coordinate in this format.
        kind: &'static str,
        /// The coordinate.
        name: &'static str,
        /// The number of those with this name.
        num_found: usize,
    },
    /// The header promises more than the file can hold.
    #[error("the header declares data of at least {num_expected} bytes, {num_found} follow it")]
    TooShort {
        /// The least that what is declared can take.
        num_expected: u128,
        /// The value found.
        num_found: usize,
    },
    /// A row that is cut off or, in ASCII, does not have the declared numbers.
    #[error("{element} {index} of {count} is cut off or is not {expected}")]
    Row {
        /// The kind of row.
        element: String,
        /// Counted from 1.
        index: usize,
        /// The declared number.
        count: usize,
        /// The declaration in the header.
        expected: String,
    },
    /// A word that stands where a number should.
    #[error("{element} {index} of {count}: {word:?} is no number{}", decimal_comma(word))]
    Word {
        /// The kind of row.
        element: String,
        /// Counted from 1.
        index: usize,
        /// The declared number.
        count: usize,
        /// The word, shortened.
        word: String,
    },
    /// A pose of a sensor that is none.
    #[error("{place} is {found:?}, expected {expected}; without --apply-viewpoint it is ignored")]
    Viewpoint {
        /// The line or the row.
        place: String,
        /// The pose, shortened.
        found: String,
        /// The values that may stand there.
        expected: &'static str,
    },
    /// Data after all that was declared.
    #[error(
        "{} {} the last {element}, expected none: the header declares too few",
        counted(*num_bytes, "byte"),
        agreeing(*num_bytes, "follows", "follow")
    )]
    Surplus {
        /// The unit of the data.
        element: &'static str,
        /// The number of bytes.
        num_bytes: usize,
    },
    /// A line of a PCD header that does not have a value for each field.
    #[error("{keyword} has {}, expected {num_fields}: one for each of FIELDS", counted(*num_found, "value"))]
    PcdValues {
        /// The first word of the line.
        keyword: &'static str,
        /// Values it has.
        num_found: usize,
        /// Fields there are.
        num_fields: usize,
    },
    /// A type of numbers that there is not.
    #[error(
        "field {field:?} has SIZE {size}, expected 1, 2, 4 or 8 for TYPE I and U, 2, 4 or 8 for F"
    )]
    PcdNumberType {
        /// Name of the field, shortened.
        field: String,
        /// Bytes of a number.
        size: usize,
    },
    /// A PCD header that contradicts itself.
    #[error("POINTS is {num_points}, expected WIDTH times HEIGHT, {width} times {height}")]
    PcdPointCount {
        /// POINTS.
        num_points: usize,
        /// WIDTH.
        width: usize,
        /// HEIGHT.
        height: usize,
    },
    /// Compressed data of another size than the header tells.
    #[error("the compressed data has {num_found} bytes unpacked, expected {num_expected}")]
    PcdUnpackedSize {
        /// The bytes of the fields of all points.
        num_expected: u128,
        /// The number given before the data.
        num_found: u32,
    },
    /// Compressed data that cannot be unpacked.
    #[error("{num_packed} bytes of LZF do not unpack to {num_unpacked} bytes: they are damaged")]
    PcdCompression {
        /// Size of the compressed data.
        num_packed: u32,
        /// The expected unpacked size.
        num_unpacked: u32,
    },
    /// No array of NumPy.
    #[error("no NumPy array: expected \"\\x93NUMPY\", a version from 1.0 to 3.0 and a length")]
    NpyMagic,
    /// A header of an array that is cut off or too long.
    #[error("the array's header ends at byte {num_bytes}, expected at most {}", .num_found.min(.max_bytes))]
    NpyHeaderLength {
        /// Size given at its start.
        num_bytes: usize,
        /// Size of the file.
        num_found: usize,
        /// The most that is read.
        max_bytes: usize,
    },
    /// A header of an array that does not say what it should.
    #[error("the array's header has {found:?}, expected {expected}")]
    NpyHeader {
        /// The part that is not understood, shortened.
        found: String,
        /// The expected content.
        expected: &'static str,
    },
    /// An array that has no points in its rows.
    #[error("the array has the shape {}, expected (points, columns) with at least 3 columns", excerpt(&format!("{shape:?}")))]
    NpyShape {
        /// Length along each index.
        shape: Vec<u64>,
    },
    /// An array that has a column for each point.
    #[error(
        "the array has the shape [{num_rows}, {num_columns}], expected (points, columns): transpose it, as \
         numpy.save(FILE, array.T) does"
    )]
    NpyTransposed {
        /// Length along the first index.
        num_rows: u64,
        /// Length along the second index.
        num_columns: u64,
    },
    /// An array of something else than points.
    #[error(
        "the array has no numbers that can be read, expected integers or floats of up to 8 bytes"
    )]
    NpyType,
    /// No archive, or one that is damaged.
    #[error("the archive cannot be read: {reason}")]
    NpzArchive {
        /// The fault.
        reason: String,
    },
    /// An archive in which it is not clear what the points are.
    #[error("the archive has the arrays {}, expected \"points\" or a single one", excerpt(&format!("{names:?}")))]
    NpzArrays {
        /// Those there are.
        names: Vec<String>,
    },
}

fn decimal_comma(word: &str) -> &'static str {
    let has_digits = word.starts_with(|c: char| c == '-' || c.is_ascii_digit());
    if has_digits && word.contains(',') {
        ", expected decimals behind a point and a space between numbers"
    } else {
        ""
    }
}

/// Such as `; --columns 3 or 5 would fit (dataset.scan.columns for a dataset)`.
fn would_fit(fitting: &[usize]) -> String {
    let numbers: Vec<String> = fitting.iter().map(usize::to_string).collect();
    let numbers = match numbers.split_last() {
        None => return String::new(),
        Some((only, [])) => only.clone(),
        Some((last, others)) => format!("{} or {last}", others.join(", ")),
    };
    format!("; --columns {numbers} would fit (dataset.scan.columns for a dataset)")
}

/// A piece of a file for a message that quotes it, shortened.
pub(super) fn excerpt(text: &str) -> String {
    const MAX_CHARS: usize = 60;
    text.chars().take(MAX_CHARS).collect()
}

/// A name from a file for a message that does not quote it: short, and harmless to a terminal.
pub(super) fn printable(name: &str) -> String {
    const MAX_CHARS: usize = 24;
    let replace = |char: char| if char.is_control() { char::REPLACEMENT_CHARACTER } else { char };
    name.chars().take(MAX_CHARS).map(replace).collect()
}
