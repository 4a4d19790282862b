//! PLY files, through `ply-rs`; nothing outside this folder knows that crate.
//!
//! The header is checked here, because `ply-rs` panics on numbers that do not fit, lets a repeated
//! name replace its namesake and believes any count. Its element reader and its writer do the rest.

use std::io;

use ply_rs::ply::{
    Addable, ElementDef, Encoding, KeyMap, Ply, PropertyDef, PropertyType, ScalarType,
};
use ply_rs::writer::Writer;

use crate::cloud::PointCloud;
use crate::scan::decoded::Decoded;
use crate::scan::error::ScanProblem;
use crate::scan::fields::other_names;
use crate::scan::viewpoint::Viewpoint;
use crate::scan::word::without_byte_order_mark;

mod camera;
mod columns;
mod header;
mod payload;
mod row;

use camera::{Camera, camera_definition};
use columns::vertex_definition;
use header::{Header, VERTEX};
use payload::Payload;
use row::Row;

/// The points of a `.ply` file.
pub fn decode(bytes: &[u8]) -> Result<Decoded, ScanProblem> {
    let bytes = without_byte_order_mark(bytes);
    let header = Header::parse(bytes)?;
    let data = &bytes[header.num_bytes..];
    header.check_size_of(data)?;
    let (definition, intensity) = vertex_definition(header.vertex()?)?;

    let mut payload = Payload::new(data, header.encoding);
    let mut points = Vec::new();
    let mut viewpoint = Viewpoint::Missing;
    for element in &header.elements {
        match camera_definition(element) {
            _ if element.name == VERTEX => points = payload.read_points(&definition)?,
            Some(camera) => {
                payload.read(&camera, |camera: Camera| viewpoint = camera.viewpoint())?;
            }
            None => payload.skip(&element.definition())?,
        }
    }
    payload.finish()?;
    let names = header.vertex()?.properties.iter().map(|property| property.name.as_str());
    Ok(Decoded { points, intensity, other_fields: other_names(names), viewpoint })
}

/// The content of a binary little-endian `.ply` file.
pub fn encode(cloud: &PointCloud) -> io::Result<Vec<u8>> {
    let mut vertex = ElementDef::new(VERTEX.to_owned());
    for name in ["x", "y", "z", "intensity"] {
        let float = PropertyType::Scalar(ScalarType::Float);
        vertex.properties.add(PropertyDef::new(name.to_owned(), float));
    }
    let mut ply = Ply::<Row>::new();
    ply.header.encoding = Encoding::BinaryLittleEndian;
    ply.header.elements.add(vertex);
    let rows = cloud.points.iter().copied().map(Row).collect();
    ply.payload = KeyMap::from_iter([(VERTEX.to_owned(), rows)]);

    let mut bytes = Vec::new();
    Writer::new().write_ply(&mut bytes, &mut ply)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests;
