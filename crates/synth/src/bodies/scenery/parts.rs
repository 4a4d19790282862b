//! Small parts that many bodies are put together from.

use std::f64::consts::TAU;

use nalgebra::{Isometry3, Point2, Point3, Vector2, Vector3};
use voxelnet_scene::BoxSize;

use crate::{
    mesh::{Disc, Mesh, Section, cuboid, frustum, loft, tube},
    model::Model,
    span::Span,
    surface::Surface,
};

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

/// A horizontal cross-section in the middle, at a height and of a radius in metres.
pub(super) fn level(z: f64, radius: f64) -> Disc {
    Disc::new(Point3::new(0., 0., z), radius)
}

/// An upright body that is round, or has a few flat sides, through levels from its bottom to its
/// top; 2 triangles a side between two levels, and its ends.
pub(super) fn turned_body(levels: &[Disc], sides: usize, surface: Surface) -> Mesh {
    let section = |disc: &Disc| {
        let corner = |side: usize| {
            let (sin, cos) = (TAU * (side as f64 + 0.5) / sides as f64).sin_cos();
            disc.center + Vector3::new(cos, sin, 0.) * disc.radius
        };
        Section { corners: (0..sides).map(corner).collect(), surfaces: vec![surface; sides] }
    };
    loft(&levels.iter().map(section).collect::<Vec<_>>(), surface)
}

/// A bent round rod through discs; `4 * sides - 4` triangles from one to the next.
pub(super) fn rod(discs: &[Disc], sides: usize, surface: Surface) -> Mesh {
    discs
        .windows(2)
        .fold(Mesh::new(), |mesh, pair| mesh.with(frustum(pair[0], pair[1], sides, surface)))
}

/// A body along x with the same convex outline in y and z all the way.
pub(super) fn prism(x: Span, outline: &[Point2<f64>], surface: Surface) -> Mesh {
    let section = |x: f64| Section {
        corners: outline.iter().map(|corner| Point3::new(x, corner.x, corner.y)).collect(),
        surfaces: vec![surface; outline.len()],
    };
    loft(&[section(x.from), section(x.to)], surface)
}

/// The mesh turned around the upright axis by radians counter-clockwise.
pub(super) fn turned(mesh: Mesh, angle: f64) -> Mesh {
    mesh.moved(&Isometry3::rotation(Vector3::z() * angle))
}

/// The mesh leaning over: every point moves by its height times the given share along x and y.
pub(super) fn leaning(mesh: Mesh, share: Vector2<f64>) -> Mesh {
    mesh.map(|at| Point3::new(at.x + share.x * at.z, at.y + share.y * at.z, at.z))
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
    use std::f64::consts::PI;

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
    fn turned_bodies_and_prisms_have_the_bounds_of_their_outlines() {
        let cone = turned_body(&[level(0., 2.), level(1., 1.), level(3., 0.5)], 4, Surface::Roof);
        assert_eq!(cone.triangles.len(), 2 * 4 * 2 + 2 * 2);
        let (min, max) = leaning(cone, Vector2::new(0.5, 0.)).bounds();
        let half_side = 2. * 0.5_f64.sqrt();
        assert!((min.x + half_side).abs() < 1e-9 && (max.y - half_side).abs() < 1e-9);
        assert!((max.x - (1.5 + 0.25 * half_side)).abs() < 0.2 && max.z == 3.);
        let wedge = [(0., 0.), (1., 0.), (0., 2.)].map(|(y, z)| Point2::new(y, z));
        let mesh = turned(prism(span(0., 3.), &wedge, Surface::Roof), PI / 2.);
        let (min, max) = mesh.bounds();
        assert!((min - Point3::new(-1., 0., 0.)).norm() < 1e-9, "{min}");
        assert!((max - Point3::new(0., 3., 2.)).norm() < 1e-9, "{max}");
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
