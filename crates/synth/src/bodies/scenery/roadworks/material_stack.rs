//! Building material on the ground.

use std::{
    f64::consts::TAU,
    ops::{Range, RangeInclusive},
};

use nalgebra::{Isometry3, Point3, Vector3};
use rand::RngExt;

use crate::{
    bodies::scenery::{
        foliage::{Lumps, pressed_at},
        parts::{boxed, slab},
    },
    mesh::{Mesh, Section, ellipsoid, loft, tube},
    model::Model,
    random::{SceneRng, normal, pick},
    span::{Span, span},
    surface::Surface,
};

/// Items side by side, and the gap between them, metres.
const NUM_ITEMS: RangeInclusive<usize> = 1..=4;
const GAP: Range<f64> = 0.1..0.8;
/// Bearers under stacks: height and width, metres.
const BEARER: (f64, f64) = (0.1, 0.1);
/// Corners of the cross-section of pipes and bags, and meridians of heaps.
const PIPE_SIDES: usize = 8;
const BAG_SIDES: usize = 12;
const HEAP_SIDES: usize = 14;
/// Length of planks and pipes, metres.
const ROD_LENGTH: Range<f64> = 1.5..4.;

/// One to four stacks of bricks, planks or pipes, heaps or big bags in a row.
pub(crate) fn material_stack(rng: &mut SceneRng) -> Model {
    let mut mesh = Mesh::new();
    let mut reached = 0.;
    for _ in 0..rng.random_range(NUM_ITEMS) {
        let make = pick(rng, &[bricks, planks, pipes, heap, big_bag]);
        let turn = Isometry3::rotation(Vector3::z() * normal(rng, 0., 0.15));
        let item = make(rng).moved(&turn);
        let (min, max) = item.bounds();
        mesh.append(item.shifted(reached - min.x, normal(rng, 0., 0.2), -min.z));
        reached += max.x - min.x + rng.random_range(GAP);
    }
    boxed(mesh)
}

/// Layers of bricks or slabs on two bearers, the upper layers not complete.
fn bricks(rng: &mut SceneRng) -> Mesh {
    let (length, width) = (rng.random_range(0.7..1.3), rng.random_range(0.7..1.1));
    let layer = rng.random_range(0.1..0.25);
    let mut mesh = bearers(length, width);
    let num_layers = rng.random_range(2..7);
    for i in 0..num_layers {
        let z = BEARER.0 + layer * f64::from(i);
        let share = if i + 1 == num_layers { rng.random_range(0.3..1.) } else { 1. };
        let mut uneven = |side: f64| side / 2. + rng.random_range(-0.02..0.);
        let (x, y) = (uneven(length), uneven(width));
        let x = span(-x, x * (2. * share - 1.));
        mesh.append(slab(x, span(-y, y), span(z, z + layer - 0.008), Surface::Masonry));
    }
    mesh
}

/// Two bearers along y.
fn bearers(length: f64, width: f64) -> Mesh {
    [-0.35, 0.35].into_iter().fold(Mesh::new(), |mesh, share| {
        let x = share * length;
        let x = span(x - BEARER.1 / 2., x + BEARER.1 / 2.);
        mesh.with(slab(x, Span::centered(width), span(0., BEARER.0), Surface::Wood))
    })
}

/// Layers of planks of different length.
fn planks(rng: &mut SceneRng) -> Mesh {
    let (length, thickness) = (rng.random_range(ROD_LENGTH), rng.random_range(0.03..0.1));
    let plank = rng.random_range(0.12..0.25);
    let per_layer = rng.random_range(2..6);
    let mut mesh = bearers(length, plank * f64::from(per_layer));
    for layer in 0..rng.random_range(2..6) {
        let z = BEARER.0 + (thickness + 0.01) * f64::from(layer);
        for i in 0..per_layer {
            let y = plank * (f64::from(i) - f64::from(per_layer) / 2.);
            let half = length / 2. * rng.random_range(0.85..1.);
            let x = normal(rng, 0., 0.04 * length);
            let (x, y) = (span(x - half, x + half), span(y, y + plank - 0.01));
            mesh.append(slab(x, y, span(z, z + thickness), Surface::Wood));
        }
    }
    mesh
}

/// Pipes in layers, each with one pipe less than the layer below.
fn pipes(rng: &mut SceneRng) -> Mesh {
    let (length, radius) = (rng.random_range(ROD_LENGTH), rng.random_range(0.05..0.25));
    let widest: u32 = rng.random_range(2..5);
    let surface = pick(rng, &[Surface::Metal, Surface::Masonry, Surface::Rubber]);
    let mut mesh = Mesh::new();
    for layer in 0..rng.random_range(1..=widest) {
        // Pipes of a layer lie in the grooves of the one below.
        let z = radius * (1. + 3_f64.sqrt() * f64::from(layer));
        for i in 0..widest - layer {
            let y = 2. * radius * (f64::from(i) - f64::from(widest - layer - 1) / 2.);
            let x = normal(rng, 0., 0.03);
            let end = |side: f64| Point3::new(x + side * length / 2., y, z);
            mesh.append(tube(end(-1.), end(1.), radius, PIPE_SIDES, surface));
        }
    }
    mesh
}

/// A heap of sand, gravel or earth.
fn heap(rng: &mut SceneRng) -> Mesh {
    let radius = rng.random_range(0.5..1.5);
    let slope = rng.random_range(0.4..0.75);
    let lumps = Lumps::random(0.4, rng);
    let unit = ellipsoid(Point3::origin(), Vector3::repeat(1.), HEAP_SIDES, Surface::Masonry);
    let heap = unit.map(|corner| {
        let share = lumps.share(&corner.coords) * radius;
        // Straight slopes up to a blunt top.
        let steep = corner.z.max(0.).powf(1.5) * slope;
        Point3::new(corner.x * share, corner.y * share, steep * share - 1e-3)
    });
    pressed_at(0., heap)
}

/// A bag of about a cubic metre that bulges, full to different heights.
fn big_bag(rng: &mut SceneRng) -> Mesh {
    let (half, height) = (rng.random_range(0.4..0.52), rng.random_range(0.5..1.1));
    let level = |z: f64, share: f64, rng: &mut SceneRng| {
        let mut corner = |i: usize| {
            let (sin, cos) = (TAU * i as f64 / BAG_SIDES as f64).sin_cos();
            // Between a circle and a square.
            let square = f64::max(sin.abs(), cos.abs()).powf(-0.6);
            let out = half * share * square * rng.random_range(0.96..1.04);
            Point3::new(out * cos, out * sin, z)
        };
        Section {
            corners: (0..BAG_SIDES).map(&mut corner).collect(),
            surfaces: vec![Surface::Coat; BAG_SIDES],
        }
    };
    let stations = [(0., 0.9), (0.25, 1.05), (0.7, 1.08), (0.95, 0.95), (1., 0.6)];
    let levels: Vec<Section> =
        stations.into_iter().map(|(z, share)| level(z * height, share, rng)).collect();
    loft(&levels, Surface::Coat)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bodies::scenery::checks::sound_clutter;
    use crate::random::{Purpose, stream};

    #[test]
    fn stacks_are_low_and_cheap() {
        for model in sound_clutter(material_stack, 1800) {
            assert!((0.5..18.).contains(&model.size.length), "{:?}", model.size);
            assert!((0.09..2.1).contains(&model.size.height), "{:?}", model.size);
        }
    }

    #[test]
    fn each_item_has_its_usual_height() {
        let mut rng = stream(4, 0, Purpose::Scene);
        for _ in 0..40 {
            let height = |mesh: Mesh| mesh.bounds().1.z;
            assert!((0.15..1.7).contains(&height(bricks(&mut rng))));
            assert!((0.1..0.8).contains(&height(planks(&mut rng))));
            assert!((0.09..2.).contains(&height(pipes(&mut rng))));
            assert!((0.1..1.2).contains(&height(heap(&mut rng))));
            assert!((0.5..1.1).contains(&height(big_bag(&mut rng))));
        }
    }
}
