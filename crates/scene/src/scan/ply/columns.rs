//! The meaning of the properties of a PLY vertex.

use ply_rs::ply::{ElementDef, PropertyDef, PropertyType, ScalarType};

use super::header::Element;
use crate::scan::decoded::StoredIntensity;
use crate::scan::error::ScanProblem;
use crate::scan::fields::{Candidate, PointFields};

/// The definition by which a vertex is read into a [`Row`](super::row::Row), and its kind of intensity.
pub fn vertex_definition(vertex: &Element) -> Result<(ElementDef, StoredIntensity), ScanProblem> {
    let properties = vertex.properties.iter().enumerate();
    let scalars = properties
        .filter(|(_, p)| matches!(p.data_type, PropertyType::Scalar(_)))
        .map(|(field, p)| Candidate { name: &p.name, field, is_single: true });
    let scalars: Vec<Candidate<usize>> = scalars.collect();
    let fields = PointFields::find(&scalars, "PLY element \"vertex\"", "scalar property")?;

    let [x, y, z] = fields.coordinates.map(Some);
    let roles = [(x, "x"), (y, "y"), (z, "z"), (fields.intensity, "intensity")];
    let role_of =
        |position| roles.iter().find(|(p, _)| *p == Some(position)).map(|&(_, role)| role);
    let are_integers = fields.intensity.map(|position| is_integer(&vertex.properties[position]));
    Ok((vertex.definition_with(role_of), StoredIntensity::of(are_integers)))
}

fn is_integer(property: &PropertyDef) -> bool {
    !matches!(property.data_type, PropertyType::Scalar(ScalarType::Float | ScalarType::Double))
}
