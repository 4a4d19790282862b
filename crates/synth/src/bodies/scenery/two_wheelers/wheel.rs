//! Wheels of motorcycles and scooters.

use nalgebra::{Point3, Vector3};

use crate::{
    mesh::{Mesh, tube},
    surface::Surface,
};

/// Corners of a tyre.
const SIDES: usize = 12;
/// Radius and width of the rim over those of the tyre.
const RIM_SHARE: f64 = 0.6;
const RIM_WIDTH_SHARE: f64 = 1.1;

/// A wheel in the plane y = 0; metres.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wheel {
    pub radius: f64,
    pub width: f64,
}

impl Wheel {
    /// The wheel around a hub; 88 triangles.
    pub fn mesh(self, hub: Point3<f64>) -> Mesh {
        let disc = |radius: f64, width: f64, surface: Surface| {
            let half = Vector3::y() * (width / 2.);
            tube(hub - half, hub + half, radius, SIDES, surface)
        };
        disc(self.radius, self.width, Surface::Rubber).with(disc(
            RIM_SHARE * self.radius,
            RIM_WIDTH_SHARE * self.width,
            Surface::Metal,
        ))
    }
}
