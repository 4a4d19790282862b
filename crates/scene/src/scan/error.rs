//! Why a scan file could not be read or written.

use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;

/// A scan file and what is wrong with it.
#[derive(Debug, Error)]
#[error("{}: {problem}", path.display())]
pub struct ScanError {
    /// The file.
    pub path: PathBuf,
    /// What is wrong; its own cause, if any, is this error's source.
    #[source]
    pub problem: ScanProblem,
}

impl ScanError {
    pub(super) fn new(path: &Path, problem: ScanProblem) -> Self {
        Self { path: path.to_owned(), problem }
    }
}

/// What can be wrong with a scan file.
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
    /// No format goes by this extension.
    #[error("unknown scan format {extension:?}, expected the extension bin or ply")]
    UnknownExtension {
        /// The extension, empty when there is none.
        extension: String,
    },
    /// A `.bin` file that does not consist of whole points.
    #[error(
        "size is {num_bytes} bytes, expected a multiple of 16 (x, y, z, intensity as 32-bit floats)"
    )]
    PartialBinPoint {
        /// Size of the file.
        num_bytes: usize,
    },
    /// A line of a PLY header that does not belong where it is.
    #[error("header line {line} is {found:?}, expected {expected}")]
    PlyHeaderLine {
        /// Counted from 1.
        line: usize,
        /// The line, shortened.
        found: String,
        /// What may stand there.
        expected: &'static str,
    },
    /// A PLY header without end.
    #[error("the PLY header has no line \"end_header\" within the first {num_bytes} bytes")]
    PlyHeaderUnended {
        /// Bytes looked at.
        num_bytes: usize,
    },
    /// A PLY header without `format` line.
    #[error("the PLY header has no line \"format ENCODING 1.0\"")]
    PlyFormatMissing,
    /// A PLY file without points.
    #[error("the PLY header has no element \"vertex\"")]
    PlyVertexMissing,
    /// A coordinate is missing, given twice or a list.
    #[error(
        "the PLY element \"vertex\" needs exactly one scalar property {name:?}, has {num_found}"
    )]
    PlyCoordinate {
        /// The coordinate.
        name: &'static str,
        /// How many scalar properties bear this name.
        num_found: usize,
    },
    /// The header promises more than the file can hold.
    #[error("the header declares data of at least {num_expected} bytes, {num_found} follow it")]
    PlyTooShort {
        /// The least the declared elements can take.
        num_expected: u128,
        /// What is there.
        num_found: usize,
    },
    /// An element that is cut off or, in ASCII, does not have the declared numbers.
    #[error("{element} {index} of {count} is cut off or is not {expected}")]
    PlyElement {
        /// Name of the element.
        element: String,
        /// Counted from 1.
        index: usize,
        /// How many are declared.
        count: usize,
        /// What the header declares for it.
        expected: String,
    },
    /// Data after the last declared element.
    #[error(
        "{num_bytes} bytes follow the last element, expected none: the header declares too few"
    )]
    PlySurplus {
        /// How many bytes.
        num_bytes: usize,
    },
}
