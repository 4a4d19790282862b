//! PCD files of the Point Cloud Library, versions .5 to .7.
//!
//! The pose in the line `VIEWPOINT` is not applied: points are in the frame of their sensor, as the library
//! itself reads them.

use crate::scan::decoded::Decoded;
use crate::scan::error::ScanProblem;
use crate::scan::fields::PointFields;

mod ascii;
mod binary;
mod compressed;
mod header;
mod lzf;

use header::{Encoding, Header};

/// The points of a `.pcd` file.
pub fn decode(bytes: &[u8]) -> Result<Decoded, ScanProblem> {
    let header = Header::parse(bytes)?;
    let data = &bytes[header.num_bytes..];
    let numbers = header.fields.iter().enumerate().filter(|(_, field)| field.count == 1);
    let candidates = numbers.map(|(position, field)| (field.name.as_str(), position));
    let positions = PointFields::find(candidates, "PCD file", "field with COUNT 1")?;
    match header.encoding {
        Encoding::Ascii => ascii::decode(data, &header, positions),
        Encoding::Binary => binary::decode(data, &header, positions),
        Encoding::Compressed => compressed::decode(data, &header, positions),
    }
}

#[cfg(test)]
mod tests;
