//! Boxes as KITTI's annotators draw them: one size for all that a track shows.

use nalgebra::{Point3, Vector3};
use voxelnet_scene::BoxSize;

use crate::{class::Class, mesh::Mesh, model::Model};

/// The room that something takes while it moves, metres.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Envelope {
    pub min: Point3<f64>,
    pub max: Point3<f64>,
}

impl Envelope {
    /// The room of a mesh.
    pub fn of(mesh: &Mesh) -> Self {
        let (min, max) = mesh.bounds();
        Self { min, max }
    }

    /// The room of both.
    pub fn joined(self, other: Self) -> Self {
        Self { min: self.min.inf(&other.min), max: self.max.sup(&other.max) }
    }

    /// The room grown by `slack` (length, width, height): on both sides by half of it, and upward. Less
    /// than zero leaves something out.
    pub fn grown(self, slack: Vector3<f64>) -> Self {
        let half = Vector3::new(slack.x / 2., slack.y / 2., 0.);
        let up = Vector3::new(0., 0., slack.z);
        Self { min: self.min - half, max: self.max + half + up }
    }

    /// The size of a box around it.
    pub fn size(&self) -> BoxSize {
        let extent = self.max - self.min;
        BoxSize { length: extent.x, width: extent.y, height: extent.z }
    }

    /// The body whose box this is. The mesh may reach beyond it with what annotators leave out.
    pub fn model(self, class: Class, mesh: Mesh) -> Model {
        let middle = nalgebra::center(&self.min, &self.max);
        let mesh = mesh.shifted(-middle.x, -middle.y, -self.min.z);
        Model { class: Some(class), size: self.size(), mesh }
    }
}

/// The mesh with its lowest point at z = 0.
pub(crate) fn on_the_ground(mesh: Mesh) -> Mesh {
    let ground = mesh.bounds().0.z;
    mesh.shifted(0., 0., -ground)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{mesh::cuboid, surface::Surface};

    #[test]
    fn a_box_holds_all_moments_and_its_slack_and_its_mesh_stands_in_it() {
        let part = |x: f64, top: f64| {
            let low = Point3::new(x, 0., 2.);
            on_the_ground(cuboid(low, Point3::new(x + 1., 0.5, top), Surface::Coat))
        };
        let both = Envelope::of(&part(0., 4.)).joined(Envelope::of(&part(2., 5.)));
        let Model { size, mesh, .. } =
            both.grown(Vector3::new(0.2, 0.1, 0.3)).model(Class::Pedestrian, part(0., 4.));
        let sizes = Vector3::new(size.length, size.width, size.height);
        assert!((sizes - Vector3::new(3.2, 0.6, 3.3)).norm() < 1e-12, "{sizes}");
        let (min, max) = mesh.bounds();
        assert!((min - Point3::new(-1.5, -0.25, 0.)).norm() < 1e-12, "{min}");
        assert!((max - Point3::new(-0.5, 0.25, 2.)).norm() < 1e-12, "{max}");
    }
}
