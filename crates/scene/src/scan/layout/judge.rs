//! The most likely layout, if it is not the expected one.

use super::columns::likely_columns;
use super::guess::LayoutGuess;
use super::sample::Sample;
use super::types::{HALVES, could_be_halves, likely_type};

/// The layout that the numbers seem to have, if it is not that of 32-bit floats with so many columns.
///
/// `bytes` are the first ones of the file or all of them.
pub fn guess_layout(
    bytes: &[u8],
    num_file_bytes: usize,
    num_columns: usize,
) -> Option<LayoutGuess> {
    let sample = Sample::of(bytes);
    likely_type(&sample).or_else(|| {
        let likely = likely_columns(&sample, num_file_bytes, num_columns)?;
        let guess = LayoutGuess::Columns { num_columns: likely, expected: num_columns };
        Some(if could_be_halves(&sample) { HALVES } else { guess })
    })
}
