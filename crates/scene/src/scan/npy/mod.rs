//! NumPy arrays: a row a point, with numbers of one type or with named ones.
//!
//! Headers are read here: the parsers of them that there are believe the length they announce, and
//! take a time exponential in how deep they are nested.

use crate::scan::decoded::Decoded;
use crate::scan::error::ScanProblem;
use crate::scan::size::check_exact_size;

mod header;
mod item;
mod literal;
mod table;

pub use header::{Header, MAX_BYTES as MAX_HEADER_BYTES};
pub use table::Table;

/// The points of a `.npy` file.
pub fn decode(bytes: &[u8]) -> Result<Decoded, ScanProblem> {
    let header = Header::parse(bytes)?;
    let data = &bytes[header.num_bytes..];
    check_exact_size(data, header.num_data_bytes(), "row")?;
    Ok(Table::of(&header)?.decode(data))
}

#[cfg(test)]
mod tests;
