//! Triangle meshes of bodies: x forward, y left, z up, standing on z = 0 around the origin, metres.

mod loft;
mod solids;

pub(crate) use loft::{Section, loft};
pub(crate) use solids::{Disc, cuboid, ellipsoid, frustum, quad, tube};

use nalgebra::{Isometry3, Point3, Vector3};
use voxelnet_scene::BoxSize;

use crate::surface::Surface;

/// One triangle; either side can be met.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Triangle {
    pub corners: [Point3<f64>; 3],
    pub surface: Surface,
}

/// Triangles without order.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Mesh {
    pub triangles: Vec<Triangle>,
}

impl Mesh {
    /// No triangles.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a triangle.
    pub fn push(&mut self, corners: [Point3<f64>; 3], surface: Surface) {
        self.triangles.push(Triangle { corners, surface });
    }

    /// Adds all triangles of another mesh.
    pub fn append(&mut self, other: Self) {
        self.triangles.extend(other.triangles);
    }

    /// This mesh and another one.
    pub fn with(mut self, other: Self) -> Self {
        self.append(other);
        self
    }

    /// The mesh with every corner replaced.
    pub fn map(mut self, corner: impl Fn(Point3<f64>) -> Point3<f64>) -> Self {
        for triangle in &mut self.triangles {
            triangle.corners = triangle.corners.map(&corner);
        }
        self
    }

    /// The mesh moved.
    pub fn moved(self, motion: &Isometry3<f64>) -> Self {
        self.map(|corner| motion * corner)
    }

    /// The mesh shifted.
    pub fn shifted(self, x: f64, y: f64, z: f64) -> Self {
        self.map(|corner| corner + Vector3::new(x, y, z))
    }

    /// The mesh mirrored to the other side, left to right.
    pub fn mirrored(self) -> Self {
        self.map(|corner| Point3::new(corner.x, -corner.y, corner.z))
    }

    /// The least and the greatest coordinates.
    ///
    /// # Panics
    /// When the mesh is empty.
    pub fn bounds(&self) -> (Point3<f64>, Point3<f64>) {
        let corners = self.triangles.iter().flat_map(|triangle| triangle.corners);
        let bounds = corners.fold(None, |bounds, corner| {
            let (min, max) = bounds.unwrap_or((corner, corner));
            Some((min.inf(&corner), max.sup(&corner)))
        });
        bounds.unwrap_or_else(|| panic!("a mesh without triangles has no bounds"))
    }

    /// The mesh stretched and shifted to fill a box that stands on the origin.
    pub fn fitted(self, size: BoxSize) -> Self {
        let (min, max) = self.bounds();
        let target = Vector3::new(size.length, size.width, size.height);
        let scale = target.component_div(&(max - min));
        let foot = Point3::new((min.x + max.x) / 2., (min.y + max.y) / 2., min.z);
        self.map(|corner| Point3::from((corner - foot).component_mul(&scale)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fitted_mesh_fills_its_box_and_stands_on_the_ground() {
        let body = ellipsoid(Point3::new(3., -2., 7.), Vector3::new(1., 2., 0.5), 8, Surface::Coat);
        let size = BoxSize { length: 0.8, width: 0.6, height: 1.7 };
        let (min, max) = body.fitted(size).bounds();
        assert!((min - Point3::new(-0.4, -0.3, 0.)).norm() < 1e-12, "{min}");
        assert!((max - Point3::new(0.4, 0.3, 1.7)).norm() < 1e-12, "{max}");
    }
}
