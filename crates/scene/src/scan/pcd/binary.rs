//! Points one behind the other, little-endian.

use super::header::{Header, num_bytes};
use crate::scan::columns::{Column, decode_columns};
use crate::scan::decoded::Decoded;
use crate::scan::error::ScanProblem;
use crate::scan::fields::PointFields;
use crate::scan::size::check_exact_size;

/// The points whose fields stand at these positions of the header.
pub fn decode(
    data: &[u8],
    header: &Header,
    positions: PointFields<usize>,
) -> Result<Decoded, ScanProblem> {
    let per_point = num_bytes(&header.fields, true);
    check_exact_size(data, per_point.saturating_mul(header.num_points as u128), "point")?;
    // When there is a point, all of it is in memory.
    let columns = positions.map(|position| Column {
        start: num_bytes(&header.fields[..position], true) as usize,
        stride: per_point as usize,
        number: header.fields[position].number,
    });
    Ok(decode_columns(data, header.num_points, columns))
}
