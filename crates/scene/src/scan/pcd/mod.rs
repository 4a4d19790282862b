//! PCD files of the Point Cloud Library, versions .5 to .7.

use crate::scan::decoded::Decoded;
use crate::scan::error::ScanProblem;
use crate::scan::fields::{Candidate, PointFields, other_names};
use crate::scan::word::without_byte_order_mark;

mod ascii;
mod binary;
mod compressed;
mod header;
mod lzf;

use header::{Encoding, Field, Header};

/// The points of a `.pcd` file.
pub fn decode(bytes: &[u8]) -> Result<Decoded, ScanProblem> {
    let bytes = without_byte_order_mark(bytes);
    let header = Header::parse(bytes)?;
    let data = &bytes[header.num_bytes..];
    let fields = header.fields.iter().enumerate().filter(|(_, field)| field.count > 0);
    let candidates: Vec<Candidate<usize>> = fields
        .map(|(position, Field { name, count, .. })| Candidate {
            name,
            field: position,
            is_single: *count == 1,
        })
        .collect();
    let positions = PointFields::find(&candidates, "PCD file", "field with COUNT 1")?;
    let decoded = match header.encoding {
        Encoding::Ascii => ascii::decode(data, &header, positions),
        Encoding::Binary => binary::decode(data, &header, positions),
        Encoding::Compressed => compressed::decode(data, &header, positions),
    }?;
    let other_fields = other_names(candidates.iter().map(|candidate| candidate.name));
    Ok(Decoded { other_fields, viewpoint: header.viewpoint, ..decoded })
}

#[cfg(test)]
mod tests;
