//! Small parts that many bodies are put together from.

use nalgebra::{Point2, Point3};
use voxelnet_scene::BoxSize;

use crate::{
    mesh::{Disc, Mesh, cuboid, frustum, tube},
    model::Model,
    span::Span,
    surface::Surface,
};

/// Up to this height bodies keep to their room on the ground, metres.
pub(super) const HEADROOM: f64 = 2.;
/// Corners of the cross-section of a bar.
const BAR_SIDES: usize = 4;

/// A box given by its spans along the axes; 12 triangles.
pub(super) fn slab(x: Span, y: Span, z: Span, surface: Surface) -> Mesh {
    cuboid(Point3::new(x.from, y.from, z.from), Point3::new(x.to, y.to, z.to), surface)
}

/// Radii of an upright round body.
#[derive(Clone, Copy, Debug)]
pub(super) struct Radii {
    pub bottom: f64,
    pub top: f64,
}

impl Radii {
    /// The same radius from the bottom to the top.
    pub fn even(radius: f64) -> Self {
        Self { bottom: radius, top: radius }
    }
}

/// An upright round post at (x, y).
pub(super) fn post(at: Point2<f64>, z: Span, radii: Radii, sides: usize, surface: Surface) -> Mesh {
    let end = |z: f64, radius: f64| Disc::new(Point3::new(at.x, at.y, z), radius);
    frustum(end(z.from, radii.bottom), end(z.to, radii.top), sides, surface)
}

/// An upright round post in the middle.
pub(super) fn shaft(sides: usize, z: Span, radii: Radii, surface: Surface) -> Mesh {
    post(Point2::origin(), z, radii, sides, surface)
}

/// A bar between two points; 12 triangles.
pub(super) fn bar(from: Point3<f64>, to: Point3<f64>, radius: f64, surface: Surface) -> Mesh {
    tube(from, to, radius, BAR_SIDES, surface)
}

/// Places along a length where to put something, both ends included, at most `distance` apart;
/// `room` is kept clear of the ends.
pub(super) fn places(length: f64, distance: f64, room: f64) -> impl Iterator<Item = f64> {
    let reach = (length - 2. * room).max(0.);
    let num_gaps = (reach / distance).ceil().max(1.);
    (0..=num_gaps as usize).map(move |i| reach * (i as f64 / num_gaps - 0.5))
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

/// Clutter whose room on the ground is the extent of its faces that reach below head height;
/// roofs and crowns stick out of it. The mesh is centred over the origin.
pub(super) fn under_headroom(mesh: Mesh) -> Model {
    let bottom = mesh.bounds().0.z;
    let mut low = mesh.clone();
    low.triangles.retain(|face| face.corners.iter().any(|corner| corner.z < bottom + HEADROOM));
    let (min, max) = low.bounds();
    let mesh = mesh.shifted(-(min.x + max.x) / 2., -(min.y + max.y) / 2., -bottom);
    let height = mesh.bounds().1.z;
    let size = BoxSize { length: max.x - min.x, width: max.y - min.y, height };
    Model { class: None, size, mesh }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bodies::scenery::checks::{assert_fits_its_room, assert_stands_on_the_ground};
    use crate::span::span;

    #[test]
    fn a_boxed_mesh_is_centred_and_keeps_its_extent() {
        let model = boxed(slab(span(1., 3.), span(0., 1.), span(-2., -1.5), Surface::Wood));
        assert_eq!((model.size.length, model.size.width, model.size.height), (2., 1., 0.5));
        assert_stands_on_the_ground(&model);
        assert_fits_its_room(&model);
    }

    #[test]
    fn a_roof_above_head_height_takes_no_room_on_the_ground() {
        let leg = slab(span(1., 1.2), span(0., 0.2), span(0., 2.5), Surface::Metal);
        let roof = slab(span(0., 3.), span(-1., 1.), span(2.5, 2.6), Surface::Roof);
        let model = under_headroom(leg.with(roof));
        assert!((model.size.length - 0.2).abs() < 1e-12 && model.size.height == 2.6);
        assert_fits_its_room(&model);
    }

    #[test]
    fn a_post_stands_where_it_is_put() {
        let (min, max) = post(
            Point2::new(1., 2.),
            span(0., 3.),
            Radii { bottom: 0.1, top: 0.05 },
            8,
            Surface::Metal,
        )
        .bounds();
        assert!((min.z, max.z) == (0., 3.) && (max.x - 1.).abs() < 0.11 && min.y > 1.89);
    }
}
