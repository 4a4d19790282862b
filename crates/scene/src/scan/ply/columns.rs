//! Which properties of a PLY vertex mean what.

use ply_rs::ply::{ElementDef, PropertyType};

use super::header::Element;
use crate::scan::ScanProblem;

/// Names of the intensity in the wild, in the order in which they are trusted; `scalar_` is what
/// CloudCompare puts before every field.
const INTENSITY_NAMES: [&str; 5] =
    ["intensity", "scalar_intensity", "reflectance", "remission", "i"];

/// How to read a vertex into a [`Row`](super::row::Row), and whether it has an intensity.
pub fn vertex_definition(vertex: &Element) -> Result<(ElementDef, bool), ScanProblem> {
    let mut roles: Vec<(usize, &'static str)> = Vec::new();
    for name in ["x", "y", "z"] {
        match scalars_named(vertex, name)[..] {
            [position] => roles.push((position, name)),
            ref found => {
                return Err(ScanProblem::PlyCoordinate { name, num_found: found.len() });
            }
        }
    }
    let intensity =
        INTENSITY_NAMES.iter().find_map(|name| scalars_named(vertex, name).first().copied());
    roles.extend(intensity.map(|position| (position, "intensity")));

    let role_of = |position| roles.iter().find(|(p, _)| *p == position).map(|&(_, role)| role);
    Ok((vertex.definition_with(role_of), intensity.is_some()))
}

/// Positions of the scalar properties of this name in any case.
fn scalars_named(vertex: &Element, name: &str) -> Vec<usize> {
    let properties = vertex.properties.iter().enumerate();
    properties
        .filter(|(_, p)| matches!(p.data_type, PropertyType::Scalar(_)))
        .filter(|(_, p)| p.name.eq_ignore_ascii_case(name))
        .map(|(position, _)| position)
        .collect()
}
