//! Gateways: two piers, what is between them, and the wall beside them.

use std::ops::Range;

use nalgebra::{Point3, Vector3};
use rand::RngExt;

use super::pier::Pier;
use crate::{
    bodies::scenery::parts::{slab, turned},
    mesh::{Mesh, tube},
    random::{SceneRng, pick, sign},
    span::{Span, span},
    surface::Surface,
};

/// Free width between two piers, metres.
const OPENING: Range<f64> = 0.8..3.4;
/// Length of the wall beside a pier, metres.
const WALL_LENGTH: Range<f64> = 0.4..1.8;
/// Height of the wall over that of the pier.
const WALL_SHARE: Range<f64> = 0.45..1.;
/// Thickness of the wall over the width of the pier.
const WALL_THICKNESS: f64 = 0.6;
/// Height of the leaves of a gate over that of the piers.
const LEAF_SHARE: Range<f64> = 0.5..0.95;
/// Distance between the bars of a gate, and the most bars of a leaf.
const BAR_SPACING: f64 = 0.14;
const MAX_BARS: usize = 12;

/// Two piers along x with a gate of one or two leaves, open or closed, or without; often walls run on
/// from them.
pub(super) fn gateway(rng: &mut SceneRng) -> Mesh {
    let pier = Pier::random(rng);
    let opening = rng.random_range(OPENING);
    let x = (opening + pier.width) / 2.;
    let walls = [rng.random_bool(0.5), rng.random_bool(0.5)];
    let mut mesh = Mesh::new();
    for (side, has_wall) in [-1., 1.].into_iter().zip(walls) {
        mesh.append(pier.mesh().shifted(side * x, 0., 0.));
        if has_wall {
            let wall = wall_beside(&pier, rng);
            mesh.append(turned(wall, if side > 0. { 0. } else { std::f64::consts::PI }).shifted(
                side * x,
                0.,
                0.,
            ));
        }
    }
    if rng.random_bool(0.6) {
        mesh.append(gate(opening, pier.height * rng.random_range(LEAF_SHARE), rng));
    }
    mesh
}

/// A wall that ends in a pier.
pub(super) fn wall_end(rng: &mut SceneRng) -> Mesh {
    let pier = Pier::random(rng);
    pier.mesh().with(wall_beside(&pier, rng))
}

/// A stretch of wall along +x from the middle of a pier, with a coping.
fn wall_beside(pier: &Pier, rng: &mut SceneRng) -> Mesh {
    const COPING: f64 = 0.05;
    let end = pier.width / 2. + rng.random_range(WALL_LENGTH);
    let height = pier.height * rng.random_range(WALL_SHARE);
    let y = Span::centered(WALL_THICKNESS * pier.width);
    let coping = Span::centered(WALL_THICKNESS * pier.width + COPING);
    slab(span(0., end), y, span(0., height - COPING), Surface::Masonry).with(slab(
        span(0., end),
        coping,
        span(height - COPING, height),
        Surface::Roof,
    ))
}

/// One leaf or two that close an opening or stand open.
fn gate(opening: f64, height: f64, rng: &mut SceneRng) -> Mesh {
    let num_leaves = if opening > 1.6 { 2 } else { 1 };
    let width = 0.97 * opening / f64::from(num_leaves);
    let is_solid = rng.random_bool(0.3);
    let angle = if rng.random_bool(0.5) { 0. } else { sign(rng) * rng.random_range(0.3..1.5) };
    let mut mesh = Mesh::new();
    for side in [1., -1.].into_iter().take(num_leaves as usize) {
        let leaf =
            if is_solid { solid_leaf(width, height, rng) } else { barred_leaf(width, height) };
        // A leaf turns around its hinge, which is at the pier.
        let leaf = turned(leaf, side * angle).shifted(-opening / 2., 0., 0.);
        mesh.append(if side > 0. { leaf } else { leaf.map(|at| Point3::new(-at.x, at.y, at.z)) });
    }
    mesh
}

/// A leaf of boards from the origin along +x.
fn solid_leaf(width: f64, height: f64, rng: &mut SceneRng) -> Mesh {
    let surface = pick(rng, &[Surface::Wood, Surface::Paint]);
    slab(span(0., width), span(-0.02, 0.02), span(0.05, height), surface)
}

/// A leaf of upright bars between two rails from the origin along +x.
fn barred_leaf(width: f64, height: f64) -> Mesh {
    let num_bars = ((width / BAR_SPACING) as usize).clamp(3, MAX_BARS);
    let bar = |from: Point3<f64>, to: Point3<f64>| tube(from, to, 0.012, 4, Surface::Metal);
    let mut mesh = Mesh::new();
    for z in [0.15, 0.85 * height] {
        let from = Point3::new(0., 0., z);
        mesh.append(bar(from, from + Vector3::x() * width));
    }
    for i in 0..num_bars {
        let x = width * i as f64 / (num_bars - 1) as f64;
        mesh.append(bar(Point3::new(x, 0., 0.06), Point3::new(x, 0., height)));
    }
    mesh
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        bodies::scenery::checks::share_passing,
        random::{Purpose, stream},
    };

    #[test]
    fn gateways_have_an_opening_between_two_piers() {
        let mut rng = stream(2, 1, Purpose::Scene);
        for _ in 0..40 {
            let mesh = gateway(&mut rng);
            let (min, max) = mesh.bounds();
            assert!(max.x - min.x > 1.1 && max.x - min.x < 9., "{min} {max}");
        }
        for _ in 0..10 {
            let bars = barred_leaf(1.2, 1.4);
            assert!(share_passing(&bars, span(0., 1.2), span(0.2, 1.)) > 0.5);
            let boards = solid_leaf(1.2, 1.4, &mut rng);
            assert_eq!(share_passing(&boards, span(0.01, 1.19), span(0.1, 1.)), 0.);
        }
    }

    #[test]
    fn walls_end_in_higher_piers() {
        let mut rng = stream(2, 2, Purpose::Scene);
        for _ in 0..20 {
            let (min, max) = wall_end(&mut rng).bounds();
            assert!(max.x > 0.5 && min.x > -0.5 && max.z > 0.9, "{min} {max}");
        }
    }
}
