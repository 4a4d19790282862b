//! Plain solids.

use std::f64::consts::{FRAC_PI_2, PI, TAU};

use nalgebra::{Point3, Vector3};

use super::Mesh;
use crate::surface::Surface;

/// A flat four-sided face; corners in order around it.
pub(crate) fn quad(corners: [Point3<f64>; 4], surface: Surface) -> Mesh {
    let [a, b, c, d] = corners;
    let mut mesh = Mesh::new();
    mesh.push([a, b, c], surface);
    mesh.push([a, c, d], surface);
    mesh
}

/// A box between two opposite corners; 12 triangles.
pub(crate) fn cuboid(min: Point3<f64>, max: Point3<f64>, surface: Surface) -> Mesh {
    let outline = [(min.x, min.y), (max.x, min.y), (max.x, max.y), (min.x, max.y)];
    let ring = |z: f64| outline.map(|(x, y)| Point3::new(x, y, z));
    let (bottom, top) = (ring(min.z), ring(max.z));
    let mut mesh = band(&bottom, &top, surface);
    mesh.append(cap(&bottom, surface));
    mesh.append(cap(&top, surface));
    mesh
}

/// A closed round tube between two points; `4 * sides` triangles less 4.
pub(crate) fn tube(
    from: Point3<f64>,
    to: Point3<f64>,
    radius: f64,
    sides: usize,
    surface: Surface,
) -> Mesh {
    frustum(Disc::new(from, radius), Disc::new(to, radius), sides, surface)
}

/// An end of a round tube.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Disc {
    pub center: Point3<f64>,
    pub radius: f64,
}

impl Disc {
    pub fn new(center: Point3<f64>, radius: f64) -> Self {
        Self { center, radius }
    }
}

/// A closed round tube that widens or narrows between its two ends.
pub(crate) fn frustum(from: Disc, to: Disc, sides: usize, surface: Surface) -> Mesh {
    let axis = to.center - from.center;
    let across = if axis.x.abs() > 0.9 * axis.norm() { Vector3::y() } else { Vector3::x() };
    let u = axis.cross(&across).normalize();
    let v = axis.cross(&u).normalize();
    let ring = |Disc { center, radius }: Disc| {
        let corner = |i: usize| {
            let (sin, cos) = (TAU * (i as f64 + 0.5) / sides as f64).sin_cos();
            center + (u * cos + v * sin) * radius
        };
        (0..sides).map(corner).collect::<Vec<_>>()
    };
    let (start, end) = (ring(from), ring(to));
    band(&start, &end, surface).with(cap(&start, surface)).with(cap(&end, surface))
}

/// An ellipsoid with semi-axes along x, y and z, of `sides` meridians.
pub(crate) fn ellipsoid(
    center: Point3<f64>,
    radii: Vector3<f64>,
    sides: usize,
    surface: Surface,
) -> Mesh {
    let num_parallels = sides / 2;
    let at = |parallel: usize, meridian: usize| {
        let latitude = PI * parallel as f64 / num_parallels as f64 - FRAC_PI_2;
        let longitude = TAU * meridian as f64 / sides as f64;
        let unit = Vector3::new(
            latitude.cos() * longitude.cos(),
            latitude.cos() * longitude.sin(),
            latitude.sin(),
        );
        center + unit.component_mul(&radii)
    };
    let mut mesh = Mesh::new();
    for parallel in 0..num_parallels {
        for meridian in 0..sides {
            let [a, b] = [meridian, meridian + 1].map(|m| at(parallel, m));
            let [d, c] = [meridian, meridian + 1].map(|m| at(parallel + 1, m));
            if parallel > 0 {
                mesh.push([a, b, c], surface);
            }
            if parallel + 1 < num_parallels {
                mesh.push([a, c, d], surface);
            }
        }
    }
    mesh
}

/// The strip between two closed rings of equally many corners.
pub(super) fn band(from: &[Point3<f64>], to: &[Point3<f64>], surface: Surface) -> Mesh {
    let mut mesh = Mesh::new();
    for i in 0..from.len() {
        let next = (i + 1) % from.len();
        mesh.append(quad([from[i], from[next], to[next], to[i]], surface));
    }
    mesh
}

/// The face inside a convex ring.
pub(super) fn cap(ring: &[Point3<f64>], surface: Surface) -> Mesh {
    let mut mesh = Mesh::new();
    for pair in ring[1..].windows(2) {
        mesh.push([ring[0], pair[0], pair[1]], surface);
    }
    mesh
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Area of all faces.
    fn area(mesh: &Mesh) -> f64 {
        let of = |[a, b, c]: [Point3<f64>; 3]| (b - a).cross(&(c - a)).norm() / 2.;
        mesh.triangles.iter().map(|triangle| of(triangle.corners)).sum()
    }

    #[test]
    fn a_cuboid_has_twelve_triangles_and_the_area_of_its_faces() {
        let body = cuboid(Point3::origin(), Point3::new(1., 2., 3.), Surface::Wood);
        assert_eq!(body.triangles.len(), 12);
        assert!((area(&body) - 22.).abs() < 1e-12);
    }

    #[test]
    fn tubes_and_ellipsoids_have_nearly_the_area_of_round_ones() {
        for to in [Point3::new(0., 0., 2.), Point3::new(2., 0., 0.), Point3::new(0., 2., 0.)] {
            let pipe = tube(Point3::origin(), to, 0.5, 64, Surface::Metal);
            assert!((area(&pipe) / (2.5 * PI) - 1.).abs() < 0.01, "{}", area(&pipe));
            assert_eq!(pipe.triangles.len(), 4 * 64 - 4);
        }
        let ball = ellipsoid(Point3::origin(), Vector3::repeat(0.5), 64, Surface::Skin);
        assert!((area(&ball) / PI - 1.).abs() < 0.01, "{}", area(&ball));
        let (min, max) = ball.bounds();
        assert!((max.z - 0.5).abs() < 1e-12 && (min.x + 0.5).abs() < 1e-12);
    }
}
