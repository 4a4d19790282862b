//! Things around the foot of a trunk: undergrowth, ivy, stems, suckers, stakes, guards.

use std::{f64::consts::TAU, ops::Range};

use nalgebra::{Point2, Point3, Vector3};
use rand::RngExt;

use super::trunk::Trunk;
use crate::{
    bodies::scenery::{
        foliage::{LeafBall, Lumps, clump, pressed_at},
        parts::{Radii, post, rod, turned},
    },
    mesh::{Disc, Mesh, tube},
    random::SceneRng,
    span::{Span, span},
    surface::Surface,
};

/// Number, height and reach of the bushes of undergrowth, metres.
const NUM_BUSHES: Range<usize> = 1..4;
const BUSH_HEIGHT: Range<f64> = 0.3..1.3;
const BUSH_RADIUS: Range<f64> = 0.2..0.5;
/// Leaf clumps of one bush.
const BUSH_CLUMPS: usize = 90;
/// Upper end of ivy, metres, and its clumps per metre of height.
const IVY_TOP: Range<f64> = 1.0..3.2;
const IVY_CLUMPS_PER_METRE: f64 = 85.;
/// Distance by which ivy stands out of the bark, metres.
const IVY_DEPTH: Range<f64> = 0.02..0.16;
/// Number and length of suckers, and how far from the bark they grow, metres.
const NUM_SUCKERS: Range<usize> = 5..14;
const SUCKER_LENGTH: Range<f64> = 0.4..1.9;
const SUCKER_DISTANCE: Range<f64> = 0.02..0.3;
/// Leaf clumps of one sucker.
const SUCKER_CLUMPS: usize = 8;
/// Further stems of a tree; their radius over that of the first.
const NUM_STEMS: Range<usize> = 1..4;
const STEM_SHARE: Range<f64> = 0.4..0.9;
/// Number, height, radius and distance from the bark of stakes, metres.
const NUM_STAKES: Range<usize> = 2..5;
const STAKE_HEIGHT: Range<f64> = 1.1..2.4;
const STAKE_RADIUS: Range<f64> = 0.025..0.05;
const STAKE_DISTANCE: Range<f64> = 0.15..0.4;
/// Bars and height of a guard, and its distance from the bark, metres.
const GUARD_BARS: usize = 10;
const GUARD_HEIGHT: Range<f64> = 0.8..1.9;
const GUARD_DISTANCE: Range<f64> = 0.08..0.3;

/// Something around the foot of a trunk, up to 3.5 m. At most 600 triangles.
pub(super) fn foot(trunk: &Trunk, rng: &mut SceneRng) -> Mesh {
    match rng.random_range(0..10) {
        0..2 => undergrowth(trunk, rng),
        2..4 => ivy(trunk, rng),
        4..6 => stems(trunk, rng),
        6..8 => suckers(trunk, rng),
        8 => stakes(trunk, rng),
        _ => guard(trunk, rng),
    }
}

/// A point around a trunk at a distance from its bark.
fn around(trunk: &Trunk, z: f64, distance: f64, rng: &mut SceneRng) -> Point3<f64> {
    let (sin, cos) = rng.random_range(0.0..TAU).sin_cos();
    trunk.axis(z) + Vector3::new(cos, sin, 0.) * (trunk.radius(z) + distance)
}

fn undergrowth(trunk: &Trunk, rng: &mut SceneRng) -> Mesh {
    let mut mesh = Mesh::new();
    for _ in 0..rng.random_range(NUM_BUSHES) {
        let half_height = rng.random_range(BUSH_HEIGHT) / 2.;
        let radius = rng.random_range(BUSH_RADIUS);
        let middle = around(trunk, 0., 0.3 * radius, rng);
        let bush = LeafBall {
            center: middle + Vector3::z() * half_height,
            radii: Vector3::new(radius, radius, half_height),
            lumps: Lumps::random(0.5, rng),
            num_clumps: BUSH_CLUMPS,
            clump_side: rng.random_range(0.1..0.18),
            crowding: 4.,
        };
        mesh.append(bush.leaves(rng));
    }
    pressed_at(0., mesh)
}

/// Leaves on the bark, fewer of them higher up.
fn ivy(trunk: &Trunk, rng: &mut SceneRng) -> Mesh {
    let top = rng.random_range(IVY_TOP).min(0.5 * trunk.height);
    let depth = rng.random_range(IVY_DEPTH);
    let mut mesh = Mesh::new();
    for _ in 0..(top * IVY_CLUMPS_PER_METRE) as usize {
        let z = top * rng.random_range(0.0..1_f64).powf(1.4);
        let distance = depth * rng.random_range(0.0..1.);
        mesh.append(clump(around(trunk, z, distance, rng), rng.random_range(0.07..0.16), rng));
    }
    pressed_at(0., mesh)
}

/// Further stems from the same root into the crown.
fn stems(trunk: &Trunk, rng: &mut SceneRng) -> Mesh {
    let mut mesh = Mesh::new();
    for _ in 0..rng.random_range(NUM_STEMS) {
        let radius = trunk.base_radius * rng.random_range(STEM_SHARE);
        let root = around(trunk, 0., 0.5 * radius, rng);
        let out = Vector3::new(root.x, root.y, 0.).normalize();
        let top = trunk.height * rng.random_range(0.4..0.7);
        let elbow = root + out * rng.random_range(0.0..0.25) + Vector3::z() * (0.3 * top);
        let tip = trunk.axis(top) + out * rng.random_range(0.2..0.7);
        let discs =
            [Disc::new(root, radius), Disc::new(elbow, 0.8 * radius), Disc::new(tip, 0.3 * radius)];
        mesh.append(rod(&discs, 7, Surface::Bark));
    }
    pressed_at(0., mesh)
}

/// Shoots from the root with a few leaves each.
fn suckers(trunk: &Trunk, rng: &mut SceneRng) -> Mesh {
    let mut mesh = Mesh::new();
    for _ in 0..rng.random_range(NUM_SUCKERS) {
        let root = around(trunk, 0., rng.random_range(SUCKER_DISTANCE), rng);
        let mut lean = || rng.random_range(-0.25..0.25);
        let way = Vector3::new(lean(), lean(), 1.) * rng.random_range(SUCKER_LENGTH);
        mesh.append(tube(root, root + way, 0.008, 3, Surface::Bark));
        for _ in 0..SUCKER_CLUMPS {
            let at = root + way * rng.random_range(0.2..1.);
            mesh.append(clump(at, rng.random_range(0.06..0.14), rng));
        }
    }
    pressed_at(0., mesh)
}

/// Stakes around a trunk, joined by rails.
fn stakes(trunk: &Trunk, rng: &mut SceneRng) -> Mesh {
    let number = rng.random_range(NUM_STAKES);
    let height = rng.random_range(STAKE_HEIGHT);
    let radius = rng.random_range(STAKE_RADIUS);
    let distance = trunk.radius(0.) + rng.random_range(STAKE_DISTANCE);
    let corner = |i: usize| {
        let (sin, cos) = (TAU * i as f64 / number as f64).sin_cos();
        Point2::new(distance * cos, distance * sin)
    };
    let mut mesh = Mesh::new();
    let rail = height - rng.random_range(0.05..0.4);
    for i in 0..number {
        let (at, next) = (corner(i), corner(i + 1));
        mesh.append(post(at, span(0., height), Radii::even(radius), 6, Surface::Wood));
        let [from, to] = [at, next].map(|at| Point3::new(at.x, at.y, rail));
        mesh.append(tube(from, to, 0.7 * radius, 5, Surface::Wood));
    }
    turned(mesh, rng.random_range(0.0..TAU))
}

/// A cage of bars with two rings.
fn guard(trunk: &Trunk, rng: &mut SceneRng) -> Mesh {
    let height = rng.random_range(GUARD_HEIGHT);
    let radius = trunk.radius(0.) + rng.random_range(GUARD_DISTANCE);
    let corner = |i: usize, z: f64| {
        let (sin, cos) = (TAU * i as f64 / GUARD_BARS as f64).sin_cos();
        Point3::new(radius * cos, radius * sin, z)
    };
    let Span { from: low, to: high } = span(0.15 * height, 0.95 * height);
    let mut mesh = Mesh::new();
    for i in 0..GUARD_BARS {
        mesh.append(tube(corner(i, 0.), corner(i, height), 0.012, 4, Surface::Metal));
        for z in [low, high] {
            mesh.append(tube(corner(i, z), corner(i + 1, z), 0.012, 4, Surface::Metal));
        }
    }
    mesh
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{Purpose, stream};

    #[test]
    fn feet_stand_around_their_trunk() {
        for (number, make) in
            [undergrowth, ivy, stems, suckers, stakes, guard, foot].into_iter().enumerate()
        {
            let mut rng = stream(4, number as u64, Purpose::Scene);
            for _ in 0..40 {
                let trunk = Trunk::random(7., &mut rng);
                let mesh = make(&trunk, &mut rng);
                assert!(mesh.triangles.len() <= 600, "{number} {}", mesh.triangles.len());
                let (min, max) = mesh.bounds();
                assert!((0.0..0.3).contains(&min.z) && max.z < 5.2, "{number} {min} {max}");
                let low = mesh.triangles.iter().flat_map(|face| face.corners);
                let reach = low.filter(|at| at.z < 2.).map(|at| at.coords.xy().norm());
                let reach = reach.fold(0., f64::max);
                assert!(reach > trunk.base_radius && reach < 1.4, "{number} {reach}");
            }
        }
    }
}
