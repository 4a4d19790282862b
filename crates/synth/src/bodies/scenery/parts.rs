//! Small parts that many bodies are put together from.

use nalgebra::Point3;
use voxelnet_scene::BoxSize;

use crate::{
    mesh::{Mesh, cuboid, frustum},
    model::Model,
    surface::Surface,
};

/// From where to where something reaches along one axis, metres; the lesser end first.
pub(super) type Span = (f64, f64);

/// The span of a given length around zero.
pub(super) fn centered(length: f64) -> Span {
    (-length / 2., length / 2.)
}

/// A box given by its spans along the axes; 12 triangles.
pub(super) fn slab(x: Span, y: Span, z: Span, surface: Surface) -> Mesh {
    cuboid(Point3::new(x.0, y.0, z.0), Point3::new(x.1, y.1, z.1), surface)
}

/// An upright round post at (x, y) with its radii at the bottom and at the top.
pub(super) fn post(
    at: (f64, f64),
    z: Span,
    radii: (f64, f64),
    sides: usize,
    surface: Surface,
) -> Mesh {
    let end = |z: f64| Point3::new(at.0, at.1, z);
    frustum((end(z.0), radii.0), (end(z.1), radii.1), sides, surface)
}

/// Clutter that takes a square of the given side on the ground, up to its own top.
pub(super) fn on_square(side: f64, mesh: Mesh) -> Model {
    let height = mesh.bounds().1.z;
    Model { class: None, size: BoxSize { length: side, width: side, height }, mesh }
}

/// Clutter whose room on the ground is all of its extent: the mesh is centred over the origin.
pub(super) fn boxed(mesh: Mesh) -> Model {
    let (min, max) = mesh.bounds();
    let extent = max - min;
    let size = BoxSize { length: extent.x, width: extent.y, height: extent.z };
    let mesh = mesh.shifted(-(min.x + max.x) / 2., -(min.y + max.y) / 2., -min.z);
    Model { class: None, size, mesh }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bodies::scenery::checks::{assert_fits_its_room, assert_stands_on_the_ground};

    #[test]
    fn a_boxed_mesh_is_centred_and_keeps_its_extent() {
        let model = boxed(slab((1., 3.), (0., 1.), (-2., -1.5), Surface::Wood));
        assert_eq!((model.size.length, model.size.width, model.size.height), (2., 1., 0.5));
        assert_stands_on_the_ground(&model);
        assert_fits_its_room(&model);
    }

    #[test]
    fn a_post_stands_where_it_is_put() {
        let (min, max) = post((1., 2.), (0., 3.), (0.1, 0.05), 8, Surface::Metal).bounds();
        assert!((min.z, max.z) == (0., 3.) && (max.x - 1.).abs() < 0.11 && min.y > 1.89);
    }
}
