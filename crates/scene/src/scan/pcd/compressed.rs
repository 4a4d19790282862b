//! Fields one behind the other, each with all its points, under LZF.

use std::borrow::Cow;

use super::header::{Field, Header, num_bytes};
use super::lzf;
use crate::scan::columns::{Column, decode_columns};
use crate::scan::decoded::Decoded;
use crate::scan::error::ScanProblem;
use crate::scan::fields::PointFields;
use crate::scan::size::{check_exact_size, check_memory};

/// The points whose fields stand at these positions of the header.
pub fn decode(
    data: &[u8],
    header: &Header,
    positions: PointFields<usize>,
) -> Result<Decoded, ScanProblem> {
    let Some((&[a, b, c, d, e, f, g, h], packed)) = data.split_first_chunk() else {
        return Err(ScanProblem::TooShort { num_expected: 8, num_found: data.len() });
    };
    let num_packed = u32::from_le_bytes([a, b, c, d]);
    let num_unpacked = u32::from_le_bytes([e, f, g, h]);
    check_exact_size(packed, num_packed.into(), "point")?;
    let has_padding = has_padding(header, num_unpacked)?;
    check_memory(num_unpacked.into(), header.num_points as u128)?;
    let packed = &packed[..num_packed as usize];
    let unpacked = lzf::decompress(packed, num_unpacked as usize).map(Cow::Owned);
    // Some writers store what would not become smaller.
    let stored = || (num_packed == num_unpacked).then_some(Cow::Borrowed(packed));
    let table =
        unpacked.or_else(stored).ok_or(ScanProblem::PcdCompression { num_packed, num_unpacked })?;

    let columns = positions.map(|position| {
        let Field { number, count, .. } = header.fields[position];
        let start = num_bytes(&header.fields[..position], has_padding) as usize * header.num_points;
        Column { start, stride: count.saturating_mul(number.num_bytes()), number }
    });
    Ok(decode_columns(&table, header.num_points, columns))
}

/// Whether padding takes room in the table. The Point Cloud Library leaves it out there even if the
/// header has it; others need not.
fn has_padding(header: &Header, num_found: u32) -> Result<bool, ScanProblem> {
    let of_all = |has_padding| {
        num_bytes(&header.fields, has_padding).saturating_mul(header.num_points as u128)
    };
    let num_expected = of_all(false);
    match u128::from(num_found) {
        found if found == num_expected => Ok(false),
        found if found == of_all(true) => Ok(true),
        _ => Err(ScanProblem::PcdUnpackedSize { num_expected, num_found }),
    }
}
