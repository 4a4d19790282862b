//! The header of an array.

use std::borrow::Cow;

use super::item::{ItemType, num_items};
use super::literal::Literal;
use crate::scan::error::{ScanProblem, excerpt};

const MAGIC: &[u8] = b"\x93NUMPY";

/// Far more than the header of any array of points has, version and length included.
pub const MAX_BYTES: usize = 64 * 1024;

/// The header of an array.
#[derive(Debug)]
pub struct Header {
    pub item: ItemType,
    pub shape: Vec<u64>,
    /// Whether items stand together whose first index differs, not the last one.
    pub is_fortran_order: bool,
    /// Bytes before the data.
    pub num_bytes: usize,
}

impl Header {
    /// Reads the header that `bytes` start with.
    pub fn parse(bytes: &[u8]) -> Result<Self, ScanProblem> {
        let (text, num_bytes) = text_of(bytes)?;
        let literal = Literal::parse(&text).map_err(|rest| problem(rest, "a Python literal"))?;
        let item = literal.value_of("descr").and_then(ItemType::parse);
        let order = literal.value_of("fortran_order").and_then(Literal::as_flag);
        let shape = literal.value_of("shape").and_then(Literal::as_numbers);
        Ok(Self {
            item: item.ok_or_else(|| problem(&text, "\"descr\" with a type of fixed size"))?,
            shape: shape.ok_or_else(|| problem(&text, "\"shape\" with whole numbers"))?,
            is_fortran_order: order
                .ok_or_else(|| problem(&text, "\"fortran_order\" with True or False"))?,
            num_bytes,
        })
    }

    /// Bytes of the data; the largest number when it is too much to count.
    pub fn num_data_bytes(&self) -> u128 {
        self.item.num_bytes().saturating_mul(num_items(&self.shape))
    }
}

/// The text of the header, and how many bytes it ends at.
fn text_of(bytes: &[u8]) -> Result<(Cow<'_, str>, usize), ScanProblem> {
    let (start, length) = match bytes.strip_prefix(MAGIC) {
        Some(&[1, 0, a, b, ..]) => (10, u16::from_le_bytes([a, b]).into()),
        Some(&[2 | 3, 0, a, b, c, d, ..]) => (12, u32::from_le_bytes([a, b, c, d])),
        _ => return Err(ScanProblem::NpyMagic),
    };
    let end = (length as usize).saturating_add(start);
    match bytes.get(start..end.min(MAX_BYTES + 1)) {
        Some(text) if end <= MAX_BYTES => Ok((String::from_utf8_lossy(text), end)),
        _ => {
            let num_found = bytes.len();
            Err(ScanProblem::NpyHeaderLength { num_bytes: end, num_found, max_bytes: MAX_BYTES })
        }
    }
}

fn problem(found: &str, expected: &'static str) -> ScanProblem {
    ScanProblem::NpyHeader { found: excerpt(found.trim_end()), expected }
}
