//! The pose of the sensor, in the element `camera` that the Point Cloud Library writes.

use nalgebra::{Matrix3, Vector3};
use ply_rs::ply::{ElementDef, Property, PropertyAccess};

use super::header::Element;
use super::row::number_from;
use crate::scan::viewpoint::Viewpoint;

/// Properties of the pose: the position, then the rows of the rotation matrix.
const PROPERTIES: [&str; 12] = [
    "view_px", "view_py", "view_pz", "x_axisx", "x_axisy", "x_axisz", "y_axisx", "y_axisy",
    "y_axisz", "z_axisx", "z_axisy", "z_axisz",
];

/// A camera, whose numbers are in the order of the properties.
pub struct Camera([f64; PROPERTIES.len()]);

impl Camera {
    pub fn viewpoint(&self) -> Viewpoint {
        let (position, rows) = self.0.split_at(3);
        let position = Vector3::from_column_slice(position);
        Viewpoint::from_camera(position, &Matrix3::from_row_slice(rows))
    }
}

/// The definition by which an element is read into a [`Camera`], if it is a single one that has all of it.
pub fn camera_definition(element: &Element) -> Option<ElementDef> {
    let position_of = |name: &str| element.properties.iter().position(|p| p.name == name);
    let positions: Vec<usize> = PROPERTIES.iter().map_while(|name| position_of(name)).collect();
    let is_it =
        element.name == "camera" && element.count == 1 && positions.len() == PROPERTIES.len();
    let role_of = |position: usize| {
        positions.iter().position(|&found| found == position).map(|role| PROPERTIES[role])
    };
    is_it.then(|| element.definition_with(role_of))
}

impl PropertyAccess for Camera {
    fn new() -> Self {
        Self([f64::NAN; PROPERTIES.len()])
    }

    fn set_property(&mut self, name: String, property: Property) {
        let role = PROPERTIES.iter().position(|property| *property == name);
        if let (Some(role), Some(number)) = (role, number_from(&property)) {
            self.0[role] = number.into();
        }
    }
}
