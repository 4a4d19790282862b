//! Leaves in clumps: what crowns, hedges and bushes are made of.

use nalgebra::{Point3, Vector3};
use rand::RngExt;

use crate::{
    mesh::{Mesh, quad},
    random::SceneRng,
    surface::Surface,
};

/// Share by which a clump may be longer or shorter than its mean size.
const SIDE_SPREAD: f64 = 0.3;
/// Bulges of a [`Lumps`].
const NUM_LUMPS: usize = 7;

/// A unit vector, every direction as likely as the others.
pub(super) fn direction(rng: &mut SceneRng) -> Vector3<f64> {
    let z: f64 = rng.random_range(-1.0..=1.);
    let (sin, cos) = rng.random_range(0.0..std::f64::consts::TAU).sin_cos();
    let radius = (1. - z * z).sqrt();
    Vector3::new(radius * cos, radius * sin, z)
}

/// A clump of leaves: a flat face of about `side` metres square, turned at random.
pub(super) fn clump(center: Point3<f64>, side: f64, rng: &mut SceneRng) -> Mesh {
    let normal = direction(rng);
    let across = if normal.x.abs() > 0.9 { Vector3::y() } else { Vector3::x() };
    let u = normal.cross(&across).normalize();
    let v = normal.cross(&u);
    let mut half = || side / 2. * rng.random_range(1. - SIDE_SPREAD..1. + SIDE_SPREAD);
    let (u, v) = (u * half(), v * half());
    quad([center - u - v, center + u - v, center + u + v, center - u + v], Surface::Leaves)
}

/// The mesh pressed flat at a height where it would reach below it; faces all below it are gone.
pub(super) fn pressed_at(height: f64, mut mesh: Mesh) -> Mesh {
    mesh.triangles.retain(|face| face.corners.iter().any(|corner| corner.z > height));
    mesh.map(|corner| Point3::new(corner.x, corner.y, corner.z.max(height)))
}

/// Distance from the centre of a round body to its edge: no bush is a ball.
#[derive(Clone, Debug)]
pub(super) struct Lumps {
    directions: [Vector3<f64>; NUM_LUMPS],
    depth: f64,
}

impl Lumps {
    /// Bulges in random directions, with dents between them as deep as a share of the radius.
    pub fn random(depth: f64, rng: &mut SceneRng) -> Self {
        Self { directions: std::array::from_fn(|_| direction(rng)), depth }
    }

    /// Share of the radius in a direction given by a unit vector, between `1 - depth` and 1.
    pub fn share(&self, towards: &Vector3<f64>) -> f64 {
        let nearest = self.directions.iter().map(|bulge| bulge.dot(towards)).fold(-1., f64::max);
        1. - self.depth * (1. - nearest) / 2.
    }
}

/// Leaves within a lumpy ellipsoid.
#[derive(Clone, Debug)]
pub(super) struct LeafBall {
    pub center: Point3<f64>,
    /// Semi-axes along x, y and z, metres.
    pub radii: Vector3<f64>,
    pub lumps: Lumps,
    pub num_clumps: usize,
    /// Side of a clump, metres.
    pub clump_side: f64,
    /// The higher, the more of the leaves are near the surface; they fill it evenly at 3.
    pub crowding: f64,
}

impl LeafBall {
    /// The clumps, at random places.
    pub fn leaves(&self, rng: &mut SceneRng) -> Mesh {
        let mut mesh = Mesh::new();
        for _ in 0..self.num_clumps {
            let depth = rng.random_range(0.0..1_f64).powf(1. / self.crowding);
            let towards = direction(rng);
            mesh.append(clump(self.at(&towards, depth), self.clump_side, rng));
        }
        mesh
    }

    /// The point in a direction at a share of the way from the centre to the surface.
    pub fn at(&self, towards: &Vector3<f64>, share: f64) -> Point3<f64> {
        self.center + towards.component_mul(&self.radii) * (share * self.lumps.share(towards))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{Purpose, stream};

    #[test]
    fn clumps_are_about_as_large_as_asked_for_and_turned_all_ways() {
        let mut rng = stream(2, 0, Purpose::Scene);
        let mut upright = 0;
        for _ in 0..500 {
            let leaf = clump(Point3::new(1., 2., 3.), 0.2, &mut rng);
            let (min, max) = leaf.bounds();
            let reach = 0.1 * (1. + SIDE_SPREAD) * 2.0_f64.sqrt();
            let corners = leaf.triangles.iter().flat_map(|triangle| triangle.corners);
            let distances = corners.map(|corner| (corner - Point3::new(1., 2., 3.)).norm());
            assert!(distances.into_iter().all(|distance| distance < reach));
            assert!((nalgebra::center(&min, &max) - Point3::new(1., 2., 3.)).norm() < 1e-9);
            upright += usize::from(max.z - min.z > 0.1);
        }
        assert!((100..490).contains(&upright), "{upright}");
    }

    #[test]
    fn nothing_of_a_pressed_mesh_is_lower_and_no_face_has_lost_its_area() {
        let mut rng = stream(4, 0, Purpose::Scene);
        let mut leaves = Mesh::new();
        for _ in 0..200 {
            leaves.append(clump(Point3::origin(), 0.2, &mut rng));
        }
        let pressed = pressed_at(0.05, leaves);
        assert!(!pressed.triangles.is_empty() && pressed.bounds().0.z == 0.05);
        let area = |[a, b, c]: [Point3<f64>; 3]| (b - a).cross(&(c - a)).norm();
        assert!(pressed.triangles.iter().all(|face| area(face.corners) > 0.));
    }

    #[test]
    fn leaf_balls_keep_to_their_radii_and_are_denser_outside() {
        let mut rng = stream(3, 0, Purpose::Scene);
        let ball = LeafBall {
            center: Point3::origin(),
            radii: Vector3::new(1., 2., 3.),
            lumps: Lumps::random(0.3, &mut rng),
            num_clumps: 1000,
            clump_side: 0.01,
            crowding: 6.,
        };
        let leaves = ball.leaves(&mut rng);
        assert_eq!(leaves.triangles.len(), 2000);
        let share = |corner: Point3<f64>| corner.coords.component_div(&ball.radii).norm();
        let shares: Vec<f64> = leaves.triangles.iter().map(|t| share(t.corners[0])).collect();
        assert!(shares.iter().all(|&share| share < 1.02));
        assert!(shares.iter().filter(|&&share| share > 0.6).count() > 1500);
    }
}
