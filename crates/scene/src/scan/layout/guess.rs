//! Layouts of rows of numbers.

use std::fmt::{self, Display, Formatter};

/// A layout that the rows of a `.bin` file seem to have instead of the expected one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LayoutGuess {
    /// Rows of another number of 32-bit floats.
    Columns {
        /// Numbers in a row, as it seems.
        num_columns: usize,
        /// Numbers in a row by which it would be read.
        expected: usize,
    },
    /// Numbers most of which can be neither coordinates nor intensities.
    Noise,
    /// Numbers of another type.
    Type {
        /// The type in words, such as `64-bit floats`.
        name: &'static str,
        /// NumPy's code for it, such as `<f8`.
        code: &'static str,
    },
}

impl Display for LayoutGuess {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Columns { num_columns, expected } => write!(
                f,
                "the rows look like {num_columns} numbers each, expected {expected}: --columns {num_columns} \
                 reads them, --columns {expected} takes them as expected (dataset.scan.columns for a dataset)"
            ),
            Self::Noise => f.write_str(
                "most numbers are no coordinates, beyond 10000 km or below 0.1 mm, expected rows of 32-bit floats; \
                 --columns N takes them as they are (dataset.scan.columns for a dataset)",
            ),
            Self::Type { name, code } => write!(
                f,
                "the numbers look like {name}, expected 32-bit floats: convert them, as \
                 numpy.fromfile(FILE, \"{code}\").astype(\"<f4\").tofile(NEW) does, or take them as they are \
                 with --columns N (dataset.scan.columns for a dataset)"
            ),
        }
    }
}
