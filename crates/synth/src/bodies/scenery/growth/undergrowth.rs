//! Tall grass and weeds.

use std::{f64::consts::TAU, ops::Range};

use nalgebra::{Point3, Vector3};
use rand::RngExt;

use super::shoot::Shoot;
use crate::{
    bodies::scenery::{
        foliage::{clump, pressed_at},
        parts::boxed,
    },
    mesh::Mesh,
    model::Model,
    random::{SceneRng, normal},
    span::Span,
    surface::Surface,
};

/// Length, width and height of a patch, metres.
const LENGTH: Range<f64> = 0.8..5.;
const WIDTH: Range<f64> = 0.4..2.2;
const HEIGHT: Range<f64> = 0.3..1.;
/// Tufts per square metre.
const TUFTS_PER_AREA: Range<f64> = 4.0..16.;
/// Most tufts of a patch.
const MAX_TUFTS: usize = 70;
/// Radius of a tuft at the ground, metres.
const TUFT_RADIUS: Range<f64> = 0.03..0.14;
/// Width of a blade at the ground, metres.
const BLADE_WIDTH: Range<f64> = 0.012..0.035;
/// Lean of a blade over its height.
const BLADE_LEAN: f64 = 0.35;
/// Side of the leaves of weeds, metres.
const LEAF_SIDE: Range<f64> = 0.05..0.12;

/// A patch of grass, weeds or both, 0.3 to 1 m high, thin enough for many rays to pass.
pub(crate) fn undergrowth(rng: &mut SceneRng) -> Model {
    let (length, width) = (rng.random_range(LENGTH), rng.random_range(WIDTH));
    let height = rng.random_range(HEIGHT);
    let weeds = rng.random_range(0.0..0.7);
    let num_tufts = (length * width * rng.random_range(TUFTS_PER_AREA)) as usize;
    let mut mesh = Mesh::new();
    for _ in 0..num_tufts.clamp(5, MAX_TUFTS) {
        let at = Point3::new(within(length, rng), within(width, rng), 0.);
        let height = height * rng.random_range(0.5..1.2);
        mesh.append(if rng.random_bool(weeds) {
            weed(at, height, rng)
        } else {
            tuft(at, height, rng)
        });
    }
    boxed(pressed_at(0., mesh))
}

/// A place along an extent around zero.
fn within(extent: f64, rng: &mut SceneRng) -> f64 {
    let Span { from, to } = Span::centered(extent);
    rng.random_range(from..to)
}

/// Blades that lean outwards; a triangle each.
fn tuft(at: Point3<f64>, height: f64, rng: &mut SceneRng) -> Mesh {
    let radius = rng.random_range(TUFT_RADIUS);
    let mut mesh = Mesh::new();
    for _ in 0..rng.random_range(20..60) {
        let (sin, cos) = rng.random_range(0.0..TAU).sin_cos();
        let outward = Vector3::new(cos, sin, 0.);
        let aside = Vector3::new(-sin, cos, 0.) * (rng.random_range(BLADE_WIDTH) / 2.);
        let root = at + outward * (radius * rng.random_range(0.0..1_f64).sqrt());
        let rise = height * rng.random_range(0.4..1.);
        let bent = outward * (rise * normal(rng, BLADE_LEAN, 0.2));
        let tip = root + bent + Vector3::z() * rise;
        mesh.push([root - aside, root + aside, tip], Surface::Leaves);
    }
    mesh
}

/// A stem with leaves, wider at the foot.
fn weed(at: Point3<f64>, height: f64, rng: &mut SceneRng) -> Mesh {
    let lean = Vector3::new(normal(rng, 0., 0.1), normal(rng, 0., 0.1), 1.) * height;
    let leaf_side = rng.random_range(LEAF_SIDE);
    let mut mesh =
        Shoot { root: at, tip: at + lean, radius: 0.006, num_leaves: 6, leaf_side }.mesh(rng);
    for _ in 0..rng.random_range(5..20) {
        let up = rng.random_range(0.0..1_f64);
        let spread = 0.25 * height * (1. - 0.7 * up);
        let aside = Vector3::new(normal(rng, 0., spread), normal(rng, 0., spread), 0.);
        mesh.append(clump(at + lean * up + aside, leaf_side, rng));
    }
    mesh
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bodies::scenery::checks::{share_passing, sound_clutter};
    use crate::span::span;

    #[test]
    fn patches_are_low_and_cheap() {
        for model in sound_clutter(undergrowth, 5000) {
            assert!((0.15..1.4).contains(&model.size.height), "{:?}", model.size);
            assert!((0.5..7.).contains(&model.size.length), "{:?}", model.size);
            assert!(model.mesh.triangles.len() > 80);
        }
    }

    #[test]
    fn patches_are_denser_at_the_foot() {
        for model in sound_clutter(undergrowth, 5000).iter().step_by(6) {
            let (whole, top) = (Span::centered(0.9 * model.size.length), model.size.height);
            let low = share_passing(&model.mesh, whole, span(0.05 * top, 0.2 * top));
            let high = share_passing(&model.mesh, whole, span(0.8 * top, top));
            assert!(high > 0.5 && high > low, "{high} {low}");
        }
    }
}
